"""Invitations: sent, sent again, taken back, accepted once."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from segur.noyau import horloge
from segur.noyau.comptes.models import Appartenance, Invitation, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations.ouverture import NouveauCompte, inviter, ouvrir_un_compte, rejoindre
from segur.noyau.organisations.transitions import invitation
from segur.noyau.organisations.transitions.adhesion import accepter as accepter_la_demande
from segur.noyau.transitions import Refus
from tests.monde import Monde, jeton
from tests.noyau.organisations.membres import codes, dernier
from tests.noyau.organisations.visiteurs import client_de, lien

pytestmark = pytest.mark.django_db
COMPTE = NouveauCompte("Zoé", "Nouvelle", "une phrase bien longue")


@pytest.mark.exigence("CP-04", "CP-05", "B-CVG-03")
@pytest.mark.parametrize(
    ("qui", "role", "obstacles"),
    [
        ("mandataire", "mandataire", []),
        ("mandataire", "representant", []),
        ("mandataire", "salarie", []),
        ("representant", "mandataire", ["role_gere"]),
        ("representant", "representant", ["role_gere"]),
        ("representant", "salarie", []),
        ("salarie", "salarie", ["role_gere"]),
        ("responsable", "mandataire", []),
        ("responsable", "salarie", ["role_gere"]),
    ],
)
def test_chacun_invite_aux_roles_qu_il_gere(monde: Monde, qui: str, role: str, obstacles: list[str]) -> None:
    try:
        monde.inviter(role=role, par=getattr(monde, qui))
        obtenus = []
    except Refus as refus:
        obtenus = [motif.code for motif in refus.verdict.obstacles]

    assert obtenus == obstacles
    assert Invitation.objects.count() == (0 if obstacles else 1)


def test_le_courriel_dit_qui_ou_quoi_et_jusqu_a_quand(monde: Monde, logipro: Organisation) -> None:
    inviter(logipro, "Nouvelle@LogiPro.example", "salarie", monde.demande(monde.mandataire))

    message = Notification.objects.get()
    assert (message.adresse, message.destinataire) == ("nouvelle@logipro.example", None)
    assert message.sujet == "Invitation à rejoindre LogiPro"
    assert "Claire Martin vous invite à rejoindre LogiPro" in message.corps
    assert "avec le rôle : salarié" in message.corps
    assert "jusqu’au 13/10/2025 à 23:59 (heure de Paris)" in message.corps
    assert message.lien.startswith("/organisation/invitations/")
    assert dernier(logipro).recit == "Invitation envoyée : nouvelle@logipro.example"


def test_le_jeton_n_est_ni_dans_la_base_ni_dans_le_journal(monde: Monde, logipro: Organisation) -> None:
    invitation_, secret = monde.inviter()

    assert secret not in str(vars(invitation_))
    assert secret not in str(list(EntreeJournal.objects.values_list("details", "recit")))
    assert Invitation.objects.par_jeton(secret) == invitation_
    assert Invitation.objects.par_jeton(invitation_.empreinte) is None


@pytest.mark.parametrize(
    ("email", "obstacles"),
    [("Salarie@logipro.example", ["deja_membre"]), ("Nouvelle@logipro.example", ["deja_invitee"])],
)
def test_on_n_invite_ni_un_membre_ni_deux_fois(monde: Monde, email: str, obstacles: list[str]) -> None:
    monde.inviter()

    with pytest.raises(Refus) as refus:
        monde.inviter(email)

    assert codes(refus) == obstacles


def test_le_membre_d_une_autre_entreprise_s_invite_comme_un_autre(monde: Monde) -> None:
    monde.inviter("mandataire@medisoft.example")

    assert Invitation.objects.get().statut == "envoyee"


def test_le_meme_formulaire_envoye_deux_fois_n_envoie_qu_une_invitation(monde: Monde, logipro: Organisation) -> None:
    demande = monde.demande(monde.mandataire, cle="une-page")

    premiere, seconde = (inviter(logipro, "nouvelle@logipro.example", "salarie", demande) for _ in range(2))

    assert premiere == seconde
    assert Notification.objects.count() == 1


def test_renvoyer_tue_l_ancien_lien_et_redonne_du_temps(monde: Monde) -> None:
    envoyee, ancien = monde.inviter()
    plus_tard = envoyee.expire_le + timedelta(days=30)
    assert envoyee.est_expiree(plus_tard)

    invitation.renvoyer(envoyee, monde.demande(monde.mandataire, plus_tard))

    envoyee.refresh_from_db()
    assert not envoyee.est_expiree(plus_tard)
    assert Invitation.objects.par_jeton(ancien) is None
    assert Invitation.objects.par_jeton(jeton(envoyee)) == envoyee


def test_une_invitation_revoquee_ne_s_accepte_plus(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    invitation.revoquer(envoyee, monde.demande(monde.mandataire, envoyee.envoyee_le))

    with pytest.raises(Refus) as refus:
        ouvrir_un_compte(envoyee, COMPTE, monde.demande(monde.mandataire, envoyee.envoyee_le))

    assert codes(refus) == ["statut"]
    assert not Utilisateur.objects.filter(email=envoyee.email).exists()


def test_une_invitation_acceptee_ouvre_le_compte_et_l_appartenance(monde: Monde, logipro: Organisation) -> None:
    envoyee, _ = monde.inviter()
    instant = envoyee.expire_le  # the last instant counts

    personne = ouvrir_un_compte(envoyee, COMPTE, monde.demande(monde.mandataire, instant))

    assert personne.check_password("une phrase bien longue")
    assert (acteur_pour(personne).organisation, acteur_pour(personne).roles) == (logipro, {"salarie"})
    envoyee.refresh_from_db()
    assert (envoyee.statut, envoyee.acceptee_par, envoyee.acceptee_le) == ("acceptee", personne, instant)
    assert (dernier(logipro).acteur, dernier(logipro).organisation) == (personne, logipro)
    assert "Zoé Nouvelle a rejoint" in monde.mandataire.personne.notifications.get().sujet
    assert list(anomalies()) == []


def test_une_invitation_expiree_n_ouvre_rien(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    trop_tard = envoyee.expire_le + timedelta(microseconds=1)

    with pytest.raises(Refus) as refus:
        ouvrir_un_compte(envoyee, COMPTE, monde.demande(monde.mandataire, trop_tard))

    assert codes(refus) == ["expiree"]
    assert not Utilisateur.objects.filter(email=envoyee.email).exists()


def test_le_lien_d_un_autre_ne_sert_pas(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    demande = monde.demande(monde.autre_editeur, envoyee.envoyee_le)

    with pytest.raises(Refus) as refus:
        rejoindre(envoyee, monde.autre_editeur.personne, demande)

    assert codes(refus) == ["adresse"]


def test_un_compte_ouvert_entre_temps_renvoie_a_la_connexion(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    Utilisateur.objects.create_user(envoyee.email, nom="N", prenom="P")

    with pytest.raises(Refus) as refus:
        ouvrir_un_compte(envoyee, COMPTE, monde.demande(monde.mandataire, envoyee.envoyee_le))

    assert codes(refus) == ["compte"]


def test_l_ans_fait_d_un_salarie_le_mandataire_qui_manque(monde: Monde, logipro: Organisation) -> None:
    salarie = monde.salarie.personne
    envoyee, _ = monde.inviter(salarie.email, Role.MANDATAIRE, par=monde.responsable)
    assert "invité par l’ANS" in monde.mandataire.personne.notifications.get().sujet

    rejoindre(envoyee, salarie, monde.demande(monde.mandataire, envoyee.envoyee_le))

    siennes = logipro.appartenances.filter(utilisateur=salarie)
    assert [a.role for a in siennes.actives()] == ["mandataire"]
    assert siennes.filter(active=False).get().terminee_le == envoyee.envoyee_le


def test_un_agent_de_l_etat_n_entre_pas_dans_une_entreprise_par_une_invitation(monde: Monde) -> None:
    """Neither whom the mandataire invites, nor whom the ANS does (decision 0024)."""
    agent = monde.verificateur
    invitation, _ = monde.inviter(agent.personne.email)

    with pytest.raises(Refus) as refus:
        rejoindre(invitation, agent.personne, monde.demande(agent, horloge.maintenant()))

    assert codes(refus) == ["de_l_etat"]
    assert {a.role for a in Appartenance.objects.filter(utilisateur=agent.personne)} == {"verificateur"}


def test_un_role_remplace_par_une_invitation_ferme_les_autres_sessions(monde: Monde) -> None:
    ici, ailleurs = client_de(monde.salarie), client_de(monde.salarie)
    _, secret = monde.inviter(monde.salarie.personne.email, Role.MANDATAIRE, par=monde.responsable)

    assert ici.post(lien(secret)).status_code == HTTPStatus.FOUND

    assert ici.get("/organisation/").status_code == HTTPStatus.OK
    assert ailleurs.get("/organisation/")["Location"].startswith("/connexion/")
    assert acteur_pour(monde.salarie.personne).roles == {Role.MANDATAIRE}


def test_une_invitation_oubliee_ne_fait_pas_perdre_le_dernier_mandataire(monde: Monde, logipro: Organisation) -> None:
    """Invited as a salariée, she came in by a request meanwhile, then became the only mandataire."""
    adhesion = monde.demander_a_rejoindre()
    personne = adhesion.demandeur
    oubliee, _ = monde.inviter(personne.email, Role.SALARIE)
    accepter_la_demande(adhesion, monde.demande(monde.mandataire, horloge.maintenant()))
    Appartenance.objects.filter(organisation=logipro, role=Role.MANDATAIRE).update(active=False)
    Appartenance.objects.filter(organisation=logipro, utilisateur=personne).update(role=Role.MANDATAIRE)

    with pytest.raises(Refus) as refus:
        rejoindre(oubliee, personne, monde.demande(acteur_pour(personne), horloge.maintenant()))

    assert codes(refus) == ["deja_membre"]
    assert acteur_pour(personne).roles == {Role.MANDATAIRE}
