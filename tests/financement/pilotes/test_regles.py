"""Every rule of the pilots with its bounds, and the advice that is no rule (AF 6.3)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from financement.regles import formations
from financement.regles import pilotes as regles
from segur.noyau.regles import Motif

LGC, HOP = "MDV-LGC-Va2", "HOP-DPI-Va2"
BON, REFERENCE, JOUR = date(2026, 6, 1), date(2026, 6, 10), date(2026, 8, 1)
VALIDE_LE = datetime(2026, 9, 1, 21, 59, 59, tzinfo=UTC)  # 1 September, 23:59:59 in Paris
UN_JOUR, UNE_SECONDE = timedelta(days=1), timedelta(seconds=1)
CONTENUS_COUVERTS = Motif("contenus", True, "")


def codes(verdict: object) -> set[str]:
    return {motif.code for motif in verdict.obstacles}  # type: ignore[attr-defined]


@pytest.mark.exigence("PIL-F02", "PIL-F05", "CMD-42", "HOP-07")
@pytest.mark.parametrize(
    ("exige", "choisis", "attendu"),
    [(5, 4, False), (5, 5, True), (5, 6, False), (3, 2, False), (3, 3, True), (3, 4, False), (None, 5, False)],
)
def test_le_nombre_de_pilotes_est_exact(exige: int | None, choisis: int, attendu: bool) -> None:
    assert regles.nombre_atteint(choisis=choisis, exige=exige).satisfait is attendu


@pytest.mark.exigence("PIL-F02", "PIL-F05")
@pytest.mark.parametrize(
    ("exige", "choisis", "attendu"), [(5, 4, True), (5, 5, False), (3, 3, False), (None, 0, False)]
)
def test_une_place_reste_jusqu_au_nombre(exige: int | None, choisis: int, attendu: bool) -> None:
    assert regles.place_libre(choisis=choisis, exige=exige).satisfait is attendu


def test_un_nombre_non_publie_bloque_et_s_explique() -> None:
    motif = regles.nombre_publie(exige=None)
    assert not motif.satisfait
    assert motif.explication.startswith("Nombre non publié")


@pytest.mark.exigence("PIL-F02")
@pytest.mark.parametrize("faux", ["validee", "du_fournisseur", "de_la_solution", "deja"])
def test_chaque_condition_d_un_pilote_compte(faux: str) -> None:
    bons = {"validee": True, "du_fournisseur": True, "de_la_solution": True, "deja": False}
    assert regles.pilote_recevable(**bons).favorable
    assert len(regles.pilote_recevable(**(bons | {faux: not bons[faux]})).obstacles) == 1


@pytest.mark.exigence("PIL-F06")
@pytest.mark.parametrize(
    ("reference_le", "jour", "attendu"),
    [
        (REFERENCE, REFERENCE - UN_JOUR, False),
        (REFERENCE, REFERENCE, True),
        (BON - UN_JOUR, BON - UN_JOUR, False),
        (BON - UN_JOUR, BON, True),
        (None, JOUR, False),
    ],
    ids=["avant le référencement", "le jour du référencement", "avant la commande", "le jour de la commande", "jamais"],
)
def test_referencement_et_commande_signee_permettent_de_debuter(
    reference_le: date | None, jour: date, attendu: bool
) -> None:
    assert regles.prestation_commencable(reference_le=reference_le, bon_signe_le=BON, jour=jour).satisfait is attendu


@pytest.mark.exigence("PIL-F06")
def test_la_validation_de_l_asp_n_est_qu_un_conseil_pour_debuter() -> None:
    conseil = regles.avance_conseillee(validee=False)
    assert not conseil.suivi
    assert "pas nécessaire" in conseil.explication


@pytest.mark.exigence("PIL-F03")
@pytest.mark.parametrize(
    ("installe_le", "signe_le", "attendus"),
    [
        (REFERENCE, REFERENCE, set()),
        (REFERENCE, JOUR, set()),
        (REFERENCE, JOUR + UN_JOUR, {"saisie:signe_le"}),
        (REFERENCE - UN_JOUR, JOUR, {"saisie:installe_le"}),
        (JOUR, JOUR - UN_JOUR, {"saisie:signe_le"}),
        (BON - UN_JOUR, BON - UN_JOUR, {"saisie:installe_le", "saisie:signe_le"}),
    ],
    ids=[
        "premier jour",
        "jour de réception",
        "lendemain",
        "avant le début",
        "avant l’installation",
        "avant la commande",
    ],
)
def test_les_dates_d_un_pv_se_suivent(installe_le: date, signe_le: date, attendus: set[str]) -> None:
    verdict = regles.pv_recevable(
        bon_signe_le=BON, reference_le=REFERENCE, installe_le=installe_le, signe_le=signe_le, jour=JOUR
    )
    assert codes(verdict) == attendus


def un_pilote(**changements: object) -> regles.FaitsDuPilote:
    faits = {
        "commande": "BC-1",
        "validee": True,
        "du_fournisseur": True,
        "de_la_solution": True,
        "bon_signe_le": BON,
        "pv": True,
        "installe_le": REFERENCE,
        "signe_le": JOUR,
    }
    return regles.FaitsDuPilote(**(faits | changements))  # type: ignore[arg-type]


@pytest.mark.exigence("PIL-F02", "PIL-F03", "PIL-F04")
@pytest.mark.parametrize(
    ("changements", "du_pilote", "attendus"),
    [
        ({}, {}, set()),
        ({}, {"validee": False}, {"avance"}),
        ({}, {"pv": False, "installe_le": None, "signe_le": None}, {"pv"}),
        ({}, {"signe_le": JOUR + UN_JOUR}, {"dates"}),
        ({"exige": 2}, {}, {"nombre"}),
        ({"exige": None}, {}, {"nombre_publie"}),
        ({"reference_le": None}, {}, {"referencement", "dates"}),
        ({"en_vigueur": False}, {}, {"referencement"}),
        ({"contenus": Motif("contenus", False, "")}, {}, {"contenus"}),
    ],
)
def test_le_dossier_dit_tout_ce_qui_lui_manque(
    changements: dict[str, object], du_pilote: dict[str, object], attendus: set[str]
) -> None:
    bons: dict[str, object] = {
        "exige": 1,
        "pilotes": [un_pilote(**du_pilote)],
        "reference_le": REFERENCE,
        "en_vigueur": True,
        "contenus": CONTENUS_COUVERTS,
        "jour": JOUR,
    }
    assert codes(regles.dossier_conforme(**(bons | changements))) == attendus  # type: ignore[arg-type]


@pytest.mark.exigence("PIL-F04", "PR-15")
@pytest.mark.parametrize(("manquants", "attendu"), [([], True), (["PSC"], False)])
def test_un_seul_contenu_manquant_suffit(manquants: list[str], attendu: bool) -> None:
    motif = regles.contenus_couverts(dus=22, manquants=manquants)
    assert motif.satisfait is attendu
    assert motif.explication.startswith(f"{22 - len(manquants)}/22")


@pytest.mark.parametrize(
    ("nombre", "fin"),
    [(3, "Il manque : C0 ; C1 ; C2."), (4, "C2 ; et 1 autre."), (5, "C2 ; et 2 autres.")],
)
def test_les_premiers_manques_sont_nommes_et_les_autres_comptes(nombre: int, fin: str) -> None:
    manquants = [f"C{rang}" for rang in range(nombre)]
    assert regles.contenus_couverts(dus=22, manquants=manquants).explication.endswith(fin)


@pytest.mark.exigence("PR-15")
@pytest.mark.parametrize(
    ("profils", "clients", "nombre"),
    [
        (set(), {"medecin"}, 17),
        ({formations.PROFIL_MT}, set(), 20),
        ({formations.PROFIL_STRUCTURES}, set(), 22),
        (set(), {"medecin", "structure"}, 22),
    ],
    ids=["pour tous", "médecin traitant", "structures", "un pilote est une structure"],
)
def test_l_annexe_ix_depend_des_profils_et_des_clients(profils: set[str], clients: set[str], nombre: int) -> None:
    dus = formations.contenus_dus(dispositif=LGC, jour=JOUR, profils=profils, clients=clients)
    assert len(dus) == nombre


@pytest.mark.exigence("PR-15")
def test_l_annexe_ix_est_entiere() -> None:
    liste = formations.liste_au(LGC, JOUR)
    assert liste is not None
    par_theme: dict[str, int] = {}
    for contenu in liste.valeur:
        par_theme[contenu.theme] = par_theme.get(contenu.theme, 0) + 1
    assert par_theme == {
        "PSC": 1,
        "INS": 4,
        "MSSanté": 4,
        "Mon espace santé": 4,
        "Production des documents clés du parcours": 4,
        "Fonctionnement du logiciel": 3,
        "Structures d’exercice coordonné": 2,
    }
    assert len({contenu.code for contenu in liste.valeur}) == 22


def test_une_liste_non_publiee_ne_demande_rien_et_le_dit() -> None:
    assert formations.liste_au(HOP, JOUR) is None
    assert formations.liste_au(LGC, date(2025, 4, 29)) is None
    motif = regles.contenus_couverts(dus=0, manquants=[], publies=False)
    assert motif.satisfait
    assert "Aucun texte" in motif.explication


@pytest.mark.exigence("PIL-F01", "SOL-01")
@pytest.mark.parametrize(
    ("acquittes_le", "le", "attendu"),
    [
        (None, VALIDE_LE, False),
        (VALIDE_LE, VALIDE_LE - UNE_SECONDE, False),
        (VALIDE_LE, VALIDE_LE, True),
        (VALIDE_LE, VALIDE_LE + UNE_SECONDE, True),
    ],
)
def test_le_solde_attend_les_pilotes(acquittes_le: datetime | None, le: datetime, attendu: bool) -> None:
    assert regles.pilotes_acquittes(exige=5, acquittes_le=acquittes_le, le=le).favorable is attendu
    assert codes(regles.pilotes_acquittes(exige=None, acquittes_le=acquittes_le, le=le)) == {"nombre_publie"}


@pytest.mark.exigence("PIL-F09")
@pytest.mark.parametrize(
    ("signe_le", "acquittes_le", "attendu"),
    [
        (date(2026, 8, 31), VALIDE_LE, False),
        (date(2026, 9, 1), VALIDE_LE, True),
        (date(2026, 9, 2), VALIDE_LE, True),
        (date(2026, 9, 1), VALIDE_LE + UNE_SECONDE, False),
        (date(2026, 9, 2), None, False),
    ],
    ids=["veille", "jour même", "lendemain", "validés à minuit", "jamais validés"],
)
def test_une_va_suit_la_validation_des_pilotes(signe_le: date, acquittes_le: datetime | None, attendu: bool) -> None:
    assert regles.va_apres_les_pilotes(signe_le=signe_le, acquittes_le=acquittes_le).satisfait is attendu


@pytest.mark.exigence("PIL-F08")
@pytest.mark.parametrize(("jours", "suivi"), [(0, False), (13, False), (14, True), (15, True)])
def test_deux_semaines_d_observation_se_conseillent(jours: int, suivi: bool) -> None:
    signe_le = REFERENCE + timedelta(days=jours)
    conseil = regles.observation_conseillee(installe_le=REFERENCE, signe_le=signe_le)
    assert conseil is not None
    assert (conseil.suivi, conseil.reference.texte) == (suivi, regles.FAQ)
    recevable = regles.pv_recevable(
        bon_signe_le=BON, reference_le=REFERENCE, installe_le=REFERENCE, signe_le=signe_le, jour=JOUR
    )
    assert recevable.favorable  # whatever the advice says


def test_le_conseil_d_observation_commence_avec_son_texte() -> None:
    veille = date(2025, 4, 29)
    assert regles.observation_conseillee(installe_le=veille, signe_le=veille) is None


@pytest.mark.exigence("PIL-F10")
@pytest.mark.parametrize(
    ("jour", "suivi"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (date(2027, 1, 1), None),
    ],
)
def test_l_exercice_2026_se_conseille_sans_garantie(jour: date, suivi: bool | None) -> None:
    conseil = regles.exercice_conseille(jour)
    assert (conseil and conseil.suivi) == suivi
    assert conseil is None or "sans garantie" in conseil.explication


@pytest.mark.exigence("PIL-F07")
def test_les_delais_de_l_asp_se_disent_sans_engager_personne() -> None:
    conseil = regles.delais_annonces(JOUR)
    assert conseil is not None
    assert "sans engagement" in conseil.explication
    assert "une à deux semaines pour un PV" in conseil.explication
    assert regles.delais_annonces(date(2025, 4, 29)) is None
    assert conseil in regles.conseils_du_jour(JOUR)
