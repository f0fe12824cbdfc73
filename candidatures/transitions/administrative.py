"""Step 1: first filing by the vendor, validation by the ANS."""

from typing import Any

from candidatures import regles
from candidatures.avancement import jauge
from candidatures.echeances import limite
from candidatures.envois import date, envoi
from candidatures.models import CandidatureAdministrative, EnvoiRecu
from candidatures.transitions.annonces import prevenir_l_ans, prevenir_l_editeur
from candidatures.transitions.cloture import poursuivie
from candidatures.transitions.preparation import abandonnees
from candidatures.transitions.saisie import reponses, touche_le
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = CandidatureAdministrative.Statut
OBJET = "Première soumission de la candidature administrative (Date 1)"


def _premiere_soumission(etape: CandidatureAdministrative, demande: Demande) -> Verdict:
    return regles.premiere_soumission(
        objet=OBJET,
        recu_le=demande.recu_le,
        echeance=limite(etape.dossier, 1, au=demande.recu_le),
        restantes=jauge(etape).libelles_restants,
    )


@transition(
    CandidatureAdministrative,
    de=Statut.A_COMPLETER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_premiere_soumission,
    envoi=envoi(EnvoiRecu.Nature.ETAPE_1, date(1), touche_le),
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
    de=Statut.SOUMISE,
    vers=Statut.VALIDEE,
    roles=ANS_INSTRUIT,
    garde=poursuivie,
    libelle="Valider la candidature administrative",
    recit="Candidature administrative validée",
    question="Confirmez-vous la validation de l’étape Candidature administrative ?",
    consequences=abandonnees,
    bouton="Valider",
)
def valider(etape: CandidatureAdministrative, demande: Demande) -> None:
    """E1-32: from then on the vendor may ask the ASP for its enrolment."""
    prevenir_l_editeur(etape, demande, "étape 1 validée", "L’ANS a validé votre candidature administrative.")
