"""Orders at every stage of their payment, some of each, as a seed draws them."""

from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction as db

from financement.models import Commande, DossierPilote, Incapacite, Part
from financement.transitions import ecritures
from segur.noyau.comptes.models import Acteur
from tests.financement.paiements.caisse import Caisse, compte_rendu, releve

MONTANTS = ("1204.55", "733.70", "451.50")
STADES = ("a_payer", "en_lot", "envoye", "paye", "rejete", "revenu")


def mener(caisse: Caisse, stade: str, commandes: list[Commande]) -> None:
    """One part of these orders, already due, goes as far as that."""
    if stade == "a_payer" or not commandes:
        return
    lot = caisse.preparer(*commandes)
    if stade == "en_lot":
        return
    lot = caisse.exporter(caisse.approuver(lot))
    if stade == "rejete":
        caisse.appliquer(compte_rendu(lot.message, {v.reference: "AC04" for v in lot.vifs()}))
    if stade in ("paye", "revenu"):
        caisse.appliquer_le_paiement(lot)
    if stade == "revenu":
        for virement in lot.vifs():
            caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))


def monde_mele(caisse: Caisse, graine: int) -> Random:
    """Advances, then balances of those paid, then the secondary service of one of them."""
    hasard = Random(graine)  # noqa: S311
    avances = {
        stade: [caisse.commande(hasard.choice(MONTANTS)) for _ in range(hasard.choice((0, 1, 1, 2)))]
        for stade in STADES
    }
    avances["paye"] += [caisse.commande(MONTANTS[graine % 3]) for _ in range(3)]
    for stade, commandes in avances.items():
        mener(caisse, stade, commandes)
    premier, deuxieme, troisieme = avances["paye"][-3:]
    caisse.part = Part.SOLDE
    for commande in (premier, deuxieme):
        caisse.creance(commande)
    mener(caisse, "paye", [premier])
    mener(caisse, hasard.choice(STADES[:4]), [deuxieme])
    empecher(troisieme, caisse.dossiers[0].mandataire)
    demander_la_secondaire(caisse, premier)
    mener(caisse, hasard.choice(STADES[:4]), [premier])
    return hasard


def demander_la_secondaire(caisse: Caisse, commande: Commande, montant: str = "120.07") -> None:
    """As the validation of such a claim would."""
    caisse.part = Part.SECONDAIRE
    with db.atomic():
        ecritures.engager_une_part(commande, Part.SECONDAIRE, Decimal(montant), caisse.demande(caisse.valideur))
    caisse.creance(commande, part=Part.SECONDAIRE, montant=Decimal(montant))


def empecher(commande: Commande, acteur: Acteur) -> None:
    assert commande.decidee_le
    Incapacite.objects.create(
        commande=commande, motif="Le client ferme.", declaree_le=commande.decidee_le, declaree_par=acteur.personne
    )


def pilotes(caisse: Caisse, statut: str) -> DossierPilote:
    """The dossier of the first supplier, as the ANS sees it."""
    commande, acteur = Commande.objects.earliest("pk"), caisse.dossiers[0].mandataire.personne
    dates: dict[str, Any] = {}
    if statut != "a_constituer":
        dates = {"premiere_transmission_le": caisse.instant, "transmis_le": caisse.instant, "transmis_par": acteur}
    if statut == "accepte":
        dates |= {"accepte_le": caisse.instant, "accepte_par": caisse.payeur.personne}
    return DossierPilote.objects.create(
        fournisseur=commande.demande.fournisseur,
        candidature=commande.demande.candidature,
        statut=statut,
        ouvert_le=caisse.instant,
        ouvert_par=acteur,
        **dates,
    )
