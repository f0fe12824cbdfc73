"""The ANS desk by HTTP: the morning's queue, shared out in one gesture."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Candidature
from candidatures.transitions.administrative import soumettre
from candidatures.transitions.instruction import prendre_en_charge
from segur.noyau import horloge, listes
from segur.noyau.comptes.models import Acteur, Appartenance
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
CONFIER = "/instruction/confier/"


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def deux(monde: Monde) -> list[Candidature]:
    """Two candidatures whose step 1 waits."""
    trouvees = []
    for nom, editeur, depuis in (("Zoé", "LogiPro", 30), ("Abeille", "MédiSoft", 40)):
        scenario = monde.brouillon(produit=nom, editeur=editeur, depuis=depuis)
        scenario.remplir_etape_1()
        soumettre(scenario.candidature.administrative, scenario.demande(scenario.editeur))
        trouvees.append(scenario.candidature)
    return trouvees


def suivies_par(personne: Acteur) -> int:
    return Candidature.objects.filter(instructeur=personne.utilisateur).count()


def dits(reponse: Any) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


def lus(reponse: Any) -> list[str]:
    return [ligne.produit for ligne in reponse.context["lignes"]]


def test_la_file_se_trie_par_age_echeance_ou_editeur(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    verificateur = connecter(monde.verificateur)

    par = {tri: lus(verificateur.get(f"/instruction/?tri={tri}")) for tri in ("age", "-age", "editeur", "-editeur")}

    assert (par["age"], par["-age"]) == (["Abeille", "Zoé"], ["Zoé", "Abeille"])
    assert (par["editeur"], par["-editeur"]) == (["Zoé", "Abeille"], ["Abeille", "Zoé"])


def test_des_filtres_inconnus_ne_filtrent_rien(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    adresse = (
        "/instruction/?etape=9&dispositif=x&a=99999999999999999999&risque=%00&depots=-1&tri=password&page=zzz&taille=7"
    )

    reponse = connecter(monde.verificateur).get(adresse)

    assert (reponse.status_code, len(lus(reponse))) == (200, 2)
    assert {filtre["choisi"] for filtre in reponse.context["filtres"]} == {""}


def test_la_file_se_lit_page_par_page(monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]) -> None:
    reponse = connecter(monde.verificateur).get("/instruction/?taille=10&page=2")

    assert (reponse.context["page"].paginator.per_page, reponse.context["page"].number) == (10, 1)
    assert max(listes.PAR_PAGE) == connecter(monde.verificateur).get("/instruction/").context["page"].paginator.per_page


def test_l_export_dit_ce_que_dit_la_page(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(deux[0], monde.demande(monde.verificateur))
    Appartenance.objects.filter(utilisateur=monde.verificateur.utilisateur).update(active=False)

    export = connecter(monde.responsable).get("/instruction/?format=csv&q=zoé").getvalue().decode()

    entete, ligne, fin = export.split("\r\n")
    valeurs = dict(zip(entete.lstrip("\ufeff").split(";"), ligne.split(";"), strict=True))
    assert fin == ""
    assert (valeurs["Candidature"], valeurs["Étape"], valeurs["Soumission n°"]) == (
        deux[0].numero,
        "Candidature administrative",
        "1",
    )
    assert (valeurs["Échéance"], valeurs["Date limite"], valeurs["Risque"]) == (
        "Date 1",
        "15/10/2025 12:00:00",
        "moins de 30 jours",
    )
    assert (valeurs["Attend depuis (jours)"], valeurs["Suivie par"], valeurs["Depuis le"]) == (
        "30",
        "à réattribuer",
        "06/10/2025",
    )


def test_les_candidatures_cochees_se_prennent_d_un_geste_et_les_filtres_restent(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    numeros = [candidature.numero for candidature in deux]
    retour = "/instruction/?a=personne&tri=-age"

    reponse = connecter(monde.verificateur).post(
        CONFIER, {"geste": "prendre", "candidature": [*numeros, numeros[0]], "retour": retour}, follow=True
    )

    assert reponse.redirect_chain == [(retour, 302)]
    assert (suivies_par(monde.verificateur), lus(reponse)) == (2, [])
    (dit,) = dits(reponse)
    assert dit.startswith("Prise en charge par Amina Roux : ")
    assert all(numero in dit for numero in numeros)


def test_un_refus_nomme_qui_suit_et_n_empeche_pas_les_autres(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(deux[0], monde.demande(monde.verificateur))

    reponse = connecter(monde.responsable).post(
        CONFIER, {"geste": "prendre", "candidature": [c.numero for c in deux]}, follow=True
    )

    assert set(dits(reponse)) == {
        f"{deux[0].numero} : Amina Roux suit déjà cette candidature depuis le 06/10/2025 à 10:00 (heure de Paris).",
        f"Prise en charge par Louis Moreau : {deux[1].numero}.",
    }
    assert (suivies_par(monde.verificateur), suivies_par(monde.responsable)) == (1, 1)


def test_un_responsable_attribue_puis_reprend(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    responsable, choisie = connecter(monde.responsable), {"candidature": deux[0].numero}
    amina = {"instructeur": monde.verificateur.personne.pk}

    responsable.post(CONFIER, {"geste": "attribuer", **choisie, **amina})
    attribuees = suivies_par(monde.verificateur)
    responsable.post(CONFIER, {"geste": "rendre", **choisie})

    assert (attribuees, suivies_par(monde.verificateur)) == (1, 0)


def test_un_verificateur_n_attribue_pas(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    donnees = {"geste": "attribuer", "candidature": deux[0].numero, "instructeur": monde.verificateur.personne.pk}

    assert connecter(monde.verificateur).post(CONFIER, donnees).status_code == 403
    assert suivies_par(monde.verificateur) == 0


@pytest.mark.parametrize(
    ("geste", "numeros", "personne", "dit"),
    [
        ("prendre", [], "", "Cochez au moins une candidature"),
        ("voler", ["la première"], "", "Cochez au moins une candidature"),
        ("prendre", ["INCONNUE"], "", "Cochez au moins une candidature"),
        ("attribuer", ["la première"], "", "à un vérificateur ou à un responsable"),
        ("attribuer", ["la première"], "٣", "à un vérificateur ou à un responsable"),
        ("attribuer", ["la première"], "9" * 30, "à un vérificateur ou à un responsable"),
    ],
)
def test_une_demande_mal_faite_est_expliquee(
    monde: Monde,
    deux: list[Candidature],
    connecter: Callable[..., Client],
    geste: str,
    numeros: list[str],
    personne: str,
    dit: str,
) -> None:
    donnees = {
        "geste": geste,
        "candidature": [deux[0].numero if numero == "la première" else numero for numero in numeros],
        "instructeur": personne,
        "retour": "https://ailleurs.example/",
    }

    reponse = connecter(monde.responsable).post(CONFIER, donnees, follow=True)

    (message,) = dits(reponse)
    assert (reponse.redirect_chain, dit in message) == ([("/instruction/", 302)], True)
    assert Candidature.objects.filter(instructeur=None).count() == 2


def test_un_double_clic_ne_se_refuse_pas(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    verificateur = connecter(monde.verificateur)
    donnees = {"geste": "prendre", "candidature": [c.numero for c in deux], "cle": "une-page"}

    premier, second = (dits(verificateur.post(CONFIER, donnees, follow=True)) for _ in range(2))

    assert premier == second
    assert suivies_par(monde.verificateur) == 2


def test_la_page_de_l_etape_dit_qui_suit_et_offre_ce_que_chacun_peut(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    adresse = f"/candidatures/{deux[0].numero}/etape-1/"

    def page(acteur: Acteur) -> tuple[str, list[str]]:
        contenu = connecter(acteur).get(adresse).content.decode().partition('aria-label="Prise en charge"')[2]
        contenu = contenu.partition("</section>")[0]
        return contenu, [geste for geste in ("prendre", "rendre", "attribuer") if f'value="{geste}"' in contenu]

    libre = [page(acteur)[1] for acteur in (monde.verificateur, monde.responsable, monde.college)]
    prendre_en_charge(deux[0], monde.demande(monde.verificateur))
    suivie = [page(acteur)[1] for acteur in (monde.verificateur, monde.responsable, monde.college)]
    a_elle, a_lui = page(monde.verificateur)[0], page(monde.responsable)[0]
    Appartenance.objects.filter(utilisateur=monde.verificateur.utilisateur).update(active=False)

    assert libre == [["prendre"], ["prendre", "attribuer"], []]
    assert suivie == [["rendre"], ["rendre", "attribuer"], []]
    assert "Vous suivez cette candidature depuis le 06/10/2025 à 10:00 (heure de Paris)." in a_elle
    assert "<strong>Amina Roux</strong> suit cette candidature depuis le" in a_lui
    assert "À réattribuer" in page(monde.responsable)[0]


def test_l_accueil_dit_ce_qui_est_a_moi_et_ce_qui_n_est_a_personne(
    monde: Monde, deux: list[Candidature], connecter: Callable[..., Client]
) -> None:
    prendre_en_charge(deux[0], monde.demande(monde.verificateur))

    def files(acteur: Acteur) -> dict[str, int]:
        return {adresse: nombre for adresse, _, nombre in connecter(acteur).get("/").context["files"]}

    assert list(files(monde.verificateur).items())[:4] == [
        ("/instruction/?a=moi", 1),
        ("/instruction/?a=personne", 1),
        ("/instruction/?etape=1", 2),
        ("/instruction/?etape=2", 0),
    ]
    assert files(monde.college) == {}
