"""The demonstration has something to do and something done on each page, by the real transitions; accounts agree."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from financement.models import Creance, DossierPilote, Ecriture, Indu, Position, Virement
from financement.verification import ecarts
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.journal.verification import anomalies

pytestmark = pytest.mark.django_db
EDITEUR, DISTRIBUTEUR = "mandataire@medisoft.example", "mandataire@distrisante.example"
AGENT, VALIDEUR, PAYEUR = "gestionnaire@asp.example", "valideur@asp.example", "payeur@asp.example"
VERIFICATEUR, RESPONSABLE = "verificateur@ans.example", "responsable@ans.example"
A_VOIR = (
    (EDITEUR, "/financement/creances/", ("Validée", "À modifier", "Incomplète")),
    (EDITEUR, "/financement/pilotes/", ("MédiCab", "MédiCab Maisons de santé")),
    (EDITEUR, "/financement/secondaire/", ("BC-021", "BC-022", "BC-023")),
    (EDITEUR, "/financement/indus/", ("Mise en demeure",)),
    (EDITEUR, "/financement/controles/", ("BC-0",)),
    (EDITEUR, "/financement/satisfaction/", ("Bilan attendu",)),
    (DISTRIBUTEUR, "/financement/pilotes/", ("MédiCab",)),
    (AGENT, "/financement/creances/a-instruire/", ("BC-026",)),
    (AGENT, "/financement/indus/a-examiner/", ("BC-031",)),
    (AGENT, "/financement/controles/campagnes/", ("LGC vague 2",)),
    (VALIDEUR, "/financement/creances/a-instruire/", ("BC-025",)),
    (PAYEUR, "/financement/paiements/a-payer/", ("BC-024", "DistriSanté")),
    (VERIFICATEUR, "/financement/pilotes/a-verifier/", ("MédiCab Maisons de santé",)),
    (RESPONSABLE, "/financement/satisfaction/", ("MédiSoft",)),
)
"""Who looks at what, and what is there."""


@pytest.fixture
def demonstration(settings: Any) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fourteen accounts, no secret
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    charger_dispositifs()
    call_command("charger_demo")


def _statuts(modele: Any) -> set[str]:
    return set(modele.objects.values_list("statut", flat=True))


@pytest.mark.usefixtures("demonstration")
def test_chaque_page_a_de_quoi_faire_et_du_deja_fait() -> None:
    assert _statuts(DossierPilote) == {"accepte", "a_completer", "transmis"}
    assert _statuts(Creance) == {"validee", "controlee", "deposee", "a_modifier", "incomplete"}
    assert _statuts(Indu) == {"mis_en_demeure", "propose", "ordonne"}
    manques = [
        (qui, adresse, attendu)
        for qui, adresse, attendus in A_VOIR
        for page in [_lire(qui, adresse)]
        for attendu in attendus
        if attendu not in page
    ]
    assert manques == []
    _les_comptes_sont_justes()


def _lire(qui: str, adresse: str) -> str:
    client = Client()
    client.force_login(Utilisateur.objects.get(email=qui))
    reponse = client.get(adresse)
    assert reponse.status_code == 200, (qui, adresse)
    return reponse.content.decode()


def _les_comptes_sont_justes() -> None:
    """No gap in the ledger nor in the journal; a balance paid makes the whole of its order, to the cent."""
    assert (ecarts(), list(anomalies())) == ([], [])
    paye = Position.objects.filter(part="solde", regle__gt=0).select_related("commande").earliest("pk").commande
    reglees = dict(paye.ecritures.filter(nature=Ecriture.Nature.REGLEMENT).values_list("part", "montant"))
    assert reglees == {"avance": paye.avance, "solde": paye.solde}
    assert sum(reglees.values()) == paye.financement
    assert not Virement.objects.filter(statut=Virement.Statut.REJETE).exists()
