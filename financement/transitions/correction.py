"""What a supplier does with one order: completes it, deposits it, answers the ASP, withdraws it."""

from typing import Any

from django.db import IntegrityError
from django.db import transaction as db

from financement.models import Commande, Droit
from financement.regles import depot as regles
from financement.regles.commande.donnees import en_donnees
from financement.transitions import lignes
from financement.transitions.annonces_des_commandes import (
    prevenir_d_un_retour,
    prevenir_des_blocages,
    prevenir_du_depot,
)
from financement.transitions.formulaires import AbandonForm
from financement.transitions.places import liberer_la_place, verrouiller
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Envoi, Refus, transition

Statut = Commande.Statut
RETIRABLES = (Statut.INCOMPLETE, Statut.DEPOSEE, Statut.A_MODIFIER, Statut.CONTROLEE)


# ---- changed --------------------------------------------------------------------------------------------------------


def _seulement_ce_qui_est_ouvert(commande: Commande, demande: Demande) -> Verdict:
    return lignes.seulement_ce_qui_est_ouvert(commande, en_donnees(demande.donnees["bon"]))


@transition(
    Commande,
    de=Commande.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=_seulement_ce_qui_est_ouvert,
    libelle="Corriger la commande",
    recit="Commande {objet.reference} modifiée",
    a_sa_page=False,
)
def corriger(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The content, where it is open. Another client: the place of the former one is free for who waits for it."""
    bon = demande.donnees["bon"]
    changes = lignes.changements(commande.contenu, en_donnees(bon))
    if commande.cle != bon.cle:
        liberer_la_place(commande, demande)
    commande.ecrire(bon)
    lignes.dater(commande, demande)
    return lignes.raconter(changes)


@transition(
    Commande,
    de=Commande.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=lignes.piece_ouverte,
    libelle="Joindre une pièce",
    recit="Pièce jointe à la commande {objet.reference}",
    a_sa_page=False,
)
def joindre(commande: Commande, demande: Demande) -> dict[str, str]:
    """Takes the place of the former one, which is kept."""
    return lignes.joindre_la_piece(commande, demande)


# ---- deposited, deposited again -------------------------------------------------------------------------------------


@transition(
    Commande,
    de=Statut.INCOMPLETE,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=lignes.deposable,
    envoi=Envoi(lignes.consigner_rien, lignes.touchee_le),
    consequences=lignes.previsions,
    libelle="Déposer la commande",
    recit="Commande {objet.reference} déposée",
    question="La commande part à l’ASP, à l’instant de cet envoi. Vous pourrez la retirer tant qu’elle n’est pas "
    "validée.",
    bouton="Déposer",
)
def deposer_la_commande(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Form and signed copy are both there: it counts from this instant (AV-03)."""
    commande.deposee_le = demande.recu_le
    lignes.juger(commande, demande)
    commande.empreinte = commande.calculer_l_empreinte()
    _prendre_la_place(commande, demande)
    lignes.actualiser_sans(commande, demande, occupe=commande.occupe)
    prevenir_du_depot(commande.demande, demande, 1, 0)
    return {"empreinte": commande.empreinte, "bloquee": not commande.occupe}


def _prendre_la_place(commande: Commande, demande: Demande) -> None:
    """Free, it is taken; held by another supplier, the order is blocked; by an order of one's own, Refus."""
    verrouiller(commande.dispositif_id)
    siennes = Commande.objects.qui_comptent().filter(
        dispositif=commande.dispositif_id, demande__fournisseur=commande.pk_du_fournisseur, cle=commande.cle
    )
    deja = siennes.exclude(pk=commande.pk).values_list("reference", flat=True).first()
    if deja:
        raise Refus(Verdict((regles.une_par_client(deja=deja),)))
    commande.occupe = _obtenir(commande)
    if not commande.occupe:
        prevenir_des_blocages([commande], demande)


def _obtenir(commande: Commande) -> bool:
    ligne = Commande.objects.filter(pk=commande.pk)
    try:
        with db.atomic():
            ligne.update(occupe=True, statut=commande.statut, deposee_le=commande.deposee_le, cle=commande.cle)
    except IntegrityError:
        return False
    return True


@transition(
    Commande,
    de=Statut.A_MODIFIER,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=lignes.complete_seulement,
    consequences=lignes.previsions,
    libelle="Renvoyer la commande corrigée",
    recit="Commande {objet.reference} renvoyée après correction",
    question="L’ASP verra, point par point, ce qui a changé. Le premier dépôt garde son instant.",
    bouton="Renvoyer",
)
def redeposer(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The points asked are answered; the first deposit still counts for Date 4 (AV-02, AV-05)."""
    points = lignes.repondre_aux_points(commande, demande)
    if not commande.occupe:
        _prendre_la_place(commande, demande)
    prevenir_d_un_retour(commande, demande, "corrigée")
    return {"points": points, "empreinte": commande.empreinte}


# ---- withdrawn ------------------------------------------------------------------------------------------------------


@transition(
    Commande,
    de=RETIRABLES,
    vers=Statut.RETIREE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    formulaire=AbandonForm,
    libelle="Retirer la commande",
    recit="Commande {objet.reference} retirée",
    question="La commande quitte la demande, sans retour. Une autre pourra être déposée pour ce client, à l’instant de "
    "son propre dépôt.",
    bouton="Retirer",
)
def retirer(commande: Commande, demande: Demande) -> dict[str, str]:
    """Its place goes to the oldest order that waits for it."""
    commande.motif = demande.donnees["motif"].strip()
    commande.oublier_le_controle()
    liberer_la_place(commande, demande)
    lignes.actualiser_sans(commande, demande, occupe=commande.occupe)
    if commande.deposee_le and commande.instructeur:
        prevenir_d_un_retour(commande, demande, "retirée")
    return {"motif": commande.motif}
