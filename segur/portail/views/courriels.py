"""The outbox: what left, what waits, what failed, for who answers for the mails of the portal."""

from datetime import datetime

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import Colonne, Tri, chercher, paginer
from segur.noyau.messagerie.composition import apercevoir
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.models.courriel import VOIENT_LES_COURRIELS
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import actions
from segur.noyau.transitions.web import demande

COLONNES = (
    Colonne("sujet", "Objet", ("sujet",)),
    Colonne("adresse", "Destinataire", ("adresse",)),
    Colonne("statut", "État", ("statut",)),
    Colonne("essais", "Essais", ("essais",)),
    Colonne("cree", "Créé le", ("cree_le",)),
    Colonne("part", "Départ", ("part_le",)),
)
ENTETES = ("Numéro", "Objet", "Destinataire", "Messages", "État", "Essais", "Créé le", "Départ", "Erreur ou motif")
EN_ATTENTE = Q(statut=Courriel.Statut.EN_ATTENTE)
ETATS = {
    "retenus": "Rassemblés, pas encore partis",
    "a_partir": "Sur le départ",
    "en_difficulte": "Nouvel essai prévu",
    "envoye": "Envoyés",
    "echec": "Échecs",
    "rappele": "Rappelés",
    "classe": "Échecs classés",
}


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver(request)
    etat, recherche = request.GET.get("etat", ""), request.GET.get("q", "")
    trouves = chercher(Courriel.objects.visibles_par(request.acteur), recherche)
    if etat in ETATS:
        trouves = trouves.filter(_critere(etat, timezone.now()))
    tri = Tri(COLONNES, request.GET.get("tri", "-cree"), defaut="cree")
    trouves = tri.trier(trouves)
    if request.GET.get("format") == "csv":
        return csv_en_flux("courriels", ENTETES, (_ligne(courriel) for courriel in trouves.iterator(500)))
    contexte = {"page": paginer(trouves, request.GET), "tri": tri, "etats": ETATS, "etat": etat, "recherche": recherche}
    return render(request, "portail/courriels.html", contexte)


def reserver(request: Requete) -> None:
    if not request.acteur.tient(*VOIENT_LES_COURRIELS):
        raise PermissionDenied


def _critere(etat: str, le: datetime) -> Q:
    attentes = {
        "retenus": EN_ATTENTE & Q(essais=0, part_le__gt=le),
        "a_partir": EN_ATTENTE & Q(essais=0, part_le__lte=le),
        "en_difficulte": EN_ATTENTE & Q(essais__gt=0),
    }
    return attentes.get(etat, Q(statut=etat))


def _ligne(courriel: Courriel) -> tuple[object, ...]:
    return (
        courriel.pk,
        courriel.sujet,
        courriel.adresse,
        courriel.nombre,
        courriel.get_statut_display(),
        courriel.essais,
        en_clair(courriel.cree_le),
        en_clair(courriel.envoye_le or courriel.part_le),
        courriel.motif or courriel.derniere_erreur,
    )


@require_safe
def courriel(request: Requete, pk: int) -> HttpResponse:
    """One mail: what it says, what became of it, what may still be done."""
    objet = _trouver(request, pk)
    texte, _ = apercevoir(objet)
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur", "organisation")
    contexte = {
        "courriel": objet,
        "texte": texte,
        "apercu": reverse("portail:courriel_apercu", args=[objet.pk]),
        "pieces": list(objet.premier.notifications.exclude(pieces=None).values_list("pieces__nom", flat=True)),
        "envois": [objet.premier, *objet.premier.renvois.order_by("rang")],
        "entrees": entrees.order_by("-rang"),
        "actions": actions(objet, demande(request)),
    }
    return render(request, "portail/courriel.html", contexte)


@require_safe
@never_cache
@csp(  # type: ignore[arg-type]
    {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True}
)
def apercu(request: Requete, pk: int) -> HttpResponse:
    """The HTML as mail clients get it: in a frame where nothing runs, loads or leads anywhere."""
    _, html = apercevoir(_trouver(request, pk))
    return en_cadre(html)


def en_cadre(html: str) -> HttpResponse:
    reponse = HttpResponse(html)
    reponse["X-Frame-Options"] = "SAMEORIGIN"
    return reponse


def _trouver(request: Requete, pk: int) -> Courriel:
    courriels = Courriel.objects.visibles_par(request.acteur).select_related("destinataire", "origine")
    return get_object_or_404(courriels, pk=pk)
