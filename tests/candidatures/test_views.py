"""Steps 1, 2 and 4 and the catalogue, by HTTP: what is typed is kept, what is wrong is said."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite, Produit, Remarque
from candidatures.transitions.convention import envoyer
from segur.noyau import horloge
from segur.noyau.journal.models import EntreeJournal
from tests.monde import AVANT_DATE_1, LGC, Monde, croire_le_mandataire, fichier

pytestmark = pytest.mark.django_db
RETOUR = {"a_rendre_le": "2099-12-31"}
DATE_1 = datetime(2025, 10, 15, 10, 0, 0, tzinfo=UTC)
PRODUIT = {"nom": "LogiMed", "version": "4.2", "description": "Gestion de cabinet.", "interets": ["segur"]}


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


@pytest.mark.exigence("CP-16", "CP-19")
def test_un_produit_se_relit_avant_d_etre_ajoute(monde: Monde, editeur: Client) -> None:
    saisie = {**PRODUIT, "responsable": monde.mandataire.personne.pk}

    relecture = editeur.post("/produits/ajouter/", saisie)
    assert (relecture.status_code, Produit.objects.count()) == (200, 0)
    ajout = editeur.post("/produits/ajouter/", {**saisie, "confirmer": "1"})

    produit = Produit.objects.get()
    assert (ajout.status_code, ajout["Location"]) == (302, produit.get_absolute_url())
    assert (produit.editeur.nom, [str(i) for i in produit.interets.all()]) == (
        "LogiPro",
        ["Ségur du Numérique en Santé"],
    )


def test_un_produit_incomplet_dit_toutes_ses_erreurs_et_garde_la_saisie(editeur: Client) -> None:
    reponse = editeur.post("/produits/ajouter/", {"nom": "LogiMed", "confirmer": "1"})

    manquants = set(reponse.context["form"].errors)
    assert (reponse.status_code, manquants) == (422, {"version", "responsable", "description", "interets"})
    assert 'value="LogiMed"' in reponse.content.decode()
    assert Produit.objects.count() == 0


def test_le_responsable_est_de_l_entreprise(monde: Monde, editeur: Client) -> None:
    saisie = {**PRODUIT, "responsable": monde.autre_editeur.personne.pk, "confirmer": "1"}

    reponse = editeur.post("/produits/ajouter/", saisie)

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, ["responsable"])


def test_aucun_dispositif_ne_se_coche_pas_avec_un_autre(monde: Monde, editeur: Client) -> None:
    saisie = {**PRODUIT, "responsable": monde.mandataire.personne.pk, "interets": ["segur", "aucun"]}

    assert list(editeur.post("/produits/ajouter/", saisie).context["form"].errors) == ["interets"]


@pytest.mark.exigence("CP-22")
def test_un_produit_se_rattache_apres_coup_une_seule_fois(monde: Monde, editeur: Client) -> None:
    saisie = {**PRODUIT, "responsable": monde.mandataire.personne.pk, "interets": ["aucun"], "confirmer": "1"}
    editeur.post("/produits/ajouter/", saisie)
    produit = Produit.objects.get()

    for _ in range(2):
        editeur.post(f"/produits/{produit.reference}/commencer/")

    assert [interet.programme for interet in produit.interets.all()] == ["segur"]
    assert EntreeJournal.objects.filter(action="produit.rattacher").count() == 1


@pytest.mark.exigence("CP-21")
def test_le_catalogue_se_cherche_et_s_exporte(monde: Monde, editeur: Client) -> None:
    for nom in ("LogiMed", "=1+1", "Autre"):
        monde.scenario(produit=nom)

    trouve = editeur.get("/produits/?q=logi").context["page"].object_list
    export = editeur.get("/produits/?format=csv").getvalue().decode()

    assert [produit.nom for produit in trouve] == ["LogiMed"]
    assert (export.count("\r\n"), "'=1+1" in export) == (4, True)


@pytest.mark.exigence("CP-27", "CP-28", "CP-29")
def test_la_charte_se_coche_et_ouvre_une_seule_candidature(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit
    adresse = f"/demarches/{LGC}/{produit.reference}/charte/"

    sans_cocher = editeur.post(adresse)
    assert (sans_cocher.status_code, Candidature.objects.count()) == (409, 0)
    assert "Cochez la case pour accepter la Charte." in sans_cocher.content.decode()
    premiere, seconde = (editeur.post(adresse, {"acceptation": "on"}) for _ in range(2))

    candidature = Candidature.objects.get()
    assert premiere["Location"] == seconde["Location"] == candidature.get_absolute_url()
    assert (candidature.charte_acceptee_par, len(candidature.charte_empreinte)) == (monde.mandataire.personne, 64)


@pytest.mark.exigence("CP-29")
def test_un_salarie_n_engage_pas_l_entreprise(monde: Monde, connecter: Callable[..., Client]) -> None:
    produit = monde.scenario().produit
    salarie = connecter(monde.salarie)

    reponse = salarie.post(f"/demarches/{LGC}/{produit.reference}/charte/", {"acceptation": "on"})

    assert (reponse.status_code, Candidature.objects.count()) == (409, 0)
    assert "un mandataire ou un représentant" in reponse.content.decode()


def test_une_candidature_ne_s_ouvre_pas_apres_la_date_1(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit
    horloge.regler(datetime(2025, 10, 15, 10, 0, 1, tzinfo=UTC))

    reponse = editeur.get(f"/demarches/{LGC}/{produit.reference}/charte/")

    assert "date limite le 15/10/2025 à 12:00 (heure de Paris)" in reponse.content.decode()


def test_un_dispositif_sans_texte_en_vigueur_le_dit(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit

    reponse = editeur.get(f"/demarches/MS-DUI-Va2/{produit.reference}/charte/")

    assert "n’est défini par aucun texte au 06/10/2025" in reponse.content.decode()


@pytest.mark.exigence("E1-09")
def test_un_brouillon_garde_ce_qui_est_juste_et_la_jauge_avance(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    adresse = f"/candidatures/{candidature.numero}/etape-1/"

    reponse = editeur.post(
        adresse, {"legal_nom": "Martin", "siret": "732 829 320 00074", "est_en_cours_ailleurs": "False"}
    )

    etape = CandidatureAdministrative.objects.get()
    assert (reponse.status_code, etape.legal_nom, etape.siret) == (302, "Martin", "73282932000074")
    assert etape.est_en_cours_ailleurs is False
    assert "3/19 questions obligatoires répondues" in editeur.get(adresse).content.decode()
    assert EntreeJournal.objects.filter(action__endswith="enregistrer").count() == 0


def test_une_saisie_fausse_revient_entiere_avec_toutes_ses_erreurs(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    saisie = {"legal_nom": "Martin", "legal_email": "pas-une-adresse", "siret": "123", "contact_telephone": "abc"}

    reponse = editeur.post(f"/candidatures/{candidature.numero}/etape-1/", saisie)

    assert (reponse.status_code, set(reponse.context["page"].erreurs)) == (
        422,
        {"legal_email", "siret", "contact_telephone"},
    )
    page = reponse.content.decode()
    assert ('value="Martin"' in page, 'value="pas-une-adresse"' in page) == (True, True)
    assert "« 123 » n’est pas un numéro SIRET" in page
    assert CandidatureAdministrative.objects.get().legal_nom == ""


@pytest.mark.exigence("E1-03", "E1-30", "E1-31", "CAL-01")
@pytest.mark.parametrize(
    ("instant", "statut", "attendu"),
    [
        pytest.param(DATE_1, 302, "soumise", id="Date 1 à 12:00:00 : reçue à temps"),
        pytest.param(DATE_1.replace(second=1), 409, "a_completer", id="Date 1 à 12:00:01 : trop tard"),
    ],
)
def test_la_date_1_se_juge_a_la_seconde(
    monde: Monde, editeur: Client, settings: Any, instant: datetime, statut: int, attendu: str
) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    croire_le_mandataire(settings)
    client = Client(headers={"X-Received-At": str(instant.timestamp())})
    client.force_login(monde.mandataire.personne)

    reponse = client.post(f"/actions/candidatureadministrative.soumettre/{scenario.candidature.administrative.pk}/")

    assert (reponse.status_code, CandidatureAdministrative.objects.get().statut) == (statut, attendu)
    if statut == 409:
        page = reponse.content.decode()
        assert "date limite le 15/10/2025 à 12:00 (heure de Paris)" in page
        assert "reçu le 15/10/2025 à 12:00:01 (heure de Paris)" in page
        assert "arrêté du 30 avril 2025" in page


def test_un_double_clic_ne_soumet_qu_une_fois(monde: Monde, editeur: Client) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    adresse = f"/actions/candidatureadministrative.soumettre/{scenario.candidature.administrative.pk}/"

    premier, second = (editeur.post(adresse, {"cle": "la-meme-cle"}) for _ in range(2))

    assert (premier.status_code, second.status_code) == (302, 302)
    assert EntreeJournal.objects.filter(action="candidatureadministrative.soumettre").count() == 1


def test_une_etape_soumise_ne_se_modifie_plus(monde: Monde, editeur: Client) -> None:
    candidature = monde.soumise().candidature

    editeur.post(f"/candidatures/{candidature.numero}/etape-1/", {"legal_nom": "Autre"})

    assert CandidatureAdministrative.objects.get().legal_nom == "Martin"
    assert "<input" not in _main(editeur.get(f"/candidatures/{candidature.numero}/etape-1/"))


def _main(reponse: Any) -> str:
    return str(reponse.content.decode().split("<main")[1])


def test_une_demande_de_modifications_nomme_ses_champs(monde: Monde, connecter: Callable[..., Client]) -> None:
    candidature = monde.soumise().candidature
    client = connecter(monde.verificateur)
    adresse = f"/actions/candidatureadministrative.demander_modifications/{candidature.administrative.pk}/"

    refus = client.post(adresse, RETOUR)
    client.post(f"/candidatures/{candidature.numero}/etape-1/remarquer/", {"cle": "siret", "motif": "Autre site."})
    sans_date = client.post(adresse)
    demande = client.post(adresse, RETOUR)

    assert (refus.status_code, sans_date.status_code, demande.status_code) == (409, 422, 302)
    assert "Dites pour quel jour l’éditeur doit répondre." in sans_date.content.decode()
    assert "Signalez d’abord au moins un champ à modifier." in refus.content.decode()
    remarque = Remarque.objects.get()
    assert (remarque.cle, remarque.valeur_avant, str(remarque)) == (
        "siret",
        "73282932000074",
        "Numéro SIRET : Autre site.",
    )


@pytest.mark.exigence("E1-27")
def test_seuls_les_champs_signales_s_ouvrent_et_reviennent_en_difference(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    candidature = monde.soumise().candidature
    adresse = f"/candidatures/{candidature.numero}/etape-1/"
    ans, editeur = Client(), Client()
    ans.force_login(monde.verificateur.personne)
    editeur.force_login(monde.mandataire.personne)
    ans.post(f"{adresse}remarquer/", {"cle": "siret", "motif": "Autre site."})
    ans.post(f"/actions/candidatureadministrative.demander_modifications/{candidature.administrative.pk}/", RETOUR)

    page = editeur.get(adresse).content.decode()
    assert ('name="siret"' in page, 'name="legal_nom"' in page) == (True, False)
    editeur.post(adresse, {"siret": "55210055400013", "legal_nom": "Intrus"})
    editeur.post(f"/actions/candidatureadministrative.resoumettre/{candidature.administrative.pk}/")

    etape = CandidatureAdministrative.objects.get()
    assert (etape.siret, etape.legal_nom, etape.statut) == ("55210055400013", "Martin", "soumise")
    lecture = ans.get(adresse).content.decode()
    assert "<del>73282932000074</del>" in lecture
    assert "<ins>55210055400013</ins>" in lecture


@pytest.mark.exigence("E2-10", "E2-17", "E2-18")
def test_l_eligibilite_garde_ses_pieces_et_le_profil_general(monde: Monde, editeur: Client) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    editeur.post(f"/actions/candidatureadministrative.soumettre/{scenario.candidature.administrative.pk}/")
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-2/"

    editeur.post(adresse, {"nie": "212121212", "nil": "12", "documentation_dsr": fichier("d.docx", b"PK\x03\x04")})
    assert Eligibilite.objects.get().nie == ""
    editeur.post(adresse, {"nie": "212121212", "nil": "123456789", "documentation_dsr": fichier("dsr.pdf")})

    etape = Eligibilite.objects.get()
    assert [profil.code for profil in etape.profils.all()] == ["general"]
    piece = etape.pieces.get()
    assert (piece.zone, str(piece)) == ("documentation_dsr", "dsr.pdf")
    editeur.post(f"/candidatures/{scenario.candidature.numero}/pieces/{piece.pk}/retirer/")
    piece.refresh_from_db()
    assert piece.retiree_le is not None


def test_l_etape_2_attend_l_etape_1(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature

    reponse = editeur.post(f"/candidatures/{candidature.numero}/etape-2/", {"nie": "212121212"}, follow=True)

    assert "Soumettez d’abord l’étape 1." in reponse.content.decode()
    assert Eligibilite.objects.get().nie == ""


@pytest.mark.parametrize(
    ("nom", "contenu", "raison"),
    [
        ("convention.docx", b"PK\x03\x04", "n’est pas dans un format accepté ici"),
        ("convention.pdf", b"MZ\x90\x00executable", "n’est pas celui d’un fichier PDF"),
        ("convention.pdf", b"", "vide"),
        ("convention.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024), "10,5 Mo. Taille acceptée : moins de 10 Mo"),
    ],
    ids=["format", "contenu", "vide", "taille"],
)
def test_une_convention_signee_mauvaise_est_refusee_avec_sa_raison(
    monde: Monde, editeur: Client, nom: str, contenu: bytes, raison: str
) -> None:
    scenario = monde.convention()
    scenario.produire_les_documents()
    envoyer(scenario.candidature.convention, scenario.demande(monde.responsable))
    adresse = f"/actions/convention.signer/{scenario.candidature.convention.pk}/"

    reponse = editeur.post(adresse, {"exemplaire": fichier(nom, contenu)})

    assert reponse.status_code == 422
    assert raison in reponse.content.decode()


def test_un_double_clic_n_ajoute_qu_un_produit(monde: Monde, editeur: Client) -> None:
    saisie = {**PRODUIT, "responsable": monde.mandataire.personne.pk, "confirmer": "1", "cle": "la-meme"}

    premier, second = (editeur.post("/produits/ajouter/", saisie) for _ in range(2))

    assert (Produit.objects.count(), premier["Location"]) == (1, second["Location"])
