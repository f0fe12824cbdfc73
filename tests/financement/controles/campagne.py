"""Advances paid, a campaign on them, one control taken from stage to stage."""

from datetime import timedelta
from typing import Any

from financement.campagnes import lancer
from financement.models import CampagneDeControle, ControleAPosteriori
from financement.transitions import controles_a_posteriori as gestes
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.temps import jour_de_paris
from tests.financement.paiements.caisse import Caisse, releve

UNE_SECONDE = timedelta(seconds=1)


class Controles:
    def __init__(self, caisse: Caisse, payees: int = 3) -> None:
        self.caisse = caisse
        for _ in range(payees):
            caisse.commande()
        lot = caisse.exporte()
        caisse.appliquer(releve(*lot.virements.values_list("reference", "montant")))
        self.campagne = CampagneDeControle()

    def lancer(self, acteur: Acteur | None = None, **donnees: Any) -> "Controles":
        jour = jour_de_paris(self.caisse.instant)
        dispositif = self.caisse.dossiers[0].dispositif
        voulu = {"dispositif": dispositif, "part": "avance", "du": jour, "au": jour, "graine": "2026", "taille": 2}
        self.campagne = lancer(voulu | donnees, self.caisse.demande(acteur or self.caisse.asp(Role.GESTIONNAIRE)))
        return self

    @property
    def controle(self) -> ControleAPosteriori:
        return ControleAPosteriori.objects.select_related(*ControleAPosteriori.lus_avec).earliest("pk")

    def deposer(self, texte: str = "Voici nos relevés.") -> "Controles":
        qui = self.caisse.dossiers[0].mandataire
        gestes.deposer_des_preuves(self.controle, self.caisse.demande(qui, texte=texte))
        return self

    def relever(self, **mesures: int) -> "Controles":
        donnees = {"mesures": mesures, "motif": "Les relevés sont vides."}
        gestes.relever(self.controle, self.caisse.demande(self.caisse.asp(Role.GESTIONNAIRE), **donnees))
        return self

    def laisser_passer(self) -> "Controles":
        limite = self.controle.reponse_jusqu_au or self.controle.preuves_jusqu_au
        self.caisse.instant = max(self.caisse.instant, limite + UNE_SECONDE)
        return self

    def decider(self, acteur: Acteur | None = None) -> "Controles":
        gestes.decider_la_non_conformite(self.controle, self.caisse.demande(acteur or self.caisse.valideur))
        return self
