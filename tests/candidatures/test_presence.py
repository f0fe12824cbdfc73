"""Several people on one step: told of each other on their own side, and of what the others decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Candidature, CandidatureAdministrative, Presence
from candidatures.presence import FRAICHEUR
from candidatures.transitions.administrative import valider
from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import REGISTRE, Demande
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
VALIDEE = "Candidature administrative validée par Amina Roux le 06/10/2025 à 10:00 (heure de Paris)."
TROP_ANCIENNE = "La page que vous avez lue était plus ancienne : relisez avant de décider."


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


def ouvrir(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def signaler(client: Client, candidature: Candidature, onglet: int, **donnees: Any) -> Any:
    adresse = f"/candidatures/{candidature.numero}/etape-1/presence/{onglet:08}-1111-1111-1111-111111111111/"
    return client.post(adresse, donnees)


def presents(reponse: Any) -> list[str]:
    return [str(presence.utilisateur) for presence in reponse.context["presents"]]


def test_les_collegues_se_voient(monde: Monde) -> None:
    candidature = monde.brouillon().candidature
    editeur, collegue = ouvrir(monde.mandataire), ouvrir(monde.salarie)

    seul = signaler(editeur, candidature, 1).content.decode()
    signaler(collegue, candidature, 2)
    a_deux = signaler(editeur, candidature, 1).content.decode()

    assert (seul.strip(), "Inès Petit a aussi cette étape ouverte" in a_deux) == ("", True)


def test_un_second_onglet_de_la_meme_personne_se_dit(monde: Monde) -> None:
    candidature, editeur = monde.brouillon().candidature, ouvrir(monde.mandataire)
    signaler(editeur, candidature, 1)

    assert "Vous avez cette étape ouverte dans un autre onglet" in signaler(editeur, candidature, 2).content.decode()


def test_chacun_ne_voit_que_les_presents_de_son_cote(monde: Monde) -> None:
    candidature = monde.soumise().candidature
    clients = [ouvrir(acteur) for acteur in (monde.mandataire, monde.salarie, monde.verificateur, monde.responsable)]
    for rang, client in enumerate(clients):
        signaler(client, candidature, rang)

    vus = [presents(signaler(client, candidature, rang)) for rang, client in enumerate(clients)]

    assert vus == [["Inès Petit"], ["Claire Martin"], ["Louis Moreau"], ["Amina Roux"]]


def test_une_page_fermee_s_oublie(monde: Monde) -> None:
    candidature = monde.soumise().candidature
    signaler(ouvrir(monde.verificateur), candidature, 1)
    horloge.regler(AVANT_DATE_1 + FRAICHEUR + timedelta(seconds=2))

    assert presents(signaler(ouvrir(monde.responsable), candidature, 2)) == []
    assert [str(presence.utilisateur) for presence in Presence.objects.all()] == ["Louis Moreau"]


def test_la_page_lue_signale_sa_presence(monde: Monde, connecter: Callable[..., Client]) -> None:
    candidature = monde.soumise().candidature

    page = connecter(monde.verificateur).get(f"/candidatures/{candidature.numero}/etape-1/").content.decode()

    assert (page.count("presence.js"), page.count('id="presence"'), "saisie.js" in page) == (1, 1, False)


def test_une_page_ouverte_apprend_ce_qui_est_arrive_a_son_etape(monde: Monde, connecter: Callable[..., Client]) -> None:
    candidature = monde.soumise().candidature
    etape, responsable = candidature.administrative, connecter(monde.responsable)

    def apprendre(rang: int) -> bool:
        return VALIDEE in signaler(responsable, candidature, 1, rang_lu=rang).content.decode()

    lu = responsable.get(etape.get_absolute_url()).context["rang_lu"]
    avant = apprendre(lu)
    valider(etape, monde.demande(monde.verificateur, AVANT_DATE_1))
    relu = responsable.get(etape.get_absolute_url()).context["rang_lu"]

    assert (avant, apprendre(lu), apprendre(relu)) == (False, True, False)


def test_le_second_verificateur_est_refuse_et_sait_qui_l_a_devance(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    etape = monde.soumise().candidature.administrative
    responsable = connecter(monde.responsable)
    adresse = f"/actions/candidatureadministrative.refuser/{etape.pk}/"
    ouverte = responsable.get(adresse)
    valider(etape, monde.demande(monde.verificateur, AVANT_DATE_1))
    entrees = EntreeJournal.objects.count()

    refus = responsable.post(adresse, {"motif": "Hors périmètre.", "cle": "une-page"})

    etape.refresh_from_db()
    assert (ouverte.status_code, refus.status_code, VALIDEE in refus.content.decode()) == (200, 409, True)
    assert (etape.statut, etape.motif, EntreeJournal.objects.count()) == ("validee", "", entrees)


def _revenue(monde: Monde, etape: CandidatureAdministrative) -> None:
    """A colleague asks for changes and the vendor files again: the status is what it was, the answers are not."""
    for nom, acteur, donnees in (
        ("poser_remarque", monde.verificateur, {"cle": "siret", "motif": "Vérifiez."}),
        ("demander_modifications", monde.verificateur, {}),
        ("enregistrer", monde.mandataire, {"valeurs": {"": {"siret": "55210055400013"}}}),
        ("resoumettre", monde.mandataire, {}),
    ):
        REGISTRE[f"candidatureadministrative.{nom}"](etape, Demande(acteur, AVANT_DATE_1, donnees))


@pytest.mark.parametrize("methode", ["get", "post"])
def test_on_ne_decide_pas_sur_des_reponses_qui_ont_change(
    monde: Monde, connecter: Callable[..., Client], methode: str
) -> None:
    etape = monde.soumise().candidature.administrative
    responsable = connecter(monde.responsable)
    adresse = f"/actions/candidatureadministrative.valider/{etape.pk}/"
    lu = responsable.get(etape.get_absolute_url()).context["rang_lu"]
    assert f'href="{adresse}?rang_lu={lu}"' in responsable.get(etape.get_absolute_url()).content.decode()
    _revenue(monde, etape)

    refus = getattr(responsable, methode)(f"{adresse}?rang_lu={lu}", {"rang_lu": lu} if methode == "post" else {})

    etape.refresh_from_db()
    page = refus.content.decode()
    assert (refus.status_code, etape.statut) == (409 if methode == "post" else 200, "soumise")
    assert "Nouvelle soumission de la candidature administrative par Claire Martin le 06/10/2025" in page
    assert (TROP_ANCIENNE in page, "<button" in page.split("<main")[1]) == (True, False)


def test_apres_avoir_relu_on_decide(monde: Monde, connecter: Callable[..., Client]) -> None:
    etape = monde.soumise().candidature.administrative
    responsable = connecter(monde.responsable)
    _revenue(monde, etape)
    lu = responsable.get(etape.get_absolute_url()).context["rang_lu"]

    decide = responsable.post(f"/actions/candidatureadministrative.valider/{etape.pk}/", {"rang_lu": lu})

    etape.refresh_from_db()
    assert (decide.status_code, etape.statut) == (302, "validee")


@pytest.mark.parametrize("rang", ["", "abc", "-1", "9" * 30])
def test_un_rang_illisible_ne_dit_rien(monde: Monde, connecter: Callable[..., Client], rang: str) -> None:
    etape = monde.soumise().candidature.administrative

    decide = connecter(monde.responsable).post(
        f"/actions/candidatureadministrative.valider/{etape.pk}/", {"rang_lu": rang}
    )

    assert decide.status_code == 302
