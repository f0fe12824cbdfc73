"""A supplier whose early enrolment is accepted, and files to simulate."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.formats import ecrire, en_commande, en_entete
from financement.models import Fournisseur, Simulation
from financement.regles.commande.faits import Bon
from financement.simulation import demander, executer
from segur.noyau.annuaires.identifiants import avec_cle
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.exemples import bon_valide
from tests.financement.conftest import Dossier, bases

BONS = [bon_valide(reference=f"BC-{rang}", cle=avec_cle(str(1_000_312_345 + rang))) for rang in range(1, 6)]
MAUVAISE = en_commande(bon_valide(reference="BC-MAUVAISE")) | {"cle": "123", "signee_le": "2026-10-05"}


class Simulateur:
    """What a vendor does with the simulator, without its pages."""

    def __init__(self, dossier: DossierDEnrolement) -> None:
        self.dossier = dossier

    @property
    def fournisseur(self) -> Fournisseur:
        return self.dossier.enrolement.fournisseur

    @property
    def candidature(self) -> Candidature:
        return Candidature.objects.select_related("dispositif").get(produit__editeur=self.fournisseur.organisation)

    def fichier(self, commandes: Iterable[Bon | dict[str, Any]], **entete: Any) -> SimpleUploadedFile:
        code = self.candidature.dispositif.code
        tete = en_entete(**{"dispositif": code, "siren": self.fournisseur.organisation.siren, **entete})
        brutes = [en_commande(c) if isinstance(c, Bon) else c for c in commandes]
        return SimpleUploadedFile("commandes.json", ecrire(tete, brutes))

    def demander(self, commandes: Iterable[Bon | dict[str, Any]], **entete: Any) -> Simulation:
        return self.envoyer(self.fichier(commandes, **entete))

    def envoyer(self, fichier: SimpleUploadedFile) -> Simulation:
        acteur, le = self.dossier.mandataire, self.dossier.instant
        return demander(self.fournisseur, self.candidature, fichier=fichier, au=le, acteur=acteur, le=le)

    def simuler(self, commandes: Iterable[Bon | dict[str, Any]], **entete: Any) -> Simulation:
        simulation = self.demander(commandes, **entete)
        executer(simulation.pk)
        return Simulation.objects.get(pk=simulation.pk)


@pytest.fixture
def simulateur(referencee: Dossier) -> Simulateur:
    """LogiPro, referenced and enrolled; the reference bases of the demonstration are there."""
    bases(referencee.instant)
    return Simulateur(referencee.accepte())


@pytest.fixture
def autre(simulateur: Simulateur, en_plus: Callable[[str], Dossier]) -> DossierDEnrolement:
    """Another firm, that sells a solution of the same kind."""
    return en_plus("MédiSoft").complet()
