from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from candidatures import regles
from segur.noyau.regles import Reference, Version

TEXTE = Reference("arrêté du 30 avril 2025", "AF, calendrier")
DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
ECHEANCE = Version(date(2025, 4, 30), DATE_1, TEXTE)
OBJET = "Première soumission (Date 1)"


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize(
    ("recu_le", "satisfait", "explication"),
    [
        pytest.param(
            DATE_1 - timedelta(seconds=1),
            True,
            f"{OBJET} : date limite le 15/10/2025 à 12:00 (heure de Paris).",
            id="une seconde avant",
        ),
        pytest.param(
            DATE_1, True, f"{OBJET} : date limite le 15/10/2025 à 12:00 (heure de Paris).", id="à l’instant même"
        ),
        pytest.param(
            DATE_1 + timedelta(seconds=1),
            False,
            f"{OBJET} : date limite le 15/10/2025 à 12:00 (heure de Paris). "
            "Votre envoi a été reçu le 15/10/2025 à 12:00:01 (heure de Paris), après cette date.",
            id="une seconde après",
        ),
        pytest.param(
            DATE_1 + timedelta(milliseconds=250),
            False,
            f"{OBJET} : date limite le 15/10/2025 à 12:00 (heure de Paris). "
            "Votre envoi a été reçu le 15/10/2025 à 12:00:00,250 (heure de Paris), après cette date.",
            id="un quart de seconde après",
        ),
    ],
)
def test_l_echeance_et_l_envoi_sont_dits_tous_les_deux(recu_le, satisfait, explication):
    motif = regles.echeance_respectee(objet=OBJET, recu_le=recu_le, echeance=ECHEANCE)

    assert (motif.code, motif.satisfait, motif.explication, motif.reference) == (
        "echeance",
        satisfait,
        explication,
        TEXTE,
    )


def test_une_date_non_publiee_n_arrete_personne_et_le_dit():
    motif = regles.echeance_respectee(
        objet=OBJET, recu_le=datetime(2099, 1, 1, tzinfo=UTC), echeance=Version(date(2025, 4, 30), None, TEXTE)
    )

    assert (motif.satisfait, motif.explication) == (True, f"{OBJET} : date limite non publiée à ce jour.")


@pytest.mark.parametrize(
    ("restantes", "satisfait", "explication"),
    [
        ([], True, "Toutes les questions obligatoires ont une réponse."),
        (["Nom", "SIRET"], False, "Questions sans réponse : Nom, SIRET."),
    ],
)
def test_une_etape_est_complete_quand_rien_ne_reste(restantes, satisfait, explication):
    motif = regles.etape_complete(restantes=restantes)

    assert (motif.satisfait, motif.explication) == (satisfait, explication)


@pytest.mark.parametrize(("restantes", "tard"), list(product([[], ["Nom"]], [False, True])))
def test_la_premiere_soumission_est_complete_et_a_temps(restantes, tard):
    verdict = regles.premiere_soumission(
        objet=OBJET, recu_le=DATE_1 + timedelta(seconds=tard), echeance=ECHEANCE, restantes=restantes
    )

    assert [(motif.code, motif.satisfait) for motif in verdict.motifs] == [
        ("complete", not restantes),
        ("echeance", not tard),
    ]


@pytest.mark.exigence("E1-30")
@pytest.mark.parametrize(
    ("soumise", "explication"), [(True, "L’étape 1 a été soumise."), (False, "Soumettez d’abord l’étape 1.")]
)
def test_l_etape_2_suit_la_soumission_de_l_etape_1(soumise, explication):
    motif = regles.eligibilite_ouverte(administrative_soumise=soumise)

    assert (motif.satisfait, motif.explication) == (soumise, explication)


@pytest.mark.exigence("E2-31")
@pytest.mark.parametrize(("validee", "rem"), list(product([True, False], repeat=2)))
def test_eligible_demande_l_etape_1_validee_et_un_rem(validee, rem):
    verdict = regles.eligibilite_prononcable(administrative_validee=validee, rem_disponible=rem)

    assert [(motif.code, motif.satisfait) for motif in verdict.motifs] == [
        ("etape_1_validee", validee),
        ("rem_importe", rem),
    ]


