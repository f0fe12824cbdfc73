"""What a supplier does with one order: completes it, deposits it, answers the ASP, withdraws it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db import transaction as db

from financement.contextes import contexte_de
from financement.models import Commande, Droit, PieceDeCommande, PointDeCommande
from financement.regles import depot as regles
from financement.regles.commande.donnees import en_donnees
from financement.regles.commande.faits import Bon
from financement.transitions.annonces_des_commandes import (
    prevenir_d_un_retour,
    prevenir_des_blocages,
    prevenir_du_depot,
)
from financement.transitions.depot import actualiser, juger_et_noter, porte
from financement.transitions.formulaires import AbandonForm
from financement.transitions.places import liberer_la_place, verrouiller
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.documents.depot import deposer as deposer_un_document
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Envoi, Refus, transition

Statut = Commande.Statut
Nature = PieceDeCommande.Nature
CHAMP, PIECE, CONSTAT = "champ", "piece", "constat"
RETIRABLES = (Statut.INCOMPLETE, Statut.DEPOSEE, Statut.A_MODIFIER, Statut.CONTROLEE)


# ---- what is open ---------------------------------------------------------------------------------------------------


def points_ouverts(commande: Commande) -> list[PointDeCommande]:
    """Sent to the supplier and not answered yet."""
    return list(commande.points.actuels().exclude(envoye_le=None))


def champs_ouverts(commande: Commande) -> frozenset[str] | None:
    """Fields that may change: all (None) before the deposit, those that the ASP named afterwards."""
    if commande.statut == Statut.INCOMPLETE:
        return None
    if commande.statut != Statut.A_MODIFIER:
        return frozenset()
    chemins = (_champ_du_point(point.cle) for point in points_ouverts(commande))
    return frozenset(chemin.split("[")[0].split(".")[0] for chemin in chemins if chemin)


def _champ_du_point(cle: str) -> str:
    """`champ:lignes[0].montant_ht`, or the field of a finding: `constat:CMD-03:signe_le`."""
    nature, _, nom = cle.partition(":")
    if nature == CONSTAT:
        return nom.partition(":")[2]
    return nom if nature == CHAMP else ""


def pieces_ouvertes(commande: Commande) -> frozenset[str]:
    """Kinds of pieces that may be joined or replaced. A check or a finding to correct opens the copy of the order."""
    if commande.statut == Statut.INCOMPLETE:
        return frozenset(Nature.values)
    if commande.statut != Statut.A_MODIFIER:
        return frozenset()
    cles = [point.cle.partition(":")[::2] for point in points_ouverts(commande)]
    nommees = {nom for nature, nom in cles if nature == PIECE}
    sur_le_bon = any(nature not in (PIECE, CHAMP) for nature, _ in cles)
    return frozenset(nommees | ({Nature.BON.value} if sur_le_bon else set()))


def changements(avant: Bon, apres: Bon) -> dict[str, tuple[Any, Any]]:
    """By field, what it was and what it becomes, as plain data."""
    ancien, nouveau = en_donnees(avant), en_donnees(apres)
    return {champ: (ancien[champ], nouveau[champ]) for champ in nouveau if ancien[champ] != nouveau[champ]}


# ---- changed --------------------------------------------------------------------------------------------------------


def _seulement_ce_qui_est_ouvert(commande: Commande, demande: Demande) -> Verdict:
    permis, changes = champs_ouverts(commande), changements(commande.bon, demande.donnees["bon"])
    fermes = [champ for champ in changes if permis is not None and champ not in permis]
    return Verdict((regles.champs_ouverts(fermes=fermes),))


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
    changes = changements(commande.bon, bon)
    if commande.cle != bon.cle:
        liberer_la_place(commande, demande)
    commande.ecrire(bon)
    _dater(commande, demande)
    avant = {champ: valeur for champ, (valeur, _) in changes.items()}
    return {"champs": list(changes), "avant": avant, "apres": {champ: apres for champ, (_, apres) in changes.items()}}


def _dater(commande: Commande, demande: Demande) -> None:
    """Another content: what was checked and judged no longer bears on it."""
    commande.modifiee_le = demande.recu_le
    commande.empreinte = commande.calculer_l_empreinte()
    commande.oublier_le_controle()
    _juger(commande, demande)


def _juger(commande: Commande, demande: Demande) -> None:
    """Deposited once, an order is judged at that instant, whatever is corrected afterwards."""
    contexte = contexte_de(commande, commande.deposee_le or demande.recu_le)
    juger_et_noter(commande, commande.bon, contexte, demande.recu_le)


def _piece_ouverte(commande: Commande, demande: Demande) -> Verdict:
    nature = demande.donnees["nature"]
    fermee = [] if nature in pieces_ouvertes(commande) else [f"la pièce « {Nature(nature).label} »"]
    return Verdict((regles.champs_ouverts(fermes=fermee),))


@transition(
    Commande,
    de=Commande.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    controle=_piece_ouverte,
    libelle="Joindre une pièce",
    recit="Pièce jointe à la commande {objet.reference}",
    a_sa_page=False,
)
def joindre(commande: Commande, demande: Demande) -> dict[str, str]:
    """Takes the place of the former one, which is kept."""
    fichier, nature = demande.donnees["fichier"], demande.donnees["nature"]
    document = deposer_un_document(
        fichier, nom=fichier.name, zone="piece_de_commande", acteur=demande.acteur, le=demande.recu_le
    )
    commande.pieces.filter(nature=nature, remplacee_le=None).update(remplacee_le=demande.recu_le)
    PieceDeCommande.objects.create(commande=commande, nature=nature, document=document, deposee_le=demande.recu_le)
    _dater(commande, demande)
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


# ---- deposited, deposited again -------------------------------------------------------------------------------------


def manquantes(commande: Commande) -> list[str]:
    """Labels of the pieces that it still lacks."""
    jointes = {piece.nature for piece in commande.pieces.actuelles()}
    return [str(Nature(nature).label) for nature in Nature.values if nature in commande.attendues - jointes]


def _complete(commande: Commande) -> Motif:
    return regles.pieces_jointes(manquantes=manquantes(commande))


def _deposable(commande: Commande, demande: Demande) -> Verdict:
    return Verdict((_complete(commande),)) + porte(commande.demande, demande.recu_le)


def _consigner_rien(commande: Commande, demande: Demande, entree: Any) -> None:
    """The order keeps the instant of its own deposit."""


def _touchee_le(commande: Commande) -> datetime | None:
    return commande.modifiee_le


@transition(
    Commande,
    de=Statut.INCOMPLETE,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_deposable,
    envoi=Envoi(_consigner_rien, _touchee_le),
    consequences=lambda commande: previsions(commande),
    libelle="Déposer la commande",
    recit="Commande {objet.reference} déposée",
    question="La commande part à l’ASP, à l’instant de cet envoi. Vous pourrez la retirer tant qu’elle n’est pas "
    "validée.",
    bouton="Déposer",
)
def deposer_la_commande(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Form and signed copy are both there: it counts from this instant (AV-03)."""
    commande.deposee_le = demande.recu_le
    _juger(commande, demande)
    commande.empreinte = commande.calculer_l_empreinte()
    _prendre_la_place(commande, demande)
    actualiser_sans(commande, demande)
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


