"""What the database itself refuses of an order, whoever writes it: form, shell or another program."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from financement.models import Commande, DemandeDeFinancement
from segur.noyau.comptes.models import Role
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.test_contextes import deposee, un_bon

Statut = Commande.Statut
MONTANTS = {"financement": Decimal("451.50"), "avance": Decimal("180.60"), "solde": Decimal("270.90")}


@pytest.fixture
def commande(referencee: DossierDEnrolement) -> Commande:
    """Deposited, and holding the client's place."""
    return deposee(referencee.ouvrir(), un_bon(), occupe=True)


def ecrire(commande: Commande, **valeurs: Any) -> None:
    """As a shell would: past every rule of the program."""
    with transaction.atomic():
        Commande.objects.filter(pk=commande.pk).update(**valeurs)


def controlee(dossier: DossierDEnrolement, commande: Commande, **valeurs: Any) -> dict[str, Any]:
    """The columns of an order that one agent checked and another validated."""
    le = commande.deposee_le or dossier.instant
    return {
        "statut": Statut.VALIDEE,
        "proposition": "valider",
        "controlee_le": le,
        "controlee_par": dossier.asp(Role.GESTIONNAIRE).personne,
        "empreinte_controlee": commande.empreinte,
        "decidee_le": le,
        "decidee_par": dossier.asp(Role.VALIDEUR).personne,
        **MONTANTS,
        **valeurs,
    }


@pytest.mark.exigence("AV-05")
def test_deux_personnes_valident_une_commande(referencee: DossierDEnrolement, commande: Commande) -> None:
    ecrire(commande, **controlee(referencee, commande))
    assert Commande.objects.filter(pk=commande.pk, statut=Statut.VALIDEE, **MONTANTS).exists()


FAUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "la même personne": ("decidee_par_autrui", {"decidee_par": "controlee_par"}),
    "un contenu changé depuis": ("decidee_sur_le_contenu_controle", {"empreinte_controlee": "autre"}),
    "personne n’a contrôlé": ("controlee_par_une_personne", {"controlee_par": None}),
    "une proposition contraire": ("decidee_comme_propose", {"proposition": "rejeter"}),
    "sans tenir la place": ("validee_tient_la_place", {"occupe": False}),
    "un centime de trop": ("validee_a_ses_montants", {"solde": Decimal("270.91")}),
    "sans montants": ("validee_a_ses_montants", {"financement": None, "avance": None, "solde": None}),
    "une avance nulle": ("validee_a_ses_montants", {"avance": Decimal(0), "solde": Decimal("451.50")}),
    "rejetée sans motif": ("defavorable_a_un_motif", {"statut": "rejetee", "proposition": "rejeter", "occupe": False}),
    "rejetée qui tient la place": (
        "close_libere_la_place",
        {"statut": "rejetee", "proposition": "rejeter", "motif": "Non."},
    ),
    "jamais déposée": ("deposee_a_une_date", {"deposee_le": None}),
    "prise en charge sans date": ("instruite_depuis_une_date", {"instructeur": "controlee_par"}),
}


@pytest.mark.exigence("AV-05", "ELI-09")
@pytest.mark.parametrize("faute", FAUTES)
def test_une_commande_mal_validee_n_entre_pas(faute: str, referencee: DossierDEnrolement, commande: Commande) -> None:
    contrainte, changements = FAUTES[faute]
    valeurs = controlee(referencee, commande)
    valeurs |= {champ: valeurs["controlee_par"] if v == "controlee_par" else v for champ, v in changements.items()}
    with pytest.raises(IntegrityError, match=contrainte):
        ecrire(commande, **valeurs)


def test_les_dates_se_suivent(referencee: DossierDEnrolement, commande: Commande) -> None:
    valeurs = controlee(referencee, commande)
    avant = valeurs["controlee_le"] - timedelta(microseconds=1)
    for faute in ({"decidee_le": avant}, {"controlee_le": avant}):
        with pytest.raises(IntegrityError, match="dates_en_ordre"):
            ecrire(commande, **valeurs | faute)


@pytest.mark.exigence("ELI-09", "ELI-10")
def test_deux_commandes_ne_tiennent_pas_le_meme_client(referencee: DossierDEnrolement, commande: Commande) -> None:
    bloquee = deposee(referencee, un_bon(reference="BC-2"))
    with pytest.raises(IntegrityError):
        ecrire(bloquee, occupe=True)
    ecrire(commande, statut=Statut.RETIREE, occupe=False)
    ecrire(bloquee, occupe=True)
    assert Commande.objects.get(pk=bloquee.pk).occupe


def test_un_fichier_n_est_recu_qu_une_fois(commande: Commande) -> None:
    demande = commande.demande
    communs = {
        "fournisseur": demande.fournisseur,
        "dispositif": demande.dispositif,
        "candidature": demande.candidature,
        "source": DemandeDeFinancement.Source.FORMULAIRE,
        "recue_le": demande.recue_le,
        "recue_de": demande.recue_de,
    }
    DemandeDeFinancement.objects.create(**communs, empreinte="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandeDeFinancement.objects.create(**communs, empreinte="a" * 64)
    DemandeDeFinancement.objects.create(**communs, empreinte="a" * 64, statut="abandonnee", motif="Erreur")

    DemandeDeFinancement.objects.create(**communs, cle="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandeDeFinancement.objects.create(**communs, cle="k", statut="abandonnee", motif="Erreur")
    assert DemandeDeFinancement.objects.filter(fournisseur=demande.fournisseur).count() == 4
