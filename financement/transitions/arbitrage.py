"""Whose order is financed for one client (ELI-09): the place moves when a second person confirms, all at once."""

from collections.abc import Iterator
from typing import Any

from financement.models import ArbitrageDePlace, Commande, DemandeDeFinancement
from financement.regles import bureau as regles
from financement.transitions.annonces_du_bureau import REJETEES, annoncer
from financement.transitions.formulaires_du_bureau import ReponseForm
from financement.transitions.places import EN_ATTENTE, tenue_par_une_tierce, verrouiller
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, transition

Statut = ArbitrageDePlace.Statut
PAS_RETENUE = "Une autre commande est retenue pour ce client : une seule est financée."


def commandes_de(arbitrage: ArbitrageDePlace) -> tuple[Commande, Commande]:
    """The one kept and the other one, as they are now."""
    lues = Commande.objects.select_related(*Commande.lus_avec).in_bulk([arbitrage.retenue_id, arbitrage.ecartee_id])
    return lues[arbitrage.retenue_id], lues[arbitrage.ecartee_id]


def _autre_personne(arbitrage: ArbitrageDePlace, demande: Demande) -> Verdict:
    autre = arbitrage.propose_par_id != demande.acteur.compte_pour(arbitrage.propose_par_id)
    explication = "Qui propose l’arbitrage et qui en décide sont deux personnes."
    return Verdict((Motif("personnes", autre, explication),))


def _confirmable(arbitrage: ArbitrageDePlace, demande: Demande) -> Verdict:
    return _autre_personne(arbitrage, demande) + _toujours_vrai(arbitrage)


def _toujours_vrai(arbitrage: ArbitrageDePlace) -> Verdict:
    retenue, ecartee = commandes_de(arbitrage)
    memes = (retenue.empreinte, ecartee.empreinte) == (arbitrage.empreinte_retenue, arbitrage.empreinte_ecartee)
    avant = ecartee.deposee_le is not None and ecartee.deposee_le <= arbitrage.propose_le
    attendent = ecartee.statut in EN_ATTENTE and (retenue.occupe or retenue.statut in EN_ATTENTE)
    explication = "Les deux commandes attendent une décision."
    return Verdict(
        (
            regles.commandes_inchangees(inchangees=memes and avant),
            Motif("attendent", attendent, explication),
            regles.sans_tierce(tierce=tenue_par_une_tierce(retenue, ecartee)),
        )
    )


def _verrouiller_les_demandes(arbitrage: ArbitrageDePlace) -> None:
    """In the order of their keys, before the orders are read for good."""
    concernees = Commande.objects.filter(pk__in=[arbitrage.retenue_id, arbitrage.ecartee_id]).values("demande")
    list(DemandeDeFinancement.objects.filter(pk__in=concernees).select_for_update().order_by("pk"))


def _ce_qui_suit(arbitrage: ArbitrageDePlace) -> Iterator[str]:
    retenue, ecartee = commandes_de(arbitrage)
    yield f"Retenue : {retenue}, de {retenue.demande.fournisseur}. Elle tient la place du client."
    yield f"Rejetée : {ecartee}, de {ecartee.demande.fournisseur}. Son fournisseur n’apprend rien de l’autre."
    yield f"Motif de {arbitrage.propose_par} : {arbitrage.motif}"


@transition(
    ArbitrageDePlace,
    de=Statut.PROPOSE,
    vers=Statut.CONFIRME,
    roles=(Role.VALIDEUR,),
    garde=_confirmable,
    consequences=_ce_qui_suit,
    sensible=True,
    libelle="Confirmer l’arbitrage",
    recit="Arbitrage confirmé",
    question="La place passe aussitôt à la commande retenue ; l’autre est rejetée.",
    bouton="Confirmer",
)
def confirmer(arbitrage: ArbitrageDePlace, demande: Demande) -> dict[str, Any]:
    """The one rejected leaves the place before the other takes it: never two, never none for anybody to see."""
    _verrouiller_les_demandes(arbitrage)
    verrouiller(arbitrage.dispositif_id)
    encore = _toujours_vrai(arbitrage)
    if not encore.favorable:
        raise Refus(encore)
    arbitrage.decide_le, arbitrage.decide_par = demande.recu_le, demande.acteur.personne
    retenue, ecartee = commandes_de(arbitrage)
    portail = Demande(SYSTEME, demande.recu_le, {"arbitrage": arbitrage})
    rejetee = ceder_la_place(ecartee, portail)
    recevoir_la_place(retenue, portail)
    annoncer(REJETEES, [rejetee], demande)
    return {"retenue": retenue.pk, "ecartee": ecartee.pk, "motif": arbitrage.motif}


@transition(
    ArbitrageDePlace,
    de=Statut.PROPOSE,
    vers=Statut.ECARTE,
    roles=(Role.VALIDEUR,),
    garde=_autre_personne,
    formulaire=ReponseForm,
    libelle="Écarter la proposition",
    recit="Arbitrage écarté",
    question="Rien ne change pour les fournisseurs.",
    bouton="Écarter",
)
def ecarter(arbitrage: ArbitrageDePlace, demande: Demande) -> dict[str, Any]:
    """Another arbitration may be proposed."""
    arbitrage.decide_le, arbitrage.decide_par = demande.recu_le, demande.acteur.personne
    arbitrage.reponse = demande.donnees["motif"].strip()
    return {"motif": arbitrage.reponse}


@transition(
    Commande,
    de=EN_ATTENTE,
    vers=Commande.Statut.REJETEE,
    roles=(Role.SYSTEME,),
    libelle="Céder la place",
    recit="{objet.reference} : rejetée, une autre commande est retenue pour ce client",
    a_sa_page=False,
)
def ceder_la_place(commande: Commande, demande: Demande) -> dict[str, Any]:
    """By the portal, in the arbitration that two persons made: they are its checker and its decider."""
    arbitrage = demande.donnees["arbitrage"]
    commande.occupe, commande.motif = False, PAS_RETENUE
    commande.proposition, commande.empreinte_controlee = Commande.Proposition.REJETER, commande.empreinte
    commande.controlee_le, commande.controlee_par = arbitrage.propose_le, arbitrage.propose_par
    commande.decidee_le, commande.decidee_par = arbitrage.decide_le, arbitrage.decide_par
    return {"motif": PAS_RETENUE}


@transition(
    Commande,
    de=(*EN_ATTENTE, Commande.Statut.VALIDEE),
    vers=None,
    roles=(Role.SYSTEME,),
    libelle="Recevoir la place",
    recit="{objet.reference} : retenue pour ce client",
    a_sa_page=False,
)
def recevoir_la_place(commande: Commande, demande: Demande) -> None:
    """Nothing else changes: it is checked and validated like any other."""
    commande.occupe = True
