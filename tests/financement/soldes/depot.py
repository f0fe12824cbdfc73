"""Balances deposited as a supplier does: a file, its archive, what is missing; or one by the form."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction as db

from candidatures.echeances import limite
from financement.demandes.reception import Cadre, recevoir_un_fichier, recevoir_un_formulaire
from financement.demandes.traitement import traiter
from financement.formats import SOLDE, ecrire, en_entete, en_objet
from financement.models import Commande, Creance, DemandeDeFinancement, PointDeCreance
from financement.transitions import correction_des_creances as correction
from financement.transitions.depot import envoyer_des_pieces
from segur.noyau.transitions import Demande
from segur.portail.demonstration.commandes import DepotDeCommandes
from segur.portail.demonstration.enrolements import PDF
from tests.financement.soldes.exemples import DEPOT, commande_validee, declaration_pour

MOTIF = "La date n’est pas celle de la VA."


class DepotDeSoldes(DepotDeCommandes):
    """Of one supplier whose advances are validated, its pilots accepted, the work done."""

    def commander(self, nombre: int = 1, *, depuis: int = 1, **options: Any) -> list[Commande]:
        """As many orders whose balance may be asked; the clock stands at the day of the request."""
        rangs, le = range(depuis, depuis + nombre), self.dossier.instant
        with db.atomic():
            commandes = [commande_validee(self.fournisseur, self.candidature, le, rang=r, **options) for r in rangs]
        DemandeDeFinancement.objects.filter(commandes__in=commandes).update(statut="deposee")
        self.dossier.instant = (commandes[0].decidee_le or le) + DEPOT
        return [Commande.objects.get(pk=commande.pk) for commande in commandes]

    @property
    def cadre(self) -> Cadre:
        return Cadre(self.fournisseur, self.candidature, DemandeDeFinancement.Nature.SOLDE)

    def fichier_de_soldes(self, declarations: Sequence[Any], nom: str = "soldes.json") -> SimpleUploadedFile:
        """Each claim announces its VA and its invoice under the number of its order."""
        siren, nru = self.fournisseur.organisation.siren, self.candidature.nru
        entete = en_entete(dispositif=self.dossier.dispositif.code, siren=siren, nru=nru, format=SOLDE)
        lignes = (
            en_objet(d, {"va": f"va-{d.reference}.pdf", "facture": f"f-{d.reference}.pdf"}, SOLDE) for d in declarations
        )
        return SimpleUploadedFile(nom, ecrire(entete, lignes), content_type="application/json")

    @staticmethod
    def pieces(references: Sequence[str], genres: Sequence[str] = ("va", "f")) -> SimpleUploadedFile:
        flux = BytesIO()
        with ZipFile(flux, "w") as archive:
            for nom in (f"{genre}-{reference}.pdf" for reference in references for genre in genres):
                archive.writestr(nom, PDF + b"%" + nom.encode())
        return SimpleUploadedFile("pieces.zip", flux.getvalue(), content_type="application/zip")

    def recevoir(self, declarations: Sequence[Any]) -> DemandeDeFinancement:
        """The file alone, that no worker has read."""
        contenu = self.fichier_de_soldes(declarations)
        return recevoir_un_fichier(self.cadre, contenu, self.demande(), malgre_tout=True)[0]

    def envoyer_des_soldes(self, declarations: Sequence[Any]) -> DemandeDeFinancement:
        return self.relire(self.recevoir(declarations))

    def joindre_des_pieces(
        self, objet: DemandeDeFinancement, archive: Any, le: datetime | None = None, *, malgre_tout: bool = True
    ) -> None:
        donnees = {"archive": archive, "malgre_tout": malgre_tout}
        demande = self.demande(**donnees) if le is None else Demande(self.dossier.mandataire, le, donnees)
        envoyer_des_pieces(objet, demande)

    def relire(self, objet: DemandeDeFinancement) -> DemandeDeFinancement:
        """What a worker does, and the request afterwards."""
        traiter(objet.pk)
        return DemandeDeFinancement.objects.get(pk=objet.pk)

    def deposer_des_soldes(self, commandes: Sequence[Commande], *, sauf: int = 0) -> DemandeDeFinancement:
        """Of these orders, the last `sauf` without their pieces."""
        objet = self.envoyer_des_soldes([declaration_pour(commande) for commande in commandes])
        references = [commande.reference for commande in commandes][: len(commandes) - sauf]
        self.joindre_des_pieces(objet, self.pieces(references))
        return self.relire(objet)

    def saisir(self, commande: Commande, *genres: str, **changements: Any) -> Creance:
        """By the form, with these kinds of pieces."""
        declaration = declaration_pour(commande, **changements)
        creance: Creance = recevoir_un_formulaire(self.cadre, declaration, self.demande()).creances.get()
        for genre in genres:
            correction.joindre(creance, self.demande(nature=genre, fichier=pdf(f"{genre}.pdf")))
        return Creance.objects.get(pk=creance.pk)

    def renvoyer(self, creance: Creance, *cles: str) -> Creance:
        """Sent back by the ASP on these points."""
        Creance.objects.filter(pk=creance.pk).update(statut="a_modifier", motif="Voir les points.")
        le = self.dossier.instant
        for cle in cles:
            PointDeCreance.objects.create(
                creance=creance, cle=cle, libelle=cle, conforme=False, motif=MOTIF, releve_le=le, envoye_le=le
            )
        return Creance.objects.get(pk=creance.pk)

    def fixer_la_date_6(self, instant: datetime) -> datetime:
        """The text in force gives that instant to Date 6."""
        texte = limite(self.candidature, 6, au=self.dossier.instant)
        version = self.candidature.dispositif.echeances.get(numero=6, depuis=texte.depuis)
        type(version).objects.filter(pk=version.pk).update(instant=instant)
        return instant


def pdf(nom: str = "va.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, PDF + nom.encode())


def statuts(objet: DemandeDeFinancement) -> list[str]:
    return list(objet.creances.order_by("rang").values_list("statut", flat=True))
