"""The queue of steps 1 and 2: one line per step that waits for the ANS, and what each filter keeps."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from candidatures.instruction import Attente, attentes, compter, en_lignes
from candidatures.models import Candidature, CandidatureAdministrative, EnvoiRecu, Remarque
from candidatures.regles import RISQUES
from candidatures.transitions.administrative import soumettre, valider
from candidatures.transitions.instruction import prendre_en_charge
from segur.noyau.comptes.models import Acteur, Appartenance
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.transitions import REGISTRE, Demande
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde

LUNDI = datetime(2025, 10, 6, 8, tzinfo=UTC)
RECUE = datetime(2025, 10, 3, 21, 59, tzinfo=UTC)  # 23:59 in Paris
pytestmark = pytest.mark.django_db


def lues(acteur: Acteur, le: datetime = LUNDI, **choix: str) -> list[Attente]:
    return en_lignes(attentes(acteur, le, choix).order_by("soumise_le", "etape"), le)


def produits(acteur: Acteur, le: datetime = LUNDI, **choix: str) -> list[tuple[str, int]]:
    return [(ligne.produit, ligne.etape) for ligne in lues(acteur, le, **choix)]


def etape_1_soumise(monde: Monde, **options: str) -> Scenario:
    """Step 2 is still to be filed: Date 1 rules."""
    scenario = monde.brouillon(**options)
    scenario.remplir_etape_1()
    soumettre(scenario.candidature.administrative, monde.demande(scenario.editeur, RECUE))
    return scenario


def resoumettre_etape_1(monde: Monde, scenario: Scenario, le: datetime) -> None:
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    for nom, acteur, donnees in (
        ("poser_remarque", monde.verificateur, {"cle": "siret", "motif": "Vérifiez."}),
        ("demander_modifications", monde.verificateur, {}),
        ("resoumettre", scenario.editeur, {}),
    ):
        REGISTRE[f"candidatureadministrative.{nom}"](etape, Demande(acteur, le, donnees))


@pytest.mark.exigence("E1-30")
def test_chaque_etape_soumise_a_sa_ligne_avec_la_date_qui_regle_le_dossier(monde: Monde) -> None:
    monde.soumise(produit="Deux étapes")
    etape_1_soumise(monde, produit="Une étape")
    monde.brouillon(produit="Brouillon")

    lignes = lues(monde.verificateur)

    assert [(ligne.produit, ligne.etape, ligne.date, ligne.risque) for ligne in lignes] == [
        ("Deux étapes", 1, 2, "lointaine"),
        ("Deux étapes", 2, 2, "lointaine"),
        ("Une étape", 1, 1, "proche"),
    ]
    assert lignes[2].echeance == datetime(2025, 10, 15, 10, tzinfo=UTC)
    assert [ligne.attend_l_etape_1 for ligne in lignes] == [False, True, False]
    assert (lignes[2].editeur, lignes[2].version_du_produit, lignes[2].dispositif) == ("LogiPro", "1.0", "LGC vague 2")


def test_une_etape_decidee_quitte_la_file(monde: Monde) -> None:
    scenario = monde.soumise()

    valider(scenario.candidature.administrative, monde.demande(monde.verificateur))

    (ligne,) = lues(monde.verificateur)
    assert (ligne.etape, ligne.attend_l_etape_1) == (2, False)


def test_l_age_compte_les_jours_de_paris_depuis_la_derniere_soumission(monde: Monde) -> None:
    scenario = etape_1_soumise(monde)
    minuit = datetime(2025, 10, 3, 22, tzinfo=UTC)
    ages = [lues(monde.verificateur, le)[0].age for le in (RECUE, minuit, LUNDI)]

    resoumettre_etape_1(monde, scenario, LUNDI)

    assert ages == [0, 1, 3]
    assert lues(monde.verificateur)[0].age == 0


def test_les_soumissions_se_comptent_et_se_filtrent(monde: Monde) -> None:
    scenario = etape_1_soumise(monde)
    trouvees = []
    for _ in range(4):
        (ligne,) = lues(monde.verificateur)
        trouvees.append((ligne.depots, [n for n in "123" if produits(monde.verificateur, depots=n)]))
        resoumettre_etape_1(monde, scenario, LUNDI)

    assert trouvees == [(1, ["1"]), (2, ["2"]), (3, ["3"]), (4, ["3"])]
    assert Remarque.objects.count() == 4


@pytest.mark.parametrize(
    ("le", "risque"),
    [
        pytest.param(datetime(2025, 10, 8, 21, 59, tzinfo=UTC), "proche", id="7 jours avant"),
        pytest.param(datetime(2025, 10, 8, 22, tzinfo=UTC), "urgente", id="6 jours avant"),
        pytest.param(datetime(2025, 10, 15, 10, tzinfo=UTC), "urgente", id="à l’instant même"),
        pytest.param(datetime(2025, 10, 15, 10, 0, 1, tzinfo=UTC), "depassee", id="une seconde après"),
    ],
)
def test_le_filtre_du_risque_garde_ce_que_la_ligne_affiche(monde: Monde, le: datetime, risque: str) -> None:
    etape_1_soumise(monde)

    gardees = {code for code in RISQUES if lues(monde.verificateur, le, risque=code)}

    assert ({ligne.risque for ligne in lues(monde.verificateur, le)}, gardees) == ({risque}, {risque})


def test_une_date_non_publiee_n_est_pas_un_risque(monde: Monde) -> None:
    etape_1_soumise(monde)
    VersionEcheance.objects.filter(numero=1).update(instant=None)

    (ligne,) = lues(monde.verificateur, risque="inconnue")

    assert (ligne.echeance, ligne.libelle_du_risque) == (None, "date non publiée")


def test_une_date_qu_aucun_texte_ne_definit_n_arrete_pas_la_file(monde: Monde) -> None:
    etape_1_soumise(monde)
    EnvoiRecu.objects.all().delete()
    VersionEcheance.objects.all().delete()

    assert [ligne.risque for ligne in lues(monde.verificateur)] == ["inconnue"]


def test_la_file_se_partage_entre_collegues(monde: Monde, agent: Callable[..., Acteur]) -> None:
    nora = agent("Nora", "Henry")
    suivies = {nom: etape_1_soumise(monde, produit=nom).candidature for nom in ("À Amina", "À Nora", "À personne")}
    prendre_en_charge(suivies["À Amina"], monde.demande(monde.verificateur))
    prendre_en_charge(suivies["À Nora"], monde.demande(nora))

    avant = {a: produits(monde.verificateur, a=a) for a in ("moi", "personne", str(nora.personne.pk))}
    Appartenance.objects.filter(utilisateur=nora.utilisateur).update(active=False)
    apres = {a: sorted(produits(monde.verificateur, a=a)) for a in ("moi", "personne", str(nora.personne.pk))}

    assert list(avant.values()) == [[("À Amina", 1)], [("À personne", 1)], [("À Nora", 1)]]
    assert list(apres.values()) == [[("À Amina", 1)], [("À Nora", 1), ("À personne", 1)], []]
    a_reattribuer = next(ligne for ligne in lues(monde.verificateur) if ligne.produit == "À Nora")
    assert (a_reattribuer.est_suivie, a_reattribuer.instructeur) == (False, "Nora Henry")


def test_l_etape_le_dispositif_et_la_recherche_filtrent(monde: Monde) -> None:
    monde.soumise(produit="Cabinet Élan")
    autre = etape_1_soumise(monde, produit="Autre", editeur="MédiSoft").candidature
    Candidature.objects.filter(pk=autre.pk).update(dispositif=Dispositif.objects.get(code="MS-DUI-Va2"))
    les_deux, lui = [("Cabinet Élan", 1), ("Cabinet Élan", 2)], [("Autre", 1)]

    assert produits(monde.verificateur, etape="2") == [("Cabinet Élan", 2)]
    assert produits(monde.verificateur, dispositif="MS-DUI-Va2") == lui
    assert produits(monde.verificateur, q="cabinet élan") == produits(monde.verificateur, q="ELAN") == les_deux
    assert produits(monde.verificateur, q="médisoft") == produits(monde.verificateur, q=autre.numero.lower()) == lui


def test_le_compte_de_l_accueil_est_celui_de_la_file(monde: Monde) -> None:
    suivie = monde.soumise(produit="À moi").candidature
    etape_1_soumise(monde, produit="Libre")
    prendre_en_charge(suivie, monde.demande(monde.verificateur))

    assert compter(monde.verificateur, AVANT_DATE_1) == {"moi": 2, "personne": 1, "1": 2, "2": 1}
    assert compter(monde.responsable, AVANT_DATE_1) == {"moi": 0, "personne": 1, "1": 2, "2": 1}
