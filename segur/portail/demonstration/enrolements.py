"""Suppliers at different stages of their enrolment, made by the real transitions."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.models import CoordonneesBancaires, Enrolement
from financement.ouverture import declarer_coordonnees, ouvrir_enrolement
from financement.regles.enrolement import NATURES
from financement.situation import pieces_dues
from financement.transitions import coordonnees as des_coordonnees
from financement.transitions import enrolement as de_l_enrolement
from financement.transitions import instruction, points, saisie
from segur.noyau.comptes.models import Acteur, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.modeles import PDF, montrer_des_modeles
from segur.portail.demonstration.reperes import LGC, depart
from segur.portail.demonstration.simulations import simuler

IBANS = {
    "MédiSoft": "FR7630006000011234567890189",
    "LogiPro": "FR7620041010050500013102682",
    "DistriSanté": "FR7614508001001234567890141",
}
BICS = {"MédiSoft": "AGRIFRPP", "LogiPro": "PSSTFRPP", "DistriSanté": "CEPAFRPP"}
UN_AN = timedelta(days=365)
FIN_DU_MANDAT = timedelta(days=20)


class DossierDEnrolement:
    """One supplier in the LGC dispositif; its methods take it from stage to stage, a few minutes apart."""

    def __init__(self, firme: str, instant: datetime) -> None:
        self.firme, self.instant = firme, instant
        organisation = Organisation.objects.get(nom=firme)
        personne = Utilisateur.objects.ayant_role(Role.MANDATAIRE, organisation=organisation).earliest("pk")
        self.mandataire = acteur_pour(personne, organisation.pk)
        self.dispositif = Dispositif.objects.get(code=LGC)

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees)

    def asp(self, role: str) -> Acteur:
        return acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk"))

    @property
    def gestionnaire(self) -> Acteur:
        return self.asp(Role.GESTIONNAIRE)

    @property
    def coordonnees(self) -> CoordonneesBancaires:
        return CoordonneesBancaires.objects.filter(fournisseur=self.enrolement.fournisseur).latest("pk")

    @property
    def enrolement(self) -> Enrolement:
        """Read again: what the page would show."""
        return Enrolement.objects.get(pk=self.pk)

    def ouvrir(self) -> "DossierDEnrolement":
        self.pk = ouvrir_enrolement(self.dispositif, self.demande(self.mandataire)).pk
        return self

    def remplir(self, **changements: Any) -> "DossierDEnrolement":
        personne = self.mandataire.personne
        reponses = {
            "representant_nom": personne.nom,
            "representant_prenom": personne.prenom,
            "representant_fonction": "Présidente",
            "representant_email": personne.email,
            "depositaire": Enrolement.Depositaire.REPRESENTANT,
            "a_un_compte_vague_1": False,
            "heberge": False,
            "assujetti": True,
            "usage_exclusif": False,
            "reservee_aux_membres": False,
            "edc": Enrolement.Edc.PROPRE,
            "engagement": True,
        }
        valeurs = {"valeurs": reponses | changements}
        saisie.enregistrer(self.enrolement, self.demande(self.mandataire, **valeurs))
        return self

    def joindre(self, nature: str, nom: str = "", **changements: Any) -> "DossierDEnrolement":
        expire = jour_de_paris(self.instant) + UN_AN if NATURES[nature].expire else None
        perimetre = "Centre de données de Rennes, LNE" if NATURES[nature].perimetre else ""
        fichier = SimpleUploadedFile(nom or f"{nature}.pdf", PDF)
        donnees = {"nature": nature, "fichier": fichier, "expire_le": expire, "perimetre": perimetre} | changements
        saisie.joindre(self.enrolement, self.demande(self.mandataire, **donnees))
        return self

    def joindre_tout(self) -> "DossierDEnrolement":
        for due in pieces_dues(self.enrolement):
            self.joindre(due.nature)
        return self

    def declarer(self, iban: str = "", bic: str = "") -> "DossierDEnrolement":
        donnees = {
            "titulaire": self.firme,
            "iban": iban or IBANS[self.firme],
            "bic": bic or BICS[self.firme],
            "rib": SimpleUploadedFile(f"rib-{self.firme}.pdf", PDF + b"%" + (iban or IBANS[self.firme]).encode()),
        }
        declarer_coordonnees(self.enrolement.fournisseur, donnees, self.demande(self.mandataire))
        return self

    def transmettre(self) -> "DossierDEnrolement":
        de_l_enrolement.transmettre(self.enrolement, self.demande(self.mandataire))
        return self

    def prendre_en_charge(self) -> "DossierDEnrolement":
        instruction.prendre_en_charge(self.enrolement, self.demande(self.gestionnaire))
        return self

    def verifier(self) -> "DossierDEnrolement":
        des_coordonnees.verifier(self.coordonnees, self.demande(self.gestionnaire))
        return self

    def approuver(self) -> "DossierDEnrolement":
        des_coordonnees.approuver(self.coordonnees, self.demande(self.asp(Role.VALIDEUR)))
        return self

    def juger(self, cle: str, motif: str = "") -> "DossierDEnrolement":
        """In order without a reason, to be corrected with one."""
        donnees = {"cle": cle, "conforme": not motif, "motif": motif}
        points.pointer(self.enrolement, self.demande(self.gestionnaire, **donnees))
        return self

    def tout_juger_conforme(self) -> "DossierDEnrolement":
        for due in pieces_dues(self.enrolement):
            self.juger(due.nature)
        return self

    def accepter(self) -> "DossierDEnrolement":
        de_l_enrolement.accepter(self.enrolement, self.demande(self.gestionnaire))
        return self

    def complet(self) -> "DossierDEnrolement":
        """Ready to be sent."""
        return self.ouvrir().remplir().joindre_tout().declarer()

    def accepte(self) -> "DossierDEnrolement":
        self.complet().transmettre().prendre_en_charge().verifier().approuver()
        return self.tout_juger_conforme().accepter()


def distributeur_de_demonstration() -> dict[str, Any]:
    """Declared by MédiSoft, under a mandate that ends soon after the demonstration's start."""
    jour = jour_de_paris(depart())
    bornes = {"signe_le": jour - UN_AN, "fin_le": jour + FIN_DU_MANDAT}
    return {"denomination": "DistriSanté", "siret": "51234876400014", **bornes}


def enroler(apres_le_referencement: datetime, apres_la_validation: datetime) -> None:
    """An éditeur enrolled, that tried the simulator; its distributor enrolled too; another éditeur that waits."""
    editeur = DossierDEnrolement("MédiSoft", apres_le_referencement).accepte()
    referencee = Candidature.objects.get(produit__editeur=editeur.mandataire.entreprise, nru__isnull=False)
    simuler(referencee, editeur.mandataire, editeur.instant)
    distributeur = DossierDEnrolement("DistriSanté", apres_le_referencement + timedelta(days=2))
    distributeur.accepte()
    montrer_des_modeles(editeur, distributeur)
    DossierDEnrolement("LogiPro", apres_la_validation).complet().transmettre()
