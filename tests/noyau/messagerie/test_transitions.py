"""What the ANS may do of a mail: recall it, send it again, close its failure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer
from segur.noyau.messagerie.transitions import classer, rappeler, renvoyer
from segur.noyau.transitions import Refus
from tests.monde import Monde

pytestmark = pytest.mark.django_db
LE = datetime(2026, 9, 14, 10, tzinfo=UTC)
LOIN = datetime(2126, 9, 14, 10, tzinfo=UTC)


@pytest.fixture
def courriel(monde: Monde) -> Courriel:
    monde.notifier(monde.mandataire, "e", dossier="candidature:ABC")
    rassembler(LE)
    return Courriel.objects.get()


def relu(courriel: Courriel) -> Courriel:
    return Courriel.objects.get(pk=courriel.pk)


def test_un_courriel_rappele_ne_part_jamais(monde: Monde, courriel: Courriel) -> None:
    rappeler(courriel, monde.demande(monde.responsable, motif="Mauvais dossier."))

    assert [balayer(LE + timedelta(hours=heures)) for heures in range(100)] == [0] * 100
    assert (relu(courriel).statut, relu(courriel).motif, mail.outbox) == ("rappele", "Mauvais dossier.", [])
    entree = EntreeJournal.objects.get(dossier=courriel.cle_dossier)
    assert (entree.action, entree.acteur) == ("courriel.rappeler", monde.responsable.personne)
    assert entree.details["motif"] == "Mauvais dossier."


def test_un_courriel_parti_ne_se_rappelle_plus(monde: Monde, courriel: Courriel) -> None:
    balayer(LE)

    with pytest.raises(Refus, match="Envoyé"):
        rappeler(courriel, monde.demande(monde.responsable, motif="Trop tard."))  # a stale copy

    assert relu(courriel).statut == "envoye"


def test_un_courriel_deja_tente_previent_avant_le_rappel(monde: Monde, courriel: Courriel) -> None:
    assert [ligne for ligne in rappeler.consequences(courriel) if "déjà tenté" in ligne] == []
    courriel.essais = 2

    assert [ligne for ligne in rappeler.consequences(courriel) if "déjà tenté 2 fois" in ligne] != []


def test_renvoyer_fait_un_nouveau_courriel_au_meme_contenu(monde: Monde, courriel: Courriel) -> None:
    balayer(LE)
    personne = monde.mandataire.personne
    personne.email = "nouvelle@logipro.example"
    personne.save()

    for _ in range(2):
        renvoyer(relu(courriel), monde.demande(monde.responsable))
    balayer(LOIN)

    premier, *renvois = mail.outbox
    assert [renvoi.to for renvoi in renvois] == [["nouvelle@logipro.example"]] * 2
    assert {renvoi.body for renvoi in renvois} == {premier.body}
    debut = f"<courriel-{courriel.pk}"
    assert [envoi.extra_headers["Message-ID"].partition("@")[0] for envoi in mail.outbox] == [
        debut,
        f"{debut}.1",
        f"{debut}.2",
    ]
    assert {envoi.extra_headers["References"] for envoi in mail.outbox} == {premier.extra_headers["References"]}
    entrees = EntreeJournal.objects.filter(dossier=courriel.cle_dossier, action="courriel.renvoyer")
    assert [entree.details["rang"] for entree in entrees] == [1, 2]


def test_un_renvoi_se_renvoie_avec_le_rang_suivant(monde: Monde, courriel: Courriel) -> None:
    balayer(LE)
    renvoyer(relu(courriel), monde.demande(monde.responsable))
    balayer(LOIN)

    renvoyer(Courriel.objects.get(rang=1), monde.demande(monde.responsable))

    assert list(Courriel.objects.order_by("pk").values_list("origine", "rang")) == [
        (None, 0),
        (courriel.pk, 1),
        (courriel.pk, 2),
    ]


@pytest.mark.parametrize("geste", [rappeler, renvoyer, classer])
@pytest.mark.parametrize("qui", ["verificateur", "mandataire", "direction"])
def test_seuls_ceux_qui_repondent_des_courriels_agissent(
    monde: Monde, courriel: Courriel, geste: Any, qui: str
) -> None:
    with pytest.raises(Courriel.DoesNotExist):
        geste(courriel, monde.demande(getattr(monde, qui), motif="x"))


def test_une_invitation_partie_ne_se_renvoie_pas(monde: Monde) -> None:
    monde.inviter()
    balayer(LE)

    with pytest.raises(Refus, match="lien personnel"):
        renvoyer(Courriel.objects.get(), monde.demande(monde.responsable))

    assert Courriel.objects.count() == 1


def test_un_echec_est_compte_jusqu_a_ce_qu_on_y_reponde(monde: Monde, courriel: Courriel, par_smtp: Any) -> None:
    par_smtp.refus[courriel.adresse] = "550 inconnu"
    balayer(LE)
    comptes = [Courriel.objects.en_echec().count()]
    renvoyer(relu(courriel), monde.demande(monde.responsable))
    comptes.append(Courriel.objects.en_echec().count())
    balayer(LOIN)
    comptes.append(Courriel.objects.en_echec().count())
    renvoyer(Courriel.objects.get(rang=1), monde.demande(monde.responsable))
    comptes.append(Courriel.objects.en_echec().count())
    balayer(LOIN)
    classer(Courriel.objects.get(rang=2), monde.demande(monde.responsable, motif="Adresse fermée."))
    comptes.append(Courriel.objects.en_echec().count())

    assert comptes == [1, 0, 1, 0, 0]
    assert par_smtp.recus == []


@pytest.mark.parametrize(
    "faute",
    [
        {"statut": "envoye"},
        {"envoye_le": LE},
        {"statut": "rappele"},
        {"motif": "Sans raison"},
        {"rang": 1},
        {"jour": LE.date()},
    ],
    ids=str,
)
def test_la_base_refuse_un_courriel_incoherent(courriel: Courriel, faute: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Courriel.objects.filter(pk=courriel.pk).update(**faute)


def test_la_base_refuse_deux_resumes_le_meme_jour(courriel: Courriel) -> None:
    resume = {"genre": "resume", "jour": LE.date(), "adresse": courriel.adresse, "destinataire": courriel.destinataire}
    commun = {"sujet": "S", "cree_le": LE, "part_le": LE, "recherche": ""}
    Courriel.objects.create(**resume, **commun, statut="rappele", motif="Rappelé.")
    Courriel.objects.create(**resume, **commun)

    with pytest.raises(IntegrityError), transaction.atomic():
        Courriel.objects.create(**resume, **commun)
