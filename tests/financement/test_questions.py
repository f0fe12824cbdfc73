"""Questions to the ASP: asked, numbered, answered, closed; who reads them (ASP-15)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from financement.models import Question
from financement.sujets import LIMITES
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import demander
from tests.monde import AVANT_DATE_1, LGC, PDF, Monde, fichier
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]
LISTE, POSER = "/financement/questions/", "/financement/questions/poser/"
SAISIE = {"sujet": "modeles", "dispositif": LGC, "objet": "Bon de commande", "texte": "Où mettre la TVA ?"}


@pytest.fixture
def dossier(monde: Monde) -> DossierDEnrolement:
    """LogiPro, which has no enrolment yet: a question needs none."""
    return DossierDEnrolement("LogiPro", AVANT_DATE_1)


def lire(reponse: Any) -> str:
    return " ".join(reponse.content.decode().split())


@pytest.mark.exigence("ASP-15")
def test_une_question_recoit_un_numero_et_previent_les_deux_cotes(
    dossier: DossierDEnrolement, connecter: Connecter
) -> None:
    client = connecter(dossier.mandataire)

    reponse = client.post(POSER, SAISIE | {"fichier": fichier("bdc.pdf")}, follow=True)

    question = Question.objects.get()
    assert f"enregistrée sous le numéro {question.numero}" in lire(reponse)
    assert (question.numero, question.get_statut_display()) == (f"Q-{question.pk:06d}", "Ouverte")
    message = question.messages.get()
    assert (message.cote, str(message.document)) == ("fournisseur", "bdc.pdf")
    recus = Notification.objects.filter(sujet__startswith=question.numero)
    assert set(recus.values_list("destinataire__email", flat=True)) == {
        "mandataire@logipro.example",
        "gestionnaire@asp.example",
    }


@pytest.mark.exigence("ASP-15")
def test_un_fil_se_repond_se_relance_et_se_clot(dossier: DossierDEnrolement, client: Any) -> None:
    adresse = demander(dossier, "Bon de commande", "Où mettre la TVA ?").get_absolute_url()
    statuts = []
    for acteur, texte in ((dossier.gestionnaire, "Sous le total."), (dossier.mandataire, "Et le taux ?")):
        client.force_login(acteur.utilisateur)
        client.post(adresse, {"texte": texte})
        statuts.append(Question.objects.get().get_statut_display())
    client.post(f"/actions/question.clore/{Question.objects.get().pk}/")

    question = Question.objects.get()
    assert [*statuts, question.get_statut_display()] == ["Répondue", "Ouverte", "Close"]
    assert [message.cote for message in question.messages.all()] == ["fournisseur", "asp", "fournisseur"]
    assert client.post(adresse, {"texte": "Encore"}).status_code == 409
    assert "Question close le" in lire(client.get(adresse))
    assert Notification.objects.filter(sujet__endswith="réponse de l’ASP").count() == 1
    assert list(anomalies()) == []


def test_ce_qui_manque_est_dit_ensemble_et_rien_n_est_perdu(dossier: DossierDEnrolement, connecter: Connecter) -> None:
    reponse = connecter(dossier.mandataire).post(
        POSER, {"sujet": "x", "dispositif": "x", "objet": "Gardé", "fichier": fichier("virus.exe", b"MZ")}
    )

    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == {"sujet", "dispositif", "texte", "fichier"}
    assert 'value="Gardé"' in lire(reponse)
    assert not Question.objects.exists()


def test_le_meme_formulaire_envoye_deux_fois_pose_une_question(
    dossier: DossierDEnrolement, connecter: Connecter
) -> None:
    client = connecter(dossier.mandataire)

    for _ in range(2):
        client.post(POSER, SAISIE | {"cle": "une-seule-fois"})

    assert Question.objects.count() == 1


@pytest.mark.parametrize(("deja", "statut"), [(-1, 302), (0, 409)], ids=["la dernière permise", "une de trop"])
def test_un_rythme_est_permis(
    dossier: DossierDEnrolement, connecter: Connecter, settings: Any, deja: int, statut: int
) -> None:
    for rang in range(LIMITES.messages_par_heure + deja):
        demander(dossier, f"Question {rang}", "Texte")
        dossier.instant -= timedelta(minutes=7)  # all at the same minute
    settings.DEMO = True
    horloge.regler(dossier.instant + timedelta(minutes=30))

    assert connecter(dossier.mandataire).post(POSER, SAISIE).status_code == statut


@pytest.mark.parametrize(("longueur", "statut"), [(4000, 302), (4001, 422)])
def test_un_texte_a_une_longueur(dossier: DossierDEnrolement, connecter: Connecter, longueur: int, statut: int) -> None:
    reponse = connecter(dossier.mandataire).post(POSER, SAISIE | {"texte": "x" * longueur})

    assert reponse.status_code == statut


def test_qui_lit_une_question(dossier: DossierDEnrolement, monde: Monde, client: Any) -> None:
    adresse = demander(dossier, "Secret", "Texte").get_absolute_url()
    lecteurs = {
        "représentant": (monde.representant, 200),
        "salarié sans droit": (monde.salarie, 404),
        "autre firme": (monde.autre_editeur, 404),
        "payeur": (dossier.asp("payeur"), 200),
        "vérificateur": (monde.verificateur, 404),
    }

    vus = {}
    for nom, (acteur, _) in lecteurs.items():
        client.force_login(acteur.utilisateur)
        vus[nom] = client.get(adresse).status_code

    assert vus == {nom: statut for nom, (_, statut) in lecteurs.items()}
    assert not Question.objects.visibles_par(monde.verificateur).exists()


def test_un_salarie_relit_sa_propre_question(monde: Monde, connecter: Connecter) -> None:
    client = connecter(monde.salarie)

    reponse = client.post(POSER, SAISIE, follow=True)

    assert reponse.status_code == 200
    assert len(client.get(LISTE).context["page"]) == 1


def test_la_liste_se_filtre_et_s_exporte(dossier: DossierDEnrolement, connecter: Connecter) -> None:
    numero = demander(dossier, "Facture", "Texte").numero
    demander(dossier, "Mandat", "Texte", "enrolement")
    client = connecter(dossier.gestionnaire)

    def objets(choix: str) -> set[str]:
        return {question.objet for question in client.get(f"{LISTE}?{choix}").context["page"]}

    assert objets("sujet=enrolement") == {"Mandat"}
    assert objets(f"q={numero}") == objets("q=fact") == {"Facture"}
    assert objets("q=logipro") == objets(f"dispositif={LGC}&statut=ouverte") == {"Facture", "Mandat"}
    assert objets("statut=close") == set()
    assert numero in client.get(f"{LISTE}?format=csv").getvalue().decode()
    assert client.get(f"{LISTE}?q=%00&sujet=%00&page=x").status_code == 200


@pytest.mark.parametrize(
    "changements", [{"statut": "close"}, {"objet": ""}, {"dernier_message_le": "2020-01-01T00:00Z"}]
)
def test_la_base_refuse_l_incoherent(dossier: DossierDEnrolement, changements: dict[str, Any]) -> None:
    demander(dossier, "Facture", "Texte")

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(**changements)


@pytest.mark.parametrize("qui", ["mandataire", "gestionnaire"])
def test_les_pages_coutent_autant_pour_trois_que_pour_un(
    dossier: DossierDEnrolement, connecter: Connecter, qui: str
) -> None:
    acteur, adresse = getattr(dossier, qui), demander(dossier, "Une", "Texte").get_absolute_url()
    pour_un = [cout(acteur, LISTE), cout(acteur, f"{LISTE}?format=csv"), cout(acteur, adresse)]

    demander(dossier, "Deux", "Texte")
    demander(dossier, "Trois", "Texte")
    client = connecter(dossier.mandataire)
    for _ in range(2):
        client.post(adresse, {"texte": "Encore", "fichier": fichier("f.pdf", PDF)})

    assert [cout(acteur, LISTE), cout(acteur, f"{LISTE}?format=csv"), cout(acteur, adresse)] == pour_un
    assert max(pour_un) <= BUDGET
