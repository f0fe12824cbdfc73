"""A step that saves itself, seen from the person who types faster than the network."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route

from candidatures.models import CandidatureAdministrative, Eligibilite, Remarque
from candidatures.obsolescence import modele_des_versions_obsoletes
from candidatures.transitions import administrative
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.monde import PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_une_reponse_donnee_pendant_que_la_page_se_redessine_reste(
    portail: Callable[..., Onglet],
) -> None:
    onglet = portail("mandataire@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    page = onglet.page
    envois: list[Route] = []
    adresse = f"**{etape.get_absolute_url()}"

    def retenir(route: Route) -> None:
        """The first two answers wait for the test; the next ones go through."""
        envois.append(route)
        if len(envois) > 2:
            route.continue_()

    page.route(adresse, retenir)

    page.locator("label[for=id_est_reference_precedemment_0]").click()
    premiere = _attendre(page, envois, 1).fetch()
    page.locator("label[for=id_est_en_cours_ailleurs_1]").click()
    _attendre(page, envois, 2)
    page.locator("#id_denomination").clear()
    page.locator("#id_denomination").press_sequentially("LogiPro en cours de frappe")
    with page.expect_response(
        lambda reponse: "est_en_cours_ailleurs" in (reponse.request.post_data or "") and reponse.status == 200
    ):
        envois[0].fulfill(response=premiere)
    page.locator("#id_est_en_cours_ailleurs_1[checked]").wait_for(state="attached")

    assert page.locator("#id_est_en_cours_ailleurs_1").is_checked()
    assert page.locator("#id_denomination").input_value() == "LogiPro en cours de frappe"
    onglet.verifier()
    etape.refresh_from_db()
    assert (etape.est_reference_precedemment, etape.est_en_cours_ailleurs) == (True, False)


def test_une_page_dessinee_avant_une_reponse_n_efface_pas_ce_qui_est_note(portail: Callable[..., Onglet]) -> None:
    """The server drew the page, then noted the name; the browser hears of it the other way round."""
    onglet = portail("mandataire@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    page = onglet.page
    envois: list[Route] = []

    def retenir(route: Route) -> None:
        envois.append(route)
        if len(envois) > 1:
            route.continue_()

    page.route(f"**{etape.get_absolute_url()}", retenir)
    page.locator("label[for=id_est_reference_precedemment_0]").click()
    dessinee = _attendre(page, envois, 1).fetch()
    page.locator("#id_denomination").fill("LogiPro SAS")
    page.locator("#id_denomination").blur()
    page.locator("#etat-denomination .fr-message--valid").wait_for()

    envois[0].fulfill(response=dessinee)
    page.locator("#id_est_reference_precedemment_0[checked]").wait_for(state="attached")

    assert page.locator("#id_denomination").input_value() == "LogiPro SAS"
    onglet.verifier()
    etape.refresh_from_db()
    assert (etape.est_reference_precedemment, etape.denomination) == (True, "LogiPro SAS")


def _attendre(page: Page, envois: list[Route], nombre: int) -> Route:
    """The request that the browser has sent and that the test keeps from the server."""
    while len(envois) < nombre:
        page.evaluate("0")
    return envois[nombre - 1]


def test_deux_collegues_se_voient_et_n_ecrasent_pas_leurs_reponses(portail: Callable[..., Onglet]) -> None:
    claire, hugo = portail("mandataire@logipro.example"), portail("representant@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    for onglet in (claire, hugo, claire):
        onglet.aller(etape.get_absolute_url())
    claire.page.get_by_text("Hugo Bernard a aussi cette étape ouverte").wait_for()
    hugo.page.get_by_text("Claire Martin a aussi cette étape ouverte").wait_for()
    assert "dans un autre onglet" not in claire.lire()

    _repondre(claire, "legal_nom", "Martin").locator(".fr-message--valid").wait_for()
    refus = _repondre(hugo, "legal_nom", "Bernard").locator(".fr-message--error")
    refus.get_by_text("Claire Martin a enregistré entre-temps « Martin ».").wait_for()
    hugo.verifier()
    etape.refresh_from_db()
    assert (etape.legal_nom, hugo.page.locator("#id_legal_nom").input_value()) == ("Martin", "Bernard")

    _repondre(hugo, "legal_prenom", "Hugo").locator(".fr-message--valid").wait_for()
    _repondre(hugo, "legal_nom", "Bernard-Martin").locator(".fr-message--valid").wait_for()
    claire.page.locator("#id_legal_prenom").fill("Claire")
    claire.cliquer("Enregistrer le brouillon", role="button")
    claire.page.locator("#erreurs").get_by_text("Hugo Bernard a enregistré entre-temps « Hugo ».").wait_for()
    assert claire.page.locator("#id_legal_prenom").input_value() == "Claire"
    etape.refresh_from_db()
    assert (etape.legal_nom, etape.legal_prenom) == ("Bernard-Martin", "Hugo")


def _repondre(onglet: Onglet, champ: str, valeur: str) -> Locator:
    """Types an answer and leaves its field. Gives the place where its state is told."""
    onglet.page.locator(f"#id_{champ}").fill(valeur)
    onglet.page.locator(f"#id_{champ}").blur()
    return onglet.page.locator(f"#etat-{champ}")


def test_une_session_qui_expire_ne_perd_pas_ce_qui_est_saisi(portail: Callable[..., Onglet]) -> None:
    onglet = portail("mandataire@logipro.example")
    page = onglet.page
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    _repondre(onglet, "legal_nom", "Martin").locator(".fr-message--valid").wait_for()
    page.context.clear_cookies(name="sessionid")

    _repondre(onglet, "legal_prenom", "Claire")
    page.get_by_role("alert").get_by_text("Votre session a expiré").wait_for()
    page.locator("#id_legal_fonction").fill("Présidente")
    _repondre(onglet, "contact_nom", "Petit")
    onglet.cliquer("Reconnectez-vous")
    page.locator("#id_login").fill("mandataire@logipro.example")
    page.locator("#id_password").fill(MOT_DE_PASSE)
    with page.expect_response(lambda reponse: "Petit" in (reponse.request.post_data or "") and reponse.status == 200):
        page.get_by_role("main").get_by_role("button", name="Se connecter").click()

    page.locator("#etat-contact_nom .fr-message--valid").wait_for()
    page.locator("#etat-legal_fonction .fr-message--valid").wait_for()
    page.locator("#etat-legal_prenom .fr-message--valid").wait_for()
    onglet.verifier()
    etape.refresh_from_db()
    lues = (etape.legal_nom, etape.legal_prenom, etape.legal_fonction, etape.contact_nom)
    assert lues == ("Martin", "Claire", "Présidente", "Petit")


def test_un_autre_compte_du_meme_navigateur_ne_lit_pas_ce_qui_est_garde(portail: Callable[..., Onglet]) -> None:
    onglet = portail("mandataire@logipro.example")
    page, etape = onglet.page, CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    page.context.clear_cookies(name="sessionid")
    _repondre(onglet, "legal_prenom", "Claire")
    page.get_by_role("alert").get_by_text("Votre session a expiré").wait_for()
    cle = f"saisie:{etape.get_absolute_url()}"
    page.wait_for_function("cle => localStorage.getItem(cle)", arg=cle)
    garde = b64decode(page.evaluate("cle => localStorage.getItem(cle)", cle))
    assert (len(garde) > 100, b"Claire" in garde, b"legal_prenom" in garde) == (True, False, False)

    onglet.connecter("representant@logipro.example").aller(etape.get_absolute_url())
    assert page.locator("#id_legal_prenom").input_value() == ""

    page.context.clear_cookies(name="sessionid")
    onglet.connecter("mandataire@logipro.example").aller(etape.get_absolute_url())
    page.locator("#etat-legal_prenom .fr-message--valid").wait_for()
    assert page.evaluate("cle => localStorage.getItem(cle)", cle) is None
    etape.refresh_from_db()
    assert etape.legal_prenom == "Claire"


def test_un_envoi_qui_echoue_se_dit_et_se_rejoue(portail: Callable[..., Onglet]) -> None:
    """Somebody signed in again in another tab: the page's form is no longer accepted."""
    onglet = portail("mandataire@logipro.example")
    page = onglet.page
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    page.context.clear_cookies(name="csrftoken")

    _repondre(onglet, "legal_nom", "Martin")
    page.get_by_role("alert").get_by_text("Votre dernière réponse n’a pas été enregistrée").wait_for()
    onglet.erreurs.clear()  # the browser's console tells of the refusal
    page.get_by_role("link", name="Rechargez la page").click()

    page.locator("#etat-legal_nom .fr-message--valid").wait_for()
    onglet.verifier()
    etape.refresh_from_db()
    assert etape.legal_nom == "Martin"


