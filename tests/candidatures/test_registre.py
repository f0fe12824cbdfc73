"""What the public registry says of a candidature, and what it keeps to itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from candidatures import registre
from candidatures.models import Candidature, Produit
from candidatures.registre import chercher, decrire, en_cours, filtrer, publiables
from candidatures.transitions import college as transitions_college
from segur.noyau.comptes.models import SYSTEME, Organisation
from segur.noyau.transitions import REGISTRE
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, LGC, Monde, referencer

pytestmark = pytest.mark.django_db
SANS_FILTRE = {"dispositif": "", "profil": "", "editeur": ""}


def _noms(solutions: Any) -> list[str]:
    return sorted(candidature.produit.nom for candidature in solutions)


@pytest.mark.exigence("PUB-01", "E4-11")
def test_une_solution_est_au_registre_des_qu_elle_a_un_nru(monde: Monde) -> None:
    scenario = monde.soumise()
    avant = publiables().count()

    transitions_college.prononcer(scenario.candidature, monde.demande(SYSTEME, AVANT_DATE_1))

    solution = decrire(publiables().get())
    numero = Candidature.objects.get().nru
    assert (avant, solution.nru, solution.produit, solution.version_technique) == (0, numero, "LogiMed", "1.0")
    assert (solution.editeur, solution.dispositif, solution.profils) == ("LogiPro", LGC, ("Général",))
    assert (solution.statut_libelle, solution.referencee_le) == ("Référencée", AVANT_DATE_1.date())


@pytest.mark.exigence("PUB-01")
def test_l_historique_dit_chaque_statut_public_et_depuis_quand(monde: Monde) -> None:
    scenario = monde.soumise()

    transitions_college.prononcer(scenario.candidature, monde.demande(SYSTEME, AVANT_DATE_1))

    assert registre.historique(Candidature.objects.get()) == [("Référencée", AVANT_DATE_1)]


def test_un_statut_nouveau_est_public_des_qu_il_existe() -> None:
    prives = {statut.value for statut in Candidature.Statut} - registre.ETATS.keys()

    assert prives == {"en_cours", "refusee"}


def _brouillon(scenario: Scenario) -> None:
    scenario.remplir_etape_1()


def _soumise(scenario: Scenario) -> None:
    scenario.soumettre_etapes_1_et_2()


def _sans_accord(scenario: Scenario) -> None:
    scenario.soumettre_etapes_1_et_2(publication_autorisee=False)


def _refusee(scenario: Scenario) -> None:
    scenario.soumettre_etapes_1_et_2()
    demande = scenario.demande(scenario.ans("responsable"), motif="Hors du champ.")
    REGISTRE["candidatureadministrative.refuser"](scenario.candidature.administrative, demande)


def _referencee(scenario: Scenario) -> None:
    scenario.soumettre_etapes_1_et_2()
    referencer(scenario.candidature)


@pytest.mark.exigence("PUB-01", "PUB-06")
@pytest.mark.parametrize(
    ("jusque", "attendu"),
    [(_brouillon, 0), (_soumise, 1), (_sans_accord, 0), (_refusee, 0), (_referencee, 0)],
    ids=["brouillon", "soumise", "sans accord", "refusée", "référencée"],
)
def test_est_en_cours_ce_qui_est_soumis_avec_l_accord_de_l_editeur(monde: Monde, jusque: Any, attendu: int) -> None:
    jusque(monde.brouillon())

    assert en_cours().count() == attendu


@pytest.mark.exigence("PUB-06")
def test_une_solution_en_cours_ne_montre_que_sa_date(monde: Monde) -> None:
    scenario = monde.soumise()

    solution = decrire(en_cours().get())

    prevu_le = Candidature.objects.get().administrative.premier_depot_prevu_le
    assert isinstance(prevu_le, date)
    assert solution == registre.Solution(
        produit=scenario.produit.nom,
        editeur="LogiPro",
        dispositif=LGC,
        dispositif_libelle="LGC vague 2",
        statut="en_cours",
        statut_libelle="En cours de référencement",
        premier_depot_prevu_le=prevu_le,
    )


@pytest.fixture
def trois(monde: Monde) -> Monde:
    """Écho Santé of LogiPro and MédiCab of MédiSoft, both référencées; « En cours » is not."""
    referencer(monde.soumise(produit="Écho Santé").candidature, nru="LGCV2ABCDEFG")
    referencer(monde.soumise(produit="MédiCab", editeur="MédiSoft").candidature)
    monde.soumise(produit="En cours")
    return monde


@pytest.mark.parametrize(
    ("recherche", "attendu"),
    [
        ("", ["MédiCab", "Écho Santé"]),
        ("echo", ["Écho Santé"]),
        ("SANTÉ écho", ["Écho Santé"]),
        ("medisoft", ["MédiCab"]),
        ("medicab medisoft", ["MédiCab"]),
        ("echo medisoft", []),
        ("lgcv2abcdefg", ["Écho Santé"]),
        ("en cours", []),
        ("%", []),
    ],
)
def test_on_cherche_sans_accent_une_solution_un_editeur_ou_un_nru(
    trois: Monde, recherche: str, attendu: list[str]
) -> None:
    assert _noms(chercher(publiables(), recherche)) == attendu


def test_la_recherche_ne_dit_ni_la_reference_ni_le_nil(trois: Monde) -> None:
    produit = Produit.objects.get(nom="MédiCab")
    produit.nil = "123456789"
    produit.indexer()
    produit.save()

    trouvees = [_noms(chercher(publiables(), secret)) for secret in (produit.reference, produit.nil)]

    assert trouvees == [[], []]


def test_on_filtre_par_dispositif_profil_et_editeur(trois: Monde) -> None:
    candidature = Candidature.objects.get(produit__nom="MédiCab")
    autre = candidature.dispositif.profils.filter(est_general=False).earliest("pk")
    candidature.eligibilite.profils.add(autre)

    resultats = [
        _noms(filtrer(publiables(), **SANS_FILTRE | filtre))
        for filtre in ({"dispositif": LGC}, {"dispositif": "MS-DUI-Va2"}, {"profil": str(autre.pk)})
    ]
    par_editeur = [
        _noms(filtrer(publiables(), **SANS_FILTRE | {"editeur": saisie}))
        for saisie in ("MédiSoft", "SOFT medi", "  ", "Personne")
    ]

    assert resultats == [["MédiCab", "Écho Santé"], [], ["MédiCab"]]
    assert par_editeur == [["MédiCab"], ["MédiCab"], ["MédiCab", "Écho Santé"], []]


def test_seuls_les_editeurs_de_la_liste_lue_sont_proposes(trois: Monde) -> None:
    proposes = [registre.proposer_des_editeurs(publiables(), saisie) for saisie in ("", "medi", "logipro", "x")]

    assert proposes == [["LogiPro", "MédiSoft"], ["MédiSoft"], ["LogiPro"], []]
    assert registre.proposer_des_editeurs(en_cours(), "medi") == []


def test_dix_editeurs_au_plus_sont_proposes(monde: Monde) -> None:
    for rang in range(11):
        produit = monde.soumise(produit=f"P{rang}").produit
        Produit.objects.filter(pk=produit.pk).update(editeur=Organisation.objects.create(nom=f"Firme {rang:02}"))
        referencer(Candidature.objects.get(produit=produit))

    assert registre.proposer_des_editeurs(publiables(), "firme") == [f"Firme {rang:02}" for rang in range(10)]


@pytest.mark.exigence("PUB-06")
def test_le_filtre_par_profil_ne_dit_rien_d_une_solution_en_cours(trois: Monde) -> None:
    profil = str(Candidature.objects.get(produit__nom="En cours").eligibilite.profils.get().pk)

    assert _noms(filtrer(en_cours(), **SANS_FILTRE | {"profil": profil})) == []


def test_l_historique_d_une_autre_candidature_n_y_est_pas(monde: Monde) -> None:
    autre = monde.soumise(produit="Autre")
    scenario = monde.soumise()
    plus_tard = monde.demande(SYSTEME, AVANT_DATE_1 + timedelta(days=1))
    transitions_college.prononcer(scenario.candidature, plus_tard)

    assert registre.historique(autre.candidature) == []
