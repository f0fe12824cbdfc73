"""From the advance to the balance: the orders to finish, what is declared of each, for the supplier and the ASP."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from candidatures.echeances import limite_connue, rassembler
from financement.forms import AttestationForm, IncapaciteForm, InformationForm, PlusieursForm
from financement.forms.realisation import cles_cochees
from financement.models import Commande
from financement.realisation import ETATS, FILTRES, Avancement, avancement, en_realisation, incapacites_d_abord
from financement.regles.realisation import consequences_de_l_incapacite
from financement.transitions import realisation as gestes
from segur.noyau.comptes.models import ASP, EDITEUR, ENGAGE_L_EDITEUR
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, en_clair
from segur.noyau.transitions import Refus, Transition
from segur.noyau.transitions.web import demande, executer

ENTETES = (
    "Commande",
    "Fournisseur",
    "Solution",
    "Client",
    "RPPS ou FINESS",
    "Achevée le",
    "Attestée le",
    "Incapacité déclarée le",
    "Motif",
    "Client informé le",
    "Solde demandé",
)
REFUS_MONTRES = 5
DERNIERES = 20


# ---- the list -------------------------------------------------------------------------------------------------------


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """The orders whose advance is validated, and what is declared of each; incapacities first for the ASP."""
    if not request.acteur.tient(*EDITEUR, *ASP):
        raise PermissionDenied
    choix = _choix(request)
    lignes = _choisies(request, choix)
    if request.GET.get("format") == "csv":
        return csv_en_flux("realisation", ENTETES, map(_rangee, lignes.iterator()))
    return _montrer_la_liste(request, lignes, choix)


def _choix(request: Requete) -> dict[str, str]:
    etat = request.GET.get("etat", "")
    return {
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:100],
        "etat": etat if etat in ETATS else "",
    }


def _choisies(request: Requete, choix: dict[str, str]) -> QuerySet[Commande]:
    lignes = en_realisation(Commande.objects.visibles_par(request.acteur)).select_related(
        *Commande.lus_avec, "demande__candidature__produit", "demande__candidature__dispositif"
    )
    if q := choix["q"]:
        lignes = lignes.filter(Q(reference__icontains=q) | Q(nom__icontains=q) | Q(cle__startswith=q))
    if choix["etat"]:
        lignes = lignes.filter(FILTRES[choix["etat"]])
    return incapacites_d_abord(lignes) if request.acteur.tient(*ASP) else lignes.order_by("reference", "pk")


def _montrer_la_liste(
    request: Requete,
    lignes: QuerySet[Commande],
    choix: dict[str, str],
    *,
    form: PlusieursForm | None = None,
    statut: int = 200,
) -> HttpResponse:
    """`form`: the day that was not accepted, beside its reason."""
    page = paginer(lignes, request.GET)
    contexte = {
        "page": page,
        "choix": choix,
        "filtres": [{"nom": "etat", "libelle": "État", "options": list(ETATS.items()), "choisi": choix["etat"]}],
        "dates": _dates_5(request, list(page)),
        "form": form or (PlusieursForm() if request.acteur.tient(*EDITEUR) else None),
        "cochees": cles_cochees(request.POST.getlist("commande")),
    }
    return render(request, "financement/realisation.html", contexte, status=statut)


def _dates_5(request: Requete, commandes: list[Commande]) -> list[tuple[str, str]]:
    """Solution and Date 5, for those of the page."""
    candidatures = {c.demande.candidature_id: c.demande.candidature for c in commandes}
    rassembler(candidatures.values())
    dates = [(str(c.produit), limite_connue(c, 5, au=request.recu_le)) for c in candidatures.values()]
    return [(nom, en_clair(date_5.valeur)) for nom, date_5 in dates if date_5 and date_5.valeur]


def _rangee(commande: Any) -> tuple[object, ...]:
    attestee, incapable = (
        f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if instant else ""
        for instant in (commande.attestee_le, commande.incapable_le)
    )
    achevee, informe = (
        f"{jour:%d/%m/%Y}" if jour else "" for jour in (commande.achevee_le, commande.client_informe_le)
    )
    return (
        commande.reference,
        commande.demande.fournisseur,
        commande.demande.candidature.produit,
        commande.nom,
        commande.cle,
        achevee,
        attestee,
        incapable,
        commande.incapable_car or "",
        informe,
        "oui" if commande.solde_demande else "",
    )


@require_POST
def attester_plusieurs(request: Requete) -> HttpResponse:
    """The same day for the orders ticked; each by its own transition, and one refused holds no other back."""
    if not gestes.attester.autorise(request.acteur):
        raise PermissionDenied
    choix = _choix(request)
    form = PlusieursForm(request.POST)
    cochees = Commande.objects.visibles_par(request.acteur).filter(
        pk__in=cles_cochees(request.POST.getlist("commande"))
    )
    if form.is_valid() and not cochees:
        form.add_error(None, "Cochez au moins une commande.")
    if not form.is_valid():
        return _montrer_la_liste(request, _choisies(request, choix), choix, form=form, statut=422)
    _attester_chacune(request, list(cochees.select_related("demande")), form.cleaned_data)
    return redirect("financement:realisation")


def _attester_chacune(request: Requete, commandes: list[Commande], donnees: dict[str, Any]) -> None:
    refusees = []
    for commande in commandes:
        try:
            gestes.attester(commande, replace(demande(request, donnees), cle=""))
        except Refus as refus:
            refusees.append(f"{commande.reference} : {refus}")
    if len(commandes) > len(refusees):
        messages.success(request, f"{len(commandes) - len(refusees)} attestation(s) déclarée(s) le {_quand(request)}.")
    for refusee in refusees[:REFUS_MONTRES]:
        messages.error(request, refusee)
    if len(refusees) > REFUS_MONTRES:
        messages.error(request, f"{len(refusees)} commandes n’ont pas pu être attestées.")


# ---- one order ------------------------------------------------------------------------------------------------------


def trouver(request: Requete, pk: int) -> Commande:
    """Whatever its status: as long as its advance is not validated, the page says that nothing is to be declared."""
    visibles = Commande.objects.visibles_par(request.acteur)
    lus = (*Commande.lus_avec, "demande__candidature__produit", "demande__candidature__dispositif")
    return get_object_or_404(visibles.select_related(*lus), pk=pk)


@require_safe
def realisation(request: Requete, pk: int) -> HttpResponse:
    return _montrer(request, trouver(request, pk))


def _montrer(request: Requete, objet: Commande, *, refuse: Any = None, statut: int = 200) -> HttpResponse:
    """`refuse`: the form that was not accepted, with its errors."""
    etat = avancement(objet, request.recu_le)
    contexte: dict[str, Any] = {
        "commande": objet,
        "etat": etat,
        "attestations": objet.attestations.select_related("declaree_par", "document").order_by("-pk"),
        "entrees": _entrees(objet),
    }
    if request.acteur.tient(*EDITEUR):
        contexte |= _a_declarer(request, objet, etat, refuse)
    return render(request, "financement/realisation_de.html", contexte, status=statut)


def _a_declarer(request: Requete, objet: Commande, etat: Avancement, refuse: Any) -> dict[str, Any]:
    contexte: dict[str, Any] = {"attester": gestes.attester.verdict(objet, demande(request)), "editeur": True}
    contexte["form_attestation"] = _form(AttestationForm, refuse)
    if request.acteur.tient(*ENGAGE_L_EDITEUR):
        contexte |= {
            "engage": True,
            "declarer": gestes.declarer_l_incapacite.verdict(objet, demande(request)),
            "retirer": gestes.retirer_l_incapacite.verdict(objet, demande(request)),
            "form_incapacite": _form(IncapaciteForm, refuse),
            "form_information": _form(InformationForm, refuse),
            "consequences": consequences_de_l_incapacite(
                avance=objet.avance, versee=etat.avance_versee, attestee=etat.attestation is not None
            ),
        }
    return contexte


def _form(classe: Any, refuse: Any) -> Any:
    return refuse if isinstance(refuse, classe) else classe()


def _entrees(objet: Commande) -> QuerySet[EntreeJournal]:
    siennes = EntreeJournal.objects.filter(
        dossier=objet.cle_dossier,
        type_objet=ContentType.objects.get_for_model(objet),
        id_objet=objet.pk,
        action__in=[geste.nom for geste in gestes.GESTES],
    )
    return siennes.select_related("acteur").order_by("-rang")[:DERNIERES]


@require_POST
def attester(request: Requete, pk: int) -> HttpResponse:
    return _poster(request, pk, gestes.attester, AttestationForm(request.POST, request.FILES))


@require_POST
def declarer(request: Requete, pk: int) -> HttpResponse:
    return _poster(request, pk, gestes.declarer_l_incapacite, IncapaciteForm(request.POST))


@require_POST
def informer(request: Requete, pk: int) -> HttpResponse:
    return _poster(request, pk, gestes.confirmer_l_information, InformationForm(request.POST))


def _poster(request: Requete, pk: int, geste: Transition, form: Any) -> HttpResponse:
    """Every reason beside its field; what was typed comes back."""
    objet = trouver(request, pk)
    if not geste.autorise(request.acteur):
        raise PermissionDenied
    if not form.is_valid():
        return _montrer(request, objet, refuse=form, statut=422)
    try:
        executer(request, geste, objet, getattr(form, "valeurs", form.cleaned_data))
    except Refus as refus:
        _dire(form, refus)
        return _montrer(request, objet, refuse=form, statut=409)
    messages.success(request, f"{geste.recit}, le {_quand(request)}.")
    return redirect("financement:realisation_de", pk)


def _quand(request: Requete) -> str:
    """The instant of the first attempt, when the portal had failed to answer it."""
    return en_clair(request.premier_recu_le or request.recu_le)


def _dire(form: Any, refus: Refus) -> None:
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)


@require_POST
def retirer(request: Requete, pk: int) -> HttpResponse:
    objet = trouver(request, pk)
    try:
        executer(request, gestes.retirer_l_incapacite, objet)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{gestes.retirer_l_incapacite.recit}.")
    return redirect("financement:realisation_de", pk)


# ---- its papers -----------------------------------------------------------------------------------------------------


@require_safe
def modele(request: Requete, pk: int) -> HttpResponse:
    """The model of the attestation, filled in from the order; who declares signs it."""
    objet = trouver(request, pk)
    return _pdf("pdf/modele_attestation_de_fin.html", objet, f"Attestation_de_fin_{pk}.pdf", vide="…" * 20)


@require_safe
def recepisse(request: Requete, pk: int) -> HttpResponse:
    """What was declared, by whom and when, as it was received."""
    objet = trouver(request, pk)
    attestations = objet.attestations.actuelles().select_related("declaree_par", "document__fichier")
    attestation = attestations.first()
    if attestation is None:
        return redirect("financement:realisation_de", pk)
    return _pdf("pdf/recepisse_d_attestation.html", objet, f"Recepisse_attestation_{pk}.pdf", attestation=attestation)


def _pdf(gabarit: str, objet: Commande, nom: str, **contexte: Any) -> HttpResponse:
    communs = {"commande": objet, "bon": objet.bon, "organisation": objet.demande.fournisseur.organisation}
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(en_pdf(gabarit, communs | contexte), content_type="application/pdf", headers=entetes)
