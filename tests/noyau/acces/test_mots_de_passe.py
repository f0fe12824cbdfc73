"""Passwords: what is taken, what is refused, and how the pages ask for them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from segur.noyau.acces.mots_de_passe import ce_qui_compte, contexte
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.noyau.acces.conftest import se_connecter

PAGE = "/compte/mot-de-passe/"


def changer(client: Client, nouveau: str, ancien: str = MOT_DE_PASSE) -> Any:
    return client.post(PAGE, {"oldpassword": ancien, "password1": nouveau, "password2": nouveau})


@pytest.mark.parametrize(
    "choisi",
    [
        "quinze lettres!",  # exactly fifteen
        "toutesminuscules",
        "927461538204719",
        "ÀÉÎÕÜ ñandú — 漢字 🦊🐢",
        "un cheval, une pile et une agrafe " * 6,  # 204 characters
        "dragon ivre et singe vert",
        "sunshine 8402 parapluie",
        "monkey-84029571636",  # eleven digits that follow nothing
    ],
)
def test_toute_composition_est_prise(choisi: str) -> None:
    validate_password(choisi)  # raises what it refuses

    assert len(choisi) >= 15


@pytest.mark.parametrize(
    ("choisi", "cause"),
    [
        ("quatorze carac", "password_too_short"),
        ("portail-segur-ans", "password_of_context"),
        ("Numérique en Santé Ségur", "password_of_context"),
        ("administrateur1234", "password_of_context"),
        ("azertyazertyazerty", "password_of_context"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_of_context"),
        ("abababababababababab", "password_of_context"),
        ("motdepasse-motdepasse", "password_of_context"),
        ("1q2w3e4r5t6y7u8i9o0p", "password_too_common"),
        ("SunshineSunshine", "password_of_context"),
        ("!!monkey1234567890", "password_of_context"),
        ("20252025dragon2025", "password_of_context"),
        ("qwertyuiopasdfghjkl", "password_of_context"),
        ("mlkjhgfdsqpoiuytreza", "password_of_context"),
        ("abc123abc123abc123", "password_of_context"),
        ("2025-2025-2025-2025", "password_of_context"),
        ("a" * 256 + "un cheval et une pile", "password_of_context"),  # so many are looked at
    ],
)
def test_ce_qui_se_devine_est_refuse(choisi: str, cause: str) -> None:
    with pytest.raises(ValidationError) as refus:
        validate_password(choisi)

    assert cause in [erreur.code for erreur in refus.value.error_list]


def refuse(choisi: str) -> bool:
    try:
        validate_password(choisi)
    except ValidationError:
        return True
    return False


def test_un_mot_de_passe_courant_allonge_reste_refuse() -> None:
    """Far more than the three thousand commonest of fifteen characters: each of the list, repeated and decorated."""
    courants = CommonPasswordValidator().passwords
    repetes = {mot * (15 // len(mot) + 1) for mot in courants}
    decores = {f"{mot}2025!!!!!!!!!!!"[: max(15, len(mot) + 4)] for mot in courants}

    assert len(repetes) > 19_000
    assert [mot for mot in repetes if not refuse(mot)] == []
    assert len([mot for mot in decores if refuse(mot)]) > 17_000


def test_un_mot_du_contexte_n_empeche_pas_une_phrase() -> None:
    validate_password("le portail ouvre à midi sonnant")

    assert ce_qui_compte("Ségur 2026") == "2026"


def test_les_mots_se_reconnaissent_tels_qu_ils_sont_compares() -> None:
    _, mots = contexte()

    assert [mot for mot in mots.pattern.split("|") if not re.fullmatch("[a-z]{3,}", mot)] == []


def test_un_mot_de_passe_est_range_par_argon2(settings: Any) -> None:
    from segur import settings as reglages

    settings.PASSWORD_HASHERS = reglages.PASSWORD_HASHERS
    hacheur = get_hasher()

    range_ = hacheur.encode("une phrase longue et neuve", hacheur.salt())

    assert range_.startswith("argon2$argon2id$")
    assert {k: int(v) for k, v in re.findall(r"([mtp])=(\d+)", range_)} == {"m": 102400, "t": 2, "p": 8}
    assert hacheur.verify("une phrase longue et neuve", range_)


@pytest.mark.django_db
def test_changer_demande_l_ancien(client: Client, monde: Any) -> None:
    se_connecter(client, monde.mandataire.utilisateur)

    faux = changer(client, "une phrase longue et neuve", ancien="un autre mot de passe")

    assert faux.status_code == 200
    assert se_connecter(Client(), monde.mandataire.utilisateur)["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "choisi", ["Une Phrase à  Deux Espaces ", "X" * 20 + "-jusqu’au bout de ses cent caractères" * 3]
)
def test_un_mot_de_passe_compte_jusqu_au_dernier_caractere(client: Client, monde: Any, choisi: str) -> None:
    personne = monde.mandataire.utilisateur
    se_connecter(client, personne)
    assert changer(client, choisi).status_code == 302

    essais = [choisi.lower(), choisi[:-1], f"{choisi} ", choisi]

    assert [se_connecter(Client(), personne, essai).status_code for essai in essais] == [200, 200, 200, 302]


@pytest.mark.django_db
def test_les_pages_masquent_et_laissent_coller(client: Client, monde: Any) -> None:
    """A field of a password, that a manager of passwords knows; no question whose answer somebody may know."""
    pages = [client.get("/connexion/").content.decode()]
    se_connecter(client, monde.mandataire.utilisateur)
    pages.append(client.get(PAGE).content.decode())

    champs = [champ for page in pages for champ in re.findall(r"<input[^>]*password[^>]*>", page)]
    assert len(champs) == 4
    assert [champ for champ in champs if 'type="password"' not in champ] == []
    assert {autre for champ in champs for autre in re.findall(r'autocomplete="([\w-]+)"', champ)} == {
        "current-password",
        "new-password",
    }
    assert not any("readonly" in champ or "onpaste" in champ for champ in champs)


@pytest.mark.django_db
def test_un_mot_de_passe_ancien_entre_encore(client: Client, monde: Any) -> None:
    """However long ago the person last came in, or the account was opened."""
    personne = monde.mandataire.utilisateur
    personne.date_joined = personne.last_login = datetime(1999, 1, 1, tzinfo=UTC)
    personne.save()

    assert se_connecter(client, personne)["Location"] == "/"
