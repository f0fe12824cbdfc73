"""The cards of a chapter's page, assembled from models rendered once."""

from typing import Any

import pytest
from django.utils.safestring import SafeString

from preuves.cartes import Cartes
from preuves.lignes import Depose, Ligne, Raison

RIENS: dict[str, Any] = {"peut_deposer": False, "peut_decider": False, "adresse_des_preuves": "/preuves/", "jeton": "j"}


def ligne(**changements: Any) -> Ligne:
    valeurs: dict[str, Any] = {
        "cle": SafeString("7"),
        "etat": "soumise",
        "etat_libelle": SafeString("soumise"),
        "motif": "",
        "commentaire": "",
        "identifiant": "DOC/1",
        "libelle": "Une capture.",
        "nature": "",
        "raison": None,
    }
    return Ligne(**(valeurs | changements))


def rendre(une: Ligne, **droits: Any) -> str:
    return Cartes(RIENS | droits, lambda etat: f"couleur-{etat}").rendre(une)


def test_tout_ce_qui_vient_d_ailleurs_est_echappe() -> None:
    piege = "<script>@cle@</script>"
    depots = [Depose("1", piege, f"https://x.fr/{piege}", piege, ""), Depose("2", piege, "/d/", piege, "a" * 64, piege)]
    toute = ligne(
        identifiant=piege,
        libelle=piege,
        motif=piege,
        commentaire=piege,
        raison=Raison(piege, piege, piege),
        depots=depots,
    )

    carte = rendre(toute, peut_decider=True, erreurs=[piege], saisie={"motif": piege})

    assert ("<script>" in carte, "&lt;script&gt;" in carte) == (False, True)


@pytest.mark.parametrize(
    ("etat", "depots", "droits", "attendus"),
    [
        ("a_charger", 0, {"peut_deposer": True}, ["Déposer<"]),
        ("chargee", 1, {"peut_deposer": True}, ["Ajouter<"]),
        ("conforme", 1, {"peut_deposer": True}, []),
        ("heritee", 0, {"peut_deposer": True}, []),
        ("soumise", 1, {"peut_decider": True}, ["Conforme<", "Demander la modification<"]),
        ("heritee", 0, {"peut_decider": True}, []),
        ("soumise", 1, {}, []),
    ],
)
def test_une_carte_offre_ce_que_le_lecteur_peut_faire(
    etat: str, depots: int, droits: dict[str, bool], attendus: list[str]
) -> None:
    deposes = [Depose(str(rang), "lien", "https://x.fr", "", "") for rang in range(depots)]

    carte = rendre(ligne(etat=etat, depots=deposes), **droits)

    boutons = ["Déposer<", "Ajouter<", "Conforme<", "Demander la modification<"]
    assert [bouton for bouton in boutons if bouton in carte] == attendus


def test_chaque_depot_a_sa_forme() -> None:
    depots = [
        Depose("1", "rapport.pdf", "/documents/1/", "(5 ko)", "a" * 64),
        Depose("2", "https://x.fr", "https://x.fr", "", ""),
        Depose("3", "Label obtenu.", "", "", "", "en attente"),
    ]

    carte = rendre(ligne(depots=depots))

    assert ('<a href="/documents/1/">rapport.pdf</a>' in carte, f"SHA-256 {'a' * 64}" in carte) == (True, True)
    assert carte.count('rel="noopener noreferrer external"') == 1
    assert ("Label obtenu." in carte, "Pièce provisoire : en attente" in carte) == (True, True)
    assert ("couleur-soumise" in carte, "@" in carte) == (True, False)
