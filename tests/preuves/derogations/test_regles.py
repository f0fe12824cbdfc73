"""Recognition of the proofs with rules of their own, and these rules, at their boundaries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from preuves.derogations import regles
from segur.noyau.dispositifs import preuves as donnees
from segur.noyau.regles import Reference, Version

DATE = datetime(2027, 1, 10, 22, 59, tzinfo=UTC)
SECONDE = timedelta(seconds=1)
TEXTE = Reference("Guide")


@pytest.mark.exigence("E3-43", "E3-48", "DER-01", "DER-02")
@pytest.mark.parametrize(
    ("identifiant", "texte", "nature"),
    [
        ("SSI/GEN.18.01.01", "Preuve attendue", "test_intrusion"),
        ("SSI/GEN.18.01.01", "Rapport, ou habilitation EDC PSC qui le comprend", "test_intrusion"),
        ("SSI/GEN.180.01.01", "Preuve attendue", ""),
        ("LABEL.03.01.01", "Label e-santé", "label"),
        ("DMP/AIRS.03.01.01", "Preuve attendue Homologuation CNDA", "cnda"),
        ("INS/va1.37.01.01", "Justificatif de l’autorisation CNDA", "cnda"),
        ("", "Attestation d’habilitation EDC PSC Éditeur de Proxy e-santé", "edc_psc"),
        ("PSC.02.01.01", "Capture d’écran", ""),
    ],
)
def test_une_preuve_se_reconnait_a_son_identifiant_ou_a_ses_mots(identifiant, texte, nature):
    assert donnees.nature_de(identifiant, texte) == nature


@pytest.mark.exigence("DER-01", "DER-03", "DER-04", "DER-05", "DER-07", "DER-10", "CAL-07")
@pytest.mark.parametrize(
    ("dispositif", "nature", "au", "attendus"),
    [
        ("MS-DUI-Va2", "cnda", datetime(2026, 9, 1, tzinfo=UTC), [("cnda-depot-complet", 2), ("cnda-pre-examen", 3)]),
        (
            "MS-DUI-Va2",
            "edc_psc",
            datetime(2026, 9, 1, tzinfo=UTC),
            [("edc-chapitres-soumis", 2), ("edc-chapitres-valides", 3)],
        ),
        ("HOP-DPI-Va2", "cnda", datetime(2025, 6, 1, tzinfo=UTC), [("cnda-pre-examen-hop", 2)]),
        ("HOP-DPI-Va2", "edc_psc", datetime(2025, 6, 1, tzinfo=UTC), []),
        ("MDV-LGC-Va2", "cnda", datetime(2026, 6, 10, 21, 59, tzinfo=UTC), []),
        ("MDV-LGC-Va2", "cnda", datetime(2026, 6, 10, 22, tzinfo=UTC), [("cnda-avancement-lgc", 2)]),
        ("IMG-DB-Va2", "cnda", datetime(2026, 1, 1, tzinfo=UTC), [("cnda-avancement-img", 2)]),
    ],
)
def test_les_pieces_admises_sont_celles_du_texte_en_vigueur(dispositifs, dispositif, nature, au, attendus):
    version = donnees.derogation(dispositifs[dispositif], nature, au=au)

    assert [(s.code, s.jusqu_a) for s in (version.valeur.substituts if version else ())] == attendus


@pytest.mark.exigence("DER-03", "DER-05", "DER-08")
@pytest.mark.parametrize(
    ("code", "nombre", "dernier"),
    [
        (
            "edc-chapitres-soumis",
            5,
            "L’obtention de l’autorisation d’accès aux environnements de test des acteurs de l’Espace de confiance",
        ),
        ("edc-chapitres-valides", 3, "L’ensemble des chapitres EDC PSC validés"),
        ("cnda-pre-examen-hop", 3, "La date de retour prévisionnelle"),
    ],
)
def test_chaque_piece_admise_dit_ce_qu_elle_montre(code, nombre, dernier):
    elements = donnees.SUBSTITUTS[code].elements

    assert (len(elements), elements[-1]) == (nombre, dernier)


def recevable(recu_le=DATE, *, manquants=(), admis=True, limite=DATE):
    return regles.piece_provisoire_recevable(
        substitut="Capture",
        admis=admis,
        manquants=manquants,
        recu_le=recu_le,
        echeance=Version(date(2026, 6, 1), limite, TEXTE),
        numero=2,
        reference=TEXTE,
    )


@pytest.mark.exigence("DER-03", "DER-05")
@pytest.mark.parametrize(("ecart", "attendu"), [(-SECONDE, True), (0 * SECONDE, True), (SECONDE, False)])
def test_une_piece_provisoire_est_admise_jusqu_a_sa_date_incluse(ecart, attendu):
    assert recevable(DATE + ecart).favorable is attendu


def test_une_date_non_publiee_ne_ferme_rien():
    assert recevable(limite=None).favorable


@pytest.mark.exigence("DER-03")
def test_une_piece_incomplete_dit_tout_ce_qui_lui_manque_et_son_retard():
    obstacles = recevable(DATE + SECONDE, manquants=["Le NRU", "Le nom de la solution"]).obstacles

    assert [motif.explication for motif in obstacles] == [
        "La pièce doit aussi montrer : Le NRU ; Le nom de la solution.",
        "Cette pièce provisoire est admise jusqu’à la Date 2 : date limite le 10/01/2027 à 23:59 (heure de Paris). "
        "Votre envoi a été reçu le 10/01/2027 à 23:59:01 (heure de Paris), après cette date.",
    ]


def test_une_piece_que_le_texte_ne_nomme_pas_est_refusee():
    assert [motif.code for motif in recevable(admis=False).obstacles] == ["substitut"]


@pytest.mark.exigence("E3-45")
@pytest.mark.parametrize(
    ("hauts", "moyens", "obstacles"),
    [
        (0, 0, []),
        (0, 10, []),
        (0, 11, ["ko_moyens"]),
        (1, 10, ["ko_hauts"]),
        (1, 11, ["ko_hauts", "ko_moyens"]),
    ],
)
def test_le_formulaire_du_test_d_intrusion_a_ses_criteres(dispositifs, hauts, moyens, obstacles):
    criteres = donnees.criteres_intrusion(dispositifs["HOP-DPI-Va2"], au=datetime(2025, 1, 1, tzinfo=UTC)).valeur

    verdict = regles.intrusion_acceptable(
        ko_hauts=hauts, ko_moyens=moyens, max_hauts=criteres.ko_hauts, max_moyens=criteres.ko_moyens, reference=TEXTE
    )

    assert [motif.code for motif in verdict.obstacles] == obstacles


@pytest.mark.exigence("E3-47")
@pytest.mark.parametrize(
    ("dispositif", "profils", "ici"),
    [
        ("MS-DUI-Va2", {"ahi"}, True),
        ("MS-DUI-Va2", {"ahi", "pa"}, False),
        ("MS-DUI-Va2", set(), False),
        ("HOP-DPI-Va2", {"integration-ins"}, True),
        ("HOP-DPI-Va2", set(), True),
    ],
)
def test_le_test_d_intrusion_du_dui_se_presente_ici_pour_le_profil_ahi_seul(dispositifs, dispositif, profils, ici):
    criteres = donnees.criteres_intrusion(dispositifs[dispositif], au=datetime(2026, 9, 1, tzinfo=UTC)).valeur

    motif = regles.intrusion_a_ce_guichet(
        profils=frozenset(profils), reserve_a=frozenset(criteres.profils), reference=TEXTE
    )

    assert motif.satisfait is ici
    assert ("EDC PSC" in motif.explication) is not ici


@pytest.mark.exigence("DER-06", "E4-13")
def test_le_college_ne_se_saisit_pas_d_un_dossier_provisoire():
    verdict = regles.college_saisissable(provisoires=["A.01"], a_juger=["B.01", "B.02"])

    assert [motif.explication for motif in verdict.obstacles] == [
        "Preuves provisoires à remplacer par l’attestation définitive : A.01.",
        "Preuves qui ne sont pas conformes : B.01, B.02.",
    ]
    assert regles.college_saisissable(provisoires=[], a_juger=[]).favorable


@pytest.mark.exigence("E3-33")
def test_une_attestation_cnda_par_nil():
    manque = regles.attestations_par_nil(manques=[("A.01", 1)], nils=["111111111", "222222222"])

    assert (manque.satisfait, manque.explication) == (
        False,
        "Une attestation CNDA par NIL (111111111, 222222222) : A.01 (1/2).",
    )
    assert regles.attestations_par_nil(manques=[], nils=["111111111"]).satisfait
