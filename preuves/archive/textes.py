"""`regles.json`: the texts that rule the dossier on the day of the archive."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from candidatures.models import Candidature
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.temps import jour_de_paris


def en_donnees(candidature: Candidature, le: datetime) -> dict[str, Any]:
    """Version of the portal, version of the REM, and every version of each Date with the text that says it."""
    return {
        "portail": settings.VERSION,
        "rem": _rem(candidature),
        "echeances": list(_echeances(candidature, le)),
    }


def _rem(candidature: Candidature) -> dict[str, Any] | None:
    rem = candidature.rem
    if rem is None:
        return None
    return {
        "version": str(rem),
        "numero": rem.numero,
        "sha256": rem.empreinte,
        "classeur": rem.nom_fichier,
        "importee_le": rem.importee_le,
    }


def _echeances(candidature: Candidature, le: datetime) -> Iterator[dict[str, Any]]:
    versions = list(candidature.dispositif.echeances.order_by("numero", "depuis"))
    en_vigueur = {v.numero: v.pk for v in versions if v.depuis <= jour_de_paris(le)}
    for version in versions:
        yield _echeance(version, s_applique=en_vigueur.get(version.numero) == version.pk)


def _echeance(version: VersionEcheance, *, s_applique: bool) -> dict[str, Any]:
    return {
        "date": version.numero,
        "s_applique": s_applique,
        "en_vigueur_depuis": version.depuis,
        "instant": version.instant,
        "texte": version.texte,
        "article": version.article,
        "url": version.url,
        "hypothese": version.hypothese,
    }
