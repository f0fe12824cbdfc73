"""The simulator says what the engine says, row by row, and leaves nothing in the agency's tables."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from financement.contextes import contextes
from financement.formats import lire
from financement.models import Commande, DemandeDeFinancement, LigneSimulee, Simulation
from financement.plafonds import SIMULATEUR
from financement.regles.commande.juger import juger
from financement.simulation import executer, fichier_corrige, interrompre_les_muettes, supprimer, supprimer_les_echues
from financement.tasks import balayer_les_simulations, simuler
from financement.transitions.simulation import prendre, relancer, terminer
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Demande, Refus
from tests.financement.simulateur.conftest import BONS, MAUVAISE, Simulateur

pytestmark = pytest.mark.django_db
Statut = Simulation.Statut


def rejuger(simulateur: Simulateur, simulation: Simulation) -> None:
    demande = Demande(simulateur.dossier.mandataire, simulateur.dossier.instant)
    relancer(simulation, demande)
    executer(simulation.pk)


@pytest.mark.exigence("ASP-02", "ASP-03")
def test_le_simulateur_predit_ce_que_le_moteur_dit(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler([*BONS, MAUVAISE])

    autour = contextes(simulateur.fournisseur, simulateur.candidature, BONS, simulation.au)
    attendus = [juger(bon, contexte) for bon, contexte in zip(BONS, autour, strict=True)]
    lues = list(simulation.lignes.order_by("rang"))
    obstacles = [[constat.en_donnees() for constat in jugement.obstacles] for jugement in attendus]
    assert [ligne.jugement["constats"] for ligne in lues[:-1]] == obstacles
    montants = [jugement.en_donnees()["montants"] for jugement in attendus]
    assert [ligne.jugement["montants"] for ligne in lues[:-1]] == montants
    conformes = [{constat.regle for constat in j.constats if constat not in j.obstacles} for j in attendus]
    assert [set(ligne.jugement["conformes"]) for ligne in lues[:-1]] == conformes
    assert [ligne.prediction for ligne in lues[:-1]] == [jugement.prediction for jugement in attendus]
    assert (simulation.statut, simulation.nombre, simulation.pour_cent) == (Statut.TERMINEE, 6, 100)


@pytest.mark.exigence("ASP-03")
def test_une_commande_illisible_est_nommee_et_les_autres_gardees(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler([BONS[0], MAUVAISE, BONS[1]])

    bonne, mauvaise, suivante = simulation.lignes.order_by("rang")
    assert {erreur["chemin"] for erreur in mauvaise.erreurs} == {"cle", "signee_le"}
    assert (mauvaise.prediction, mauvaise.jugement) == ("rejete", {})
    assert bonne.jugement
    assert suivante.jugement
    assert simulation.rejetees >= 1


def test_rien_ne_s_ecrit_chez_l_agence(simulateur: Simulateur) -> None:
    avant = EntreeJournal.objects.count()

    simulation = simulateur.simuler(BONS)
    rejuger(simulateur, simulation)

    assert not Commande.objects.exists()
    assert not DemandeDeFinancement.objects.exists()
    assert EntreeJournal.objects.count() == avant


@pytest.mark.parametrize(
    ("entete", "champ"), [({"siren": "443061841"}, "siren"), ({"dispositif": "MS-DUI-Va2"}, "dispositif")]
)
def test_un_en_tete_qui_n_est_pas_le_sien_est_refuse(
    simulateur: Simulateur, entete: dict[str, str], champ: str
) -> None:
    simulation = simulateur.simuler(BONS, **entete)

    assert simulation.statut == Statut.ECHOUEE
    assert [erreur["chemin"] for erreur in simulation.erreurs] == [champ]
    assert not simulation.lignes.exists()


def test_un_fichier_illisible_echoue_en_disant_pourquoi(simulateur: Simulateur) -> None:
    tronque = SimpleUploadedFile("commandes.json", simulateur.fichier(BONS).read()[:200])

    simulation = simulateur.envoyer(tronque)
    executer(simulation.pk)

    simulation.refresh_from_db()
    assert simulation.statut == Statut.ECHOUEE
    assert "n’est pas du JSON : ligne" in simulation.issue


def test_un_fichier_sans_commande_est_refuse(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler([])

    assert (simulation.statut, simulation.issue) == (Statut.ECHOUEE, "Le fichier ne contient aucune commande.")


def test_deux_fois_la_meme_tache_ne_double_rien(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler(BONS)

    assert not executer(simulation.pk)
    assert simulation.lignes.count() == len(BONS)


def test_une_reprise_repart_du_fichier_sans_doubler_les_lignes(simulateur: Simulateur) -> None:
    simulation = simulateur.demander(BONS)
    prise = prendre(simulation, Demande(SYSTEME, simulateur.dossier.instant, {"maintenant": timezone.now()}))
    LigneSimulee.objects.create(simulation=prise, rang=1, prediction="rejete", erreurs=[{}])
    Simulation.objects.update(signe_de_vie_le=timezone.now() - timedelta(minutes=SIMULATEUR.silence_minutes + 1))

    assert interrompre_les_muettes() == 1
    assert "s’est arrêté" in Simulation.objects.get().issue
    rejuger(simulateur, Simulation.objects.get())

    assert list(simulation.lignes.order_by("rang").values_list("rang", flat=True)) == [1, 2, 3, 4, 5]
    with pytest.raises(Refus, match="autre travailleur|Statut actuel"):
        terminer(prise, Demande(SYSTEME, simulateur.dossier.instant, {"essai": prise.essai}))


@pytest.mark.parametrize(("minutes", "muette"), [(-1, False), (1, True)])
def test_un_travailleur_n_est_muet_qu_apres_le_delai(simulateur: Simulateur, minutes: int, muette: bool) -> None:
    simulation = simulateur.demander(BONS)
    prendre(simulation, Demande(SYSTEME, simulateur.dossier.instant, {"maintenant": timezone.now()}))
    Simulation.objects.update(signe_de_vie_le=timezone.now() - timedelta(minutes=SIMULATEUR.silence_minutes + minutes))

    assert bool(interrompre_les_muettes()) is muette


def test_un_travailleur_depasse_n_ecrit_plus(simulateur: Simulateur) -> None:
    simulation = simulateur.demander(BONS)
    prise = prendre(simulation, Demande(SYSTEME, simulateur.dossier.instant, {"maintenant": timezone.now()}))
    Simulation.objects.update(essai=prise.essai + 1)

    assert not prise.avancer(phase="jugement", lignes=1)


def test_le_balayage_reprend_ce_qui_attend_et_rien_d_autre(simulateur: Simulateur) -> None:
    simulation = simulateur.demander(BONS)
    assert balayer_les_simulations() == 1

    assert simuler(simulation.pk)

    assert balayer_les_simulations() == 0
    assert Simulation.objects.get().statut == Statut.TERMINEE


def test_une_entreprise_ne_prend_pas_toute_la_place(simulateur: Simulateur) -> None:
    for _ in range(SIMULATEUR.en_cours_au_plus):
        simulateur.demander(BONS[:1])

    with pytest.raises(Refus, match="au plus par entreprise"):
        simulateur.demander(BONS[:1])


def test_un_nouvel_instant_se_rejoue(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler(BONS)
    au = simulation.au + timedelta(days=30)

    relancer(simulation, Demande(simulateur.dossier.mandataire, simulateur.dossier.instant, {"au": au}))
    executer(simulation.pk)

    simulation.refresh_from_db()
    assert (simulation.au, simulation.statut, simulation.nombre) == (au, Statut.TERMINEE, len(BONS))


def test_le_fichier_corrige_se_relit(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler([*BONS, MAUVAISE])

    lecture = lire(fichier_corrige(simulation))

    assert [ligne.bon for ligne in lecture][:-1] == BONS
    assert lecture.entete.nru == simulateur.candidature.nru


def test_supprimer_emporte_lignes_et_fichier(simulateur: Simulateur) -> None:
    simulation = simulateur.simuler(BONS)
    assert Document.objects.filter(nom="commandes.json").exists()

    supprimer(simulation)

    assert not LigneSimulee.objects.exists()
    assert not Document.objects.filter(nom="commandes.json").exists()


@pytest.mark.parametrize(("ecart", "effacees"), [(-1, 0), (0, 0), (1, 1)], ids=["avant", "à", "après"])
def test_une_simulation_est_effacee_apres_le_delai(simulateur: Simulateur, ecart: int, effacees: int) -> None:
    simulation = simulateur.simuler(BONS)

    assert supprimer_les_echues(simulation.gardee_jusqu_au + timedelta(seconds=ecart)) == effacees


def test_une_simulation_qui_court_n_est_pas_effacee(simulateur: Simulateur) -> None:
    simulation = simulateur.demander(BONS)

    assert supprimer_les_echues(simulation.gardee_jusqu_au + timedelta(days=1)) == 0


def test_le_nombre_de_requetes_suit_les_lots_et_non_les_commandes(simulateur: Simulateur) -> None:
    def cout(nombre: int) -> int:
        simulation = simulateur.demander(BONS[:nombre])
        with CaptureQueriesContext(connection) as requetes:
            executer(simulation.pk)
        return len(requetes)

    assert cout(1) == cout(3)


CONTRAINTES = [
    ({"statut": "terminee", "terminee_le": None}, "simulation_close_a_une_date"),
    ({"statut": "echouee", "issue": ""}, "simulation_echouee_dit_pourquoi"),
    ({"lue": False}, "simulation_terminee_est_lue"),
    ({"fichier": None}, "simulation_fichier_selon_la_source"),
    ({"statut": "en_cours", "terminee_le": None}, "simulation_en_cours_donne_signe"),
]


@pytest.mark.parametrize(("valeurs", "contrainte"), CONTRAINTES, ids=[nom for _, nom in CONTRAINTES])
def test_la_base_refuse_une_simulation_incoherente(
    simulateur: Simulateur, valeurs: dict[str, object], contrainte: str
) -> None:
    simulation = simulateur.simuler(BONS[:1])

    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Simulation.objects.filter(pk=simulation.pk).update(**valeurs)


@pytest.mark.parametrize("valeurs", [{"jugement": {}}, {"erreurs": [{"chemin": "x"}]}])
def test_la_base_refuse_une_ligne_jugee_et_illisible_a_la_fois(
    simulateur: Simulateur, valeurs: dict[str, object]
) -> None:
    simulation = simulateur.simuler(BONS[:1])

    with pytest.raises(IntegrityError, match="ligne_simulee_illisible_est_rejetee"), transaction.atomic():
        simulation.lignes.update(**valeurs)
