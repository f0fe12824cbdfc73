"""What is put back is what was built; and nothing is put back on another state than the one kept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from financement.models import Ecriture
from segur.noyau import horloge
from segur.noyau.comptes.models import Organisation
from tests import souvenirs
from tests.financement.conftest import Dossier, bases, reference
from tests.financement.paiements.caisse import Caisse
from tests.financement.paiements.conftest import payeur
from tests.monde import AVANT_DATE_1, Monde
from tests.souvenirs import Etat, Souvenir, garder, garder_sur

__all__ = ["payeur"]
pytestmark = pytest.mark.django_db


def refait(construire: Callable[[], Any], dossier: Path) -> tuple[Etat, Etat]:
    """Every row and document once built, then once put back on the state before."""
    avant = Etat.lire()
    with transaction.atomic():
        objet = construire()
        bati = Etat.lire()
        souvenir = Souvenir.entre(avant, bati, objet)
        transaction.set_rollback(True)
    rmtree(dossier / "documents", ignore_errors=True)
    souvenir.remettre()
    return bati, Etat.lire()


def un_paiement(monde: Monde) -> Caisse:
    caisse = Caisse(Dossier("LogiPro", reference(monde).instant).accepte())
    caisse.appliquer_le_paiement(caisse.exporte(caisse.commande("400")))
    return caisse


@pytest.mark.parametrize(
    "construire",
    [
        lambda monde: monde.convention(),
        lambda monde: bases(AVANT_DATE_1),
        lambda monde: Dossier("LogiPro", reference(monde).instant).accepte(),
        un_paiement,
    ],
    ids=["convention", "bases", "enrôlement", "paiement"],
)
def test_ce_qui_est_remis_est_ce_qui_fut_bati(monde: Monde, tmp_path: Path, construire: Callable[[Monde], Any]) -> None:
    bati, remis = refait(lambda: construire(monde), tmp_path)

    assert remis == bati
    assert sum(len(table) for table in bati.tables.values()) > 100


def test_le_grand_livre_remis_reste_immuable(monde: Monde, tmp_path: Path) -> None:
    refait(lambda: un_paiement(monde), tmp_path)

    assert Ecriture.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Ecriture.objects.update(montant=0)


class Compte:
    def __init__(self) -> None:
        self.fois = 0

    def batir(self) -> list[str]:
        self.fois += 1
        return [Organisation.objects.create(nom=f"Bâtie {self.fois}", nature=Organisation.Nature.ANS).nom]


@pytest.fixture
def compte() -> Compte:
    return Compte()


@pytest.fixture
def au_depart(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The small world as at the start of a test, and a memory of one's own."""
    monkeypatch.setattr(souvenirs, "_souvenirs", {})

    def revenir() -> None:
        Organisation.objects.filter(nom__startswith="Bâtie").delete()
        souvenirs.oublier()
        assert souvenirs.monde_remis(lambda: True)

    revenir()
    return revenir


def test_la_seconde_fois_vient_de_memoire_en_une_copie(compte: Compte, au_depart: Callable[[], None]) -> None:
    premiere = garder("un", compte.batir)
    au_depart()
    seconde = garder("un", compte.batir)

    assert (compte.fois, seconde) == (1, premiere)
    assert seconde is not premiere
    assert Organisation.objects.filter(nom="Bâtie 1").exists()


def test_une_ecriture_entre_les_deux_fait_batir(compte: Compte, au_depart: Callable[[], None]) -> None:
    garder("un", compte.batir)
    au_depart()
    Organisation.objects.filter(nom="LogiPro").update(nom="LogiPro SA")
    garder("un", compte.batir)

    assert compte.fois == 2


def test_un_retour_en_arriere_fait_batir(compte: Compte, au_depart: Callable[[], None]) -> None:
    garder("un", compte.batir)
    with transaction.atomic():
        transaction.set_rollback(True)
    garder("deux", compte.batir)
    au_depart()
    garder("un", compte.batir)
    garder("deux", compte.batir)

    assert compte.fois == 3


def test_une_autre_heure_fait_batir(compte: Compte, au_depart: Callable[[], None], settings: Any) -> None:
    settings.DEMO = True
    for instant in (AVANT_DATE_1, AVANT_DATE_1, AVANT_DATE_1 + timedelta(hours=2)):
        horloge.regler(instant)
        au_depart()
        garder("un", compte.batir)

    assert compte.fois == 2


def test_un_autre_reglage_fait_batir(compte: Compte, au_depart: Callable[[], None], settings: Any) -> None:
    for cle in ("une", "une", "autre"):
        settings.CLES_DONNEES = [cle]
        settings.DEMO = False  # set after it: the first one counts too
        au_depart()
        garder("un", compte.batir)

    assert compte.fois == 2


def test_un_monde_qui_n_est_pas_seul_ne_sert_pas_de_depart(compte: Compte, au_depart: Callable[[], None]) -> None:
    garder("un", compte.batir)
    souvenirs.oublier()
    Organisation.objects.filter(nom__startswith="Bâtie").delete()
    souvenirs.monde_remis(lambda: True)
    garder("un", compte.batir)

    assert compte.fois == 2


def test_qui_tient_l_objet_le_voit_change(compte: Compte, au_depart: Callable[[], None]) -> None:
    class Tenu:
        noms: list[str] = []

    def changer(objet: Tenu) -> None:
        objet.noms = compte.batir()

    for _ in range(2):
        au_depart()
        tenu = Tenu()
        assert garder_sur(tenu, "tenu", changer) is tenu
        assert tenu.noms == ["Bâtie 1"]

    assert compte.fois == 1
