"""The balance of the ledger: read again from the journal, from its lines, and from the transfers."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from financement.models import (
    Commande,
    Creance,
    Ecriture,
    LigneDePaiement,
    LigneDIndu,
    LotDePaiement,
    Position,
    Retenue,
    Virement,
)
from financement.regles.ecritures import PREFIXE, Cle, Ecart, Totaux, ecarts_de_totaux, sommer
from segur.noyau.journal.models import EntreeJournal

ATTENDUES = {
    Virement.Statut.A_PAYER: (),
    Virement.Statut.ECARTE: (),
    Virement.Statut.EXPORTE: ("envoi",),
    Virement.Statut.PAYE: ("envoi", "reglement"),
    Virement.Statut.REJETE: ("envoi", "fin"),
}
"""By status of a transfer, what the ledger must hold of each of its lines, and nothing else."""


def rejouer(commandes: Collection[int] | None = None) -> dict[Cle, Totaux]:
    """Totals by part, from the journal alone."""
    entrees = EntreeJournal.objects.filter(action__startswith=PREFIXE).order_by("pk")
    if commandes is not None:
        entrees = entrees.filter(id_objet__in=commandes)
    lues = entrees.values_list("id_objet", "details").iterator()
    return sommer(
        (commande, ligne["part"], ligne["nature"], Decimal(ligne["montant"]))
        for commande, details in lues
        for ligne in details["ecritures"]
    )


def totaux_des_ecritures(commandes: Collection[int] | None = None) -> dict[Cle, Totaux]:
    lues = _de(Ecriture.objects.all(), commandes).order_by("pk")
    return sommer(lues.values_list("commande", "part", "nature", "montant").iterator())


def ecarts(commandes: Collection[int] | None = None) -> list[Ecart]:
    """Everything that does not agree, in the whole ledger or around some orders. Empty when it balances."""
    du_journal, des_lignes = rejouer(commandes), totaux_des_ecritures(commandes)
    positions = {(p.commande_id, p.part): p.totaux for p in _de(Position.objects.all(), commandes)}
    trouves = ecarts_de_totaux(attendus=du_journal, constates=des_lignes, de="journal, écritures")
    trouves += ecarts_de_totaux(attendus=des_lignes, constates=positions, de="écritures, positions")
    trouves += [
        Ecart(f"commande {cle[0]}, {cle[1]}", "les totaux ne tiennent pas.")
        for cle, totaux in des_lignes.items()
        if not totaux.tiennent
    ]
    trouves += [*_des_engagements(commandes), *_des_virements(commandes), *_des_personnes(commandes)]
    return [*trouves, *_des_indus(commandes, des_lignes)]


def _de(lignes: QuerySet[Any], commandes: Collection[int] | None) -> QuerySet[Any]:
    return lignes if commandes is None else lignes.filter(commande__in=commandes)


def _des_engagements(commandes: Collection[int] | None) -> Iterator[Ecart]:
    """What is committed is what the decision says: that of the order, or that of the claim."""
    positions = _de(Position.objects.select_related("commande"), commandes)
    for position in positions.filter(part__in=["avance", "solde"]):
        decide = getattr(position.commande, position.part) or Decimal(0)
        if position.engage != decide:
            yield Ecart(str(position), f"engagé {position.engage}, décidé {decide}.")
    engages = Position.objects.filter(commande=OuterRef("commande"), part=OuterRef("part")).values("engage")
    validees = _de(Creance.objects.filter(statut=Creance.Statut.VALIDEE), commandes).select_related("commande")
    for creance in validees.annotate(engage=Subquery(engages[:1])):
        if creance.engage != creance.montant:
            yield Ecart(str(creance), f"engagé {creance.engage or 0}, demande validée pour {creance.montant}.")


def _des_virements(commandes: Collection[int] | None) -> Iterator[Ecart]:
    """Amounts add up, from lines to transfers and from transfers to batches; the ledger follows each status."""
    lots = LotDePaiement.objects.exclude(statut=LotDePaiement.Statut.ANNULE)
    if commandes is not None:
        lots = lots.filter(pk__in=Virement.objects.filter(lignes__commande__in=commandes).values("lot"))
    virements = Virement.objects.filter(lot__in=lots)
    for virement in virements.annotate(somme=Sum("lignes__montant")):
        if _en_centimes(virement.somme) != virement.montant + virement.retenu:
            retenus = f" et {virement.retenu} € retenus" if virement.retenu else ""
            yield Ecart(str(virement), f"{virement.montant} €{retenus} pour {virement.somme or 0} € de lignes.")
    yield from _des_retenues(virements)
    vifs = ~Q(virements__statut=Virement.Statut.ECARTE)
    for lot in lots.annotate(somme=Sum("virements__montant", filter=vifs)):
        if _en_centimes(lot.somme) != lot.montant:
            yield Ecart(str(lot), f"{lot.montant} € pour {lot.somme or 0} € de virements.")
    yield from _des_lignes(LigneDePaiement.objects.filter(virement__in=virements))


def _des_retenues(virements: QuerySet[Virement]) -> Iterator[Ecart]:
    """What a transfer keeps is what it says, and stands as long as it is not given up."""
    for virement in (
        virements.filter(Q(retenu__gt=0) | Q(retenues__isnull=False)).distinct().prefetch_related("retenues")
    ):
        retenues = list(virement.retenues.all())
        if sum((retenue.montant for retenue in retenues), Decimal(0)) != virement.retenu:
            yield Ecart(str(virement), f"{virement.retenu} € retenus, autrement répartis.")
        tenu = virement.statut not in (Virement.Statut.ECARTE, Virement.Statut.REJETE)
        if any(retenue.vive != tenu for retenue in retenues):
            yield Ecart(str(virement), f"retenue oubliée ou perdue, virement {virement.get_statut_display().lower()}.")


def _des_indus(commandes: Collection[int] | None, totaux: dict[Cle, Totaux]) -> Iterator[Ecart]:
    """What dossiers say is back is what the ledger says; what they say is kept is kept by transfers under way."""
    repris: dict[Cle, Decimal] = {}
    lignes = _de(LigneDIndu.objects.all(), commandes)
    for ligne in lignes.prefetch_related("retenues"):
        cle = (ligne.commande_id, ligne.part)
        repris[cle] = repris.get(cle, Decimal(0)) + ligne.repris
        yield from _des_retenues_de(ligne, list(ligne.retenues.all()))
    for cle in {*repris, *(cle for cle, total in totaux.items() if total.repris)}:
        attendu = totaux[cle].repris if cle in totaux else Decimal(0)
        if repris.get(cle, Decimal(0)) != attendu:
            yield Ecart(f"commande {cle[0]}, {cle[1]}", f"{repris.get(cle, 0)} € repris, {attendu} € aux écritures.")


def _des_retenues_de(ligne: LigneDIndu, retenues: list[Retenue]) -> Iterator[Ecart]:
    en_cours = sum((r.montant for r in retenues if r.vive and r.imputee_le is None), Decimal(0))
    imputees = sum((r.montant for r in retenues if r.vive and r.imputee_le), Decimal(0))
    if (en_cours, imputees) != (ligne.retenu, ligne.compense):
        dit = f"retenu {ligne.retenu}, compensé {ligne.compense} au lieu de {en_cours} et {imputees}."
        yield Ecart(f"{ligne.indu}, commande {ligne.commande_id}", dit)


def _en_centimes(somme: Decimal | None) -> Decimal:
    """SQLite adds up in floating point."""
    return (somme or Decimal(0)).quantize(Decimal("0.01"))


def _des_lignes(lignes: QuerySet[LigneDePaiement]) -> Iterator[Ecart]:
    comptes = {
        "envoi": Count("ecritures", filter=Q(ecritures__nature=F("part"))),
        "reglement": Count("ecritures", filter=Q(ecritures__nature="reglement")),
        "fin": Count("ecritures", filter=Q(ecritures__nature__in=["rejet", "retour"])),
    }
    for ligne in lignes.select_related("virement").annotate(**comptes):
        presentes = {nom for nom in comptes if getattr(ligne, nom)}
        attendues = set(ATTENDUES[Virement.Statut(ligne.virement.statut)])
        if ligne.virement.statut == Virement.Statut.REJETE:
            presentes.discard("reglement")  # a return of funds comes after it
        if presentes != attendues:
            yield Ecart(
                f"{ligne.virement}, commande {ligne.commande_id}",
                f"écritures {sorted(presentes)} pour un virement {ligne.virement.get_statut_display().lower()}.",
            )


def _des_personnes(commandes: Collection[int] | None) -> Iterator[Ecart]:
    lignes = _de(LigneDePaiement.objects.filter(vive=True), commandes)
    lot = "virement__lot__"
    memes = Q(commande__controlee_par=F(f"{lot}prepare_par")) | Q(commande__controlee_par=F(f"{lot}approuve_par"))
    creances = Creance.objects.filter(
        Q(controlee_par=OuterRef(f"{lot}prepare_par")) | Q(controlee_par=OuterRef(f"{lot}approuve_par")),
        commande=OuterRef("commande"),
        part=OuterRef("part"),
        statut=Creance.Statut.VALIDEE,
    )
    for ligne in lignes.filter(memes | Exists(creances)).select_related("commande", "virement__lot"):
        yield Ecart(str(ligne.virement.lot), f"{ligne.commande} a été contrôlée par qui prépare ou approuve.")


def sans_engagement() -> QuerySet[Commande]:
    """Validated and not in the ledger: nothing of them can be paid."""
    return Commande.objects.filter(statut=Commande.Statut.VALIDEE, positions=None)
