"""After the advances: pilots, balances, journals, satisfaction, controls and undue sums, each at several stages.

Days are told before the demonstration's start. The clients of MédiSoft, in the order of their purchase orders: five
pilots, whose balance is asked by the first ones; then the others, each the story of one page.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.models import Commande, Indu
from financement.transitions.satisfaction import deposer_le_bilan
from segur.noyau.temps import ajouter_mois, premier_du_mois_suivant
from segur.portail.demonstration.clientele import avances_payees, avances_validees, clients_connus, dossier_de
from segur.portail.demonstration.controles import lancer_une_campagne, repondre
from segur.portail.demonstration.modeles import pdf_lisible
from segur.portail.demonstration.pilotes import DossierDePilotes
from segur.portail.demonstration.realisation import attester, declarer_l_incapacite
from segur.portail.demonstration.recouvrement import Recouvrement
from segur.portail.demonstration.reperes import depart
from segur.portail.demonstration.secondaire import Mois, resilier, transmettre_les_mois
from segur.portail.demonstration.soldes import Soldes, constater

EDITEUR, DISTRIBUTEUR = "MédiSoft", "DistriSanté"
CLIENTS, PILOTES = 13, 5
MONTREES = 20
"""Clients left to the orders that the ASP has just received."""
PREMIERS_MOIS = ((120, 66), (130, 84))
"""Documents produced and arrived in two months: exactly 60 %."""
CESSE = "Le cabinet ferme : le médecin part à la retraite."


def avant(jours: int) -> datetime:
    return depart() - timedelta(days=jours)


def montrer_la_suite(candidature: Candidature) -> None:
    """Of that solution, referenced long ago; nothing without reference bases, or without an account that pays."""
    if not _possible():
        return
    clients = avances_payees(EDITEUR, candidature, avant(150), CLIENTS, depuis=MONTREES)
    DossierDePilotes(EDITEUR, candidature, clients[:PILOTES], avant(133)).transmettre().accepter()
    constater(candidature, avant(131))
    _demander_des_soldes(Soldes(EDITEUR, candidature), clients)
    _suivre_la_secondaire(clients[:4])
    _realiser(clients[8:11])
    _recouvrer(clients[9], *clients[11:13])
    _controler(candidature)
    _distribuer(candidature)


def faire_verifier_des_pilotes(candidature: Candidature) -> None:
    """Of another solution: sent to the ANS a few days ago, nobody has them in charge."""
    if _possible():
        clients = avances_payees(EDITEUR, candidature, avant(60), PILOTES, depuis=MONTREES + CLIENTS + PILOTES)
        DossierDePilotes(EDITEUR, candidature, clients, avant(4)).transmettre()


def _possible() -> bool:
    return bool(settings.PAYEUR_IBAN) and clients_connus(dossier_de(EDITEUR, avant(0)))


def _demander_des_soldes(soldes: Soldes, clients: list[Commande]) -> None:
    soldes.payer(clients[:3], avant(129), avant(127))
    _dire_la_satisfaction()
    soldes.valider(clients[3], avant(60), avant(50))
    soldes.proposer(clients[4], avant(40), avant(12))
    soldes.deposer(clients[5], avant(30), avant(6))
    soldes.renvoyer(clients[6], avant(30), avant(15))
    soldes.saisir(clients[7], avant(4), avant(2), "facture")


def _dire_la_satisfaction() -> None:
    """Of the first clients; the last VA, signed since, will ask for another report."""
    dossier = dossier_de(EDITEUR, avant(90))
    page = pdf_lisible("Bilan agrégé de la satisfaction des clients", "Trois clients interrogés, trois satisfaits.")
    fichier = SimpleUploadedFile("bilan-de-satisfaction.pdf", page)
    deposer_le_bilan(dossier.enrolement, dossier.demande(dossier.mandataire, fichier=fichier))


def _suivre_la_secondaire(clients: list[Commande]) -> None:
    """Four months known of six: 60 % for the first, a document less for the second, the third ended its contract."""
    au_seuil, dessous, loin, _ = clients
    debut = premier_du_mois_suivant(avant(129).date())
    deux, quatre = ajouter_mois(debut, 2), ajouter_mois(debut, 4)
    premier = {
        au_seuil: _mois(debut, *PREMIERS_MOIS),
        dessous: _mois(debut, (120, 65), (130, 84)),
        loin: _mois(debut, (90, 20), (80, 25)),
    }
    pas_fini = (quatre, 40, 30)
    transmettre_les_mois(EDITEUR, premier | {au_seuil: [*premier[au_seuil], pas_fini]}, avant(55))
    suivants = {au_seuil: _mois(deux, (140, 84), (150, 90)), dessous: _mois(deux, (140, 84), (150, 90))}
    transmettre_les_mois(EDITEUR, suivants, avant(3))
    resilier(EDITEUR, loin, avant(20))


def _mois(debut: date, *valeurs: tuple[int, int]) -> list[Mois]:
    return [(ajouter_mois(debut, rang), dt, dm) for rang, (dt, dm) in enumerate(valeurs)]


def _realiser(clients: list[Commande]) -> None:
    """One attests the end of the work; two will not be done, one of them unknown to its client."""
    faite, fermee, refusee = clients
    attester(EDITEUR, faite, avant(20))
    declarer_l_incapacite(EDITEUR, fermee, CESSE, avant(25), informe=True)
    declarer_l_incapacite(EDITEUR, refusee, "Le poste du cabinet ne peut pas être mis à jour.", avant(3), informe=False)


def _recouvrer(fermee: Commande, a_decider: Commande, ordonnee: Commande) -> None:
    Recouvrement(EDITEUR, ordonnee, Indu.Cause.MANQUEMENT, avant(80)).mettre_en_demeure().proposer().ordonner(
    ).rembourser("60.00")  # fmt: skip
    Recouvrement(EDITEUR, a_decider, Indu.Cause.MANQUEMENT, avant(50)).mettre_en_demeure().observer().proposer()
    Recouvrement(EDITEUR, fermee, Indu.Cause.INCAPACITE, avant(22)).mettre_en_demeure()


def _controler(candidature: Candidature) -> None:
    campagne = lancer_une_campagne(candidature.dispositif, avant(150), avant(140), avant(10))
    repondre(campagne, EDITEUR, avant(5))


def _distribuer(candidature: Candidature) -> None:
    """The distributor's advances are to pay; one of its PV is to be signed again."""
    commandes = avances_validees(DISTRIBUTEUR, candidature, avant(40), PILOTES, depuis=MONTREES + CLIENTS)
    pilotes = DossierDePilotes(DISTRIBUTEUR, candidature, commandes, avant(18)).transmettre()
    pilotes.prendre_en_charge().demander_une_signature()
