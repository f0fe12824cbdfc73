"""Members: who removes, changes or leaves, what refuses it, and what stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from segur.noyau import horloge
from segur.noyau.comptes.models import Appartenance, Delegation, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.organisations.ouverture import rejoindre
from segur.noyau.organisations.transitions import appartenance
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.organisations.membres import codes, dernier, membre, membre_de, preter, second_mandataire

pytestmark = pytest.mark.django_db
APRES = AVANT_DATE_1 + timedelta(hours=1)


@pytest.mark.exigence("CP-05", "B-CVG-03")
@pytest.mark.parametrize("qui", ["mandataire", "representant"])
def test_un_salarie_est_retire_et_rien_n_est_efface(monde: Monde, logipro: Organisation, qui: str) -> None:
    salarie = membre("salarie")

    appartenance.terminer(salarie, monde.demande(getattr(monde, qui), APRES))

    salarie.refresh_from_db()
    assert (salarie.active, salarie.statut, salarie.terminee_le) == (False, "terminee", APRES)
    entree = dernier(logipro)
    assert (entree.action, entree.de, entree.vers) == ("appartenance.terminer", "active", "terminee")
    assert acteur_pour(salarie.utilisateur).organisation != logipro
    assert "votre appartenance a pris fin" in salarie.utilisateur.notifications.get().sujet
    assert list(anomalies()) == []


@pytest.mark.exigence("CP-04")
@pytest.mark.parametrize(
    ("qui", "cible", "obstacles"),
    [
        ("representant", "mandataire", ["role_gere", "dernier_mandataire"]),
        ("representant", "representant", ["autrui", "role_gere"]),
        ("salarie", "representant", ["role"]),
        ("mandataire", "mandataire", ["autrui", "dernier_mandataire"]),
    ],
)
def test_nul_ne_retire_qui_il_ne_gere_pas(monde: Monde, qui: str, cible: str, obstacles: list[str]) -> None:
    with pytest.raises(Refus) as refus:
        appartenance.terminer(membre(cible), monde.demande(getattr(monde, qui)))

    assert codes(refus) == obstacles


def test_un_autre_editeur_ne_voit_pas_le_membre(monde: Monde) -> None:
    with pytest.raises(Appartenance.DoesNotExist):
        appartenance.terminer(membre("salarie"), monde.demande(monde.autre_editeur))


@pytest.mark.exigence("ROL-01")
@pytest.mark.parametrize("geste", ["quitter", "changer_role"])
def test_le_dernier_mandataire_ne_part_qu_avec_une_releve(monde: Monde, logipro: Organisation, geste: str) -> None:
    mandataire, demande = membre("mandataire"), monde.demande(monde.mandataire, APRES, role="salarie")
    transition = getattr(appartenance, geste)
    with pytest.raises(Refus) as refus:
        transition(mandataire, demande)
    assert codes(refus) == ["dernier_mandataire"]

    second = second_mandataire(monde, logipro)
    transition(mandataire, demande)

    assert [m.utilisateur for m in logipro.appartenances.mandataires()] == [second.utilisateur]


def test_un_compte_ferme_n_est_pas_une_releve(monde: Monde, logipro: Organisation) -> None:
    second = second_mandataire(monde, logipro)
    Utilisateur.objects.filter(pk=second.utilisateur_id).update(is_active=False)

    with pytest.raises(Refus) as refus:
        appartenance.quitter(membre_de(monde.mandataire.personne), monde.demande(monde.mandataire))

    assert codes(refus) == ["dernier_mandataire"]


def test_chacun_quitte_pour_son_propre_compte(monde: Monde) -> None:
    with pytest.raises(Refus) as refus:
        appartenance.quitter(membre("salarie"), monde.demande(monde.representant))

    assert codes(refus) == ["soi_meme"]


def test_un_role_change_garde_les_dates_de_chacun(monde: Monde, logipro: Organisation) -> None:
    salarie = membre("salarie")

    appartenance.changer_role(salarie, monde.demande(monde.mandataire, APRES, role="representant"))

    siennes = logipro.appartenances.filter(utilisateur=salarie.utilisateur).order_by("pk")
    assert [(a.role, a.active, a.entree_le, a.terminee_le) for a in siennes] == [
        ("salarie", False, None, APRES),
        ("representant", True, APRES, None),
    ]
    assert dernier(logipro).details == {"ancien": "salarie", "nouveau": "representant", "invitations_revoquees": []}
    assert "désormais représentant" in salarie.utilisateur.notifications.get().sujet


@pytest.mark.parametrize(("role", "code"), [("salarie", "role_nouveau"), ("payeur", "role_gere"), ("", "role_gere")])
def test_un_role_impossible_est_refuse(monde: Monde, role: str, code: str) -> None:
    with pytest.raises(Refus) as refus:
        appartenance.changer_role(membre("salarie"), monde.demande(monde.mandataire, role=role))

    assert codes(refus) == [code]


def test_un_representant_ne_change_aucun_role(monde: Monde) -> None:
    with pytest.raises(Refus) as refus:
        appartenance.changer_role(membre("salarie"), monde.demande(monde.representant, role="representant"))

    assert codes(refus) == ["role"]


def test_un_depart_revoque_les_invitations_de_qui_part(monde: Monde) -> None:
    envoyee, _ = monde.inviter(par=monde.representant)
    gardee, _ = monde.inviter("autre@logipro.example")

    appartenance.terminer(membre("representant"), monde.demande(monde.mandataire, envoyee.envoyee_le))

    envoyee.refresh_from_db()
    gardee.refresh_from_db()
    assert (envoyee.statut, gardee.statut) == ("revoquee", "envoyee")


def test_un_mandataire_devenu_representant_garde_ses_invitations_de_salaries(
    monde: Monde, logipro: Organisation
) -> None:
    second_mandataire(monde, logipro)
    salarie, _ = monde.inviter()
    representant, _ = monde.inviter("autre@logipro.example", Role.REPRESENTANT)

    demande = monde.demande(monde.mandataire, salarie.envoyee_le, role="representant")
    appartenance.changer_role(membre_de(monde.mandataire.personne), demande)

    salarie.refresh_from_db()
    representant.refresh_from_db()
    assert (salarie.statut, representant.statut) == ("envoyee", "revoquee")


def test_une_action_qui_attendait_derriere_son_propre_depart_est_refusee(monde: Monde, logipro: Organisation) -> None:
    """The actor was built at the start of the request; the role is read again under the lock."""
    second = acteur_pour(second_mandataire(monde, logipro).utilisateur)
    appartenance.terminer(membre_de(second.personne), monde.demande(monde.mandataire))

    with pytest.raises(Refus) as refus:
        appartenance.terminer(membre("representant"), monde.demande(second))

    assert codes(refus) == ["en_place"]


def test_revenir_ouvre_une_nouvelle_ligne(monde: Monde, logipro: Organisation) -> None:
    salarie = membre("salarie")
    appartenance.terminer(salarie, monde.demande(monde.mandataire))
    email = salarie.utilisateur.email

    rappel, _ = monde.inviter(email)
    rejoindre(rappel, salarie.utilisateur, monde.demande(monde.mandataire, rappel.envoyee_le))

    siennes = logipro.appartenances.filter(utilisateur=salarie.utilisateur).order_by("pk")
    assert [a.active for a in siennes] == [False, True]


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"active": True, "terminee_le": APRES}, "appartenance_active_sans_fin"),
        ({"active": False, "entree_le": APRES, "terminee_le": AVANT_DATE_1}, "appartenance_dates_en_ordre"),
    ],
)
def test_la_base_refuse_des_dates_impossibles(monde: Monde, champs: dict[str, Any], contrainte: str) -> None:
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Appartenance.objects.filter(pk=membre("salarie").pk).update(**champs)


def test_qui_n_a_plus_qu_un_de_ses_roles_n_agit_pas_par_l_autre(monde: Monde) -> None:
    """Mandataire and salariée when the page was sent; salariée alone when the lock is obtained."""
    personne, logipro = monde.mandataire.personne, monde.mandataire.entreprise
    second_mandataire(monde, logipro)
    Appartenance.objects.create(utilisateur=personne, organisation=logipro, role=Role.SALARIE)
    a_l_envoi = acteur_pour(personne)
    Appartenance.objects.filter(utilisateur=personne, role=Role.MANDATAIRE).update(active=False)

    with pytest.raises(Refus) as refus:
        appartenance.terminer(membre("representant"), monde.demande(a_l_envoi))

    assert codes(refus) == ["en_place"]
    assert membre("representant").active


def test_qui_part_rend_ce_qu_on_lui_pretait(monde: Monde) -> None:
    """Coming back as a salarié later brings that role alone, though the dates of the delegation still run."""
    preter(monde.mandataire, monde.salarie, debut=horloge.maintenant() - timedelta(days=1))
    personne = monde.salarie.personne
    assert acteur_pour(personne).tient(Role.REPRESENTANT)

    appartenance.terminer(membre("salarie"), monde.demande(monde.mandataire, horloge.maintenant()))
    Appartenance.objects.create(utilisateur=personne, organisation=monde.mandataire.entreprise, role=Role.SALARIE)

    assert acteur_pour(personne).roles == {Role.SALARIE}
    delegation = Delegation.objects.get()
    assert (delegation.statut, delegation.revoquee_par) == ("revoquee", monde.mandataire.personne)
    entree = EntreeJournal.objects.get(action="appartenance.terminer")
    assert entree.details["delegations_revoquees"] == [monde.mandataire.personne.email]


def test_qui_garde_un_role_garde_ce_qu_on_lui_prete(monde: Monde) -> None:
    preter(monde.representant, monde.salarie)
    Appartenance.objects.create(
        utilisateur=monde.salarie.personne, organisation=monde.mandataire.entreprise, role=Role.REPRESENTANT
    )

    appartenance.quitter(membre("salarie"), monde.demande(monde.salarie))

    assert Delegation.objects.get().statut == "accordee"
