"""The desk of step 3 by HTTP: the queue, shared out in one gesture, and the way from one chapter to the next."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.transitions import instruction as candidature
from preuves.models import Chapitre
from preuves.transitions.attribution import prendre_en_charge
from segur.noyau import horloge, listes
from segur.noyau.comptes.models import Acteur, Appartenance
from tests.monde import AVANT_DATE_1, Monde
from tests.preuves.test_file import juger

pytestmark = pytest.mark.django_db
FILE, CONFIER, SUIVANT = "/instruction/chapitres/", "/instruction/chapitres/confier/", "/instruction/chapitres/suivant/"


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def trois(petit_monde: Monde) -> list[Chapitre]:
    """Three chapters that wait: both of « Zoé », and the first of « Abeille », filed before them."""
    zoe = petit_monde.eligible(produit="Zoé")
    abeille = petit_monde.eligible(produit="Abeille", editeur="MédiSoft", depuis=40)
    chapitres = [*zoe.chapitres(), abeille.chapitres()[0]]
    for chapitre, scenario in zip(chapitres, (zoe, zoe, abeille), strict=True):
        scenario.soumettre(chapitre)
    return chapitres


def siens(personne: Acteur) -> int:
    return Chapitre.objects.filter(instructeur=personne.utilisateur).count()


def dits(reponse: Any) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


def lus(reponse: Any) -> list[tuple[str, str]]:
    return [(ligne.produit, ligne.chapitre) for ligne in reponse.context["lignes"]]


def test_la_file_se_trie(petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]) -> None:
    client = connecter(petit_monde.verificateur)

    par = {tri: lus(client.get(f"{FILE}?tri={tri}")) for tri in ("age", "-age", "editeur", "-preuves", "echeance")}

    abeille, identite, messagerie = ("Abeille", "Identité"), ("Zoé", "Identité"), ("Zoé", "Messagerie")
    assert (par["age"], par["-age"]) == ([abeille, identite, messagerie], [messagerie, identite, abeille])
    assert (par["editeur"], par["echeance"]) == ([identite, messagerie, abeille], [abeille, identite, messagerie])
    assert par["-preuves"][-1] == messagerie


def test_des_filtres_inconnus_ne_filtrent_rien(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    adresse = f"{FILE}?dispositif=x&a=99999999999999999999&risque=%00&depots=-1&tri=password&page=zzz&taille=7"

    reponse = connecter(petit_monde.verificateur).get(adresse)

    assert (reponse.status_code, len(lus(reponse))) == (200, 3)
    assert {filtre["choisi"] for filtre in reponse.context["filtres"]} == {""}


def test_la_file_se_lit_page_par_page(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connecter(petit_monde.verificateur)

    reponse = client.get(f"{FILE}?taille=10&page=2")

    assert (reponse.context["page"].paginator.per_page, reponse.context["page"].number) == (10, 1)
    assert client.get(FILE).context["page"].paginator.per_page == max(listes.PAR_PAGE)


def test_l_export_dit_ce_que_dit_la_page(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(trois[1], petit_monde.demande(petit_monde.verificateur))
    juger(petit_monde, trois[1], nombre=1)
    Appartenance.objects.filter(utilisateur=petit_monde.verificateur.utilisateur).update(active=False)

    export = connecter(petit_monde.responsable).get(f"{FILE}?format=csv&q=zoé&tri=chapitre").getvalue().decode()

    entete, _, ligne, fin = export.split("\r\n")
    valeurs = dict(zip(entete.lstrip("\ufeff").split(";"), ligne.split(";"), strict=True))
    assert fin == ""
    assert (valeurs["Candidature"], valeurs["Chapitre"], valeurs["Soumission n°"]) == (
        trois[1].candidature.numero,
        "Messagerie",
        "1",
    )
    assert (valeurs["Preuves à juger"], valeurs["Preuves jugées"]) == ("1", "1")
    assert (valeurs["Échéance"], valeurs["Risque"]) == ("Date 3", "30 jours ou plus")
    assert (valeurs["Suivi par"], valeurs["Depuis le"], valeurs["En propre"]) == ("à réattribuer", "06/10/2025", "oui")


def test_les_chapitres_coches_se_prennent_d_un_geste_et_les_filtres_restent(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    retour = f"{FILE}?a=personne&tri=-age"

    reponse = connecter(petit_monde.verificateur).post(
        CONFIER,
        {"geste": "prendre", "chapitre": [c.pk for c in trois], "retour": retour, "cle": "x" * 64},
        follow=True,
    )

    (dit,) = dits(reponse)
    assert reponse.redirect_chain == [(retour, 302)]
    assert (siens(petit_monde.verificateur), lus(reponse)) == (3, [])
    assert dit.startswith("Chapitres pris en charge par Amina Roux : ")
    assert f"Messagerie (Zoé - 1.0, {trois[1].candidature.numero})" in dit


def test_un_refus_nomme_qui_suit_et_n_empeche_pas_les_autres(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(trois[0], petit_monde.demande(petit_monde.verificateur))

    reponse = connecter(petit_monde.responsable).post(
        CONFIER, {"geste": "prendre", "chapitre": [c.pk for c in trois[:2]]}, follow=True
    )

    numero = trois[0].candidature.numero
    assert set(dits(reponse)) == {
        f"Identité (Zoé - 1.0, {numero}) : Amina Roux suit déjà ce chapitre depuis le 06/10/2025 à 10:00 "
        "(heure de Paris).",
        f"Chapitres pris en charge par Louis Moreau : Messagerie (Zoé - 1.0, {numero}).",
    }
    assert (siens(petit_monde.verificateur), siens(petit_monde.responsable)) == (1, 1)


def test_un_double_clic_ne_se_refuse_pas(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    client = connecter(petit_monde.verificateur)
    donnees = {"geste": "prendre", "chapitre": [c.pk for c in trois], "cle": "une-page"}

    premier, second = (dits(client.post(CONFIER, donnees, follow=True)) for _ in range(2))

    assert premier == second
    assert siens(petit_monde.verificateur) == 3


def test_un_responsable_attribue_puis_reprend_et_un_verificateur_non(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    donnees = {"geste": "attribuer", "chapitre": trois[0].pk, "instructeur": petit_monde.verificateur.personne.pk}

    refuse = connecter(petit_monde.verificateur).post(CONFIER, donnees).status_code
    avant = siens(petit_monde.verificateur)
    connecter(petit_monde.responsable).post(CONFIER, donnees)
    attribues = siens(petit_monde.verificateur)
    connecter(petit_monde.responsable).post(CONFIER, {"geste": "rendre", "chapitre": trois[0].pk})

    assert (refuse, avant, attribues, siens(petit_monde.verificateur)) == (403, 0, 1, 0)


@pytest.mark.parametrize(
    ("geste", "cles", "personne", "dit"),
    [
        ("prendre", [], "", "Cochez au moins un chapitre"),
        ("voler", ["le premier"], "", "Cochez au moins un chapitre"),
        ("prendre", ["999999", "x", "9" * 30], "", "Cochez au moins un chapitre"),
        ("attribuer", ["le premier"], "", "à un vérificateur ou à un responsable"),
        ("attribuer", ["le premier"], "٣", "à un vérificateur ou à un responsable"),
    ],
)
def test_une_demande_mal_faite_est_expliquee(
    petit_monde: Monde,
    trois: list[Chapitre],
    connecter: Callable[..., Client],
    geste: str,
    cles: list[str],
    personne: str,
    dit: str,
) -> None:
    donnees = {
        "geste": geste,
        "chapitre": [trois[0].pk if cle == "le premier" else cle for cle in cles],
        "instructeur": personne,
        "retour": "https://ailleurs.example/",
    }

    reponse = connecter(petit_monde.responsable).post(CONFIER, donnees, follow=True)

    (message,) = dits(reponse)
    assert (reponse.redirect_chain, dit in message) == ([(FILE, 302)], True)
    assert Chapitre.objects.exclude(instructeur=None).count() == 0


@pytest.mark.exigence("E3-24")
def test_d_un_chapitre_on_passe_au_suivant_de_sa_file(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    client = connecter(petit_monde.verificateur)
    for chapitre in trois[:2]:
        prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur))
    identite, messagerie = trois[:2]

    debut = client.get(SUIVANT)["Location"]
    sans_lui = client.get(f"{SUIVANT}?sauf={identite.pk}")["Location"]
    juger(petit_monde, messagerie)
    juge = client.get(f"{SUIVANT}?sauf={identite.pk}")["Location"]
    client.post(f"/actions/chapitre.valider/{messagerie.pk}/")
    page = client.get(messagerie.get_absolute_url()).content.decode()

    assert debut == identite.preuves.all()[0].adresse_de_la_salle
    assert sans_lui == messagerie.preuves.all()[0].adresse_de_la_salle
    assert juge == messagerie.get_absolute_url()
    assert f'href="{SUIVANT}?sauf={messagerie.pk}">Chapitre suivant de ma file' in page
    assert client.get(f"{SUIVANT}?sauf={identite.pk}")["Location"] == f"{FILE}?a=moi"


def test_la_page_du_chapitre_dit_qui_le_suit_et_offre_ce_que_chacun_peut(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    chapitre = trois[0]

    def page(acteur: Acteur) -> tuple[str, list[str]]:
        contenu = connecter(acteur).get(chapitre.get_absolute_url()).content.decode()
        contenu = contenu.partition('aria-label="Prise en charge"')[2].partition("</section>")[0]
        return contenu, [geste for geste in ("prendre", "rendre", "attribuer") if f'value="{geste}"' in contenu]

    tous = (petit_monde.verificateur, petit_monde.responsable, petit_monde.college, petit_monde.mandataire)
    libre = [page(acteur)[1] for acteur in tous]
    candidature.prendre_en_charge(chapitre.candidature, petit_monde.demande(petit_monde.verificateur))
    avec_elle = page(petit_monde.responsable)
    prendre_en_charge(chapitre, petit_monde.demande(petit_monde.verificateur))
    en_propre = [page(acteur)[1] for acteur in tous]
    dit = page(petit_monde.verificateur)[0]
    Appartenance.objects.filter(utilisateur=petit_monde.verificateur.utilisateur).update(active=False)

    assert libre == [["prendre"], ["prendre", "attribuer"], [], []]
    assert avec_elle[1] == ["prendre", "attribuer"]
    assert (
        "<strong>Amina Roux</strong> suit ce chapitre depuis le 06/10/2025 à 10:00 (heure de Paris), avec sa"
        in (avec_elle[0])
    )
    assert en_propre == [["rendre"], ["rendre", "attribuer"], [], []]
    assert "Vous suivez ce chapitre depuis le 06/10/2025 à 10:00 (heure de Paris)." in dit
    assert "À réattribuer" in page(petit_monde.responsable)[0]


def test_la_charge_de_chacun_mene_a_ses_chapitres(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(trois[0], petit_monde.demande(petit_monde.verificateur))

    reponse = connecter(petit_monde.responsable).get(FILE)

    assert [(str(c.personne), c.chapitres, c.preuves) for c in reponse.context["charges"]] == [
        ("Louis Moreau", 0, 0),
        ("Amina Roux", 1, 3),
        ("None", 2, 5),
    ]
    assert f'href="{FILE}?a={petit_monde.verificateur.personne.pk}">Amina Roux' in reponse.content.decode()


def test_l_accueil_compte_les_chapitres(
    petit_monde: Monde, trois: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(trois[0], petit_monde.demande(petit_monde.verificateur))

    def files(acteur: Acteur) -> list[tuple[str, int]]:
        trouvees = connecter(acteur).get("/").context["files"]
        return [(adresse, nombre) for adresse, _, nombre in trouvees if adresse.startswith(FILE)]

    assert files(petit_monde.verificateur) == [
        (f"{FILE}?a=moi", 1),
        (f"{FILE}?a=personne", 2),
        (f"{FILE}?a=reattribuer", 0),
        (FILE, 3),
    ]
    assert files(petit_monde.college) == []
