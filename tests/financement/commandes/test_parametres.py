"""The dated data of the orders: coherent with the dispositifs, read once, each value with its text."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from financement.regles.commande.faits import Client
from financement.regles.commande.juger import juger
from financement.regles.commande.parametres import FICHIER, Parametres, parametres
from financement.regles.lecture import DOSSIER, en_vigueur, fichier, historique
from segur.noyau.dispositifs.chargement import lire_dispositifs
from segur.noyau.regles import Version
from tests.financement.commandes.exemples import (
    DPI,
    LGC,
    PFI,
    bon_d_etablissement,
    bon_de_structure,
    bon_valide,
    contexte_d_etablissement,
    contexte_de_structure,
    contexte_valide,
)

JOUR = date(2026, 11, 20)


def lus(dispositif: str, jour: date = JOUR) -> Parametres:
    trouves = parametres(dispositif, jour)
    assert trouves is not None
    return trouves


def test_chaque_dispositif_regle_est_un_dispositif_du_portail() -> None:
    connus = {donnees.code for donnees in lire_dispositifs()}
    assert set(fichier(FICHIER)["dispositifs"]) <= connus
    assert set(fichier("baremes.toml")["plafonds"]) <= connus


@pytest.mark.exigence("REM-02", "ELI-11")
def test_les_profils_exiges_sont_ceux_du_dispositif() -> None:
    (lgc,) = (donnees for donnees in lire_dispositifs() if donnees.code == LGC)
    connus = {profil.code: profil.libelle for profil in lgc.profils}
    textes = lus(LGC)
    for version in (textes.profils_structure, textes.profils_medecin_traitant):
        assert version is not None
        assert version.valeur.items() <= connus.items()


@pytest.mark.parametrize("dispositif", [LGC, DPI, PFI])
def test_chaque_valeur_a_son_texte(dispositif: str) -> None:
    textes = lus(dispositif)
    versions = [v for nom in Parametres.__dataclass_fields__ if isinstance(v := getattr(textes, nom), Version)]
    assert versions
    for version in versions:
        assert version.reference.texte
        assert version.reference.article
        assert version.depuis <= JOUR


@pytest.mark.parametrize(
    ("dispositif", "jour"),
    [(LGC, date(2025, 4, 29)), (DPI, date(2024, 6, 20)), ("MS-DUI-Va2", JOUR), ("inconnu", JOUR)],
)
def test_sans_texte_il_n_y_a_pas_de_parametres(dispositif: str, jour: date) -> None:
    assert parametres(dispositif, jour) is None


@pytest.mark.exigence("CMD-05")
@pytest.mark.parametrize(("jour", "attendu"), [(date(2026, 6, 10), None), (date(2026, 6, 11), date(2026, 4, 15))])
def test_la_neutralisation_vaut_de_la_parution_de_son_texte(jour: date, attendu: date | None) -> None:
    version = lus(LGC, jour).neutralisation
    assert (version and version.valeur) == attendu


@pytest.mark.exigence("HOP-04")
def test_les_etablissements_disent_d_ou_vient_leur_regle() -> None:
    reference = lus(DPI).reference("non conditionnement de la commande (4.3)")
    assert "par analogie avec l’AF-MDV-LGC-Va2" in str(reference)
    assert "n’a pas été lu" in reference.hypothese
    assert lus(DPI).clients.valeur == {Client.ETABLISSEMENT}


def test_les_donnees_ne_sont_lues_qu_une_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty thousand orders are judged in a row: nothing is parsed again."""
    cas: tuple[Any, ...] = (
        (bon_valide(), contexte_valide()),
        (bon_de_structure(), contexte_de_structure()),
        (bon_d_etablissement(), contexte_d_etablissement()),
    )
    premiers = [juger(*un) for un in cas]

    def relu(*_: Any, **__: Any) -> str:
        raise AssertionError("relu")

    monkeypatch.setattr(Path, "read_text", relu)
    assert [juger(*un) for un in cas] == premiers


def test_avant_sa_premiere_version_une_donnee_ne_dit_rien() -> None:
    bornes = historique(fichier("baremes.toml")["taux_publie"])
    assert DOSSIER.name == "donnees"
    assert en_vigueur(None, JOUR) is None
    assert en_vigueur(bornes, date(2024, 6, 20)) is None
    premiere = en_vigueur(bornes, date(2024, 6, 21))
    assert premiere is not None
    assert premiere.valeur == "20"
