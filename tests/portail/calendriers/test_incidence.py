"""Which dossiers a text moves, which filings keep the former version."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from candidatures.models import Candidature, Convention
from candidatures.transitions import administrative
from preuves.models import Chapitre
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Amendement, Dispositif
from segur.portail.calendriers import depots
from segur.portail.calendriers.incidence import Bilan, compter, dossiers, en_dossiers, mouvements
from tests.monde import AVANT_DATE_1, LGC, Monde, referencer

pytestmark = pytest.mark.django_db
JOUR, MINUTE = timedelta(days=1), timedelta(minutes=1)
DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
TOUTES = {n: datetime(2028, n, 1, 10, tzinfo=UTC) for n in range(1, 7)}


@pytest.fixture
def lgc(monde: Monde) -> Dispositif:
    return Dispositif.objects.get(code=LGC)


def bougent(acteur: Acteur, texte: Amendement, le: datetime = AVANT_DATE_1) -> dict[str, list[str]]:
    """By product, the values that move."""
    tous = mouvements(texte, le)
    lignes = en_dossiers(dossiers(acteur, tous).select_related("produit"), tous)
    return {ligne.candidature.produit.nom: [m.libelle for m in ligne.mouvements] for ligne in lignes}


@pytest.mark.exigence("CAL-05")
def test_chaque_dossier_bouge_pour_ce_que_la_date_regle_encore(petit_monde: Monde) -> None:
    monde = petit_monde
    lgc = Dispositif.objects.get(code=LGC)
    monde.brouillon(produit="Brouillon")
    monde.soumise(produit="Soumise")
    monde.eligible(produit="Ouverte")
    rendue = monde.eligible(produit="Rendue")
    for chapitre in rendue.chapitres():
        rendue.soumettre(chapitre)
    monde.convention(produit="Validée")
    referencer(monde.soumise(produit="Référencée").candidature)
    refusee = monde.soumise(produit="Refusée").candidature
    Candidature.objects.filter(pk=refusee.pk).update(statut="refusee")
    texte = monde.amender(lgc, dict(TOUTES))

    vus = bougent(monde.administrateur, texte)

    assert vus == {
        "Soumise": ["Date 2", "Date 3"],
        "Ouverte": ["Date 2", "Date 3"],
        "Rendue": ["Date 3"],
        "Référencée": ["Date 4", "Date 5", "Date 6"],
    }
    assert "Brouillon" in bougent(monde.mandataire, texte)
    assert bougent(monde.mandataire, texte)["Brouillon"] == ["Date 1", "Date 2", "Date 3"]
    assert bougent(monde.autre_editeur, texte) == {}


def test_un_chapitre_dispense_n_est_pas_attendu(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    Chapitre.objects.filter(candidature=scenario.candidature).update(statut="dispense")
    texte = petit_monde.amender(scenario.dispositif, {2: TOUTES[2]})

    assert bougent(petit_monde.administrateur, texte) == {}


def test_un_seuil_concerne_les_candidatures_en_cours(monde: Monde, lgc: Dispositif) -> None:
    monde.soumise(produit="En cours")
    referencer(monde.soumise(produit="Référencée").candidature)
    texte = monde.amender(lgc, {}, seuils={"intrusion.ko_moyens": Decimal(5)})

    assert bougent(monde.administrateur, texte) == {
        "En cours": ["Test d’intrusion : maximum de points de contrôle KO de gravité moyenne"]
    }


def bilan(acteur: Acteur, texte: Amendement, le: datetime = AVANT_DATE_1) -> Bilan:
    return compter(acteur, mouvements(texte, le))


@pytest.mark.parametrize(
    ("le", "nouvelle", "attendue"),
    [
        pytest.param(DATE_1 - 8 * JOUR, DATE_1 - JOUR, "", id="avancée, encore à temps le jour d’effet"),
        pytest.param(DATE_1 - 8 * JOUR, DATE_1 - 2 * JOUR, "en_retard", id="avancée avant le jour d’effet"),
        pytest.param(DATE_1 - 8 * JOUR, DATE_1 + 30 * JOUR, "", id="reculée à temps"),
        pytest.param(DATE_1 + JOUR, DATE_1 + 30 * JOUR, "a_temps", id="reculée après coup"),
    ],
)
def test_ceux_qui_basculent_sont_dits_en_premier(
    monde: Monde, lgc: Dispositif, le: datetime, nouvelle: datetime, attendue: str
) -> None:
    scenario = monde.brouillon(produit="Zoé en retard")  # step 1 alone is submitted
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(scenario.editeur))
    monde.soumise(produit="Autre")
    effet = (DATE_1 - JOUR).date()
    texte = monde.amender(lgc, {1: nouvelle, 2: TOUTES[2]}, effet=effet, le=DATE_1 - 10 * JOUR)

    premiers = list(bougent(monde.administrateur, texte, le))
    bascules = bilan(monde.administrateur, texte, le).bascules

    assert [(m.libelle, m.bascule, n) for m, n in bascules] == ([("Date 1", attendue, 1)] if attendue else [])
    assert premiers[0] == ("Zoé en retard" if attendue else "Autre")


def test_le_bilan_compte_par_dispositif_par_statut_et_par_valeur(monde: Monde, lgc: Dispositif) -> None:
    for nom in ("Un", "Deux"):
        monde.soumise(produit=nom)
    referencer(monde.soumise(produit="Trois").candidature)
    texte = monde.amender(lgc, {2: TOUTES[2], 4: TOUTES[4]})

    compte = bilan(monde.administrateur, texte)

    assert compte.total == 3
    assert compte.par_statut == [("LGC vague 2", "En cours", 2), ("LGC vague 2", "Candidature référencée", 1)]
    assert [(m.libelle, n) for m, n in compte.par_mouvement] == [("Date 2", 2), ("Date 4", 1)]


def test_une_valeur_deja_remplacee_ne_deplace_personne(monde: Monde, lgc: Dispositif) -> None:
    """Entered after the arrêté of 8 June 2026 has taken effect, for a day before it: history, and nobody moves."""
    monde.soumise()
    apres = datetime(2026, 6, 15, 10, tzinfo=UTC)
    texte = monde.amender(lgc, {2: TOUTES[2]}, effet=date(2026, 6, 1), le=apres)

    assert mouvements(texte, apres) == []
    assert bougent(monde.administrateur, texte, apres) == {}


@pytest.mark.exigence("CAL-02")
def test_les_depots_deja_recus_gardent_la_version_qui_les_a_juges(
    petit_monde: Monde, connecter: Callable[[Acteur], Client]
) -> None:
    scenario = petit_monde.eligible()
    premier, *_ = scenario.chapitres()
    scenario.soumettre(premier)
    effet = scenario.instant.date()
    le = scenario.instant + JOUR
    texte = petit_monde.amender(scenario.dispositif, {1: TOUTES[1], 2: TOUTES[2]}, effet=effet, le=le)
    tous = mouvements(texte, le)

    gardes = depots.compter(petit_monde.administrateur, tous)
    comptes = [(garde.mouvement.libelle, garde.nombre, garde.depuis_l_effet) for garde in gardes]
    lus = [depots.en_depot(e) for e in depots.depots(petit_monde.administrateur, tous)]

    assert comptes == [("Date 1", 2, 2), ("Date 2", 1, 1)]
    assert {depot.texte for depot in lus} == {"arrêté du 30 avril 2025, AF-MDV-LGC-Va2, calendrier"}
    assert "date limite le 22/07/2026 à 12:00" in lus[0].jugee
    assert depots.compter(petit_monde.autre_editeur, tous)[0].nombre == 0
    page = connecter(petit_monde.administrateur).get(f"/amendements/{texte.pk}/depots/").content.decode()
    assert "arrêté du 30 avril 2025, AF-MDV-LGC-Va2, calendrier" in page


def test_publie_le_texte_ne_compte_plus_que_les_depots_recus_avant(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    premier, second, *_ = scenario.chapitres()
    scenario.soumettre(premier)
    effet = scenario.instant.date()
    texte = petit_monde.amender(scenario.dispositif, {2: TOUTES[2]}, effet=effet, le=scenario.instant)
    petit_monde.publier(texte, scenario.instant + MINUTE)
    scenario.soumettre(second)
    publie = Amendement.objects.get(pk=texte.pk)

    (garde,) = depots.compter(petit_monde.administrateur, mouvements(publie, scenario.instant + JOUR))

    assert garde.nombre == 1


def test_une_convention_ouverte_met_fin_aux_echanges(petit_monde: Monde) -> None:
    scenario = petit_monde.convention()
    texte = petit_monde.amender(scenario.dispositif, {3: TOUTES[3]})

    assert Convention.objects.get(candidature=scenario.candidature).statut == "a_venir"
    assert bougent(petit_monde.administrateur, texte) == {}
