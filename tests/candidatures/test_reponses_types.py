"""Canned replies: kept by responsables, checked as a whole, tried on a real dossier."""

from collections.abc import Callable

import pytest
from django.test import Client

from candidatures.models import ReponseType
from candidatures.transitions import reponses_types
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Refus
from tests.monde import Monde

pytestmark = pytest.mark.django_db
ADRESSE = "/messagerie/reponses-types/"


@pytest.fixture
def reponse(monde: Monde) -> ReponseType:
    return reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte="Bonjour {destinataire}."))


@pytest.mark.parametrize(
    ("texte", "inconnues"),
    [
        ("Bonjour {destinataire}, {produit}.", []),
        ("{produits} et {date} puis {numero}", ["{date}", "{produits}"]),
        ("{produit et }", ["{produit et }"]),
        ("{produit", ["accolade non refermée"]),
        ("{} {{produit}}", ["{}", "accolade non refermée"]),
    ],
)
def test_tout_ce_qui_est_inconnu_se_dit_a_la_fois(texte: str, inconnues: list[str]) -> None:
    assert reponses_types.variables_inconnues(texte) == inconnues


def test_une_reponse_mal_faite_dit_tout_et_rend_ce_qui_etait_tape(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    refus = connecter(monde.responsable).post(ADRESSE, {"titre": "", "texte": "{inconnue} et {autre}"})

    page = refus.content.decode()
    assert (refus.status_code, ReponseType.objects.count()) == (422, 0)
    assert "Le portail ne sait pas remplacer : {autre}, {inconnue}." in page
    assert "Donnez un titre." in page
    assert "{inconnue} et {autre}</textarea>" in page


def test_une_reponse_se_cree_se_modifie_et_s_archive(monde: Monde, connecter: Callable[..., Client]) -> None:
    client = connecter(monde.responsable)
    client.post(ADRESSE, {"titre": "Accueil", "texte": "Bonjour."})
    reponse = ReponseType.objects.get()
    client.post(reponse.get_absolute_url(), {"titre": "Accueil", "texte": "Bonjour {agent}."})
    reponse.refresh_from_db()
    modifie = reponse.texte
    client.post(reponse.get_absolute_url(), {"archiver": "1"})

    reponse.refresh_from_db()
    actions = EntreeJournal.objects.filter(dossier=reponse.cle_dossier).values_list("action", flat=True)
    assert (modifie, reponse.statut) == ("Bonjour {agent}.", "archivee")
    assert list(actions) == ["reponsetype.creer", "reponsetype.modifier", "reponsetype.archiver"]
    assert not ReponseType.objects.proposees().exists()


def test_deux_responsables_ne_s_ecrasent_pas(monde: Monde, reponse: ReponseType) -> None:
    vue = reponses_types.etat_montre(reponse)
    plus_tard = reponse.modifiee_le.replace(minute=59)
    premiere = monde.demande(monde.responsable, plus_tard, titre="Accueil", texte="Un.", vue=vue)
    seconde = monde.demande(monde.responsable, plus_tard, titre="Accueil", texte="Deux.", vue=vue)
    reponses_types.modifier(reponse, premiere)

    with pytest.raises(Refus, match="relisez-la"):
        reponses_types.modifier(reponse, seconde)

    assert ReponseType.objects.get().texte == "Un."


def test_un_titre_ne_sert_qu_une_fois_parmi_celles_proposees(monde: Monde, reponse: ReponseType) -> None:
    with pytest.raises(Refus, match="porte déjà ce titre"):
        reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte="Autre."))
    reponses_types.archiver(reponse, monde.demande(monde.responsable))

    assert reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte="Autre.")).pk


def test_l_apercu_se_fait_avec_un_vrai_dossier(
    monde: Monde, reponse: ReponseType, connecter: Callable[..., Client]
) -> None:
    numero = monde.soumise().candidature.numero
    client = connecter(monde.verificateur)

    vrai = client.get(f"{reponse.get_absolute_url()}?dossier={numero.lower()}").content.decode()
    faux = client.get(f"{reponse.get_absolute_url()}?dossier=ABSENT").content.decode()

    assert 'id="apercu">Bonjour Madame, Monsieur.</p>' in vrai
    assert "Aucun dossier ne porte ce numéro." in faux
    assert client.post(reponse.get_absolute_url(), {"titre": "X", "texte": "Y"}).status_code == 403
