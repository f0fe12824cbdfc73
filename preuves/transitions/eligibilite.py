"""Declared eligible: the proofs expected of the candidature are computed and the deposit opens (E2-31, E3-08)."""

from django.db.models import QuerySet

from candidatures.models import Candidature, Eligibilite
from candidatures.regles import eligibilite_prononcable
from candidatures.transitions.annonces import prevenir_l_editeur
from preuves import regles
from preuves.models import Chapitre, Preuve
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.referentiel.models import PreuveAttendue, VersionRem
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


def preuves_attendues(candidature: Candidature, rem: VersionRem) -> QuerySet[PreuveAttendue]:
    """Those of the REM that match the profiles and the wave-1 answer, each once (E3-08…E3-10)."""
    perimetres = regles.perimetres_attendus(reference_en_vague_1=candidature.administrative.est_reference_en_vague_1)
    return (
        PreuveAttendue.objects.filter(
            version=rem,
            scenario__exigence__perimetre__in=perimetres,
            scenario__exigence__profils__in=candidature.eligibilite.profils.all(),
        )
        .select_related("scenario__exigence")
        .distinct()
    )


def _rem(candidature: Candidature) -> VersionRem | None:
    return candidature.rem or VersionRem.objects.en_vigueur(candidature.dispositif)


def _prononcable(eligibilite: Eligibilite, demande: Demande) -> Verdict:
    administrative = eligibilite.dossier.administrative
    return eligibilite_prononcable(
        administrative_validee=administrative.statut == administrative.Statut.VALIDEE,
        rem_disponible=_rem(eligibilite.dossier) is not None,
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
)
def declarer_eligible(eligibilite: Eligibilite, demande: Demande) -> dict[str, int]:
    """Fixes the REM of the candidature and opens one chapter per chapter of it that has something to prove."""
    candidature = eligibilite.dossier
    rem = candidature.rem or VersionRem.objects.filter(dispositif=candidature.dispositif).latest("numero")
    if candidature.rem is None:
        candidature.rem = rem
        candidature.save(update_fields=["rem"])
    nombre = _ouvrir_les_chapitres(candidature, rem)
    prevenir_l_editeur(
        eligibilite,
        demande,
        "déclarée éligible",
        f"Votre candidature est éligible : {nombre} preuves sont attendues. Le dépôt est ouvert.",
    )
    return {"rem": rem.numero, "preuves": nombre}


def _ouvrir_les_chapitres(candidature: Candidature, rem: VersionRem) -> int:
    attendues = list(preuves_attendues(candidature, rem))
    chapitres_rem = sorted({attendue.scenario.exigence.chapitre_id for attendue in attendues})
    chapitres = Chapitre.objects.bulk_create(
        [Chapitre(candidature=candidature, chapitre_rem_id=chapitre) for chapitre in chapitres_rem]
    )
    par_rem = {chapitre.chapitre_rem_id: chapitre for chapitre in chapitres}
    Preuve.objects.bulk_create(
        [Preuve(chapitre=par_rem[attendue.scenario.exigence.chapitre_id], attendue=attendue) for attendue in attendues]
    )
    return len(attendues)
