"""Undue sums at three stages: put on notice, decision proposed, repayment ordered and begun."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from financement.constats import constater
from financement.models import Commande, Indu, Position
from financement.transitions import indus as gestes
from financement.transitions import recouvrement
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.bureau import UNE_MINUTE, agent
from segur.portail.demonstration.clientele import dossier_de

CONSTATS = {
    Indu.Cause.INCAPACITE: "Vous avez déclaré ne pas pouvoir réaliser la prestation de cette commande.",
    Indu.Cause.MANQUEMENT: "Le client déclare n’avoir reçu aucune installation, et aucun procès-verbal n’est signé.",
}
OBSERVATIONS = "Le client a reporté l’installation deux fois. Une nouvelle date lui est proposée."
MOTIVATION = "Aucune pièce ne montre que la prestation a commencé."
QUELQUES_JOURS = timedelta(days=5)
DIX_HEURES = timedelta(hours=10)
"""From the last minute of a day to the next morning."""


class Recouvrement:
    """Of the advance of one order, already paid."""

    def __init__(self, firme: str, commande: Commande, cause: Indu.Cause, le: datetime) -> None:
        self.firme, self.instant = firme, le
        self.gestionnaire, self.valideur = agent(Role.GESTIONNAIRE), agent(Role.VALIDEUR)
        position = Position.objects.get(commande=commande, part="avance")
        montants = {position.pk: position.regle}
        self.indu = constater(cause, CONSTATS[cause], montants, self.demande(self.gestionnaire))

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += UNE_MINUTE
        return Demande(acteur, self.instant, donnees)

    def mettre_en_demeure(self) -> "Recouvrement":
        self.indu = gestes.mettre_en_demeure(self.indu, self.demande(self.gestionnaire))
        return self

    def observer(self) -> "Recouvrement":
        self.instant += QUELQUES_JOURS
        mandataire = dossier_de(self.firme, self.instant).mandataire
        self.indu = gestes.observer(self.indu, self.demande(mandataire, texte=OBSERVATIONS))
        return self

    def proposer(self) -> "Recouvrement":
        """The whole of it, once the delay to answer is over."""
        self.instant = (self.indu.repondre_jusqu_au or self.instant) + DIX_HEURES
        montants = {ligne.pk: ligne.montant for ligne in self.indu.lignes.all()}
        demande = self.demande(self.gestionnaire, montants=montants, motivation=MOTIVATION)
        self.indu = gestes.proposer(self.indu, demande)
        return self

    def ordonner(self) -> "Recouvrement":
        self.indu = gestes.ordonner(self.indu, self.demande(self.valideur))
        return self

    def rembourser(self, montant: str) -> "Recouvrement":
        self.instant += QUELQUES_JOURS
        donnees = {"reference": f"VIR-{self.indu.pk:05}", "montant": Decimal(montant)}
        demande = self.demande(agent(Role.PAYEUR), **donnees, valeur_le=jour_de_paris(self.instant))
        self.indu = recouvrement.rembourser(self.indu, demande)
        return self
