"""The dossier of the pilots: the supplier fills it, the ANS judges it item by item, the ASP reads it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from candidatures.instruction import instructeurs
from candidatures.models import Candidature
from financement import page_des_pilotes as page
from financement.forms import ProcesVerbalForm, SupportForm
from financement.modeles_de_pieces import contexte_du_pv
from financement.models import DossierPilote, Fournisseur
from financement.pilotes import commandes_disponibles, conformite, faits, ouverts, points_visibles, solutions_a_piloter
from financement.regles import pilotes as regles
from financement.transitions import pilotes as gestes
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, ASP, EDITEUR, Role
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus, Transition, actions, internes, rang_actuel
from segur.noyau.transitions.web import demande, executer

DERNIERES_ACTIONS = 20
LONGUEUR_D_UNE_CLE = 18


def trouver(request: Requete, pk: int) -> DossierPilote:
    visibles = DossierPilote.objects.visibles_par(request.acteur).select_related(*DossierPilote.lus_avec)
    return get_object_or_404(visibles, pk=pk)


def cle_lue(texte: str) -> int:
    return int(texte) if texte.isdecimal() and len(texte) <= LONGUEUR_D_UNE_CLE else 0


@require_safe
def liste(request: Requete) -> HttpResponse:
    """The dossiers that the actor may see; for a supplier, the solutions whose dossier may begin."""
    if not request.acteur.tient(*EDITEUR, *ANS, *ASP, Role.ADMINISTRATEUR):
        raise PermissionDenied
    dossiers = DossierPilote.objects.visibles_par(request.acteur).select_related(*DossierPilote.lus_avec)
    contexte: dict[str, Any] = {"page": paginer(dossiers, request.GET)}
    if request.acteur.tient(*EDITEUR):
        fournisseur = Fournisseur.objects.visibles_par(request.acteur).first()
        a_ouvrir = list(solutions_a_piloter(fournisseur)) if fournisseur else []
        contexte["a_ouvrir"] = [(c, regles.nombre_publie(exige=c.dispositif.nb_pilotes)) for c in a_ouvrir]
    return render(request, "financement/pilotes.html", contexte)


@require_POST
def ouvrir(request: Requete) -> HttpResponse:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied
    fournisseur = Fournisseur.objects.visibles_par(request.acteur).first()
    solutions = Candidature.objects.filter(demandes_de_financement__fournisseur=fournisseur).distinct()
    candidature = solutions.filter(pk=cle_lue(request.POST.get("candidature", ""))).first()
    if fournisseur is None or candidature is None:
        messages.error(request, "Choisissez une solution dont une commande est validée par l’ASP.")
        return redirect("financement:pilotes")
    try:
        return redirect(gestes.ouvrir(fournisseur, candidature, demande(request)))
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("financement:pilotes")


@require_safe
def dossier(request: Requete, pk: int) -> HttpResponse:
    """The form while it is open to the supplier; the check-lists for the ANS; the same to read for the ASP."""
    return _montrer(request, trouver(request, pk))


def _montrer(
    request: Requete,
    objet: DossierPilote,
    *,
    pv: tuple[int, ProcesVerbalForm] | None = None,
    support: SupportForm | None = None,
    statut: int = 200,
) -> HttpResponse:
    modifiable = request.acteur.tient(*EDITEUR) and gestes.retirer.verdict(objet, demande(request)).favorable
    contexte = _communs(request, objet, modifiable, pv)
    if modifiable:
        contexte |= _a_saisir(request, objet, support)
    if request.acteur.tient(*ANS_INSTRUIT):
        contexte |= _a_juger(request, objet)
    return render(request, "financement/dossier_pilote.html", contexte, status=statut)


def _communs(
    request: Requete, objet: DossierPilote, modifiable: bool, pv: tuple[int, ProcesVerbalForm] | None
) -> dict[str, Any]:
    jour = jour_de_paris(request.recu_le)
    visibles = points_visibles(objet, request.acteur)
    actuels = {point.cle: point for point in visibles if point.leve_le is None}
    contenus = page.contenus(objet, jour, actuels)
    return {
        "dossier": objet,
        "modifiable": modifiable,
        "ouverts": ouverts(objet),
        "pilotes": page.pilotes(objet, actuels, modifiable=modifiable, refuse=pv),
        "themes": page.themes(contenus),
        "supports": page.supports(objet, contenus, modifiable=modifiable),
        "avancement": page.avancement(objet, jour),
        "conformite": conformite(objet, request.recu_le),
        "conseils": regles.conseils_du_jour(jour),
        "leves": [point for point in visibles if point.leve_le],
        "actions": actions(objet, demande(request)),
        "rang_lu": rang_actuel(objet),
        "entrees": _entrees(request, objet),
    }


def _entrees(request: Requete, objet: DossierPilote) -> Any:
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur").order_by("-rang")
    if not request.acteur.est_ans:
        entrees = entrees.exclude(action__in=internes())
    return entrees[:DERNIERES_ACTIONS]


def _a_saisir(request: Requete, objet: DossierPilote, support: SupportForm | None) -> dict[str, Any]:
    recherche = request.GET.get("q", "").strip()
    connus = faits(objet)
    place = regles.place_libre(choisis=len(connus.pilotes), exige=connus.exige)
    a_cocher = page.contenus_a_proposer(objet, jour_de_paris(request.recu_le))
    sans_liste = not connus.annexe(jour_de_paris(request.recu_le))
    return {
        "place": place,
        "recherche": recherche,
        "page": paginer(commandes_disponibles(objet, recherche), request.GET) if place.satisfait else None,
        "form_support": support or (SupportForm(a_cocher) if a_cocher or sans_liste else None),
    }


def _a_juger(request: Requete, objet: DossierPilote) -> dict[str, Any]:
    return {
        "instruit": True,
        "juge": revue.pointer.verdict(objet, demande(request)).favorable,
        "controles": regles.CONTROLES,
        "motifs_du_pv": page.MOTIFS_DU_PV,
        "motifs_du_support": page.MOTIFS_DU_SUPPORT,
        "peut_prendre": revue.prendre_en_charge.verdict(objet, demande(request)).favorable,
        "peut_rendre": revue.rendre.verdict(objet, demande(request)).favorable,
        "collegues": instructeurs(request.recu_le) if request.acteur.tient(Role.RESPONSABLE) else [],
    }


@require_POST
def choisir(request: Requete, pk: int) -> HttpResponse:
    donnees = {"commande": cle_lue(request.POST.get("commande", ""))}
    return _executer(request, gestes.choisir, trouver(request, pk), donnees, "pilotes")


@require_POST
def retirer(request: Requete, pk: int) -> HttpResponse:
    donnees = {"pilote": cle_lue(request.POST.get("pilote", ""))}
    return _executer(request, gestes.retirer, trouver(request, pk), donnees, "pilotes")


@require_POST
def retirer_un_support(request: Requete, pk: int) -> HttpResponse:
    donnees = {"support": cle_lue(request.POST.get("support", ""))}
    return _executer(request, gestes.retirer_un_support, trouver(request, pk), donnees, "formations")


def _executer(
    request: Requete, transition: Transition, objet: DossierPilote, donnees: dict[str, Any], ancre: str
) -> HttpResponse:
    try:
        executer(request, transition, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit}.")
    return redirect(f"{objet.get_absolute_url()}#{ancre}")


@require_POST
def joindre(request: Requete, pk: int, pilote: int) -> HttpResponse:
    objet = trouver(request, pk)
    if not gestes.joindre_le_pv.autorise(request.acteur):
        raise PermissionDenied
    if gestes.pilote_de(objet, pilote) is None:
        raise Http404
    form = ProcesVerbalForm(pilote, request.POST, request.FILES)
    if not form.is_valid():
        return _montrer(request, objet, pv=(pilote, form), statut=422)
    try:
        executer(request, gestes.joindre_le_pv, objet, {"pilote": pilote, **form.valeurs})
    except Refus as refus:
        _dire(form, refus)
        return _montrer(request, trouver(request, pk), pv=(pilote, form), statut=409)
    messages.success(request, f"{gestes.joindre_le_pv.recit}.")
    return redirect(f"{objet.get_absolute_url()}#pilote-{pilote}")


@require_POST
def ajouter_un_support(request: Requete, pk: int) -> HttpResponse:
    objet = trouver(request, pk)
    if not gestes.ajouter_un_support.autorise(request.acteur):
        raise PermissionDenied
    a_cocher = page.contenus_a_proposer(objet, jour_de_paris(request.recu_le))
    form = SupportForm(a_cocher, request.POST, request.FILES)
    if not form.is_valid():
        return _montrer(request, objet, support=form, statut=422)
    try:
        executer(request, gestes.ajouter_un_support, objet, form.valeurs)
    except Refus as refus:
        _dire(form, refus)
        return _montrer(request, trouver(request, pk), support=form, statut=409)
    messages.success(request, f"{gestes.ajouter_un_support.recit}.")
    return redirect(f"{objet.get_absolute_url()}#formations")


def _dire(form: Any, refus: Refus) -> None:
    """Each reason beside its field."""
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)


@require_safe
def modele(request: Requete, pk: int, pilote: int) -> HttpResponse:
    """PIL-F03: the model of the PV, prefilled with the order."""
    objet = trouver(request, pk)
    choisi = gestes.pilote_de(objet, pilote)
    if choisi is None:
        raise Http404
    pdf = en_pdf("pdf/modele_pv_pilote.html", contexte_du_pv(objet, choisi))
    entetes = {"Content-Disposition": f'attachment; filename="PV_pilote_{pilote}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=entetes)


@require_POST
def juger(request: Requete, pk: int) -> HttpResponse:
    """One PV, or the contents ticked under a support, judged by the ANS."""
    objet = trouver(request, pk)
    texte = [request.POST.get("motif_type", "").strip(), request.POST.get("motif", "").strip()]
    donnees = {
        "cles": list(dict.fromkeys(request.POST.getlist("point"))),
        "conforme": request.POST.get("avis") == "conforme",
        "motif": sans_nul("\n".join(filter(None, texte)))[:4000],
        "controles": request.POST.getlist("controle"),
    }
    try:
        executer(request, revue.pointer, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    ancre = request.POST.get("ancre", "")
    return redirect(f"{objet.get_absolute_url()}#{ancre if ancre.replace('-', '').isalnum() else 'formations'}")
