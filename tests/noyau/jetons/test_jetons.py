"""Tokens: made once, kept as a hash, refused the instant they expire, are revoked, or come from elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Appartenance
from segur.noyau.jetons.models import Jeton
from segur.noyau.jetons.regles import DUREE_AU_PLUS, duree_permise, jeton_valable, lire_les_reseaux, reseau_admis
from segur.noyau.jetons.transitions import revoquer
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Demande, Refus
from tests.monde import Monde
from tests.portail.api.programme import Programme

LE = datetime(2026, 7, 1, 10, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(("ecart", "bon"), [(-INSTANT, True), (timedelta(), False), (INSTANT, False)])
def test_un_jeton_expire_a_l_instant_dit(ecart: timedelta, bon: bool) -> None:
    verdict = jeton_valable(recu_le=LE + ecart, expire_le=LE, revoque=False, adresse="192.0.2.1", reseaux=())
    assert verdict.favorable is bon


@pytest.mark.parametrize(
    ("duree", "permise"),
    [(timedelta(), False), (INSTANT, True), (DUREE_AU_PLUS, True), (DUREE_AU_PLUS + INSTANT, False)],
)
def test_un_jeton_dure_un_an_au_plus(duree: timedelta, permise: bool) -> None:
    assert duree_permise(cree_le=LE, expire_le=LE + duree).satisfait is permise


@pytest.mark.parametrize(
    ("adresse", "reseaux", "admise"),
    [
        ("192.0.2.7", [], True),
        ("192.0.2.7", ["192.0.2.0/24"], True),
        ("192.0.3.7", ["192.0.2.0/24"], False),
        ("2001:db8::1", ["192.0.2.0/24", "2001:db8::/32"], True),
        ("inconnue", ["192.0.2.0/24"], False),
    ],
)
def test_un_reseau_admet_ses_adresses(adresse: str, reseaux: list[str], admise: bool) -> None:
    assert reseau_admis(adresse=adresse, reseaux=reseaux) is admise


def test_les_reseaux_se_lisent_en_lignes_ou_en_virgules() -> None:
    assert lire_les_reseaux("192.0.2.9/24\n198.51.100.4, 2001:db8::/32") == [
        "192.0.2.0/24",
        "198.51.100.4/32",
        "2001:db8::/32",
    ]
    with pytest.raises(ValueError, match="« chez-nous » n’est pas un réseau"):
        lire_les_reseaux("chez-nous")


@pytest.mark.django_db
def test_la_base_ne_garde_que_l_empreinte_et_le_journal_raconte(monde: Monde) -> None:
    api = Programme(monde.mandataire)

    ligne = str(list(Jeton.objects.values()))
    entree = EntreeJournal.objects.get(action="jeton.creer")
    assert api.secret not in ligne + str(entree.details)
    assert (entree.acteur, entree.details["nom"]) == (monde.mandataire.utilisateur, "CI")


@pytest.mark.django_db
def test_un_jeton_revoque_expire_ou_d_ailleurs_est_refuse(monde: Monde) -> None:
    ailleurs = Programme(monde.mandataire, nom="ailleurs", reseaux=["192.0.2.0/24"])
    expire = Programme(monde.mandataire, nom="expiré")
    Jeton.objects.filter(pk=expire.jeton.pk).update(
        cree_le=horloge.maintenant() - timedelta(days=2), expire_le=horloge.maintenant() - timedelta(seconds=1)
    )
    revoque = Programme(monde.mandataire, nom="révoqué")
    revoquer(revoque.jeton, Demande(monde.representant, horloge.maintenant()))

    reponses = [api.get("candidatures/") for api in (ailleurs, expire, revoque)]

    assert [reponse.status_code for reponse in reponses] == [401] * 3
    details = [reponse.json()["detail"] for reponse in reponses]
    assert details == [
        "Ce jeton ne sert pas depuis cette adresse réseau.",
        "Ce jeton a expiré.",
        "Ce jeton est révoqué.",
    ]


@pytest.mark.django_db
def test_un_jeton_tombe_avec_le_depart_de_qui_l_a_cree(monde: Monde) -> None:
    api = Programme(monde.mandataire)
    assert api.get("candidatures/").status_code == 200

    Appartenance.objects.filter(utilisateur=monde.mandataire.personne).update(active=False)

    refus = api.get("candidatures/")
    assert (refus.status_code, "n’agit plus" in refus.json()["detail"]) == (401, True)


@pytest.mark.django_db
def test_seul_qui_engage_la_firme_cree_un_jeton_et_jamais_par_un_jeton(monde: Monde) -> None:
    for acteur in (monde.salarie, monde.verificateur):
        with pytest.raises(Refus):
            Programme(acteur)
    par_un_jeton = Programme(monde.mandataire).jeton.acteur()
    with pytest.raises(Refus, match="Un jeton n’en crée pas un autre"):
        Programme(par_un_jeton, nom="second")
    assert Jeton.objects.count() == 1


@pytest.mark.django_db
def test_la_page_montre_le_secret_une_fois(monde: Monde, connecter: Callable[[Acteur], Client]) -> None:
    client = connecter(monde.mandataire)
    jour = f"{horloge.maintenant() + timedelta(days=60):%Y-%m-%d}"
    envoye = {"nom": "Intégration", "portees": ["candidatures:lire"], "expire_le": jour, "reseaux": "192.0.2.0/24"}

    page = client.post("/organisation/jetons/nouveau/", envoye)

    secret = page.context["secret"]
    assert (page.status_code, secret in page.content.decode(), page["Cache-Control"]) == (
        201,
        True,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    liste = client.get("/organisation/jetons/").content.decode()
    assert (secret in liste, "Intégration" in liste, secret[:12] in liste) == (False, True, True)


@pytest.mark.django_db
def test_la_meme_page_sous_un_autre_nom_est_refusee_en_clair(
    monde: Monde, connecter: Callable[[Acteur], Client]
) -> None:
    """By « Précédent », with the same hidden key: neither a second token, nor a failure of the portal's."""
    client, page = connecter(monde.mandataire), "/organisation/jetons/nouveau/"
    jour = f"{horloge.maintenant() + timedelta(days=60):%Y-%m-%d}"
    envoye = {"portees": ["candidatures:lire"], "expire_le": jour, "cle": "k"}
    assert client.post(page, {**envoye, "nom": "Intégration"}).status_code == 201

    encore = client.post(page, {**envoye, "nom": "Livraison"})

    lue = encore.content.decode()
    assert (encore.status_code, "n’a été montré qu’une fois" in lue, 'value="Livraison"' in lue) == (422, True, True)
    assert [jeton.nom for jeton in Jeton.objects.all()] == ["Intégration"]

    revoquer(Jeton.objects.get(), Demande(monde.mandataire, horloge.maintenant(), cle="autre"))
    ailleurs = client.post(page, {**envoye, "nom": "Livraison", "cle": "autre"})
    assert (ailleurs.status_code, "a déjà servi à une autre action" in ailleurs.content.decode()) == (422, True)


