"""Models of documents at each stage, and questions to the ASP, made by the real transitions."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from financement.grilles import TYPES
from financement.modeles import grille_de
from financement.models import Fournisseur, ModeleDeDocument, Question
from financement.ouverture import poser_une_question
from financement.transitions import modeles as transitions
from financement.transitions.questions import repondre

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class ImportDeModeles:
    """The models of one supplier in its dispositif; `dossier` is its enrolment (DossierDEnrolement)."""

    def __init__(self, dossier: Any) -> None:
        self.dossier = dossier

    @property
    def fournisseur(self) -> Fournisseur:
        return Fournisseur.objects.get(organisation=self.dossier.mandataire.organisation)

    def modele(self, type_de_document: str) -> ModeleDeDocument:
        """The last one of that kind, read again."""
        siens = ModeleDeDocument.objects.filter(fournisseur=self.fournisseur, type_de_document=type_de_document)
        return siens.latest("pk")

    def ajouter(self, type_de_document: str, nom: str = "", contenu: bytes = b"") -> "ImportDeModeles":
        nom = nom or f"{type_de_document}.pdf"
        donnees = {
            "type_de_document": f"{self.dossier.dispositif.code}:{type_de_document}",
            "fichier": SimpleUploadedFile(nom, contenu or PDF + b"%" + nom.encode()),
        }
        transitions.ajouter_un_modele(self.fournisseur, self.dossier.demande(self.dossier.mandataire, **donnees))
        return self

    def envoyer(self) -> "ImportDeModeles":
        transitions.valider_l_import(self.fournisseur, self.dossier.demande(self.dossier.mandataire))
        return self

    def controler(self, type_de_document: str, *absentes: str) -> "ImportDeModeles":
        """Every mention present, but those named by their code."""
        modele = self.modele(type_de_document)
        controles = {m.code: (m.code not in absentes, "") for m in grille_de(modele).valeur}
        transitions.controler(modele, self.dossier.demande(self.dossier.gestionnaire, controles=controles))
        return self

    def valider(self, type_de_document: str) -> "ImportDeModeles":
        self.controler(type_de_document)
        transitions.valider(self.modele(type_de_document), self.dossier.demande(self.dossier.gestionnaire))
        return self

    def rejeter(self, type_de_document: str, *absentes: str, motif: str = "") -> "ImportDeModeles":
        self.controler(type_de_document, *absentes)
        demande = self.dossier.demande(self.dossier.gestionnaire, motif=motif)
        transitions.rejeter(self.modele(type_de_document), demande)
        return self


def demander(dossier: Any, objet: str, texte: str, sujet: str = "modeles") -> Question:
    """A question of the supplier."""
    donnees = {"sujet": sujet, "dispositif": dossier.dispositif, "objet": objet, "texte": texte, "fichier": None}
    return poser_une_question(donnees, dossier.demande(dossier.mandataire))


def montrer_des_modeles(editeur: Any, distributeur: Any) -> None:
    """One model validated, one rejected, two that wait; one question answered, one open."""
    imports = ImportDeModeles(editeur).ajouter("bon_de_commande").ajouter("facture").envoyer()
    imports.valider("bon_de_commande").rejeter("facture", "montant")
    imports.ajouter("va").envoyer()
    ImportDeModeles(distributeur).ajouter("bon_de_commande", "BDC_DistriSante.pdf").envoyer()
    question = demander(
        editeur, "Facture à 0 €", "Notre facture peut-elle afficher un reste à charge nul et un total à 0 € ?"
    )
    reponse = f"Non : le montant figure toujours. Voyez les mentions du « {TYPES['facture'].libelle} » dans l’aide."
    repondre(question, editeur.demande(editeur.gestionnaire, texte=reponse))
    demander(distributeur, "Mandat qui prend fin", "Faut-il un nouveau mandat avant le prochain dépôt ?", "enrolement")
