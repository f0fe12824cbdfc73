"""Claims of the secondary service by the form, by a file with its archive, corrected; simulated before all that."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from financement.creances import contextes_de, juger_ce_qui_est_declare, juger_la_creance
from financement.formats import FORMATS
from financement.models import Commande, Creance, JournalTransmis, Part, Resiliation
from financement.regles.commande.faits import Prediction
from segur.noyau import horloge
from segur.portail.demonstration.enrolements import PDF
from tests.financement.demande_secondaire.depot import DepotDeSecondaires
from tests.financement.demande_secondaire.exemples import (
    MOITIE,
    RECU_LE,
    declaration_pour,
    secondaire_de,
)
from tests.financement.soldes.depot import statuts
from tests.portail.test_requetes import BUDGET, cout

DEPOSER = "/financement/demandes/deposer/secondaire/"


@pytest.fixture
def chez_soi(depot: DepotDeSecondaires, commande: Commande, connecter: Any, settings: Any) -> Any:
    """The pages believe in the day of the claim."""
    settings.DEMO = True
    horloge.regler(RECU_LE)
    return connecter(depot.dossier.mandataire)


def adresse(commande: Commande) -> str:
    return f"{commande.get_absolute_url()}secondaire/"


def saisie(commande: Commande, **changements: Any) -> dict[str, Any]:
    """What a browser posts: the declaration and its invoice."""
    declaration = declaration_pour(commande)
    noms = ("periode_du", "periode_au", "facture_numero", "facture_du", "facture_client", "facture_niveau")
    textes = {nom: str(getattr(declaration, nom)) for nom in (*noms, "facture_ht", "facture_ttc", "taux_tva")}
    piece = {"facture-fichier": SimpleUploadedFile("facture.pdf", PDF)}
    return textes | {"surcout": "false"} | piece | changements


# ---- the form -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.exigence("SEC-06", "SEC-12", "SEC-13")
def test_la_secondaire_se_demande_depuis_le_suivi_se_relit_et_se_depose(
    depot: DepotDeSecondaires, commande: Commande, chez_soi: Any
) -> None:
    suivi = f"/financement/secondaire/{commande.pk}/"
    fiche = chez_soi.get(suivi).content.decode()
    assert all(dit in fiche for dit in ("Demander le paiement", adresse(commande)))
    page = chez_soi.get(adresse(commande))
    assert "62,50" in page.content.decode()
    formulaire = page.context["form"]
    depart = {nom: formulaire[nom].value() for nom in ("periode_du", "facture_niveau", "facture_ht", "facture_ttc")}
    assert depart == {
        "periode_du": "2027-10-01",
        "facture_niveau": "partiel",
        "facture_ht": "52.08",
        "facture_ttc": "62.50",
    }

    reponse = chez_soi.post(adresse(commande), saisie(commande) | {"cle": "une-cle-de-formulaire"})

    creance = Creance.objects.get(part="secondaire")
    assert (reponse["Location"], creance.statut) == (creance.get_absolute_url(), "incomplete")
    lue = chez_soi.get(creance.get_absolute_url()).content.decode()
    assert "Joindre ou remplacer : Vérification" not in lue
    chez_soi.post(f"/actions/creance.deposer_la_creance/{creance.pk}/", {"confirmer": "1"})
    creance.refresh_from_db()
    assert (creance.statut, creance.jugement["prediction"]) == ("deposee", "accepte")
    assert creance.jugement["montants"] == {"secondaire": str(MOITIE)}
    assert "fait déjà l’objet d’une demande" in chez_soi.get(adresse(commande)).content.decode()
    mandataire = depot.dossier.mandataire
    assert cout(mandataire, suivi) <= BUDGET
    assert cout(mandataire, creance.get_absolute_url()) <= BUDGET
    assert cout(mandataire, adresse(commande)) <= BUDGET


@pytest.mark.django_db
def test_une_saisie_fausse_revient_avec_ses_erreurs(commande: Commande, chez_soi: Any) -> None:
    fausse = saisie(commande, facture_ht="mille", facture_niveau="", periode_du="")
    reponse = chez_soi.post(adresse(commande), fausse)

    assert reponse.status_code == 422
    assert {"facture_ht", "facture_niveau", "periode_du"} <= set(reponse.context["form"].errors)
    assert not Creance.objects.filter(part="secondaire").exists()


@pytest.mark.django_db
@pytest.mark.exigence("SEC-09", "SEC-14")
def test_ce_qui_manque_est_dit_avant_toute_saisie(commande: Commande, chez_soi: Any) -> None:
    JournalTransmis.objects.all().delete()
    Resiliation.objects.create(
        commande=commande, resiliee_le="2028-01-31", declaree_le=RECU_LE, declaree_par=commande.demande.recue_de
    )

    page = chez_soi.get(adresse(commande)).content.decode()

    assert all(dit in page for dit in ("L’ASP rejetterait", "Aucun journal de monitoring", "Résiliation du 31/01/2028"))


# ---- a file ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.exigence("SEC-02", "SEC-13", "ASP-12")
def test_un_fichier_et_son_archive_deposent_ce_qui_est_complet(depot: DepotDeSecondaires, commande: Commande) -> None:
    inconnue = declaration_pour(commande, reference="BC-AILLEURS", cle="99000000028")

    objet = depot.envoyer_des_soldes([declaration_pour(commande), inconnue])
    assert (objet.lues, objet.ecartees, statuts(objet)) == (2, 1, ["incomplete"])
    assert "inconnue" in objet.anomalies[0]["erreurs"][0]["remede"]
    depot.joindre_des_pieces(objet, depot.pieces([commande.reference], ("f",)))
    objet = depot.relire(objet)

    assert (objet.nature, objet.statut, statuts(objet)) == ("secondaire", "deposee", ["deposee"])
    creance = objet.creances.get()
    assert creance.deposee_le is not None
    assert juger_la_creance(creance).montants == {"secondaire": MOITIE}


@pytest.mark.django_db
def test_les_pages_du_depot_et_du_format_disent_la_nature(chez_soi: Any) -> None:
    assert "demandes de prestation secondaire" in chez_soi.get(DEPOSER).content.decode()
    for page in ("modeles-de-json/", "simulations/nouvelle/", "simulations/commande/"):
        assert chez_soi.get(f"/financement/{page}?nature=secondaire").status_code == 200
    for quoi in ("vierge", "exemple", "schema"):
        assert chez_soi.get(f"/financement/modeles-de-json/{quoi}/?nature=secondaire").status_code == 200
    assert set(FORMATS) == {"avance", "solde", "secondaire"}


@pytest.mark.django_db
@pytest.mark.exigence("ASP-02", "CALC-03")
def test_le_simulateur_juge_comme_le_depot(depot: DepotDeSecondaires, commande: Commande) -> None:
    declarees = [declaration_pour(commande), declaration_pour(commande, reference="BC-AILLEURS")]

    juges = juger_ce_qui_est_declare(Part.SECONDAIRE, depot.fournisseur, depot.candidature, declarees, RECU_LE)

    assert [j.prediction for j in juges] == [Prediction.ACCEPTE, Prediction.REJETE]
    assert juges[0].montants == {"secondaire": MOITIE}


@pytest.mark.django_db
def test_le_cout_ne_depend_pas_du_nombre_de_demandes(depot: DepotDeSecondaires) -> None:
    pks = [secondaire_de(depot.commander_une(rang)).pk for rang in (1, 2, 3)]

    def requetes(nombre: int) -> int:
        creances = list(Creance.objects.filter(pk__in=pks[:nombre]))
        with CaptureQueriesContext(connection) as lues:
            assert len(contextes_de(creances)) == nombre
        return len(lues)

    assert requetes(1) == requetes(3) <= 14


# ---- corrected ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.exigence("SEC-11")
def test_le_point_demande_s_ouvre_seul_et_le_premier_depot_compte(
    depot: DepotDeSecondaires, commande: Commande, chez_soi: Any
) -> None:
    creance = depot.renvoyer(secondaire_de(commande, facture_numero="F-ILLISIBLE"), "champ:facture_numero")
    page = f"{creance.get_absolute_url()}corriger/"
    assert set(chez_soi.get(page).context["form"].fields) == {"facture_numero"}

    chez_soi.post(page, {"facture_numero": "FS-2", "facture_ttc": "125.00", "cle": "cle-de-correction"})
    chez_soi.post(f"/actions/creance.redeposer/{creance.pk}/", {"confirmer": "1"})

    creance.refresh_from_db()
    assert (creance.statut, creance.contenu["facture_numero"], creance.contenu["facture_ttc"]) == (
        "deposee",
        "FS-2",
        "62.50",
    )
    assert creance.deposee_le == RECU_LE
