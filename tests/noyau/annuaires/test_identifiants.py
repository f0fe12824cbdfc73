import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur.noyau.annuaires.identifiants import avec_cle, canonique, defaut_finess, defaut_rpps, departement_du_finess

RPPS = {
    "carte de test de l’ANS": ("99700218896", ""),
    "commence par zéro": ("01234560801", ""),
    "clé fausse": ("99700218895", "La clé du numéro RPPS est fausse"),
    "deux chiffres intervertis": ("99700281896", "La clé du numéro RPPS est fausse"),
    "dix chiffres": ("9970021889", "Un numéro RPPS a 11 chiffres, celui-ci en a 10."),
    "douze chiffres": ("899700218896", "Un numéro RPPS a 11 chiffres, celui-ci en a 12."),
    "une lettre": ("9970021889A", "Un numéro RPPS ne contient que des chiffres."),
    "vide": ("", "Un numéro RPPS ne contient que des chiffres."),
    "chiffres d’une autre écriture": ("٩٩٧٠٠٢١٨٨٩٦", "Un numéro RPPS ne contient que des chiffres."),
}
FINESS = {
    "métropole": ("330781360", ""),
    "Paris": ("750803447", ""),
    "Ain, premier département": ("010000008", ""),
    "Corse-du-Sud": ("2A0000014", ""),
    "Haute-Corse": ("2B0000020", ""),
    "Guadeloupe": ("970100228", ""),
    "Mayotte": ("980500003", ""),
    "Corse, l’autre lettre": ("2B0000014", "La clé du numéro FINESS est fausse"),
    "Corse, ancien numéro de département": ("200000014", "Un numéro FINESS commence par son département"),
    "Corse, lettre inconnue": ("2C0000014", "Un numéro FINESS commence par son département"),
    "département 00": ("000000000", "Un numéro FINESS commence par son département"),
    "département 96": ("960000004", "Un numéro FINESS commence par son département"),
    "département 99": ("990000001", "Un numéro FINESS commence par son département"),
    "clé fausse": ("330781361", "La clé du numéro FINESS est fausse"),
    "huit caractères": ("33078136", "Un numéro FINESS a 9 caractères, celui-ci en a 8."),
    "dix caractères": ("3307813600", "Un numéro FINESS a 9 caractères, celui-ci en a 10."),
    "lettre ailleurs": ("33A781360", "Un numéro FINESS commence par son département"),
}


@pytest.mark.exigence("ELI-10", "B-ANN-04")
@pytest.mark.parametrize(("numero", "defaut"), RPPS.values(), ids=RPPS.keys())
def test_rpps(numero: str, defaut: str) -> None:
    assert defaut_rpps(numero).startswith(defaut)
    assert bool(defaut_rpps(numero)) == bool(defaut)


@pytest.mark.exigence("ELI-10")
@pytest.mark.parametrize(("numero", "defaut"), FINESS.values(), ids=FINESS.keys())
def test_finess(numero: str, defaut: str) -> None:
    assert defaut_finess(numero).startswith(defaut)
    assert bool(defaut_finess(numero)) == bool(defaut)


@pytest.mark.parametrize("saisie", ["997 0021 8896", " 99700218896\u00a0", "997-0021-8896", "997.0021.8896"])
def test_un_numero_se_saisit_avec_des_espaces(saisie: str) -> None:
    assert canonique(saisie) == "99700218896"


def test_la_corse_se_saisit_en_minuscules() -> None:
    assert canonique("2a 000 0014") == "2A0000014"


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_un_chiffre_mal_recopie_se_voit(debut: str, rang: int, ecart: int) -> None:
    juste = avec_cle(debut)
    faux = juste[:rang] + str((int(juste[rang]) + ecart) % 10) + juste[rang + 1 :]

    assert defaut_rpps(juste) == ""
    assert defaut_rpps(faux) != ""


@pytest.mark.parametrize(
    ("numero", "attendu"),
    [("750100042", "75"), ("2A0000014", "2A"), ("970100228", "971"), ("970400024", "974"), ("980500003", "976")],
)
def test_le_departement_se_lit_dans_le_finess(numero: str, attendu: str) -> None:
    assert departement_du_finess(numero) == attendu
