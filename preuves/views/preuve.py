"""One proof: what its vendor deposits, what the ANS decides, and what was said of it before."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from preuves.forms import DeclarationForm, DepotForm, IntrusionForm, ProvisoireForm
from preuves.gazelle import est_raccordee
from preuves.historique import tours_de
from preuves.lignes import exigences_de, ligne_de
from preuves.models import Chapitre, Preuve
from preuves.motifs import PORTEES, exemples_pour, motifs_pour, notes_de
from preuves.transitions import derogations as transitions_derogations
from preuves.transitions import instruction
from preuves.transitions import preuve as transitions_preuve
from preuves.views.chapitres import droits
from preuves.views.particularites import particularites
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, Transition, actions
from segur.noyau.transitions.web import demande, executer

DECISIONS = {
    "conforme": transitions_preuve.declarer_conforme,
    "a_modifier": transitions_preuve.demander_modification,
    "interrompre": transitions_preuve.interrompre_la_demande,
}
PROCHES = (
    "attendue__scenario__exigence",
    "chapitre__chapitre_rem",
    "chapitre__candidature__dispositif",
    "chapitre__candidature__eligibilite",
    "chapitre__candidature__convention",
    "releve_intrusion",
    "chapitre__candidature__produit__editeur",
)
TAPES = ("substitut", "lien", "ko_hauts", "ko_moyens")
LONGUEUR_DU_TEXTE = 4000
LONGUEUR_D_UNE_CLE = 19


@require_safe
def preuve(request: Requete, pk: int) -> HttpResponse:
    """The proof room: requirement and files side by side, decision, history of requests for changes (E3-16)."""
    objet = trouver(request, pk)
    return render(request, "preuves/preuve.html", _salle(request, objet))


@require_POST
def deposer(request: Requete, pk: int) -> HttpResponse:
    """Files or a link for one proof; the card comes back alone when asked by htmx."""
    objet = trouver(request, pk)
    _exiger(request, transitions_preuve.deposer)
    form = DepotForm(request.POST, request.FILES)
    if not form.is_valid():
        return _repondre(request, objet, _erreurs(form), lien=request.POST.get("lien", ""))
    return _tenter(request, objet, transitions_preuve.deposer, form.cleaned_data)


@require_POST
def archiver(request: Requete, pk: int) -> HttpResponse:
    """Takes one deposit away: the proof keeps the others, or is to be loaded again."""
    objet = trouver(request, pk)
    _exiger(request, transitions_preuve.archiver)
    depot = cle_lue(request.POST.get("depot", ""))
    reste = objet.statut == Preuve.Statut.A_MODIFIER or objet.depots.actuels().exclude(pk=depot).exists()
    transition = transitions_preuve.archiver if reste else transitions_preuve.vider
    return _tenter(request, objet, transition, {"depot": depot})


@require_POST
def commenter(request: Requete, pk: int) -> HttpResponse:
    objet = trouver(request, pk)
    _exiger(request, transitions_preuve.commenter)
    commentaire = request.POST.get("commentaire", "")[:LONGUEUR_DU_TEXTE]
    return _tenter(request, objet, transitions_preuve.commenter, {"commentaire": commentaire})


@require_POST
def deposer_provisoire(request: Requete, pk: int) -> HttpResponse:
    """A piece that a text accepts for a time, with the elements that it shows (DER-01…DER-07)."""
    return _saisir(request, pk, transitions_derogations.deposer_provisoire, ProvisoireForm)


@require_POST
def deposer_la_definitive(request: Requete, pk: int) -> HttpResponse:
    """DER-06: the attestation that takes the place of the provisional piece."""
    return _saisir(request, pk, transitions_derogations.deposer_la_definitive, DepotForm)


@require_POST
def relever_le_test(request: Requete, pk: int) -> HttpResponse:
    """E3-45: the figures of the intrusion test's form."""
    return _saisir(request, pk, transitions_derogations.relever_le_test, IntrusionForm)


