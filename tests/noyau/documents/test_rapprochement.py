"""The database and the storage, both ways; and what is erased of the bytes that nothing names."""

import os
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from segur.noyau.documents import rapprochement, tasks
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.rapprochement import SANS_NOM_GARDE, SANS_NOM_TOLERE, Anomalie, Defaut, anomalies, purger
from segur.noyau.documents.tasks import rapprocher_les_fichiers
from tests.monde import AVANT_DATE_1, PDF

SECONDE = timedelta(seconds=1)
ADRESSE = f"ab/cd/abcd{'0' * 60}"
INSTANT = datetime(2026, 7, 1, 12, tzinfo=AVANT_DATE_1.tzinfo)


@pytest.fixture
def document(monde) -> Document:
    return deposer_octets(PDF, nom="a.pdf", zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)


@pytest.fixture
def chiffre(monde) -> Document:
    return deposer_octets(PDF, nom="rib.pdf", zone="piece_sensible", acteur=monde.mandataire, le=AVANT_DATE_1)


def ranger(chemin: str, contenu: bytes = b"octets", le: datetime | None = None) -> str:
    default_storage.delete(chemin)
    default_storage.save(chemin, ContentFile(contenu))
    if le:
        os.utime(default_storage.path(chemin), (le.timestamp(), le.timestamp()))
    return chemin


def trouvees() -> list[Anomalie]:
    return list(anomalies(timezone.now()))


def test_rien_a_dire_quand_tout_y_est(document, chiffre):
    assert trouvees() == []


@pytest.mark.parametrize("lequel", ["document", "chiffre"])
def test_un_fichier_manquant(request, lequel):
    fichier = request.getfixturevalue(lequel).fichier
    default_storage.delete(fichier.chemin)

    assert trouvees() == [Anomalie(Defaut.MANQUANT, fichier.chemin)]


@pytest.mark.parametrize("octets", [PDF[:-1], PDF + b" ", bytes([PDF[0] ^ 1]) + PDF[1:], b""])
def test_un_fichier_altere_meme_d_un_bit(document, octets):
    ranger(document.fichier.chemin, octets)

    assert trouvees() == [Anomalie(Defaut.ALTERE, document.fichier.chemin)]


def test_un_fichier_chiffre_altere_ne_se_lit_plus(chiffre):
    chemin = Path(default_storage.path(chiffre.fichier.chemin))
    octets = chemin.read_bytes()
    chemin.write_bytes(octets[:-5] + bytes([octets[-5] ^ 1]) + octets[-4:])

    assert trouvees() == [Anomalie(Defaut.ILLISIBLE, chiffre.fichier.chemin)]


def test_un_fichier_chiffre_d_une_autre_piece(chiffre, monde):
    autre = deposer_octets(PDF + b"2", nom="b.pdf", zone="piece_sensible", acteur=monde.mandataire, le=AVANT_DATE_1)
    ranger(chiffre.fichier.chemin, Path(default_storage.path(autre.fichier.chemin)).read_bytes())

    assert trouvees() == [Anomalie(Defaut.ALTERE, chiffre.fichier.chemin)]


@pytest.mark.parametrize(
    ("age", "dit"), [(SANS_NOM_TOLERE - SECONDE, False), (SANS_NOM_TOLERE, False), (SANS_NOM_TOLERE + SECONDE, True)]
)
@pytest.mark.parametrize("chemin", [ADRESSE, f"chiffres/{'a' * 12}/{ADRESSE}", "annuaires/reste", "sonde-1"])
def test_des_octets_sans_nom_ne_sont_dits_qu_apres_un_jour(db, chemin, age, dit):
    ranger(chemin, le=INSTANT - age)

    assert list(anomalies(INSTANT)) == ([Anomalie(Defaut.SANS_NOM, chemin)] if dit else [])


def test_les_octets_qu_une_ligne_nomme_ont_un_nom(document):
    os.utime(default_storage.path(document.fichier.chemin), (0, 0))
    Document.objects.all().delete()

    assert trouvees() == []


@pytest.mark.parametrize(
    ("age", "restent"), [(SANS_NOM_GARDE - SECONDE, True), (SANS_NOM_GARDE, True), (SANS_NOM_GARDE + SECONDE, False)]
)
def test_la_purge_attend_une_semaine(db, age, restent):
    ranger(ADRESSE, le=INSTANT - age)

    assert purger(INSTANT) == (0 if restent else 1)
    assert default_storage.exists(ADRESSE) is restent
    assert not Fichier.objects.exists()


def test_la_purge_ne_touche_ni_ce_qui_a_un_nom_ni_ce_qui_est_a_quelqu_un(document):
    os.utime(default_storage.path(document.fichier.chemin), (0, 0))
    ranger("annuaires/import", le=AVANT_DATE_1)
    ranger(f"ab/ce/abcd{'0' * 60}", le=AVANT_DATE_1)  # in a folder that is not its own

    assert purger(timezone.now()) == 0
    assert document.lire() == PDF


def test_des_octets_deposes_pendant_la_purge_restent(db, monkeypatch):
    """The deposit finds them there and does not write them again; the purge sees its row at the last moment."""
    ranger(ADRESSE, le=AVANT_DATE_1)
    monkeypatch.setattr(rapprochement, "_est_nomme", lambda chemin: False)
    Fichier.objects.create(empreinte=ADRESSE[6:], taille=6)

    assert purger(timezone.now()) == 0
    assert default_storage.exists(ADRESSE)


def test_la_commande_dit_tout_et_echoue(document, chiffre):
    default_storage.delete(document.fichier.chemin)
    ranger(chiffre.fichier.chemin)
    erreurs = StringIO()

    with pytest.raises(CommandError, match="2 anomalie"):
        call_command("verifier_fichiers", stderr=erreurs, stdout=StringIO())

    assert f"{document.fichier.chemin} : manquant" in erreurs.getvalue()
    assert f"{chiffre.fichier.chemin} : illisible" in erreurs.getvalue()


def test_la_commande_purge_sur_demande(document):
    ranger(ADRESSE, le=AVANT_DATE_1)
    with pytest.raises(CommandError):
        call_command("verifier_fichiers", stderr=StringIO(), stdout=StringIO())
    sortie = StringIO()

    call_command("verifier_fichiers", "--purger", stdout=sortie)

    assert sortie.getvalue() == "1 fichier(s) sans nom effacé(s).\n1 fichiers relus, aucune anomalie.\n"


def test_chaque_nuit_le_journal_technique_dit_chaque_anomalie(document, caplog, monkeypatch):
    monkeypatch.setattr(tasks.logger, "disabled", False)  # whatever another library did to the loggers before
    default_storage.delete(document.fichier.chemin)

    assert rapprocher_les_fichiers() == 1
    assert f"{document.fichier.chemin} : manquant" in caplog.text
