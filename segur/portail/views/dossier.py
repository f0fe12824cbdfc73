"""One candidature as a whole: its dashboard, its history."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.catalogue import verdict_saisie
from candidatures.echeances import derogations_en_vigueur
from candidatures.models import Candidature
from candidatures.rappels.prevision import Prevue, prochaine
from candidatures.transitions.delais import DECIDENT, en_mots
from candidatures.views.etapes import dossier as trouver
from candidatures.views.rappels import FENETRE
from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.requete import Requete
from segur.noyau.transitions import internes
from segur.portail.etapes import etapes

PAR_PAGE = 50


@require_safe
def tableau_de_bord(request: Requete, numero: str) -> HttpResponse:
    """CP-30, CP-31: the four steps, the chapters, the last actions."""
    candidature = trouver(request, numero)
    contexte = {
        "candidature": candidature,
        "etapes": etapes(candidature),
        "derogations": [(d, en_mots(d)) for d in derogations_en_vigueur(candidature, au=request.recu_le)],
        "peut_proposer_un_delai": request.acteur.tient(*DECIDENT),
        "entrees": _entrees(candidature, request.acteur)[:5],
        "prochain_rappel": _prochain_rappel(request, candidature),
        "peut_saisir": candidature.statut != Candidature.Statut.REFUSEE
        and verdict_saisie(candidature.produit, request.acteur).favorable,
    }
    return render(request, "portail/dossier.html", contexte)


def _prochain_rappel(request: Requete, candidature: Candidature) -> Prevue | None:
    """Told to the firm only: what would remind it next, if nothing changed until then."""
    if not request.acteur.est_editeur:
        return None
    return prochaine(candidature, request.recu_le, request.recu_le + FENETRE)


@require_safe
def historique(request: Requete, numero: str) -> HttpResponse:
    """MSG-04: the history of actions, in readable sentences, from the journal."""
    candidature = trouver(request, numero)
    page = Paginator(_entrees(candidature, request.acteur), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "portail/historique.html", {"candidature": candidature, "page": page})


def _entrees(candidature: Candidature, acteur: Acteur) -> QuerySet[EntreeJournal]:
    """How the ANS shares its work is not told to the vendor."""
    entrees = EntreeJournal.objects.filter(dossier=candidature.cle_dossier)
    if acteur.est_editeur:
        entrees = entrees.exclude(action__in=internes())
    return entrees.select_related("acteur", "organisation").order_by("-rang")
