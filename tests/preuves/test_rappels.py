"""Reminders of step 3: the proofs that are missing at the milestone and at Date 2, the changes asked before Date 3."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite, Rappel
from candidatures.rappels.envoi import envoyer
from candidatures.rappels.obligations import OBLIGATIONS, Manque
from candidatures.rappels.prevision import lues
from candidatures.rappels.regles import PALIERS
from preuves.models import Chapitre, Depot, Preuve
from preuves.rappels import _avant_le_depot
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.transitions import REGISTRE
from tests.candidatures.rappels.gestes import a_l_heure, issues, publier, recus, sujets
from tests.instantane import compter_les_lignes
from tests.monde import LGC, Monde
from tests.preuves.gestes import renvoyer

pytestmark = pytest.mark.django_db
GESTES = ("poser_remarque", "demander_modifications")
JALON = datetime(2026, 7, 22, 10, tzinfo=UTC)


def en_vigueur(numero: int) -> datetime:
    """The Date as the last text gives it."""
    instant = VersionEcheance.objects.filter(dispositif__code=LGC, numero=numero).latest("depuis").instant
    assert instant
    return instant


@pytest.fixture
def date_2(petit_monde: Monde) -> datetime:
    return en_vigueur(2)


@pytest.fixture
def date_3(petit_monde: Monde) -> datetime:
    return en_vigueur(3)


def de_la(numero: str, monde: Monde) -> list[str]:
    return [sujet for sujet in sujets(monde.mandataire) if numero in sujet]


@pytest.mark.exigence("E3-23")
def test_la_date_2_dit_les_preuves_qui_manquent_chapitre_par_chapitre(petit_monde: Monde, date_2: datetime) -> None:
    scenario = petit_monde.eligible()
    identite, messagerie = scenario.chapitres()
    scenario.charger(messagerie)
    noms = ", ".join(map(str, identite.preuves.all()))

    envoyer(a_l_heure(date_2, "J-14"))

    (message,) = recus(petit_monde.mandataire)
    assert message.sujet == "LogiMed - 1.0 : Date 2 dans 14 jours"
    assert message.lien == f"/candidatures/{scenario.candidature.numero}/etape-3/plan/"
    assert (
        "Il manque 3 preuves sur 5 ; 2 chapitres à soumettre une première fois.\n"
        "- chapitre Messagerie : complet, à soumettre\n"
        f"- chapitre Identité : {noms}\n"
    ) in message.corps
    assert "20/01/2027 à 12:00 (heure de Paris), dans 14 jours.\narrêté du 8 juin 2026" in message.corps


@pytest.mark.exigence("E3-23")
def test_qui_a_tout_soumis_ne_recoit_rien_de_la_date_2(petit_monde: Monde, date_2: datetime) -> None:
    scenario = petit_monde.eligible()
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)

    for palier in PALIERS:
        envoyer(a_l_heure(date_2, palier.code))

    assert recus(petit_monde.mandataire) == []
    assert [issue for _, issue in issues(scenario.candidature, "date-2")] == ["rien_a_faire"] * len(PALIERS)


@pytest.mark.exigence("E3-26")
def test_la_date_3_dit_ce_que_l_ans_a_demande_de_modifier(petit_monde: Monde, date_3: datetime) -> None:
    scenario = petit_monde.eligible()
    premier, second = scenario.chapitres()
    preuve, _ = renvoyer(petit_monde, scenario, premier)
    scenario.soumettre(second)

    envoyer(a_l_heure(date_3, "J-7"))

    (message,) = recus(petit_monde.mandataire)
    assert message.sujet == "LogiMed - 1.0 : Date 3 dans 7 jours"
    assert f"1 chapitre à soumettre de nouveau, 1 preuve à modifier.\n- {preuve} : Illisible.\n" in message.corps
    (pour_l_ans,) = recus(petit_monde.responsable)
    assert "1 preuve à modifier. 1 chapitre à juger par l’ANS." in pour_l_ans.corps


@pytest.mark.exigence("E3-26")
def test_ce_qui_attend_l_ans_n_est_rappele_qu_a_l_ans(petit_monde: Monde, date_3: datetime) -> None:
    scenario = petit_monde.eligible()
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)

    envoyer(a_l_heure(date_3, "J-14"))
    envoyer(a_l_heure(date_3, "J-7"))

    assert recus(petit_monde.mandataire) == []
    (message,) = recus(petit_monde.responsable)
    assert "2 chapitres à juger par l’ANS." in message.corps
    assert issues(scenario.candidature, "date-3") == [
        ("J-30", "depassee"),
        ("J-14", "rien_a_faire"),
        ("J-7", "envoyee"),
    ]


def test_un_dossier_valide_ne_recoit_rien_de_la_date_3(petit_monde: Monde, date_3: datetime) -> None:
    petit_monde.convention()

    for palier in PALIERS:
        envoyer(a_l_heure(date_3, palier.code))

    assert Rappel.objects.count() == 0


def test_un_chapitre_jamais_soumis_est_perdu_apres_la_date_2(petit_monde: Monde, date_3: datetime) -> None:
    """Nothing can be done about it any more: Date 3 does not speak of it."""
    petit_monde.eligible()

    envoyer(a_l_heure(date_3, "J-7"))

    assert de_la("Date 3", petit_monde) == []


@pytest.mark.exigence("CAL-06")
def test_le_jalon_compte_les_preuves_deposees_et_nomme_les_autres(monde: Monde) -> None:
    scenario = monde.eligible()
    vague_2 = Preuve.objects.filter(
        chapitre__candidature=scenario.candidature, attendue__scenario__exigence__perimetre="vague2"
    )
    par = scenario.mandataire
    Depot.objects.bulk_create(
        Depot(preuve=preuve, lien="https://exemple.fr/1", depose_le=scenario.instant, depose_par=par)
        for preuve in vague_2[:24]
    )

    envoyer(a_l_heure(JALON, "J-7"))

    (message,) = [m for m in recus(monde.mandataire) if "Jalon" in m.sujet]
    assert message.sujet == "LogiMed - 1.0 : Jalon dans 7 jours"
    assert "Vague 2 : 24 preuve(s) déposée(s) sur 25 demandée(s). Vague 1 : 0 preuve(s)" in message.corps
    assert "- chapitre " in message.corps


@pytest.mark.exigence("CAL-06")
def test_qui_tient_le_jalon_ne_recoit_rien(monde: Monde) -> None:
    scenario = monde.eligible()
    par = scenario.mandataire
    Depot.objects.bulk_create(
        Depot(preuve=preuve, lien="https://exemple.fr/1", depose_le=scenario.instant, depose_par=par)
        for preuve in Preuve.objects.filter(chapitre__candidature=scenario.candidature)
    )

    for palier in PALIERS:
        envoyer(a_l_heure(JALON, palier.code))

    assert de_la("Jalon", monde) == []


def test_avant_la_decision_d_eligibilite_c_est_l_ans_qui_est_prevenue(petit_monde: Monde, date_2: datetime) -> None:
    petit_monde.soumise()

    envoyer(a_l_heure(date_2, "J-7"))

    assert recus(petit_monde.mandataire) == []
    assert "Le dépôt des preuves attend la décision d’éligibilité." in recus(petit_monde.responsable)[0].corps


def test_une_etape_a_modifier_est_rappelee_champ_par_champ(petit_monde: Monde, date_2: datetime) -> None:
    scenario = petit_monde.soumise()
    etape = scenario.candidature.administrative
    verificateur = petit_monde.verificateur
    poser, demander = (REGISTRE[f"candidatureadministrative.{nom}"] for nom in GESTES)
    poser(etape, scenario.demande(verificateur, cle="siret", motif="Ce SIRET est fermé."))
    demander(etape, scenario.demande(verificateur, motif="", a_rendre_le=date_2.date()))

    envoyer(a_l_heure(date_2, "J-7"))

    (message,) = recus(petit_monde.mandataire)
    assert "l’étape 1 est à modifier d’abord.\n- Numéro SIRET : Ce SIRET est fermé.\n" in message.corps
    assert message.lien == etape.get_absolute_url()


def test_une_candidature_jamais_soumise_n_entend_plus_parler_de_la_suite(petit_monde: Monde, date_2: datetime) -> None:
    petit_monde.brouillon()

    for palier in PALIERS:
        envoyer(a_l_heure(date_2, palier.code))

    assert Rappel.objects.count() == 0


def test_le_report_de_la_date_2_par_l_arrete_du_8_juin_refait_ses_rappels(petit_monde: Monde, date_2: datetime) -> None:
    """Seen in the real calendars: 22/07/2026 before the text, 20/01/2027 after it."""
    petit_monde.eligible()
    ancienne = datetime(2026, 7, 22, 10, tzinfo=UTC)

    envoyer(a_l_heure(ancienne, "J-30"))
    envoyer(a_l_heure(ancienne, "J-1"))
    avant = de_la("Date 2", petit_monde)
    envoyer(a_l_heure(date_2, "J-30"))

    assert (avant, de_la("Date 2", petit_monde)) == ([], ["LogiMed - 1.0 : Date 2 dans 30 jours"])


def test_un_instant_derogatoire_pour_tous_est_dit_avec_ses_mots(petit_monde: Monde, date_2: datetime) -> None:
    petit_monde.eligible()
    publier(2, date_2 + timedelta(days=60), date_2 - timedelta(days=60), texte="Dérogation à la suite d’une panne")

    envoyer(a_l_heure(date_2 + timedelta(days=60), "J-2"))

    assert "\nDérogation à la suite d’une panne\n" in recus(petit_monde.mandataire)[0].corps


# ---- cost -----------------------------------------------------------------------------------------------------------


def _lectures(limite: datetime, palier: str) -> int:
    with CaptureQueriesContext(connection) as requetes:
        envoyer(a_l_heure(limite, palier))
    return _lues(requetes)


def _lues(requetes: CaptureQueriesContext) -> int:
    """The outbox asks each person's preferences when it writes: that goes with the messages."""
    ordres = [requete["sql"] for requete in requetes]
    return sum(ordre.startswith("SELECT") and "messagerie_preference" not in ordre for ordre in ordres)


