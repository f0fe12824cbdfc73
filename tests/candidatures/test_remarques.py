"""Two reviewers write remarks on one step: none is overwritten, withdrawn or sent unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.models import CandidatureAdministrative, Remarque
from segur.noyau import horloge
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def etape(monde: Monde) -> CandidatureAdministrative:
    return CandidatureAdministrative.objects.get(candidature=monde.soumise().candidature)


def remarquer(client: Client, etape: CandidatureAdministrative, motif: str, vue: str = "", **options: str) -> Any:
    donnees = {"cle": "siret", "motif": motif, "vue": vue, **options}
    return client.post(f"{etape.get_absolute_url()}remarquer/", donnees)


def motifs() -> list[str]:
    return list(Remarque.objects.values_list("motif", flat=True))


@pytest.mark.parametrize("retirer", [False, True])
def test_la_remarque_d_un_collegue_n_est_pas_ecrasee_sans_etre_lue(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative, retirer: bool
) -> None:
    remarquer(connecter(monde.verificateur), etape, "Autre site.")

    refus = remarquer(connecter(monde.responsable), etape, "Siège ?", **({"retirer": "1"} if retirer else {}))

    page = refus.content.decode()
    assert (refus.status_code, motifs()) == (409, ["Autre site."])
    assert "Amina Roux a écrit entre-temps sur ce champ : « Autre site. »." in page
    assert ">Siège ?</textarea>" in page
    assert 'name="vue" value="Autre site."' in page


def test_apres_l_avoir_lue_elle_se_change_et_se_retire(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative
) -> None:
    remarquer(connecter(monde.verificateur), etape, "Autre\r\nsite.")
    responsable = connecter(monde.responsable)

    change = remarquer(responsable, etape, "Siège ?", "Autre\nsite.")
    changees = motifs()
    retire = remarquer(responsable, etape, "", "Siège ?", retirer="1")

    assert (change.status_code, changees, retire.status_code, motifs()) == (302, ["Siège ?"], 302, [])


def test_une_remarque_retiree_entre_temps_se_dit(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative
) -> None:
    refus = remarquer(connecter(monde.responsable), etape, "Précisez l’adresse.", "Autre site.")

    assert (refus.status_code, motifs()) == (409, [])
    assert "La remarque que vous lisiez a été retirée entre-temps." in refus.content.decode()


@pytest.mark.parametrize(
    ("donnees", "dit"),
    [
        ({"cle": "siret", "motif": "  "}, "Indiquez ce qui doit être modifié, et pourquoi."),
        ({"cle": "inconnu", "motif": "Mon texte."}, "Ce champ n’est pas demandé dans cette étape."),
    ],
)
def test_une_remarque_refusee_dit_pourquoi_une_seule_fois(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative, donnees: dict[str, str], dit: str
) -> None:
    refus = connecter(monde.verificateur).post(f"{etape.get_absolute_url()}remarquer/", donnees)

    page = refus.content.decode()
    assert (refus.status_code, page.count(dit), page.count('id="erreurs"'), motifs()) == (409, 1, 1, [])
    assert donnees["motif"].strip() in page


def test_une_remarque_sur_une_etape_deja_decidee_rend_le_texte_et_dit_par_qui(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative
) -> None:
    connecter(monde.verificateur).post(f"/actions/candidatureadministrative.valider/{etape.pk}/")

    refus = remarquer(connecter(monde.responsable), etape, "Autre site.")

    page = refus.content.decode()
    assert (refus.status_code, motifs()) == (409, [])
    assert "Candidature administrative validée par Amina Roux le 06/10/2025" in page
    assert "Vous aviez écrit : Autre site." in page


@pytest.mark.parametrize(
    ("action", "dit"),
    [
        ("candidatureadministrative.demander_modifications", "<li>Numéro SIRET : Autre site. (Amina Roux)</li>"),
        (
            "candidatureadministrative.valider",
            "Cette remarque en préparation ne sera pas envoyée — Numéro SIRET : Autre site. (Amina Roux)",
        ),
        (
            "candidatureadministrative.refuser",
            "Cette remarque en préparation ne sera pas envoyée — Numéro SIRET : Autre site. (Amina Roux)",
        ),
    ],
)
def test_avant_de_decider_on_lit_les_remarques_des_collegues(
    monde: Monde, connecter: Callable[..., Client], etape: CandidatureAdministrative, action: str, dit: str
) -> None:
    remarquer(connecter(monde.verificateur), etape, "Autre site.")

    assert dit in connecter(monde.responsable).get(f"/actions/{action}/{etape.pk}/").content.decode()
