"""One simulation: how far it is, what it says of each order and why, and each order corrected in place."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.forms.ligne import LigneForm, ancre, formulaire
from financement.forms.simulation import RejeuForm
from financement.models import LigneSimulee, Simulation
from financement.regles.solde.parametres import parametres
from financement.simulation import corriger, fichier_corrige
from financement.simulation import supprimer as supprimer_la_simulation
from financement.tableur import ecrire_le_classeur
from financement.transitions import simulation as transitions
from segur.noyau.listes import chercher, paginer
from segur.noyau.regles import HorsPeriode
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import executer

TAILLES = (25, 50, 100)
LONGUEUR_D_UNE_REGLE = 20
REFUSEE = 422


def _simulation(request: Requete, pk: int) -> Simulation:
    return get_object_or_404(Simulation.objects.visibles_par(request.acteur).pour_liste(), pk=pk)


@require_safe
def simulation(request: Requete, pk: int) -> HttpResponse:
    """The page asks for its fragment while a worker has the simulation."""
    objet = _simulation(request, pk)
    choix = {nom: request.GET.get(nom, "") for nom in ("q", "prediction", "regle")}
    contexte = {
        "simulation": objet,
        "choix": choix,
        "predictions": LigneSimulee.Prediction.choices,
        "motifs": objet.motifs() if objet.lue else [],
        "page": paginer(_lignes(objet, choix), request.GET, TAILLES),
        "rejeu": RejeuForm(),
    }
    gabarit = "financement/simulation_fragment.html" if request.htmx else "financement/simulation.html"
    return render(request, gabarit, contexte)


def _lignes(objet: Simulation, choix: dict[str, str]) -> Any:
    lignes = objet.lignes.order_by("rang").defer("contenu")
    if choix["prediction"] in LigneSimulee.Prediction.values:
        lignes = lignes.filter(prediction=choix["prediction"])
    if regle := choix["regle"].replace("\x00", "")[:LONGUEUR_D_UNE_REGLE]:
        lignes = lignes.filter(regles__contains=f"|{regle}|")
    return chercher(lignes, choix["q"])


@require_http_methods(["GET", "POST"])
def ligne(request: Requete, pk: int, rang: int) -> HttpResponse:
    """Why, and the form that corrects the order and judges it again."""
    objet = _simulation(request, pk)
    lue = get_object_or_404(objet.lignes, rang=rang)
    fonctions = _fonctions(objet)
    if request.method == "POST":
        form = formulaire(objet.format, request.POST, brut=lue.contenu, fonctions=fonctions)
        if form.is_valid() and _corriger(request, lue, form):
            return redirect(lue)
        return _page_de_la_ligne(request, objet, lue, form, REFUSEE)
    form = formulaire(objet.format, brut=lue.contenu, erreurs=lue.erreurs, fonctions=fonctions)
    return _page_de_la_ligne(request, objet, lue, form, 200)


def _fonctions(objet: Simulation) -> Mapping[str, str] | None:
    """Those that the text of the simulated instant lists for the dispositif."""
    textes = parametres(objet.candidature.dispositif.code, jour_de_paris(objet.au))
    return textes.fonctions.valeur if textes and textes.fonctions else None


def _corriger(request: Requete, lue: LigneSimulee, form: LigneForm) -> bool:
    try:
        corriger(lue, form.en_brut(), request.recu_le)
    except (Refus, HorsPeriode) as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, f"Commande rejugée : {lue.get_prediction_display().lower()}.")
    return True


def _page_de_la_ligne(
    request: Requete, objet: Simulation, lue: LigneSimulee, form: LigneForm, statut: int
) -> HttpResponse:
    suivante = objet.lignes.filter(rang__gt=lue.rang).exclude(prediction="accepte").order_by("rang").first()
    contexte = {
        "simulation": objet,
        "ligne": lue,
        "form": form,
        "obstacles": [(constat, ancre(form, constat["champ"])) for constat in lue.obstacles],
        "erreurs": [(erreur, ancre(form, erreur["chemin"])) for erreur in lue.erreurs],
        "suivante": suivante,
        "refusee": statut == REFUSEE,
    }
    return render(request, "financement/ligne_simulee.html", contexte, status=statut)


@require_POST
def relancer(request: Requete, pk: int) -> HttpResponse:
    """On the rows as they stand, at the same instant or at another."""
    objet, form = _simulation(request, pk), RejeuForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(erreur) for erreurs in form.errors.values() for erreur in erreurs))
        return redirect(objet)
    try:
        executer(request, transitions.relancer, objet, {"au": form.au})
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(objet)


@require_POST
def supprimer(request: Requete, pk: int) -> HttpResponse:
    objet = _simulation(request, pk)
    if objet.en_chemin:
        messages.error(request, "La simulation est en cours : attendez sa fin pour la supprimer.")
        return redirect(objet)
    supprimer_la_simulation(objet)
    messages.success(request, "Simulation supprimée.")
    return redirect("financement:simulations")


@require_safe
def corrige(request: Requete, pk: int) -> HttpResponse:
    """The file as it stands after the corrections, ready to be deposited."""
    objet = _simulation(request, pk)
    reponse = HttpResponse(fichier_corrige(objet), content_type="application/json; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="simulation-{objet.pk}.json"'
    return reponse


@require_safe
def classeur(request: Requete, pk: int) -> FileResponse:
    objet = _simulation(request, pk)
    flux = ecrire_le_classeur(_resume(objet), objet.lignes.order_by("rang").defer("contenu").iterator(1000))
    return FileResponse(flux, as_attachment=True, filename=f"simulation-{objet.pk}.xlsx")


def _resume(objet: Simulation) -> list[tuple[str, Any]]:
    return [
        ("Simulation", str(objet)),
        ("Nature", objet.format.titre),
        ("Solution", f"{objet.candidature.produit.nom} ({objet.candidature.dispositif.libelle})"),
        ("Simulée au", en_clair(objet.au)),
        ("Commandes", objet.nombre),
        ("Acceptées", objet.acceptees),
        ("À vérifier par un agent", objet.a_verifier),
        ("Rejetées", objet.rejetees),
        *((f"Commandes concernées par {regle}", nombre) for regle, nombre in objet.motifs()),
        ("Portée", "Prédiction sans valeur de décision : l’ASP contrôle les pièces et décide."),
    ]
