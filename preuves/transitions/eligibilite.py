"""Declared eligible: the proofs expected of the candidature are computed and the deposit opens (E2-31, E3-08)."""

from typing import Any

from candidatures.models import Eligibilite
from candidatures.regles import eligibilite_prononcable
from candidatures.transitions.annonces import prevenir_l_editeur
from candidatures.transitions.preparation import abandonnees
from preuves.models import Preuve
from preuves.provenance import appliquer, rem_de
from preuves.situation import situation
from preuves.transitions.chapitre import ouvrir_l_etape_4
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


def _prononcable(eligibilite: Eligibilite, demande: Demande) -> Verdict:
    administrative = eligibilite.dossier.administrative
    return eligibilite_prononcable(
        administrative_validee=administrative.statut == administrative.Statut.VALIDEE,
        rem_disponible=rem_de(eligibilite.dossier) is not None,
    )


@transition(
    Eligibilite,
    de=Eligibilite.Statut.SOUMISE,
    vers=Eligibilite.Statut.ELIGIBLE,
    roles=ANS_INSTRUIT,
    garde=_prononcable,
    libelle="Déclarer éligible",
    recit="Candidature déclarée éligible, dépôt des preuves ouvert",
    question="Confirmez-vous l’éligibilité ? Le dépôt des preuves sera ouvert à l’éditeur.",
    bouton="Déclarer éligible",
    consequences=abandonnees,
)
def declarer_eligible(eligibilite: Eligibilite, demande: Demande) -> dict[str, Any]:
    """Fixes the REM of the candidature, decides what is asked of each proof and opens the chapters that have one."""
    candidature = eligibilite.dossier
    rem = candidature.rem or VersionRem.objects.filter(dispositif=candidature.dispositif).latest("numero")
    if candidature.rem is None:
        candidature.rem = rem
        candidature.save(update_fields=["rem"])
    fait = appliquer(candidature, situation(candidature, demande.recu_le), demande)
    dispensees = sum(ligne.decision.est_dispense for ligne in fait.lignes)
    nombre = len(fait.lignes) - dispensees
    prevenir_l_editeur(eligibilite, demande, "déclarée éligible", _annonce(nombre, dispensees))
    ouvrir_l_etape_4(candidature.pk, demande)
    particulieres = [ligne.en_donnees() for ligne in fait.lignes if ligne.apres != Preuve.Provenance.A_DEPOSER]
    return {"rem": rem.numero, "preuves": nombre} | ({"changements": particulieres} if particulieres else {})


def _annonce(nombre: int, dispensees: int) -> str:
    suite = f" {dispensees} autres sont héritées ou équivalentes." if dispensees else ""
    return f"Votre candidature est éligible : {nombre} preuves sont attendues.{suite} Le dépôt est ouvert."
