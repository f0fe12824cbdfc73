"""What a supplier does with one claim: completes it, deposits it, answers the ASP, withdraws it before the check."""

from typing import Any

from financement.creances import MOTEURS
from financement.models import Creance, Droit
from financement.regles import depot as regles
from financement.transitions import lignes
from financement.transitions.annonces_des_commandes import prevenir_d_un_retour, prevenir_du_depot
from financement.transitions.depot import deja_siennes
from financement.transitions.formulaires import AbandonForm
from financement.transitions.places import verrouiller
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Envoi, Refus, transition

Statut = Creance.Statut
RETIRABLES = (Statut.INCOMPLETE, Statut.DEPOSEE, Statut.A_MODIFIER)


def _en_donnees(creance: Creance, demande: Demande) -> dict[str, Any]:
    return MOTEURS[creance.part].en_donnees(demande.donnees["declaration"])


def _seulement_ce_qui_est_ouvert(creance: Creance, demande: Demande) -> Verdict:
    """The order of a claim never changes: another one is claimed by another line."""
    nouveau = _en_donnees(creance, demande)
    autre = [champ for champ in ("reference", "cle") if creance.contenu[champ] != nouveau[champ]]
    fixe = Verdict((regles.champs_ouverts(fermes=autre),)) if autre else Verdict()
    return fixe + lignes.seulement_ce_qui_est_ouvert(creance, nouveau)


@transition(
    Creance,
    de=Creance.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=_seulement_ce_qui_est_ouvert,
    libelle="Corriger la demande de paiement",
    recit="{objet} : déclaration modifiée",
    a_sa_page=False,
)
def corriger(creance: Creance, demande: Demande) -> dict[str, Any]:
    """What is declared, where it is open."""
    nouveau = _en_donnees(creance, demande)
    changes = lignes.changements(creance.contenu, nouveau)
    creance.contenu = nouveau
    lignes.dater(creance, demande)
    return lignes.raconter(changes)


@transition(
    Creance,
    de=Creance.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=lignes.piece_ouverte,
    libelle="Joindre une pièce",
    recit="{objet} : pièce jointe",
    a_sa_page=False,
)
def joindre(creance: Creance, demande: Demande) -> dict[str, str]:
    """Takes the place of the former one, which is kept."""
    return lignes.joindre_la_piece(creance, demande)


@transition(
    Creance,
    de=Statut.INCOMPLETE,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=lignes.deposable,
    envoi=Envoi(lignes.consigner_rien, lignes.touchee_le),
    consequences=lignes.previsions,
    libelle="Déposer la demande",
    recit="{objet} : demande déposée",
    question="La demande part à l’ASP, à l’instant de cet envoi. Vous pourrez la retirer tant que l’ASP ne l’a pas "
    "contrôlée.",
    bouton="Déposer",
)
def deposer_la_creance(creance: Creance, demande: Demande) -> dict[str, Any]:
    """Form and pieces are all there: it counts from this instant (SOL-03, SOL-04, SEC-02, SEC-13)."""
    _exiger_la_seule(creance)
    creance.deposee_le = demande.recu_le
    lignes.juger(creance, demande)
    creance.empreinte = creance.calculer_l_empreinte()
    lignes.actualiser_sans(creance, demande, deposee_le=creance.deposee_le)
    prevenir_du_depot(creance.demande, demande, 1, 0)
    return {"empreinte": creance.empreinte}


def _exiger_la_seule(creance: Creance) -> None:
    """One claim for each part of an order, whoever of the firm comes first."""
    verrouiller(creance.dispositif_id)
    if deja_siennes(creance.demande, [creance.commande_id], sauf=creance.pk).exists():
        raise Refus(Verdict((regles.une_par_commande(deja=True),)))


@transition(
    Creance,
    de=Statut.A_MODIFIER,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=lignes.complete_seulement,
    consequences=lignes.previsions,
    libelle="Renvoyer la demande corrigée",
    recit="{objet} : demande renvoyée après correction",
    question="L’ASP verra, point par point, ce qui a changé. Le premier dépôt garde son instant.",
    bouton="Renvoyer",
)
def redeposer(creance: Creance, demande: Demande) -> dict[str, Any]:
    """The points asked are answered; the first deposit still counts for Date 6 (SOL-03, SOL-07)."""
    points = lignes.repondre_aux_points(creance, demande)
    prevenir_d_un_retour(creance, demande, "corrigée")
    return {"points": points, "empreinte": creance.empreinte}


@transition(
    Creance,
    de=RETIRABLES,
    vers=Statut.RETIREE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    formulaire=AbandonForm,
    libelle="Retirer la demande",
    recit="{objet} : demande retirée",
    question="La demande est retirée, sans retour. Une autre pourra être déposée pour cette commande, à l’instant de "
    "son propre dépôt.",
    bouton="Retirer",
)
def retirer(creance: Creance, demande: Demande) -> dict[str, str]:
    """As long as the ASP has not checked it."""
    creance.motif = demande.donnees["motif"].strip()
    lignes.actualiser_sans(creance, demande)
    if creance.deposee_le and creance.instructeur:
        prevenir_d_un_retour(creance, demande, "retirée")
    return {"motif": creance.motif}
