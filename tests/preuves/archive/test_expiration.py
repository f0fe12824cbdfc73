"""An archive is kept for a while; then its line says so, its bytes are erased, and it is made again on demand."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client

from preuves import tasks
from preuves.models import ExportDossier
from preuves.tasks import produire_archive, retirer_ce_qui_est_echu
from segur.noyau import horloge
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.tasks import effacer_les_fichiers_sans_document
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde

UN_JOUR = timedelta(days=1)


@pytest.fixture(autouse=True)
def a_l_heure_du_scenario(scenario: Scenario, settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(scenario.instant)


@pytest.fixture
def avancer() -> Callable[[ExportDossier, timedelta], None]:
    """The clock of the portal, set to that long after the archive was asked."""
    return lambda export, delai: horloge.regler(export.demande_le + delai)


def ranges() -> set[str]:
    return {chemin.name for chemin in Path(default_storage.path("")).rglob("*") if chemin.is_file()}


@pytest.mark.parametrize(("delai", "retirees"), [(30 * UN_JOUR - timedelta(minutes=1), 0), (30 * UN_JOUR, 1)])
def test_une_archive_est_gardee_trente_jours(exporter, avancer, delai, retirees):
    export = exporter()
    avancer(export, delai)

    assert [retirer_ce_qui_est_echu() for _ in range(2)] == [retirees, 0]

    export.refresh_from_db()
    assert (export.statut, export.document is None) == (("produit", False), ("expiree", True))[retirees]


def test_les_octets_partent_et_ceux_du_dossier_restent(exporter, avancer):
    export = exporter()
    avant, empreinte = ranges(), export.document.fichier.empreinte
    avancer(export, 31 * UN_JOUR)

    retirer_ce_qui_est_echu()
    retirer_ce_qui_est_echu()  # the document follows its last line
    assert [effacer_les_fichiers_sans_document() for _ in range(2)] == [1, 0]

    assert avant - ranges() == {empreinte}
    assert not Fichier.objects.filter(empreinte=empreinte).exists()
    assert Fichier.objects.count() == len(ranges())


def test_une_archive_redemandee_garde_le_document_de_la_premiere(exporter, avancer, scenario: Scenario):
    """Nothing changed: the second line offers the same document, and keeps it when the first expires."""
    premiere = exporter()
    scenario.instant += 20 * UN_JOUR
    seconde = exporter()
    assert seconde.document == premiere.document
    avancer(premiere, 31 * UN_JOUR)

    assert retirer_ce_qui_est_echu() == 1

    premiere.refresh_from_db()
    seconde.refresh_from_db()
    assert (premiere.statut, seconde.statut) == ("expiree", "produit")
    assert (seconde.document.lire()[:2], effacer_les_fichiers_sans_document()) == (b"PK", 0)


def test_une_archive_expiree_se_prepare_de_nouveau_sous_la_meme_version(exporter, demander, avancer, scenario):
    premiere = exporter()
    avancer(premiere, 31 * UN_JOUR)
    retirer_ce_qui_est_echu()
    scenario.instant += 31 * UN_JOUR

    seconde = demander()
    assert produire_archive(seconde.pk) is True

    seconde.refresh_from_db()
    assert (seconde.version, seconde.empreinte) == (premiere.version, premiere.empreinte)
    assert seconde.document.lire()[:2] == b"PK"


def test_la_page_dit_qu_une_archive_a_expire_et_propose_de_la_refaire(
    exporter: Callable[[], ExportDossier], avancer: Any, connecter: Callable[..., Client], petit_monde: Monde
) -> None:
    export = exporter()
    avancer(export, 31 * UN_JOUR)
    retirer_ce_qui_est_echu()

    page = connecter(petit_monde.mandataire).get(export.get_absolute_url()).content.decode()

    assert ("Expirée" in page, "elle n’est plus gardée" in page) == (True, True)
    assert ("Préparer l’archive</button>" in page, "download>" in page) == (True, False)
    assert "pendant 30 jours" in page


def test_le_journal_dit_l_expiration_et_le_dossier_n_en_change_pas(exporter, avancer, candidature):
    export = exporter()
    empreinte = export.document.fichier.empreinte
    avancer(export, 31 * UN_JOUR)
    retirer_ce_qui_est_echu()

    entree = EntreeJournal.objects.get(action="exportdossier.expirer")

    assert (entree.details["empreinte"], entree.dossier) == (empreinte, candidature.cle_dossier)
    assert tasks.archive.lire(candidature, horloge.maintenant()).empreinte == export.empreinte


def test_une_archive_qui_ne_se_retire_pas_n_arrete_pas_les_autres(exporter, avancer, monkeypatch, scenario):
    exporter()
    scenario.instant += UN_JOUR
    derniere = exporter()
    avancer(derniere, 31 * UN_JOUR)
    ordinaire = tasks.expirer

    def expirer_la_seconde(export, demande):
        if export != derniere:
            raise OSError("panne")
        return ordinaire(export, demande)

    monkeypatch.setattr(tasks, "expirer", expirer_la_seconde)

    assert retirer_ce_qui_est_echu() == 1


def test_la_base_refuse_une_archive_expiree_qui_a_un_document(exporter):
    export = exporter()

    with pytest.raises(IntegrityError), transaction.atomic():
        ExportDossier.objects.filter(pk=export.pk).update(statut="expiree")
    assert Document.objects.filter(exports=export).count() == 1
