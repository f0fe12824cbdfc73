"""Preparing a batch: what is payable, what is left out and why, then the transfers, one per supplier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction as db
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from financement.beneficiaires import Beneficiaire, beneficiaires, restes
from financement.models import (
    Commande,
    CoordonneesBancaires,
    Creance,
    Fournisseur,
    LigneDePaiement,
    LotDePaiement,
    Part,
    Position,
    Virement,
)
from financement.regles import paiement as regles
from financement.regles.indus import retenue_possible
from financement.transitions.paiement import arreter_le_contenu, role_tenu
from financement.transitions.retenues import retenir
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict, verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus


@dataclass
class Projet:
    """One transfer to come."""

    fournisseur: Fournisseur
    beneficiaire: Beneficiaire
    coordonnees: CoordonneesBancaires
    positions: list[Position] = field(default_factory=list)
    du: Decimal = Decimal(0)
    """What the supplier owes, that the transfers to come may keep."""

    @property
    def brut(self) -> Decimal:
        return sum((position.engage for position in self.positions), Decimal(0))

    @property
    def retenu(self) -> Decimal:
        return retenue_possible(du=self.du, a_payer=self.brut)

    @property
    def montant(self) -> Decimal:
        return self.brut - self.retenu


@dataclass(frozen=True)
class Exclusion:
    position: Position
    motif: str


@dataclass
class Composition:
    """What the batch would hold, and what it would not."""

    projets: list[Projet]
    exclusions: list[Exclusion]

    @property
    def montant(self) -> Decimal:
        return sum((projet.montant for projet in self.projets), Decimal(0))

    @property
    def nombre(self) -> int:
        return sum(len(projet.positions) for projet in self.projets)

    @property
    def signaux(self) -> list[Projet]:
        return [projet for projet in self.projets if projet.beneficiaire.signal]


def a_payer(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Position]:
    """What is payable among the choices made (`part`, `dispositif`, `fournisseur`, `q`), the oldest decision first."""
    filtre = Q()
    if code := choix.get("dispositif"):
        filtre &= Q(commande__dispositif__code=code)
    if choix.get("fournisseur", "").isdecimal():
        filtre &= Q(commande__demande__fournisseur=choix["fournisseur"])
    if choix.get("part") in Part.values:
        filtre &= Q(part=choix["part"])
    if mots := choix.get("q"):
        filtre &= Q(commande__reference__icontains=mots) | Q(commande__nom__icontains=mots)
    return lire(Position.objects.visibles_par(acteur).a_payer().filter(filtre))


def lire(positions: QuerySet[Position]) -> QuerySet[Position]:
    """With who checked the claim of each, and when what makes it due was decided."""
    lues = positions.select_related("commande__demande__fournisseur__organisation", "commande__dispositif")
    creance = Creance.objects.filter(
        commande=OuterRef("commande"), part=OuterRef("part"), statut=Creance.Statut.VALIDEE
    )
    lues = lues.annotate(
        creance_controlee_par=Subquery(creance.values("controlee_par")[:1]),
        decidee_le=Coalesce(Subquery(creance.values("decidee_le")[:1]), F("commande__decidee_le")),
    )
    return lues.order_by("decidee_le", "pk")


def composer(positions: Iterable[Position], acteur: Acteur, le: datetime, *, motif_signaux: str = "") -> Composition:
    """By supplier. Left out: no bank details in service, a safety delay, a signal nobody answers, one's own check."""
    toutes = list(positions)
    lus = beneficiaires({p.commande.demande.fournisseur_id for p in toutes}, le)
    projets: dict[int, Projet] = {}
    exclusions = []
    for rang, position in enumerate(toutes):
        fournisseur = position.commande.demande.fournisseur
        lu = lus[fournisseur.pk]
        motif = _trop(rang) or _obstacle(position, lu, acteur, motif_signaux)
        if motif or lu.coordonnees is None:
            exclusions.append(Exclusion(position, motif))
        else:
            projet = projets.setdefault(fournisseur.pk, Projet(fournisseur, lu, lu.coordonnees))
            projet.positions.append(position)
    for pk, du in restes(projets).items():
        projets[pk].du = du
    return Composition(list(projets.values()), exclusions)


