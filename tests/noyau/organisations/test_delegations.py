"""A role lent for a time: its bounds, what it gives, what it never gives, and whose names the journal holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Candidature
from candidatures.transitions.conversation import ouvrir_un_fil
from candidatures.transitions.delais import accorder
from segur.noyau import horloge
from segur.noyau.comptes.models import (
    Acteur,
    Appartenance,
    Delegation,
    Delegue,
    Organisation,
    Role,
    Utilisateur,
    acteur_pour,
)
from segur.noyau.jetons.models import Jeton
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.appartenance import terminer
from segur.noyau.organisations.transitions.delegation import deleguer, revoquer
from segur.noyau.transitions import Demande, Refus
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.membres import codes, dernier, membre, preter

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("B-CVG-03")]
DEBUT = datetime(2025, 10, 7, 6, tzinfo=UTC)
FIN = datetime(2025, 10, 14, 16, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
PENDANT = DEBUT + timedelta(days=2)


@pytest.fixture
def pretee(monde: Monde) -> Delegation:
    """By the mandataire to the salariée, for a week."""
    return preter(par=monde.mandataire, a=monde.salarie, debut=DEBUT, fin=FIN)


def logipro() -> Organisation:
    return Organisation.objects.get(nom="LogiPro")


def salariee(le: datetime) -> Acteur:
    return acteur_pour(Utilisateur.objects.get(email="salarie@logipro.example"), logipro().pk, le)


@pytest.mark.parametrize(
    ("le", "agit"),
    [
        pytest.param(DEBUT - INSTANT, False, id="juste avant"),
        pytest.param(DEBUT, True, id="au début"),
        pytest.param(PENDANT, True, id="pendant"),
        pytest.param(FIN, True, id="à la fin, incluse"),
        pytest.param(FIN + INSTANT, False, id="juste après"),
    ],
)
def test_une_delegation_agit_entre_ses_bornes_incluses(pretee: Delegation, le: datetime, agit: bool) -> None:
    acteur = salariee(le)

    assert acteur.tient(Role.REPRESENTANT) is agit
    assert acteur.roles_propres == {Role.SALARIE}
    assert acteur.tient(Role.SALARIE)


def test_le_role_prete_ne_gere_personne_et_ne_va_pas_plus_loin(monde: Monde, pretee: Delegation) -> None:
    """The mandataire's own role is not lent, only what engages the firm; and it stems from a membership."""
    acteur, sienne = salariee(PENDANT), membre("salarie")
    autre = Utilisateur.objects.create_user("autre@logipro.example", nom="Autre", prenom="Ida")
    Appartenance.objects.create(utilisateur=autre, organisation=logipro(), role=Role.SALARIE)
    donnees = {"delegataire": autre, "debut": PENDANT, "fin": FIN, "motif": "Plus loin."}

    with pytest.raises(Refus) as refus:
        deleguer(sienne, Demande(acteur, PENDANT, donnees))

    assert codes(refus) == ["delegable"]
    assert not acteur.tient(Role.MANDATAIRE)
    assert acteur.roles_geres == frozenset()
    assert acteur_pour(autre, logipro().pk, PENDANT).roles == {Role.SALARIE}


def test_elle_tombe_avec_celui_qui_prete_et_avec_celui_qui_recoit(monde: Monde, pretee: Delegation) -> None:
    assert salariee(PENDANT).tient(Role.REPRESENTANT)

    Utilisateur.objects.filter(email="mandataire@logipro.example").update(is_active=False)
    assert not salariee(PENDANT).tient(Role.REPRESENTANT)
    Utilisateur.objects.filter(email="mandataire@logipro.example").update(is_active=True)
    Appartenance.objects.filter(pk=pretee.appartenance_id).update(active=False)
    assert not salariee(PENDANT).tient(Role.REPRESENTANT)
    Appartenance.objects.filter(pk=pretee.appartenance_id).update(active=True)
    terminer(membre("salarie"), monde.demande(monde.mandataire, PENDANT))
    partie = acteur_pour(Utilisateur.objects.get(email="salarie@logipro.example"), logipro().pk, PENDANT)
    assert partie.organisation != logipro()
    assert partie.delegations == ()


