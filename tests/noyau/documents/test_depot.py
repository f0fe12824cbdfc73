"""Bytes once, under the address of their content; each owner its own name."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from segur.noyau.documents.depot import deposer, deposer_octets, effacer
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.tasks import effacer_les_fichiers_sans_document
from tests.monde import AVANT_DATE_1, PDF


def deposer_pour(acteur, nom: str = "a.pdf", contenu: bytes = PDF) -> Document:
    return deposer_octets(contenu, nom=nom, zone="preuve", acteur=acteur, le=AVANT_DATE_1)


def fichiers_ranges() -> list[Path]:
    racine = Path(default_storage.path(""))
    return sorted(chemin for chemin in racine.rglob("*") if chemin.is_file())


def test_un_depot_dit_quoi_qui_et_quand(monde):
    document = Document.objects.get(pk=deposer_pour(monde.mandataire, "Rapport é.pdf").pk)

    assert (document.nom, document.zone, document.depose_le) == ("Rapport é.pdf", "preuve", AVANT_DATE_1)
    assert (document.depose_par, document.organisation) == (monde.mandataire.utilisateur, monde.mandataire.organisation)
    assert (document.fichier.empreinte, document.fichier.taille) == (sha256(PDF).hexdigest(), len(PDF))
    assert (document.fichier.type_mime, document.lire()) == ("application/pdf", PDF)


def test_les_memes_octets_sont_ranges_une_fois_et_chacun_a_les_siens(monde):
    premier = deposer_pour(monde.mandataire, "a.pdf")
    second = deposer_pour(monde.autre_editeur, "b.pdf")

    assert premier.fichier == second.fichier
    assert (premier.nom, second.nom, premier.identifiant != second.identifiant) == ("a.pdf", "b.pdf", True)
    assert len(fichiers_ranges()) == 1
    assert (premier.lire(), second.lire()) == (PDF, PDF)


def test_un_autre_contenu_ne_touche_pas_le_premier(monde):
    premier = deposer_pour(monde.mandataire)
    deposer_pour(monde.mandataire, contenu=PDF + b"\n")

    assert (premier.lire(), len(fichiers_ranges())) == (PDF, 2)


@pytest.mark.parametrize(
    ("nom", "garde"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\x00.pdf", "a.pdf"),
        ("\u202efdp.exe", "\u202efdp.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a\r\nSet-Cookie: x=1.pdf"),
        ("é" * 300 + ".pdf", "é" * 251 + ".pdf"),
    ],
)
def test_le_nom_n_est_qu_une_donnee(monde, nom, garde):
    """Whatever the name, the bytes are stored at the address of their content."""
    document = deposer_pour(monde.mandataire, nom)
    document.refresh_from_db()

    empreinte = sha256(PDF).hexdigest()
    assert document.nom == garde
    assert fichiers_ranges() == [Path(default_storage.path("")) / empreinte[:2] / empreinte[2:4] / empreinte]


def test_un_flux_deja_lu_est_range_en_entier(monde):
    flux = BytesIO(PDF)
    flux.read(5)

    document = deposer(flux, nom="a.pdf", zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)

    assert document.lire() == PDF


def test_un_gros_fichier_est_mesure_morceau_par_morceau(monde):
    contenu = PDF.ljust(3 * 1024 * 1024 + 7, b"x")

    document = deposer_pour(monde.mandataire, contenu=contenu)

    assert (document.fichier.taille, document.fichier.empreinte) == (len(contenu), sha256(contenu).hexdigest())


def test_un_depot_annule_ne_laisse_pas_de_ligne_et_peut_recommencer(monde):
    with transaction.atomic():
        deposer_pour(monde.mandataire)
        transaction.set_rollback(True)
    annule = (Fichier.objects.count(), Document.objects.count())

    assert (annule, deposer_pour(monde.mandataire).lire()) == ((0, 0), PDF)


@pytest.mark.parametrize("reste", [b"", PDF[:10]], ids=["vide", "coupé"])
def test_une_ecriture_coupee_par_la_mort_du_processus_est_reprise(monde, reste):
    empreinte = sha256(PDF).hexdigest()
    chemin = Path(default_storage.path("")) / empreinte[:2] / empreinte[2:4] / empreinte
    chemin.parent.mkdir(parents=True)
    chemin.write_bytes(reste)

    document = deposer_pour(monde.mandataire)

    assert (document.lire(), fichiers_ranges()) == (PDF, [chemin])


def test_un_fichier_depose_ne_s_efface_pas(monde):
    document = deposer_pour(monde.mandataire)

    with pytest.raises(Exception, match="protected foreign keys"):
        document.fichier.delete()


def test_les_octets_que_plus_rien_ne_nomme_s_effacent(monde):
    garde, oublie = deposer_pour(monde.mandataire, contenu=PDF + b"1"), deposer_pour(monde.mandataire)
    memes = deposer_pour(monde.autre_editeur, "memes.pdf")
    oublie.delete()
    encore_nommes = effacer_les_fichiers_sans_document()
    memes.delete()

    effaces = [effacer_les_fichiers_sans_document() for _ in range(2)]

    assert (encore_nommes, effaces) == (0, [1, 0])
    assert (Fichier.objects.get(), [chemin.name for chemin in fichiers_ranges()]) == (
        garde.fichier,
        [garde.fichier.empreinte],
    )


def test_un_fichier_qui_sert_ne_s_efface_pas(monde):
    document = deposer_pour(monde.mandataire)

    assert (effacer(document.fichier_id), document.lire()) == (False, PDF)


def test_un_effacement_coupe_se_reprend_et_un_depot_le_repare(monde):
    """Killed between the bytes and their row."""
    document = deposer_pour(monde.mandataire)
    fichier = document.fichier
    document.delete()
    default_storage.delete(fichier.chemin)

    assert deposer_pour(monde.mandataire).lire() == PDF
    Document.objects.all().delete()
    default_storage.delete(fichier.chemin)
    assert effacer(fichier.pk) is True
