"""The desk of claims: the gestures of the orders' desk, on a claim. What differs is declared here, and nothing else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from financement.creances import MOTEURS
from financement.examen import examiner
from financement.models import Commande, Creance, Part, Position
from financement.regles import bureau as regles
from financement.regles.monnaie import en_euros
from financement.transitions import charge, decision_des_commandes
from financement.transitions import controle_des_commandes as controle
from financement.transitions.annonces_du_bureau import REJETEES, VALIDEES, annoncer_seule
from financement.transitions.ecritures import engager_une_part
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Transition, transition

Statut, Proposition = Creance.Statut, Creance.Proposition
COMMUNS = ("libelle", "recit", "garde", "controle", "formulaire", "a_sa_page", "interne", "sensible")


def transposer(geste: Transition, **changements: Any) -> Transition:
    """The same gesture on a claim: same statuses, same roles, same effect."""
    options = {nom: getattr(geste, nom) for nom in COMMUNS} | changements
    declarer: Callable[[Any], Transition] = transition(
        Creance, de=tuple(sorted(geste.de)), vers=geste.vers, roles=geste.roles, **options
    )
    return declarer(geste.effet)


prendre_en_charge = transposer(charge.prendre_en_charge)
rendre = transposer(charge.rendre)
relever = transposer(charge.relever)
demander_des_modifications = transposer(controle.demander_des_modifications)


def _proposable(creance: Creance, demande: Demande) -> Verdict:
    examen = examiner(creance)
    a_corriger = regles.aucun_point_a_corriger(libelles=[point.libelle for point in examen.a_corriger])
    return Verdict((a_corriger,)) + regles.moteur_favorable(examen.jugement)


proposer_la_validation = transposer(controle.proposer_la_validation, garde=_proposable)
proposer_le_rejet = transposer(controle.proposer_le_rejet)
renvoyer_au_controle = transposer(decision_des_commandes.renvoyer_au_controle)
annuler_le_controle = transposer(decision_des_commandes.annuler_le_controle)


def montant_de(creance: Creance) -> Decimal | None:
    """What the engine of its part says is due; None when it cannot say."""
    return examiner(creance).jugement.montants.get(creance.part)


def _validable(creance: Creance, demande: Demande) -> Verdict:
    """Judged again, on the same content, at the same instant of reception; the order is still a validated one.

    What an agent must look at may have come since the check: months corrected, a verification that begins.
    """
    cadre = decision_des_commandes.sur_ce_qui_fut_controle(creance, demande, Proposition.VALIDER)
    if not cadre.favorable:
        return cadre
    examen = examiner(creance)
    attendu = MOTEURS[creance.part].decidable(examen.contexte, demande.recu_le)
    doutes = regles.doutes_leves(restants=examen.doutes_restants)
    return (
        cadre + regles.moteur_favorable(examen.jugement) + Verdict((_commande(creance), _du(creance), doutes)) + attendu
    )


def _commande(creance: Creance) -> Motif:
    validee = Commande.objects.filter(pk=creance.commande_id, statut=Commande.Statut.VALIDEE).exists()
    return Motif("commande", validee, "La commande est validée." if validee else "La commande n’est plus validée.")


def _du(creance: Creance) -> Motif:
    """A balance is what was committed with the advance (SOL-05); the secondary service is committed now, once."""
    montant = montant_de(creance)
    if not montant:
        return Motif("montant", False, "Le montant à verser ne se calcule pas.")
    engages = Position.objects.filter(commande=creance.commande_id, part=creance.part)
    engage = engages.values_list("engage", flat=True).first()
    attendu = engage == montant if creance.part == Part.SOLDE or engage is not None else True
    explication = f"À verser : {en_euros(montant)}."
    if not attendu:
        explication += f" Le montant déjà engagé est de {en_euros(engage or Decimal())}."
    return Motif("montant", attendu, explication)


@transition(
    Creance,
    de=Statut.CONTROLEE,
    vers=Statut.VALIDEE,
    roles=(Role.VALIDEUR,),
    garde=_validable,
    sensible=True,
    libelle="Valider",
    recit="{objet} : validée",
    a_sa_page=False,
)
def valider(creance: Creance, demande: Demande) -> dict[str, Any]:
    """The amount is kept, committed when it was not, and ready for payment."""
    jugement = examiner(creance).jugement
    creance.montant = jugement.montants[creance.part]
    creance.jugement, creance.juge_le = jugement.en_donnees(), demande.recu_le
    decision_des_commandes.decider(creance, demande)
    creance.save()
    engager_une_part(creance.commande, creance.part, creance.montant, demande)
    annoncer_seule(VALIDEES, creance, demande)
    return {"part": creance.part, "montant": str(creance.montant)}


@transition(
    Creance,
    de=Statut.CONTROLEE,
    vers=Statut.REJETEE,
    roles=(Role.VALIDEUR,),
    garde=decision_des_commandes.rejetable,
    sensible=True,
    libelle="Confirmer le rejet",
    recit="{objet} : rejetée",
    a_sa_page=False,
)
def confirmer_le_rejet(creance: Creance, demande: Demande) -> dict[str, Any]:
    """The supplier reads the reasons and how to contest them, and may ask again while the Date allows it."""
    creance.motif = creance.motif_propose
    decision_des_commandes.decider(creance, demande)
    annoncer_seule(REJETEES, creance, demande)
    return {"motif": creance.motif}
