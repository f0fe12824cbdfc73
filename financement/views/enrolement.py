"""The file of an enrolment: the supplier fills it, the ASP judges it point by point."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import TypeAdapter, ValidationError

from candidatures.saisie import texte_de
from financement import page
from financement.forms import PieceForm
from financement.modeles_de_pieces import GABARITS, MODELES, contexte_du_modele
from financement.models import CoordonneesBancaires, Enrolement, Piece
from financement.questionnaire import COMMANDES, questions_de
from financement.regles.enrolement import NATURES
from financement.saisie import SaisieDeLEnrolement
from financement.situation import conformite, depots_ouverts, faits, modeles_ouverts
from financement.transitions import points as transitions_des_points
from financement.transitions import saisie as transitions
from segur.noyau.comptes.models import ASP, EDITEUR, ENGAGE_L_EDITEUR, Role
from segur.noyau.documents.filigrane import CopieImpossible, copie_filigranee, mention
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.documents.views import retenue
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande, executer

VUS = TypeAdapter(dict[str, str])


def trouver(request: Requete, pk: int) -> Enrolement:
    visibles = Enrolement.objects.visibles_par(request.acteur).select_related(*Enrolement.lus_avec, "modifiee_par")
    return get_object_or_404(visibles, pk=pk)


def _modifiable(request: Requete, enrolement: Enrolement, geste: Any) -> bool:
    """The supplier's form shows what this person may do now."""
    return request.acteur.tient(*EDITEUR) and geste.verdict(enrolement, demande(request)).favorable


@require_http_methods(["GET", "POST"])
def enrolement(request: Requete, pk: int) -> HttpResponse:
    """The form while it is open to the supplier; the answers to read, and to judge, otherwise."""
    objet = trouver(request, pk)
    if request.method == "POST":
        return _enregistrer(request, objet)
    return _montrer(request, objet)


def _montrer(
    request: Requete,
    objet: Enrolement,
    *,
    saisie: SaisieDeLEnrolement | None = None,
    erreurs: dict[str, list[str]] | None = None,
    refusee: tuple[str, PieceForm] | None = None,
    statut: int = 200,
) -> HttpResponse:
    contexte = _contexte(request, objet, saisie, erreurs or {}, refusee)
    gabarit = "formulaire" if contexte["modifiable"] else "lecture"
    return render(request, f"financement/enrolement_{gabarit}.html", contexte, status=statut)


def _contexte(
    request: Requete,
    objet: Enrolement,
    saisie: SaisieDeLEnrolement | None,
    erreurs: dict[str, list[str]],
    refusee: tuple[str, PieceForm] | None,
) -> dict[str, Any]:
    ouverts = transitions.ouverts(objet)
    visibles = list(objet.points.visibles_par(request.acteur).select_related("pose_par"))
    actuels = {point.cle: point for point in visibles if point.leve_le is None}
    modifiable = _modifiable(request, objet, transitions.enregistrer)
    joignable = _modifiable(request, objet, transitions.joindre)
    saisie = saisie or SaisieDeLEnrolement(objet, ouverts=ouverts)
    jour = jour_de_paris(request.recu_le)
    return {
        "enrolement": objet,
        "modifiable": modifiable,
        "ouverts": ouverts,
        "sections": page.sections(objet, saisie, actuels, erreurs) if modifiable else [],
        "reponses": [] if modifiable else page.reponses(objet, actuels),
        "pieces": page.pieces(objet, jour, actuels, modifiable=joignable, refusee=refusee),
        "leves": [point for point in visibles if point.leve_le],
        "erreurs": erreurs,
        "conformite": conformite(objet, request.recu_le),
        "modeles_ouverts": modeles_ouverts(objet),
        "depots_ouverts": depots_ouverts(objet, request.recu_le),
        "coordonnees": _coordonnees(request, objet),
        "actions": actions(objet, demande(request)),
        "rang_lu": rang_actuel(objet),
        "juge": _juge(request, objet),
        "en_charge": objet.instructeur_id == request.acteur.personne.pk,
    }


def _coordonnees(request: Requete, objet: Enrolement) -> CoordonneesBancaires | None:
    """The last ones declared, masked, for who may see them."""
    if not request.acteur.tient(*ASP, *ENGAGE_L_EDITEUR):
        return None
    return next(iter(faits(objet).coordonnees), None)


def _juge(request: Requete, objet: Enrolement) -> bool:
    en_attente = objet.statut == Enrolement.Statut.TRANSMIS or objet.controle_attendu_le is not None
    return request.acteur.tient(Role.GESTIONNAIRE) and en_attente


def _enregistrer(request: Requete, objet: Enrolement) -> HttpResponse:
    """The whole page, or one field at a time when the page saves itself."""
    if not transitions.enregistrer.autorise(request.acteur):
        raise PermissionDenied
    seul = request.POST.get("champ", "") if request.htmx else ""
    saisie = SaisieDeLEnrolement(objet, request.POST, ouverts=transitions.ouverts(objet), seulement=seul)
    if not saisie.is_valid():
        return _refuser(request, objet.pk, seul, saisie.erreurs, 422)
    vus = {seul: request.POST.get("vu", "")} if seul else _vus(request)
    try:
        executer(request, transitions.enregistrer, objet, {"valeurs": saisie.valeurs, "vus": vus})
    except Refus as refus:
        return _refuser(request, objet.pk, seul, _erreurs_de(refus), 409)
    if seul:
        return _champ(request, trouver(request, objet.pk), seul, [])
    messages.success(request, "Brouillon enregistré. Il n’est pas encore transmis.")
    return redirect(objet)


