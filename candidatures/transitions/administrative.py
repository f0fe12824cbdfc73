"""Step 1: the vendor fills and submits, the ANS validates or asks for changes."""

from typing import Any

from candidatures import regles
from candidatures.avancement import jauge_administrative
from candidatures.models import CandidatureAdministrative
from candidatures.transitions.annonces import prevenir_l_ans, prevenir_l_editeur
from candidatures.transitions.formulaires import MotifForm
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = CandidatureAdministrative.Statut
OBJET = "Première soumission de la candidature administrative (Date 1)"


def _premiere_soumission(etape: CandidatureAdministrative, demande: Demande) -> Verdict:
    return regles.premiere_soumission(
        objet=OBJET,
        recu_le=demande.recu_le,
        echeance=etape.dossier.dispositif.echeance(1, au=demande.recu_le),
        restantes=jauge_administrative(etape).libelles_restants,
    )


def _complete(etape: CandidatureAdministrative, demande: Demande) -> Verdict:
    return Verdict((regles.etape_complete(restantes=jauge_administrative(etape).libelles_restants),))


def _motif_donne(etape: CandidatureAdministrative, demande: Demande) -> Verdict:
    return Verdict((regles.motif_donne(demande.donnees.get("motif", "")),))


@transition(
    CandidatureAdministrative,
    de=CandidatureAdministrative.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    libelle="Enregistrer le brouillon",
    recit="Brouillon de l’étape 1 enregistré",
    a_sa_page=False,
    discrete=True,
)
def enregistrer(etape: CandidatureAdministrative, demande: Demande) -> None:
    """Keeps what was typed; nothing is filed."""
    for champ, valeur in demande.donnees.items():
        setattr(etape, champ, valeur)


@transition(
    CandidatureAdministrative,
    de=Statut.A_COMPLETER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_premiere_soumission,
    libelle="Soumettre votre candidature",
    recit="Candidature administrative soumise",
    question="Confirmez-vous la soumission de l’étape Candidature administrative ? "
    "Une fois soumise, vous ne pourrez pas apporter de modification à votre saisie.",
    bouton="Confirmer la soumission",
)
def soumettre(etape: CandidatureAdministrative, demande: Demande) -> dict[str, Any]:
    """First filing of step 1 (E1-29)."""
    etape.premiere_soumission_le = etape.soumise_le = demande.recu_le
    prevenir_l_ans(etape, demande, "étape 1 soumise")
    return {"reponses": reponses(etape)}


@transition(
    CandidatureAdministrative,
    de=Statut.A_MODIFIER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_complete,
    libelle="Soumettre à nouveau votre candidature",
    recit="Candidature administrative soumise à nouveau",
    question="Confirmez-vous la nouvelle soumission de l’étape Candidature administrative ?",
    bouton="Confirmer la soumission",
)
def resoumettre(etape: CandidatureAdministrative, demande: Demande) -> dict[str, Any]:
    """Filing again after a request for changes; Date 1 bears on the first filing only (E1-30)."""
    etape.soumise_le, etape.motif = demande.recu_le, ""
    prevenir_l_ans(etape, demande, "étape 1 soumise à nouveau")
    return {"reponses": reponses(etape)}


@transition(
    CandidatureAdministrative,
    de=Statut.SOUMISE,
    vers=Statut.VALIDEE,
    roles=ANS_INSTRUIT,
    libelle="Valider la candidature administrative",
    recit="Candidature administrative validée",
    question="Confirmez-vous la validation de l’étape Candidature administrative ?",
    bouton="Valider",
)
def valider(etape: CandidatureAdministrative, demande: Demande) -> None:
    """E1-32: from then on the vendor may ask the ASP for its enrolment."""
    prevenir_l_editeur(etape, demande, "étape 1 validée", "L’ANS a validé votre candidature administrative.")


@transition(
    CandidatureAdministrative,
    de=Statut.SOUMISE,
    vers=Statut.A_MODIFIER,
    roles=ANS_INSTRUIT,
    controle=_motif_donne,
    formulaire=MotifForm,
    libelle="Demander des modifications",
    recit="Modifications de la candidature administrative demandées",
    bouton="Envoyer la demande",
)
def demander_modifications(etape: CandidatureAdministrative, demande: Demande) -> dict[str, str]:
    """Opens the form again to the vendor, with the reason."""
    etape.motif = demande.donnees["motif"]
    prevenir_l_editeur(etape, demande, "étape 1 à modifier", f"L’ANS demande une modification :\n\n{etape.motif}")
    return {"motif": etape.motif}


def reponses(etape: CandidatureAdministrative) -> dict[str, Any]:
    return {question.champ: question.valeur for question in jauge_administrative(etape).questions}