@pytest.mark.parametrize("numero", [1, 2, 3])
def test_un_passage_lit_autant_pour_trois_dossiers_que_pour_un(petit_monde: Monde, numero: int) -> None:
    """Writes follow the number of messages; reads do not."""
    limite, lectures = en_vigueur(numero), []
    etat = {1: petit_monde.brouillon, 2: petit_monde.eligible, 3: petit_monde.eligible}[numero]
    for noms, palier in ((("Un",), "J-2"), (("Deux", "Trois"), "J-1")):
        for nom in noms:
            scenario = etat(produit=nom)
            if numero == 3:
                renvoyer(petit_monde, scenario, scenario.chapitres()[0])
        lectures.append(_lectures(limite, palier))

    assert lectures[0] == lectures[1]
    assert len(sujets(petit_monde.mandataire)) == 4


def _multiplier(modele: Candidature, nombre: int) -> None:
    """As many drafts as wanted, without their stories."""
    produits = [modele.produit.__class__(**_copie(modele.produit), nom=f"P{rang}") for rang in range(nombre)]
    for rang, produit in enumerate(produits):
        produit.reference = f"R{rang:07}"
    produits = type(modele.produit).objects.bulk_create(produits)
    candidatures = Candidature.objects.bulk_create(
        Candidature(**{**_copie(modele), "produit_id": produit.pk, "numero": f"N{rang:08}"})
        for rang, produit in enumerate(produits)
    )
    CandidatureAdministrative.objects.bulk_create(CandidatureAdministrative(candidature=c) for c in candidatures)
    Eligibilite.objects.bulk_create(Eligibilite(candidature=c) for c in candidatures)
    compter_les_lignes()


