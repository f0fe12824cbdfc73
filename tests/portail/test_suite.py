"""A form sent by the script with its progress: where to go next is said to it, the message stays for the page."""

import pytest

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Televersement": "1"}


def test_une_redirection_est_dite_au_script_et_suivie_sans_lui(monde, connecter):
    candidature = monde.eligible().candidature
    adresse = f"/candidatures/{candidature.numero}/messagerie/nouveau/"
    champs = {"sujet": "S", "objet": "dossier", "texte": "Bonjour", "cle": "a"}
    editeur = connecter(monde.mandataire)
    choix = editeur.get(adresse).context["form"].fields["objet"].choices
    champs["objet"] = choix[0][0]

    par_le_script = editeur.post(adresse, champs, headers=SCRIPT)
    sans_lui = editeur.post(adresse, {**champs, "cle": "b"})

    assert (par_le_script.status_code, par_le_script.content, sans_lui.status_code) == (204, b"", 302)
    assert par_le_script["X-Suite"].startswith(f"/candidatures/{candidature.numero}/messagerie/")
    assert "X-Suite" not in sans_lui


def test_une_session_perdue_est_dite_au_script(client):
    reponse = client.post("/candidatures/DUI-1/messagerie/nouveau/", {}, headers=SCRIPT)

    assert (reponse.status_code, reponse["X-Suite"].startswith("/connexion/")) == (204, True)


def test_un_refus_reste_une_page(monde, connecter):
    candidature = monde.eligible().candidature

    reponse = connecter(monde.mandataire).post(
        f"/candidatures/{candidature.numero}/messagerie/nouveau/", {"texte": ""}, headers=SCRIPT
    )

    assert (reponse.status_code, "X-Suite" in reponse) == (422, False)
