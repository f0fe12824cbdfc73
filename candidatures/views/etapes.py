"""Steps 1 and 2 of a candidature: the vendor fills, everybody concerned reads, the ANS remarks field by field."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import TypeAdapter, ValidationError

from candidatures.avancement import Etape, jauge, pieces_de, rassembler, sections_de
from candidatures.catalogue import verdict_saisie
from candidatures.completion import a_importer, donnees_de, profils_precedents
from candidatures.models import Candidature, Remarque
from candidatures.obsolescence import modele_des_versions_obsoletes
from candidatures.page import Page
from candidatures.presence import autres_presents, noter
from candidatures.questionnaire import INFORMATIONS, Depot, Question
from candidatures.recepisse import depot_de_l_etape, pdf_du_recepisse
from candidatures.saisie import SaisieDeLEtape, texte_de
from candidatures.transitions import saisie as transitions_saisie
from segur.noyau.acces.sessions import qui_ne_reveille_pas
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.requete import Requete
from segur.noyau.transitions import REGISTRE, Refus, actions, dernier_changement, raconter, rang_actuel
from segur.noyau.transitions.web import demande, executer

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOMS = {1: "Candidature administrative", 2: "Éligibilité"}
ECHEANCES = {
    1: "Date limite pour soumettre une première fois la candidature administrative",
    2: "Date limite pour soumettre une première fois l’éligibilité",
}
VUS = TypeAdapter(dict[str, str])
LONGUEUR_D_UNE_VERSION = 12
PERIMEE = -1


def dossier(request: Requete, numero: str) -> Candidature:
    return get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)


def _etape(candidature: Candidature, numero: int) -> Etape:
    return candidature.administrative if numero == 1 else candidature.eligibilite


def _modifiable(request: Requete, candidature: Candidature, etape: Etape) -> bool:
    if etape.statut not in type(etape).MODIFIABLE or not request.acteur.tient(*EDITEUR):
        return False
    if not transitions_saisie.ouverte(etape).favorable:
        return False
    return verdict_saisie(candidature.produit, request.acteur).favorable


def _contexte(request: Requete, candidature: Candidature, numero: int) -> dict[str, Any]:
    etape = _etape(candidature, numero)
    rassembler(etape)
    remarques = list(candidature.remarques.filter(etape=numero))
    return {
        "candidature": candidature,
        "etape": etape,
        "numero_etape": numero,
        "nom_etape": NOMS[numero],
        "objet_echeance": ECHEANCES[numero],
        "jauge": jauge(etape),
        "informations": INFORMATIONS[numero],
        "profils_precedents": profils_precedents(etape),
        "remarques": {r.cle: r for r in remarques if r.levee_le is None},
        "remarques_levees": [r for r in remarques if r.levee_le is not None],
    }


@require_http_methods(["GET", "POST"])
def etape(request: Requete, numero: str, etape: int) -> HttpResponse:
    """The form while the step is open to the vendor; the answers to read otherwise."""
    candidature = dossier(request, numero)
    objet = _etape(candidature, etape)
    if request.method == "POST":
        return _enregistrer(request, candidature, etape)
    if not _modifiable(request, candidature, objet):
        return _lire(request, candidature, etape)
    saisie = SaisieDeLEtape(objet, ouverts=transitions_saisie.ouverts(objet))
    return _formulaire(request, candidature, etape, saisie)


def _formulaire(
    request: Requete,
    candidature: Candidature,
    numero: int,
    saisie: SaisieDeLEtape,
    erreurs: dict[str, list[str]] | None = None,
    *,
    statut: int = 200,
) -> HttpResponse:
    contexte = _contexte(request, candidature, numero)
    contexte |= {"page": _page(request, saisie, contexte["remarques"], erreurs), "ouverts": saisie.ouverts}
    return render(request, "candidatures/etape.html", contexte, status=statut)


def _page(
    request: Requete,
    saisie: SaisieDeLEtape,
    remarques: dict[str, Remarque],
    erreurs: dict[str, list[str]] | None = None,
) -> Page:
    return Page(saisie, remarques, erreurs, a_importer(saisie.etape, request.acteur))


def _enregistrer(request: Requete, candidature: Candidature, numero: int) -> HttpResponse:
    """A whole page, or one field at a time when the page saves itself."""
    objet, transition = _etape(candidature, numero), transitions_saisie.ENREGISTRER[numero]
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    seule = request.POST.get("champ", "") if request.htmx else ""
    saisie = SaisieDeLEtape(
        objet,
        request.POST,
        request.FILES,
        seulement=frozenset({seule}) if seule else None,
        ouverts=transitions_saisie.ouverts(objet),
    )
    if not saisie.is_valid():
        return _refuser(request, candidature, numero, saisie, seule, saisie.erreurs, 422)
    try:
        executer(request, transition, objet, _donnees(request, saisie, seule))
    except Refus as refus:
        return _refuser(request, candidature, numero, saisie, seule, _erreurs_de(refus), 409)
    if seule:
        return _champ(request, numero, dossier(request, candidature.numero), seule, {})
    if "verifier" in request.POST:
        return redirect("candidatures:recapitulatif", numero=candidature.numero, etape=numero)
    messages.success(request, "Brouillon enregistré. Il n’est pas encore soumis.")
    return redirect(objet)


def _donnees(request: Requete, saisie: SaisieDeLEtape, seule: str) -> dict[str, Any]:
    donnees: dict[str, Any] = {"valeurs": saisie.valeurs, "fichiers": {z: saisie.fichiers_de(z) for z in saisie.depots}}
    if seule:
        return {**donnees, "vus": {seule: request.POST.get("vu", "")}}
    return {**donnees, **_etat_vu(request)}


def _etat_vu(request: Requete) -> dict[str, Any]:
    """What the whole page showed, field by field; without its script, the version of the step that it showed."""
    try:
        return {"vus": VUS.validate_json(request.POST["vus"])}
    except (KeyError, ValidationError):
        version = request.POST.get("version")
        if version is None:
            return {}
        return {"version": int(version) if version.isdecimal() and len(version) < LONGUEUR_D_UNE_VERSION else PERIMEE}


def _erreurs_de(refus: Refus) -> dict[str, list[str]]:
    """By key when a colleague answered meanwhile; under the page's title otherwise."""
    erreurs: dict[str, list[str]] = {}
    for motif in refus.verdict.obstacles:
        nature, _, cle = motif.code.partition(":")
        cle = cle if nature in ("conflit", "saisie") else "__all__"
        erreurs.setdefault(cle, []).append(motif.explication)
    return erreurs


