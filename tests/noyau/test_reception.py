"""When a request was received: the front server's stamp, believed only from a proxy we trust."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from candidatures.models import CandidatureAdministrative
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.reception import ReceptionMiddleware, adresse_du_client

MANDATAIRE, AILLEURS = "10.0.0.7", "203.0.113.9"
MIDI = datetime(2027, 1, 20, 11, tzinfo=UTC)
TOUJOURS = timedelta(days=100_000)


@pytest.fixture
def recue(settings):
    """`recue(valeur, adresse)`: the instant stamped on such a request, or None when it is the portal's own clock.

    Whatever the day when the tests are run, the stamps are plausible.
    """
    settings.MANDATAIRES_DE_CONFIANCE = ["10.0.0.0/8", "2001:db8::/64"]
    settings.AVANCE_DU_MANDATAIRE = settings.RETARD_DU_MANDATAIRE = TOUJOURS
    vues = []
    intergiciel = ReceptionMiddleware(lambda request: vues.append(request.recu_le) or HttpResponse())

    def _recue(valeur: str | None, adresse: str = MANDATAIRE) -> datetime | None:
        entetes = {} if valeur is None else {"X-Received-At": valeur}
        avant = horloge.maintenant()
        intergiciel(RequestFactory().get("/", REMOTE_ADDR=adresse, headers=entetes))
        instant = vues.pop()
        assert instant.utcoffset() == timedelta()
        return None if avant <= instant <= horloge.maintenant() else instant

    return _recue


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize("adresse", [MANDATAIRE, "10.255.255.255", "2001:db8::1"])
def test_l_instant_du_mandataire_de_confiance_est_cru(recue, adresse):
    assert recue(f"{MIDI.timestamp():.3f}", adresse) == MIDI


@pytest.mark.parametrize("millisecondes", [0, 1, 999])
def test_l_instant_est_cru_a_la_milliseconde(recue, millisecondes):
    attendu = MIDI + timedelta(milliseconds=millisecondes)

    assert recue(f"{attendu.timestamp():.3f}") == attendu


@pytest.mark.parametrize("adresse", [AILLEURS, "11.0.0.1", "2001:db8:0:1::1", "", "unix:", "10.0.0.7, 203.0.113.9"])
def test_le_meme_en_tete_venu_d_ailleurs_est_ignore(recue, adresse):
    assert recue(f"{MIDI.timestamp():.3f}", adresse) is None


@pytest.mark.parametrize(
    "valeur",
    [None, "", "hier", "2027-01-20T12:00:00", "nan", "inf", "-inf", "1e30", "-1e30", "0x10", "1,5", "1 2", "\u0661;"],
)
def test_une_valeur_qui_n_est_pas_un_instant_est_ignoree(recue, valeur):
    assert recue(valeur) is None


def test_sans_mandataire_personne_n_est_cru(recue, settings):
    settings.MANDATAIRES_DE_CONFIANCE = []
    vues = []
    intergiciel = ReceptionMiddleware(lambda request: vues.append(request.recu_le) or HttpResponse())
    avant = horloge.maintenant()

    intergiciel(RequestFactory().get("/", headers={"X-Received-At": str(MIDI.timestamp())}))

    assert avant <= vues[0] <= horloge.maintenant()


def test_la_reponse_de_la_vue_passe_telle_quelle(settings):
    reponse = HttpResponse(b"corps", status=418)

    assert ReceptionMiddleware(lambda request: reponse)(RequestFactory().get("/")) is reponse


def test_le_decalage_de_la_demonstration_vaut_aussi_pour_l_instant_du_mandataire(recue, settings):
    settings.DEMO = True
    horloge.regler(horloge.maintenant() - timedelta(days=400))

    assert recue(f"{MIDI.timestamp():.3f}") == MIDI + horloge.decalage()


def soumettre_a(client, monde, instant: datetime, adresse: str):
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    client.force_login(monde.mandataire.utilisateur)
    reponse = client.post(
        f"/actions/{administrative.soumettre.nom}/{scenario.candidature.administrative.pk}/",
        REMOTE_ADDR=adresse,
        headers={"X-Received-At": f"{instant.timestamp():.3f}"},
    )
    return reponse, CandidatureAdministrative.objects.get(candidature=scenario.candidature)


@pytest.mark.exigence("CAL-01")
def test_un_depot_recu_a_temps_et_traite_des_mois_apres_est_a_temps(client, monde, settings):
    settings.MANDATAIRES_DE_CONFIANCE, settings.RETARD_DU_MANDATAIRE = ["10.0.0.0/8"], TOUJOURS
    date_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)

    reponse, etape = soumettre_a(client, monde, date_1, MANDATAIRE)

    assert reponse.status_code == 302
    assert (etape.statut, etape.premiere_soumission_le) == ("soumise", date_1)


def test_un_en_tete_contrefait_ne_rend_pas_a_temps(client, monde, settings):
    settings.MANDATAIRES_DE_CONFIANCE = ["10.0.0.0/8"]

    reponse, etape = soumettre_a(client, monde, datetime(2025, 10, 15, 10, tzinfo=UTC), AILLEURS)

    assert reponse.status_code == 409
    assert (etape.statut, etape.premiere_soumission_le) == ("a_completer", None)


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize(
    ("ecart", "cru", "alarme"),
    [
        pytest.param(timedelta(seconds=-3600 + 60), True, False, id="presque une heure dans une file"),
        pytest.param(timedelta(seconds=-3600 - 60), False, True, id="plus d’une heure avant"),
        pytest.param(timedelta(days=-400), False, True, id="l’an dernier"),
        pytest.param(timedelta(seconds=60), True, True, id="une minute en avance"),
        pytest.param(timedelta(seconds=300 + 60), False, True, id="plus de cinq minutes en avance"),
        pytest.param(timedelta(days=400), False, True, id="l’an prochain"),
    ],
)
def test_un_instant_absurde_est_ignore_avec_une_alarme(settings, caplog, ecart, cru, alarme):
    settings.MANDATAIRES_DE_CONFIANCE = ["10.0.0.0/8"]
    vues = []
    intergiciel = ReceptionMiddleware(lambda request: vues.append(request.recu_le) or HttpResponse(status=204))
    annonce = horloge.maintenant() + ecart
    requete = RequestFactory().get("/", REMOTE_ADDR=MANDATAIRE, headers={"X-Received-At": str(annonce.timestamp())})

    reponse = intergiciel(requete)

    assert reponse.status_code == 204
    assert (abs(vues[0] - annonce) < timedelta(milliseconds=1)) is cru
    assert [ligne.levelname for ligne in caplog.records if ligne.name == "segur.noyau.reception"] == ["ERROR"] * alarme


@pytest.mark.parametrize(
    ("pair", "transmis", "attendu"),
    [
        (AILLEURS, "203.0.113.9", AILLEURS),
        (MANDATAIRE, "203.0.113.9", "203.0.113.9"),
        (MANDATAIRE, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (MANDATAIRE, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (MANDATAIRE, "", MANDATAIRE),
        ("", "203.0.113.9", ""),
    ],
)
def test_l_adresse_du_client_est_la_derniere_que_nos_mandataires_ont_vue(rf, settings, pair, transmis, attendu):
    settings.MANDATAIRES_DE_CONFIANCE = ["10.0.0.0/8"]

    assert adresse_du_client(rf.get("/", REMOTE_ADDR=pair, headers={"X-Forwarded-For": transmis})) == attendu
