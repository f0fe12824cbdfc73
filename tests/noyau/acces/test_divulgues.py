"""Passwords that leaks have published: the list that the operator lays, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from segur.noyau.acces.divulgues import TAILLE, est_divulgue, preparer
from segur.noyau.acces.verifications import liste_des_mots_divulgues
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.noyau.acces.conftest import se_connecter

VOLE = "correct horse battery staple"
AUTRE = "un cheval, une pile, une agrafe"


@pytest.fixture
def liste(tmp_path: Path, settings: Any) -> Path:
    source, vers = tmp_path / "mots.txt", tmp_path / "mots.bin"
    source.write_bytes(f"court\r\n{VOLE}\r\n{VOLE}\n\n".encode() + b"\xff\xfe des octets qui ne sont pas du texte\n")
    call_command("preparer_les_mots_divulgues", str(source), vers=vers, verbosity=0)
    settings.MOTS_DIVULGUES = str(vers)
    return vers


def test_la_liste_se_prepare_et_se_lit(liste: Path) -> None:
    """Long enough to be chosen, once each: the second line, and the one of bytes."""
    assert liste.stat().st_size == 2 * TAILLE
    assert est_divulgue(VOLE, liste)
    for autre in (AUTRE, VOLE.upper(), VOLE + " ", "court", ""):
        assert not est_divulgue(autre, liste)


@pytest.mark.parametrize("nombre", [0, 1, 2, 3, 1000])
def test_chaque_mot_se_trouve_a_sa_place_et_aucun_autre(tmp_path: Path, nombre: int) -> None:
    mots, liste = [f"une phrase bien longue {rang}" for rang in range(nombre)], tmp_path / "mots.bin"
    liste.write_bytes(preparer([*mots[::2], *mots[1::2]], longueur=15))

    assert [est_divulgue(mot, liste) for mot in mots] == [True] * nombre
    assert not any(est_divulgue(f"{mot} ailleurs", liste) for mot in [*mots, ""])


def test_la_longueur_est_celle_des_mots_de_passe() -> None:
    assert preparer(["a" * 14], longueur=15) == b""
    assert len(preparer(["a" * 15], longueur=15)) == TAILLE


@pytest.mark.django_db
def test_un_mot_divulgue_est_refuse_par_chaque_page(client: Client, monde: Any, liste: Path) -> None:
    """Changed by its holder; chosen at the end of an invitation."""
    se_connecter(client, monde.mandataire.utilisateur)
    saisie = {"oldpassword": MOT_DE_PASSE, "password1": VOLE, "password2": VOLE}
    compte = {"prenom": "Zoé", "nom": "Neuve", "mot_de_passe": VOLE, "confirmation": VOLE}

    pages = [
        client.post("/compte/mot-de-passe/", saisie),
        Client().post(f"/organisation/invitations/{monde.inviter()[1]}/", compte),
    ]

    for page in pages:
        assert "figure dans une liste publique de mots de passe volés" in page.content.decode()
    saisie |= {"password1": AUTRE, "password2": AUTRE}
    assert client.post("/compte/mot-de-passe/", saisie).status_code == 302


def test_sans_liste_ou_avec_une_liste_perdue_personne_n_est_arrete(liste: Path, settings: Any, caplog: Any) -> None:
    with pytest.raises(ValidationError):
        validate_password(VOLE)
    liste.unlink()
    validate_password(VOLE)
    assert "liste des mots de passe divulgués illisible" in caplog.text
    settings.MOTS_DIVULGUES = ""
    validate_password(VOLE)


def test_une_liste_perdue_vide_ou_entamee_se_dit_au_deploiement(liste: Path, settings: Any) -> None:
    assert liste_des_mots_divulgues(None) == []
    for octets in (b"", b"x" * (TAILLE + 1)):
        liste.write_bytes(octets)
        assert [erreur.id for erreur in liste_des_mots_divulgues(None)] == ["segur.E007"]
    liste.unlink()
    assert [erreur.id for erreur in liste_des_mots_divulgues(None)] == ["segur.E007"]
    settings.MOTS_DIVULGUES = ""
    assert liste_des_mots_divulgues(None) == []


def test_une_liste_absente_ne_prepare_rien(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="introuvable"):
        call_command("preparer_les_mots_divulgues", str(tmp_path / "absente"), vers=tmp_path / "mots.bin")

    assert not (tmp_path / "mots.bin").exists()