def _trop(rang: int) -> str:
    combien = regles.LIGNES_PAR_LOT
    return f"Un lot porte {combien} commandes au plus : le suivant la prendra." if rang >= combien else ""


def _obstacle(position: Position, beneficiaire: Beneficiaire, acteur: Acteur, motif_signaux: str) -> str:
    controleurs = (position.commande.controlee_par_id, position.creance_controlee_par)  # type: ignore[attr-defined]
    if acteur.compte_pour_une_de(*controleurs) in controleurs:
        return "Vous avez contrôlé cette commande ou sa demande : une autre personne prépare son paiement."
    if beneficiaire.obstacle:
        return beneficiaire.obstacle
    if beneficiaire.signal and not motif_signaux:
        return f"Signal de risque : {beneficiaire.signal} Donnez un motif pour payer malgré lui."
    return ""


def preparer(pks: Iterable[int], execution_le: date, demande: Demande, *, motif_signaux: str = "") -> LotDePaiement:
    """One transfer per supplier. What another batch took meanwhile is left out; raises Refus when nothing remains."""
    with db.atomic():
        tenues = list(Commande.objects.filter(positions__in=set(pks)).order_by("pk").select_for_update(of=("self",)))
        payables = Position.objects.visibles_par(demande.acteur).a_payer()
        positions = list(lire(payables.filter(pk__in=set(pks), commande__in=tenues)))
        composition = composer(positions, demande.acteur, demande.recu_le, motif_signaux=motif_signaux)
        motifs = _preparable(composition, execution_le, demande)
        if not motifs.favorable:
            raise Refus(motifs)
        lot = _creer(composition, execution_le, demande, motif_signaux)
        _raconter(lot, composition, demande, motifs)
    return lot


def _preparable(composition: Composition, execution_le: date, demande: Demande) -> Verdict:
    payeur = Motif("role", demande.acteur.tient(Role.PAYEUR), "Un payeur prépare les lots.")
    if not composition.projets:
        dits = {exclusion.motif for exclusion in composition.exclusions} or {"Ces sommes sont déjà dans un lot."}
        return verdict((payeur, Motif("vide", False, f"Rien à payer dans ce choix. {' '.join(sorted(dits))}")))
    quand = regles.execution_possible(execution_le=execution_le, le=jour_de_paris(demande.recu_le))
    return verdict((payeur, role_tenu(demande.acteur, Role.PAYEUR), quand))


def _creer(composition: Composition, execution_le: date, demande: Demande, motif_signaux: str) -> LotDePaiement:
    lot = LotDePaiement.objects.create(
        prepare_le=demande.recu_le,
        prepare_par=demande.acteur.personne,
        execution_le=execution_le,
        motif_signaux=motif_signaux if composition.signaux else "",
    )
    for rang, projet in enumerate(composition.projets, start=1):
        _virer(lot, rang, projet)
    arreter_le_contenu(lot)
    lot.save()
    return lot


def _virer(lot: LotDePaiement, rang: int, projet: Projet) -> None:
    virement = Virement.objects.create(
        lot=lot,
        fournisseur=projet.fournisseur,
        coordonnees=projet.coordonnees,
        reference=f"SEGUR-{lot.pk:06d}-{rang:04d}",
        montant=projet.brut,
        signal=projet.beneficiaire.signal[:300],
    )
    LigneDePaiement.objects.bulk_create(
        LigneDePaiement(virement=virement, commande=p.commande, part=p.part, montant=p.engage) for p in projet.positions
    )
    retenir(virement)


def _raconter(lot: LotDePaiement, composition: Composition, demande: Demande, motifs: Verdict) -> None:
    details: dict[str, Any] = {
        "montant": lot.montant,
        "virements": lot.nombre,
        "commandes": composition.nombre,
        "exclusions": [f"{e.position} : {e.motif}" for e in composition.exclusions],
    }
    if lot.motif_signaux:
        details["motif"] = lot.motif_signaux
    inscrire(
        lot,
        action="lotdepaiement.preparer",
        recit="Lot préparé",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=lot.statut,
        motifs=motifs.motifs,
        details=details,
        cle=demande.cle,
    )
