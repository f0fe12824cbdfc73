"""Step 2. Declaring eligible opens the proofs: that transition belongs to the storey above (`preuves`)."""

from typing import Any

from candidatures import regles
from candidatures.avancement import jauge
from candidatures.echeances import limite
from candidatures.envois import date, envoi
from candidatures.models import Eligibilite, EnvoiRecu
from candidatures.transitions.annonces import prevenir_l_ans
from candidatures.transitions.obsoletes import retenir_les_versions
from candidatures.transitions.saisie import ouverte, reponses, touche_le
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Eligibilite.Statut
OBJET = "Première soumission de l’éligibilité (Date 1)"


def _premiere_soumission(etape: Eligibilite, demande: Demande) -> Verdict:
    return ouverte(etape) + regles.premiere_soumission(
        objet=OBJET,
        recu_le=demande.recu_le,
        echeance=limite(etape.dossier, 1, au=demande.recu_le),
        restantes=jauge(etape).libelles_restants,
    )


@transition(
    Eligibilite,
    de=Statut.A_COMPLETER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_premiere_soumission,
    envoi=envoi(EnvoiRecu.Nature.ETAPE_2, date(1), touche_le),
    libelle="Soumettre l’éligibilité",
    recit="Éligibilité soumise",
    question="Confirmez-vous la soumission de l’étape Éligibilité ? "
    "Une fois soumis, vous ne pourrez pas apporter de modification à votre saisie.",
    bouton="Confirmer la soumission",
)
def soumettre(etape: Eligibilite, demande: Demande) -> dict[str, Any]:
    """First filing of step 2 (E2-29, E2-30)."""
    etape.premiere_soumission_le = etape.soumise_le = demande.recu_le
    retenir_les_versions(etape)
    prevenir_l_ans(etape, demande, "étape 2 soumise")
    return {"reponses": reponses(etape)}
