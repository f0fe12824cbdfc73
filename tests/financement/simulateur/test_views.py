"""The pages of the simulator: for the firm alone, errors beside their causes, as many queries for three as for one."""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from financement.formats import en_commande, exemple
from financement.forms import CommandeForm
from financement.models import Commande, LigneSimulee, Simulation
from financement.simulation import executer
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.exemples import bon_valide
from tests.financement.simulateur.conftest import BONS, MAUVAISE, Simulateur
from tests.financement.simulateur.donnees import simulation_terminee
from tests.monde import Monde
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db
Connecter = Callable[[Any], Any]
LISTE, NOUVELLE, SAISIE = (f"/financement/simulations/{suite}" for suite in ("", "nouvelle/", "commande/"))
MODELES = "/financement/modeles-de-json/"


def saisies(brut: dict[str, Any], **changements: str) -> dict[str, Any]:
    form = CommandeForm(brut=brut)
    return {nom: form[nom].value() for nom in form.fields} | changements


@pytest.mark.exigence("ASP-02", "ASP-13")
def test_un_fichier_est_simule_et_sa_page_dit_pourquoi(simulateur: Simulateur, connecter: Connecter) -> None:
    client = connecter(simulateur.dossier.mandataire)
    donnees = {"solution": simulateur.candidature.numero, "fichier": simulateur.fichier([*BONS[:1], MAUVAISE])}

    reponse = client.post(NOUVELLE, donnees)
    executer(Simulation.objects.get().pk)
    page = client.get(reponse.url).content.decode()

    assert reponse.status_code == 302
    assert "2 commandes" in page
    assert "RPPS de 11 chiffres" in page
    assert "« signe_le »" in page


def test_un_fichier_manquant_ou_d_un_autre_format_est_dit(simulateur: Simulateur, connecter: Connecter) -> None:
    client, solution = connecter(simulateur.dossier.mandataire), simulateur.candidature.numero

    sans = client.post(NOUVELLE, {"solution": solution})
    pdf = client.post(NOUVELLE, {"solution": "ailleurs", "fichier": SimpleUploadedFile("a.pdf", b"%PDF-")})

    assert (sans.status_code, set(sans.context["form"].errors)) == (422, {"fichier"})
    assert (pdf.status_code, set(pdf.context["form"].errors)) == (422, {"fichier", "solution"})
    assert not Simulation.objects.exists()


@pytest.mark.parametrize(
    ("jour", "heure", "au"),
    [
        ("2026-12-01", "", "2026-12-01T11:00:00+00:00"),
        ("2027-07-16", "12:01", "2027-07-16T10:01:00+00:00"),
    ],
)
def test_le_jour_simule_se_choisit(
    simulateur: Simulateur, connecter: Connecter, jour: str, heure: str, au: str
) -> None:
    donnees = {"solution": simulateur.candidature.numero, "fichier": simulateur.fichier(BONS)}

    connecter(simulateur.dossier.mandataire).post(NOUVELLE, donnees | {"jour": jour, "heure": heure})

    assert Simulation.objects.get().au.isoformat() == au


@pytest.mark.parametrize(
    ("jour", "heure", "champ"),
    [("1999-01-01", "", "jour"), ("", "12:00", "jour"), ("x", "", "jour"), ("", "x", "heure")],
)
def test_un_jour_impossible_est_dit(
    simulateur: Simulateur, connecter: Connecter, jour: str, heure: str, champ: str
) -> None:
    donnees = {"solution": simulateur.candidature.numero, "fichier": simulateur.fichier(BONS)}

    reponse = connecter(simulateur.dossier.mandataire).post(NOUVELLE, donnees | {"jour": jour, "heure": heure})

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])


@pytest.mark.exigence("ASP-02")
def test_une_commande_saisie_est_jugee_aussitot(simulateur: Simulateur, connecter: Connecter) -> None:
    client = connecter(simulateur.dossier.mandataire)
    donnees = saisies(en_commande(BONS[0])) | {"solution": simulateur.candidature.numero}

    reponse = client.post(SAISIE, donnees, follow=True)

    ligne = LigneSimulee.objects.get()
    assert reponse.redirect_chain == [(ligne.get_absolute_url(), 302)]
    assert ligne.jugement["conformes"]
    assert not Commande.objects.exists()


