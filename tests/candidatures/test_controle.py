"""The hourly reading of the register of filings: silent on a sound history, it names each anomaly planted."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db import transaction as db
from django.db.models import F

from candidatures.controle import anomalies
from candidatures.models import CandidatureAdministrative, DerogationDeDelai, EnvoiRecu
from candidatures.transitions import administrative
from preuves.models import Chapitre
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from tests.monde import DATE_1, Monde

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tardif(monde: Monde) -> EnvoiRecu:
    """Step 1 filed one minute late, by a reopening."""
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    monde.derogation(scenario, le=DATE_1 + MINUTE)
    etape = CandidatureAdministrative.objects.get()
    administrative.soumettre(etape, monde.demande(monde.mandataire, DATE_1 + 2 * MINUTE))
    return EnvoiRecu.objects.get(nature="etape1")


def envois(envoi: EnvoiRecu) -> Any:
    return EnvoiRecu.objects.filter(pk=envoi.pk)


def derogations(envoi: EnvoiRecu) -> Any:
    return DerogationDeDelai.objects.filter(envois=envoi)


def sans(modele: Any, contrainte: str, geste: Callable[[], Any]) -> None:
    """What the database refuses, planted all the same: its constraint is lifted."""
    with pytest.raises(IntegrityError), db.atomic():
        geste()
    lever = "PRAGMA ignore_check_constraints = {}"
    if connection.vendor == "postgresql":
        lever = f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {modele._meta.db_table} DROP CONSTRAINT {contrainte}"
    with connection.cursor() as curseur:
        curseur.execute(lever.format("ON"))
        geste()
        if connection.vendor == "sqlite":
            curseur.execute(lever.format("OFF"))


@pytest.mark.exigence("CAL-01")
def test_une_histoire_saine_n_a_aucune_anomalie(monde: Monde, tardif: EnvoiRecu) -> None:
    monde.eligible(produit="Autre")
    sortie = StringIO()

    call_command("verifier_depots", stdout=sortie)

    assert sortie.getvalue().endswith("envois relus, aucune anomalie.\n")


PLANTEES: dict[str, Callable[[EnvoiRecu], Any]] = {
    "reçu après la date du texte, sans dérogation": lambda e: envois(e).update(derogation=None),
    "la limite n’est pas celle du texte": lambda e: envois(e).update(
        derogation=None, recu_le=DATE_1, limite=DATE_1 + MINUTE
    ),
    "la limite n’est pas celle de la dérogation": lambda e: envois(e).update(limite=F("limite") + MINUTE),
    "reçu avant que la dérogation soit accordée": lambda e: derogations(e).update(decidee_le=e.recu_le + MINUTE),
    "reçu après la révocation de la dérogation": lambda e: derogations(e).update(
        statut="revoquee", revoquee_le=e.recu_le, revoquee_par=e.entree.acteur
    ),
    "la dérogation n’a pas été accordée": lambda e: derogations(e).update(statut="ecartee", nature="", version=None),
    "la dérogation porte sur une autre Date": lambda e: derogations(e).update(numero=2),
    "la dérogation est celle d’un autre dispositif": lambda e: derogations(e).update(
        dispositif=Dispositif.objects.exclude(pk=e.candidature.dispositif_id)[0]
    ),
    "la version du calendrier n’est pas celle de cette Date": lambda e: envois(e).update(
        version=VersionEcheance.objects.get(dispositif=e.candidature.dispositif, numero=2, depuis="2025-04-30"),
    ),
    "le registre et l’historique ne disent pas la même chose": lambda e: envois(e).update(
        recu_le=F("recu_le") + MINUTE
    ),
    "n’est pas au registre": lambda e: envois(e).delete(),
    "sans aucun envoi reçu": lambda e: envois(e).delete(),
}


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize("explication", PLANTEES)
def test_chaque_anomalie_est_nommee(tardif: EnvoiRecu, explication: str) -> None:
    assert list(anomalies()) == []

    PLANTEES[explication](tardif)

    assert any(explication in str(anomalie) for anomalie in anomalies())


def test_un_envoi_apres_sa_limite_est_refuse_par_la_base_et_nomme_s_il_y_est(tardif: EnvoiRecu) -> None:
    def planter() -> None:
        envois(tardif).update(limite=tardif.recu_le - MINUTE)

    sans(EnvoiRecu, "envoi_recu_a_temps", planter)

    assert "reçu après sa date limite." in [anomalie.explication for anomalie in anomalies()]


def test_une_personne_qui_decide_seule_est_nommee(tardif: EnvoiRecu) -> None:
    sans(
        DerogationDeDelai,
        "derogation_a_deux_personnes",
        lambda: derogations(tardif).update(decidee_par=F("proposee_par")),
    )

    assert "proposée et décidée par la même personne." in [anomalie.explication for anomalie in anomalies()]


def test_la_derogation_d_un_autre_dossier_est_nommee(monde: Monde, tardif: EnvoiRecu) -> None:
    autre = monde.brouillon(produit="Autre").candidature
    derogations(tardif).update(candidature=autre)

    assert "la dérogation est celle d’un autre dossier." in [anomalie.explication for anomalie in anomalies()]


def test_un_chapitre_dit_soumis_sans_envoi_est_nomme(monde: Monde) -> None:
    chapitre = monde.eligible().chapitres()[0]
    Chapitre.objects.filter(pk=chapitre.pk).update(statut="soumis", premiere_soumission_le=DATE_1)

    assert f"{chapitre} est « Soumis » sans aucun envoi reçu." in [a.explication for a in anomalies()]


def test_la_commande_dit_tout_et_echoue(tardif: EnvoiRecu) -> None:
    envois(tardif).delete()
    erreurs = StringIO()

    with pytest.raises(CommandError, match="2 anomalie"):
        call_command("verifier_depots", stderr=erreurs)

    assert "« Candidature administrative soumise » n’est pas au registre." in erreurs.getvalue()
