import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur.noyau.exports import csv_en_flux, neutraliser

FORMULES = ["=1+1", "+33 6", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("texte", FORMULES)
def test_une_formule_devient_du_texte(texte):
    assert neutraliser(texte) == f"'{texte}"


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(None, ""), (0, "0"), ("", ""), ("LogiMed", "LogiMed"), ("a=b", "a=b"), ("é-è", "é-è")]
)
def test_le_reste_passe_tel_quel(valeur, attendu):
    assert neutraliser(valeur) == attendu


@given(st.text())
def test_rien_de_neutralise_ne_commence_comme_une_formule(texte):
    resultat = neutraliser(texte)

    assert not resultat.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert resultat in (texte, f"'{texte}")


def lu(reponse) -> tuple[str, list[list[str]]]:
    contenu = b"".join(reponse.streaming_content).decode()
    return contenu, list(csv.reader(StringIO(contenu.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_un_tableur_lit_les_colonnes_et_les_accents():
    reponse = csv_en_flux("produits", ("Nom", "Réf."), [("LogiMed ; « Été »", 'A"B'), ("ligne\nsuivante", None)])

    contenu, lignes = lu(reponse)

    assert lignes == [["Nom", "Réf."], ["LogiMed ; « Été »", 'A"B'], ["ligne\nsuivante", ""]]
    assert contenu[0] == "\ufeff"
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="produits.csv"'


def test_aucune_cellule_exportee_n_est_une_formule():
    _, (_, *lignes) = lu(csv_en_flux("produits", ("Nom",), [(texte,) for texte in FORMULES]))

    assert lignes == [[f"'{texte}"] for texte in FORMULES]


def test_les_lignes_partent_au_fil_de_leur_lecture():
    lues = []

    def lignes():
        for rang in range(1000):
            lues.append(rang)
            yield (rang,)

    flux = iter(csv_en_flux("gros", ("Rang",), lignes()).streaming_content)
    next(flux)
    next(flux)

    assert len(lues) == 1


@pytest.mark.exigence("CP-21")
def test_le_catalogue_exporte_ne_contient_pas_de_formule(client, monde):
    monde.scenario("=2+5")
    client.force_login(monde.mandataire.utilisateur)

    _, (_, ligne) = lu(client.get("/produits/?format=csv"))

    assert ligne[1] == "'=2+5"