def _copie(objet) -> dict:
    champs = {champ.attname: getattr(objet, champ.attname) for champ in objet._meta.concrete_fields}
    return {nom: valeur for nom, valeur in champs.items() if nom not in ("id", "nom")}


def test_mille_dossiers_se_lisent_par_lots(petit_monde: Monde) -> None:
    modele = petit_monde.brouillon().candidature
    _multiplier(modele, 999)
    limite = en_vigueur(1)

    with CaptureQueriesContext(connection) as requetes:
        envoyer(a_l_heure(limite, "J-2"))

    lectures = _lues(requetes)
    assert Rappel.objects.values("relance").distinct().count() == 1000
    assert len(recus(petit_monde.mandataire)) == 1000
    assert lectures <= 10 * 1000 / 50 * len(PALIERS)


def test_les_manques_ne_dependent_pas_du_lot(petit_monde: Monde) -> None:
    """Read with others or alone, a dossier lacks the same."""
    un, deux, trois = (petit_monde.eligible(produit=nom) for nom in ("Un", "Deux", "Trois"))
    un.soumettre(un.chapitres()[0])
    renvoyer(petit_monde, deux, deux.chapitres()[0])
    petit_monde.soumise(produit="Quatre")
    le = trois.instant
    tous = list(lues(Candidature.objects.all()))

    for obligation in OBLIGATIONS.values():
        ensemble = obligation.manques(tous, le)
        seuls: dict[int, Manque] = {}
        for candidature in lues(Candidature.objects.all()):
            seuls |= obligation.manques([candidature], le)
        assert ensemble == seuls
    assert _avant_le_depot([]) == {}
    assert Chapitre.objects.count() == 6
