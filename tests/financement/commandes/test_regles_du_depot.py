"""Tables of the rules of a deposit, just before, at and just after each bound."""

from datetime import UTC, date, datetime, timedelta

import pytest

from financement.regles import depot as regles
from segur.noyau.regles import Reference, Version

DATE_4 = datetime(2027, 7, 16, 10, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
TEXTE = Reference("arrêté", "calendrier")


@pytest.mark.exigence("AV-02")
@pytest.mark.parametrize(("recu_le", "a_temps"), [(DATE_4 - INSTANT, True), (DATE_4, True), (DATE_4 + INSTANT, False)])
def test_date_4_comprise(recu_le: datetime, a_temps: bool) -> None:
    version: Version[datetime | None] = Version(date(2026, 6, 11), DATE_4, TEXTE)

    assert regles.depot_a_temps(recu_le=recu_le, date_4=version).satisfait is a_temps


@pytest.mark.parametrize("version", [None, Version(date(2026, 6, 11), None, TEXTE)], ids=["sans texte", "non publiée"])
def test_une_date_4_inconnue_ne_ferme_rien(version: Version[datetime | None] | None) -> None:
    assert regles.depot_a_temps(recu_le=DATE_4, date_4=version).satisfait


@pytest.mark.exigence("ELI-09")
def test_une_commande_par_client() -> None:
    assert regles.une_par_client(deja="").satisfait
    assert "BC-1 porte déjà sur ce client" in regles.une_par_client(deja="BC-1").explication


@pytest.mark.exigence("AV-03")
@pytest.mark.parametrize(("manquantes", "completes"), [([], True), (["Bon de commande signé"], False)])
def test_les_pieces_sont_toutes_la(manquantes: list[str], completes: bool) -> None:
    assert regles.pieces_jointes(manquantes=manquantes).satisfait is completes


@pytest.mark.parametrize("pretes", [True, False])
def test_rien_a_deposer_se_dit(pretes: bool) -> None:
    assert regles.quelque_chose_a_deposer(pretes=pretes).satisfait is pretes


@pytest.mark.exigence("AV-05")
@pytest.mark.parametrize(("fermes", "permis"), [([], True), (["nom"], False)])
def test_seul_ce_qui_est_demande_change(fermes: list[str], permis: bool) -> None:
    assert regles.champs_ouverts(fermes=fermes).satisfait is permis
