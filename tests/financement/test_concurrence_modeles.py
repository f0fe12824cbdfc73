"""Real threads against a real PostgreSQL: a model is decided once, an import leaves once."""

from functools import partial

import pytest

from financement.models import ModeleDeDocument
from financement.transitions import modeles as transitions
from segur.noyau.comptes.models import Role, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import ImportDeModeles
from tests.financement.conftest import validee
from tests.financement.test_concurrence import collegue
from tests.monde import Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def imports(monde: Monde) -> ImportDeModeles:  # noqa: F811
    dossier = DossierDEnrolement("LogiPro", validee(monde).instant).accepte()
    return ImportDeModeles(dossier).ajouter("facture").ajouter("va")


def test_deux_agents_decident_ensemble_et_un_seul_l_emporte(imports: ImportDeModeles) -> None:
    imports.envoyer().controler("facture")
    modele, dossier = imports.modele("facture"), imports.dossier
    second = acteur_pour(collegue(Role.GESTIONNAIRE))

    issues = ensemble(
        partial(transitions.valider, modele, dossier.demande(dossier.gestionnaire)),
        partial(transitions.rejeter, modele, dossier.demande(second, motif="Illisible.")),
    )

    assert issues == ["fait", "statut"]
    decisions = EntreeJournal.objects.filter(action__in=("modelededocument.valider", "modelededocument.rejeter"))
    assert decisions.count() == 1
    assert list(anomalies()) == []


def test_un_import_valide_deux_fois_ensemble_part_une_fois(imports: ImportDeModeles) -> None:
    dossier, fournisseur = imports.dossier, imports.fournisseur

    issues = ensemble(
        partial(transitions.valider_l_import, fournisseur, dossier.demande(dossier.mandataire)),
        partial(transitions.valider_l_import, fournisseur, dossier.demande(dossier.mandataire)),
    )

    assert issues == ["fait", "import"]
    assert set(ModeleDeDocument.objects.values_list("statut", flat=True)) == {"en_attente"}
    assert EntreeJournal.objects.filter(action="modelededocument.envoyer").count() == 2
    assert Notification.objects.filter(sujet__contains="modèle(s) de document").count() == 1