def test_un_fichier_choisi_est_joint_sans_autre_geste(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail("mandataire@logipro.example")
    page, etape = onglet.page, _etape_2_ouverte()
    (tmp_path / "outil.exe").write_bytes(b"MZ")
    (tmp_path / "notice.pdf").write_bytes(PDF)
    onglet.aller(etape.get_absolute_url())

    page.locator("#id_documentation_dsr").set_input_files(tmp_path / "outil.exe")
    page.locator("#etat-documentation_dsr").get_by_text("n’est pas dans un format accepté ici").wait_for()
    assert page.locator("#id_documentation_dsr").input_value() == ""
    page.locator("#id_documentation_dsr").set_input_files(tmp_path / "notice.pdf")
    page.get_by_role("link", name="notice.pdf").wait_for()
    page.locator("#etat-documentation_dsr .fr-message--valid").wait_for()
    onglet.verifier()
    onglet.cliquer("Retirer notice.pdf", role="button")

    assert page.get_by_role("link", name="notice.pdf").count() == 0
    assert [piece.retiree_le is None for piece in etape.pieces.all()] == [False]


def _etape_2_ouverte() -> Eligibilite:
    scenario = Monde().brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(scenario.editeur))
    return Eligibilite.objects.get(candidature=scenario.candidature)


