"""Files are placed, then deposited one by one, once; and whose lot it is."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from candidatures.models import Collaborateur
from preuves import lots
from preuves.models import Depot, FichierDuLot
from preuves.plafonds import LOT
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.scenario import Scenario
from tests.monde import PDF, Monde, fichier
from tests.preuves.lots.fichiers import HTMX, deposes, etats, ligne, nom_pour, pdf, preuves

pytestmark = pytest.mark.django_db
Connecter = Callable[..., Client]
APRES_DATE_2 = datetime(2027, 1, 20, 11, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("entetes", [{}, HTMX], ids=["sans script", "avec"])
def test_confirmer_depose_ce_qui_est_place_et_rien_d_autre(
    envoye: Client, scenario: Scenario, adresse: str, entetes: dict[str, str]
) -> None:
    une, deux, *_ = preuves(scenario)

    reponse = envoye.post(f"{adresse}confirmer/", headers=entetes)

    assert reponse.status_code == (200 if entetes else 302)
    assert deposes(scenario) == {str(une): [nom_pour(une)], str(deux): [nom_pour(deux)]}
    assert etats()["reste.pdf"] == ("", "en_attente")
    assert "2 déposés" in envoye.get(adresse).content.decode()


def test_confirmer_deux_fois_ne_depose_rien_deux_fois(envoye: Client, scenario: Scenario, adresse: str) -> None:
    for _ in range(2):
        envoye.post(f"{adresse}confirmer/")

    assert (Depot.objects.count(), EntreeJournal.objects.filter(action="preuve.deposer").count()) == (2, 2)


def test_un_lot_coupe_reprend_ou_il_en_etait(
    monde: Monde, envoye: Client, scenario: Scenario, adresse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script asks batch after batch; the second never comes, and somebody confirms again later."""
    reste = lots.deposer_la_suite(scenario.candidature, monde.demande(monde.mandataire), 1)
    assert (reste, Depot.objects.count()) == (1, 1)

    assert lots.deposer_la_suite(scenario.candidature, monde.demande(monde.representant), 1) == 0
    assert Depot.objects.count() == 2


