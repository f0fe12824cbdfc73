"""Step 3: the grid of chapters, a chapter, a proof."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url

from candidatures.catalogue import verdict_saisie
from candidatures.models import Candidature
from preuves.forms import DepotForm
from preuves.lignes import exigences_de, ligne_de
from preuves.models import Chapitre, Preuve
from preuves.provenance import Apercu, Ligne, apercu
from preuves.situation import situation
from preuves.transitions import preuve as transitions_preuve
from preuves.transitions import provenance as transitions_provenance
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, Role
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.exports import csv_en_flux
from segur.noyau.regles import Verdict
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, Transition, actions
from segur.noyau.transitions.web import demande, executer

DECISIONS = {
    "conforme": transitions_preuve.declarer_conforme,
    "a_modifier": transitions_preuve.demander_modification,
}
FILTRES = [
    *Preuve.Statut.choices,
    *((p.value, p.label) for p in (Preuve.Provenance.HERITEE, Preuve.Provenance.EQUIVALENTE)),
]
CHANGEMENTS = "changements"
COLONNES = (
    "Preuve",
    "Libellé",
    "Chapitre",
    "Provenance actuelle",
    "Provenance",
    "Changement",
    "Raison",
    "Référence",
    "Dépend de",
)


@require_safe
def chapitres(request: Requete, numero: str) -> HttpResponse:
    """E3-05…E3-07: one card per chapter and the overall counter."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    cartes = list(Chapitre.objects.filter(candidature=candidature).avec_compteurs())
    return render(
        request,
        "preuves/chapitres.html",
        {
            "candidature": candidature,
            "chapitres": cartes,
            "compteur": _compteur(cartes),
            "peut_saisir": verdict_saisie(candidature.produit, request.acteur).favorable,
        },
    )


def _compteur(cartes: list[Chapitre]) -> dict[str, int]:
    statut = Chapitre.Statut
    cartes = [carte for carte in cartes if carte.statut != statut.DISPENSE]
    return {
        "chapitres": len(cartes),
        "chapitres_soumis": sum(c.premiere_soumission_le is not None for c in cartes),
        "chapitres_valides": sum(c.statut == statut.VALIDE for c in cartes),
        "preuves": sum(c.nb_preuves for c in cartes),  # type: ignore[attr-defined]
        "preuves_soumises": sum(c.nb_soumises + c.nb_conformes for c in cartes),  # type: ignore[attr-defined]
        "preuves_validees": sum(c.nb_conformes for c in cartes),  # type: ignore[attr-defined]
    }


@require_safe
def chapitre(request: Requete, numero: str, pk: int) -> HttpResponse:
    """E3-13…E3-16: requirement, scenario, proof, deposit and decision. As many queries for 1 proof as for 200."""
    visibles = Chapitre.objects.visibles_par(request.acteur).filter(candidature__numero=numero).avec_compteurs()
    chapitre = get_object_or_404(visibles, pk=pk)
    candidature = Candidature.objects.pour_dossier().get(pk=chapitre.candidature_id)
    chapitre.candidature = candidature
    preuves = Preuve.objects.filter(chapitre=chapitre)
    if (statut := request.GET.get("statut", "")) in Preuve.Statut.values:
        preuves = preuves.demandees().filter(statut=statut)
    elif statut in dict(FILTRES):
        preuves = preuves.filter(provenance=statut)
    contexte = {
        "candidature": candidature,
        "chapitre": chapitre,
        "exigences": exigences_de(preuves),
        "actions": actions(chapitre, demande(request)),
        **_droits(request, chapitre),
    }
    return render(request, "preuves/chapitre.html", contexte)


def _droits(request: Requete, chapitre: Chapitre) -> dict[str, Any]:
    ouvert = chapitre.statut in transitions_preuve.OUVERT
    return {
        "peut_deposer": ouvert and verdict_saisie(chapitre.candidature.produit, request.acteur).favorable,
        "peut_decider": chapitre.statut == Chapitre.Statut.SOUMIS and request.acteur.tient(*ANS_INSTRUIT),
        "filtres": FILTRES,
        "filtre": request.GET.get("statut", ""),
        "zone_preuve": ZONES["preuve"],
        "jeton": get_token(request),
        "adresse_des_preuves": reverse("preuves:deposer", args=[0]).removesuffix("0/deposer/"),
    }


@require_POST
def deposer(request: Requete, pk: int) -> HttpResponse:
    """A file or a link for one proof; the fragment comes back alone when asked by htmx."""
    preuve = _preuve(request, pk)
    _exiger(request, transitions_preuve.deposer)
    form = DepotForm(request.POST, request.FILES)
    if not form.is_valid():
        erreurs = [erreur for liste in form.errors.values() for erreur in liste]
        return _repondre(request, preuve, erreurs, lien=request.POST.get("lien", ""))
    return _tenter(request, preuve, transitions_preuve.deposer, form.cleaned_data)


