"""The second pair of eyes: a valideur who is not the checker validates, rejects, or sends back."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from financement.examen import examiner
from financement.models import Commande
from financement.regles import bureau as regles
from financement.transitions.annonces_du_bureau import REJETEES, VALIDEES, annoncer_seule, prevenir_le_controleur
from financement.transitions.ecritures import engager
from financement.transitions.formulaires_du_bureau import RenvoiForm
from financement.transitions.places import liberer_la_place
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, Transition, transition

Statut, Proposition = Commande.Statut, Commande.Proposition


def sur_ce_qui_fut_controle(commande: Any, demande: Demande, proposition: str) -> Verdict:
    controleur = commande.controlee_par_id
    autre = regles.deux_personnes(controleur=controleur, acteur=demande.acteur.compte_pour(controleur))
    actuel = examiner(commande).empreinte
    contenu = regles.contenu_inchange(actuel=actuel, controle=commande.empreinte_controlee)
    explication = f"Proposition du contrôle : « {commande.get_proposition_display()} »."
    return Verdict((autre, Motif("proposition", commande.proposition == proposition, explication), contenu))


def _validable(commande: Commande, demande: Demande) -> Verdict:
    """Judged again, on the same content, at the same instant of reception."""
    examen, cadre = examiner(commande), sur_ce_qui_fut_controle(commande, demande, Proposition.VALIDER)
    if not cadre.favorable:
        return cadre
    reference_le = examen.contexte.referencement.reference_le
    referencement = Verdict((regles.referencement_obtenu(reference_le=reference_le),))
    place = regles.place_tenue(occupe=commande.occupe, disputee=examen.est_disputee)
    moteur = regles.moteur_favorable(examen.jugement) + Verdict((regles.montants_connus(examen.jugement),))
    return cadre + referencement + place + moteur


@transition(
    Commande,
    de=Statut.CONTROLEE,
    vers=Statut.VALIDEE,
    roles=(Role.VALIDEUR,),
    garde=_validable,
    sensible=True,
    libelle="Valider",
    recit="{objet.reference} : validée",
    a_sa_page=False,
)
def valider(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The advance is computed, kept and committed: ready for payment (AV-04)."""
    jugement = examiner(commande).jugement
    montants = jugement.montants
    commande.financement, commande.avance = montants["finance"], montants["avance"]
    commande.solde = montants["solde"]
    commande.jugement, commande.juge_le = jugement.en_donnees(), demande.recu_le
    decider(commande, demande)
    commande.save()  # what the ledger commits is there first
    engager(commande, demande)
    annoncer_seule(VALIDEES, commande, demande)
    return {nom: str(montant) for nom, montant in montants.items()}


def decider(commande: Any, demande: Demande) -> None:
    commande.decidee_le, commande.decidee_par = demande.recu_le, demande.acteur.personne


def rejetable(commande: Any, demande: Demande) -> Verdict:
    return sur_ce_qui_fut_controle(commande, demande, Proposition.REJETER)


@transition(
    Commande,
    de=Statut.CONTROLEE,
    vers=Statut.REJETEE,
    roles=(Role.VALIDEUR,),
    garde=rejetable,
    sensible=True,
    libelle="Confirmer le rejet",
    recit="{objet.reference} : rejetée",
    a_sa_page=False,
)
def confirmer_le_rejet(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The place is free; the supplier reads the reasons and how to contest them, and may deposit again."""
    commande.motif = commande.motif_propose
    liberer_la_place(commande, demande)
    decider(commande, demande)
    annoncer_seule(REJETEES, commande, demande)
    return {"motif": commande.motif}


def _explique(commande: Commande, demande: Demande) -> Verdict:
    donne = bool(demande.donnees.get("motif", "").strip())
    return Verdict((Motif("saisie:motif", donne, "Dites au gestionnaire ce qui est à revoir."),))


@transition(
    Commande,
    de=Statut.CONTROLEE,
    vers=Statut.DEPOSEE,
    roles=(Role.VALIDEUR,),
    controle=_explique,
    formulaire=RenvoiForm,
    libelle="Renvoyer au contrôle",
    recit="{objet.reference} : renvoyée au contrôle",
    a_sa_page=False,
    interne=True,
)
def renvoyer_au_controle(commande: Commande, demande: Demande) -> dict[str, Any]:
    """What was checked no longer stands; who checked it is told why."""
    motif, controleur = demande.donnees["motif"].strip(), commande.controlee_par
    if controleur:
        prevenir_le_controleur(commande, controleur, motif, demande)
    commande.oublier_le_controle()
    return {"motif": motif}


def _a_change(commande: Commande, demande: Demande) -> Verdict:
    change = examiner(commande).empreinte != commande.empreinte_controlee
    return Verdict((Motif("contenu", change, "Le contenu est celui qui a été contrôlé."),))


@transition(
    Commande,
    de=Statut.CONTROLEE,
    vers=Statut.DEPOSEE,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    garde=_a_change,
    libelle="Constater que le contenu a changé",
    recit="{objet.reference} : contrôle annulé, le contenu a changé",
    a_sa_page=False,
    interne=True,
)
def annuler_le_controle(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Void as soon as somebody sees it; the order is checked again from its present content."""
    avant, commande.empreinte = commande.empreinte_controlee, examiner(commande).empreinte
    commande.oublier_le_controle()
    return {"controle": avant, "actuel": commande.empreinte}


def annuler_si_change(ligne: Any, demande: Demande, refus: Refus, annuler: Transition = annuler_le_controle) -> None:
    """« Le contenu a changé »: the check is void at once, in a transaction of its own, and the line checked again.

    A colleague who saw it in the meantime has done the same: nothing is left to do.
    """
    if any(motif.code == "contenu" for motif in refus.verdict.obstacles):
        with suppress(Refus):
            annuler(ligne, replace(demande, cle="", rang_lu=None))