CAS = {"soi": False, "delegable": True, "est_membre": True, "deja_tenu": False}


@pytest.mark.parametrize(
    ("change", "obstacles"),
    [
        ({}, []),
        ({"soi": True}, ["autrui"]),
        ({"delegable": False}, ["delegable"]),
        ({"est_membre": False}, ["membre"]),
        ({"deja_tenu": True}, ["deja_tenu"]),
        ({"debut": DEBUT - timedelta(minutes=1)}, ["debut"]),
        ({"debut": DEBUT - timedelta(seconds=59)}, []),
        ({"fin": DEBUT}, ["fin"]),
        ({"fin": DEBUT + INSTANT}, []),
    ],
)
def test_ce_qui_se_delegue(change: dict[str, object], obstacles: list[str]) -> None:
    faits = {**CAS, "debut": DEBUT, "fin": FIN, "le": DEBUT, **change}

    verdict = regles.delegation_possible(**faits)  # type: ignore[arg-type]

    assert [motif.code for motif in verdict.obstacles] == obstacles


def test_accorder_previent_et_revoquer_coupe_aussitot(monde: Monde) -> None:
    donnees: dict[str, Any] = {"delegataire": monde.salarie.personne, "debut": DEBUT, "fin": FIN, "motif": "Congés."}
    deleguer(membre("representant"), monde.demande(monde.representant, AVANT_DATE_1, **donnees))
    delegation = Delegation.objects.get()
    assert delegation.role == Role.REPRESENTANT
    assert dernier(logipro()).details["a"] == "salarie@logipro.example"
    prevenus = Notification.objects.filter(sujet__contains="délégation").values_list("destinataire__email", flat=True)
    assert sorted(prevenus) == ["mandataire@logipro.example", "salarie@logipro.example"]

    autre = Utilisateur.objects.create_user("autre@logipro.example", nom="Autre", prenom="Ida")
    Appartenance.objects.create(utilisateur=autre, organisation=logipro(), role=Role.SALARIE)
    with pytest.raises(Refus) as refus:  # neither party, nor who manages the members
        revoquer(delegation, Demande(acteur_pour(autre), PENDANT))
    assert codes(refus) == ["partie"]

    revoquer(delegation, Demande(monde.mandataire, PENDANT))
    assert not salariee(PENDANT + INSTANT).tient(Role.REPRESENTANT)
    assert Delegation.objects.get().etat(PENDANT) == "Révoquée"
    assert list(anomalies()) == []


def test_le_journal_nomme_les_deux_personnes_quand_le_role_prete_a_servi(monde: Monde, pretee: Delegation) -> None:
    """With a right of one's own on the product, one acts in one's own name; without it, by delegation."""
    candidature = monde.soumise().candidature
    fil = {"sujet": "Question", "texte": "Bonjour.", "objet": "dossier"}

    ouvrir_un_fil(candidature, Demande(salariee(PENDANT), PENDANT, fil))
    en_son_nom = EntreeJournal.objects.filter(dossier=candidature.cle_dossier).latest("rang")
    candidature.produit.collaborateurs.update(retire_le=PENDANT)
    ouvrir_un_fil(candidature, Demande(salariee(PENDANT), PENDANT, fil))
    prete = EntreeJournal.objects.filter(dossier=candidature.cle_dossier).latest("rang")
    with pytest.raises(Candidature.DoesNotExist):
        ouvrir_un_fil(candidature, Demande(salariee(FIN + INSTANT), FIN + INSTANT, fil))

    assert en_son_nom.auteur == "Inès Petit"
    assert prete.auteur == "Inès Petit, par délégation de Claire Martin"
    assert list(anomalies()) == []


PREMIERE, SECONDE = 11, 22


