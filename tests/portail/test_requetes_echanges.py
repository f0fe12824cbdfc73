"""The same for conversations, notifications, mails and derogations of a deadline."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.messagerie import noter_la_lecture
from candidatures.models import Fil
from candidatures.transitions import conversation, reponses_types
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.messagerie.diffusions import preparer
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.tasks import balayer
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, PDF, Monde, demande_posee
from tests.portail.test_requetes import BUDGET, cout

pytestmark = [pytest.mark.django_db, pytest.mark.un_moteur]


@pytest.mark.parametrize("qui", ["mandataire", "salarie", "verificateur"])
@pytest.mark.parametrize("suite", ["", "{pk}/", "nouveau/"])
def test_la_conversation_coute_autant_pour_neuf_messages_que_pour_un(monde: Monde, qui: str, suite: str) -> None:
    scenario, acteur = monde.soumise(), getattr(monde, qui)
    fil = demande_posee(monde, scenario).fil
    adresse = f"/candidatures/{scenario.candidature.numero}/messagerie/{suite.format(pk=fil.pk)}"
    _converser(monde, scenario, fil, 1)
    pour_un = cout(acteur, adresse)

    _converser(monde, scenario, fil, 3)

    assert cout(acteur, adresse) == pour_un <= BUDGET


@pytest.mark.parametrize("qui", ["mandataire", "verificateur"])
@pytest.mark.parametrize("suite", ["?etat=", "?etat=attente", "?q=suite&du=2025-01-01"])
def test_la_messagerie_coute_autant_pour_trois_dossiers_que_pour_un(monde: Monde, qui: str, suite: str) -> None:
    adresse, acteur = f"/messagerie/{suite}", getattr(monde, qui)
    scenario = monde.soumise(produit="Un")
    _converser(monde, scenario, demande_posee(monde, scenario).fil, 1)
    pour_un = cout(acteur, adresse)

    for nom in ("Deux", "Trois"):
        scenario = monde.soumise(produit=nom)
        _converser(monde, scenario, demande_posee(monde, scenario).fil, 1)

    assert cout(acteur, adresse) == pour_un <= BUDGET


def _converser(monde: Monde, scenario: Scenario, fil: Fil, fois: int) -> None:
    for rang in range(fois):
        piece = SimpleUploadedFile("suite.pdf", PDF + str(rang).encode())
        conversation.ecrire(fil, scenario.demande(monde.mandataire, texte="Suite.", fichiers=[piece]))
        conversation.annoter(fil, scenario.demande(monde.verificateur, texte="Note."))
        noter_la_lecture(fil, monde.verificateur, fil.messages.latest("pk").pk, scenario.instant)
        conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Suite."))
        noter_la_lecture(fil, monde.mandataire, fil.messages.latest("pk").pk, scenario.instant)


@pytest.mark.parametrize(
    "adresse", ["/messagerie/reponses-types/", "/messagerie/reponses-types/{pk}/?dossier={numero}"]
)
def test_les_reponses_types_coutent_autant_pour_trois_que_pour_une(monde: Monde, adresse: str) -> None:
    numero = monde.soumise().candidature.numero
    reponse = reponses_types.creer(monde.demande(monde.responsable, titre="Un", texte="{date_limite}"))
    complete = adresse.format(pk=reponse.pk, numero=numero)
    pour_une = cout(monde.responsable, complete)

    for titre in ("Deux", "Trois"):
        reponses_types.creer(monde.demande(monde.responsable, titre=titre, texte="Texte."))

    assert cout(monde.responsable, complete) == pour_une <= BUDGET


@pytest.mark.parametrize(
    "adresse",
    ["/notifications/?lues=non&periode=7", "/courriels/?etat=envoye&q=sujet", "/courriels/?format=csv", "{courriel}"],
)
def test_la_messagerie_coute_autant_pour_trois_messages_que_pour_un(monde: Monde, adresse: str) -> None:
    def ajouter(rang: int) -> None:
        monde.notifier(monde.responsable, f"sujet:{rang}")
        balayer(AVANT_DATE_1)

    ajouter(1)
    adresse = adresse.format(courriel=Courriel.objects.get().get_absolute_url())
    pour_un = cout(monde.responsable, adresse)
    for rang in (2, 3):
        ajouter(rang)

    assert cout(monde.responsable, adresse) == pour_un <= BUDGET


@pytest.mark.parametrize("suite", ["", "{pk}/", "{pk}/?format=csv", "{pk}/apercu/"])
def test_une_diffusion_coute_autant_pour_trois_destinataires_que_pour_un(monde: Monde, suite: str) -> None:
    couts = []
    for nombre in (1, 3):
        texte = {"sujet": "S", "corps": "C", "choix": "Tous"}
        diffusion = preparer(
            **texte, personnes=Utilisateur.objects.order_by("pk")[:nombre], demande=monde.demande(monde.responsable)
        )
        couts.append(cout(monde.responsable, f"/messages-groupes/{suite.format(pk=diffusion.pk)}"))

    assert couts[0] == couts[1] <= BUDGET


@pytest.mark.parametrize("adresse", ["/compte/courriels/", "/messages-groupes/ecrire/", "/"])
def test_les_pages_de_la_messagerie_restent_sous_le_budget(monde: Monde, adresse: str) -> None:
    assert cout(monde.responsable, adresse) <= BUDGET


@pytest.mark.parametrize("suite", ["", "?statut=accordee&tri=pour&q=un", "?format=csv"])
def test_les_derogations_coutent_autant_pour_trois_que_pour_une(monde: Monde, suite: str) -> None:
    monde.derogation(monde.brouillon(produit="Un"))
    pour_une = cout(monde.direction, f"/derogations/{suite}")

    for nom in ("Un bis", "Un ter"):
        monde.derogation(monde.brouillon(produit=nom))

    assert cout(monde.direction, f"/derogations/{suite}") == pour_une <= BUDGET


@pytest.mark.parametrize("adresse", ["/", "dossier", "derogation"])
def test_un_dossier_deroge_trois_fois_coute_autant_que_deroge_une_fois(monde: Monde, adresse: str) -> None:
    scenario = monde.eligible()
    derogation = monde.derogation(scenario)
    chemin = {"dossier": scenario.candidature.get_absolute_url(), "derogation": derogation.get_absolute_url()}
    pour_une = cout(monde.mandataire, chemin.get(adresse, adresse))

    for numero in (2, 3):
        monde.derogation(scenario, numero=numero, jusqu_au=scenario.instant + timedelta(days=900))

    assert cout(monde.mandataire, chemin.get(adresse, adresse)) == pour_une <= BUDGET
