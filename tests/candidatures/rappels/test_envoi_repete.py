"""Reminders that come late, whose Date moves, that run twice, that fail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db.models import Q

from candidatures.models import Candidature, Relance
from candidatures.rappels import obligations
from candidatures.rappels.envoi import envoyer
from candidatures.rappels.obligations import OBLIGATIONS, Manque, Obligation
from candidatures.rappels.regles import PALIERS
from candidatures.tasks import envoyer_les_rappels
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.transitions import Demande, Refus
from tests.candidatures.rappels.gestes import DATE_1, SECONDE, a_l_heure, issues, publier, recus, sujets
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


# ---- late, moved, repeated ------------------------------------------------------------------------------------------


def test_apres_des_jours_d_arret_seul_le_palier_le_plus_proche_part(monde: Monde) -> None:
    scenario = monde.brouillon()

    envoyer(a_l_heure(DATE_1, "J-2") + timedelta(hours=3))

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 dans 2 jours"]
    assert issues(scenario.candidature) == [
        ("J-30", "depassee"),
        ("J-14", "depassee"),
        ("J-7", "depassee"),
        ("J-2", "envoyee"),
    ]


def test_rien_ne_part_a_l_heure_de_l_echeance_ni_apres(monde: Monde) -> None:
    monde.brouillon()

    assert [envoyer(DATE_1), envoyer(DATE_1 + JOUR)] == [0, 0]
    assert recus(monde.mandataire) == []


def test_une_date_reportee_annule_les_rappels_a_venir_et_en_refait_d_autres(monde: Monde) -> None:
    scenario = monde.brouillon()
    envoyer(a_l_heure(DATE_1, "J-14"))
    report = DATE_1 + timedelta(days=60)
    publier(1, report, DATE_1 - 10 * JOUR)

    envoyer(a_l_heure(DATE_1, "J-7"))
    apres_l_ancienne_heure = len(recus(monde.mandataire))
    for palier in PALIERS:
        envoyer(a_l_heure(report, palier.code))

    assert apres_l_ancienne_heure == 1
    assert sujets(monde.mandataire) == [
        "LogiMed - 1.0 : Date 1 dans 14 jours",
        "LogiMed - 1.0 : Date 1 dans 30 jours",
        "LogiMed - 1.0 : Date 1 dans 14 jours",
        "LogiMed - 1.0 : Date 1 dans 7 jours",
        "LogiMed - 1.0 : Date 1 dans 2 jours",
        "LogiMed - 1.0 : Date 1 demain",
        "LogiMed - 1.0 : Date 1 aujourd’hui",
    ]
    assert "arrêté modificatif" in recus(monde.mandataire)[-1].corps
    assert ("J-7", "envoyee") in issues(scenario.candidature)


def test_une_date_reportee_ne_part_pas_en_retard_de_ses_propres_paliers(monde: Monde) -> None:
    """Moved by eight days five days before: its J-14 never was, its J-7 is to come."""
    scenario, report = monde.brouillon(), DATE_1 + 8 * JOUR
    publier(1, report, DATE_1 - 5 * JOUR)

    envoyer(DATE_1 - 4 * JOUR)
    envoyer(a_l_heure(report, "J-7"))

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 dans 7 jours"]
    assert issues(scenario.candidature)[-1] == ("J-7", "envoyee")


def test_un_texte_qui_republie_le_meme_instant_ne_change_rien(monde: Monde) -> None:
    monde.brouillon()
    envoyer(a_l_heure(DATE_1, "J-7"))
    publier(1, DATE_1, DATE_1 - 6 * JOUR)

    envoyer(DATE_1 - 5 * JOUR)

    assert len(recus(monde.mandataire)) == 1


def test_une_date_depubliee_puis_retablie_entre_l_ecriture_et_l_envoi(monde: Monde) -> None:
    """A worker wrote the line and died; the Date moved, then came back to the same instant."""
    scenario, heure = monde.brouillon(), a_l_heure(DATE_1, "J-7")
    Relance.objects.create(
        candidature=scenario.candidature, obligation="date-1", echeance=DATE_1, palier="J-7", prevue_le=heure
    )
    publier(1, None, heure)
    traites = envoyer(heure)

    publier(1, DATE_1, heure)
    envoyer(heure + SECONDE)

    assert (traites, sujets(monde.mandataire)) == (0, ["LogiMed - 1.0 : Date 1 dans 7 jours"])


def test_une_horloge_qui_recule_ne_repete_rien(monde: Monde) -> None:
    monde.brouillon()

    for code in ("J-2", "J-7", "J-30", "J-2", "J-1"):
        envoyer(a_l_heure(DATE_1, code))

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 dans 2 jours", "LogiMed - 1.0 : Date 1 demain"]


def test_la_tache_lit_l_horloge_du_portail(monde: Monde, settings) -> None:
    settings.DEMO = True
    monde.brouillon()
    horloge.regler(a_l_heure(DATE_1, "J-1") + SECONDE)

    envoyer_les_rappels()

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 demain"]


@pytest.mark.exigence("E1-30")
def test_sans_aucun_rappel_la_regle_refuse_seule_a_l_heure(monde: Monde) -> None:
    """Beat never ran: the instant of the filing decides, to the second."""
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    etape = scenario.candidature.administrative

    with pytest.raises(Refus):
        administrative.soumettre(etape, Demande(monde.mandataire, DATE_1 + SECONDE))
    administrative.soumettre(etape, Demande(monde.mandataire, DATE_1))

    assert Relance.objects.count() == 0


# ---- failures -------------------------------------------------------------------------------------------------------


@pytest.fixture
def capricieuse() -> Iterator[Obligation]:
    """An obligation of its own, that fails on one product."""

    def manques(candidatures, le: datetime) -> dict[int, Manque]:
        if any(candidature.produit.nom == "Cassé" for candidature in candidatures):
            raise RuntimeError("panne")
        return {candidature.pk: Manque("Il manque une pièce.") for candidature in candidatures}

    obligation = Obligation("essai", "Essai — une pièce", limite=OBLIGATIONS["date-1"].limite, manques=manques)
    obligations.declarer([obligation])
    yield obligation
    del OBLIGATIONS["essai"]


def test_un_dossier_qui_echoue_ne_fait_pas_taire_les_autres(monde: Monde, capricieuse: Obligation) -> None:
    casse, sain = monde.soumise(produit="Cassé"), monde.soumise(produit="Sain")

    envoyer(a_l_heure(DATE_1, "J-30"))

    assert issues(sain.candidature, "essai") == [("J-30", "envoyee")]
    assert issues(casse.candidature, "essai") == [("J-30", "")]
    assert sujets(monde.mandataire) == ["Sain - 1.0 : Essai dans 30 jours"]


def test_une_obligation_d_un_autre_etage_s_ajoute_sans_changer_le_mecanisme(
    monde: Monde, capricieuse: Obligation
) -> None:
    """As Dates 4 to 6 will: of candidatures that are no longer under way, if it says so."""
    OBLIGATIONS["essai"] = Obligation(
        "essai",
        "Date 4 — solde",
        limite=capricieuse.limite,
        manques=lambda candidatures, le: {c.pk: Manque("Il manque le PV.", lien="/pv/") for c in candidatures},
        concernees=Q(statut=Candidature.Statut.REFERENCEE),
    )
    referencer(monde.soumise().candidature)
    monde.soumise(produit="Autre")

    envoyer(a_l_heure(DATE_1, "J-7"))

    (message,) = recus(monde.mandataire)
    assert (message.sujet, message.lien) == ("LogiMed - 1.0 : Date 4 dans 7 jours", "/pv/")