def actualiser_sans(commande: Commande, demande: Demande) -> None:
    """The request of an order that leaves the incomplete ones. Its row is locked by the transition."""
    Commande.objects.filter(pk=commande.pk).update(statut=commande.statut, occupe=commande.occupe)
    objet = commande.demande
    actualiser(objet, demande, deposees=commande.deposee_le is not None)
    objet.save(update_fields=["statut", "premier_depot_le", "motif"])


def previsions(commande: Commande) -> Iterator[str]:
    """What the page says before the deposit: the rejection that the rules foresee, and why."""
    constats = commande.jugement.get("constats", ())
    if commande.jugement.get("prediction") == "rejete":
        yield "L’ASP la rejettera probablement :"
    yield from (f"{c['explication']} {c['remede']}".strip() for c in constats if c["issue"] == "non_conforme")


def _complete_seulement(commande: Commande, demande: Demande) -> Verdict:
    return Verdict((_complete(commande),))


@transition(
    Commande,
    de=Statut.A_MODIFIER,
    vers=Statut.DEPOSEE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_complete_seulement,
    consequences=lambda commande: previsions(commande),
    libelle="Renvoyer la commande corrigée",
    recit="Commande {objet.reference} renvoyée après correction",
    question="L’ASP verra, point par point, ce qui a changé. Le premier dépôt garde son instant.",
    bouton="Renvoyer",
)
def redeposer(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The points asked are answered; the first deposit still counts for Date 4 (AV-02, AV-05)."""
    points = points_ouverts(commande)
    PointDeCommande.objects.filter(pk__in=[point.pk for point in points]).update(leve_le=demande.recu_le)
    commande.redeposee_le, commande.motif, commande.a_rendre_le = demande.recu_le, "", None
    _juger(commande, demande)
    commande.empreinte = commande.calculer_l_empreinte()
    commande.oublier_le_controle()
    if not commande.occupe:
        _prendre_la_place(commande, demande)
    prevenir_d_un_retour(commande, demande, "corrigée")
    return {"points": [point.libelle for point in points], "empreinte": commande.empreinte}


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
    actualiser_sans(commande, demande)
    if commande.deposee_le and commande.instructeur:
        prevenir_d_un_retour(commande, demande, "retirée")
    return {"motif": commande.motif}
