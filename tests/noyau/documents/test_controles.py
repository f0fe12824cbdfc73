"""What a deposit place takes, and why it refuses the rest."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from segur.noyau.dispositifs.zones import MO, ZONES
from segur.noyau.documents.controles import FAMILLES, TEXTES, defauts, extension
from tests.monde import PDF
from tests.noyau.documents.corpus.tailles import pdf_de, xlsx_pesant, zip_pesant
from tests.noyau.documents.formats import EXE, HONNETES, TROMPEURS

PREUVE = ZONES["preuve"]
PESANTS = {
    "pdf": pdf_de,
    "xlsx": xlsx_pesant,
    "zip": zip_pesant,
    "json": lambda octets: b"{}".ljust(octets),
    "xml": lambda octets: b"<a/>".ljust(octets),
}


def defauts_de(nom: str, contenu: bytes, zone: str = "preuve") -> list[str]:
    return defauts(SimpleUploadedFile(nom, contenu), ZONES[zone])


@pytest.mark.exigence("E3-18")
@pytest.mark.parametrize("nom", HONNETES)
def test_un_fichier_honnete_est_accepte(nom):
    assert defauts_de(nom, HONNETES[nom]) == []


def test_chaque_format_publie_est_essaye():
    assert {extension(nom) for nom in HONNETES} == set(PREUVE.formats)


@pytest.mark.parametrize("zone", ZONES)
def test_chaque_format_d_une_zone_sait_se_reconnaitre(zone):
    assert set(ZONES[zone].formats) <= FAMILLES.keys() | TEXTES


@pytest.mark.parametrize("nom", TROMPEURS)
def test_un_contenu_qui_dement_l_extension_est_refuse(nom):
    suffixe = extension(nom).upper()

    assert defauts_de(nom, TROMPEURS[nom]) == [
        f"Le contenu de « {nom} » n’est pas celui d’un fichier {suffixe}. "
        "Enregistrez-le de nouveau dans ce format, sans seulement changer son extension."
    ]


@pytest.mark.parametrize("nom", ["virus.exe", "page.html", "dessin.svg", "preuve", "preuve.", "a.pdf.exe", "a.pdf "])
def test_une_extension_inconnue_est_refusee_avec_la_liste(nom):
    (defaut,) = defauts_de(nom, PDF)

    assert defaut == f"« {SimpleUploadedFile(nom, b'').name} » n’est pas dans un format accepté ici. {PREUVE.annonce()}"


def test_un_format_accepte_ailleurs_ne_l_est_pas_ici():
    assert defauts_de("a.docx", HONNETES["texte.docx"], "documentation_dsr") == [
        "« a.docx » n’est pas dans un format accepté ici. Formats acceptés : PDF. Taille : moins de 15 Mo. "
        "10 fichiers au plus."
    ]


@pytest.mark.exigence("E3-18", "E2-18")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("ecart", "accepte"), [(-1, True), (0, False), (1, False)], ids=["sous", "à", "sur"])
def test_la_taille_juste_sous_a_et_sur_la_limite(zone, ecart, accepte):
    suffixe = next(s for s in ZONES[zone].formats if s in PESANTS)
    contenu = PESANTS[suffixe](ZONES[zone].taille_max + ecart)

    assert (defauts_de(f"a.{suffixe}", contenu, zone) == []) is accepte


def test_le_refus_de_taille_dit_le_poids_et_la_limite():
    assert defauts_de("Preuve v1.2.pdf", PDF.ljust(11 * MO + 500_000, b"\0")) == [
        "« Preuve v1.2.pdf » pèse 12,0 Mo. Taille acceptée : moins de 10 Mo. "
        "Compressez le fichier ou partagez-le en plusieurs."
    ]


@pytest.mark.parametrize("nom", ["vide.pdf", "vide.txt", "vide.zip"])
def test_un_fichier_vide_est_refuse(nom):
    assert defauts_de(nom, b"") == [f"« {nom} » est vide. Vérifiez le fichier et déposez-le à nouveau."]


def test_tous_les_defauts_sont_dits_a_la_fois():
    assert len(defauts_de("gros.exe", EXE.ljust(10 * MO, b"\0"))) == 2
    assert len(defauts_de("rien.exe", b"")) == 2


def test_le_controle_rend_le_fichier_au_debut():
    fichier = SimpleUploadedFile("a.pdf", PDF)

    defauts(fichier, PREUVE)

    assert fichier.read() == PDF


@given(st.sampled_from(sorted(PREUVE.formats)), st.binary(min_size=1, max_size=300))
def test_aucun_contenu_ne_fait_planter_le_controle(suffixe, contenu):
    assert len(defauts_de(f"a.{suffixe}", contenu)) <= 1


@settings(max_examples=30)
@given(st.sampled_from(sorted(HONNETES)), st.integers(1, 64))
def test_un_fichier_coupe_ne_fait_pas_planter_le_controle(nom, longueur):
    assert len(defauts_de(nom, HONNETES[nom][:longueur])) <= 1