def _refuser(
    request: Requete,
    candidature: Candidature,
    numero: int,
    saisie: SaisieDeLEtape,
    seule: str,
    erreurs: dict[str, list[str]],
    statut: int,
) -> HttpResponse:
    """What was typed comes back, with every reason next to its field. Nothing of it is kept."""
    a_jour = dossier(request, candidature.numero)
    if seule:
        return _champ(request, numero, a_jour, seule, erreurs, statut=statut)
    liee = SaisieDeLEtape(_etape(a_jour, numero), request.POST, request.FILES, ouverts=saisie.ouverts)
    return _formulaire(request, a_jour, numero, liee, erreurs, statut=statut)


def _champ(
    request: Requete,
    numero: int,
    candidature: Candidature,
    cle: str,
    erreurs: dict[str, list[str]],
    *,
    statut: int = 200,
) -> HttpResponse:
    """The state of one field, the gauge, and the whole form when the answer changes what is asked."""
    objet = _etape(candidature, numero)
    prefixe, _, nom = cle.rpartition("-")
    porteur = transitions_saisie.objet_de(objet, prefixe)
    communs = _contexte(request, candidature, numero)
    permis = transitions_saisie.ouverts(objet)
    redessiner = not erreurs and cle in _commandes(objet)
    contexte = {
        **communs,
        "cle": cle,
        "depot": cle in _zones(objet),
        "vu": texte_de(getattr(porteur, nom, "")) if porteur is not None else "",
        "messages_du_champ": [m for liste in erreurs.values() for m in liste],
        "redessiner": redessiner,
        "page": _page(request, SaisieDeLEtape(objet, ouverts=permis), communs["remarques"]) if redessiner else None,
        "ouverts": permis,
    }
    return render(request, "candidatures/champ_enregistre.html", contexte, status=statut)


def _commandes(etape: Etape) -> set[str]:
    """What draws the page again: an answer that changes what is asked, a file that joins a list."""
    elements = [element for section in sections_de(etape) for element in section.elements]
    questions = {element.champ for element in elements if isinstance(element, Question) and element.commande}
    return questions | {element.zone for element in elements if isinstance(element, Depot)}


def _lire(
    request: Requete, candidature: Candidature, numero: int, *, refusee: dict[str, Any] | None = None
) -> HttpResponse:
    """`refusee`: a remark that was not kept, with its reasons; it comes back in its field."""
    objet = _etape(candidature, numero)
    contexte = {
        **_contexte(request, candidature, numero),
        "actions": actions(objet, demande(request)),
        "pieces": {depot: pieces_de(objet, depot) for depot in _zones(objet)},
        "peut_remarquer": request.acteur.tient(*ANS_INSTRUIT) and objet.statut == type(objet).Statut.SOUMISE,
        "modifiable": _modifiable(request, candidature, objet),
        "rang_lu": rang_actuel(objet),
    }
    if refusee:
        permises = {reponse.cle for reponse in contexte["jauge"].reponses} if contexte["peut_remarquer"] else set()
        contexte["refusee"] = {**refusee, "sur_place": refusee["cle"] in permises}
    return render(request, "candidatures/etape_lecture.html", contexte, status=409 if refusee else 200)