@require_POST
def declarer(request: Requete, pk: int) -> HttpResponse:
    """E3-48: the e-santé label, by a plain statement."""
    objet = trouver(request, pk)
    _exiger(request, transitions_derogations.declarer)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        return _repondre(request, objet, _erreurs(form), precision=request.POST.get("precision", ""))
    return _tenter(request, objet, transitions_derogations.declarer, {"declaration": form.texte})


def _saisir(request: Requete, pk: int, transition: Transition, formulaire: type[Form]) -> HttpResponse:
    objet = trouver(request, pk)
    _exiger(request, transition)
    form = formulaire(request.POST, request.FILES)
    if not form.is_valid():
        return _repondre(request, objet, _erreurs(form), **_tape(request))
    return _tenter(request, objet, transition, form.cleaned_data, **_tape(request))


def _erreurs(form: Form) -> list[str]:
    return [str(erreur) for liste in form.errors.values() for erreur in liste]


def _tape(request: Requete) -> dict[str, Any]:
    """What was typed and ticked, for the page that says what is wrong; files have to be chosen again."""
    textes = {nom: request.POST[nom] for nom in TAPES if nom in request.POST}
    return textes | {"elements": request.POST.getlist("elements")}


@require_POST
def decider(request: Requete, pk: int) -> HttpResponse:
    """Conform, to be modified with a reason, or the request withdrawn; on the very files that the page showed."""
    objet = trouver(request, pk)
    transition = DECISIONS.get(request.POST.get("decision", ""))
    _exiger(request, transition or transitions_preuve.declarer_conforme)
    if transition is None:
        return _repondre(request, objet, ["Choisissez « Conforme » ou « Demander la modification »."])
    motif = request.POST.get("motif", "").strip()[:LONGUEUR_DU_TEXTE]
    portee = request.POST.get("reutiliser", "")
    donnees = {"motif": motif, "vu": request.POST.get("vu", ""), "reutiliser": portee if portee in PORTEES else ""}
    return _tenter(request, objet, transition, donnees)


@require_POST
def annoter(request: Requete, pk: int) -> HttpResponse:
    """A note that only the ANS reads, or a question to a colleague."""
    objet = trouver(request, pk)
    _exiger(request, instruction.annoter)
    destinataire = request.POST.get("destinataire", "")
    texte = request.POST.get("texte", "")[:LONGUEUR_DU_TEXTE]
    donnees = {"texte": texte, "destinataire": cle_lue(destinataire) if destinataire else None}
    try:
        executer(request, instruction.annoter, objet, donnees)
    except Refus as refus:
        erreurs = [motif.explication for motif in refus.verdict.obstacles]
        return _repondre(request, objet, erreurs, note=texte, statut=409)
    return redirect(f"{objet.adresse_de_la_salle}#notes")


def cle_lue(texte: str) -> int:
    """A primary key as a form sends it; 0, which is nobody's, when it cannot be read."""
    return int(texte) if texte.isdecimal() and len(texte) < LONGUEUR_D_UNE_CLE else 0


def trouver(request: Requete, pk: int) -> Preuve:
    visibles = Preuve.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related(*PROCHES), pk=pk)


def _exiger(request: Requete, transition: Transition) -> None:
    if not transition.autorise(request.acteur):
        raise PermissionDenied


def _tenter(
    request: Requete, objet: Preuve, transition: Transition, donnees: dict[str, Any], **saisie: Any
) -> HttpResponse:
    try:
        executer(request, transition, objet, donnees)
    except Refus as refus:
        erreurs = [motif.explication for motif in refus.verdict.obstacles]
        saisie = {"motif": donnees.get("motif", ""), **saisie}
        return _repondre(request, trouver(request, objet.pk), erreurs, **saisie, statut=409)
    return _repondre(request, trouver(request, objet.pk), [])


