"""Against a real SMTP server: sent once, kept with its error when it fails, found again by the sweep."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from segur.noyau.documents.depot import deposer_octets
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Courriel, Notification
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer, expedier, expedier_tous
from tests.monde import AVANT_DATE_1, PDF

pytestmark = pytest.mark.django_db
LE = datetime(2026, 9, 14, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def former(*notifications: Notification, le: datetime = LE) -> Courriel:
    """The mail of these messages, not sent yet."""
    rassembler(le)
    return Courriel.objects.get(notifications=notifications[0])


def relu(courriel: Courriel) -> Courriel:
    return Courriel.objects.get(pk=courriel.pk)


def sort(courriel: Courriel) -> tuple[str, int, str]:
    courriel = relu(courriel)
    return courriel.statut, courriel.essais, courriel.derniere_erreur


def test_dix_executions_n_envoient_qu_un_courriel(poster):
    courriel = former(poster())

    resultats = [expedier(courriel.pk, LE) for _ in range(10)]

    assert resultats == [True] + [False] * 9
    assert len(mail.outbox) == 1
    assert sort(courriel) == ("envoye", 1, "")


def test_un_courriel_qui_n_existe_pas_ne_casse_rien():
    assert expedier(999, LE) is False


@pytest.mark.parametrize(
    ("reponse", "dit"),
    [
        ("421 au revoir", "421 au revoir"),
        ("450 boite occupee", "450 boite occupee"),
        ("451 plus tard", "451 plus tard"),
    ],
)
def test_un_refus_passager_est_garde_puis_reessaye_de_plus_en_plus_tard(poster, par_smtp, reponse, dit):
    courriel = former(poster())
    par_smtp.reponse = reponse

    assert balayer(LE) == 0
    assert sort(courriel) == ("en_attente", 1, dit)
    assert balayer(LE + MINUTE - timedelta(seconds=1)) == 0
    assert sort(courriel)[1] == 1
    assert balayer(LE + MINUTE) == 0
    assert sort(courriel)[1] == 2
    par_smtp.reponse = "250 OK"
    assert [balayer(LE + MINUTE * 2), balayer(LE + MINUTE * 3), balayer(LE + MINUTE * 4)] == [0, 1, 0]
    assert sort(courriel) == ("envoye", 3, "")
    assert len(par_smtp.recus) == 1


@pytest.mark.parametrize("ou", ["DATA", "RCPT"])
def test_un_refus_definitif_s_arrete_et_se_voit(poster, par_smtp, ou):
    courriel = former(poster())
    if ou == "DATA":
        par_smtp.reponse = "550 boite inconnue"
    else:
        par_smtp.refus["a@exemple.fr"] = "550 boite inconnue"

    balayer(LE)
    par_smtp.reponse, par_smtp.refus = "250 OK", {}
    suite = [balayer(LE + timedelta(hours=heures)) for heures in range(100)]

    assert sum(suite) == 0
    assert sort(courriel) == ("echec", 1, "550 boite inconnue")
    assert par_smtp.recus == []
    assert list(Courriel.objects.en_echec()) == [courriel]
    assert EntreeJournal.objects.get(dossier=courriel.cle_dossier).details["erreur"] == "550 boite inconnue"


def test_coupe_apres_data_le_second_porte_le_meme_message_id(poster, par_smtp):
    """Accepted by the relay, then cut before it said so: one duplicate, that the mailbox recognises."""
    courriel = former(poster())
    par_smtp.coupe = True

    balayer(LE)
    apres_la_coupure = sort(courriel)
    par_smtp.coupe = False
    balayer(LE + MINUTE)

    assert apres_la_coupure[:2] == ("en_attente", 1)
    assert sort(courriel) == ("envoye", 2, "")
    assert len(par_smtp.recus) == 2
    assert len(set(par_smtp.identifiants())) == 1


def test_un_serveur_fige_ne_retient_pas_l_ouvrier(poster, par_smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    courriel = former(poster())
    par_smtp.muet = True

    assert balayer(LE) == 0
    assert sort(courriel)[:2] == ("en_attente", 1)
    assert "timed out" in sort(courriel)[2]
    par_smtp.muet = False
    assert balayer(LE + MINUTE) == 1


def test_deux_heures_de_panne_puis_chacun_part_une_fois(poster, par_smtp, settings):
    """While the relay is away, one mail is tried at each sweep, and the others wait for their turn."""
    courriels = [former(poster(f"{rang:03}@exemple.fr")) for rang in range(30)]
    bon_port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nothing may listen there

    en_panne = [balayer(LE + MINUTE * rang) for rang in range(120)]
    settings.EMAIL_PORT = bon_port
    au_retour = [balayer(LE + timedelta(hours=2) + MINUTE * rang) for rang in range(61)]

    assert (sum(en_panne), sum(au_retour)) == (0, 30)
    assert par_smtp.vers() == [f"{rang:03}@exemple.fr" for rang in range(30)]
    assert {sort(courriel)[0] for courriel in courriels} == {"envoye"}
    assert len(set(par_smtp.identifiants())) == 30


def test_trois_jours_sans_relais_sont_un_echec_visible(poster, par_smtp):
    courriel = former(poster())
    par_smtp.reponse = "450 plus tard"
    for heures in range(72):
        balayer(LE + timedelta(hours=heures))

    par_smtp.reponse = "250 OK"
    assert sort(courriel)[0] == "en_attente"
    assert balayer(LE + regles.ABANDON) == 0
    assert (sort(courriel)[0], par_smtp.recus) == ("echec", [])
    assert sort(courriel)[2].startswith("Abandonné après 72 essais. 450 plus tard")


def test_un_destinataire_refuse_n_arrete_pas_les_autres(poster, par_smtp):
    adresses = ["a@exemple.fr", "mauvais@exemple.fr", "z@exemple.fr"]
    courriels = [former(poster(adresse)) for adresse in adresses]
    par_smtp.refus["mauvais@exemple.fr"] = "550 inconnu"

    assert balayer(LE) == 2
    assert par_smtp.vers() == ["a@exemple.fr", "z@exemple.fr"]
    assert [sort(courriel)[0] for courriel in courriels] == ["envoye", "echec", "envoye"]


@pytest.mark.parametrize("adresse", ["a@exemple.fr\nBcc: b@exemple.fr", "pas une adresse @"])
def test_un_message_empoisonne_n_arrete_pas_les_suivants(poster, par_smtp, adresse):
    mauvais = former(poster(adresse, "mauvais"))
    bons = [former(poster(f"{nom}@exemple.fr", "bon")) for nom in "xy"]

    assert balayer(LE) == 2
    assert par_smtp.vers() == ["x@exemple.fr", "y@exemple.fr"]
    assert [sort(bon)[0] for bon in bons] == ["envoye", "envoye"]
    assert sort(mauvais)[:2] == ("echec", 1)


def test_une_piece_perdue_n_arrete_pas_les_suivants(monde, poster, tmp_path):
    document = deposer_octets(PDF, nom="c.pdf", zone="officiel", acteur=monde.direction, le=AVANT_DATE_1)
    (tmp_path / "documents" / document.fichier.chemin).unlink()
    perdu = former(poster(pieces=[document]))
    suivant = former(poster("b@exemple.fr"))

    assert balayer(LE) == 1
    assert sort(suivant)[0] == "envoye"
    assert (sort(perdu)[0], "No such file" in sort(perdu)[2]) == ("en_attente", True)


def test_un_ouvrier_mort_entre_deux_ne_recommence_pas_chaque_minute(poster, par_smtp, monkeypatch):
    """What kills the worker before any answer is counted and put off, like a refusal."""
    courriel = former(poster())

    def mourir(*args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as mort:
        mort.setattr("segur.noyau.messagerie.expedition.composer", mourir)
        for rang in range(10):
            try:
                balayer(LE + MINUTE * rang)
            except SystemExit:
                continue

    assert sort(courriel)[:2] == ("en_attente", 4)  # at 0, 1, 3 and 8 minutes
    assert balayer(LE + MINUTE * 18) == 1


def test_le_balayage_prend_les_plus_anciens_d_abord(poster):
    former(poster("2@exemple.fr"), le=LE)
    former(poster("0@exemple.fr"), le=LE - MINUTE)
    former(poster("1@exemple.fr"), le=LE)

    assert balayer(LE) == 3
    assert [courriel.to[0] for courriel in mail.outbox] == ["0@exemple.fr", "2@exemple.fr", "1@exemple.fr"]


def test_la_tache_d_un_evenement_n_envoie_que_les_siens(poster):
    poster("a@exemple.fr", "un")
    poster("b@exemple.fr", "deux")
    cles = list(Notification.objects.filter(adresse="a@exemple.fr").values_list("cle", flat=True))

    assert expedier_tous(cles, LE) == 1
    assert [courriel.to for courriel in mail.outbox] == [["a@exemple.fr"]]


def test_une_horloge_remise_a_l_heure_ne_retient_personne(poster, par_smtp):
    """Planned while the clock was ten days ahead: once it is right again, the mail leaves now."""
    avance = LE + timedelta(days=10)
    courriel = former(poster(), le=avance)

    assert balayer(LE) == 1
    assert sort(courriel)[0] == "envoye"


@pytest.mark.parametrize("categorie", [Categorie.OFFICIEL, Categorie.DECISION], ids=["officiel", "décision"])
def test_une_piece_part_seule_et_aussitot(monde, poster, categorie):
    document = deposer_octets(PDF, nom="Attestation é.pdf", zone="officiel", acteur=monde.direction, le=AVANT_DATE_1)
    poster(evenement="avant")
    balayer(LE)
    poster(evenement="sans pièce")
    poster(evenement="avec pièce", categorie=categorie, pieces=[document])

    balayer(LE)

    assert [(courriel.subject, len(courriel.attachments)) for courriel in mail.outbox] == [
        ("Sujet avant", 0),
        ("Sujet avec pièce", 1),
    ]
    assert mail.outbox[1].attachments == [("Attestation é.pdf", PDF, "application/pdf")]
