"""Identity providers, as the environment describes them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from segur.fournisseurs import fournisseurs

ISC = {"SEGUR_ISC_URL": "https://isc.example/realm", "SEGUR_ISC_CLIENT": "portail", "SEGUR_ISC_SECRET": "s"}


def lus(**variables: str) -> list[dict[str, Any]]:
    return fournisseurs(lambda nom, default="": variables.get(nom, default))


def test_sans_adresse_il_n_y_a_personne() -> None:
    assert lus() == []
    assert lus(SEGUR_ISC_CLIENT="portail", SEGUR_ISC_SECRET="s") == []


def test_une_adresse_demande_client_et_secret() -> None:
    with pytest.raises(ImproperlyConfigured, match="SEGUR_PSC_CLIENT"):
        lus(SEGUR_PSC_URL="https://psc.example")


def test_chacun_a_ses_valeurs_par_defaut() -> None:
    tous = {nom.replace("ISC", code): valeur for code in ("ISC", "PSC", "PROCONNECT") for nom, valeur in ISC.items()}

    par_code = {f["provider_id"]: f["settings"] for f in lus(**tous)}

    assert {code: reglages["acr"] for code, reglages in par_code.items()} == {
        "isc": [],
        "psc": ["eidas1"],
        "proconnect": ["eidas1"],
    }
    assert par_code["psc"]["scope"] == ["openid", "scope_all"]
    assert par_code["psc"]["auth_params"] == {"acr_values": "eidas1"}
    assert par_code["proconnect"]["champs"]["nom"] == "usual_name"
    assert [code for code, reglages in par_code.items() if reglages["userinfo_signe"]] == ["proconnect"]
    assert par_code["isc"]["origines"] == ["https://isc.example"]


def test_les_champs_se_changent_un_a_un() -> None:
    (isc,) = lus(**ISC, SEGUR_ISC_CHAMPS="nom=surname,numero=SubjectOrganizationID", SEGUR_ISC_ACR="a b")

    assert isc["settings"]["champs"] == {
        "prenom": "given_name",
        "nom": "surname",
        "courriel": "email",
        "numero": "SubjectOrganizationID",
    }
    assert (isc["settings"]["acr"], isc["settings"]["auth_params"]) == (["a", "b"], {"acr_values": "a b"})


def test_un_champ_inconnu_arrete_le_portail() -> None:
    with pytest.raises(ImproperlyConfigured, match="telephone"):
        lus(**ISC, SEGUR_ISC_CHAMPS="telephone=phone")


def test_la_documentation_presente_chaque_reglage() -> None:
    lues: set[str] = set()

    def lire(nom: str, default: str = "") -> str:
        lues.add(nom)
        return ISC.get(nom, default)

    fournisseurs(lire)
    texte = (Path(__file__).parent.parent / "docs" / "exploitation.md").read_text()
    assert {
        nom for nom in lues if f"`…{nom.removeprefix('SEGUR_ISC')}`" not in texte and nom.startswith("SEGUR_ISC")
    } == set()
    assert {"SEGUR_ISC_ACR", "SEGUR_ISC_CHAMPS", "SEGUR_ISC_ORIGINES"} < lues
