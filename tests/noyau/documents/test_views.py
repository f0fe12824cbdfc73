"""The one door through which a stored file leaves, and the way in as a browser uses it."""

import pytest

from preuves.models import Depot, Preuve
from segur.noyau.comptes.models import Appartenance
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Document
from tests.monde import AVANT_DATE_1, PDF, croire_le_mandataire, fichier


@pytest.fixture
def preuve(monde) -> Preuve:
    return monde.eligible().chapitres()[0].preuves.first()


@pytest.fixture
def document(monde, preuve) -> Document:
    return joindre(monde, preuve, "Preuve d’été.pdf")


def joindre(monde, preuve, nom: str) -> Document:
    document = deposer_octets(PDF, nom=nom, zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)
    Depot.objects.filter(preuve=preuve).delete()
    Depot.objects.create(
        preuve=preuve, document=document, depose_le=AVANT_DATE_1, depose_par=monde.mandataire.utilisateur
    )
    return document


@pytest.mark.parametrize("qui", ["mandataire", "salarie", "verificateur", "responsable", "college", "direction"])
def test_qui_voit_le_dossier_telecharge_le_fichier(client, monde, document, qui):
    client.force_login(getattr(monde, qui).utilisateur)

    reponse = client.get(document.get_absolute_url())

    assert (reponse.status_code, b"".join(reponse.streaming_content)) == (200, PDF)


@pytest.mark.parametrize("qui", ["autre_editeur", "gestionnaire"])
def test_pour_une_autre_organisation_le_fichier_n_existe_pas(client, monde, document, qui):
    client.force_login(getattr(monde, qui).utilisateur)

    assert client.get(document.get_absolute_url()).status_code == 404


def test_les_memes_octets_chez_un_autre_n_ouvrent_pas_ceux_ci(client, monde, document):
    deposer_octets(PDF, nom="a.pdf", zone="preuve", acteur=monde.autre_editeur, le=AVANT_DATE_1)
    client.force_login(monde.autre_editeur.utilisateur)

    assert client.get(document.get_absolute_url()).status_code == 404


def test_un_document_sans_proprietaire_n_est_a_personne(client, monde):
    orphelin = deposer_octets(PDF, nom="a.pdf", zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)
    client.force_login(monde.mandataire.utilisateur)

    assert client.get(orphelin.get_absolute_url()).status_code == 404


def test_un_anonyme_est_envoye_se_connecter(client, document):
    reponse = client.get(document.get_absolute_url())

    assert (reponse.status_code, reponse.url) == (302, f"/connexion/?next={document.get_absolute_url()}")


