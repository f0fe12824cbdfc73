"""The desk of the gestionnaires: what waits, since when, for whom."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from financement.file import A_MOI, A_PERSONNE, Attente, attentes
from financement.models import Enrolement
from financement.regles.enrolement import JOURS_POUR_INSTRUIRE
from financement.transitions import instruction
from financement.views.filtres import choix_de, dispositifs, lire
from segur.noyau.comptes.models import ASP
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import executer

ENTETES = ("Fournisseur", "SIREN", "Dispositif", "Objet", "Attend depuis", "Âge (jours)", "En charge")
COLONNES = (
    Colonne("fournisseur", "Fournisseur", ("fournisseur__organisation__nom",)),
    Colonne("dispositif", "Dispositif", ("dispositif__libelle",)),
    Colonne("nature", "Objet", ("nature",)),
    Colonne("depuis", "Attend depuis", ("attend_depuis",)),
    Colonne("charge", "En charge"),
)
EN_CHARGE = [(A_MOI, "À moi"), (A_PERSONNE, "À personne")]
GESTES = {"prendre": instruction.prendre_en_charge, "rendre": instruction.rendre}


def reserver(request: Requete) -> None:
    if not request.acteur.tient(*ASP):
        raise PermissionDenied


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver(request)
    filtres = lire(
        request,
        ("nature", "Objet", list(Enrolement.Nature.choices)),
        ("dispositif", "Dispositif", dispositifs()),
        ("a", "En charge", EN_CHARGE),
    )
    choix = choix_de(request, filtres)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="depuis")
    lignes = tri.trier(attentes(request.acteur, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("enrolements-a-instruire", ENTETES, (_ligne(Attente(e, request.recu_le)) for e in lignes))
    page = paginer(lignes, request.GET)
    contexte = {
        "page": page,
        "attentes": [Attente(enrolement, request.recu_le) for enrolement in page],
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "delai": JOURS_POUR_INSTRUIRE,
    }
    return render(request, "financement/file.html", contexte)


def _ligne(attente: Attente) -> tuple[object, ...]:
    enrolement = attente.enrolement
    organisation = enrolement.fournisseur.organisation
    depuis = f"{attente.depuis.astimezone(PARIS):%d/%m/%Y %H:%M}"
    charge = str(enrolement.instructeur or "")
    return (organisation.nom, organisation.siren, enrolement.dispositif, attente.quoi, depuis, attente.age, charge)


@require_POST
def confier(request: Requete, pk: int) -> HttpResponse:
    """Takes an enrolment in charge, or gives it back."""
    enrolement = get_object_or_404(Enrolement.objects.visibles_par(request.acteur), pk=pk)
    transition = GESTES["rendre" if request.POST.get("geste") == "rendre" else "prendre"]
    try:
        fait = executer(request, transition, enrolement)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit.format(objet=fait)}.")
    return redirect(enrolement)
