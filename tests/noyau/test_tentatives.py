"""A retry keeps the instant of the first attempt after a failure of the portal's, and only then."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory

from candidatures.models import CandidatureAdministrative, EnvoiRecu
from candidatures.ouverture import ouvrir_candidature
from candidatures.transitions import administrative
from candidatures.transitions import saisie as transitions_saisie
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.reception.models import Tentative
from segur.noyau.reception.tentatives import FENETRE, TentativesMiddleware, empreinte
from segur.noyau.transitions import Refus, Transition
from tests.monde import DATE_1, Monde, croire_le_mandataire

pytestmark = pytest.mark.django_db
MINUTE, SECONDE, INSTANT = timedelta(minutes=1), timedelta(seconds=1), timedelta(milliseconds=1)
A_TEMPS, APRES = DATE_1 - SECONDE, DATE_1 + 10 * MINUTE


class Portail:
    """A vendor in front of step 1, and a portal that may break down."""

    def __init__(self, monde: Monde, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        croire_le_mandataire(settings)
        self.monde, self.panne = monde, False
        self.scenario = monde.brouillon()
        executer = Transition._executer

        def executer_ou_tomber(transition: Transition, *arguments: Any) -> None:
            executer(transition, *arguments)
            if self.panne:
                raise RuntimeError("Le portail est en panne.")

        monkeypatch.setattr(Transition, "_executer", executer_ou_tomber)

    @property
    def etape(self) -> CandidatureAdministrative:
        return CandidatureAdministrative.objects.get(candidature=self.scenario.candidature)

    def remplir(self, le: Any = None, **changements: Any) -> None:
        self.scenario.instant = le or self.scenario.instant
        self.scenario.remplir_etape_1(**changements)

    def envoyer(self, le: Any, *, cle: str = "page", qui: Any = None, panne: bool = False, **donnees: Any) -> Any:
        client = Client(raise_request_exception=False, headers={"X-Received-At": f"{le.timestamp():.3f}"})
        client.force_login((qui or self.monde.mandataire).personne)
        self.panne = panne
        try:
            return client.post(f"/actions/{administrative.soumettre.nom}/{self.etape.pk}/", {"cle": cle, **donnees})
        finally:
            self.panne = False


@pytest.fixture
def portail(monde: Monde, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Portail:
    return Portail(monde, settings, monkeypatch)


@pytest.mark.exigence("CAL-01")
def test_apres_une_panne_la_nouvelle_tentative_garde_l_instant_de_la_premiere(portail: Portail) -> None:
    portail.remplir()
    assert portail.envoyer(A_TEMPS, panne=True).status_code == 500
    assert portail.etape.statut == "a_completer"

    reponse = portail.envoyer(APRES)

    assert reponse.status_code == 302
    assert (portail.etape.premiere_soumission_le, EnvoiRecu.objects.get(nature="etape1").recu_le) == (A_TEMPS, A_TEMPS)
    assert Tentative.objects.count() == 0


def test_la_page_dit_l_instant_retenu(portail: Portail) -> None:
    portail.remplir()
    portail.envoyer(A_TEMPS, panne=True)
    client = Client(headers={"X-Received-At": f"{APRES.timestamp():.3f}"})
    client.force_login(portail.monde.mandataire.personne)

    reponse = client.post(f"/actions/{administrative.soumettre.nom}/{portail.etape.pk}/", {"cle": "page"}, follow=True)

    assert "Candidature administrative soumise, le 15/10/2025 à 11:59:59 (heure de Paris)." in reponse.content.decode()


def test_deux_pannes_de_suite_gardent_le_premier_instant(portail: Portail) -> None:
    portail.remplir()
    portail.envoyer(A_TEMPS, panne=True)
    portail.envoyer(DATE_1 + MINUTE, panne=True)

    assert portail.envoyer(APRES).status_code == 302
    assert portail.etape.premiere_soumission_le == A_TEMPS


def test_temoin_sans_panne_l_heure_passee_est_passee(portail: Portail) -> None:
    portail.remplir()

    assert portail.envoyer(APRES).status_code == 409


@pytest.mark.exigence("CAL-01")
def test_un_refus_ne_reserve_pas_d_instant(portail: Portail) -> None:
    """Reserve before noon with an incomplete dossier, complete it after noon, send again."""
    assert portail.envoyer(A_TEMPS).status_code == 409
    portail.remplir(le=DATE_1 + MINUTE)

    assert portail.envoyer(APRES).status_code == 409
    assert portail.etape.statut == "a_completer"


@pytest.mark.exigence("CAL-01")
def test_ce_qui_est_saisi_apres_la_panne_ne_profite_pas_de_son_instant(portail: Portail) -> None:
    """The same attack, with a breakdown instead of a refusal."""
    portail.remplir()
    portail.envoyer(A_TEMPS, panne=True)
    portail.remplir(le=DATE_1 + MINUTE, legal_fonction="Autre")

    assert portail.envoyer(APRES).status_code == 409


@pytest.mark.parametrize(("ecart", "statut"), [(timedelta(), 302), (INSTANT, 409)])
def test_la_saisie_recue_au_meme_instant_compte_encore(portail: Portail, ecart: timedelta, statut: int) -> None:
    portail.remplir()
    CandidatureAdministrative.objects.update(modifiee_le=A_TEMPS + ecart)
    portail.envoyer(A_TEMPS, panne=True)

    assert portail.envoyer(APRES).status_code == statut


def test_une_saisie_ancienne_ecrite_en_retard_ne_cache_pas_une_saisie_recente(portail: Portail) -> None:
    portail.remplir(le=DATE_1 + MINUTE)
    vieille = portail.monde.demande(portail.monde.mandataire, A_TEMPS - MINUTE, valeurs={"": {"legal_nom": "Vieux"}})

    transitions_saisie.ENREGISTRER[1](portail.etape, vieille)

    assert portail.etape.modifiee_le == portail.scenario.instant > DATE_1


@pytest.mark.parametrize("autre", ["cle", "personne", "contenu", "chemin"])
def test_un_instant_est_celui_d_une_personne_d_une_page_et_d_un_contenu(portail: Portail, autre: str) -> None:
    portail.remplir()
    portail.envoyer(A_TEMPS, panne=True, texte="un")
    suites: dict[str, dict[str, Any]] = {
        "cle": {"cle": "autre"},
        "personne": {"qui": portail.monde.representant},
        "contenu": {"texte": "deux"},
        "chemin": {},
    }
    if autre == "chemin":
        Tentative.objects.update(chemin="/ailleurs/")

    assert portail.envoyer(APRES, **{"texte": "un"} | suites[autre]).status_code == 409


@pytest.mark.parametrize(("ecart", "statut"), [(timedelta(), 302), (INSTANT, 409)])
def test_un_instant_se_garde_un_temps_borne(portail: Portail, ecart: timedelta, statut: int) -> None:
    portail.remplir()
    portail.envoyer(A_TEMPS, panne=True)

    assert portail.envoyer(A_TEMPS + FENETRE + ecart).status_code == statut


def test_une_tentative_posterieure_ne_se_date_pas_dans_l_avenir(portail: Portail) -> None:
    """The clock went back: the earlier of the two instants is the one of the request itself."""
    portail.remplir()
    portail.envoyer(APRES, panne=True)

    assert portail.envoyer(A_TEMPS).status_code == 302
    assert portail.etape.premiere_soumission_le == A_TEMPS


def test_apres_la_reponse_la_meme_cle_rend_la_meme_reponse(portail: Portail) -> None:
    portail.remplir()
    portail.envoyer(A_TEMPS)

    assert portail.envoyer(APRES).status_code == 302
    assert EnvoiRecu.objects.filter(nature="etape1").count() == 1


def test_une_saisie_de_brouillon_ne_remonte_jamais_le_temps(portail: Portail) -> None:
    demande = portail.monde.demande(portail.monde.mandataire, APRES, valeurs={"": {"legal_nom": "Nom"}})

    transitions_saisie.ENREGISTRER[1](portail.etape, _deja_recue(demande))

    assert portail.etape.modifiee_le == APRES


def _deja_recue(demande: Any) -> Any:
    return replace(demande, premier_recu_le=A_TEMPS)


def test_l_ouverture_d_une_candidature_garde_aussi_son_instant(monde: Monde) -> None:
    scenario = monde.scenario()
    demande = monde.demande(monde.mandataire, APRES)

    with pytest.raises(Refus):
        ouvrir_candidature(scenario.produit, scenario.dispositif, demande, case_cochee=True)
    candidature = ouvrir_candidature(scenario.produit, scenario.dispositif, _deja_recue(demande), case_cochee=True)

    assert candidature.charte_acceptee_le == EnvoiRecu.objects.get().recu_le == A_TEMPS


def test_un_chapitre_touche_depuis_la_panne_n_en_garde_pas_l_instant(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    chapitre = scenario.chapitres()[0]
    scenario.charger(chapitre)
    touche_le, apres = scenario.instant, scenario.instant + 1000 * 1440 * MINUTE
    soumettre = petit_monde.demande(petit_monde.mandataire, apres)
    with pytest.raises(Refus):
        chapitres.soumettre(chapitre, replace(soumettre, premier_recu_le=touche_le - INSTANT))
    soumis = chapitres.soumettre(chapitre, replace(soumettre, premier_recu_le=touche_le))

    assert soumis.premiere_soumission_le == touche_le


def test_un_depot_de_preuve_garde_son_instant(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    preuve = scenario.chapitres()[0].preuves.demandees()[0]
    a_temps, apres = scenario.instant, scenario.instant + 1000 * 1440 * MINUTE
    demande = petit_monde.demande(petit_monde.mandataire, apres, lien="https://preuves.example/1")

    with pytest.raises(Refus):
        preuves.deposer(preuve, demande)
    preuves.deposer(preuve, replace(demande, premier_recu_le=a_temps))

    assert EnvoiRecu.objects.get(nature="preuve").recu_le == preuve.depots.get().depose_le == a_temps


# The middleware alone


def requete(monde: Monde, le: Any, **champs: Any) -> Any:
    demandee: Any = RequestFactory().post("/page/?x=1", {"cle": "cle", **champs})
    demandee.user, demandee.recu_le = monde.mandataire.personne, le
    return demandee


def test_la_ligne_est_ecrite_avant_que_le_travail_commence(monde: Monde) -> None:
    """A worker killed in the middle leaves it: nothing of it waits for the answer."""
    vues: list[Any] = []

    def tuer(request: Any) -> HttpResponse:
        vues.append((Tentative.objects.get().recue_le, connection.in_atomic_block))
        raise SystemExit

    with pytest.raises(SystemExit):
        TentativesMiddleware(tuer)(requete(monde, A_TEMPS))

    assert vues[0][0] == A_TEMPS
    assert Tentative.objects.get().chemin == "/page/?x=1"


@pytest.mark.parametrize("statut", [200, 302, 403, 404, 409, 413, 422])
def test_toute_reponse_definitive_efface_la_tentative(monde: Monde, statut: int) -> None:
    TentativesMiddleware(lambda request: HttpResponse(status=statut))(requete(monde, A_TEMPS))

    assert Tentative.objects.count() == 0


@pytest.mark.parametrize("statut", [500, 502, 503, 504])
def test_une_panne_la_laisse(monde: Monde, statut: int) -> None:
    TentativesMiddleware(lambda request: HttpResponse(status=statut))(requete(monde, A_TEMPS))

    assert Tentative.objects.get().recue_le == A_TEMPS


@pytest.mark.parametrize("cas", ["lecture", "sans clé", "anonyme", "coupée"])
def test_ce_qui_n_est_pas_un_envoi_n_est_pas_garde(monde: Monde, cas: str) -> None:
    demandee = requete(monde, A_TEMPS)
    if cas == "lecture":
        demandee.method = "GET"
    elif cas == "sans clé":
        demandee = requete(monde, A_TEMPS, cle="")
    elif cas == "anonyme":
        demandee.user = AnonymousUser()
    else:
        demandee = _Coupee(monde.mandataire.personne)
    vues: list[Any] = []

    def tomber(request: Any) -> HttpResponse:
        vues.append(request.premier_recu_le)
        return HttpResponse(status=500)

    TentativesMiddleware(tomber)(demandee)

    assert (vues, Tentative.objects.count()) == ([None], 0)


class _Coupee:
    method = "POST"

    def __init__(self, personne: Utilisateur) -> None:
        self.user, self.recu_le = personne, A_TEMPS

    @property
    def POST(self) -> Any:
        raise UnreadablePostError("coupée")


def test_l_empreinte_lit_les_fichiers_et_oublie_le_jeton(monde: Monde) -> None:
    def avec(contenu: bytes, jeton: str) -> str:
        fichier = SimpleUploadedFile("preuve.pdf", contenu)
        demandee = requete(monde, A_TEMPS, csrfmiddlewaretoken=jeton, fichiers=fichier)
        condense = empreinte(demandee)
        assert demandee.FILES["fichiers"].read() == contenu
        return condense

    assert avec(b"un", "a") == avec(b"un", "b") != avec(b"deux", "a")