def test_un_identifiant_invente_est_introuvable(client, monde):
    client.force_login(monde.mandataire.utilisateur)

    assert client.get("/documents/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_le_fichier_s_enregistre_et_ne_s_interprete_pas(client, monde, document):
    client.force_login(monde.mandataire.utilisateur)

    reponse = client.get(document.get_absolute_url())

    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    politique = {morceau.strip() for morceau in reponse["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "sandbox"} <= politique
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.parametrize(
    ("nom", "entete"),
    [
        ("rapport.pdf", 'attachment; filename="rapport.pdf"'),
        ('a "b".pdf', 'attachment; filename="a \\"b\\".pdf"'),
        ("Été d’essai.pdf", "attachment; filename*=utf-8''%C3%89t%C3%A9%20d%E2%80%99essai.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x%3D1.pdf"),
        ("../../etc/passwd.pdf", 'attachment; filename="passwd.pdf"'),
        ("\u202efdp.exe.pdf", "attachment; filename*=utf-8''%E2%80%AEfdp.exe.pdf"),
    ],
)
def test_le_nom_rendu_suit_la_rfc_6266(client, monde, preuve, nom, entete):
    client.force_login(monde.mandataire.utilisateur)

    reponse = client.get(joindre(monde, preuve, nom).get_absolute_url())

    assert (reponse.status_code, reponse["Content-Disposition"]) == (200, entete)
    assert "Set-Cookie" not in reponse


def test_telecharger_ne_se_fait_pas_par_post(client, monde, document):
    client.force_login(monde.mandataire.utilisateur)

    assert client.post(document.get_absolute_url()).status_code == 405


def test_le_plafond_dit_le_poids_recu_dans_la_page(client, monde, preuve, settings):
    croire_le_mandataire(settings)
    client.force_login(monde.mandataire.utilisateur)

    reponse = client.post(
        f"/preuves/{preuve.pk}/deposer/",
        {"fichiers": fichier("grosse.pdf", PDF.ljust(16_000_000, b"x"))},
        headers={"X-Received-At": str(AVANT_DATE_1.timestamp())},
    )

    assert reponse.status_code == 422
    assert "« grosse.pdf » pèse 16,0 Mo. Taille acceptée : moins de 10 Mo." in reponse.content.decode()
    assert (Document.objects.filter(zone="preuve").count(), preuve.depots.count()) == (0, 0)


def test_un_depot_par_le_navigateur_se_telecharge(client, monde, preuve, settings):
    croire_le_mandataire(settings)
    client.force_login(monde.mandataire.utilisateur)

    reponse = client.post(
        f"/preuves/{preuve.pk}/deposer/",
        {"fichiers": fichier("Été.pdf")},
        headers={"X-Received-At": str(AVANT_DATE_1.timestamp())},
    )

    document = preuve.depots.get().document
    assert (reponse.status_code, document.nom) == (302, "Été.pdf")
    assert b"".join(client.get(document.get_absolute_url()).streaming_content) == PDF


@pytest.mark.parametrize(
    ("nom", "type_lu"),
    [
        ("a.pdf", "application/pdf"),
        ("a.PNG", "image/png"),
        ("a.mp4", "video/mp4"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.csv", "text/plain; charset=utf-8"),
    ],
)
def test_un_apercu_se_montre_dans_la_page_et_ne_s_execute_pas(client, monde, preuve, nom, type_lu):
    document = joindre(monde, preuve, nom)
    client.force_login(monde.verificateur.utilisateur)

    reponse = client.get(f"{document.get_absolute_url()}apercu/")

    assert (reponse.status_code, reponse["Content-Type"], b"".join(reponse.streaming_content)) == (200, type_lu, PDF)
    assert reponse["Content-Disposition"].startswith("inline")
    assert (reponse["X-Content-Type-Options"], reponse["X-Frame-Options"]) == ("nosniff", "SAMEORIGIN")
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in reponse["Content-Security-Policy"]


@pytest.mark.parametrize("nom", ["a.zip", "a.html", "a.svg", "a.docx", "a", "pdf"])
def test_ce_qui_pourrait_s_executer_n_a_pas_d_apercu(client, monde, preuve, nom):
    document = joindre(monde, preuve, nom)
    client.force_login(monde.verificateur.utilisateur)

    assert client.get(f"{document.get_absolute_url()}apercu/").status_code == 404


def test_un_apercu_n_existe_que_pour_qui_voit_le_dossier(client, monde, document):
    client.force_login(monde.autre_editeur.utilisateur)

    assert client.get(f"{document.get_absolute_url()}apercu/").status_code == 404


@pytest.mark.parametrize("suite", ["", "apercu/"])
def test_une_adresse_ne_vaut_que_le_temps_du_droit(client, monde, document, suite):
    """It carries no right of its own: copied, it opens nothing; the right gone, it closes at the next request."""
    adresse = f"{document.get_absolute_url()}{suite}"
    client.force_login(monde.verificateur.personne)
    ouverte = client.get(adresse)

    Appartenance.objects.filter(utilisateur=monde.verificateur.personne).delete()
    retiree = client.get(adresse)
    client.force_login(monde.autre_editeur.personne)
    copiee = client.get(adresse)

    assert (ouverte.status_code, retiree.status_code, copiee.status_code) == (200, 404, 404)
    assert {"no-store", "private"} <= set(ouverte["Cache-Control"].split(", "))