@pytest.mark.exigence("CP-27", "B-CVG-01")
@pytest.mark.parametrize(("engage", "cochee"), list(product([True, False], repeat=2)))
def test_la_charte_demande_la_bonne_personne_et_la_case(engage, cochee):
    verdict = regles.charte_acceptable(engage_l_editeur=engage, case_cochee=cochee)

    assert [(motif.code, motif.satisfait) for motif in verdict.motifs] == [
        ("engage_l_editeur", engage),
        ("case_cochee", cochee),
    ]


@pytest.mark.parametrize(("texte", "satisfait"), [("", False), (" \n\t", False), (" Précisez. ", True)])
def test_une_demande_de_modification_dit_pourquoi(texte, satisfait):
    assert regles.motif_donne(texte).satisfait is satisfait


@pytest.mark.parametrize("echouee", [True, False])
def test_une_signature_se_redemande_apres_un_echec(echouee):
    assert regles.signature_a_redemander(echouee=echouee).satisfait is echouee


def test_un_exemplaire_defectueux_dit_tous_ses_defauts():
    assert regles.exemplaire_recevable(defauts=[]).satisfait is True
    assert regles.exemplaire_recevable(defauts=["Il est vide.", "Il est interrompu."]).explication == (
        "Il est vide. Il est interrompu."
    )


@pytest.mark.exigence("E1-30")
@pytest.mark.parametrize(
    ("faits", "date_attendue"),
    [
        ({"etapes_1_et_2_soumises": False}, 1),
        ({"etapes_1_et_2_soumises": True}, 2),
        ({"etapes_1_et_2_soumises": True, "preuves_soumises": True}, 3),
        ({"etapes_1_et_2_soumises": True, "preuves_soumises": True, "preuves_validees": True}, None),
    ],
)
def test_la_date_qui_regle_est_la_prochaine_a_tenir(faits, date_attendue):
    assert regles.date_qui_regle(**faits) == date_attendue


LUNDI = datetime(2025, 10, 6, 8, tzinfo=UTC)  # 10:00 in Paris
AVANT_L_HEURE_D_HIVER = datetime(2025, 10, 22, 21, 30, tzinfo=UTC)  # 23:30 in Paris; the 29th is one hour longer


@pytest.mark.parametrize(
    ("le", "echeance", "code"),
    [
        pytest.param(LUNDI, None, "inconnue", id="date non publiée"),
        pytest.param(LUNDI, LUNDI - timedelta(seconds=1), "depassee", id="une seconde après"),
        pytest.param(LUNDI, LUNDI, "urgente", id="à l’instant même"),
        pytest.param(LUNDI, datetime(2025, 10, 12, 21, 59, 59, tzinfo=UTC), "urgente", id="dans 6 jours, 23:59:59"),
        pytest.param(LUNDI, datetime(2025, 10, 12, 22, tzinfo=UTC), "proche", id="dans 7 jours, 0:00"),
        pytest.param(LUNDI, datetime(2025, 11, 4, 22, 59, 59, tzinfo=UTC), "proche", id="dans 29 jours, 23:59:59"),
        pytest.param(LUNDI, datetime(2025, 11, 4, 23, tzinfo=UTC), "lointaine", id="dans 30 jours, 0:00"),
        pytest.param(
            AVANT_L_HEURE_D_HIVER, datetime(2025, 10, 28, 22, 59, tzinfo=UTC), "urgente", id="heure d’hiver, 6 jours"
        ),
        pytest.param(
            AVANT_L_HEURE_D_HIVER, datetime(2025, 10, 28, 23, tzinfo=UTC), "proche", id="heure d’hiver, 7 jours"
        ),
    ],
)
def test_le_risque_se_compte_en_jours_de_paris(le, echeance, code):
    assert regles.risque(echeance=echeance, le=le) == code
    assert code in regles.RISQUES


def test_les_risques_se_suivent_sans_trou_ni_recouvrement():
    bornes = list(regles.bornes_des_risques(LUNDI).values())

    assert [fin for _, fin in bornes[:-1]] == [debut for debut, _ in bornes[1:]]
    assert (bornes[0][0], bornes[-1][1]) == (None, None)
