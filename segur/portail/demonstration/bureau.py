"""The ASP has begun to examine the orders deposited: one validated, one to validate, one sent back, the others wait."""

from datetime import datetime, timedelta
from typing import Any

from financement.examen import examiner, point_du_constat
from financement.models import Commande
from financement.transitions import charge
from financement.transitions import controle_des_commandes as controle
from financement.transitions.decision_des_commandes import valider
from segur.noyau.comptes.models import Acteur, Role, Utilisateur, acteur_pour
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande

UN_JOUR, DIX_JOURS, UNE_MINUTE = timedelta(days=1), timedelta(days=10), timedelta(minutes=1)
REMARQUE = "Vu sur pièce."
MOTIF = "La date de signature du bon de commande n’est pas celle qui est déclarée."
COMMENCEES = 3


class Bureau:
    """Two agents of the ASP, a minute apart."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        self.agent, self.valideur = agent(Role.GESTIONNAIRE), agent(Role.VALIDEUR)

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += UNE_MINUTE
        return Demande(acteur, self.instant, donnees)

    def proposer(self, commande: Commande) -> None:
        remarques = {point_du_constat(doute): REMARQUE for doute in examiner(commande).doutes}
        demande = self.demande(self.agent, controles=True, remarques=remarques)
        controle.proposer_la_validation(commande, demande)

    def demander_une_modification(self, commande: Commande) -> None:
        point = {"cle": "controle:signature", "conforme": False, "motif": MOTIF}
        charge.relever(commande, self.demande(self.agent, **point))
        a_rendre_le = jour_de_paris(self.instant + DIX_JOURS)
        controle.demander_des_modifications(commande, self.demande(self.agent, a_rendre_le=a_rendre_le, motif=""))


def agent(role: Role) -> Acteur:
    return acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk"))


def instruire_des_commandes(firme: str) -> None:
    """Nothing when the firm has not deposited enough of them."""
    siennes = Commande.objects.filter(demande__fournisseur__organisation__nom=firme, statut=Commande.Statut.DEPOSEE)
    lues = list(siennes.select_related(*Commande.lus_avec).order_by("pk")[:COMMENCEES])
    if len(lues) < COMMENCEES or lues[0].deposee_le is None:
        return
    bureau = Bureau(lues[0].deposee_le + UN_JOUR)
    validee, a_valider, a_modifier = lues
    for commande in lues:
        charge.prendre_en_charge(commande, bureau.demande(bureau.agent))
    for commande in (validee, a_valider):
        bureau.proposer(commande)
    valider(validee, bureau.demande(bureau.valideur))
    bureau.demander_une_modification(a_modifier)