def test_la_page_du_script_demande_la_suite(envoye: Client, adresse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preuves.views.lots.LOT", lots.replace(LOT, par_etape=1))

    premiere = envoye.post(f"{adresse}confirmer/", headers=HTMX).content.decode()
    seconde = envoye.post(f"{adresse}confirmer/", headers=HTMX).content.decode()

    assert ("Dépôt en cours : 1 sur 2" in premiere, 'hx-trigger="load"' in premiere) == (True, True)
    assert ('hx-trigger="load"' in seconde, "2 déposés" in seconde) == (False, True)


def test_un_fichier_se_place_a_la_main_et_un_autre_ne_se_depose_pas(
    envoye: Client, scenario: Scenario, adresse: str
) -> None:
    une, deux, trois, *_ = preuves(scenario)
    choix = {f"preuve-{ligne('reste.pdf').pk}": str(trois).lower(), f"preuve-{ligne(nom_pour(une)).pk}": " "}

    envoye.post(f"{adresse}confirmer/", choix | {"geste": "choisir"})
    assert Depot.objects.count() == 0
    envoye.post(f"{adresse}confirmer/")

    assert deposes(scenario) == {str(deux): [nom_pour(deux)], str(trois): ["reste.pdf"]}


def test_plusieurs_fichiers_vont_a_la_meme_preuve(envoye: Client, scenario: Scenario, adresse: str) -> None:
    une = preuves(scenario)[0]
    envoye.post(
        adresse, {"fichiers": [pdf(nom_pour(une, "suite.pdf")), fichier("copie.pdf", PDF + nom_pour(une).encode())]}
    )

    envoye.post(f"{adresse}confirmer/", {f"preuve-{ligne('copie.pdf').pk}": str(une)})

    assert deposes(scenario)[str(une)] == [nom_pour(une), nom_pour(une, "suite.pdf")]
    assert etats()["copie.pdf"] == (str(une), "depose")


def test_un_choix_inconnu_se_dit_a_sa_ligne_et_rien_n_est_perdu_ni_depose(
    envoye: Client, scenario: Scenario, adresse: str
) -> None:
    trois = preuves(scenario)[2]
    choix = {
        f"preuve-{ligne('reste.pdf').pk}": "ZZZ/1",
        f"preuve-{ligne(nom_pour(preuves(scenario)[0])).pk}": str(trois),
        "preuve-99999999999999999999": "x",
        "preuve-abc": "x",
    }

    reponse = envoye.post(f"{adresse}confirmer/", choix)

    page = reponse.content.decode()
    assert (reponse.status_code, Depot.objects.count()) == (422, 0)
    assert "« ZZZ/1 » n’est pas une preuve de cette candidature." in page
    assert ('value="ZZZ/1"' in page, f'value="{trois}" list=' in page) == (True, True)


def test_une_autre_candidature_ne_se_touche_pas_par_ses_lignes(
    monde: Monde, envoye: Client, scenario: Scenario, adresse: str
) -> None:
    autre = monde.eligible(produit="Autre")
    cle = ligne("reste.pdf").pk

    envoye.post(
        f"/candidatures/{autre.candidature.numero}/etape-3/lot/confirmer/", {f"preuve-{cle}": str(preuves(autre)[2])}
    )

    assert etats()["reste.pdf"] == ("", "en_attente")
    assert Depot.objects.count() == 0


def test_un_chapitre_ferme_entre_temps_refuse_avec_sa_raison_et_le_reste_se_depose(
    envoye: Client, scenario: Scenario, adresse: str
) -> None:
    premier, second = scenario.chapitres()
    voulue = second.preuves.all()[0]
    envoye.post(adresse, {"fichiers": pdf(nom_pour(voulue))})
    scenario.soumettre(premier)

    envoye.post(f"{adresse}confirmer/")

    assert {etat for _, etat in etats().values()} == {"refuse", "depose", "en_attente"}
    assert deposes(scenario)[str(voulue)] == [nom_pour(voulue)]
    refusee = FichierDuLot.objects.filter(etat="refuse")[0]
    assert "Statut actuel : « soumise »." in refusee.raison


@pytest.mark.exigence("E3-23")
def test_apres_la_date_2_rien_ne_se_depose(monde: Monde, envoye: Client, scenario: Scenario) -> None:
    demande = monde.demande(monde.mandataire, APRES_DATE_2)

    assert lots.deposer_la_suite(scenario.candidature, demande) == 0

    assert (Depot.objects.count(), FichierDuLot.objects.filter(etat="refuse").count()) == (0, 2)
    assert all(
        "date limite" in raison
        for raison in FichierDuLot.objects.filter(etat="refuse").values_list("raison", flat=True)
    )


def test_un_depot_archive_puis_renvoye_se_depose_de_nouveau(envoye: Client, scenario: Scenario, adresse: str) -> None:
    une = preuves(scenario)[0]
    envoye.post(f"{adresse}confirmer/")
    depot = Depot.objects.get(preuve=une)
    envoye.post(adresse, {"fichiers": pdf(nom_pour(une))})
    assert etats()[nom_pour(une)] == (str(une), "depose")

    envoye.post(f"/preuves/{une.pk}/archiver/", {"depot": depot.pk})
    envoye.post(adresse, {"fichiers": pdf(nom_pour(une))})
    envoye.post(f"{adresse}confirmer/")

    assert deposes(scenario)[str(une)] == [nom_pour(une)]


def test_abandonner_vide_le_lot_et_laisse_les_depots(envoye: Client, scenario: Scenario, adresse: str) -> None:
    envoye.post(f"{adresse}confirmer/")
    avant = deposes(scenario)

    envoye.post(f"{adresse}abandonner/")

    assert (FichierDuLot.objects.count(), deposes(scenario)) == (0, avant)
    assert Document.objects.filter(nom="reste.pdf").count() == 0
    assert "Rien n’attend." in envoye.get(adresse).content.decode()


def test_la_liste_s_exporte(envoye: Client, scenario: Scenario, adresse: str) -> None:
    une = preuves(scenario)[0]

    export = b"".join(envoye.get(f"{adresse}?format=csv")).decode()

    assert f"{nom_pour(une)};" in export
    assert f";{une};Identifiant {une} reconnu dans le nom.;en attente" in export


# ---- whose it is ----------------------------------------------------------------------------------------------------


def test_un_fichier_en_attente_n_est_lu_que_dans_son_organisation(
    monde: Monde, envoye: Client, scenario: Scenario, adresse: str
) -> None:
    une = preuves(scenario)[0]
    adresse_du_document = ligne("reste.pdf").document.get_absolute_url()  # type: ignore[union-attr]
    codes = {}
    for qui in ("mandataire", "representant", "autre_editeur", "verificateur", "direction", "gestionnaire"):
        client = Client()
        client.force_login(getattr(monde, qui).personne)
        codes[qui] = (client.get(adresse).status_code, client.get(adresse_du_document).status_code)

    assert codes == {qui: ((200, 200) if qui in ("mandataire", "representant") else (404, 404)) for qui in codes}
    verificateur = Client()
    verificateur.force_login(monde.verificateur.personne)
    assert "reste.pdf" not in verificateur.get(une.chapitre.get_absolute_url()).content.decode()


@pytest.mark.parametrize("suite", ["", "confirmer/", "abandonner/"])
def test_qui_ne_fait_que_lire_n_a_pas_de_lot(
    monde: Monde, connecter: Connecter, scenario: Scenario, envoye: Client, adresse: str, suite: str
) -> None:
    Collaborateur.objects.filter(utilisateur=monde.salarie.utilisateur).update(droit="lecture")
    salarie = Client()
    salarie.force_login(monde.salarie.personne)

    assert salarie.post(adresse + suite, {"fichiers": pdf("a.pdf")}).status_code == 403
    assert FichierDuLot.objects.count() == 3
    assert adresse not in salarie.get(f"/candidatures/{scenario.candidature.numero}/etape-3/").content.decode()


def test_la_grille_et_un_chapitre_ouvert_menent_au_lot(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    soumis, ouvert = scenario.chapitres()
    scenario.soumettre(soumis)
    client = connecter(monde.salarie)
    grille = f"/candidatures/{scenario.candidature.numero}/etape-3/"

    pages = [
        client.get(page).content.decode() for page in (grille, ouvert.get_absolute_url(), soumis.get_absolute_url())
    ]

    assert [f'href="{adresse}"' in page for page in pages] == [True, True, False]