@require_POST
def decider(request: Requete, pk: int) -> HttpResponse:
    """Conform, or to be modified with a reason."""
    preuve = _preuve(request, pk)
    transition = DECISIONS.get(request.POST.get("decision", ""))
    _exiger(request, transition or transitions_preuve.declarer_conforme)
    if transition is None:
        return _repondre(request, preuve, ["Choisissez « Conforme » ou « Demander la modification »."])
    return _tenter(request, preuve, transition, {"motif": request.POST.get("motif", "").strip()[:4000]})


def _preuve(request: Requete, pk: int) -> Preuve:
    visibles = Preuve.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related("attendue", "chapitre__candidature"), pk=pk)


def _exiger(request: Requete, transition: Transition) -> None:
    if not transition.autorise(request.acteur):
        raise PermissionDenied


def _tenter(request: Requete, preuve: Preuve, transition: Transition, donnees: dict[str, Any]) -> HttpResponse:
    try:
        executer(request, transition, preuve, donnees)
    except Refus as refus:
        erreurs = [motif.explication for motif in refus.verdict.obstacles]
        return _repondre(request, preuve, erreurs, motif=donnees.get("motif", ""), statut=409)
    return _repondre(request, _preuve(request, preuve.pk), [])


def _repondre(
    request: Requete, preuve: Preuve, erreurs: list[str], *, statut: int = 422, **saisie: str
) -> HttpResponse:
    """The proof's card alone for htmx (or with errors); otherwise back to the chapter, at that proof."""
    if not erreurs and not request.htmx:
        return redirect(preuve.get_absolute_url())
    chapitre = Chapitre.objects.avec_compteurs().get(pk=preuve.chapitre_id)
    chapitre.candidature = preuve.chapitre.candidature
    preuve.chapitre = chapitre
    contexte = {
        "preuve": preuve,
        "ligne": ligne_de(preuve),
        "chapitre": chapitre,
        "erreurs": erreurs,
        "saisie": saisie,
    }
    contexte |= _droits(request, chapitre) | {"actions": actions(chapitre, demande(request)), "partiel": True}
    statut = statut if erreurs else 200
    if request.htmx:
        # The address stays the chapter's: that of a deposit cannot be read, nor reloaded.
        return push_url(render(request, "preuves/preuve_fragment.html", contexte, status=statut), False)
    return render(request, "preuves/preuve.html", contexte, status=statut)


def _reserver_a_l_ans(request: Requete) -> None:
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def provenance(request: Requete, numero: str) -> HttpResponseBase:
    """HE-01…HE-21: what each proof would become and why, read by the ANS, then confirmed."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    _reserver_a_l_ans(request)
    if request.method == "POST":
        try:
            donnees = {"empreinte": request.POST.get("empreinte", "")}
            executer(request, transitions_provenance.recalculer_les_preuves, candidature, donnees)
        except Refus as refus:
            return _provenance(request, candidature, _apercu(request, candidature), refus.verdict)
        messages.success(request, "Les preuves attendues suivent maintenant la situation de la candidature.")
        return redirect("preuves:provenance", numero=numero)
    prevu = _apercu(request, candidature)
    if request.GET.get("format") == "csv":
        lignes = (_rangee(ligne) for ligne in _filtrer(prevu, request.GET.get("provenance", "")))
        return csv_en_flux(f"provenance-{numero}", COLONNES, lignes)
    return _provenance(request, candidature, prevu)


def _apercu(request: Requete, candidature: Candidature) -> Apercu:
    return apercu(candidature, situation(candidature, request.recu_le))


def _filtrer(prevu: Apercu, filtre: str) -> list[Ligne]:
    if filtre == CHANGEMENTS:
        return prevu.changements
    return [ligne for ligne in prevu.lignes if filtre not in Preuve.Provenance.values or ligne.apres == filtre]


def _rangee(ligne: Ligne) -> tuple[object, ...]:
    avant = Preuve.Provenance(ligne.avant).label if ligne.avant else ""
    decision = ligne.decision
    sources = ", ".join(decision.depend_de)
    textes = (decision.motif, decision.reference, sources)
    return (ligne.identifiant, ligne.libelle, ligne.chapitre, avant, ligne.apres.label, ligne.effet, *textes)


def _provenance(
    request: Requete, candidature: Candidature, prevu: Apercu, refus: Verdict | None = None
) -> HttpResponse:
    filtre = request.GET.get("provenance", "")
    contexte = {
        "candidature": candidature,
        "apercu": prevu,
        "lignes": _filtrer(prevu, filtre),
        "filtre": filtre,
        "filtres": [
            (CHANGEMENTS, "Ce qui change", len(prevu.changements)),
            *((provenance.value, provenance.label, nombre) for provenance, nombre in prevu.comptes.items()),
        ],
        "verdict": transitions_provenance.recalculable(candidature, prevu),
        "peut_confirmer": transitions_provenance.recalculer_les_preuves.autorise(request.acteur),
        "refus": refus,
        "actions": actions(candidature, demande(request)),
    }
    return render(request, "preuves/provenance.html", contexte, status=409 if refus else 200)
