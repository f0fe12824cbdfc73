"""Payments of the ASP: what is payable, batches; and what a supplier sees of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement import preparation as metier
from financement.forms import PreparationForm
from financement.models import LigneDePaiement, LotDePaiement, Part, Position, Virement
from financement.models.paiement import PAIENT
from financement.regles.monnaie import en_euros
from financement.regles.paiement import prochain_jour_ouvre
from financement.transitions import paiement
from financement.views.enrolement import fichier_sensible
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, jour_de_paris
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande, executer

DES_LOTS = (
    Colonne("lot", "Lot", ("pk",)),
    Colonne("statut", "Statut", ("statut",)),
    Colonne("prepare", "Préparé", ("prepare_le",)),
    Colonne("execution", "Exécution", ("execution_le",)),
    Colonne("nombre", "Virements", ("nombre",)),
    Colonne("montant", "Montant", ("montant",)),
)
A_PAYER = (
    Colonne("commande", "Commande", ("commande__reference",)),
    Colonne("fournisseur", "Fournisseur", ("commande__demande__fournisseur__organisation__nom",)),
    Colonne("dispositif", "Dispositif", ("commande__dispositif__libelle",)),
    Colonne("part", "Part", ("part",)),
    Colonne("decidee", "Décidée", ("decidee_le",)),
    Colonne("montant", "Montant", ("engage",)),
)
VERSEMENTS = (
    Colonne("reference", "Référence", ("reference",)),
    Colonne("execution", "Date", ("lot__execution_le",)),
    Colonne("montant", "Montant", ("montant",)),
    Colonne("statut", "Statut", ("statut",)),
)
NUMERO_MAX = 18
DERNIERES_ACTIONS = 30


def reserver(request: Requete, *roles: Role) -> None:
    if not request.acteur.tient(*(roles or PAIENT)):
        raise PermissionDenied


@require_safe
def lots(request: Requete) -> HttpResponseBase:
    """All the batches."""
    reserver(request)
    statut = request.GET.get("statut", "")
    vus = LotDePaiement.objects.visibles_par(request.acteur).select_related("prepare_par", "approuve_par")
    tri = Tri(DES_LOTS, request.GET.get("tri", "-lot"), defaut="lot")
    lignes = tri.trier(vus.filter(statut=statut) if statut in LotDePaiement.Statut.values else vus)
    if request.GET.get("format") == "csv":
        entetes = ("Lot", "Statut", "Préparé le", "Par", "Approuvé par", "Exécution", "Virements", "Montant")
        return csv_en_flux("lots-de-paiement", entetes, (_ligne_de_lot(lot) for lot in lignes))
    dues = Position.objects.visibles_par(request.acteur).a_payer().aggregate(nombre=Count("pk"), montant=Sum("engage"))
    contexte = {"page": paginer(lignes, request.GET), "tri": tri, "statut": statut, "dues": dues}
    return render(request, "financement/lots.html", contexte | {"statuts": LotDePaiement.Statut.choices})


def _ligne_de_lot(lot: LotDePaiement) -> tuple[object, ...]:
    prepare = f"{lot.prepare_le.astimezone(PARIS):%d/%m/%Y %H:%M}"
    execution = f"{lot.execution_le:%d/%m/%Y}"
    personnes = (lot.prepare_par, lot.approuve_par or "")
    return (lot, lot.get_statut_display(), prepare, *personnes, execution, lot.nombre, lot.montant)


@require_safe
def a_payer(request: Requete) -> HttpResponseBase:
    """What is payable: searched, filtered, sorted, exported, chosen for a batch."""
    reserver(request)
    choix = _choix(request.GET)
    tri = Tri(A_PAYER, request.GET.get("tri", ""), defaut="decidee")
    lignes = tri.trier(metier.a_payer(request.acteur, choix))
    if request.GET.get("format") == "csv":
        entetes = ("Commande", "Client", "Fournisseur", "Dispositif", "Part", "Décidée le", "Montant")
        return csv_en_flux("sommes-a-payer", entetes, (_ligne_a_payer(position) for position in lignes))
    contexte = {
        "page": paginer(lignes, request.GET, (25, 50, 100)),
        "tri": tri,
        "choix": choix,
        "total": lignes.aggregate(Sum("engage"))["engage__sum"] or Decimal(0),
        "dispositifs": Dispositif.objects.order_by("libelle").values_list("code", "libelle"),
        "parts": Part.choices,
        "prepare": request.acteur.tient(Role.PAYEUR),
    }
    return render(request, "financement/a_payer.html", contexte)


def _choix(parametres: Any) -> dict[str, str]:
    lus = {nom: parametres.get(nom, "").replace("\x00", "") for nom in ("q", "dispositif", "fournisseur", "part")}
    choix = {nom: lu.strip()[:100] for nom, lu in lus.items()}
    fournisseur = choix["fournisseur"]
    return choix | {"fournisseur": fournisseur if fournisseur.isdecimal() and len(fournisseur) < NUMERO_MAX else ""}


def _ligne_a_payer(position: Any) -> tuple[object, ...]:
    commande, part = position.commande, position.get_part_display()
    decidee = f"{position.decidee_le.astimezone(PARIS):%d/%m/%Y}" if position.decidee_le else ""
    fournisseur, dispositif = commande.demande.fournisseur, commande.dispositif
    return (commande.reference, commande.nom, fournisseur, dispositif, part, decidee, position.engage)


@require_http_methods(["GET", "POST"])
def preparer(request: Requete) -> HttpResponse:
    """GET shows what the batch would hold and leave out; POST prepares it."""
    reserver(request, Role.PAYEUR)
    if request.method == "GET":
        demain = prochain_jour_ouvre(jour_de_paris(request.recu_le))
        return _apercu(request, PreparationForm(initial={"execution_le": demain}), request.GET)
    form = PreparationForm(request.POST)
    if not form.is_valid():
        return _apercu(request, form, request.POST, statut=422)
    pks = [position.pk for position in _choisies(request, request.POST)]
    motif = form.cleaned_data["motif_signaux"].strip()
    try:
        lot = metier.preparer(pks, form.cleaned_data["execution_le"], demande(request), motif_signaux=motif)
    except Refus as refus:
        _rapporter(form, refus)
        return _apercu(request, form, request.POST, statut=409)
    messages.success(request, f"{lot} préparé : {en_euros(lot.montant)}. Une autre personne l’approuve.")
    return redirect(lot)


def _rapporter(form: PreparationForm, refus: Refus) -> None:
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)


def _choisies(request: Requete, parametres: Any) -> Iterable[Position]:
    """Those ticked, or all that the filter shows."""
    choisies = metier.a_payer(request.acteur, _choix(parametres))
    if parametres.get("tout"):
        return choisies
    pks = [int(pk) for pk in parametres.getlist("p") if pk.isdecimal() and len(pk) < NUMERO_MAX]
    return choisies.filter(pk__in=pks)


def _apercu(request: Requete, form: PreparationForm, parametres: Any, *, statut: int = 200) -> HttpResponse:
    motif = (form.data.get("motif_signaux") or "").strip() if form.is_bound else ""
    choisies = _choisies(request, parametres)
    composition = metier.composer(choisies, request.acteur, request.recu_le, motif_signaux=motif)
    contexte = {
        "form": form,
        "composition": composition,
        "choix": _choix(parametres),
        "tout": parametres.get("tout", ""),
        "choisies": parametres.getlist("p"),
    }
    return render(request, "financement/preparer.html", contexte, status=statut)


@require_safe
def lot(request: Requete, pk: int) -> HttpResponse:
    """Its transfers, who did what, what remains to do."""
    lus = LotDePaiement.objects.visibles_par(request.acteur)
    objet = get_object_or_404(
        lus.select_related("prepare_par", "approuve_par", "exporte_par", "fichier__fichier"), pk=pk
    )
    virements = objet.virements.select_related("fournisseur__organisation", "coordonnees")
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier)
    page = paginer(virements.prefetch_related(_lignes()).order_by("reference"), request.GET, (25, 50))
    contexte = {
        "lot": objet,
        "page": page,
        "actions": actions(objet, demande(request)),
        "rang_lu": rang_actuel(objet),
        "telecharge": objet.fichier and paiement.telecharger.autorise(request.acteur),
        "entrees": entrees.select_related("acteur").order_by("-rang")[:DERNIERES_ACTIONS],
    }
    return render(request, "financement/lot.html", contexte)


def _lignes() -> "Prefetch[Any]":
    return Prefetch("lignes", LigneDePaiement.objects.select_related("commande"))


@require_POST
@never_cache
def fichier(request: Requete, pk: int) -> HttpResponse:
    """The file of the transfers, after the line of the journal."""
    objet = get_object_or_404(LotDePaiement.objects.visibles_par(request.acteur), pk=pk)
    try:
        objet = executer(request, paiement.telecharger, objet)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(objet)
    return fichier_sensible(objet.fichier, objet.fichier.nom)


@require_safe
def versements(request: Requete) -> HttpResponseBase:
    """What a supplier was sent: date, amount, orders, status; its accounts masked."""
    reserver(request, *EDITEUR)
    tri = Tri(VERSEMENTS, request.GET.get("tri", "-execution"), defaut="execution")
    lignes = tri.trier(_versements(request))
    if request.GET.get("format") == "csv":
        entetes = ("Référence", "Date d’exécution", "Montant", "Statut", "Motif", "Compte", "Commandes")
        return csv_en_flux("paiements", entetes, (_ligne_de_versement(v) for v in lignes.iterator(chunk_size=500)))
    return render(request, "financement/versements.html", {"page": paginer(lignes, request.GET), "tri": tri})


def _versements(request: Requete) -> QuerySet[Virement]:
    virements = Virement.objects.visibles_par(request.acteur).select_related("lot", "coordonnees")
    return virements.prefetch_related(_lignes())


def _ligne_de_versement(virement: Virement) -> tuple[object, ...]:
    commandes = ", ".join(f"{ligne.commande.reference} ({ligne.get_part_display()})" for ligne in virement.lignes.all())
    quand = f"{virement.lot.execution_le:%d/%m/%Y}"
    compte = virement.coordonnees.iban_masque
    statut = virement.get_statut_display()
    return (virement.reference, quand, virement.montant, statut, virement.motif, compte, commandes)
