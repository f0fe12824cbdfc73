"""Where suppliers are paid at an instant, or why they are not: for many at once, in a constant number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from financement.models import CoordonneesBancaires, Indu, LigneDePaiement, LigneDIndu, LotDePaiement
from financement.models.coordonnees import qui_sert
from financement.models.ecriture import arretee, reversement_attendu
from financement.regles.indus import retenue_possible
from segur.noyau.temps import en_clair

ARRETEES = "Rien ne se paie sur ces commandes, incapacité déclarée, référencement retiré ou reversement ordonné : {}."
SANS_RETENUE = "Une compensation décidée depuis la préparation doit encore se retenir sur ce virement."


@dataclass(frozen=True, slots=True)
class Beneficiaire:
    """`obstacle`: why nothing may be sent. `signal`: what should make the payer look twice."""

    coordonnees: CoordonneesBancaires | None = None
    obstacle: str = ""
    signal: str = ""


def beneficiaires(fournisseurs: Collection[int], le: datetime) -> dict[int, Beneficiaire]:
    """By supplier, all of those asked."""
    siennes: dict[int, list[CoordonneesBancaires]] = {pk: [] for pk in fournisseurs}
    lues = CoordonneesBancaires.objects.approuvees().filter(fournisseur__in=siennes)
    for coordonnees in lues.select_related("fournisseur__organisation"):
        siennes[coordonnees.fournisseur_id].append(coordonnees)
    partages = _partages({c.iban_empreinte for toutes in siennes.values() for c in toutes})
    return {pk: _lire(toutes, le, partages) for pk, toutes in siennes.items()}


def _partages(empreintes: set[str]) -> dict[str, dict[int, str]]:
    """By fingerprint of an IBAN, the suppliers that declare it."""
    partages: dict[str, dict[int, str]] = {}
    ouvertes = CoordonneesBancaires.objects.filter(iban_empreinte__in=empreintes)
    lues = ouvertes.exclude(statut__in=CoordonneesBancaires.CLOSES)
    for empreinte, pk, nom in lues.values_list("iban_empreinte", "fournisseur", "fournisseur__organisation__nom"):
        partages.setdefault(empreinte, {})[pk] = nom
    return partages


def _lire(siennes: list[CoordonneesBancaires], le: datetime, partages: dict[str, dict[int, str]]) -> Beneficiaire:
    actuelles = qui_sert(siennes, le)
    if actuelles is None:
        return Beneficiaire(obstacle="Aucune coordonnée bancaire en service.")
    a_venir = [c.sert_le for c in siennes if c.sert_le and c.sert_le > le]
    if a_venir:
        delai = f"Changement d’IBAN dans son délai de sécurité, jusqu’au {en_clair(max(a_venir))}."
        return Beneficiaire(actuelles, obstacle=delai)
    autres = [nom for pk, nom in partages.get(actuelles.iban_empreinte, {}).items() if pk != actuelles.fournisseur_id]
    signal = f"Le même IBAN est déclaré par {', '.join(sorted(autres))}." if autres else ""
    return Beneficiaire(actuelles, signal=signal)


def virements_changes(lot: LotDePaiement, le: datetime) -> dict[int, str]:
    """By transfer of the batch that must not leave as prepared, why."""
    arretees = {pk: ARRETEES.format(", ".join(lues)) for pk, lues in commandes_arretees(lot).items()}
    return arretees | dict.fromkeys(sans_retenue(lot), SANS_RETENUE) | sans_compte(lot, le)


def commandes_arretees(lot: LotDePaiement) -> dict[int, list[str]]:
    """By transfer, its orders on which nothing is paid since the batch was prepared."""
    lues: dict[int, list[str]] = {}
    sans_suite = arretee("commande") | reversement_attendu("commande")
    lignes = LigneDePaiement.objects.filter(sans_suite, virement__lot=lot, vive=True).order_by("pk")
    for pk, reference in lignes.values_list("virement", "commande__reference"):
        lues.setdefault(pk, []).append(reference)
    return lues


def restes(fournisseurs: Collection[int] | QuerySet[Any]) -> dict[int, Decimal]:
    """By supplier, what the next transfers may keep."""
    lignes = LigneDIndu.objects.filter(indu__in=Indu.objects.a_compenser(), indu__fournisseur__in=fournisseurs)
    trouves: dict[int, Decimal] = {}
    for ligne in lignes.select_related("indu"):
        trouves[ligne.indu.fournisseur_id] = trouves.get(ligne.indu.fournisseur_id, Decimal(0)) + ligne.reste
    return trouves


def sans_retenue(lot: LotDePaiement) -> set[int]:
    """Its transfers that could still bear a part of what is owed: the set-off was decided, or freed, meanwhile."""
    dus = restes(lot.vifs().values("fournisseur"))
    vifs = lot.vifs().filter(fournisseur__in=dus)
    return {v.pk for v in vifs if retenue_possible(du=dus[v.fournisseur_id], a_payer=v.montant)}


def sans_compte(lot: LotDePaiement, le: datetime) -> dict[int, str]:
    """Its transfers whose supplier is not paid there any more, with why."""
    vifs = list(lot.vifs().select_related("fournisseur__organisation"))
    actuels = beneficiaires([virement.fournisseur_id for virement in vifs], le)
    changes = {}
    for virement in vifs:
        beneficiaire = actuels[virement.fournisseur_id]
        if beneficiaire.obstacle:
            changes[virement.pk] = beneficiaire.obstacle
        elif beneficiaire.coordonnees and beneficiaire.coordonnees.pk != virement.coordonnees_id:
            changes[virement.pk] = "D’autres coordonnées bancaires servent depuis la préparation du lot."
    return changes