def _zones(etape: Etape) -> list[str]:
    elements = (element for section in sections_de(etape) for element in section.visibles(etape))
    return [element.zone for element in elements if isinstance(element, Depot)]


@require_safe
def recapitulatif(request: Requete, numero: str, etape: int) -> HttpResponse:
    """E1-29, E2-29: everything read again before submitting."""
    return _lire(request, dossier(request, numero), etape)


@require_POST
def ajouter_ligne(request: Requete, numero: str, etape: int, bloc: str) -> HttpResponse:
    donnees: dict[str, Any] = {"bloc": bloc}
    if citee := request.POST.get("source", ""):
        donnees["source"] = dossier(request, citee)
    return _ligne(request, numero, etape, transitions_saisie.AJOUTER_LIGNE, donnees)


@require_POST
def retirer_ligne(request: Requete, numero: str, etape: int, bloc: str, ligne: int) -> HttpResponse:
    return _ligne(request, numero, etape, transitions_saisie.RETIRER_LIGNE, {"bloc": bloc, "ligne": ligne})


def _ligne(
    request: Requete, numero: str, etape: int, transitions: dict[int, Any], donnees: dict[str, Any]
) -> HttpResponse:
    objet = _etape(dossier(request, numero), etape)
    try:
        executer(request, transitions[etape], objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(f"{objet.get_absolute_url()}#id_{donnees['bloc']}")


@require_POST
def retirer_piece(request: Requete, numero: str, piece: int) -> HttpResponse:
    objet = dossier(request, numero).eligibilite
    try:
        executer(request, transitions_saisie.RETIRER_PIECE, objet, {"piece": piece})
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(objet)


@require_POST
def completer(request: Requete, numero: str, source: str) -> HttpResponse:
    """E1-12, E1-16: fills the empty fields of a section from what the portal already knows."""
    objet = dossier(request, numero).administrative
    valeurs = donnees_de(source, objet, request.acteur)
    try:
        executer(request, transitions_saisie.ENREGISTRER[1], objet, {"valeurs": {"": valeurs}})
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{len(valeurs)} champ(s) complété(s). Ce qui était déjà rempli n’a pas changé.")
    return redirect(objet)


@qui_ne_reveille_pas
@require_POST
def presence(request: Requete, numero: str, etape: int, onglet: UUID) -> HttpResponse:
    """Says who else has this step open."""
    objet = _etape(dossier(request, numero), etape)
    noter(objet, request.acteur, str(onglet), request.recu_le)
    presents = autres_presents(objet, request.acteur, str(onglet), request.recu_le)
    contexte = {"presents": presents, "moi": request.acteur.personne, "change": _change(request, objet)}
    return render(request, "candidatures/presence.html", contexte)


def _change(request: Requete, objet: Etape) -> str:
    """What happened to the step since the page was opened, told by the journal."""
    lu, entree = demande(request).rang_lu, dernier_changement(objet)
    return raconter(entree, request.acteur) if entree and lu is not None and entree.rang > lu else ""


@require_POST
def remarquer(request: Requete, numero: str, etape: int) -> HttpResponse:
    """One remark on one field, in preparation until the request for changes is sent."""
    objet = _etape(dossier(request, numero), etape)
    nom = "retirer_remarque" if "retirer" in request.POST else "poser_remarque"
    transition = REGISTRE[f"{objet._meta.model_name}.{nom}"]
    donnees = {
        "cle": request.POST.get("cle", ""),
        "motif": request.POST.get("motif", "")[:4000],
        "vue": request.POST.get("vue"),
    }
    try:
        executer(request, transition, objet, donnees)
    except Refus as refus:
        refusee = {**donnees, "pourquoi": str(refus)}
        return _lire(request, dossier(request, numero), etape, refusee=refusee)
    return redirect(objet)


@require_safe
def recepisse(request: Requete, numero: str, etape: int) -> HttpResponse:
    """The receipt of the last filing of a step, on screen or as a PDF: what was received, and when."""
    candidature = dossier(request, numero)
    depot = depot_de_l_etape(candidature, _etape(candidature, etape))
    if depot is None:
        raise Http404
    contexte = {**_contexte(request, candidature, etape), "depot": depot}
    if request.GET.get("format") == "pdf":
        nom = f"Recepisse_{candidature.numero}_etape-{etape}.pdf"
        entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
        return HttpResponse(pdf_du_recepisse(contexte), content_type="application/pdf", headers=entetes)
    return render(request, "candidatures/recepisse.html", contexte)


@require_safe
def modele_versions_obsoletes(request: Requete) -> HttpResponse:
    """E2-19: the template to fill."""
    entetes = {"Content-Disposition": 'attachment; filename="versions-obsoletes.xlsx"'}
    return HttpResponse(modele_des_versions_obsoletes(), content_type=TYPE_XLSX, headers=entetes)
