"""The ANS desk for steps 1 and 2: what waits, for how long, at what risk, and who follows it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from candidatures import regles
from candidatures.instruction import A_MOI, A_PERSONNE, NOMS, PLUSIEURS, Attente, attentes, en_lignes, instructeurs
from candidatures.models import Candidature
from candidatures.transitions import instruction as gestes
from segur.noyau.comptes.models import ANS_INSTRUIT, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus, Transition
from segur.noyau.transitions.web import demande

GESTES = {"prendre": gestes.prendre_en_charge, "attribuer": gestes.attribuer, "rendre": gestes.rendre}
COLONNES = (
    Colonne("choix", "Choisir"),
    Colonne("numero", "Candidature", ("numero", "etape")),
    Colonne("editeur", "Éditeur et produit", ("editeur", "produit", "etape")),
    Colonne("etape", "Étape", ("etape", "soumise_le")),
    Colonne("depots", "Soumission", ("depots", "soumise_le")),
    Colonne("age", "Attend depuis", ("soumise_le",)),
    Colonne("echeance", "Prochaine échéance", ("echeance", "soumise_le")),
    Colonne("a", "Suivie par", ("nom", "prenom", "soumise_le")),
)
ENTETES = (
    "Candidature",
    "Produit",
    "Version",
    "Éditeur",
    "Dispositif",
    "Étape",
    "Soumission n°",
    "Reçue le",
    "Attend depuis (jours)",
    "Échéance",
    "Date limite",
    "Risque",
    "Suivie par",
    "Depuis le",
)
SOUMISSIONS = [("1", "Première"), ("2", "Deuxième"), (PLUSIEURS, "Troisième ou suivante")]


def reserver(request: Requete) -> None:
    if not request.acteur.tient(*ANS_INSTRUIT):
        raise PermissionDenied


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported; the lines ticked are shared out."""
    reserver(request)
    collegues = list(instructeurs(request.recu_le))
    filtres = _filtres(request, collegues)
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres} | {"q": request.GET.get("q", "").strip()}
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="echeance")
    lignes = tri.trier(attentes(request.acteur, request.recu_le, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("etapes-a-instruire", ENTETES, map(_ligne, en_lignes(lignes, request.recu_le)))
    page = paginer(lignes, request.GET, reversed(PAR_PAGE))
    contexte = {
        "page": page,
        "lignes": en_lignes(page, request.recu_le),
        "tri": tri,
        "filtres": filtres,
        "choix": choix,
        "collegues": collegues,
        "peut_attribuer": gestes.attribuer.autorise(request.acteur),
    }
    return render(request, "candidatures/instruction.html", contexte)


def _filtres(request: Requete, collegues: list[Utilisateur]) -> list[dict[str, Any]]:
    etapes = [(str(rang), nom) for rang, nom in NOMS.items()]
    return offrir(request, ("etape", "Étape", etapes), *filtres_communs(request, collegues, ()))


def filtres_communs(
    request: Requete, collegues: list[Utilisateur], autres: Iterable[tuple[str, str]]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Those of every queue; `autres`: what else may be asked of who follows."""
    personnes = [(str(p.pk), str(p)) for p in collegues if p != request.user]
    return [
        ("dispositif", "Dispositif", list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))),
        ("a", "Attribution", [(A_MOI, "À moi"), (A_PERSONNE, "À personne"), *autres, *personnes]),
        ("risque", "Risque", list(regles.RISQUES.items())),
        ("depots", "Soumission", SOUMISSIONS),
    ]


def offrir(request: Requete, *offerts: tuple[str, str, list[tuple[str, str]]]) -> list[dict[str, Any]]:
    """Name, label, what it offers and what is chosen of it; a value that is not offered chooses nothing."""
    return [
        {"nom": nom, "libelle": libelle, "options": options, "choisi": _connu(request.GET.get(nom, ""), options)}
        for nom, libelle, options in offerts
    ]


def _connu(valeur: str, options: list[tuple[str, str]]) -> str:
    return valeur if valeur in dict(options) else ""


def _ligne(attente: Attente) -> tuple[object, ...]:
    return (
        attente.numero,
        attente.produit,
        attente.version_du_produit,
        attente.editeur,
        attente.dispositif,
        attente.nom_de_l_etape,
        attente.depots,
        f"{attente.soumise_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
        attente.age,
        f"Date {attente.date}",
        f"{attente.echeance.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if attente.echeance else "",
        attente.libelle_du_risque,
        attente.a_qui,
        f"{attente.instruite_depuis.astimezone(PARIS):%d/%m/%Y}" if attente.instruite_depuis else "",
    )


@require_POST
def confier(request: Requete) -> HttpResponse:
    """Takes, gives or gives back each candidature ticked. One that is refused says why and stops no other."""
    reserver(request)
    transition = GESTES.get(request.POST.get("geste", ""))
    numeros = request.POST.getlist("candidature")[: max(PAR_PAGE) * 2]
    candidatures = Candidature.objects.visibles_par(request.acteur).filter(numero__in=numeros)
    if transition is None or not candidatures:
        messages.error(request, "Cochez au moins une candidature, puis dites à qui elle revient.")
        return redirect(_retour(request))
    confier_chacun(request, transition, candidatures, lambda candidature: candidature.numero)
    return redirect(_retour(request))


def confier_chacun(
    request: Requete, transition: Transition, objets: Iterable[Any], nommer: Callable[[Any], str], recit: str = ""
) -> None:
    """One that is refused says why and stops no other; each has its own idempotency key. `recit`: of all of them."""
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    personne = request.POST.get("instructeur", "")
    donnees = {"instructeur": instructeurs(request.recu_le).filter(pk=personne if personne.isdecimal() else 0).first()}
    demandee, faites = demande(request, donnees), []
    for objet in objets:
        try:
            faites.append(transition(objet, replace(demandee, cle=demandee.cle and f"{objet.pk}:{demandee.cle}"[:64])))
        except Refus as refus:
            messages.error(request, f"{nommer(objet)} : {refus}")
    if faites:
        dit = (recit or transition.recit).format(objet=faites[0])
        messages.success(request, f"{dit} : {', '.join(nommer(objet) for objet in faites)}.")


def _retour(request: Requete) -> str:
    return retour(request, reverse("candidatures:file"))


def retour(request: Requete, defaut: str) -> str:
    """The page where the button was, filters included."""
    page = request.POST.get("retour", "")
    ici = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return page if ici else defaut
