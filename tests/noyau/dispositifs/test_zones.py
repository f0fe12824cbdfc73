import pytest

from segur.noyau.dispositifs.zones import PLAFOND, ZONES

MO = 1024 * 1024


@pytest.mark.exigence("E3-18", "E2-18")
@pytest.mark.parametrize(
    ("code", "formats", "megaoctets", "nombre_max"),
    [
        ("attestation_noms", ("pdf", "zip"), 15, 10),
        ("documentation_dsr", ("pdf",), 15, 10),
        ("versions_obsoletes", ("xlsx", "xls", "zip"), 10, 10),
        ("mandats_groupement", ("pdf",), 10, 10),
        ("attestation_equivalence", ("pdf", "docx", "doc"), 10, 10),
        ("convention_signee", ("pdf",), 10, 1),
        ("lot_de_preuves", ("zip",), 100, 1),
    ],
)
def test_chaque_depot_a_ses_limites(code, formats, megaoctets, nombre_max):
    zone = ZONES[code]

    assert (zone.formats, zone.taille_max, zone.nombre_max) == (formats, megaoctets * MO, nombre_max)


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize("code", ["modele_asp", "piece_d_enrolement", "piece_sensible"])
def test_l_asp_prend_quatre_megaoctets_compris(code):
    zone = ZONES[code]

    assert (zone.formats, zone.nombre_max) == (("pdf", "jpeg", "jpg", "png"), 1)
    assert [zone.accepte_taille(octets) for octets in (4 * MO - 1, 4 * MO, 4 * MO + 1)] == [True, True, False]


@pytest.mark.exigence("E3-18")
def test_les_formats_d_une_preuve():
    publies = "PNG JPEG JPG MP4 MOV AVI FV PDF DOC DOCX PPT PPTX XLS XLSX CSV ZIP TXT ODS ODT ODR".lower().split()

    assert set(ZONES["preuve"].formats) == {*publies, "flv"}
    assert ZONES["preuve"].nombre_max is None


def test_la_taille_maximale_est_exclue():
    zone = ZONES["preuve"]

    assert [zone.accepte_taille(octets) for octets in (10_000_000, 10 * MO - 1, 10 * MO)] == [True, True, False]


def test_l_annonce_dit_formats_taille_et_nombre():
    assert ZONES["attestation_noms"].annonce() == (
        "Formats acceptés : PDF, ZIP. Taille : moins de 15 Mo. 10 fichiers au plus."
    )
    assert ZONES["convention_signee"].annonce().endswith("1 fichier au plus.")
    assert ZONES["modele_asp"].annonce() == (
        "Formats acceptés : PDF, JPEG, JPG, PNG. Taille : 4 Mo au plus. 1 fichier au plus. "
        "Nom : 50 caractères au plus, sans accent ni caractère spécial."
    )


def test_les_choix_sans_texte_sont_marques():
    assert sorted(code for code, zone in ZONES.items() if zone.hypothese) == [
        "archive_de_commandes",
        "attestation_de_fin",
        "audit_ins",
        "base_de_reference",
        "constat_de_preserie",
        "convention_signee",
        "demande_d_avance",
        "fichier_bancaire",
        "journal_de_monitoring",
        "justificatif_de_derogation",
        "lot_de_preuves",
        "message",
        "modele_asp",
        "preuve",
        "proces_verbal",
        "support_de_formation",
    ]


def test_le_plafond_est_celui_du_plus_grand_depot():
    assert PLAFOND == 15 * MO
