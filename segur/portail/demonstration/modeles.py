"""Models of documents at each stage, and questions to the ASP, made by the real transitions."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from financement.grilles import TYPES
from financement.modeles import grille_de
from financement.models import Fournisseur, ModeleDeDocument, Question
from financement.ouverture import poser_une_question
from financement.transitions import modeles as transitions
from financement.transitions.questions import repondre
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.pdf import pdf_vierge
from segur.portail.demonstration.reperes import LGC, depart

PDF = pdf_vierge()


def pdf_lisible(*lignes: str) -> bytes:
    """One page of plain text, for a file that people will look at."""
    echappees = [ligne.replace("(", "[").replace(")", "]") for ligne in lignes]
    texte = "BT /F1 11 Tf 50 780 Td 18 TL " + " ".join(f"({ligne}) Tj T*" for ligne in echappees) + " ET"
    flux = texte.encode("cp1252", "replace")
    return _assembler(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(flux), flux),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )


def _assembler(*objets: bytes) -> bytes:
    """Numbered objects, then where each begins."""
    corps, debuts = b"%PDF-1.4\n", []
    for rang, objet in enumerate(objets, 1):
        debuts.append(len(corps))
        corps += b"%d 0 obj%s\nendobj\n" % (rang, objet)
    table = b"".join(b"%010d 00000 n \n" % debut for debut in debuts)
    nombre = len(objets) + 1
    fin = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (nombre, len(corps))
    return corps + b"xref\n0 %d\n0000000000 65535 f \n%s" % (nombre, table) + fin


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
    imports = ImportDeModeles(editeur)
    imports.ajouter("bon_de_commande", "BDC_MediSoft.pdf", _document("bon_de_commande", "Bon de commande"))
    imports.ajouter("facture", "Facture_MediSoft.pdf", _document("facture", "Facture")).envoyer()
    imports.rejeter("bon_de_commande", "prise_en_charge").valider("facture")
    imports.ajouter("va", "VA_MediSoft.pdf", _document("va", "Vérification d’aptitude")).envoyer()
    bdc = _document("bon_de_commande", "Bon de commande, DistriSanté")
    ImportDeModeles(distributeur).ajouter("bon_de_commande", "BDC_DistriSante.pdf", bdc).envoyer()
    question = demander(editeur, "Facture à 0 €", "Notre facture peut-elle afficher un total à 0 € ?")
    reponse = f"Non : le montant figure toujours. Voyez les mentions du « {TYPES['facture'].libelle} » dans l’aide."
    repondre(question, editeur.demande(editeur.gestionnaire, texte=reponse))
    demander(distributeur, "Mandat qui prend fin", "Faut-il un nouveau mandat avant le prochain dépôt ?", "enrolement")


def _document(type_de_document: str, titre: str) -> bytes:
    """A fictitious model: what its check-list looks for, in words, but the words that a text gives."""
    version = TYPES[type_de_document].grille(LGC, jour_de_paris(depart()))
    return pdf_lisible(titre, "Document fictif de démonstration", "", *(mention.libelle for mention in version.valeur))
