"""Sending: once, kept with its error when it fails, found again by the sweep."""

import pytest
from django.core import mail

from segur.noyau.documents.depot import deposer_octets
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import ecrire
from segur.noyau.messagerie.tasks import balayer, expedier
from tests.monde import AVANT_DATE_1, PDF


@pytest.fixture
def message(db):
    return ecrire(
        "a@exemple.fr",
        categorie=Categorie.DECISION,
        evenement="e",
        sujet="Étape 1 soumise",
        corps="Texte.",
        lien="/candidatures/X/",
    )


def relu(message: Notification) -> Notification:
    return Notification.objects.get(pk=message.pk)


def test_dix_executions_n_envoient_qu_un_courriel(message):
    resultats = [expedier(message.pk) for _ in range(10)]

    assert resultats == [True] + [False] * 9
    assert len(mail.outbox) == 1
    assert (relu(message).essais, relu(message).derniere_erreur) == (1, "")


def test_un_message_qui_n_existe_plus_ne_casse_rien(db):
    assert expedier(999) is False


def test_le_courriel_dit_tout(message, settings):
    settings.URL_PUBLIQUE, settings.NOM_DU_SERVICE = "https://portail.exemple.fr", "Portail Ségur"

    expedier(message.pk)

    (courriel,) = mail.outbox
    assert (courriel.to, courriel.subject) == (["a@exemple.fr"], "Étape 1 soumise")
    assert courriel.body == "Texte.\n\nhttps://portail.exemple.fr/candidatures/X/\n\n-- \nPortail Ségur"


def test_sans_lien_le_courriel_n_en_invente_pas(db):
    expedier(ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="Texte.").pk)

    assert mail.outbox[0].body.startswith("Texte.\n\n-- \n")


def test_les_pieces_partent_avec_leur_nom_et_leur_type(monde):
    document = deposer_octets(
        PDF, nom="ANS Segur_Attestation é.pdf", zone="officiel", acteur=monde.direction, le=AVANT_DATE_1
    )

    expedier(
        ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C", pieces=[document]).pk
    )

    assert mail.outbox[0].attachments == [("ANS Segur_Attestation é.pdf", PDF, "application/pdf")]


def test_le_message_id_est_le_meme_a_chaque_essai(message, par_smtp, settings):
    """Accepted by the relay, then lost before the mark: the second copy carries the name of the first."""
    settings.DEFAULT_FROM_EMAIL = "Portail <ne-pas-repondre@portail.exemple.fr>"
    expedier(message.pk)
    Notification.objects.update(envoyee_le=None)

    expedier(message.pk)

    assert [recu["Message-ID"] for recu in par_smtp.recus] == [f"<notification-{message.pk}@portail.exemple.fr>"] * 2


@pytest.mark.parametrize("reponse", [b"450 boite occupee", b"550 refuse", b"421 au revoir"])
def test_un_refus_du_serveur_est_garde_puis_le_balayage_reessaie(message, par_smtp, reponse):
    par_smtp.reponse = reponse

    assert expedier(message.pk) is False
    echec = relu(message)
    par_smtp.reponse = b"250 OK"
    partis = balayer()

    assert (echec.envoyee_le, echec.essais) == (None, 1)
    assert echec.derniere_erreur.startswith(f"({reponse[:3].decode()}, ")
    assert (partis, relu(message).essais, len(par_smtp.recus)) == (1, 2, 1)
    assert balayer() == 0


def test_un_serveur_injoignable_est_garde_puis_le_balayage_reessaie(message, par_smtp, settings):
    settings.EMAIL_PORT = 1  # nothing may listen there

    assert (expedier(message.pk), "refused" in relu(message).derniere_erreur) == (False, True)
    settings.EMAIL_PORT = par_smtp.port
    assert (balayer(), len(par_smtp.recus)) == (1, 1)


@pytest.mark.parametrize("adresse", ["a@exemple.fr\nBcc: b@exemple.fr", "pas une adresse"])
def test_un_message_empoisonne_n_arrete_pas_les_suivants(db, par_smtp, adresse):
    mauvais = ecrire(adresse, categorie=Categorie.DECISION, evenement="mauvais", sujet="S", corps="C")
    bons = [
        ecrire(f"{nom}@exemple.fr", categorie=Categorie.DECISION, evenement="bon", sujet="S", corps="C") for nom in "ab"
    ]
    par_smtp.reponse = b"250 OK"

    balayer()

    assert [relu(bon).essais for bon in bons] == [1, 1]
    assert [recu["To"] for recu in par_smtp.recus if "\n" not in recu["To"]][-2:] == ["a@exemple.fr", "b@exemple.fr"]
    assert relu(mauvais).essais == 1


def test_une_piece_perdue_n_arrete_pas_les_suivants(monde, tmp_path):
    document = deposer_octets(PDF, nom="c.pdf", zone="officiel", acteur=monde.direction, le=AVANT_DATE_1)
    (tmp_path / "documents" / document.fichier.chemin).unlink()
    perdu = ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C", pieces=[document])
    suivant = ecrire("b@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C")

    assert balayer() == 1
    assert relu(suivant).envoyee_le is not None
    assert (relu(perdu).envoyee_le, "No such file" in relu(perdu).derniere_erreur) == (None, True)


def test_le_balayage_prend_les_plus_anciens_et_laisse_les_partis(db):
    messages = [
        ecrire(f"{rang}@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="S", corps="C")
        for rang in range(3)
    ]
    expedier(messages[1].pk)

    assert balayer() == 2
    assert [courriel.to[0] for courriel in mail.outbox] == ["1@exemple.fr", "0@exemple.fr", "2@exemple.fr"]
