"""A campaign of controls on advances paid: evidence awaited, evidence to examine, a result to justify."""

from datetime import datetime

from financement.campagnes import lancer
from financement.models import CampagneDeControle, ControleAPosteriori
from financement.transitions import controles_a_posteriori as gestes
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.bureau import UN_JOUR, agent
from segur.portail.demonstration.clientele import dossier_de

TIREES = 4
PREUVES = "Vous trouverez nos relevés d’installation et la fiche d’intervention signée par le client."
MOTIF = "Les relevés transmis sont ceux d’un autre client."


def lancer_une_campagne(dispositif: Dispositif, du: datetime, au: datetime, le: datetime) -> CampagneDeControle:
    """On the advances paid between these days."""
    bornes = {"du": jour_de_paris(du), "au": jour_de_paris(au)}
    donnees = {"dispositif": dispositif, "part": "avance", **bornes, "graine": f"{le:%Y%m%d}", "taille": TIREES}
    return lancer(donnees, Demande(agent(Role.GESTIONNAIRE), le, {}))


def repondre(campagne: CampagneDeControle, firme: str, le: datetime) -> None:
    """Two answers of the supplier; the ASP finds one of them wanting."""
    mandataire = dossier_de(firme, le).mandataire
    premier, second = campagne.controles.order_by("pk")[:2]
    for controle in (premier, second):
        gestes.deposer_des_preuves(_relu(controle), Demande(mandataire, le, {"texte": PREUVES}))
    _contester(second, agent(Role.GESTIONNAIRE), le + UN_JOUR)


def _contester(controle: ControleAPosteriori, gestionnaire: Acteur, le: datetime) -> None:
    gestes.relever(_relu(controle), Demande(gestionnaire, le, {"mesures": {}, "motif": MOTIF}))


def _relu(controle: ControleAPosteriori) -> ControleAPosteriori:
    return ControleAPosteriori.objects.select_related(*ControleAPosteriori.lus_avec).get(pk=controle.pk)
