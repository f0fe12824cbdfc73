"""Role × own / other organisation / missing object, on every URL; and the proof that each guard is seen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as reglages_django

from candidatures.models import Candidature
from candidatures.models.candidature import CandidatureQuerySet, EtapeQuerySet
from candidatures.models.delai import DerogationQuerySet
from candidatures.models.produit import ProduitQuerySet
from candidatures.views import delais as vues_des_delais
from candidatures.views import instruction as vues_de_la_file
from candidatures.views import produits
from financement.models.coordonnees import CoordonneesQuerySet
from financement.models.enrolement import EnrolementQuerySet, PieceQuerySet
from financement.models.fournisseur import FournisseurQuerySet
from financement.models.modele import ModeleDeDocumentQuerySet
from financement.models.paiement import LotQuerySet
from financement.models.question import QuestionQuerySet
from financement.models.retour import RetourQuerySet
from financement.views import file as vues_des_enrolements
from financement.views import paiements as vues_des_paiements
from financement.views import questions as vues_des_questions
from preuves.models import ChapitreQuerySet, PreuveQuerySet
from preuves.views import file as vues_des_chapitres
from preuves.views import preuve as vues_d_une_preuve
from preuves.views import provenance as vues_de_la_provenance
from segur.noyau.annuaires.models import ImportDeBaseQuerySet
from segur.noyau.annuaires.views import bases as vues_des_bases
from segur.noyau.annuaires.views import consultation as vues_des_consultations
from segur.noyau.comptes.middleware import ConnexionMiddleware
from segur.noyau.comptes.models.adhesion import AdhesionQuerySet
from segur.noyau.comptes.models.invitation import InvitationQuerySet
from segur.noyau.comptes.models.membres import AppartenanceQuerySet, OrganisationQuerySet
from segur.noyau.documents.models import DocumentQuerySet
from segur.noyau.messagerie.models.courriel import CourrielQuerySet
from segur.noyau.messagerie.models.diffusion import DiffusionQuerySet
from segur.noyau.messagerie.models.notification import NotificationQuerySet
from segur.noyau.organisations.views import ans as vues_de_l_ans
from segur.noyau.referentiel import views as vues_du_rem
from segur.noyau.transitions import REGISTRE, Transition
from segur.portail.api.acces import ParJetonOuAdresse
from segur.portail.views import courriels as vues_des_courriels
from segur.portail.views import diffusions as vues_des_diffusions
from tests.fournisseur_oidc import proposer_un_fournisseur
from tests.matrice import ecarts, methodes_refusees
from tests.souvenirs import garder
from tests.terrain import MATRICE, Terrain, cas, noms_des_urls

# Who may do what is decided by the same guards on both engines; every page is read on both by test_lecture_seule.
pytestmark = [pytest.mark.django_db, pytest.mark.un_moteur]
TRANCHES = 24  # building the ground costs more than trying most cases on it


@pytest.fixture
def terrain(monde: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Terrain:
    monkeypatch.setattr(ParJetonOuAdresse, "THROTTLE_RATES", {"api": None})  # so many calls in one minute
    settings.GAZELLE_URL = settings.YOUSIGN_URL = "http://127.0.0.1:9"  # offered, and answered by nobody
    proposer_un_fournisseur(settings, "http://127.0.0.1:9")
    settings.YOUSIGN_CLE, settings.YOUSIGN_SECRET_WEBHOOK = "cle-d-essai", "secret-d-essai"
    return garder("terrain", Terrain).ouvrir_les_portes()


def test_chaque_url_a_sa_ligne_et_chaque_ligne_son_url() -> None:
    assert set(MATRICE["urls"]) == noms_des_urls() - {"portail:action"}


def test_chaque_transition_qui_a_sa_page_a_sa_ligne() -> None:
    assert set(MATRICE["actions"]) == {nom for nom, transition in REGISTRE.items() if transition.a_sa_page}


@pytest.mark.parametrize("tranche", range(TRANCHES))
def test_la_matrice_tient(terrain: Terrain, tranche: int) -> None:
    """A share of the cases on one ground, which keeps nothing of what each one does; a difference names its case."""
    assert ecarts(terrain, cas()[tranche::TRANCHES]) == []


def test_une_methode_non_prevue_est_refusee(terrain: Terrain) -> None:
    assert [ecart for nom in sorted(MATRICE["urls"]) for ecart in methodes_refusees(terrain, nom)] == []


def test_une_transition_sans_page_n_en_a_pas(terrain: Terrain) -> None:
    sans_page = [nom for nom, transition in REGISTRE.items() if not transition.a_sa_page]

    statuts = {terrain.clients["mandataire"].get(f"/actions/{nom}/1/").status_code for nom in sans_page}

    assert statuts == {404}


def _tout_voir(self: Any, acteur: Any) -> Any:
    return self


def _ne_rien_exiger(*args: Any) -> None:
    return None


def _toutes_les_bases(*args: Any) -> list[str]:
    return ["reference"]


def _sans_connexion(self: Any, request: Any, vue: Any, args: Any, kwargs: Any) -> None:
    return None


def _tout_autoriser(self: Any, acteur: Any) -> bool:
    return True


GARDES: dict[str, tuple[Any, str, Callable[..., Any], str]] = {
    "connexion exigée": (ConnexionMiddleware, "process_view", _sans_connexion, "GET portail:compte"),
    "candidatures visibles": (CandidatureQuerySet, "visibles_par", _tout_voir, "GET portail:dossier"),
    "étapes visibles": (EtapeQuerySet, "visibles_par", _tout_voir, "GET portail:action[convention.envoyer]"),
    "dérogations visibles": (DerogationQuerySet, "visibles_par", _tout_voir, "GET candidatures:derogation"),
    "dérogations réservées": (vues_des_delais, "reserver", _ne_rien_exiger, "GET candidatures:derogations"),
    "produits visibles": (ProduitQuerySet, "visibles_par", _tout_voir, "GET candidatures:produit"),
    "chapitres visibles": (ChapitreQuerySet, "visibles_par", _tout_voir, "GET preuves:chapitre"),
    "preuves visibles": (PreuveQuerySet, "visibles_par", _tout_voir, "POST preuves:deposer"),
    "documents visibles": (DocumentQuerySet, "visibles_par", _tout_voir, "GET documents:telecharger"),
    "rôle d’une transition": (Transition, "autorise", _tout_autoriser, "POST candidatures:etape"),
    "rôle sur la page d’une action": (Transition, "autorise", _tout_autoriser, "GET portail:action[chapitre.valider]"),
    "décisions sur les preuves": (vues_d_une_preuve, "_exiger", _ne_rien_exiger, "POST preuves:deposer"),
    "provenance réservée": (vues_de_la_provenance, "_reserver_a_l_ans", _ne_rien_exiger, "GET preuves:provenance"),
    "catalogue réservé": (produits, "reserver_aux_editeurs", _ne_rien_exiger, "GET candidatures:produits"),
    "file réservée": (vues_de_la_file, "reserver", _ne_rien_exiger, "GET candidatures:file"),
    "chapitres à juger réservés": (vues_des_chapitres, "reserver", _ne_rien_exiger, "GET preuves:file"),
    "organisations visibles": (OrganisationQuerySet, "visibles_par", _tout_voir, "GET comptes:fiche"),
    "membres visibles": (
        AppartenanceQuerySet,
        "visibles_par",
        _tout_voir,
        "GET portail:action[appartenance.terminer]",
    ),
    "invitations visibles": (
        InvitationQuerySet,
        "visibles_par",
        _tout_voir,
        "GET portail:action[invitation.revoquer]",
    ),
    "demandes à rejoindre visibles": (
        AdhesionQuerySet,
        "visibles_par",
        _tout_voir,
        "GET portail:action[adhesion.accepter]",
    ),
    "organisations réservées": (vues_de_l_ans, "_reserver_a_l_ans", _ne_rien_exiger, "GET comptes:liste"),
    "courriels visibles": (CourrielQuerySet, "visibles_par", _tout_voir, "GET portail:courriel"),
    "diffusions visibles": (DiffusionQuerySet, "visibles_par", _tout_voir, "GET portail:diffusion"),
    "notifications à soi": (NotificationQuerySet, "de", _tout_voir, "POST portail:notification_ouvrir"),
    "courriels réservés": (vues_des_courriels, "reserver", _ne_rien_exiger, "GET portail:courriels"),
    "diffusions réservées": (vues_des_diffusions, "reserver", _ne_rien_exiger, "GET portail:diffusions"),
    "imports de bases visibles": (ImportDeBaseQuerySet, "visibles_par", _tout_voir, "GET annuaires:import"),
    "bases réservées": (vues_des_bases, "_bases_gerees", _toutes_les_bases, "GET annuaires:bases"),
    "clients réservés": (vues_des_consultations, "_reserver", _ne_rien_exiger, "POST annuaires:consulter"),
    "registre réservé": (vues_des_consultations, "_reserver", _ne_rien_exiger, "GET annuaires:registre"),
    "fournisseurs visibles": (FournisseurQuerySet, "visibles_par", _tout_voir, "GET financement:fournisseur"),
    "enrôlements visibles": (EnrolementQuerySet, "visibles_par", _tout_voir, "GET financement:enrolement"),
    "pièces sensibles visibles": (PieceQuerySet, "visibles_par", _tout_voir, "POST financement:consulter"),
    "coordonnées visibles": (CoordonneesQuerySet, "visibles_par", _tout_voir, "POST financement:reveler"),
    "enrôlements à instruire réservés": (vues_des_enrolements, "reserver", _ne_rien_exiger, "GET financement:file"),
    "modèles visibles": (ModeleDeDocumentQuerySet, "visibles_par", _tout_voir, "GET financement:modele_de_document"),
    "questions visibles": (QuestionQuerySet, "visibles_par", _tout_voir, "GET financement:question"),
    "questions réservées": (vues_des_questions, "reserver", _ne_rien_exiger, "GET financement:questions"),
    "lots de paiement visibles": (LotQuerySet, "visibles_par", _tout_voir, "GET financement:lot"),
    "retours visibles": (RetourQuerySet, "visibles_par", _tout_voir, "GET financement:retour"),
    "paiements réservés": (vues_des_paiements, "reserver", _ne_rien_exiger, "GET financement:paiements"),
    "REM réservé": (vues_du_rem, "_reserve_aux_responsables", _ne_rien_exiger, "GET referentiel:liste"),
}


@pytest.mark.parametrize("garde", GARDES)
def test_une_garde_levee_se_voit(terrain: Terrain, monkeypatch: pytest.MonkeyPatch, garde: str) -> None:
    proprietaire, attribut, remplacante, adresse = GARDES[garde]
    touches = [un_cas for un_cas in cas() if str(un_cas) == adresse]
    assert ecarts(terrain, touches) == []

    monkeypatch.setattr(proprietaire, attribut, remplacante)
    for client in terrain.clients.values():
        client.handler.load_middleware()

    assert ecarts(terrain, touches) != []


def test_aucune_reponse_ne_contient_le_nom_d_un_produit_d_autrui(terrain: Terrain) -> None:
    numeros = list(Candidature.objects.values_list("numero", flat=True))
    client = terrain.clients["autre_editeur"]

    pages = [client.get(adresse) for adresse in ("/", "/produits/", "/candidatures/", "/notifications/", "/demarches/")]
    pages += [client.get(f"/candidatures/?q={numero}") for numero in numeros]
    pages += [client.get("/candidatures/?format=csv"), client.get("/produits/?format=csv")]

    corps = [page.getvalue() for page in pages]
    assert [page for page in corps if b"Secret" in page] == []


def test_la_connexion_est_exigee_par_defaut() -> None:
    assert "segur.noyau.comptes.middleware.ConnexionMiddleware" in reglages_django.MIDDLEWARE
