"""What the support saw during a visit: listed page by page, read by who was seen, by the mandataire and the support."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db import transaction as db
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from segur.noyau import horloge
from segur.noyau.comptes.models import PAGES_PAR_VISITE, Appartenance, PageVue, VisiteDuSupport, acteur_pour
from segur.noyau.comptes.voir_comme import DICIBLES
from segur.noyau.journal.models import EntreeJournal
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.membres import membre, preter, visiter
from tests.noyau.organisations.visiteurs import client_de, texte

pytestmark = pytest.mark.django_db
BUDGET = 15


@pytest.fixture
def support(monde: Monde, settings: Any) -> Client:
    """The administrator's browser, which already sees as LogiPro's salariée."""
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    client = client_de(monde.administrateur)
    client.post(f"/organisation/membres/{membre('salarie').pk}/voir-comme/", {"motif": "Assistance"})
    return client


def vues() -> list[str]:
    return list(PageVue.objects.values_list("chemin", flat=True))


def test_chaque_page_montree_est_gardee_sans_ce_qui_suit_l_adresse(support: Client, monde: Monde) -> None:
    produit = monde.brouillon(produit="Celui d’Inès").produit
    support.get("/produits/?q=Dupont&page=1")
    support.get(f"/produits/{produit.reference}/")
    support.head("/produits/")

    assert vues() == ["/produits/", f"/produits/{produit.reference}/"]
    visite = VisiteDuSupport.objects.get()
    assert {vue.visite for vue in PageVue.objects.all()} == {visite}
    assert (visite.support, visite.personne) == (monde.administrateur.personne, monde.salarie.personne)
    assert visite.ouverte_le <= PageVue.objects.earliest("pk").vue_le <= visite.expire_le


def test_ce_qui_n_a_pas_ete_montre_n_y_est_pas(support: Client, monde: Monde) -> None:
    """Refused, absent, sent elsewhere, or seen by the support as itself."""
    for adresse in ("/compte/sessions/", "/produits/?format=csv", "/produits/ABSENTXX/", "/rem/", "/produits"):
        support.get(adresse)
    support.post("/produits/ajouter/", {"nom": "X"})
    support.post("/organisation/visite/fin/")
    support.get("/organisation/liste/")
    client_de(monde.salarie).get("/produits/")

    assert vues() == []


def test_le_secret_d_une_invitation_n_y_est_pas(support: Client, monde: Monde) -> None:
    _, jeton = monde.inviter()

    assert support.get(f"/organisation/invitations/{jeton}/").status_code == HTTPStatus.OK
    assert vues() == ["/organisation/invitations/…/"]


def test_les_noms_qu_une_adresse_peut_repeter_sont_connus() -> None:
    """A new address that names something by letters is masked until somebody says that it may be read."""
    secrets = {"jeton", "key", "uidb36", "provider_id", "reste", "app_label", "object_id"}

    assert _noms(get_resolver().url_patterns) <= DICIBLES | secrets
    assert DICIBLES.isdisjoint(secrets)


def _noms(motifs: list[Any]) -> set[str]:
    """The arguments that are neither whole numbers nor UUIDs."""
    noms: set[str] = set()
    for motif in motifs:
        lus = {nom: type(c).__name__ for nom, c in motif.pattern.converters.items()}
        lettres = {nom for nom, genre in lus.items() if genre not in ("IntConverter", "UUIDConverter")}
        noms |= lettres | (set(motif.pattern.regex.groupindex) - set(lus)) | _noms(getattr(motif, "url_patterns", []))
    return noms


@pytest.mark.parametrize(("deja", "statut"), [(PAGES_PAR_VISITE - 1, 200), (PAGES_PAR_VISITE, 403)])
def test_une_visite_ne_montre_pas_plus_que_ce_qu_elle_liste(support: Client, deja: int, statut: int) -> None:
    visite = VisiteDuSupport.objects.get()
    PageVue.objects.bulk_create(PageVue(visite=visite, chemin="/", vue_le=visite.ouverte_le) for _ in range(deja))

    assert support.get("/produits/").status_code == statut
    assert PageVue.objects.count() == PAGES_PAR_VISITE
    refusee = support.get("/")
    assert refusee.status_code == HTTPStatus.FORBIDDEN
    assert "Quitter la visite" in texte(refusee)
    assert support.post("/organisation/visite/fin/").status_code == HTTPStatus.FOUND


def test_qui_les_lit(monde: Monde) -> None:
    """Who was seen, the mandataire of the firm, the administrators: nobody else, a delegate included."""
    visite = visiter(monde)
    preter(monde.mandataire, monde.representant, debut=horloge.maintenant() - timedelta(days=1))
    attendus = {
        "salarie": 200,
        "mandataire": 200,
        "administrateur": 200,
        "representant": 404,
        "responsable": 404,
        "autre_editeur": 404,
    }

    lus = {nom: client_de(getattr(monde, nom)).get(f"/organisation/visites/{visite.pk}/") for nom in attendus}

    assert {nom: page.status_code for nom, page in lus.items()} == attendus
    for nom in ("salarie", "mandataire", "administrateur"):
        assert "Yves Faure voit comme Inès Petit" in texte(lus[nom])
        assert "/produits/</th>" in texte(lus[nom])


def test_qui_a_quitte_l_entreprise_lit_encore_les_siennes(monde: Monde) -> None:
    visite = visiter(monde)
    Appartenance.objects.filter(utilisateur=monde.salarie.personne).update(active=False)
    partie, autre = (acteur_pour(acteur.personne) for acteur in (monde.salarie, monde.representant))

    assert list(VisiteDuSupport.objects.visibles_par(partie)) == [visite]
    assert not VisiteDuSupport.objects.visibles_par(autre).exists()


@pytest.mark.parametrize("qui", ["salarie", "administrateur"])
def test_les_listes_coutent_autant_pour_trois_que_pour_une(monde: Monde, qui: str) -> None:
    client = client_de(getattr(monde, qui))
    visite = visiter(monde)
    adresses = ("/organisation/visites/", f"/organisation/visites/{visite.pk}/", "/compte/")
    pour_une = [_cout(client, adresse) for adresse in adresses]

    for _ in range(2):
        visiter(monde)
        visite.pages.create(chemin="/", vue_le=visite.ouverte_le)

    assert [_cout(client, adresse) for adresse in adresses] == pour_une
    assert max(pour_une) <= BUDGET
    liens = [f"/organisation/visites/{pk}/" for pk in VisiteDuSupport.objects.values_list("pk", flat=True)]
    assert [lien in texte(client.get("/organisation/visites/")) for lien in liens] == [True] * 3


def _cout(client: Client, adresse: str) -> int:
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == HTTPStatus.OK
    return len(requetes)


def test_une_page_vue_coute_une_ecriture_et_rien_au_journal(support: Client) -> None:
    avant = EntreeJournal.objects.count()
    support.get("/produits/")
    with CaptureQueriesContext(connection) as requetes:
        support.get("/produits/")

    gestes = [r["sql"].split()[0].lstrip("(") for r in requetes]
    assert [geste for geste in gestes if geste != "SELECT"] == ["INSERT"]
    assert len(requetes) <= BUDGET
    assert EntreeJournal.objects.count() == avant


def test_la_base_refuse_une_adresse_avec_ses_parametres(monde: Monde) -> None:
    visite, le = visiter(monde), datetime(2025, 10, 1, tzinfo=horloge.maintenant().tzinfo)

    for chemin in ("/produits/?q=Dupont", "https://ailleurs.example/"):
        with pytest.raises(IntegrityError), db.atomic():
            visite.pages.create(chemin=chemin, vue_le=le)
