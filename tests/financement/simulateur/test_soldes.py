"""The simulator of balances: the rows of a file meet the orders of the supplier, judged by the engine of the agents."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from financement.formats import SOLDE, ecrire, en_entete, en_objet, exemple, lire
from financement.forms import DeclarationForm
from financement.models import Commande, Creance, LigneSimulee, Simulation
from financement.regles.solde.faits import Declaration
from financement.regles.solde.parametres import fonctions_connues
from financement.simulation import demander, executer
from segur.noyau.journal.models import Registre
from tests.financement.simulateur.conftest import Simulateur
from tests.financement.soldes.exemples import DEPOT, commande_validee, declaration_pour

pytestmark = pytest.mark.django_db
Connecter = Callable[[Any], Any]
NOUVELLE, SAISIE = (f"/financement/simulations/{suite}/?nature=solde" for suite in ("nouvelle", "commande"))


@pytest.fixture
def financee(simulateur: Simulateur) -> Commande:
    """Of the supplier of the simulator: advance validated, pilots accepted, présérie recorded."""
    return commande_validee(simulateur.fournisseur, simulateur.candidature, simulateur.dossier.instant)


def au(commande: Commande) -> datetime:
    return (commande.decidee_le or commande.demande.recue_le) + DEPOT


def fichier(simulateur: Simulateur, soldes: Sequence[Declaration | dict[str, Any]]) -> SimpleUploadedFile:
    code, siren = simulateur.candidature.dispositif.code, simulateur.fournisseur.organisation.siren
    lignes = [en_objet(solde, {}, SOLDE) if isinstance(solde, Declaration) else solde for solde in soldes]
    return SimpleUploadedFile("soldes.json", ecrire(en_entete(dispositif=code, siren=siren, format=SOLDE), lignes))


def simuler(simulateur: Simulateur, commande: Commande, *soldes: Declaration | dict[str, Any]) -> Simulation:
    return executee(simulateur, fichier(simulateur, soldes), au(commande))


def executee(simulateur: Simulateur, lu: SimpleUploadedFile, instant: datetime) -> Simulation:
    qui, acteur, le = simulateur.fournisseur, simulateur.dossier.mandataire, simulateur.dossier.instant
    simulation = demander(
        qui, simulateur.candidature, fichier=lu, au=instant, acteur=acteur, le=le, nature=SOLDE.nature
    )
    executer(simulation.pk)
    return Simulation.objects.get(pk=simulation.pk)


def trois(commande: Commande) -> list[Declaration | dict[str, Any]]:
    """One in order, one of no order, one that cannot be read."""
    bonne = declaration_pour(commande)
    inconnue = declaration_pour(commande, reference="BC-INCONNU", cle="99000000028")
    fautive = en_objet(declaration_pour(commande, reference="BC-FAUTIF", cle="99000000010"), {}, SOLDE)
    return [bonne, inconnue, fautive | {"va_signe_le": "2027-09-14", "facture_unique": "oui"}]


@pytest.mark.exigence("ASP-02", "ASP-03", "SOL-01")
def test_un_fichier_de_soldes_est_juge_sans_laisser_de_trace(simulateur: Simulateur, financee: Commande) -> None:
    traces = Registre.objects.count()
    simulation = simuler(simulateur, financee, *trois(financee))

    bonne, inconnue, fautive = simulation.lignes.order_by("rang")
    assert (bonne.prediction, bonne.nom, bonne.jugement["montants"]) == ("accepte", financee.nom, {"solde": "270.90"})
    assert (inconnue.prediction, inconnue.regles) == ("rejete", "|SOL-01|")
    assert "ne porte le numéro BC-INCONNU" in inconnue.obstacles[0]["explication"]
    assert (fautive.regles, [e["chemin"] for e in fautive.erreurs]) == ("|FORMAT|", ["facture_unique", "va_signe_le"])
    assert not Creance.objects.exists()
    assert Registre.objects.count() == traces


@pytest.mark.exigence("ASP-03")
def test_les_pages_disent_pourquoi_et_corrigent_en_place(
    simulateur: Simulateur, financee: Commande, connecter: Connecter
) -> None:
    simulation, client = simuler(simulateur, financee, *trois(financee)), connecter(simulateur.dossier.mandataire)
    page = client.get(simulation.get_absolute_url()).content.decode()
    assert "Demande de solde" in page
    assert "BC-INCONNU" in page

    ligne = simulation.lignes.get(rang=2)
    form = client.get(ligne.get_absolute_url()).context["form"]
    assert isinstance(form, DeclarationForm)
    fautive = client.get(simulation.lignes.get(rang=3).get_absolute_url())
    assert set(fautive.context["form"].errors) == {"facture_unique"}
    assert [cible for erreur, cible in fautive.context["erreurs"]] == ["id_facture_unique", ""]

    saisie = {nom: form[nom].value() for nom in form.fields}
    trop_tot = client.post(ligne.get_absolute_url(), saisie | {"va_signee_le": "hier"})
    assert (trop_tot.status_code, set(trop_tot.context["form"].errors)) == (422, {"va_signee_le"})
    autre = commande_validee(simulateur.fournisseur, simulateur.candidature, simulateur.dossier.instant, rang=2)
    sienne = {"reference": autre.reference, "cle": autre.cle, "facture_client": autre.nom}
    assert client.post(ligne.get_absolute_url(), saisie | sienne).status_code == 302

    ligne.refresh_from_db()
    assert (ligne.prediction, ligne.reference, ligne.obstacles) == ("accepte", autre.reference, [])


@pytest.mark.exigence("ASP-03", "ASP-11")
def test_le_classeur_et_le_fichier_corrige_sont_ceux_du_solde(
    simulateur: Simulateur, financee: Commande, connecter: Connecter
) -> None:
    simulation, client = simuler(simulateur, financee, *trois(financee)), connecter(simulateur.dossier.mandataire)
    adresse = simulation.get_absolute_url()

    corrige = client.get(f"{adresse}corrige.json").content
    classeur = openpyxl.load_workbook(io.BytesIO(client.get(f"{adresse}resultat.xlsx").getvalue()))

    lecture = lire(corrige, format=SOLDE)
    assert [bool(ligne.objet) for ligne in lecture] == [True, True, False]
    assert next(iter(lecture)).objet == declaration_pour(financee)
    assert ("Nature", "Demande de solde") in list(classeur["Résumé"].iter_rows(values_only=True))
    assert {rangee[5] for rangee in classeur["Commandes"].iter_rows(min_row=2, values_only=True)} == {
        None, "SOL-01", "Format",
    }  # fmt: skip


@pytest.mark.exigence("ASP-02")
def test_un_fichier_se_depose_et_un_solde_se_saisit(
    simulateur: Simulateur, financee: Commande, connecter: Connecter
) -> None:
    client, le = connecter(simulateur.dossier.mandataire), au(financee)
    cadre = {"solution": simulateur.candidature.numero, "jour": f"{le:%Y-%m-%d}", "heure": "12:00"}

    depose = client.post(NOUVELLE, cadre | {"fichier": fichier(simulateur, [declaration_pour(financee)])})
    assert depose.status_code == 302
    assert Simulation.objects.get().nature == "solde"

    assert "Simuler une demande de solde" in client.get(SAISIE).content.decode()
    brut = json.loads(json.dumps(en_objet(declaration_pour(financee), {}, SOLDE)))
    form = DeclarationForm(nature="solde", brut=brut, fixes=(), fonctions=fonctions_connues())
    saisi = client.post(SAISIE, cadre | {nom: form[nom].value() for nom in form.fields})

    assert saisi.status_code == 302
    ligne = LigneSimulee.objects.get(simulation__source="formulaire")
    assert (ligne.prediction, str(ligne.simulation).endswith("(une demande de solde saisie)")) == ("accepte", True)
    assert client.get("/financement/simulations/nouvelle/?nature=inconnue").status_code == 404


HOSTILES = [5, "psc", {"a": 1}, [[1]], None, ["psc", None]]


def test_une_ligne_hostile_garde_sa_page(simulateur: Simulateur, financee: Commande, connecter: Connecter) -> None:
    base = en_objet(declaration_pour(financee), {}, SOLDE)
    lignes: list[Any] = [base | {"fonctions": valeur, "reference": str(n)} for n, valeur in enumerate(HOSTILES)]
    simulation = simuler(simulateur, financee, *lignes, {"reference": {}}, {})
    client = connecter(simulateur.dossier.mandataire)

    statuts = [client.get(ligne.get_absolute_url()).status_code for ligne in simulation.lignes.all()]

    assert statuts == [200] * len(statuts)
    assert simulation.rejetees == simulation.nombre == len(HOSTILES) + 2


@pytest.mark.exigence("ASP-13")
def test_un_fichier_d_une_autre_nature_echoue_et_dit_pourquoi(simulateur: Simulateur, financee: Commande) -> None:
    simulation = executee(simulateur, SimpleUploadedFile("avance.json", exemple()), au(financee))

    assert (simulation.statut, "demande-de-solde" in simulation.issue) == ("echouee", True)


@pytest.mark.exigence("ASP-13")
def test_le_terminal_simule_un_solde(simulateur: Simulateur, financee: Commande, tmp_path: Path) -> None:
    chemin, sortie = tmp_path / "soldes.json", StringIO()
    chemin.write_bytes(fichier(simulateur, [declaration_pour(financee)]).read())

    call_command("simuler", str(chemin), "--nature", "solde", "--au", f"{au(financee):%Y-%m-%dT12:00}", stdout=sortie)

    assert "Acceptée : 1" in sortie.getvalue()
