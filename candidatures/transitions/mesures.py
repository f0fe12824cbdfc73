"""Suspending or withdrawing a référencement, and putting it back: proposed by one, decided by another (E4-14)."""

from typing import Any

from candidatures.models import Candidature, Mesure
from candidatures.recours import voies_de_recours
from candidatures.regles import college as regles
from candidatures.transitions import annonces
from candidatures.transitions.formulaires import MesureForm, MotifInterneForm, decision_motivee
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Situation = Candidature.Statut
Nature = Mesure.Nature
DE = {
    Nature.SUSPENSION: (Situation.REFERENCEE,),
    Nature.RETABLISSEMENT: (Situation.SUSPENDUE,),
    Nature.RETRAIT: (Situation.REFERENCEE, Situation.SUSPENDUE),
}
"""The situations from which each measure is taken."""


def _aucune_en_attente(candidature: Candidature, demande: Demande) -> Verdict:
    en_attente = candidature.mesures.filter(statut=Mesure.Statut.PROPOSEE).first()
    return Verdict((regles.mesure_proposable(en_attente=str(en_attente or "")),))


def _a_propos(candidature: Candidature, demande: Demande) -> Verdict:
    nature = Nature(demande.donnees["nature"])
    a_propos = regles.mesure_a_propos(
        mesure=nature.label, situation=candidature.get_statut_display(), admise=candidature.statut in DE[nature]
    )
    return decision_motivee(candidature, demande) + Verdict((a_propos,))


@transition(
    Candidature,
    de=(Situation.REFERENCEE, Situation.SUSPENDUE),
    vers=None,
    roles=(Role.RESPONSABLE,),
    garde=_aucune_en_attente,
    controle=_a_propos,
    formulaire=MesureForm,
    libelle="Proposer une suspension ou un retrait",
    recit="Mesure proposée sur le référencement",
    bouton="Proposer",
    interne=True,
)
def proposer_une_mesure(candidature: Candidature, demande: Demande) -> dict[str, str]:
    """The direction générale decides; the vendor learns of it when it is decided."""
    mesure = Mesure._default_manager.create(
        candidature=candidature,
        nature=demande.donnees["nature"],
        motif=demande.donnees["motif"].strip(),
        proposee_le=demande.recu_le,
        proposee_par=demande.acteur.personne,
    )
    annonces.prevenir_la_direction(mesure, demande, f"{str(mesure).lower()} à décider")
    return {"mesure": str(mesure), "motif": mesure.motif}


def _autre_personne(mesure: Mesure, demande: Demande) -> Verdict:
    return Verdict(
        (regles.deux_personnes(meme=mesure.proposee_par_id == demande.acteur.compte_pour(mesure.proposee_par_id)),)
    )


@transition(
    Mesure,
    de=Mesure.Statut.PROPOSEE,
    vers=Mesure.Statut.PRONONCEE,
    roles=(Role.DIRECTION,),
    garde=_autre_personne,
    sensible=True,
    libelle="Prononcer la mesure",
    recit="Mesure prononcée : {objet}",
    question="L’éditeur en recevra le motif et les voies de recours ; le registre public le dira aussitôt.",
    bouton="Prononcer",
)
def prononcer_la_mesure(mesure: Mesure, demande: Demande) -> dict[str, str]:
    """The référencement changes of situation at once, and everybody may see it."""
    _decider(mesure, demande, "")
    CHANGEMENTS[Nature(mesure.nature)](mesure.dossier, Demande(SYSTEME, demande.recu_le))
    suite = "" if mesure.nature == Nature.RETABLISSEMENT else f"\n\n{voies_de_recours()}"
    annonces.prevenir_l_editeur(mesure, demande, str(mesure).lower(), f"Motif :\n\n{mesure.motif}{suite}")
    return {"motif": mesure.motif}


@transition(
    Mesure,
    de=Mesure.Statut.PROPOSEE,
    vers=Mesure.Statut.ECARTEE,
    roles=(Role.DIRECTION,),
    garde=_autre_personne,
    controle=decision_motivee,
    formulaire=MotifInterneForm,
    libelle="Écarter la proposition",
    recit="Mesure écartée : {objet}",
    bouton="Écarter",
    interne=True,
)
def ecarter_la_mesure(mesure: Mesure, demande: Demande) -> dict[str, str]:
    """Nothing changes for the vendor, who is not told."""
    _decider(mesure, demande, demande.donnees["motif"])
    return {"motif": mesure.reponse}


def _decider(mesure: Mesure, demande: Demande, reponse: str) -> None:
    mesure.decidee_le, mesure.decidee_par, mesure.reponse = demande.recu_le, demande.acteur.personne, reponse


def _changer(nature: str, vers: str, libelle: str, recit: str) -> Any:
    def changer(candidature: Candidature, demande: Demande) -> None:
        """By the portal, in the transition that pronounces the measure (E4-14)."""
        candidature.situation_depuis = demande.recu_le

    changer.__name__ = nature
    return transition(
        Candidature, de=DE[Nature(nature)], vers=vers, roles=(Role.SYSTEME,), libelle=libelle, recit=recit
    )(changer)


CHANGEMENTS = {
    Nature.SUSPENSION: _changer("suspension", Situation.SUSPENDUE, "Suspendre", "Référencement suspendu"),
    Nature.RETABLISSEMENT: _changer("retablissement", Situation.REFERENCEE, "Rétablir", "Référencement rétabli"),
    Nature.RETRAIT: _changer("retrait", Situation.RETIREE, "Retirer", "Référencement retiré"),
}
