"""Days and instants of an order, just before, at and just after each bound. Ids cite the catalogue."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from financement.regles.commande.faits import Bon, Contexte, Issue, Prediction
from financement.regles.commande.juger import juger
from financement.regles.commande.referencement import ouverture_de_l_exception
from segur.noyau.regles import Version
from tests.financement.commandes.exemples import (
    DPI,
    INITIAL,
    MODIFIE,
    a,
    bon_d_etablissement,
    bon_valide,
    calendrier_initial,
    constat_de,
    contexte_d_etablissement,
    contexte_valide,
)

OUI, A_VOIR, RESERVE, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.RESERVE, Issue.NON_CONFORME
MICROSECONDE = timedelta(microseconds=1)
DATE_4 = a(2027, 7, 16)
OUVERTURE = a(2027, 7, 1)


def date_0(valeur: datetime | None) -> dict[str, Any]:
    return {"date_0": Version(date(2025, 4, 30), valeur, INITIAL)}


def signe(annee: int, mois: int, jour: int, **changements: Any) -> Bon:
    """Issued and signed that day, with the mention, whatever the day of reception."""
    le = date(annee, mois, jour)
    return bon_valide(emis_le=le, signe_le=le, mention_conditionnelle=True, **changements)


def en_attente(**changements: Any) -> Contexte:
    """Complete file in time, no decision: received when the exception opens."""
    solution = {"reference_le": None, "dossier_complet_le": a(2027, 1, 10)}
    return contexte_valide(**{"recu_le": OUVERTURE, "referencement": solution} | changements)


def ligne(nom: str, bon: Bon, contexte: Contexte, code: str, issue: Issue, *exigences: str) -> Any:
    return pytest.param(bon, contexte, code, issue, id=nom, marks=pytest.mark.exigence(*(exigences or nom.split()[:1])))


PUBLIEE = contexte_valide(calendrier=date_0(a(2025, 5, 6)))
NON_PUBLIEE = contexte_valide()
EMISSION = [
    ligne("CMD-02 la veille de la Date 0", bon_valide(emis_le=date(2025, 5, 5)), PUBLIEE, "emission", NON),
    ligne("CMD-02 le jour de la Date 0", bon_valide(emis_le=date(2025, 5, 6)), PUBLIEE, "emission", NON),
    ligne("CMD-02 le lendemain", bon_valide(emis_le=date(2025, 5, 7)), PUBLIEE, "emission", OUI),
    ligne("CMD-02 inconnue : jour de l’arrêté", bon_valide(emis_le=date(2025, 4, 30)), NON_PUBLIEE, "emission", NON),
    ligne("CMD-02 inconnue : après l’arrêté", bon_valide(emis_le=date(2025, 5, 1)), NON_PUBLIEE, "emission", A_VOIR),
    ligne("CMD-02 inconnue : à la Date 1", bon_valide(emis_le=date(2025, 10, 15)), NON_PUBLIEE, "emission", A_VOIR),
    ligne("CMD-02 inconnue : après la Date 1", bon_valide(emis_le=date(2025, 10, 16)), NON_PUBLIEE, "emission", OUI),
    ligne(
        "CMD-02 absente du calendrier", bon_valide(emis_le=date(2025, 10, 16)),
        contexte_valide(calendrier={"date_0": None}), "emission", OUI,
    ),
    ligne(
        "CMD-01 émis après la signature", bon_valide(emis_le=date(2026, 10, 6)), NON_PUBLIEE,
        "emission_avant_signature", NON,
    ),
    ligne(
        "CMD-01 émis le jour de la signature", bon_valide(emis_le=date(2026, 10, 5)), NON_PUBLIEE,
        "emission_avant_signature", OUI,
    ),
]  # fmt: skip


@pytest.mark.exigence("CMD-01", "CMD-02")
@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), EMISSION)
def test_emission(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


A_MINUIT = contexte_valide(recu_le=a(2026, 10, 5, 0))
SIGNATURE = [
    ligne("CMD-03 la veille de la Date 4", signe(2027, 7, 15), NON_PUBLIEE, "signature", OUI),
    ligne("CMD-03 le jour de la Date 4", signe(2027, 7, 16), NON_PUBLIEE, "signature", OUI),
    ligne("CMD-03 le lendemain", signe(2027, 7, 17), NON_PUBLIEE, "signature", NON),
    ligne("CMD-03 Date 4 inconnue", bon_valide(), contexte_valide(calendrier={"date_4": None}), "signature", A_VOIR),
    ligne("AV-01 signé le jour de la réception", bon_valide(), A_MINUIT, "signature_avant_reception", OUI),
    ligne(
        "AV-01 signé le lendemain, à Paris", bon_valide(),
        contexte_valide(recu_le=A_MINUIT.recu_le - MICROSECONDE), "signature_avant_reception", NON,
    ),
    ligne("AV-02 avant la Date 4", bon_valide(), contexte_valide(recu_le=DATE_4 - MICROSECONDE), "reception", OUI),
    ligne("AV-02 à 12:00:00", bon_valide(), contexte_valide(recu_le=DATE_4), "reception", OUI, "AV-02", "CAL-01"),
    ligne("AV-02 à 12:00:00,000001", bon_valide(), contexte_valide(recu_le=DATE_4 + MICROSECONDE), "reception", NON),
    ligne("AV-02 Date 4 inconnue", bon_valide(), contexte_valide(calendrier={"date_4": None}), "reception", A_VOIR),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), SIGNATURE)
def test_signature_et_reception(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


def test_en_retard_rien_dans_le_bon_n_y_supplee() -> None:
    tardif = constat_de(bon_valide(), contexte_valide(recu_le=DATE_4 + MICROSECONDE), "reception")
    assert "12:00:00,001" in tardif.motif.explication
    assert tardif.motif.reference == MODIFIE
    assert tardif.remede.startswith("Aucun changement du bon n’y supplée")


SOLUTION = [
    ligne("AV-01 référencée avant la réception", bon_valide(), contexte_valide(), "referencement", OUI),
    ligne(
        "AV-01 référencée à l’instant de la réception", bon_valide(),
        contexte_valide(recu_le=a(2026, 11, 20), referencement={"reference_le": a(2026, 11, 20)}), "referencement", OUI,
    ),
    ligne(
        "AV-01 référencée l’instant d’après", bon_valide(),
        contexte_valide(referencement={"reference_le": a(2026, 11, 20, 10) + MICROSECONDE}), "referencement", NON,
    ),
    ligne("AV-01 retirée", bon_valide(), contexte_valide(referencement={"retire": True}), "referencement", NON),
    ligne(
        "RET-01 l’instant d’avant l’ouverture", bon_valide(),
        en_attente(recu_le=OUVERTURE - MICROSECONDE), "referencement", NON, "RET-01", "CAL-12",
    ),
    ligne("RET-02 à l’ouverture", bon_valide(), en_attente(), "referencement", RESERVE, "RET-01", "RET-02", "CAL-12"),
    ligne("RET-02 à la Date 4", bon_valide(), en_attente(recu_le=DATE_4), "referencement", RESERVE),
    ligne(
        "RET-01 dossier complet à la Date 2", bon_valide(),
        en_attente(referencement={"reference_le": None, "dossier_complet_le": a(2027, 1, 20)}),
        "referencement", RESERVE,
    ),
    ligne(
        "RET-01 dossier complet après la Date 2", bon_valide(),
        en_attente(referencement={"reference_le": None, "dossier_complet_le": a(2027, 1, 20) + MICROSECONDE}),
        "referencement", NON,
    ),
    ligne(
        "RET-01 sans dossier complet", bon_valide(),
        en_attente(referencement={"reference_le": None, "dossier_complet_le": None}), "referencement", NON,
    ),
    ligne(
        "RET-01 référencement refusé", bon_valide(),
        en_attente(referencement={"reference_le": None, "refuse_le": a(2027, 6, 1)}), "referencement", NON,
    ),
    ligne("RET-01 signée à l’ouverture", signe(2027, 7, 1), en_attente(recu_le=DATE_4), "referencement", RESERVE),
    ligne("RET-01 signée le lendemain", signe(2027, 7, 2), en_attente(recu_le=DATE_4), "referencement", A_VOIR),
    ligne(
        "RET-02 référencement obtenu après la Date 4", bon_valide(),
        en_attente(referencement={"reference_le": a(2027, 9, 1), "dossier_complet_le": a(2027, 1, 10)}),
        "referencement", OUI,
    ),
    ligne(
        "RET-01 sans Date 2", bon_valide(),
        en_attente(calendrier={"date_2": Version(date(2025, 4, 30), None, INITIAL)}), "referencement", NON,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), SOLUTION)
def test_referencement(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("RET-02")
def test_sous_reserve_l_ordre_est_recevable_sans_etre_payable() -> None:
    """Signed 120 days at most before the complete file, received under the exception."""
    jugement = juger(signe(2026, 9, 12), en_attente())
    assert jugement.prediction == Prediction.ACCEPTE
    assert jugement.sous_reserve
    assert [constat.regle for constat in jugement.obstacles] == ["RET-02"]
    assert constat_de(signe(2026, 9, 12), en_attente(), "referencement").motif.satisfait


@pytest.mark.exigence("RET-01")
def test_avant_l_ouverture_le_remede_dit_quand_revenir() -> None:
    trop_tot = constat_de(bon_valide(), en_attente(recu_le=OUVERTURE - MICROSECONDE), "referencement")
    assert "à partir du 01/07/2027 à 12:00" in trop_tot.remede


@pytest.mark.exigence("CAL-12")
@pytest.mark.parametrize(
    ("date_4", "ouverture"),
    [
        (a(2026, 12, 16), datetime(2026, 12, 1, 11, tzinfo=UTC)),
        (a(2027, 7, 16), datetime(2027, 7, 1, 10, tzinfo=UTC)),
        (a(2027, 4, 5), datetime(2027, 3, 21, 11, tzinfo=UTC)),
    ],
    ids=["calendrier initial", "calendrier modifié", "à travers le changement d’heure"],
)
def test_l_exception_s_ouvre_quinze_jours_avant_a_la_meme_heure(date_4: datetime, ouverture: datetime) -> None:
    quinze = Version(date(2025, 4, 30), 15, INITIAL)
    assert ouverture_de_l_exception(date_4=date_4, retard=quinze) == ouverture


@pytest.mark.exigence("RET-01")
def test_un_dispositif_sans_exception_publiee_attend_le_referencement() -> None:
    contexte = contexte_d_etablissement(
        dispositif=DPI, recu_le=DATE_4, referencement={"reference_le": None, "dossier_complet_le": a(2027, 1, 10)}
    )
    constat = constat_de(bon_d_etablissement(), contexte, "referencement")
    assert (constat.issue, "aucun texte" in constat.motif.explication) == (NON, True)


# ---- the 120 days ---------------------------------------------------------------------------------------------------

COMPLET = a(2026, 9, 13, 23, 59)
ANTICIPEE = {"reference_le": a(2026, 10, 20), "dossier_complet_le": COMPLET}
DELAI = [
    ligne("CMD-04 119 jours", signe(2026, 5, 17), contexte_valide(referencement=ANTICIPEE), "delai_120_jours", OUI),
    ligne("CMD-04 120 jours", signe(2026, 5, 16), contexte_valide(referencement=ANTICIPEE), "delai_120_jours", OUI),
    ligne("CMD-04 121 jours", signe(2026, 5, 15), contexte_valide(referencement=ANTICIPEE), "delai_120_jours", NON),
    ligne(
        "CMD-04 le jour compte à Paris", signe(2026, 5, 16),
        contexte_valide(referencement=ANTICIPEE | {"dossier_complet_le": COMPLET + timedelta(minutes=1)}),
        "delai_120_jours", NON,
    ),
    ligne(
        "CMD-04 signé après le dossier complet", signe(2026, 9, 14), contexte_valide(referencement=ANTICIPEE),
        "delai_120_jours", OUI,
    ),
    ligne(
        "CMD-04 signé le jour du référencement", signe(2026, 10, 20),
        contexte_valide(referencement=ANTICIPEE | {"dossier_complet_le": None}), "delai_120_jours", OUI,
    ),
    ligne(
        "CMD-04 signé la veille du référencement", signe(2026, 10, 19),
        contexte_valide(referencement=ANTICIPEE | {"dossier_complet_le": None}), "delai_120_jours", A_VOIR,
    ),
    ligne(
        "CMD-04 sans dossier, 120e jour", signe(2026, 7, 23),
        contexte_valide(referencement={"reference_le": None, "dossier_complet_le": None}), "delai_120_jours", A_VOIR,
    ),
    ligne(
        "CMD-04 sans dossier, 121e jour", signe(2026, 7, 22),
        contexte_valide(referencement={"reference_le": None, "dossier_complet_le": None}), "delai_120_jours", NON,
    ),
    ligne(
        "CMD-05 signé la veille du 15/04/2026", signe(2026, 4, 14), contexte_valide(referencement=ANTICIPEE),
        "delai_120_jours", OUI, "CMD-05", "CAL-08",
    ),
    ligne(
        "CMD-05 signé le 15/04/2026", signe(2026, 4, 15), contexte_valide(referencement=ANTICIPEE),
        "delai_120_jours", NON, "CMD-05", "CAL-08",
    ),
    ligne(
        "CMD-05 neutralisé même sans dossier", signe(2026, 4, 14),
        contexte_valide(referencement={"reference_le": None, "dossier_complet_le": None}), "delai_120_jours", OUI,
    ),
    ligne(
        "CMD-04 délai d’un autre dispositif inconnu", bon_d_etablissement(signe_le=date(2026, 9, 14)),
        contexte_d_etablissement(), "delai_120_jours", A_VOIR,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), DELAI)
def test_delai(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("CMD-04")
def test_le_remede_du_delai_est_le_premier_jour_qui_convient() -> None:
    tard = constat_de(signe(2026, 5, 15), contexte_valide(referencement=ANTICIPEE), "delai_120_jours")
    assert "au plus tôt le 16/05/2026" in tard.remede
    assert ("Jours calendaires", "121") in tard.valeurs


@pytest.mark.exigence("CMD-06")
@pytest.mark.parametrize(
    ("jour", "mention", "issue"),
    [
        (date(2026, 9, 14), True, OUI),
        (date(2026, 9, 14), None, A_VOIR),
        (date(2026, 9, 14), False, NON),
        (date(2026, 9, 15), False, OUI),
        (date(2026, 9, 15), None, OUI),
    ],
    ids=["veille, portée", "veille, non dite", "veille, absente", "jour même, absente", "jour même, non dite"],
)
def test_mention_conditionnelle(jour: date, mention: bool | None, issue: Issue) -> None:
    bon = bon_valide(signe_le=jour, mention_conditionnelle=mention)
    assert constat_de(bon, contexte_valide(), "mention_conditionnelle").issue == issue


# ---- yesterday's text, today's text ---------------------------------------------------------------------------------


@pytest.mark.exigence("CMD-05", "CAL-08", "CAL-05")
def test_le_meme_bon_suit_le_texte_de_sa_reception() -> None:
    """Signed 132 days before the complete file. Neutralised from 11/06/2026 on, in Paris."""
    bon = signe(2026, 1, 20)
    solution = {"reference_le": a(2026, 6, 5), "dossier_complet_le": a(2026, 6, 1)}
    minuit = a(2026, 6, 11, 0)
    hier = contexte_valide(recu_le=minuit - MICROSECONDE, referencement=solution, calendrier=calendrier_initial())
    ce_jour = contexte_valide(recu_le=minuit, referencement=solution)

    d_hier, d_aujourd_hui = (constat_de(bon, contexte, "delai_120_jours") for contexte in (hier, ce_jour))

    assert (d_hier.regle, d_hier.issue) == ("CMD-04", NON)
    assert "30 avril 2025" in str(d_hier.motif.reference)
    assert (d_aujourd_hui.regle, d_aujourd_hui.issue) == ("CMD-05", OUI)
    assert "8 juin 2026" in str(d_aujourd_hui.motif.reference)
    assert d_aujourd_hui.motif.reference
    assert d_aujourd_hui.motif.reference.hypothese


@pytest.mark.exigence("CAL-05")
def test_la_date_4_est_celle_du_texte_en_vigueur() -> None:
    bon = signe(2026, 12, 17)
    hier = constat_de(bon, contexte_valide(calendrier=calendrier_initial()), "signature")
    ce_jour = constat_de(bon, contexte_valide(), "signature")
    assert (hier.issue, hier.motif.reference) == (NON, INITIAL)
    assert (ce_jour.issue, ce_jour.motif.reference) == (OUI, MODIFIE)
    assert hier.remede == "Signer au plus tard le 16/12/2026."
