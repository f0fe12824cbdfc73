"""A responsable shares the chapters of nobody: previewed, confirmed as read, all of it or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preuves.models import Chapitre
from preuves.partage import donner, proposer
from preuves.transitions.attribution import prendre_en_charge, repartir
from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur, Appartenance
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
REPARTIR = "/instruction/chapitres/repartir/"


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def quatre(petit_monde: Monde) -> list[Chapitre]:
    """Chapters of three and of two proofs, in two candidatures."""
    chapitres = []
    for nom in ("LogiMed", "Autre"):
        scenario = petit_monde.eligible(produit=nom)
        for chapitre in scenario.chapitres():
            scenario.soumettre(chapitre)
            chapitres.append(chapitre)
    Notification.objects.all().delete()
    return chapitres


def entre(*personnes: Acteur, filtre: str = "") -> str:
    return f"{REPARTIR}?{'&'.join(f'collegue={p.personne.pk}' for p in personnes)}{filtre}"


def donnes() -> dict[str, int]:
    """Proofs given to each, by name."""
    total: dict[str, int] = {}
    for chapitre in Chapitre.objects.exclude(instructeur=None):
        total[str(chapitre.instructeur)] = total.get(str(chapitre.instructeur), 0) + chapitre.preuves.count()
    return total


def test_l_apercu_dit_qui_recevrait_quoi_et_n_ecrit_rien(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable

    page = connecter(louis).get(entre(amina, louis))

    parts = page.context["partage"].parts
    assert [(str(p.collegue), p.avant, p.preuves, p.apres, len(p.lignes)) for p in parts] == [
        ("Louis Moreau", 0, 5, 5, 2),
        ("Amina Roux", 0, 5, 5, 2),
    ]
    assert (donnes(), EntreeJournal.objects.filter(action=repartir.nom).count()) == ({}, 0)


def test_ce_qui_est_confirme_est_attribue_et_chacun_l_apprend_une_fois(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable
    client, adresse = connecter(louis), entre(amina, louis)
    lu = client.get(adresse).context["partage"].empreinte

    reponse = client.post(adresse, {"empreinte": lu, "cle": "une-page"}, follow=True)

    message = Notification.objects.get()
    assert reponse.redirect_chain == [("/instruction/chapitres/", 302)]
    assert [str(m) for m in reponse.context["messages"]] == ["Chapitres répartis : 4, entre Louis Moreau, Amina Roux."]
    assert donnes() == {"Amina Roux": 5, "Louis Moreau": 5}
    entrees = EntreeJournal.objects.filter(action=repartir.nom)
    assert {(entree.acteur, entree.details["avant"]) for entree in entrees} == {(louis.utilisateur, "")}
    assert (entrees.count(), entrees.values("id_objet").distinct().count()) == (4, 4)
    assert (message.destinataire, message.lien) == (amina.utilisateur, "/instruction/chapitres/?a=moi")
    assert (message.sujet, message.corps.count("\n- ")) == ("2 chapitre(s) à juger vous sont attribués", 2)


def test_un_double_clic_n_attribue_ni_ne_previent_deux_fois(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    client, adresse = connecter(petit_monde.responsable), entre(petit_monde.verificateur)
    donnees = {"empreinte": client.get(adresse).context["partage"].empreinte, "cle": "une-page"}

    premier, second = (client.post(adresse, donnees, follow=True) for _ in range(2))

    assert [str(m) for m in premier.context["messages"]] == [str(m) for m in second.context["messages"]]
    assert (EntreeJournal.objects.filter(action=repartir.nom).count(), Notification.objects.count()) == (4, 1)


def test_la_charge_de_chacun_compte(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    for chapitre in quatre[:2]:
        prendre_en_charge(chapitre, petit_monde.demande(petit_monde.responsable))

    page = connecter(petit_monde.responsable).get(entre(petit_monde.verificateur, petit_monde.responsable))

    assert [(str(p.collegue), p.avant, p.apres) for p in page.context["partage"].parts] == [
        ("Louis Moreau", 5, 5),
        ("Amina Roux", 0, 5),
    ]


def test_un_apercu_depasse_n_est_pas_applique(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable
    client, adresse = connecter(louis), entre(amina, louis)
    lu = client.get(adresse).context["partage"].empreinte
    prendre_en_charge(quatre[0], petit_monde.demande(amina))

    reponse = client.post(adresse, {"empreinte": lu})

    assert (reponse.status_code, donnes()) == (409, {"Amina Roux": 3})
    assert "La situation a changé depuis l’aperçu : relisez-le, puis confirmez." in reponse.content.decode()
    assert reponse.context["partage"].empreinte not in ("", lu)


def test_un_chapitre_pris_pendant_la_repartition_annule_tout(petit_monde: Monde, quatre: list[Chapitre]) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable
    prevu = proposer(louis, AVANT_DATE_1, {}, [amina.personne])
    prendre_en_charge(quatre[-1], petit_monde.demande(louis))

    with pytest.raises(Refus, match="Louis Moreau suit déjà ce chapitre"):
        donner(prevu, petit_monde.demande(louis))

    assert donnes() == {"Louis Moreau": 2}
    assert EntreeJournal.objects.filter(action=repartir.nom).count() == Notification.objects.count() == 0


def test_les_chapitres_d_une_absente_se_repartissent(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client], agent: Callable[..., Acteur]
) -> None:
    nora, louis = agent("Nora", "Henry"), petit_monde.responsable
    for chapitre in quatre:
        prendre_en_charge(chapitre, petit_monde.demande(nora))
    client, adresse = connecter(louis), entre(petit_monde.verificateur)
    personne = client.get(adresse).context["partage"].chapitres
    Appartenance.objects.filter(utilisateur=nora.utilisateur).update(active=False)

    client.post(adresse, {"empreinte": client.get(adresse).context["partage"].empreinte})

    assert (personne, donnes()) == (0, {"Amina Roux": 10})


@pytest.mark.parametrize(
    ("filtre", "chapitres"), [("&risque=lointaine", 4), ("&risque=urgente", 0), ("&dispositif=MS-DUI-Va2", 0)]
)
def test_on_ne_repartit_que_ce_qu_on_a_choisi(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client], filtre: str, chapitres: int
) -> None:
    page = connecter(petit_monde.responsable).get(entre(petit_monde.verificateur, filtre=filtre))

    assert page.context["partage"].chapitres == chapitres
    assert ("Confirmer et attribuer" in page.content.decode()) is bool(chapitres)


@pytest.mark.parametrize("choix", ["", "collegue=", "collegue=999999", "collegue=x&collegue=%00", "mandataire"])
def test_sans_personne_qui_instruit_rien_n_est_attribue(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client], choix: str
) -> None:
    choix = f"collegue={petit_monde.mandataire.personne.pk}" if choix == "mandataire" else choix

    reponse = connecter(petit_monde.responsable).post(f"{REPARTIR}?{choix}", {"empreinte": "x"})

    assert (reponse.status_code, donnes()) == (409, {})
    assert "Choisissez au moins une personne." in reponse.content.decode()


def test_un_verificateur_ne_repartit_pas(
    petit_monde: Monde, quatre: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    client = connecter(petit_monde.verificateur)

    codes = [client.get(REPARTIR).status_code, client.post(entre(petit_monde.verificateur)).status_code]

    assert (codes, REPARTIR in client.get("/instruction/chapitres/").content.decode()) == ([403, 403], False)
