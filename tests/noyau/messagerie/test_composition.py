"""What people read, in text and in HTML, and what mail clients are told."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from segur.noyau.messagerie.composition import MASQUE, apercevoir, composer
from segur.noyau.messagerie.models import Courriel, Notification
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde

pytestmark = pytest.mark.django_db
LE = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def en_production(settings: Any) -> None:
    settings.URL_PUBLIQUE, settings.NOM_DU_SERVICE = "https://portail.exemple.fr", "Portail Ségur"
    settings.DEFAULT_FROM_EMAIL = "Portail <ne-pas-repondre@portail.exemple.fr>"


def seul() -> EmailMultiAlternatives:
    rassembler(LE)
    return composer(Courriel.objects.get())


def html_de(message: EmailMultiAlternatives) -> str:
    (variante,) = message.alternatives
    assert variante[1] == "text/html"
    return str(variante[0])


def test_un_message_seul_se_lit_en_entier(monde: Monde) -> None:
    monde.notifier(monde.mandataire, "e", sujet="Étape 1 validée", corps="Bravo,\nsuite.", lien="/candidatures/X/")

    message = seul()

    assert (message.to, message.subject) == (["mandataire@logipro.example"], "Étape 1 validée")
    assert message.body == (
        "Bravo,\nsuite.\n\nhttps://portail.exemple.fr/candidatures/X/\n\n-- \nPortail Ségur\n"
        "Pourquoi recevez-vous ce message ? Vous avez un compte sur ce service, et il s’agit de : "
        "Décisions sur vos candidatures.\n"
        "Choisir vos courriels : https://portail.exemple.fr/compte/courriels/\n"
        "Toutes vos notifications : https://portail.exemple.fr/notifications/\n"
        "Message automatique : ne répondez pas à cette adresse.\n\n"
    )


def test_le_html_dit_la_meme_chose_sans_image_ni_adresse_relative(monde: Monde) -> None:
    monde.notifier(monde.mandataire, "e", sujet="A & B <test>", corps="1 < 2\nsuite", lien="/candidatures/X/")

    html = html_de(seul())

    assert '<html lang="fr">' in html
    assert "<h1>A &amp; B &lt;test&gt;</h1>" in html
    assert "1 &lt; 2<br>suite" in html
    assert '<a href="https://portail.exemple.fr/candidatures/X/">' in html
    assert re.findall(r"<(?:img|script|link|iframe)|style=|url\(", html) == []
    assert {lien.partition("/")[0] for lien in re.findall(r'href="([^"]+)"', html)} == {"https:"}


def test_sans_lien_le_courriel_n_en_invente_pas(poster: Any) -> None:
    poster()

    message = seul()

    assert message.body.startswith("Texte.\n\n-- \n")
    assert "Votre adresse nous a été donnée pour cela : Décisions sur vos candidatures." in message.body
    assert "https://" not in message.body


def test_peu_de_messages_se_lisent_beaucoup_se_listent(monde: Monde) -> None:
    for rang in range(5):
        monde.notifier(monde.mandataire, f"e:{rang}", corps=f"Corps {rang}.")
    rassembler(LE)
    cinq = composer(Courriel.objects.get())
    monde.notifier(monde.mandataire, "e:5", corps="Corps 5.")
    rassembler(LE)
    six = composer(Courriel.objects.get())

    assert [f"Corps {rang}." in cinq.body for rang in range(5)] == [True] * 5
    assert [f"Corps {rang}." in six.body for rang in range(6)] == [False] * 6
    assert re.findall(r"^(\d)\. (.*)$", str(six.body), re.MULTILINE) == [
        (str(rang + 1), f"Sujet e:{rang}") for rang in range(6)
    ]
    assert html_de(six).count("<li>") == 6


def test_les_entetes_disent_qui_ecrit_et_de_quel_dossier(monde: Monde) -> None:
    monde.notifier(monde.mandataire, "a", dossier="candidature:ABC")
    monde.notifier(monde.mandataire, "b", dossier="candidature:ABC")
    monde.notifier(monde.salarie, "c", dossier="candidature:ABC")
    monde.notifier(monde.representant, "d", dossier="candidature:ABC")
    monde.notifier(monde.representant, "e", dossier="candidature:XYZ")
    rassembler(LE)

    entetes = {c.adresse: composer(c).extra_headers for c in Courriel.objects.all()}

    courriel = Courriel.objects.get(adresse="mandataire@logipro.example")
    premier = entetes["mandataire@logipro.example"]
    assert premier["Message-ID"] == f"<courriel-{courriel.pk}@portail.exemple.fr>"
    assert premier["List-Id"] == "Notifications <notifications.portail.exemple.fr>"
    assert premier["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<dossier-[0-9a-f]{20}@portail\.exemple\.fr>", premier["References"])
    assert premier["References"] == premier["In-Reply-To"] == entetes["salarie@logipro.example"]["References"]
    assert "References" not in entetes["representant@logipro.example"]


def test_l_apercu_ne_montre_jamais_un_lien_personnel(monde: Monde) -> None:
    _, jeton = monde.inviter()
    rassembler(LE)
    courriel = Courriel.objects.get()

    avant = apercevoir(courriel)
    balayer(LE)
    apres = apercevoir(courriel)

    assert jeton in mail.outbox[0].body
    assert [jeton in texte for texte in (*avant, *apres)] == [False] * 4
    assert MASQUE in avant[0]


def test_l_apercu_masque_les_liens_ecrits_a_une_adresse_sans_compte(poster: Any) -> None:
    poster(corps="Pour arrêter :\nhttps://portail.exemple.fr/registre/abonnement/arreter/secret/")
    rassembler(LE)

    assert ["secret" in texte for texte in apercevoir(Courriel.objects.get())] == [False, False]


def test_les_urgents_viennent_avec_leur_sujet(monde: Monde) -> None:
    for rang in range(2):
        monde.notifier(monde.mandataire, f"h:{rang}", urgente=True, dossier="candidature:ABC")

    message = seul()

    assert message.subject == "2 nouveautés sur vos candidatures"
    assert Notification.objects.filter(courriel__genre="urgent").count() == 2
