"""« Droits »: who may do what in an organisation, as it truly is, and its yearly review."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction as db
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from segur.noyau.acces.identite import identite_recente
from segur.noyau.comptes.models import Appartenance, Organisation
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.organisations import droits, regles, revues
from segur.noyau.organisations.transitions.revue import REVOIENT, confirmer, fait_la_revue
from segur.noyau.organisations.views.organisation import avec_actions
from segur.noyau.requete import Requete
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Action, Refus
from segur.noyau.transitions.web import demande, executer

CLE_MAX = 13
ENTETES = ("Organisation", "Nature", "Droits à revoir")


@require_safe
def les_miens(request: Requete) -> HttpResponse:
    if not request.acteur.tient(*droits.LISENT_LES_DROITS):
        raise PermissionDenied
    return redirect("comptes:droits_de", request.acteur.entreprise.pk)


def _trouver(request: Requete, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation.objects.dont_il_lit_les_droits(request.acteur), pk=pk)
    if not request.acteur.tient(*droits.LISENT_LES_DROITS):
        raise PermissionDenied
    return organisation


@require_safe
def droits_de(request: Requete, pk: int) -> HttpResponse:
    return _page(request, _trouver(request, pk))


def _page(request: Requete, organisation: Organisation, statut: int = 200, refus: str = "") -> HttpResponse:
    colonnes = droits.colonnes(organisation)
    lignes = droits.matrice(organisation, request.recu_le)
    dues = set(revues.a_revoir(organisation, request.recu_le).values_list("pk", flat=True))
    revoit = fait_la_revue(organisation, demande(request))
    contexte = {
        "organisation": organisation,
        "colonnes": colonnes,
        "lignes": [(ligne, [ligne.case(nom.value) for nom in colonnes]) for ligne in lignes],
        "membres": [
            (membre, _prochaine(membre), membre.pk in dues, actions)
            for membre, actions in _avec_actions(request, lignes)
        ],
        "en_retard": len(dues),
        "revoit": revoit,
        "a_confirmer": revoit and not identite_recente(request),
        "roles": droits.roles_expliques(organisation),
        "refus": refus,
    }
    return render(request, "comptes/droits.html", contexte, status=statut)


def _avec_actions(request: Requete, lignes: list[droits.Ligne]) -> list[tuple[Appartenance, list[Action]]]:
    return avec_actions(request, [a for ligne in lignes for a in ligne.appartenances])


def _prochaine(membre: Appartenance) -> object:
    derniere = membre.confirmee_le or membre.entree_le
    return regles.prochaine_revue(jour_de_paris(derniere)) if derniere else None


@require_POST
def confirmer_les_droits(request: Requete, pk: int) -> HttpResponse:
    """The members ticked keep their role, all of them or none."""
    organisation = _trouver(request, pk)
    if not request.acteur.tient(*REVOIENT):
        raise PermissionDenied
    choisis = [int(cle) for cle in request.POST.getlist("membre") if cle.isdecimal() and len(cle) < CLE_MAX]
    membres = list(organisation.appartenances.actives().filter(pk__in=choisis).order_by("pk"))
    if not membres:
        return _page(request, organisation, 422, "Cochez au moins un membre dont vous confirmez le rôle.")
    try:
        with db.atomic():
            for membre in membres:
                executer(request, confirmer, membre)
    except Refus as refus:
        return _page(request, organisation, 409, str(refus))
    messages.success(request, f"Rôles confirmés : {len(membres)}.")
    return redirect("comptes:droits_de", pk)


@require_safe
def en_retard(request: Requete) -> HttpResponseBase:
    """The organisations whose yearly review is overdue, for the heads of the ANS and of the ASP."""
    if not request.acteur.tient(*revues.SURVEILLENT):
        raise PermissionDenied
    lignes = revues.en_retard(request.acteur, request.recu_le)
    if request.GET.get("format") == "csv":
        valeurs = ((o.nom, o.get_nature_display(), o.nb_a_revoir) for o in lignes)  # type: ignore[attr-defined]
        return csv_en_flux("revues-en-retard", ENTETES, valeurs)
    lues = Organisation.objects.dont_il_lit_les_droits(request.acteur).values_list("pk", flat=True)
    page = paginer(lignes, request.GET, (25, 50))
    ouvertes = set(lues.filter(pk__in=[organisation.pk for organisation in page]))
    return render(request, "comptes/revues.html", {"page": page, "ouvertes": ouvertes})
