"""Claims of the secondary service deposited as a supplier does: a file and its archive, or the form; then the desk."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from financement.demandes.reception import Cadre
from financement.examen import examiner, point_du_constat
from financement.formats import SECONDAIRE, ecrire, en_entete, en_objet
from financement.models import Commande, Creance, DemandeDeFinancement, Piece
from financement.regles.demande_secondaire.faits import Declaration
from financement.transitions import bureau_des_creances as bureau
from segur.noyau.comptes.models import Role
from segur.noyau.transitions import Demande
from tests.financement.demande_secondaire.exemples import DEFINITIF_LE, RECU_LE, payable
from tests.financement.secondaire.exemples import cliente
from tests.financement.soldes.conftest import deposant_de_soldes
from tests.financement.soldes.depot import DepotDeSoldes
from tests.monde import Monde


class DepotDeSecondaires(DepotDeSoldes):
    """Of one supplier whose clients reached PERF 0,5, their journals sent; the clock stands at the day of the claim."""

    def commander_une(self, rang: int = 1) -> Commande:
        le = self.dossier.instant
        commande = payable(cliente(self.fournisseur, self.candidature, le, rang=rang, engagee=True))
        DemandeDeFinancement.objects.filter(commandes=commande).update(statut="deposee")
        Piece.objects.filter(expire_le__isnull=False).update(expire_le=date(2031, 1, 1))
        return Commande.objects.get(pk=commande.pk)

    @property
    def cadre(self) -> Cadre:
        return Cadre(self.fournisseur, self.candidature, DemandeDeFinancement.Nature.SECONDAIRE)

    def fichier_de_soldes(self, declarations: Sequence[Any], nom: str = "secondaires.json") -> SimpleUploadedFile:
        """Each claim announces its invoice under the number of its order."""
        siren, nru = self.fournisseur.organisation.siren, self.candidature.nru
        entete = en_entete(dispositif=self.dossier.dispositif.code, siren=siren, nru=nru, format=SECONDAIRE)
        lignes = (en_objet(d, {"facture": f"f-{d.reference}.pdf"}, SECONDAIRE) for d in declarations)
        return SimpleUploadedFile(nom, ecrire(entete, lignes), content_type="application/json")

    def deposer_le_fichier(self, *declarations: Declaration) -> DemandeDeFinancement:
        objet = self.envoyer_des_soldes(declarations)
        self.joindre_des_pieces(objet, self.pieces([d.reference for d in declarations], ("f",)))
        return self.relire(objet)


class AuBureau:
    """One claim deposited, and who examines it; the data of its journal are definitive."""

    def __init__(self, creance: Creance, depot: DepotDeSoldes) -> None:
        self.creance, self.instant = creance, DEFINITIF_LE
        self.gestionnaire, self.valideur = depot.dossier.gestionnaire, depot.dossier.asp(Role.VALIDEUR)

    def relue(self) -> Creance:
        return Creance.objects.select_related(*Creance.lus_avec).get(pk=self.creance.pk)

    def demande(self, acteur: Any, **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees)

    def proposer(self) -> Creance:
        remarques = {point_du_constat(doute): "Vérifié." for doute in examiner(self.relue()).doutes}
        demande = self.demande(self.gestionnaire, controles=True, remarques=remarques)
        fait: Creance = bureau.proposer_la_validation(self.relue(), demande)
        return fait

    def valider(self, acteur: Any = None) -> Creance:
        fait: Creance = bureau.valider(self.relue(), self.demande(acteur or self.valideur))
        return fait


def deposant(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> DepotDeSecondaires:
    return DepotDeSecondaires(deposant_de_soldes(monde, firme, produit).dossier)


def au_jour_de_la_demande(depot: DepotDeSecondaires) -> None:
    depot.dossier.instant = RECU_LE