def _repondre(request: Requete, objet: Preuve, erreurs: list[str], *, statut: int = 422, **saisie: Any) -> HttpResponse:
    """The proof's card alone for htmx (or its page with errors); otherwise on to the next proof, or the chapter."""
    if not erreurs and not request.htmx:
        return redirect(_suite(request, objet))
    reste = {"erreurs": erreurs, "saisie": saisie}
    statut = statut if erreurs else 200
    if request.htmx:
        # The address stays the chapter's: that of a deposit cannot be read, nor reloaded.
        contexte = {**_fragment(request, objet), **reste}
        return push_url(render(request, "preuves/preuve_fragment.html", contexte, status=statut), False)
    return render(request, "preuves/preuve.html", {**_salle(request, objet), **reste}, status=statut)


def _suite(request: Requete, objet: Preuve) -> str:
    if request.POST.get("suite") != "suivante":
        return objet.get_absolute_url()
    suivante = _a_juger_apres(objet)
    return suivante.adresse_de_la_salle if suivante else objet.chapitre.get_absolute_url()


def _a_juger_apres(objet: Preuve) -> Preuve | None:
    """« Enregistrer et suivant »: the next one to judge in the chapter's order, then from its start."""
    ordre = list(Preuve.objects.filter(chapitre=objet.chapitre_id).demandees().select_related("chapitre__candidature"))
    rang = next((r for r, preuve in enumerate(ordre) if preuve.pk == objet.pk), -1)
    return next((p for p in ordre[rang + 1 :] + ordre[:rang] if p.statut == Preuve.Statut.SOUMISE), None)


def _fragment(request: Requete, objet: Preuve) -> dict[str, Any]:
    """The card of the chapter's page, with what the chapter has become."""
    chapitre = Chapitre.objects.avec_compteurs().get(pk=objet.chapitre_id)
    chapitre.candidature = objet.chapitre.candidature
    return {
        "lignes": [ligne_de(objet)],
        "chapitre": chapitre,
        "partiel": True,
        **droits(request, chapitre),
        "actions": actions(chapitre, demande(request)),
    }


def _salle(request: Requete, objet: Preuve) -> dict[str, Any]:
    (exigence,) = exigences_de(Preuve.objects.filter(pk=objet.pk))
    (scenario,) = exigence.scenarios
    cles = list(Preuve.objects.filter(chapitre=objet.chapitre_id).values_list("pk", flat=True))
    rang = cles.index(objet.pk)
    return {
        "preuve": objet,
        "exigence": exigence,
        "scenario": scenario,
        "ligne": scenario.lignes[0],
        "chapitre": objet.chapitre,
        "candidature": objet.chapitre.candidature,
        "tours": tours_de(objet),
        "gazelle": est_raccordee(),
        "zone_preuve": ZONES["preuve"],
        "rang": rang + 1,
        "nombre": len(cles),
        "precedente": cles[rang - 1] if rang else None,
        "suivante": cles[rang + 1] if rang + 1 < len(cles) else None,
        "peut_interrompre": _interruptible(request, objet),
        **droits(request, objet.chapitre),
        "peut_decider": transitions_preuve.se_decide(objet) and request.acteur.tient(*ANS_INSTRUIT),
        **particularites(objet, demande(request)),
        **(_instruction(objet) if request.acteur.tient(*ANS_INSTRUIT) else {}),
    }


def _interruptible(request: Requete, objet: Preuve) -> bool:
    geste = transitions_preuve.interrompre_la_demande
    return objet.statut in geste.de and geste.verdict(objet, demande(request)).favorable


def _instruction(objet: Preuve) -> dict[str, Any]:
    return {
        "instruit": True,
        "motifs": motifs_pour(objet),
        "exemples": exemples_pour(objet),
        "notes": notes_de(objet),
        "collegues": instruction.collegues(),
        "portees": PORTEES.items(),
    }