def test_une_saisie_fausse_revient_entiere(simulateur: Simulateur, connecter: Connecter) -> None:
    reponse = connecter(simulateur.dossier.mandataire).post(SAISIE, saisies(en_commande(BONS[0]), cle="1", nom="Zoé"))

    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == {"cle"}
    assert set(reponse.context["cadre"].errors) == {"solution"}
    assert 'value="Zoé"' in reponse.content.decode()


@pytest.mark.exigence("ASP-03")
def test_une_commande_se_corrige_en_place(simulateur: Simulateur, connecter: Connecter) -> None:
    simulation = simulateur.simuler([BONS[0], MAUVAISE])
    ligne, client = simulation.lignes.get(rang=2), connecter(simulateur.dossier.mandataire)
    page = client.get(ligne.get_absolute_url())
    assert set(page.context["form"].errors) == {"cle"}

    bonne = saisies(en_commande(bon_valide(reference="BC-MAUVAISE")), cle=BONS[1].cle)
    reponse = client.post(ligne.get_absolute_url(), bonne)

    ligne.refresh_from_db()
    simulation.refresh_from_db()
    assert reponse.status_code == 302
    assert (ligne.erreurs, ligne.cle, bool(ligne.jugement)) == ([], BONS[1].cle, True)
    assert ligne.corrigee_le
    assert simulation.acceptees + simulation.a_verifier + simulation.rejetees == 2


def test_corriger_en_double_le_dit_et_ne_juge_pas(simulateur: Simulateur, connecter: Connecter) -> None:
    ligne = simulateur.simuler(BONS[:2]).lignes.get(rang=2)
    client = connecter(simulateur.dossier.mandataire)

    client.post(ligne.get_absolute_url(), saisies(en_commande(BONS[1]), reference=BONS[0].reference))
    form = client.get(ligne.get_absolute_url()).context["form"]

    ligne.refresh_from_db()
    assert (ligne.prediction, [erreur["chemin"] for erreur in ligne.erreurs]) == ("rejete", ["reference"])
    assert "déjà à la commande n° 1" in form.errors["reference"][0]


def test_rien_ne_se_corrige_pendant_qu_un_travailleur_juge(simulateur: Simulateur, connecter: Connecter) -> None:
    simulation = simulateur.simuler(BONS[:1])
    Simulation.objects.update(statut="en_attente", terminee_le=None)
    client = connecter(simulateur.dossier.mandataire)

    reponse = client.post(simulation.lignes.get().get_absolute_url(), saisies(en_commande(BONS[0])))
    client.post(f"{simulation.get_absolute_url()}supprimer/")

    assert reponse.status_code == 422
    assert Simulation.objects.filter(pk=simulation.pk).exists()


@pytest.mark.parametrize(
    ("filtre", "rangs"),
    [
        ("prediction=rejete", [2]),
        ("regle=FORMAT", [2]),
        ("q=mauvaise", [2]),
        ("q=bc-1 durand", [1]),
        ("q=absente", []),
        ("prediction=%00&regle=%00&page=x&taille=9", [1, 2, 3]),
    ],
)
def test_les_commandes_se_filtrent(simulateur: Simulateur, connecter: Connecter, filtre: str, rangs: list[int]) -> None:
    simulation = simulateur.simuler([BONS[0], MAUVAISE, BONS[1]])
    simulation.lignes.exclude(rang=2).update(prediction="accepte", regles="")

    reponse = connecter(simulateur.dossier.mandataire).get(f"{simulation.get_absolute_url()}?{filtre}")

    assert [ligne.rang for ligne in reponse.context["page"]] == rangs


PRIVEES = ("", "commandes/1/", "corrige.json", "resultat.xlsx")


@pytest.mark.exigence("ASP-02")
@pytest.mark.parametrize("page", PRIVEES)
def test_une_simulation_n_existe_que_pour_son_entreprise(
    simulateur: Simulateur, autre: DossierDEnrolement, monde: Monde, connecter: Connecter, page: str
) -> None:
    adresse = simulateur.simuler(BONS[:1]).get_absolute_url() + page
    personnes = [autre.mandataire, simulateur.dossier.gestionnaire, monde.responsable]

    statuts = [connecter(personne).get(adresse).status_code for personne in personnes]

    assert statuts == [404, 404, 404]
    assert connecter(simulateur.dossier.mandataire).get(adresse).status_code == 200


