"""`manage.py creer_compte` opens the first accounts of a real portal."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from segur.noyau.comptes.models import Appartenance, Organisation, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies

pytestmark = pytest.mark.django_db
MARTIN = {"courriel": "Claire@logipro.example", "prenom": "Claire", "nom": "Martin", "organisation": "LogiPro"}


def _creer(**changements: str) -> str:
    sortie = StringIO()
    call_command("creer_compte", **{**MARTIN, "role": "mandataire", **changements}, stdout=sortie)
    return sortie.getvalue()


def test_un_compte_s_ouvre_avec_son_role() -> None:
    _creer()

    acteur = acteur_pour(Utilisateur.objects.get(email="claire@logipro.example"))
    assert (str(acteur.organisation), acteur.roles) == ("LogiPro", frozenset({"mandataire"}))
    assert not acteur.personne.has_usable_password()


def test_la_meme_commande_deux_fois_ne_change_rien() -> None:
    _creer()

    assert _creer().endswith("(déjà).\n")
    assert Utilisateur.objects.count() == 1


@pytest.mark.parametrize(
    ("changements", "raison"),
    [
        ({"role": "payeur"}, "n’existe pas dans une organisation"),
        ({"courriel": "pas une adresse"}, "adresse e-mail valide"),
    ],
    ids=["rôle d’ailleurs", "adresse"],
)
def test_un_compte_impossible_est_refuse(changements: dict[str, str], raison: str) -> None:
    with pytest.raises(CommandError, match=raison):
        _creer(**changements)

    assert Utilisateur.objects.count() == 0


def test_la_personne_choisit_son_mot_de_passe_par_courriel() -> None:
    _creer()

    Client().post("/mot-de-passe/oubli/", {"email": "claire@logipro.example"})

    lien = next(mot for mot in mail.outbox[0].body.split() if "/mot-de-passe/oubli/" in mot)
    client = Client()
    formulaire = client.get(lien.replace("http://testserver", ""), follow=True)
    adresse = formulaire.redirect_chain[-1][0]
    saisie = {"password1": "une phrase bien longue", "password2": "une phrase bien longue"}
    client.post(adresse, saisie, follow=True)
    assert client.login(email="claire@logipro.example", password="une phrase bien longue")


def test_une_personne_partie_revient_par_une_nouvelle_ligne() -> None:
    _creer()
    Appartenance.objects.update(active=False)

    assert not _creer().endswith("(déjà).\n")
    assert sorted(Appartenance.objects.values_list("active", flat=True)) == [False, True]


def test_une_organisation_qui_attend_son_mandataire_l_invite() -> None:
    Organisation.objects.create(nom="LogiPro", statut=Organisation.Statut.EN_ATTENTE)

    with pytest.raises(CommandError, match="invitez-le depuis le portail"):
        _creer()

    assert Utilisateur.objects.count() == 0


def test_le_role_donne_est_au_journal_de_l_organisation() -> None:
    _creer()
    _creer()

    entree = EntreeJournal.objects.get()
    assert (entree.dossier, entree.acteur) == (Organisation.objects.get().cle_dossier, None)
    assert entree.recit == "Rôle donné par l’exploitant : Claire Martin — mandataire — LogiPro"
    assert list(anomalies()) == []


@pytest.mark.parametrize(("d_abord", "ensuite"), [("mandataire", "administrateur"), ("administrateur", "mandataire")])
def test_nul_n_agit_pour_l_etat_et_une_entreprise(d_abord: str, ensuite: str) -> None:
    ou = {"mandataire": {}, "administrateur": {"organisation": "ANS", "nature": "ans"}}
    _creer(role=d_abord, **ou[d_abord])

    with pytest.raises(CommandError, match="nul n’agit pour l’État et une entreprise"):
        _creer(role=ensuite, **ou[ensuite])

    assert Appartenance.objects.get().role == d_abord
