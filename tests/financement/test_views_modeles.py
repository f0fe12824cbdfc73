"""The pages of models: exact screens, files refused with all their reasons, other firms, the desk of the agents."""

from collections.abc import Callable
from typing import Any

import pytest

from financement.models import ModeleDeDocument
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import PDF, ImportDeModeles
from tests.monde import LGC, Monde, fichier
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]
MO = 1024**2
HISTORIQUE, IMPORT = "/financement/modeles/", "/financement/modeles/import/"
FILE = "/financement/modeles/a-controler/"
BDC = f"{LGC}:bon_de_commande"


@pytest.fixture
def imports(enrolable: DossierDEnrolement) -> ImportDeModeles:
    return ImportDeModeles(enrolable.accepte())


def lire(reponse: Any) -> str:
    return " ".join(reponse.content.decode().split())


def envoyer(client: Any, nom: str, contenu: bytes, type_de_document: str = BDC) -> Any:
    return client.post(IMPORT, {"type_de_document": type_de_document, "fichier": fichier(nom, contenu)})


@pytest.mark.exigence("ASP-05", "ASP-06", "ASP-07")
def test_l_historique_a_les_colonnes_du_portail_de_l_asp(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("bon_de_commande", "BDC.pdf").envoyer()

    page = lire(connecter(imports.dossier.mandataire).get(HISTORIQUE))

    entetes = ["Date d’import", "Type de document", "Nom", "Statut", "Actions"]
    assert [page.count(f'<th scope="col">{entete}</th>') for entete in entetes] == [1] * 5
    assert f"<td>{imports.modele('bon_de_commande').envoye_le:%m/%Y}</td><td>Modèle de bon de commande MDV</td>" in page
    assert "En attente d’instruction" in page
    assert "Consulter" in page
    assert [mot in page for mot in (">Précédent<", ">1<", ">Suivant<")] == [True] * 3


@pytest.mark.exigence("ASP-08", "ASP-09", "ASP-10")
def test_l_import_annonce_ses_regles_avant_le_depot(imports: ImportDeModeles, connecter: Connecter) -> None:
    page = lire(connecter(imports.dossier.mandataire).get(IMPORT))

    assert "Aucun modèle de document n’est en cours d’import." in page
    assert "Type de fichier *" in page
    assert "Ajouter un fichier *" in page
    assert "Taille : 4 Mo au plus." in page
    assert "Nom : 50 caractères au plus, sans accent ni caractère spécial." in page
    assert "Valider mon import" not in page  # nothing to send yet


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize(
    ("octets", "statut"), [(4 * MO - 1, 302), (4 * MO, 302), (4 * MO + 1, 422)], ids=["avant", "à", "après"]
)
def test_quatre_megaoctets_au_plus(imports: ImportDeModeles, connecter: Connecter, octets: int, statut: int) -> None:
    reponse = envoyer(connecter(imports.dossier.mandataire), "bdc.pdf", PDF.ljust(octets, b" "))

    assert reponse.status_code == statut
    assert ModeleDeDocument.objects.count() == (statut == 302)


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize(
    ("nom", "propose"),
    [
        ("a" * 46 + ".pdf", ""),
        ("a" * 47 + ".pdf", "a" * 46 + ".pdf"),
        ("BDC.PDF", ""),
        ("modèle.pdf", "modele.pdf"),
        ("bon de commande (v2).pdf", "bon_de_commande_v2.pdf"),
        ("v1.2.pdf", "v1_2.pdf"),
    ],
    ids=["50", "51", "extension en capitales", "accent", "espaces", "point"],
)
def test_un_nom_refuse_l_est_avec_celui_a_donner(
    imports: ImportDeModeles, connecter: Connecter, nom: str, propose: str
) -> None:
    reponse = envoyer(connecter(imports.dossier.mandataire), nom, PDF)

    assert reponse.status_code == (422 if propose else 302)
    assert not propose or f"par exemple « {propose} »" in lire(reponse)


@pytest.mark.exigence("ASP-10")
def test_tous_les_defauts_sont_dits_ensemble(imports: ImportDeModeles, connecter: Connecter) -> None:
    reponse = envoyer(connecter(imports.dossier.mandataire), "modèle.docx", b"x" * (4 * MO + 1), "inconnu")

    erreurs = reponse.context["form"].errors
    assert reponse.status_code == 422
    assert set(erreurs) == {"type_de_document", "fichier"}
    assert len(erreurs["fichier"]) == 3  # size, format, name


def test_le_meme_fichier_est_refuse_a_son_champ(imports: ImportDeModeles, connecter: Connecter) -> None:
    client = connecter(imports.dossier.mandataire)
    envoyer(client, "bdc.pdf", PDF)

    reponse = envoyer(client, "bdc.pdf", PDF)

    assert (reponse.status_code, set(reponse.context["form"].errors)) == (409, {"fichier"})


@pytest.mark.exigence("ASP-08", "ASP-09")
def test_un_import_se_compose_se_corrige_et_part(imports: ImportDeModeles, connecter: Connecter) -> None:
    client = connecter(imports.dossier.mandataire)
    envoyer(client, "un.pdf", PDF)
    envoyer(client, "deux.pdf", PDF, f"{LGC}:va")
    client.post(f"{HISTORIQUE}{imports.modele('va').pk}/supprimer/")
    page = lire(client.get(IMPORT))
    assert ("un.pdf" in page, "deux.pdf" in page) == (True, False)

    assert client.post(f"{IMPORT}valider/").headers["Location"] == HISTORIQUE

    assert imports.modele("bon_de_commande").statut == "en_attente"
    assert "Aucun modèle de document" in lire(client.post(f"{IMPORT}valider/", follow=True))


def test_une_autre_firme_ne_voit_rien(imports: ImportDeModeles, connecter: Connecter, monde: Monde) -> None:
    imports.ajouter("facture").envoyer()
    adresse, document = imports.modele("facture").get_absolute_url(), imports.modele("facture").document
    client = connecter(monde.autre_editeur)

    assert {client.get(a).status_code for a in (adresse, document.get_absolute_url())} == {404}
    assert client.post(f"{adresse}supprimer/").status_code == 404
    assert "Aucun modèle de document" in lire(client.get(HISTORIQUE))


def test_l_asp_ne_voit_pas_un_import_en_cours(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("facture")
    modele, client = imports.modele("facture"), connecter(imports.dossier.gestionnaire)

    assert client.get(modele.get_absolute_url()).status_code == 404
    assert client.get(modele.document.get_absolute_url()).status_code == 404


def test_un_salarie_sans_droit_lit_pourquoi(imports: ImportDeModeles, connecter: Connecter, monde: Monde) -> None:
    imports.ajouter("facture")
    client = connecter(monde.salarie)

    assert client.get(imports.modele("facture").get_absolute_url()).status_code == 404
    assert "un mandataire doit vous accorder un droit" in lire(client.get(IMPORT))
    assert "un mandataire doit vous accorder" in lire(client.post(IMPORT, {"type_de_document": BDC}, follow=True))


@pytest.mark.exigence("ASP-04")
def test_l_agent_controle_cote_a_cote_et_decide(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("facture", "facture.pdf").envoyer()
    adresse, client = imports.modele("facture").get_absolute_url(), connecter(imports.dossier.gestionnaire)
    page = lire(client.get(adresse))
    assert "apercu/" in page
    assert "section 4.4, facturation de la prestation principale (REA-30)" in page
    assert "Valider le modèle</strong> — pas encore possible" in page

    client.post(f"{adresse}confier/", {"geste": "prendre"})
    avis = {"avis-client": "presente", "avis-montant": "absente", "remarque-montant": "Ligne vide.", "avis-tva": "?"}
    client.post(f"{adresse}controle/", avis)
    client.post(f"/actions/modelededocument.rejeter/{imports.modele('facture').pk}/", {"motif": ""})

    modele = imports.modele("facture")
    assert (modele.statut, modele.instructeur) == ("rejete", imports.dossier.gestionnaire.utilisateur)
    assert list(modele.controles.values_list("code", "presente")) == [("client", True), ("montant", False)]


@pytest.mark.exigence("ASP-04")
def test_le_fournisseur_lit_ce_qui_manque_et_le_texte_a_inserer(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("bon_de_commande").envoyer()
    client, adresse = connecter(imports.dossier.mandataire), imports.modele("bon_de_commande").get_absolute_url()
    imports.controler("bon_de_commande", "condition_120_jours")
    assert "Absente" not in lire(client.get(adresse))  # nothing before the decision

    imports.rejeter("bon_de_commande", "condition_120_jours", motif="À reprendre.")

    page = lire(client.get(adresse))
    assert "À reprendre." in page
    assert "Texte à insérer" in page
    assert "sous 120 jours sur le site de l’ANS" in page
    assert "Importer un modèle corrigé" in page


def test_une_version_corrigee_rappelle_ce_qui_manquait(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("facture", "f1.pdf").envoyer().rejeter("facture", "montant")
    imports.ajouter("facture", "f2.pdf").ajouter("va").envoyer()
    client = connecter(imports.dossier.gestionnaire)

    corrigee, premiere = (lire(client.get(imports.modele(quoi).get_absolute_url())) for quoi in ("facture", "va"))

    assert "Absente alors : Le montant de la prestation principale figure" in corrigee
    assert "Version précédente" not in premiere


@pytest.mark.parametrize("champ", ["type", "dispositif", "a", "q", "tri", "page"])
def test_un_filtre_inconnu_ne_casse_rien(imports: ImportDeModeles, connecter: Connecter, champ: str) -> None:
    imports.ajouter("facture").envoyer()

    assert connecter(imports.dossier.gestionnaire).get(f"{FILE}?{champ}=%00'x").status_code == 200


def test_la_file_se_filtre_et_s_exporte(imports: ImportDeModeles, connecter: Connecter) -> None:
    imports.ajouter("facture").envoyer()
    client = connecter(imports.dossier.gestionnaire)

    assert len(client.get(f"{FILE}?a=personne&q=logi&type=facture").context["attentes"]) == 1
    assert len(client.get(f"{FILE}?type=va").context["attentes"]) == 0
    assert "LogiPro;732829320;Modèle de facture MDV" in client.get(f"{FILE}?format=csv").getvalue().decode()


PAGES: dict[str, tuple[str, str]] = {
    "historique": ("mandataire", HISTORIQUE),
    "import": ("mandataire", IMPORT),
    "file": ("gestionnaire", FILE),
    "export": ("gestionnaire", f"{FILE}?format=csv"),
    "accueil de l’ASP": ("gestionnaire", "/"),
}


@pytest.mark.parametrize("page", PAGES)
def test_une_page_coute_autant_pour_trois_modeles_que_pour_un(imports: ImportDeModeles, page: str) -> None:
    qui, adresse = PAGES[page]
    acteur = getattr(imports.dossier, qui)
    imports.ajouter("facture").envoyer().valider("facture")
    imports.ajouter("facture", "f2.pdf").envoyer().ajouter("facture", "f3.pdf")
    pour_un = cout(acteur, adresse)

    imports.ajouter("va").ajouter("mandat").envoyer().valider("va")
    imports.ajouter("va", "v2.pdf").ajouter("mandat", "m2.pdf").envoyer().ajouter("va", "v3.pdf").ajouter(
        "facture", "z.pdf"
    )

    assert cout(acteur, adresse) == pour_un <= BUDGET


@pytest.mark.parametrize("qui", ["mandataire", "gestionnaire"])
def test_un_modele_coute_autant_pour_douze_mentions_que_pour_trois(imports: ImportDeModeles, qui: str) -> None:
    imports.ajouter("mandat").ajouter("va").envoyer().controler("mandat").controler("va")
    acteur = getattr(imports.dossier, qui)

    couts = {cout(acteur, imports.modele(quoi).get_absolute_url()) for quoi in ("mandat", "va")}

    assert len(couts) == 1
    assert couts.pop() <= BUDGET
