"""The collège's opinion and the direction's decision (E4-05…E4-07). Whoever gives the one does not take the other."""

from candidatures.models import Candidature, Convention, DocumentOfficiel
from candidatures.nru import nouveau_nru
from candidatures.recours import voies_de_recours
from candidatures.regles import college as regles
from candidatures.transitions import annonces
from candidatures.transitions.cloture import fermer
from candidatures.transitions.formulaires import InscriptionForm, MotifForm, decision_motivee
from candidatures.transitions.officiels import demander
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Convention.Statut
Nature = DocumentOfficiel.Nature


def _pas_encore_inscrite(convention: Convention, demande: Demande) -> Verdict:
    return Verdict((regles.inscription_possible(seance=str(convention.seance or "")),))


def _seance_tenue(convention: Convention, demande: Demande) -> Verdict:
    return regles.avis_possible(seance_le=convention.seance.le if convention.seance else None, recu_le=demande.recu_le)


@transition(
    Convention,
    de=Statut.VALIDEE,
    vers=None,
    roles=(Role.RESPONSABLE,),
    garde=_pas_encore_inscrite,
    formulaire=InscriptionForm,
    libelle="Inscrire à l’ordre du jour du collège",
    recit="Dossier inscrit à l’ordre du jour du collège",
    bouton="Inscrire",
)
def inscrire(convention: Convention, demande: Demande) -> dict[str, str]:
    """E4-05: the dossier is on the agenda of a session."""
    convention.seance = demande.donnees["seance"]
    annonces.prevenir_le_college(convention, demande, f"à l’ordre du jour de la {str(convention.seance).lower()}")
    return {"seance": str(convention.seance)}


@transition(
    Convention,
    de=Statut.VALIDEE,
    vers=Statut.AVIS_FAVORABLE,
    roles=(Role.COLLEGE,),
    garde=_seance_tenue,
    libelle="Rendre un avis favorable",
    recit="Avis favorable du collège technique de référencement",
    question="Confirmez-vous l’avis favorable du collège à l’attribution du référencement ?",
    bouton="Rendre l’avis favorable",
)
def rendre_avis(convention: Convention, demande: Demande) -> None:
    """E4-05, E4-06."""
    _noter_l_avis(convention, demande, "")


@transition(
    Convention,
    de=Statut.VALIDEE,
    vers=Statut.AVIS_DEFAVORABLE,
    roles=(Role.COLLEGE,),
    garde=_seance_tenue,
    controle=decision_motivee,
    formulaire=MotifForm,
    libelle="Rendre un avis défavorable",
    recit="Avis défavorable du collège technique de référencement",
    bouton="Rendre l’avis défavorable",
)
def rendre_un_avis_defavorable(convention: Convention, demande: Demande) -> dict[str, str]:
    """E4-05: with its reason; the direction decides."""
    _noter_l_avis(convention, demande, demande.donnees["motif"])
    return {"motif": convention.motif_de_l_avis}


def _noter_l_avis(convention: Convention, demande: Demande, motif: str) -> None:
    convention.avis_le, convention.avis_par = demande.recu_le, demande.acteur.personne
    convention.motif_de_l_avis = motif
    annonces.prevenir_la_direction(convention, demande, "référencement à prononcer ou à refuser")


@transition(
    Convention,
    de=Statut.VALIDEE,
    vers=None,
    roles=(Role.COLLEGE,),
    garde=_seance_tenue,
    controle=decision_motivee,
    formulaire=MotifForm,
    libelle="Ajourner",
    recit="Dossier ajourné par le collège technique de référencement",
    bouton="Ajourner",
)
def ajourner(convention: Convention, demande: Demande) -> dict[str, str]:
    """The dossier leaves the agenda, with what is missing; it is put on another one afterwards."""
    seance, convention.seance = str(convention.seance), None
    convention.motif_de_l_avis = demande.donnees["motif"]
    annonces.prevenir_l_editeur(convention, demande, "dossier ajourné par le collège", convention.motif_de_l_avis)
    annonces.prevenir_l_ans(convention, demande, "dossier ajourné par le collège")
    return {"seance": seance, "motif": convention.motif_de_l_avis}


def _autre_que_l_avis(convention: Convention, demande: Demande) -> Verdict:
    meme = convention.avis_par_id is not None and convention.avis_par_id == demande.acteur.compte_pour(
        convention.avis_par_id
    )
    return Verdict((regles.deux_personnes(meme=meme),))


@transition(
    Convention,
    de=Statut.AVIS_FAVORABLE,
    vers=Statut.REFERENCEE,
    roles=(Role.DIRECTION,),
    garde=_autre_que_l_avis,
    libelle="Signer la convention et prononcer le référencement",
    recit="Convention signée par la direction générale, référencement prononcé",
    question="Le référencement sera prononcé et le NRU attribué. La convention signée par l’éditeur recevra, en votre "
    "nom, la signature électronique de l’ANS ; elle sera envoyée avec l’attestation et le rapport de conformité.",
    bouton="Prononcer le référencement",
)
def referencer(convention: Convention, demande: Demande) -> dict[str, str]:
    """E4-06: favourable opinion and signature of the direction générale make the référencement.

    The signature itself is added to the vendor's copy by the workers, as the other official documents are made."""
    convention.decidee_le, convention.decidee_par = demande.recu_le, demande.acteur.personne
    dossier = prononcer(convention.dossier, Demande(SYSTEME, demande.recu_le))
    demander(dossier, Nature.ATTESTATION, demande)
    demander(dossier, Nature.RAPPORT, demande)
    demander(dossier, Nature.CONTRESIGNEE, demande)
    annonces.prevenir_l_editeur(
        convention, demande, "candidature référencée", f"Félicitations ! Votre solution est référencée : {dossier.nru}."
    )
    return {"nru": dossier.nru}


@transition(
    Convention,
    de=(Statut.AVIS_FAVORABLE, Statut.AVIS_DEFAVORABLE),
    vers=Statut.REFUSEE,
    roles=(Role.DIRECTION,),
    garde=_autre_que_l_avis,
    controle=decision_motivee,
    formulaire=MotifForm,
    libelle="Refuser le référencement",
    recit="Référencement refusé par la direction générale",
    question="Le refus est définitif : l’éditeur en recevra le motif et les voies de recours.",
    bouton="Refuser le référencement",
)
def refuser_le_referencement(convention: Convention, demande: Demande) -> dict[str, str]:
    """With its reason, and the ways to contest it."""
    convention.decidee_le, convention.decidee_par = demande.recu_le, demande.acteur.personne
    convention.motif_du_refus = demande.donnees["motif"]
    fermer(convention, demande)
    corps = f"Motif du refus :\n\n{convention.motif_du_refus}\n\n{voies_de_recours()}"
    annonces.prevenir_l_editeur(convention, demande, "référencement refusé", corps)
    return {"motif": convention.motif_du_refus, "recours": voies_de_recours()}


@transition(
    Candidature,
    de=Candidature.Statut.EN_COURS,
    vers=Candidature.Statut.REFERENCEE,
    roles=(Role.SYSTEME,),
    libelle="Attribuer le NRU",
    recit="NRU attribué",
)
def prononcer(candidature: Candidature, demande: Demande) -> dict[str, str]:
    """The NRU is issued once, with the date of the référencement (E4-07, E4-11)."""
    candidature.nru = nouveau_nru(candidature.dispositif)
    candidature.referencee_le = candidature.situation_depuis = demande.recu_le
    return {"nru": candidature.nru}