@pytest.mark.exigence("E1-30")
def test_une_demande_sur_deux_champs_n_ouvre_qu_eux_et_revient_en_difference(portail: Callable[..., Onglet]) -> None:
    verificateur, editeur = portail("verificateur@ans.example"), portail("mandataire@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().soumise().candidature)
    verificateur.aller(etape.get_absolute_url())
    for cle, motif in (("siret", "Ce SIRET est celui d’un autre établissement."), ("legal_fonction", "Précisez.")):
        lieu = verificateur.page.locator(f"#lu-{cle}")
        lieu.get_by_text("Signaler ce champ").click()
        lieu.get_by_label("Ce qui doit être modifié").fill(motif)
        lieu.get_by_role("button", name="Poser la remarque").click()
        verificateur.page.locator(f"#lu-{cle}").get_by_text("Remarque en préparation").wait_for()
        verificateur.verifier()
    verificateur.cliquer("Demander des modifications")
    verificateur.page.get_by_label("À rendre le").fill("2025-10-12")
    verificateur.cliquer("Envoyer la demande", role="button")

    editeur.aller(etape.get_absolute_url())
    ouverts = editeur.page.locator("#saisie input:not([type=hidden]), #saisie select, #saisie textarea").all()
    assert [champ.get_attribute("name") for champ in ouverts] == ["legal_fonction", "siret"]
    _repondre(editeur, "legal_fonction", "Directrice générale").locator(".fr-message--valid").wait_for()
    _repondre(editeur, "siret", "732 829 320 00074").locator(".fr-message--valid").wait_for()
    editeur.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre à nouveau")
    editeur.cliquer("Confirmer la soumission", role="button")

    verificateur.aller(etape.get_absolute_url())
    differences = verificateur.page.get_by_role("region", name="Modifications apportées").inner_text()
    assert "Directrice générale" in differences
    assert [remarque.levee_le is not None for remarque in Remarque.objects.all()] == [True, True]


@pytest.mark.exigence("E1-20", "E1-24", "E2-12", "E2-26")
def test_toutes_les_questions_conditionnelles_se_remplissent(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail("mandataire@logipro.example")
    scenario = Monde().brouillon()
    scenario.remplir_etape_1(est_reference_precedemment=None, est_en_cours_ailleurs=None)
    Monde().brouillon(produit="LogiNeuf")
    onglet.aller(f"/candidatures/{scenario.candidature.numero}/etape-1/")
    _remplir_les_blocs_de_l_etape_1(onglet)
    onglet.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre votre candidature")
    onglet.cliquer("Confirmer la soumission", role="button")

    onglet.aller(f"/candidatures/{scenario.candidature.numero}/etape-2/")
    (tmp_path / "versions.xlsx").write_bytes(modele_des_versions_obsoletes(non_concerne=True))
    _remplir_les_blocs_de_l_etape_2(onglet, tmp_path)
    onglet.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre l’éligibilité")
    onglet.cliquer("Confirmer la soumission", role="button")

    onglet.aller(f"/candidatures/{scenario.candidature.numero}/etape-2/recepisse/")
    recu = onglet.lire()
    for attendu in ("LogiMed Ville", "Centre médical du Port", "Distri Ouest", "Module ordonnance"):
        assert attendu in recu
    for fichier in ("notice.pdf", "versions.xlsx", "noms.pdf", "mandats.pdf", "honneur.pdf"):
        assert f"{fichier} (SHA-256" in recu
    assert not onglet.deborde()


def _remplir_les_blocs_de_l_etape_1(onglet: Onglet) -> None:
    page = onglet.page
    _oui(onglet, "est_reference_precedemment")
    for valeurs in (("2", "DUIV2GENU3", "DUI vague 2"), ("1", "LGCV1GENU7", "LGC vague 1")):
        _ajouter(onglet, "Ajouter les éléments d’un précédent référencement", "Précédent référencement", valeurs)
    _oui(onglet, "est_en_cours_ailleurs")
    page.get_by_label("Importer un NRU depuis un autre DSR").select_option(index=0)
    onglet.cliquer("Importer ce numéro", role="button")
    assert "19/19" not in onglet.lire()  # the rows have brought their own questions
    assert "100\xa0%" in onglet.lire() or "100 %" in onglet.lire()


def _remplir_les_blocs_de_l_etape_2(onglet: Onglet, dossier: Path) -> None:
    _repondre(onglet, "nie", "212121212").locator(".fr-message--valid").wait_for()
    _repondre(onglet, "nil", "123456789").locator(".fr-message--valid").wait_for()
    (dossier / "notice.pdf").write_bytes(PDF)
    _joindre(onglet, "documentation_dsr", dossier / "notice.pdf")
    _joindre(onglet, "versions_obsoletes", dossier / "versions.xlsx")

    _oui(onglet, "a_d_autres_noms")
    (dossier / "noms.pdf").write_bytes(PDF + b"noms")
    _joindre(onglet, "attestation_noms", dossier / "noms.pdf")
    valeurs: tuple[str, ...] = ("LogiMed Ville", "123456780", "4.2")
    _ajouter(onglet, "Ajouter un autre nom commercial", "Autre nom commercial", valeurs)

    _oui(onglet, "represente_un_groupement")
    (dossier / "mandats.pdf").write_bytes(PDF + b"mandats")
    _joindre(onglet, "mandats_groupement", dossier / "mandats.pdf")
    valeurs = ("Centre médical du Port", "73282932000074", "1 quai du Port, Brest", "212121213", "Anne Le Goff", "DG")
    _ajouter(onglet, "Ajouter un éditeur du groupement", "Éditeur du groupement", valeurs)

    _oui(onglet, "a_des_distributeurs")
    valeurs = ("Distri Ouest", "73282932000074", "2025-01-01", "2027-12-31")
    _ajouter(onglet, "Ajouter un éditeur distributeur", "Éditeur distributeur", valeurs)

    _oui(onglet, "a_des_composants")
    valeurs = ("Ordo SA", "Module ordonnance", "2.0", "123456781")
    _ajouter(onglet, "Ajouter un composant additionnel", "Composant additionnel", valeurs)
    chapitre = onglet.page.get_by_role("group", name="Chapitre(s) du REM concerné(s)").locator("input").first
    onglet.page.locator(f"label[for={chapitre.get_attribute('id')}]").click()
    _attendre_l_etat(onglet, chapitre)

    _oui(onglet, "souhaite_l_equivalence")
    for champ in ("a_de_nouveaux_composants", "a_un_nouveau_proxy"):
        onglet.page.locator(f"label[for=id_{champ}_1]").click()
        onglet.page.locator(f"#etat-{champ} .fr-message--valid").wait_for()
    (dossier / "honneur.pdf").write_bytes(PDF + b"honneur")
    _joindre(onglet, "attestation_equivalence", dossier / "honneur.pdf")


def _oui(onglet: Onglet, champ: str) -> None:
    """Answers Oui; the page is drawn again with what this answer asks."""
    onglet.page.locator(f"label[for=id_{champ}_0]").click()
    onglet.page.locator(f"#etat-{champ} .fr-message--valid").wait_for()
    onglet.verifier()


def _ajouter(onglet: Onglet, bouton: str, titre: str, valeurs: tuple[str, ...]) -> None:
    """Adds a row to a block, and fills its fields in their order."""
    onglet.cliquer(bouton, role="button")
    champs = onglet.page.get_by_role("group", name=titre).last.locator("select, input:not([type=checkbox])").all()
    for champ, valeur in zip(champs, valeurs, strict=True):
        if champ.evaluate("champ => champ.tagName") == "SELECT":
            champ.select_option(valeur)
        else:
            champ.fill(valeur)
            champ.blur()
        _attendre_l_etat(onglet, champ)


def _joindre(onglet: Onglet, zone: str, fichier: Path) -> None:
    onglet.page.locator(f"#id_{zone}").set_input_files(fichier)
    onglet.page.get_by_role("link", name=fichier.name).wait_for()


def _attendre_l_etat(onglet: Onglet, champ: Locator) -> None:
    onglet.page.locator(f"#etat-{champ.get_attribute('name')} .fr-message--valid").wait_for()
