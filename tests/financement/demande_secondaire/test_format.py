"""The format of the claim of the secondary service: its example, its documentation, the fields that findings name."""

from decimal import Decimal

import pytest

from financement.formats import SECONDAIRE, exemple, lire, lire_ligne, vierge
from financement.formats.documentation import decrire, regles_de, schema
from financement.formats.modeles_de_la_secondaire import SecondaireV1
from financement.models import Part, PieceDeCreance
from financement.regles.commande.faits import Issue
from financement.regles.demande_secondaire.juger import juger
from tests.financement.demande_secondaire.exemples import contexte_favorable, declaration_valide
from tests.financement.demande_secondaire.test_regles import DROIT, FACTURE, JOURNAL, Champs


@pytest.mark.exigence("ASP-11", "SEC-13")
def test_l_exemple_du_format_est_sans_faute_et_annonce_la_facture() -> None:
    lignes = list(lire(exemple(SECONDAIRE), format=SECONDAIRE))

    assert [ligne.erreurs for ligne in lignes] == [(), ()]
    assert {tuple(ligne.pieces) for ligne in lignes} == {PieceDeCreance.DUES[Part.SECONDAIRE]}
    assert [ligne.objet.facture_ttc for ligne in lignes] == [Decimal("62.50"), Decimal("875.00")]
    assert b'"secondaires"' in vierge(format=SECONDAIRE)


@pytest.mark.exigence("ASP-11")
def test_la_documentation_et_le_schema_disent_chaque_champ() -> None:
    _, demande, pieces = decrire(SECONDAIRE)

    assert [champ.nom for champ in demande.champs] == list(SecondaireV1.model_fields)
    assert list(schema(SECONDAIRE)["$defs"]["SecondaireV1"]["properties"]) == list(SecondaireV1.model_fields)
    assert {champ.nom for champ in pieces.champs} <= set(PieceDeCreance.Nature.values)
    exemples = {nom: info.examples[0] for nom, info in SecondaireV1.model_fields.items() if info.examples}
    assert not lire_ligne(exemples, format=SECONDAIRE).erreurs


@pytest.mark.parametrize(("declare", "autour", "code", "issue"), [*DROIT, *JOURNAL, *FACTURE])
def test_chaque_constat_nomme_un_champ_du_format_qui_cite_sa_regle(
    declare: Champs, autour: Champs, code: str, issue: Issue
) -> None:
    for constat in juger(declaration_valide(**declare), contexte_favorable(**autour)).obstacles:
        if constat.champ:
            assert constat.regle in regles_de(SecondaireV1.model_fields[constat.champ]), constat