def _vus(request: Requete) -> dict[str, str]:
    try:
        return VUS.validate_json(request.POST.get("vus", "{}"))
    except ValidationError:
        return {}


def _erreurs_de(refus: Refus) -> dict[str, list[str]]:
    erreurs: dict[str, list[str]] = {}
    for motif in refus.verdict.obstacles:
        nature, _, cle = motif.code.partition(":")
        erreurs.setdefault(cle if nature in ("conflit", "saisie") else "", []).append(motif.explication)
    return erreurs


def _refuser(request: Requete, pk: int, seul: str, erreurs: dict[str, list[str]], statut: int) -> HttpResponse:
    """What was typed comes back, with every reason next to its field. Nothing of it is kept."""
    a_jour = trouver(request, pk)
    if seul:
        return _champ(request, a_jour, seul, [m for liste in erreurs.values() for m in liste], statut=statut)
    liee = SaisieDeLEnrolement(trouver(request, pk), request.POST, ouverts=transitions.ouverts(a_jour))
    return _montrer(request, a_jour, saisie=liee, erreurs=erreurs, statut=statut)


def _champ(request: Requete, objet: Enrolement, champ: str, erreurs: list[str], *, statut: int = 200) -> HttpResponse:
    """The state of one field, what remains, and the whole form when the answer changes what is asked."""
    connus = {question.champ for question in questions_de(objet)}
    contexte = _contexte(request, objet, None, {}, None) | {
        "cle": champ,
        "enregistree": champ,
        "vu": texte_de(getattr(objet, champ)) if champ in connus else "",
        "messages_du_champ": erreurs,
        "redessiner": not erreurs and champ in COMMANDES,
    }
    return render(request, "financement/champ_enregistre.html", contexte, status=statut)


@require_POST
def joindre(request: Requete, pk: int, nature: str) -> HttpResponse:
    objet = trouver(request, pk)
    if nature not in NATURES:
        raise Http404
    if not transitions.joindre.autorise(request.acteur):
        raise PermissionDenied
    form = PieceForm(nature, request.POST, request.FILES)
    if not form.is_valid():
        return _montrer(request, objet, refusee=(nature, form), statut=422)
    try:
        executer(request, transitions.joindre, objet, {"nature": nature, **form.valeurs})
    except Refus as refus:
        for motif in refus.verdict.obstacles:
            champ = motif.code.partition(":")[2]
            form.add_error(champ if champ in form.fields else None, motif.explication)
        return _montrer(request, trouver(request, pk), refusee=(nature, form), statut=409)
    messages.success(request, f"{NATURES[nature].libelle} : pièce jointe.")
    return redirect(f"{objet.get_absolute_url()}#piece-{nature}")


@require_POST
@never_cache
def consulter(request: Requete, pk: int) -> HttpResponse:
    """An identity paper leaves by this door only: the look is in the journal before the file is in the answer."""
    piece = get_object_or_404(
        Piece.objects.visibles_par(request.acteur).select_related("enrolement", "document__fichier"), pk=pk
    )
    if not piece.sensible:
        raise Http404
    if piece.document.efface_le:
        messages.error(request, f"Pièce vérifiée puis effacée le {en_clair(piece.document.efface_le)}.")
        return redirect(piece.enrolement)
    if refus := retenue(request, piece.document):
        return refus
    try:
        executer(request, transitions.consulter, piece.enrolement, {"piece": piece})
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(piece.enrolement)
    return copie_d_identite(request, piece, "pour le contrôle d’un enrôlement Ségur")


def copie_d_identite(request: Requete, piece: Piece, usage: str) -> HttpResponse:
    """What leaves bears who looked at it, what for and when; the original never leaves."""
    texte = mention(usage=usage, pour=str(request.acteur.personne), le=request.recu_le)
    try:
        contenu = copie_filigranee(piece.document, texte)
    except CopieImpossible:
        messages.error(request, "La copie de cette pièce n’a pas pu être préparée. Réessayez dans un instant.")
        return redirect(piece.enrolement)
    return reponse_sensible(contenu, piece.nom_transmis, piece.document.fichier.type_mime)


def fichier_sensible(document: Any, nom: str) -> HttpResponse:
    return reponse_sensible(document.lire(), nom, document.fichier.type_mime)


def reponse_sensible(contenu: bytes, nom: str, type_mime: str) -> HttpResponse:
    """Decrypted in memory, as an attachment, kept by no cache."""
    entetes = {
        "Content-Disposition": f'attachment; filename="{nom}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(contenu, content_type=type_mime, headers=entetes)


@require_safe
def modele(request: Requete, pk: int, nature: str) -> HttpResponse:
    """ENR-05, ENR-09: the model of that piece, prefilled."""
    objet = trouver(request, pk)
    if nature not in MODELES:
        raise Http404
    pdf = en_pdf(GABARITS[MODELES[nature]], contexte_du_modele(objet))
    entetes = {"Content-Disposition": f'attachment; filename="Modele_{nature}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=entetes)


@require_POST
def pointer(request: Requete, pk: int) -> HttpResponse:
    """One piece or one answer judged by the gestionnaire."""
    objet = trouver(request, pk)
    donnees = {
        "cle": request.POST.get("point", ""),
        "conforme": request.POST.get("avis") == "conforme",
        "motif": sans_nul(request.POST.get("motif", ""))[:4000],
    }
    try:
        executer(request, transitions_des_points.pointer, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(f"{objet.get_absolute_url()}#point-{donnees['cle']}")
