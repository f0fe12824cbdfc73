"""« Voir comme »: what the support sees, what it can never do, and what the person reads of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from segur.noyau import horloge
from segur.noyau.comptes.models import Appartenance, Organisation, Role, VisiteDuSupport
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.organisations.transitions.appartenance import quitter
from tests.adresses import FICTIFS, adresses
from tests.monde import AVANT_DATE_1, PDF, Monde
from tests.noyau.organisations.membres import membre

pytestmark = pytest.mark.django_db
MOTIF = {"motif": "Assistance n° 12"}
TRENTE = timedelta(minutes=30)


@pytest.fixture
def pendule(settings: Any) -> Callable[[datetime], None]:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    return horloge.regler


@pytest.fixture
def support(monde: Monde, pendule: Any) -> Client:
    """The administrator's browser, which already sees as LogiPro's salariée."""
    client = Client()
    client.force_login(monde.administrateur.personne)
    reponse = client.post(f"/organisation/membres/{membre('salarie').pk}/voir-comme/", MOTIF)
    assert reponse.status_code == HTTPStatus.FOUND
    return client


def visite() -> VisiteDuSupport:
    return VisiteDuSupport.objects.get()


def test_le_bandeau_nomme_les_deux_et_la_page_est_celle_de_la_personne(support: Client, monde: Monde) -> None:
    produit = monde.brouillon(produit="Celui d’Inès").produit
    page = support.get("/").content.decode()
    produits = support.get("/produits/").content.decode()

    assert "Yves Faure (support) voit comme Inès Petit, LogiPro." in page
    assert "Quitter la visite" in page
    assert produit.nom in produits
    assert support.get("/rem/").status_code == HTTPStatus.FORBIDDEN  # the administrator's own page


def test_rien_ne_s_envoie_a_aucune_adresse(support: Client, monde: Monde) -> None:
    """Every address of the portal but leaving, forged or not; the other methods that write, at one of them."""
    avant = (EntreeJournal.objects.count(), Appartenance.objects.filter(active=True).count())
    partir = {"comptes:fin_de_visite", "account_logout"}
    acceptes = [
        (methode, nom)
        for nom, arguments in adresses()
        if nom not in partir and not nom.startswith("api:")
        for methode in (("POST", "PUT", "PATCH", "DELETE") if nom == "comptes:modifier" else ("POST",))
        if support.generic(methode, _chemin(nom, arguments)).status_code != HTTPStatus.FORBIDDEN
    ]

    assert acceptes == []
    assert (EntreeJournal.objects.count(), Appartenance.objects.filter(active=True).count()) == avant


def _chemin(nom: str, arguments: dict[str, str]) -> str:
    if nom == "account_reset_password_from_key":
        return reverse(nom, kwargs={"uidb36": "1", "key": "x-y"})
    return reverse(nom, kwargs={cle: FICTIFS.get(genre, "abc") for cle, genre in arguments.items()})


def test_une_transition_refuse_meme_sans_passer_par_le_web(monde: Monde) -> None:
    vue = replace(monde.salarie, vu_par=monde.administrateur.personne)

    with pytest.raises(PermissionDenied):
        quitter(membre("salarie"), monde.demande(vue))

    assert membre("salarie").active


def test_aucun_fichier_ni_export_ni_page_de_securite(support: Client, monde: Monde) -> None:
    document = deposer_octets(PDF, nom="a.pdf", zone="preuve", acteur=monde.salarie, le=AVANT_DATE_1)
    refusees = [f"/documents/{document.identifiant}/", "/produits/?format=csv", "/compte/sessions/"]
    refusees += ["/compte/second-facteur/", "/compte/identites/", "/compte/mot-de-passe/", "/organisation/jetons/"]
    refusees += ["/registre/solutions.csv", "/registre/flux.atom"]

    assert {adresse: support.get(adresse).status_code for adresse in refusees} == dict.fromkeys(refusees, 403)
    assert "Lecture seule" in support.get("/compte/sessions/").content.decode()


@pytest.mark.parametrize(
    ("apres", "dure"),
    [
        pytest.param(TRENTE - timedelta(seconds=10), True, id="juste avant 30 minutes"),
        pytest.param(TRENTE + timedelta(seconds=1), False, id="juste après"),
    ],
)
def test_une_visite_dure_trente_minutes(support: Client, pendule: Any, apres: timedelta, dure: bool) -> None:
    pendule(visite().ouverte_le + apres)

    assert (support.get("/produits/").status_code == HTTPStatus.OK) is dure
    assert ("Quitter la visite" in support.get("/").content.decode()) is dure
    assert visite().expire_le == visite().ouverte_le + TRENTE
    assert visite().est_ouverte(visite().expire_le)
    assert not visite().est_ouverte(visite().expire_le + timedelta(microseconds=1))


def test_elle_se_ferme_et_tout_est_ecrit(support: Client, monde: Monde) -> None:
    support.post("/organisation/visite/fin/")
    page = support.get("/").content.decode()
    inscrites = EntreeJournal.objects.filter(action__startswith="visitedusupport").order_by("rang")

    assert "Quitter la visite" not in page
    assert "Vous ne voyez plus comme Inès Petit" in page
    assert [entree.action for entree in inscrites] == ["visitedusupport.ouvrir", "visitedusupport.fermer"]
    assert {entree.dossier for entree in inscrites} == {Organisation.objects.get(nom="LogiPro").cle_dossier}
    for entree in inscrites:
        assert entree.acteur == monde.administrateur.personne
        assert entree.details["personne"] == "salarie@logipro.example"
        assert entree.details["motif"] == MOTIF["motif"]
    personne = Client()
    personne.force_login(monde.salarie.personne)
    compte = personne.get("/compte/").content.decode()
    assert "Yves Faure, du" in compte
    assert MOTIF["motif"] in compte
    assert list(anomalies()) == []


def test_elle_finit_quand_l_un_des_deux_perd_son_role(support: Client, monde: Monde) -> None:
    Appartenance.objects.filter(role=Role.ADMINISTRATEUR).update(active=False)

    assert support.get("/").status_code == HTTPStatus.FOUND
    assert "Quitter la visite" not in support.get("/").content.decode()


@pytest.mark.parametrize("email", ["verificateur@ans.example", "valideur@asp.example", "administrateur@ans.example"])
def test_jamais_un_agent(monde: Monde, pendule: Any, email: str) -> None:
    agent = Appartenance.objects.get(utilisateur__email=email)
    client = Client()
    client.force_login(monde.administrateur.personne)

    reponse = client.post(f"/organisation/membres/{agent.pk}/voir-comme/", MOTIF)

    assert reponse.status_code == HTTPStatus.CONFLICT
    assert not VisiteDuSupport.objects.exists()


def test_jamais_qui_est_aussi_un_agent_ni_sans_motif_ni_par_un_autre(monde: Monde, pendule: Any) -> None:
    adresse = f"/organisation/membres/{membre('salarie').pk}/voir-comme/"
    clients = {nom: Client() for nom in ("administrateur", "responsable", "mandataire")}
    for nom, client in clients.items():
        client.force_login(getattr(monde, nom).personne)

    assert clients["administrateur"].post(adresse, {"motif": " "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert clients["responsable"].post(adresse, MOTIF).status_code == HTTPStatus.FORBIDDEN
    assert clients["mandataire"].post(adresse, MOTIF).status_code == HTTPStatus.FORBIDDEN
    ans = Organisation.objects.get(nom="ANS")
    Appartenance.objects.create(utilisateur=monde.salarie.personne, organisation=ans, role=Role.PILOTAGE)
    assert clients["administrateur"].post(adresse, MOTIF).status_code == HTTPStatus.CONFLICT
    assert not VisiteDuSupport.objects.exists()


def test_une_seconde_visite_ferme_la_premiere(support: Client, monde: Monde) -> None:
    support.post("/organisation/visite/fin/")
    for role in ("representant", "salarie"):
        support.post(f"/organisation/membres/{membre(role).pk}/voir-comme/", MOTIF)
        support.post("/organisation/visite/fin/")

    dates: list[datetime | None] = list(VisiteDuSupport.objects.values_list("fermee_le", flat=True))
    assert len(dates) == 3
    assert None not in dates