@pytest.mark.parametrize(
    ("delegants", "premiers", "compte"),
    [
        pytest.param((), (PREMIERE,), SECONDE, id="deux personnes, sans délégation"),
        pytest.param((PREMIERE,), (PREMIERE,), PREMIERE, id="le délégant a décidé en premier"),
        pytest.param((33,), (PREMIERE,), SECONDE, id="un autre que le délégant a décidé"),
        pytest.param((PREMIERE,), (SECONDE,), SECONDE, id="le délégataire lui-même, comptée une fois"),
        pytest.param((PREMIERE,), (None,), SECONDE, id="personne encore"),
        pytest.param((33,), (PREMIERE, 33), 33, id="le délégant, parmi plusieurs"),
    ],
)
def test_qui_compte_dans_une_regle_de_deux_personnes(
    delegants: tuple[int, ...], premiers: tuple[int | None, ...], compte: int
) -> None:
    lus = tuple(Delegue(Role.VALIDEUR, Utilisateur(pk=pk)) for pk in delegants)
    acteur = Acteur(Utilisateur(pk=SECONDE), None, frozenset({Role.VALIDEUR}), delegations=lus, propres=frozenset())

    assert acteur.compte_pour_une_de(*premiers) == compte


def test_un_delegataire_ne_decide_pas_a_la_suite_de_son_delegant(monde: Monde, agent: Callable[..., Acteur]) -> None:
    """A derogation proposed by the responsable: by their own delegation it waits, by another's it is granted."""
    derogation = monde.derogation(monde.brouillon(), le=PENDANT, accordee=False)
    seconde = agent("Rosa", "Vidal", Role.RESPONSABLE)
    prete = preter(par=monde.responsable, a=monde.verificateur, debut=DEBUT, fin=FIN)

    with pytest.raises(Refus) as refus:
        accorder(derogation, Demande(acteur_pour(monde.verificateur.personne, None, PENDANT), PENDANT))
    revoquer(prete, Demande(monde.responsable, PENDANT))
    preter(par=seconde, a=monde.verificateur, debut=DEBUT, fin=FIN)
    accordee = accorder(derogation, Demande(acteur_pour(monde.verificateur.personne, None, PENDANT), PENDANT))

    assert codes(refus) == ["deux_personnes"]
    assert accordee.statut == "accordee"
    auteurs = [entree.auteur for entree in EntreeJournal.objects.filter(action=accorder.nom)]
    assert auteurs == ["Amina Roux, par délégation de Rosa Vidal"]


def test_un_jeton_d_api_n_a_que_les_roles_propres(monde: Monde, pretee: Delegation) -> None:
    jeton = Jeton(cree_par=monde.salarie.personne, organisation=logipro(), nom="CI")
    horloge_pendant = salariee(PENDANT)

    assert horloge_pendant.tient(Role.REPRESENTANT)
    Delegation.objects.update(debut=AVANT_DATE_1 - timedelta(days=1), fin=AVANT_DATE_1 + timedelta(days=36_500))
    assert acteur_pour(monde.salarie.personne, logipro().pk).tient(Role.REPRESENTANT)
    assert jeton.acteur().roles == {Role.SALARIE}


def test_les_pages_accorder_lister_revoquer(monde: Monde, settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(DEBUT)
    client = Client()
    client.force_login(monde.representant.personne)
    saisie = {"role": membre("representant").pk, "delegataire": monde.salarie.personne.pk, "motif": "Congés."}

    refusee = client.post("/organisation/delegations/accorder/", {**saisie, "debut": "2025-10-06T08:00", "fin": "x"})
    a_l_envers = {"debut": "2025-10-08T08:00", "fin": "2025-10-07T08:00"}
    contraire = client.post("/organisation/delegations/accorder/", {**saisie, **a_l_envers})
    page = client.post(
        "/organisation/delegations/accorder/", {**saisie, "debut": "2025-10-08T08:00", "fin": "2025-10-09T08:00"}
    )

    assert (refusee.status_code, contraire.status_code, page.status_code) == (422, 422, 302)
    assert "par exemple 15/10/2025 12:00" in refusee.content.decode()
    assert "suit le début" in contraire.content.decode()
    liste = client.get("/organisation/delegations/").content.decode()
    assert "À venir" in liste
    assert "08/10/2025 à 08:00 (heure de Paris)" in liste
    salarie = Client()
    salarie.force_login(monde.salarie.personne)
    assert salarie.get("/organisation/delegations/accorder/").status_code == HTTPStatus.FORBIDDEN
    assert "Révoquer la délégation" in salarie.get("/organisation/delegations/").content.decode()  # may renounce
