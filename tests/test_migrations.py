"""A new base starts from the squashes, an older one follows what they replace: both end at the same models."""

import pytest
from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState

NOTRES = ("segur.", "candidatures", "preuves", "financement")
LABELS = {config.label for config in apps.get_app_configs() if config.name.startswith(NOTRES)}


@pytest.fixture(scope="module")
def chargeur() -> MigrationLoader:
    """Every file, the squashes beside what they replace."""
    return MigrationLoader(None, replace_migrations=False)


def reunies(chargeur: MigrationLoader) -> list[Migration]:
    return [migration for migration in chargeur.replacements.values() if migration.app_label in LABELS]


def test_chaque_reunion_remplace_toutes_celles_d_avant(chargeur: MigrationLoader) -> None:
    restent = [
        f"{label}.{nom} avant {reunie.name}"
        for reunie in reunies(chargeur)
        for label, nom in sorted(chargeur.disk_migrations)
        if label == reunie.app_label and nom < reunie.name and (label, nom) not in reunie.replaces
    ]

    assert {reunie.app_label for reunie in reunies(chargeur)} >= {"candidatures", "preuves", "financement"}
    assert restent == []


def test_une_reunion_attend_ce_qu_attendaient_celles_qu_elle_remplace(chargeur: MigrationLoader) -> None:
    """Less, and a table could come before the one it points to; more, and an older base could not go on."""

    def attendues(label: str, *noms: str) -> dict[str, str]:
        """The last one of each other application."""
        liens = {lien for nom in noms for lien in chargeur.disk_migrations[label, nom].dependencies}
        return dict(sorted(lien for lien in liens if lien[0] != label and lien[1] != "__first__"))

    for reunie in reunies(chargeur):
        remplacees = [nom for _, nom in reunie.replaces]

        assert attendues(reunie.app_label, reunie.name) == attendues(reunie.app_label, *remplacees), reunie


def test_une_reunion_donne_les_memes_modeles_que_celles_qu_elle_remplace(chargeur: MigrationLoader) -> None:
    def modeles(label: str, nom: str) -> dict[str, ModelState]:
        etat = chargeur.project_state((label, nom))
        return {modele: etat.models[application, modele] for application, modele in etat.models if application == label}

    for reunie in reunies(chargeur):
        avant, maintenant = modeles(*reunie.replaces[-1]), modeles(reunie.app_label, reunie.name)

        assert [nom for nom in avant | maintenant if avant.get(nom) != maintenant.get(nom)] == [], reunie
