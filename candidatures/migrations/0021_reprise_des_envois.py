"""The filings of before the register, read in the journal: their Date is the one their reasons name."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations

NATURES = {
    "candidature.ouvrir": "ouverture",
    "candidatureadministrative.soumettre": "etape1",
    "candidatureadministrative.resoumettre": "etape1",
    "eligibilite.soumettre": "etape2",
    "eligibilite.resoumettre": "etape2",
    "chapitre.soumettre": "chapitre",
    "chapitre.resoumettre": "chapitre",
    "preuve.deposer": "preuve",
    "preuve.deposer_provisoire": "preuve",
    "preuve.declarer": "preuve",
}
DATE = re.compile(r"\(Date ([0-6])\)")
PAQUET = 500
PARIS = ZoneInfo("Europe/Paris")


def reprendre(apps: Any, schema_editor: Any) -> None:
    entrees = apps.get_model("journal", "EntreeJournal").objects.filter(action__in=NATURES)
    candidatures = dict(apps.get_model("candidatures", "Candidature").objects.values_list("numero", "pk"))
    dispositifs = dict(apps.get_model("candidatures", "Candidature").objects.values_list("pk", "dispositif"))
    versions = list(apps.get_model("dispositifs", "VersionEcheance").objects.order_by("depuis"))
    modele = apps.get_model("candidatures", "EnvoiRecu")
    envois = (
        _envoi(modele, entree, pk, dispositifs[pk], versions)
        for entree in entrees.order_by("pk").iterator(PAQUET)
        if (pk := candidatures.get(entree.dossier.partition(":")[2]))
    )
    modele.objects.bulk_create(envois, batch_size=PAQUET)


def _envoi(modele: Any, entree: Any, candidature: int, dispositif: int, versions: list[Any]) -> Any:
    numero = _numero(entree.motifs)
    version = _version(versions, dispositif, numero, entree.recu_le)
    if version and version.instant and entree.recu_le > version.instant:
        version = None  # the calendar has changed since: what ruled then is not told
    return modele(
        candidature_id=candidature,
        nature=NATURES[entree.action],
        entree=entree,
        recu_le=entree.recu_le,
        numero=numero if version else None,
        version=version,
        limite=version.instant if version else None,
        cle=entree.cle,
        repris=True,
    )


def _numero(motifs: list[dict[str, Any]]) -> int | None:
    dites = [DATE.search(motif["explication"]) for motif in motifs if motif["code"] == "echeance"]
    return next((int(dite[1]) for dite in dites if dite), None)


def _version(versions: list[Any], dispositif: int, numero: int | None, recu_le: datetime) -> Any:
    jour = recu_le.astimezone(PARIS).date()
    siennes = [v for v in versions if (v.dispositif_id, v.numero) == (dispositif, numero) and v.depuis <= jour]
    return siennes[-1] if siennes else None


def oublier(apps: Any, schema_editor: Any) -> None:
    apps.get_model("candidatures", "EnvoiRecu").objects.filter(repris=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0020_derogations_de_delai"),
        ("journal", "0002_declencheurs"),
        ("dispositifs", "0001_initial"),
    ]
    operations = [migrations.RunPython(reprendre, oublier)]