@pytest.mark.django_db
def test_toutes_les_erreurs_du_formulaire_ensemble(monde: Monde, connecter: Callable[[Acteur], Client]) -> None:
    reponse = connecter(monde.mandataire).post("/organisation/jetons/nouveau/", {"reseaux": "chez-nous"})
    page = reponse.content.decode()
    attendues = ("Donnez un nom au jeton.", "Choisissez au moins un droit.", "Indiquez un jour.", "« chez-nous »")
    assert (reponse.status_code, [texte in page for texte in attendues]) == (422, [True] * 4)


@pytest.mark.django_db
@pytest.mark.parametrize("jour", ["2020-01-01", "9999-12-31"])
def test_un_jour_passe_ou_trop_loin_se_dit_avec_le_reste(
    monde: Monde, connecter: Callable[[Acteur], Client], jour: str
) -> None:
    envoye = {"nom": "CI", "portees": ["candidatures:lire"], "expire_le": jour, "reseaux": "chez-nous"}
    reponse = connecter(monde.mandataire).post("/organisation/jetons/nouveau/", envoye)
    assert (reponse.status_code, set(reponse.context["form"].errors)) == (422, {"expire_le", "reseaux"})
    assert Jeton.objects.count() == 0


@pytest.mark.django_db
def test_la_liste_coute_autant_pour_un_que_pour_trois(
    monde: Monde, connecter: Callable[[Acteur], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = connecter(monde.mandataire)
    for rang in range(3):
        Programme(monde.mandataire, nom=f"n° {rang}")
        with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
            client.get("/organisation/jetons/")
