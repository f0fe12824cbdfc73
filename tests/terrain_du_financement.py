"""What the authorisation matrix is tried on in the financing: the part of the ground that is there."""

from typing import TYPE_CHECKING, Any

from candidatures.models import Candidature
from financement.models import Commande, Droit, Enrolement, ModeleDeDocument
from financement.transitions.fournisseur import accorder
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.depot import deposer_octets
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import demander
from segur.portail.demonstration.scenario import Scenario
from tests.financement.controles.exemples import un_controle
from tests.financement.indus.exemples import un_indu
from tests.financement.paiements.exemples import paiements
from tests.financement.pilotes.dossier import DossierDePilotes, un_dossier
from tests.financement.secondaire.exemples import secondaire_suivie
from tests.financement.simulateur.donnees import simulation_terminee
from tests.financement.soldes.exemples import creance_de
from tests.monde import LGC, PDF, arbitrage_entre, commande_de, referencer

if TYPE_CHECKING:
    from tests.terrain import Cas


class DuFinancement:
    """Mixed in `Terrain`: builds the objects, and gives the arguments of their addresses."""

    def financer(self: Any, ouverte: Scenario) -> None:
        self.enrolement = DossierDEnrolement("LogiPro", ouverte.instant).complet()
        self._habiliter_le_salarie()
        self.fournisseur = self.enrolement.enrolement.fournisseur
        self.lot, self.retour = paiements(ouverte.instant)
        self.enrolement.transmettre()
        autre = Dispositif.objects.exclude(code=LGC).earliest("pk")
        self.commandes = {
            etat: commande_de(self.fournisseur, self.etats[etat], etat == "ouverte") for etat in self.etats
        }
        self.creances = {etat: creance_de(self.commandes["ouverte"], etat == "ouverte") for etat in self.etats}
        self.arbitrage = arbitrage_entre(*reversed(self.commandes.values()))
        self.enrolement_en_brouillon = Enrolement.objects.create(fournisseur=self.fournisseur, dispositif=autre)
        self.simulation = simulation_terminee(self.enrolement)
        self.modeles = {etat: self._un_modele(etat) for etat in self.etats}
        self.question = demander(self.enrolement, "Secret", "Texte")
        self.pilotes = self._piloter()
        commande = self.commandes["ouverte"]
        self.controle = un_controle(commande)
        self.indus = {etat: un_indu(commande, mis_en_demeure=etat == "ouverte") for etat in self.etats}
        self.import_de_journal, self.journal = secondaire_suivie(
            self.fournisseur, Candidature.objects.get(nru=self.nru)
        )

    def _un_modele(self: Any, etat: str) -> ModeleDeDocument:
        """In an import, or sent; the enrolment of this ground opens none."""
        le, par = self.enrolement.instant, self.enrolement.mandataire
        document = deposer_octets(PDF, nom="modele.pdf", zone="modele_asp", acteur=par, le=le)
        envoye = {"statut": "en_attente", "envoye_le": le, "envoye_par": par.personne} if etat == "ouverte" else {}
        return ModeleDeDocument.objects.create(
            fournisseur=self.fournisseur,
            dispositif=self.enrolement.dispositif,
            type_de_document="facture",
            libelle="Modèle de facture MDV",
            document=document,
            ajoute_le=le,
            ajoute_par=par.personne,
            **envoye,
        )

    def _habiliter_le_salarie(self: Any) -> None:
        personne = self.monde.salarie.personne
        par = self.enrolement.demande(self.enrolement.mandataire, utilisateur=personne, droit=Droit.SAISIR)
        accorder(self.enrolement.enrolement.fournisseur, par)

    def _piloter(self: Any) -> dict[str, DossierDePilotes]:
        """One dossier begun, one sent to the ANS."""
        autre = self.monde.brouillon(produit="Pilotée").candidature
        referencer(autre)
        premiere = Candidature.objects.get(nru=self.nru)
        return {"brouillon": un_dossier(autre, depuis=700), "ouverte": un_dossier(premiere, depuis=800).transmettre()}

    def _enrolement(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        nature = {"nature": "non_hds"} if "nature" in self.arguments_de(cas) else {}
        objet = self.enrolement_en_brouillon if scenario is self.etats["brouillon"] else self.enrolement
        return {"pk": 999_999 if absente else objet.pk} | nature

    def _fournisseur(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.fournisseur.pk}

    def _simulation(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        rang = {"rang": 1} if "rang" in self.arguments_de(cas) else {}
        return {"pk": 999_999 if absente else self.simulation.pk} | rang

    def _demande(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self._commande_en(scenario).demande_id}

    def _commande(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        nature = {"nature": "bon"} if "nature" in self.arguments_de(cas) else {}
        return {"pk": 999_999 if absente else self._commande_en(scenario).pk} | nature

    def _creance(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        nature = {"nature": "va"} if "nature" in self.arguments_de(cas) else {}
        creance = self.creances["brouillon" if scenario is self.etats["brouillon"] else "ouverte"]
        return {"pk": 999_999 if absente else creance.pk} | nature

    def _arbitrage(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.arbitrage.pk}

    def _commande_en(self: Any, scenario: Scenario) -> Commande:
        commande: Commande = self.commandes["brouillon" if scenario is self.etats["brouillon"] else "ouverte"]
        return commande

    def _dossier_pilote(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        objet = self.pilotes["brouillon" if scenario is self.etats["brouillon"] else "ouverte"]
        pilote = {"pilote": objet.pilotes[0].pk} if "pilote" in self.arguments_de(cas) else {}
        return {"pk": 999_999 if absente else objet.pk} | pilote

    def _secondaire(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.journal.commande_id}

    def _journal_transmis(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.journal.pk}

    def _import_de_journal(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.import_de_journal.pk}

    def _piece_sensible(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        piece = self.enrolement.enrolement.pieces.get(nature="identite_representant")
        return {"pk": 999_999 if absente else piece.pk}

    def _coordonnees(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.enrolement.coordonnees.pk}

    def _modele_de_document(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        etat = next(nom for nom, sien in self.etats.items() if sien is scenario)
        return {"pk": 999_999 if absente else self.modeles[etat].pk}

    def _question(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.question.pk}

    def _controle(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.controle.pk}

    def _campagne(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.controle.campagne_id}

    def _indu(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        etat = next(nom for nom, sien in self.etats.items() if sien is scenario)
        return {"pk": 999_999 if absente else self.indus[etat].pk}

    def _lot_de_paiement(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.lot.pk}

    def _retour_bancaire(self: Any, cas: "Cas", scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.retour.pk}
