"""Every page costs as many queries for three items as for one, and no more than fifteen."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidatures.catalogue import donner_acces
from candidatures.transitions.instruction import prendre_en_charge
from preuves.models import Chapitre, Depot, ExportDossier, FichierDuLot, Jugement, Preuve
from preuves.transitions.attribution import attribuer
from preuves.transitions.attribution import prendre_en_charge as prendre_le_chapitre
from segur.noyau.comptes.models import Acteur, Appartenance, Role, Utilisateur
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Document
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, LGC, PDF, Monde, citer, referencer
from tests.preuves.petit_rem import importer_petit_rem

pytestmark = [pytest.mark.django_db, pytest.mark.un_moteur]
BUDGET = 15


def cout(acteur: Acteur, adresse: str) -> int:
    client = Client()
    client.force_login(acteur.personne)
    client.get(adresse)  # content types and sites are then in memory
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(adresse)
        reponse.getvalue()  # a streamed export reads as it goes
    assert reponse.status_code in (200, 302)
    return len(requetes)


LISTES: dict[str, tuple[str, Callable[[Monde], Acteur]]] = {
    "accueil de l’éditeur": ("/", lambda monde: monde.mandataire),
    "accueil du vérificateur": ("/", lambda monde: monde.verificateur),
    "accueil de la direction": ("/", lambda monde: monde.direction),
    "candidatures de l’éditeur": ("/candidatures/", lambda monde: monde.mandataire),
    "candidatures vues de l’ANS": ("/candidatures/?filtre=etape3", lambda monde: monde.verificateur),
    "export des candidatures": ("/candidatures/?format=csv", lambda monde: monde.verificateur),
    "produits": ("/produits/", lambda monde: monde.mandataire),
    "export des produits": ("/produits/?format=csv", lambda monde: monde.mandataire),
    "produits d’un salarié": ("/produits/?tri=-parcours&q=un", lambda monde: monde.salarie),
    "démarches": (f"/demarches/{LGC}/", lambda monde: monde.mandataire),
    "démarches d’un salarié": (f"/demarches/{LGC}/?tri=statut", lambda monde: monde.salarie),
    "candidatures d’un salarié": ("/candidatures/", lambda monde: monde.salarie),
    "notifications": ("/notifications/", lambda monde: monde.mandataire),
}


@pytest.mark.parametrize("page", LISTES)
def test_une_liste_coute_autant_pour_trois_lignes_que_pour_une(monde: Monde, page: str) -> None:
    adresse, qui = LISTES[page]
    _soumettre_un_chapitre(monde.eligible(produit="Un"))
    pour_une = cout(qui(monde), adresse)

    for nom in ("Deux", "Trois"):
        _soumettre_un_chapitre(monde.eligible(produit=nom))

    assert cout(qui(monde), adresse) == pour_une <= BUDGET


@pytest.mark.parametrize("adresse", ["/instruction/", "/instruction/?a=personne&risque=lointaine&depots=1&format=csv"])
def test_la_file_coute_autant_pour_six_etapes_que_pour_deux(monde: Monde, adresse: str) -> None:
    premiere = monde.soumise(produit="Un")
    pour_deux = cout(monde.responsable, adresse)

    for nom in ("Deux", "Trois"):
        monde.soumise(produit=nom)
    prendre_en_charge(premiere.candidature, monde.demande(monde.verificateur))

    assert cout(monde.responsable, adresse) == pour_deux <= BUDGET


@pytest.mark.parametrize(
    "suite",
    [
        "",
        "?a=personne&risque=lointaine&depots=1&dispositif=MDV-LGC-Va2&tri=-age",
        "?format=csv",
        "suivant/",
        "repartir/?risque=lointaine&collegue={0}&collegue={1}",
    ],
)
def test_la_file_des_chapitres_coute_autant_pour_cinq_que_pour_deux(monde: Monde, suite: str) -> None:
    importer_petit_rem()
    premier = monde.eligible(produit="Un")
    for chapitre in premier.chapitres():
        premier.soumettre(chapitre)
    prendre_le_chapitre(chapitre, monde.demande(monde.responsable))
    deux = (monde.verificateur.personne.pk, monde.responsable.personne.pk)
    adresse = f"/instruction/chapitres/{suite.format(*deux)}"
    pour_deux = cout(monde.responsable, adresse)

    for nom in ("Deux", "Trois"):
        _soumettre_un_chapitre(monde.eligible(produit=nom))
    attribuer(premier.chapitres()[0], monde.demande(monde.responsable, instructeur=monde.verificateur.personne))

    assert cout(monde.responsable, adresse) == pour_deux <= BUDGET


def _soumettre_un_chapitre(scenario: Scenario) -> None:
    scenario.soumettre(scenario.chapitres()[0])


@pytest.mark.parametrize("qui", ["mandataire", "verificateur"])
def test_un_chapitre_coute_autant_pour_sept_preuves_que_pour_une(monde: Monde, qui: str) -> None:
    scenario = monde.eligible()
    tailles = {c.preuves.count(): c for c in scenario.chapitres()}
    petit, grand = tailles[min(tailles)], tailles[max(tailles)]
    for chapitre in (petit, grand):
        scenario.soumettre(chapitre)

    acteur = getattr(monde, qui)

    assert max(tailles) > 3 * min(tailles)
    assert cout(acteur, petit.get_absolute_url()) == cout(acteur, grand.get_absolute_url()) <= BUDGET


@pytest.mark.parametrize("qui", ["mandataire", "verificateur"])
def test_la_salle_d_une_preuve_coute_autant_pour_trois_depots_et_trois_tours(monde: Monde, qui: str) -> None:
    scenario = monde.eligible()
    une, trois = scenario.chapitres()[0].preuves.all()[:2]
    for preuve, nombre in ((une, 1), (trois, 3)):
        for rang in range(nombre):
            depot = Depot.objects.create(
                preuve=preuve,
                document=_document(monde, rang),
                depose_le=AVANT_DATE_1,
                depose_par=monde.mandataire.personne,
            )
            jugement = Jugement.objects.create(
                preuve=preuve, verdict="conforme", juge_le=AVANT_DATE_1, juge_par=monde.verificateur.personne
            )
            jugement.depots.add(depot)

    acteur = getattr(monde, qui)

    assert cout(acteur, une.adresse_de_la_salle) == cout(acteur, trois.adresse_de_la_salle) <= BUDGET


def test_un_lot_coute_autant_pour_trois_fichiers_que_pour_un(monde: Monde) -> None:
    scenario = monde.eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-3/lot/"
    preuves = scenario.chapitres()[0].preuves.all()
    couts = []
    for rang in range(3):
        FichierDuLot.objects.create(
            candidature=scenario.candidature,
            chemin=f"{rang}.pdf",
            document=_document(monde, rang),
            preuve=preuves[rang],
        )
        couts.append((cout(monde.mandataire, adresse), cout(monde.mandataire, f"{adresse}?format=csv")))

    assert couts[0] == couts[2]
    assert max(couts[0]) <= BUDGET


def _document(monde: Monde, rang: int) -> Document:
    contenu = PDF + str(rang).encode()
    return deposer_octets(contenu, nom=f"{rang}.pdf", zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)


def test_la_grille_coute_autant_quels_que_soient_les_chapitres(monde: Monde) -> None:
    scenario = monde.eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-3/"
    complete = cout(monde.mandataire, adresse)

    for chapitre in scenario.chapitres()[1:]:
        Preuve.objects.filter(chapitre=chapitre).delete()
        Chapitre.objects.filter(pk=chapitre.pk).delete()

    assert cout(monde.mandataire, adresse) == complete <= BUDGET


def test_la_provenance_coute_autant_quel_que_soit_le_nombre_de_preuves_et_de_nru(monde: Monde) -> None:
    scenario = monde.eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-3/provenance/"
    complete = cout(monde.verificateur, adresse)
    export = cout(monde.verificateur, f"{adresse}?format=csv")

    for chapitre in scenario.chapitres()[1:]:
        Preuve.objects.filter(chapitre=chapitre).delete()
        Chapitre.objects.filter(pk=chapitre.pk).delete()

    assert cout(monde.verificateur, adresse) == complete <= BUDGET
    assert cout(monde.verificateur, f"{adresse}?format=csv") == export <= BUDGET


def test_un_nru_du_portail_ne_coute_que_six_requetes_de_plus(monde: Monde) -> None:
    ancienne, scenario = monde.eligible(produit="Ancienne"), monde.eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-3/provenance/"
    sans = cout(monde.verificateur, adresse)

    citer(scenario.candidature, 2, ancienne.candidature.numero)

    assert cout(monde.verificateur, adresse) - sans <= 6


@pytest.mark.parametrize("suite", ["", "historique/", "etape-1/", "etape-2/", "etape-4/"])
def test_les_pages_du_dossier_ne_dependent_pas_de_son_histoire(monde: Monde, suite: str) -> None:
    scenario = monde.soumise()
    adresse = f"/candidatures/{scenario.candidature.numero}/{suite}"
    debut = cout(monde.verificateur, adresse)

    scenario.declarer_eligible()
    scenario.soumettre(scenario.chapitres()[0])

    assert abs(cout(monde.verificateur, adresse) - debut) <= 2
    assert debut <= BUDGET


@pytest.mark.parametrize("suite", ["", "?qui=ans&objet=etape3", "?q=chapitre", "?format=csv", "?format=xlsx"])
def test_l_historique_coute_autant_quel_que_soit_le_nombre_d_entrees(petit_monde: Monde, suite: str) -> None:
    scenario = petit_monde.eligible()
    adresse = f"/candidatures/{scenario.candidature.numero}/historique/{suite}"
    scenario.soumettre(scenario.chapitres()[0])
    scenario.valider(scenario.chapitres()[0])
    avant = cout(petit_monde.mandataire, adresse)

    for chapitre in scenario.chapitres()[1:]:
        scenario.soumettre(chapitre)

    assert cout(petit_monde.mandataire, adresse) == avant <= BUDGET


def test_l_etape_4_coute_autant_pour_trois_documents_que_pour_un(monde: Monde) -> None:
    scenario = monde.convention()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-4/"
    scenario.signer_la_convention()
    avant = cout(monde.mandataire, adresse)

    scenario.referencer()

    assert abs(cout(monde.mandataire, adresse) - avant) <= 1
    assert avant <= BUDGET


@pytest.mark.parametrize("qui", ["mandataire", "salarie"])
def test_les_archives_coutent_autant_pour_trois_que_pour_une(monde: Monde, qui: str) -> None:
    scenario = monde.brouillon()
    adresse = f"/candidatures/{scenario.candidature.numero}/export/"
    couts = []
    for rang in range(1, 4):
        ExportDossier.objects.create(
            candidature=scenario.candidature,
            demande_le=AVANT_DATE_1,
            demande_par=monde.mandataire.personne,
            statut="produit",
            document=_document(monde, rang),
            version=rang,
            empreinte=str(rang),
        )
        couts.append(cout(getattr(monde, qui), adresse))

    assert couts[0] == couts[2] <= BUDGET


@pytest.mark.parametrize("suite", ["", "collaborateurs/", "modifier/", "responsable/"])
@pytest.mark.parametrize("qui", ["mandataire", "salarie"])
def test_la_fiche_coute_autant_pour_trois_collaborateurs_que_pour_un(monde: Monde, qui: str, suite: str) -> None:
    scenario = monde.brouillon()
    adresse = f"{scenario.produit.get_absolute_url()}{suite}"
    avant = cout(getattr(monde, qui), adresse)

    for rang in range(2):
        collegue = Utilisateur.objects.create_user(f"collegue{rang}@logipro.example", nom="Collègue", prenom=str(rang))
        Appartenance.objects.create(utilisateur=collegue, organisation=scenario.produit.editeur, role=Role.SALARIE)
        donner_acces(scenario.produit, collegue, "lecture", scenario.demande(monde.mandataire))

    assert cout(getattr(monde, qui), adresse) == avant <= BUDGET


PUBLIQUES = [
    "/registre/?q=un%20logipro&editeur=logi&dispositif=MDV-LGC-Va2&tri=-editeur",
    "/registre/?etat=en_cours",
    "/registre/editeurs/?editeur=logi",
    "/registre/solutions.csv",
    "/registre/solutions.json",
    "/registre/flux.atom",
]


@pytest.mark.parametrize("adresse", PUBLIQUES)
def test_le_registre_coute_autant_pour_trois_solutions_que_pour_une(monde: Monde, adresse: str) -> None:
    def ajouter(rang: int) -> None:
        referencer(monde.soumise(produit=f"Un {rang}").candidature)
        monde.soumise(produit=f"En cours {rang}")

    ajouter(1)
    pour_une = cout(monde.mandataire, adresse)
    for rang in (2, 3):
        ajouter(rang)

    assert cout(monde.mandataire, adresse) == pour_une <= BUDGET


def test_comparer_trois_solutions_coute_autant_que_deux(monde: Monde) -> None:
    un, deux, trois = (referencer(monde.soumise(produit=nom).candidature) for nom in ("Un", "Deux", "Trois"))
    adresse = f"/registre/comparer/?nru={un}&nru={deux}"

    assert cout(monde.mandataire, adresse) == cout(monde.mandataire, f"{adresse}&nru={trois}") <= BUDGET


def test_la_page_d_un_nru_reste_sous_le_budget(monde: Monde) -> None:
    nru = referencer(monde.soumise().candidature)

    assert cout(monde.mandataire, f"/registre/{nru}/") <= BUDGET


@pytest.mark.parametrize(
    "adresse", ["/calendrier/", "/compte/", "/composants/", "/demarches/", "/produits/ajouter/", "/parcours/"]
)
def test_les_autres_pages_restent_sous_le_budget(monde: Monde, adresse: str) -> None:
    assert cout(monde.mandataire, adresse) <= BUDGET
