"""Real threads against a real PostgreSQL: two people, or one impatient click, never act twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.db import transaction as db

from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite
from candidatures.ouverture import ouvrir_candidature
from candidatures.transitions import administrative, college, convention
from candidatures.transitions.instruction import prendre_en_charge
from preuves.models import Chapitre, Depot
from preuves.transitions import chapitre as transitions_chapitre
from preuves.transitions import preuve as transitions_preuve
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal, Registre
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus, Transition
from tests.monde import LGC, Monde, charger, vue

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
ATTENTE = 20  # seconds before a deadlock is called so

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sur_postgresql")]


@pytest.fixture
def sur_postgresql(settings) -> None:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")


@pytest.fixture
def monde(sur_postgresql, transactional_db) -> Monde:
    charger()
    return Monde()


def ensemble(*gestes: Callable[[], Any]) -> list[str]:
    """Runs every gesture in its own thread and connection, all starting together. « fait » or the refusal's codes."""
    depart = Barrier(len(gestes), timeout=ATTENTE)
    issues: list[str] = []

    def courir(geste: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            depart.wait()
            geste()
            issues.append("fait")
        except Refus as refus:
            issues.append(", ".join(motif.code for motif in refus.verdict.obstacles))
        except Exception as erreur:
            issues.append(repr(erreur))
        finally:
            connections.close_all()

    fils = [Thread(target=courir, args=(geste,), daemon=True) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(ATTENTE)
    assert not any(fil.is_alive() for fil in fils), "interblocage"
    return sorted(issues)


def entrees(scenario: Any, geste: Transition) -> int:
    return EntreeJournal.objects.filter(dossier=scenario.candidature.cle_dossier, action=geste.nom).count()


def prete(monde: Monde) -> Any:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    return scenario


def soumissions(scenario: Any, monde: Monde, nombre: int, cle: Callable[[int], str]) -> list[Callable[[], Any]]:
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    demandes = [monde.demande(monde.mandataire, DATE_1, cle=cle(rang)) for rang in range(nombre)]
    return [partial(administrative.soumettre, etape, demande) for demande in demandes]


@pytest.mark.exigence("E1-29")
def test_huit_soumissions_simultanees_n_en_font_qu_une(monde):
    scenario = prete(monde)

    issues = ensemble(*soumissions(scenario, monde, 8, lambda rang: f"page-{rang}"))

    assert Counter(issues) == {"fait": 1, "statut": 7}
    assert entrees(scenario, administrative.soumettre) == 1
    assert Notification.objects.count() == 2
    assert list(anomalies()) == []


def test_temoin_sans_verrou_la_course_a_bien_lieu(monde, monkeypatch):
    """Negative control: the same race, the lock removed. Without it, everybody reads before anybody writes."""
    scenario = prete(monde)
    tous_ont_lu = Barrier(8, timeout=ATTENTE)

    def relire_sans_verrou(self, objet, acteur):
        lu = type(objet)._default_manager.visibles_par(acteur).get(pk=objet.pk)
        tous_ont_lu.wait()
        return lu

    monkeypatch.setattr(Transition, "_relire", relire_sans_verrou)
    issues = ensemble(*soumissions(scenario, monde, 8, lambda rang: f"page-{rang}"))

    assert Counter(issues) == {"fait": 8}
    assert entrees(scenario, administrative.soumettre) == 8


def test_seize_fois_la_meme_cle_ne_font_qu_un_depot(monde):
    scenario = prete(monde)

    issues = ensemble(*soumissions(scenario, monde, 16, lambda rang: "une-page"))

    assert Counter(issues) == {"fait": 16}
    assert entrees(scenario, administrative.soumettre) == 1
    assert Notification.objects.count() == 2


def test_une_meme_cle_pour_deux_contenus_envoyes_ensemble_n_en_fait_qu_un(monde):
    """The first one answers its retries; whoever sent something else under the key is told so."""
    scenario = prete(monde)
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    contenus = [str(rang % 2) * 64 for rang in range(8)]
    demandes = [replace(monde.demande(monde.mandataire, DATE_1, cle="k"), empreinte=contenu) for contenu in contenus]

    issues = ensemble(*(partial(administrative.soumettre, etape, demande) for demande in demandes))

    assert Counter(issues) == {"fait": 4, "cle": 4}
    assert entrees(scenario, administrative.soumettre) == 1


def test_deux_verificateurs_decident_ensemble_et_le_second_sait_qui_l_a_devance(monde):
    scenario = monde.soumise()
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    acteurs, refus = (monde.verificateur, monde.responsable), []

    def valider(acteur: Any) -> None:
        try:
            administrative.valider(etape, monde.demande(acteur, DATE_1))
        except Refus as trop_tard:
            refus.append(str(trop_tard))
            raise

    issues = ensemble(*[partial(valider, acteur) for acteur in acteurs])

    premier = EntreeJournal.objects.get(action=administrative.valider.nom).acteur
    assert issues == ["fait", "statut"]
    assert refus == [
        "Statut actuel : « Validée ». "
        f"Candidature administrative validée par {premier} le 15/10/2025 à 12:00 (heure de Paris)."
    ]


def test_deux_verificateurs_prennent_ensemble_la_meme_candidature(monde):
    scenario = monde.soumise()
    demandes = [monde.demande(acteur, DATE_1) for acteur in (monde.verificateur, monde.responsable)]

    issues = ensemble(*[partial(prendre_en_charge, scenario.candidature, demande) for demande in demandes])

    assert issues == ["fait", "libre"]
    preneur = EntreeJournal.objects.get(action=prendre_en_charge.nom).acteur
    assert Candidature.objects.get(pk=scenario.candidature.pk).instructeur == preneur


@pytest.mark.exigence("CP-29")
def test_huit_ouvertures_simultanees_ne_donnent_qu_un_numero(monde):
    scenario = monde.scenario()
    lgc = Dispositif.objects.get(code=LGC)
    demande = monde.demande(monde.mandataire)

    issues = ensemble(*[lambda: ouvrir_candidature(scenario.produit, lgc, demande, case_cochee=True)] * 8)

    assert Counter(issues) == {"fait": 8}
    assert [modele.objects.count() for modele in (Candidature, CandidatureAdministrative, Eligibilite, Convention)] == [
        1,
        1,
        1,
        1,
    ]
    assert EntreeJournal.objects.filter(action="candidature.ouvrir").count() == 1


@pytest.mark.exigence("E4-06")
def test_huit_prononces_simultanes_ne_donnent_qu_un_nru(monde):
    scenario = monde.convention()
    scenario.signer_la_convention()
    etape = scenario.candidature.convention
    scenario.rendre_avis()
    demandes = [scenario.demande(monde.direction) for _ in range(8)]

    issues = ensemble(*[partial(college.referencer, etape, demande) for demande in demandes])

    assert Counter(issues) == {"fait": 1, "statut": 7}
    nru = EntreeJournal.objects.get(action=college.prononcer.nom).details["nru"]
    assert Candidature.objects.get(pk=scenario.candidature.pk).nru == nru
    assert scenario.candidature.officiels.count() == 4


def preuve_soumise(monde: Monde) -> tuple[Any, Any]:
    scenario = monde.eligible()
    chapitre = scenario.chapitres()[0]
    scenario.soumettre(chapitre)
    return scenario, chapitre.preuves.first()


def test_deux_verificateurs_jugent_conforme_la_meme_preuve(monde):
    scenario, preuve = preuve_soumise(monde)
    demandes = [scenario.demande(acteur, vu=vue(preuve)) for acteur in (monde.verificateur, monde.responsable)]

    issues = ensemble(
        *[lambda demande=demande: transitions_preuve.declarer_conforme(preuve, demande) for demande in demandes]
    )

    assert issues == ["fait", "statut"]
    assert entrees(scenario, transitions_preuve.declarer_conforme) == 1


def test_deux_avis_contraires_le_second_relit_d_abord(monde):
    """A decision bears on what was seen: the second reviewer has not seen the first one's decision."""
    scenario, preuve = preuve_soumise(monde)
    conforme = scenario.demande(monde.verificateur, vu=vue(preuve))
    refus = scenario.demande(monde.responsable, motif="Illisible.", vu=vue(preuve))

    issues = ensemble(
        lambda: transitions_preuve.declarer_conforme(preuve, conforme),
        lambda: transitions_preuve.demander_modification(preuve, refus),
    )

    decision = EntreeJournal.objects.get(id_objet=preuve.pk, de="soumise", vers__in=["conforme", "a_modifier"])
    preuve.refresh_from_db()
    assert issues == ["deja_change", "fait"]
    assert (decision.vers, preuve.jugements.count()) == (preuve.statut, 1)


@pytest.mark.exigence("E3-21")
def test_un_depot_pendant_la_soumission_du_chapitre(monde):
    """Either the new deposit is filed with the chapter, or it is refused: never a loaded proof in a filed chapter."""
    scenario = monde.eligible()
    for chapitre in scenario.chapitres():
        scenario.charger(chapitre)
        preuve = chapitre.preuves.first()
        nouveau = scenario.demande(monde.mandataire, lien="https://exemple.fr/nouveau")
        soumission = scenario.demande(monde.mandataire)

        issues = ensemble(
            lambda preuve=preuve, nouveau=nouveau: transitions_preuve.deposer(preuve, nouveau),
            lambda chapitre=chapitre, soumission=soumission: transitions_chapitre.soumettre(chapitre, soumission),
        )

        depose = Depot.objects.actuels().filter(preuve=preuve, lien="https://exemple.fr/nouveau").exists()
        assert issues == (["fait", "fait"] if depose else ["fait", "statut"])
        assert Depot.objects.filter(preuve=preuve).count() == 1 + depose
        assert Chapitre.objects.get(pk=chapitre.pk).statut == "soumis"
        assert set(chapitre.preuves.values_list("statut", flat=True)) == {"soumise"}


def test_les_derniers_chapitres_valides_ensemble_ouvrent_une_fois_l_etape_4(monde):
    scenario = monde.eligible()
    chapitres = scenario.chapitres()
    for chapitre in chapitres:
        scenario.soumettre(chapitre)
        for preuve in chapitre.preuves.all():
            transitions_preuve.declarer_conforme(preuve, scenario.demande(monde.verificateur, vu=vue(preuve)))
    demandes = [scenario.demande(monde.verificateur) for _ in chapitres]

    issues = ensemble(
        *[
            lambda chapitre=chapitre, demande=demande: transitions_chapitre.valider(chapitre, demande)
            for chapitre, demande in zip(chapitres, demandes, strict=True)
        ]
    )

    assert issues == ["fait"] * len(chapitres)
    assert entrees(scenario, convention.ouvrir) == 1
    assert Convention.objects.get(candidature=scenario.candidature).statut == "a_venir"


def test_les_rangs_du_journal_se_suivent_sans_trou(monde):
    produit = monde.scenario().produit
    depart = EntreeJournal.objects.filter(dossier=produit.cle_dossier).count()

    def ecrire_cinq_fois() -> None:
        for _ in range(5):
            with db.atomic():
                inscrire(produit, action="essai", recit="Essai", acteur=monde.mandataire, recu_le=DATE_1)

    issues = ensemble(*[ecrire_cinq_fois] * 8)

    rangs = list(EntreeJournal.objects.filter(dossier=produit.cle_dossier).values_list("rang", flat=True))
    assert Counter(issues) == {"fait": 8}
    assert rangs == list(range(1, depart + 41))
    assert Registre.objects.get(dossier=produit.cle_dossier).rang == depart + 40
    assert list(anomalies()) == []


def test_la_premiere_entree_de_plusieurs_ecrivains(monde):
    """The chain itself does not exist yet when they all arrive."""
    produit = monde.scenario().produit
    produit.reference = "NOUVELLE"

    def ecrire() -> None:
        with db.atomic():
            inscrire(produit, action="essai", recit="Essai", acteur=monde.mandataire, recu_le=DATE_1)

    issues = ensemble(*[ecrire] * 8)

    rangs = EntreeJournal.objects.filter(dossier=produit.cle_dossier).values_list("rang", flat=True)
    assert Counter(issues) == {"fait": 8}
    assert list(rangs) == list(range(1, 9))
    assert list(anomalies()) == []


def test_un_dossier_qui_change_de_mains_pendant_qu_on_attend_le_verrou(monde):
    """The right to see is judged when the lock is obtained, not when it was asked."""
    scenario = prete(monde)
    etape = CandidatureAdministrative.objects.get(candidature=scenario.candidature)
    demande = monde.demande(monde.mandataire, DATE_1)
    autre = monde.autre_editeur.organisation

    with db.atomic():
        Candidature.objects.select_for_update().get(pk=scenario.candidature.pk)
        fil_pret, issues = Barrier(2, timeout=ATTENTE), []

        def soumettre() -> None:
            try:
                connection.ensure_connection()
                fil_pret.wait()
                administrative.soumettre(etape, demande)
            except CandidatureAdministrative.DoesNotExist:
                issues.append("introuvable")
            finally:
                connections.close_all()

        fil = Thread(target=soumettre, daemon=True)
        fil.start()
        fil_pret.wait()
        scenario.produit.editeur = autre
        scenario.produit.save(update_fields=["editeur"])
    fil.join(ATTENTE)

    assert (fil.is_alive(), issues) == (False, ["introuvable"])
