"""A message is a row of the transaction that causes it."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from kombu import Connection, pools

from segur.celery import app
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.messagerie import tasks
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification, Preference
from segur.noyau.messagerie.notifications import ecrire, notifier
from tests.monde import AVANT_DATE_1, PDF, charger


@pytest.fixture
def personnes(monde):
    return Utilisateur.objects.filter(email__contains="@ans.example").order_by("pk")[:3]


def prevenir(personnes, evenement: str = "dossier:essai", **options):
    notifier(
        personnes,
        categorie=Categorie.DECISION,
        evenement=evenement,
        sujet="Étape 1 soumise",
        corps="Texte.",
        lien="/d/",
        **options,
    )


def test_une_personne_un_message(personnes):
    prevenir(personnes)

    messages = Notification.objects.order_by("pk")
    assert [(m.adresse, m.destinataire, m.sujet, m.corps, m.lien) for m in messages] == [
        (personne.email, personne, "Étape 1 soumise", "Texte.", "/d/") for personne in personnes
    ]
    assert {(m.courriel, m.lue_le, m.rythme, m.urgente, m.seule) for m in messages} == {
        (None, None, "immediat", False, False)
    }


def test_le_meme_evenement_deux_fois_n_ecrit_qu_une_fois(personnes):
    prevenir(personnes)
    prevenir(personnes)

    assert Notification.objects.count() == 3


def test_un_autre_evenement_ecrit_de_nouveau(personnes):
    prevenir(personnes)
    prevenir(personnes, "dossier:autre")

    assert Notification.objects.count() == 6


def test_une_adresse_sans_compte_recoit_une_fois_quelle_que_soit_la_casse(db):
    options = {"categorie": Categorie.OFFICIEL, "evenement": "convention", "sujet": "S", "corps": "C"}

    premiere = ecrire("Legal@Exemple.fr", **options)
    seconde = ecrire("legal@exemple.fr", **options)

    assert (premiere.adresse, premiere.destinataire, seconde) == ("Legal@Exemple.fr", None, None)
    assert Notification.objects.count() == 1


def test_deux_adresses_recoivent_chacune(db):
    for adresse in ("a@exemple.fr", "b@exemple.fr"):
        ecrire(adresse, categorie=Categorie.DECISION, evenement="convention", sujet="S", corps="C")

    assert Notification.objects.count() == 2


def test_les_pieces_sont_celles_qu_on_joint(monde):
    document = deposer_octets(PDF, nom="c.pdf", zone="officiel", acteur=monde.direction, le=AVANT_DATE_1)

    message = ecrire(
        "a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C", pieces=[document]
    )

    assert list(message.pieces.all()) == [document]


@pytest.mark.parametrize("longueur", [199, 200, 201, 400])
def test_un_long_titre_ne_fait_jamais_refuser_un_depot(db, longueur):
    titre = "é" * longueur

    for suffixe in ("a", "b", "a"):
        ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement=titre + suffixe, sujet=titre, corps="C")

    messages = list(Notification.objects.order_by("pk"))
    assert len(messages) == 2
    assert {message.sujet for message in messages} == {titre[:200]}
    assert max(len(message.cle) for message in messages) <= 200


def test_un_sujet_tient_sur_une_ligne(db):
    message = ecrire(
        "a@exemple.fr",
        categorie=Categorie.DECISION,
        evenement="e",
        sujet="Produit\r\nBcc: intrus@exemple.fr\tv2",
        corps="C",
    )

    assert message.sujet == "Produit Bcc: intrus@exemple.fr v2"


def test_rien_n_est_ecrit_ni_envoye_si_la_transaction_echoue(personnes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as rappels, transaction.atomic():
        prevenir(personnes)
        transaction.set_rollback(True)

    assert (Notification.objects.count(), rappels, mail.outbox) == (0, [], [])


@pytest.mark.django_db(transaction=True)
def test_le_courriel_part_apres_la_validation_et_pas_avant(taches_immediates):
    charger()
    personne = Utilisateur.objects.get(email="college@ans.example")

    with transaction.atomic():
        prevenir([personne])
        avant = len(mail.outbox)

    assert (avant, [message.to for message in mail.outbox]) == (0, [["college@ans.example"]])
    assert Notification.objects.get(courriel__statut="envoye")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("adresse", ["redis://127.0.0.1:1/0", "filesystem://"])
def test_un_broker_injoignable_n_empeche_pas_le_depot(monkeypatch, tmp_path, adresse):
    charger()
    personne = Utilisateur.objects.get(email="college@ans.example")
    absent = {"data_folder_out": str(tmp_path / "absent")} if adresse == "filesystem://" else {}
    with Connection(adresse, transport_options=absent) as injoignable:  # nothing may listen on port 1
        monkeypatch.setattr(app.amqp, "_producer_pool", pools.producers[injoignable])

        with transaction.atomic():
            prevenir([personne])

    assert Notification.objects.a_rassembler().count() == 1
    assert tasks.balayer() == 1
    assert [message.to for message in mail.outbox] == [["college@ans.example"]]


def preferer(personne: Utilisateur, rythme: str, categorie: str = Categorie.RAPPEL) -> None:
    Preference.objects.create(utilisateur=personne, categorie=categorie, rythme=rythme)


@pytest.mark.parametrize("rythme", ["immediat", "quotidien", "aucun"])
def test_la_preference_est_celle_du_moment_de_l_evenement(personnes, rythme):
    preferer(personnes[0], rythme)
    options = {"categorie": Categorie.RAPPEL, "sujet": "S", "corps": "C"}

    notifier(personnes[:2], evenement="J-30", **options)
    notifier(personnes[:2], evenement="H-2", urgente=True, **options)
    Preference.objects.update(rythme="immediat")

    trouves = Notification.objects.order_by("pk").values_list("destinataire", "rythme", "urgente")
    assert list(trouves) == [
        (personnes[0].pk, rythme, False),
        (personnes[1].pk, "immediat", False),
        (personnes[0].pk, "immediat", True),
        (personnes[1].pk, "immediat", True),
    ]


def test_une_preference_vaut_pour_sa_seule_categorie(personnes):
    preferer(personnes[0], "aucun", Categorie.PRODUIT)

    prevenir(personnes[:1])

    assert Notification.objects.get().rythme == "immediat"


def test_prevenir_cent_personnes_coute_autant_qu_une(personnes, django_assert_num_queries):
    toutes = list(personnes)
    with django_assert_num_queries(2):
        prevenir(toutes[:1], "un")
    with django_assert_num_queries(2):
        prevenir(toutes, "trois")


@pytest.mark.parametrize(
    ("categorie", "rythme", "permis"),
    [
        ("decision", "aucun", False),
        ("decision", "quotidien", True),
        ("officiel", "quotidien", False),
        ("compte", "aucun", False),
        ("message", "aucun", True),
    ],
)
def test_la_base_refuse_une_preference_interdite(personnes, categorie, rythme, permis):
    ecrites = 0
    try:
        with transaction.atomic():
            preferer(personnes[0], rythme, categorie)
            ecrites = 1
    except IntegrityError:
        ecrites = 0

    assert ecrites == permis