def test_le_fichier_simule_ne_sort_par_aucune_porte(simulateur: Simulateur, connecter: Connecter) -> None:
    document = simulateur.simuler(BONS[:1]).fichier
    assert document is not None

    for personne in (simulateur.dossier.mandataire, simulateur.dossier.gestionnaire):
        assert connecter(personne).get(document.get_absolute_url()).status_code == 404


def test_sans_enrolement_accepte_le_simulateur_est_ferme(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    client = connecter(enrolable.complet().transmettre().mandataire)

    page = client.get(NOUVELLE)
    reponse = client.post(NOUVELLE, {"solution": "x", "fichier": SimpleUploadedFile("a.json", exemple())})

    assert "a accepté l’enrôlement" in page.content.decode()
    assert reponse.status_code == 422
    assert not Simulation.objects.exists()


@pytest.mark.exigence("ENR-08")
def test_un_enrolement_anticipe_accepte_ouvre_le_simulateur(
    enrolable: DossierDEnrolement, connecter: Connecter
) -> None:
    assert connecter(enrolable.accepte().mandataire).get(NOUVELLE).context["ouvertes"]


@pytest.mark.exigence("ASP-02")
def test_le_classeur_dit_chaque_constat_et_neutralise_les_formules(
    simulateur: Simulateur, connecter: Connecter
) -> None:
    piegee = bon_valide(reference="=1+1", nom="@SOMME(A1)")
    simulation = simulateur.simuler([piegee, MAUVAISE])

    reponse = connecter(simulateur.dossier.mandataire).get(f"{simulation.get_absolute_url()}resultat.xlsx")

    classeur = openpyxl.load_workbook(io.BytesIO(reponse.getvalue()))
    rangees = list(classeur["Commandes"].iter_rows(min_row=2))
    assert {rangee[1].value for rangee in rangees} == {"'=1+1", "BC-MAUVAISE"}
    assert all(cellule.data_type != "f" for rangee in rangees for cellule in rangee)
    assert [rangee[6].value for rangee in rangees if rangee[5].value == "Format"] == ["cle", "signee_le"]
    assert ("Rejetées", 1) in [(a, b) for a, b in classeur["Résumé"].iter_rows(values_only=True)] or simulation.rejetees


@pytest.mark.exigence("ASP-11")
@pytest.mark.parametrize("quoi", ["vierge", "exemple", "schema"])
def test_les_modeles_se_telechargent(monde: Monde, connecter: Connecter, quoi: str) -> None:
    client = connecter(monde.mandataire)

    assert f"{MODELES}{quoi}/" in client.get(MODELES).content.decode()
    assert json.loads(client.get(f"{MODELES}{quoi}/").content)
    assert client.get(f"{MODELES}autre/").status_code == 404


@pytest.mark.exigence("ASP-11")
def test_les_modeles_du_solde_aussi(monde: Monde, connecter: Connecter) -> None:
    client, solde = connecter(monde.mandataire), "?nature=solde"

    page = client.get(f"{MODELES}{solde}").content.decode()
    assert all(f"{MODELES}{quoi}/{solde}" in page for quoi in ("vierge", "exemple", "schema"))
    assert "soldes[…].va_signee_le" in page
    exemple_lu = client.get(f"{MODELES}exemple/{solde}")
    assert json.loads(exemple_lu.content)["format"] == "demande-de-solde"
    assert exemple_lu["Content-Disposition"].endswith('"demande-de-solde-1.0-exemple.json"')
    assert client.get(f"{MODELES}?nature=inconnue").status_code == 404


@pytest.mark.parametrize("page", ["liste", "resultat", "ligne", "classeur", "corrige"])
def test_une_page_coute_autant_pour_trois_commandes_que_pour_une(enrolable: DossierDEnrolement, page: str) -> None:
    enrolable.accepte()
    suites = {"resultat": "", "ligne": "commandes/1/", "classeur": "resultat.xlsx", "corrige": "corrige.json"}

    def mesurer(nombre: int) -> int:
        simulation = simulation_terminee(enrolable, nombre)
        adresse = LISTE if page == "liste" else simulation.get_absolute_url() + suites[page]
        return cout(enrolable.mandataire, adresse)

    pour_une = mesurer(1)
    simulation_terminee(enrolable)
    assert mesurer(3) == pour_une <= BUDGET
