"""The desk of the gestionnaires for models of documents: what waits, who has it, what is on each (ASP-04)."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from financement.file import AttenteDUnModele, modeles_a_controler
from financement.grilles import TYPES
from financement.regles.enrolement import JOURS_POUR_INSTRUIRE
from financement.transitions import modeles as transitions
from financement.views.file import EN_CHARGE, reserver
from financement.views.filtres import choix_de, dispositifs, lire
from financement.views.modeles import trouver
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import executer

ENTETES = ("Fournisseur", "SIREN", "Type de document", "Nom", "Attend depuis", "Âge (jours)", "En charge")
COLONNES = (
    Colonne("fournisseur", "Fournisseur", ("fournisseur__organisation__nom",)),
    Colonne("type", "Type de document", ("libelle",)),
    Colonne("nom", "Nom", ("document__nom",)),
    Colonne("depuis", "Attend depuis", ("envoye_le",)),
    Colonne("charge", "En charge"),
)
GESTES = {"prendre": transitions.prendre_en_charge, "rendre": transitions.rendre}
AVIS = {"presente": True, "absente": False}
REMARQUE_AU_PLUS = 500


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver(request)
    types = [(code, document.libelle) for code, document in TYPES.items()]
    filtres = lire(
        request,
        ("type", "Type de document", types),
        ("dispositif", "Dispositif", dispositifs()),
        ("a", "En charge", EN_CHARGE),
    )
    choix = choix_de(request, filtres)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="depuis")
    lignes = tri.trier(modeles_a_controler(request.acteur, choix))
    if request.GET.get("format") == "csv":
        attentes = (AttenteDUnModele(modele, request.recu_le) for modele in lignes)
        return csv_en_flux("modeles-a-controler", ENTETES, (_ligne(attente) for attente in attentes))
    page = paginer(lignes, request.GET)
    contexte = {
        "page": page,
        "attentes": [AttenteDUnModele(modele, request.recu_le) for modele in page],
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "delai": JOURS_POUR_INSTRUIRE,
    }
    return render(request, "financement/file_modeles.html", contexte)


def _ligne(attente: AttenteDUnModele) -> tuple[object, ...]:
    modele, organisation = attente.modele, attente.modele.fournisseur.organisation
    depuis = f"{attente.depuis.astimezone(PARIS):%d/%m/%Y %H:%M}"
    charge = str(modele.instructeur or "")
    return (organisation.nom, organisation.siren, modele.libelle, modele.document.nom, depuis, attente.age, charge)


@require_POST
def confier(request: Requete, pk: int) -> HttpResponse:
    """Takes a model in charge, or gives it back."""
    modele = trouver(request, pk)
    transition = GESTES["rendre" if request.POST.get("geste") == "rendre" else "prendre"]
    try:
        fait = executer(request, transition, modele)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit.format(objet=fait)}.")
    return redirect(modele)


@require_POST
def controler(request: Requete, pk: int) -> HttpResponse:
    """What the agent ticked is kept, decided or not; a line left without an answer stays as it was."""
    modele = trouver(request, pk)
    try:
        executer(request, transitions.controler, modele, {"controles": _controles(request)})
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Contrôle enregistré. Le fournisseur ne le verra qu’avec votre décision.")
    return redirect(f"{modele.get_absolute_url()}#decision")


def _controles(request: Requete) -> dict[str, tuple[bool, str]]:
    """By code of mention: (present, remark)."""
    return {
        nom.removeprefix("avis-"): (AVIS[avis], _remarque(request, nom))
        for nom, avis in request.POST.items()
        if nom.startswith("avis-") and avis in AVIS
    }


def _remarque(request: Requete, nom: str) -> str:
    texte = request.POST.get(nom.replace("avis-", "remarque-", 1), "")
    return " ".join(sans_nul(texte).split())[:REMARQUE_AU_PLUS]
