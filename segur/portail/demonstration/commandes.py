"""Orders of invented clients, deposited as a supplier does: a file, its archive, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.demandes.reception import Cadre, recevoir_un_fichier
from financement.demandes.traitement import traiter
from financement.formats import ecrire, en_commande, en_entete
from financement.models import DemandeDeFinancement, Enrolement
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.transitions.depot import envoyer_des_pieces
from segur.noyau.annuaires.faits import connaitre
from segur.noyau.annuaires.models import Activite
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.enrolements import PDF, DossierDEnrolement
from segur.portail.demonstration.reperes import depart

JOUR = timedelta(days=1)
CANDIDATS = 400
DEPOT = 12 * JOUR
"""Before the demonstration's start: what waits at the ASP is recent."""


def medecins(nombre: int, le: datetime, dispositif: str) -> list[tuple[str, str]]:
    """RPPS and name of doctors of the demonstration bases who may receive the whole service."""
    lus = dict(Activite.objects.order_by("-cle").values_list("cle", "nom")[:CANDIDATS])
    connus = connaitre(list(lus), jour_de_paris(le), dispositif)
    bons = [c for c in lus if connus[c].eligible.favorable and getattr(connus[c].vague_1, "satisfait", True)]
    return [(cle, f"Cabinet du docteur {lus[cle].capitalize()}") for cle in bons[:nombre]]


class DepotDeCommandes:
    """The orders of one enrolled supplier, for one solution."""

    def __init__(self, dossier: DossierDEnrolement, candidature: Candidature | None = None) -> None:
        """Of that solution, or of the last one referenced: its own rather than one that it distributes."""
        self.dossier = dossier
        self.fournisseur = dossier.enrolement.fournisseur
        liens = Candidature.objects.filter(dispositif=dossier.dispositif, statut=Candidature.Statut.REFERENCEE)
        siennes = liens.filter(produit__editeur=self.fournisseur.organisation)
        self.candidature = candidature or (siennes if siennes.exists() else liens).latest("pk")

    @property
    def cadre(self) -> Cadre:
        return Cadre(self.fournisseur, self.candidature)

    def bon(self, rang: int, cle: str, nom: str, **changements: Any) -> Bon:
        """At the ceilings of a doctor at 20 %, signed the day before."""
        jour = jour_de_paris(self.dossier.instant) - JOUR
        bon = Bon(
            reference=f"BC-{rang:03}",
            client=Client.MEDECIN,
            cle=cle,
            nom=nom,
            emis_le=jour,
            signe_le=jour,
            taux_tva=Decimal(20),
            lignes=(
                Ligne(Prestation.VAGUE_2, "Prestation principale Vague 2", Decimal("376.25"), Decimal("451.50")),
                Ligne(Prestation.SECONDAIRE, "Prestation secondaire", Decimal("104.17"), Decimal("125.00")),
            ),
            signature=Signature.PSC,
            signataire=nom.removeprefix("Cabinet du "),
            signataire_habilite=True,
            version=self.candidature.produit.version,
            version_installee="0.9",
            mention_etat=True,
            mention_conditionnelle=True,
            conditionne=False,
            vague_1_autofinancee=False,
            patients_mt=0,
            aides_de_minimis=Decimal(0),
            aides_declarees_le=jour,
        )
        return replace(bon, **changements)

    def bons(self, nombre: int, depuis: int = 0, **changements: Any) -> list[Bon]:
        clients = medecins(depuis + nombre, self.dossier.instant, self.dossier.dispositif.code)[depuis:]
        return [self.bon(rang, *client, **changements) for rang, client in enumerate(clients, depuis + 1)]

    def fichier(self, bons: Iterable[Bon], nom: str = "demandes.json") -> SimpleUploadedFile:
        """Each order announces its signed copy under its own number."""
        organisation = self.fournisseur.organisation
        entete = en_entete(dispositif=self.dossier.dispositif.code, siren=organisation.siren, nru=self.candidature.nru)
        commandes = (en_commande(bon, {"bon": f"{bon.reference}.pdf"}) for bon in bons)
        return SimpleUploadedFile(nom, ecrire(entete, commandes), content_type="application/json")

    @staticmethod
    def archive(references: Sequence[str], nom: str = "pieces.zip") -> SimpleUploadedFile:
        flux = BytesIO()
        with ZipFile(flux, "w", ZIP_DEFLATED) as archive:
            for reference in references:
                archive.writestr(f"{reference}.pdf", PDF + b"%" + reference.encode())
        return SimpleUploadedFile(nom, flux.getvalue(), content_type="application/zip")

    def demande(self, **donnees: Any) -> Demande:
        return self.dossier.demande(self.dossier.mandataire, **donnees)

    def envoyer(self, bons: Sequence[Bon], *, malgre_tout: bool = False) -> DemandeDeFinancement:
        """The file alone."""
        fichier = self.fichier(bons)
        objet, _ = recevoir_un_fichier(self.cadre, fichier, self.demande(), malgre_tout=malgre_tout)
        traiter(objet.pk)
        objet.refresh_from_db()
        return objet

    def completer(
        self, objet: DemandeDeFinancement, references: Sequence[str], *, malgre_tout: bool = False
    ) -> DemandeDeFinancement:
        """An archive of signed copies."""
        donnees = {"archive": self.archive(references), "malgre_tout": malgre_tout}
        envoyer_des_pieces(objet, self.demande(**donnees))
        traiter(objet.pk)
        objet.refresh_from_db()
        return objet

    def deposer(self, nombre: int, *, sauf: int = 0, depuis: int = 0) -> DemandeDeFinancement:
        """`nombre` orders of which `sauf` lack their signed copy."""
        bons = self.bons(nombre, depuis)
        references = [bon.reference for bon in bons]
        return self.completer(self.envoyer(bons), references[: nombre - sauf])


def deposer_des_commandes(firme: str) -> None:
    """Once enrolled: orders deposited, a request that lacks a signed copy, an order that the ASP would reject."""
    enrolement = Enrolement.objects.get(fournisseur__organisation__nom=firme, initial_le__isnull=False)
    depuis = max(enrolement.initial_le or depart(), depart() - DEPOT)
    dossier = DossierDEnrolement(firme, depuis + JOUR)
    dossier.pk = enrolement.pk
    depot = DepotDeCommandes(dossier)
    if not medecins(1, dossier.instant, dossier.dispositif.code):
        return
    depot.deposer(6)
    bons = [*depot.bons(3, 6), *depot.bons(1, 9, mention_etat=False)]
    depot.completer(depot.envoyer(bons), [bon.reference for bon in bons[1:]])
