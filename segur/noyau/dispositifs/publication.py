"""What a published text leaves in the calendars: new versions, never an edited one."""

from typing import Any

from segur.noyau.dispositifs.models import Amendement, DateAmendee, SeuilAmende, VersionEcheance, VersionSeuil


def ecrire_les_versions(amendement: Amendement) -> None:
    """One row per line. Must run inside the transaction that publishes; IntegrityError when a day is already taken."""
    VersionEcheance.objects.bulk_create(version_de_la_date(ligne) for ligne in amendement.dates.all())
    VersionSeuil.objects.bulk_create(version_du_seuil(ligne) for ligne in amendement.seuils.all())


def version_de_la_date(ligne: DateAmendee) -> VersionEcheance:
    return VersionEcheance(numero=ligne.numero, instant=ligne.instant, **_du_texte(ligne))


def version_du_seuil(ligne: SeuilAmende) -> VersionSeuil:
    return VersionSeuil(code=ligne.code, nombre=ligne.nombre, instant=ligne.instant, **_du_texte(ligne))


def _du_texte(ligne: DateAmendee | SeuilAmende) -> dict[str, Any]:
    texte = ligne.amendement
    return {
        "dispositif_id": ligne.dispositif_id,
        "depuis": ligne.depuis,
        "texte": texte.citation[:300],
        "article": ligne.article,
        "url": texte.url,
        "hypothese": ligne.hypothese or texte.hypothese,
        "amendement": texte,
    }
