"""Money paid, then asked back: a dossier of undue sums taken from stage to stage."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from financement.constats import constater
from financement.models import Commande, Indu, LigneDIndu, LotDePaiement, Position
from financement.transitions import indus as gestes
from financement.transitions import recouvrement
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.temps import jour_de_paris
from tests.financement.paiements.caisse import Caisse, releve

UNE_SECONDE = timedelta(seconds=1)


class Recouvrement:
    """`cause`: one that a person alone observes, unless the test says otherwise."""

    def __init__(self, caisse: Caisse, montant: str = "1000") -> None:
        self.caisse = caisse
        self.commande = self.payee(montant)
        self.indu: Indu = Indu()

    def payee(self, montant: str = "1000", **options: Any) -> Commande:
        """Its advance, 40 %, is settled by the bank."""
        commande = self.caisse.commande(montant, **options)
        self.regler(self.caisse.exporte(commande))
        return commande

    def regler(self, lot: LotDePaiement) -> None:
        virements = lot.virements.values_list("reference", "montant")
        self.caisse.appliquer(releve(*virements))

    def position(self, commande: Commande | None = None) -> Position:
        return Position.objects.get(commande=commande or self.commande, part="avance")

    def constater(self, cause: str = "manquement", *, acteur: Acteur | None = None, **montants: str) -> "Recouvrement":
        voulus = {self.position().pk: Decimal(montants.get("montant", "400"))}
        self.indu = self.constat(cause, voulus, acteur)
        return self

    def constat(self, cause: str, montants: Mapping[int, Decimal], acteur: Acteur | None = None) -> Indu:
        qui = acteur or self.caisse.asp(Role.GESTIONNAIRE)
        return constater(cause, "La prestation n’a pas été réalisée.", montants, self.caisse.demande(qui))

    def mettre_en_demeure(self) -> "Recouvrement":
        demande = self.caisse.demande(self.caisse.asp(Role.GESTIONNAIRE))
        self.indu = gestes.mettre_en_demeure(self.indu, demande)
        return self

    def observer(self, texte: str = "La prestation est faite.", **options: Any) -> "Recouvrement":
        qui = self.caisse.dossiers[0].mandataire
        self.indu = gestes.observer(self.indu, self.caisse.demande(qui, texte=texte, **options))
        return self

    def laisser_passer(self, limite: Any) -> "Recouvrement":
        self.caisse.instant = max(self.caisse.instant, limite + UNE_SECONDE)
        return self

    def proposer(self, montant: str = "400") -> "Recouvrement":
        self.laisser_passer(self.indu.repondre_jusqu_au)
        montants = {ligne.pk: Decimal(montant) for ligne in self.indu.lignes.all()}
        qui = self.caisse.asp(Role.GESTIONNAIRE)
        demande = self.caisse.demande(qui, montants=montants, motivation="Aucune pièce ne le montre.")
        self.indu = gestes.proposer(self.indu, demande)
        return self

    def ordonner(self, acteur: Acteur | None = None) -> "Recouvrement":
        self.indu = gestes.ordonner(self.indu, self.caisse.demande(acteur or self.caisse.valideur))
        return self

    def ordonne(self, montant: str = "400") -> "Recouvrement":
        return self.constater().mettre_en_demeure().proposer(montant).ordonner()

    def compenser(self) -> "Recouvrement":
        self.laisser_passer(self.indu.reverser_jusqu_au)
        self.indu = recouvrement.compenser(self.indu, self.caisse.demande(self.caisse.valideur))
        return self

    def rembourser(self, montant: str, reference: str = "VIR-1") -> "Recouvrement":
        donnees = {"montant": Decimal(montant), "reference": reference, "valeur_le": jour_de_paris(self.caisse.instant)}
        self.indu = recouvrement.rembourser(self.indu, self.caisse.demande(self.caisse.payeur, **donnees))
        return self

    @property
    def ligne(self) -> LigneDIndu:
        return LigneDIndu.objects.get(indu=self.indu)

    @property
    def etat(self) -> tuple[str, Decimal, Decimal, Decimal]:
        """Status; back by the bank, kept from a payment under way, set off."""
        ligne = self.ligne
        return (Indu.objects.get(pk=self.indu.pk).statut, ligne.rembourse, ligne.retenu, ligne.compense)
