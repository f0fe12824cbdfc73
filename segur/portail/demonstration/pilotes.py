"""Dossiers of pilots at three stages: accepted and published, sent back on one PV, sent to the ANS."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.models import Commande, DossierPilote, Pilote
from financement.pilotes import cles_de
from financement.regles.commande.faits import Signature
from financement.regles.formations import liste_au
from financement.regles.pilotes import CONTROLES
from financement.transitions import pilotes as gestes
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.bureau import agent
from segur.portail.demonstration.clientele import dossier_de
from segur.portail.demonstration.modeles import pdf_lisible

QUELQUES_MINUTES = timedelta(minutes=7)
UN_JOUR, DIX_JOURS, DEUX_SEMAINES = timedelta(days=1), timedelta(days=10), timedelta(days=14)
MOTIF = "La signature du client manque ou est illisible."


class DossierDePilotes:
    """Of one supplier and one solution, on some orders paid; its methods are a few minutes apart."""

    def __init__(self, firme: str, candidature: Candidature, commandes: Sequence[Commande], instant: datetime) -> None:
        self.instant, self.commandes = instant, commandes
        self.installe_le = jour_de_paris(instant) - DEUX_SEMAINES
        enrolement = dossier_de(firme, instant)
        self.mandataire, fournisseur = enrolement.mandataire, enrolement.enrolement.fournisseur
        self.pk = gestes.ouvrir(fournisseur, candidature, self.demande(self.mandataire)).pk

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += QUELQUES_MINUTES
        return Demande(acteur, self.instant, donnees)

    @property
    def dossier(self) -> DossierPilote:
        """Read again: what the page would show."""
        return DossierPilote.objects.select_related(*DossierPilote.lus_avec).get(pk=self.pk)

    @property
    def pilotes(self) -> list[Pilote]:
        return list(Pilote.objects.actuels().filter(dossier_pilote=self.pk).select_related("commande"))

    def transmettre(self) -> "DossierDePilotes":
        """Clients chosen, their PV signed two weeks after the installation, one guide for every content."""
        for commande in self.commandes:
            gestes.choisir(self.dossier, self.demande(self.mandataire, commande=commande.pk))
        for pilote in self.pilotes:
            gestes.joindre_le_pv(self.dossier, self.demande(self.mandataire, **self._pv(pilote)))
        gestes.ajouter_un_support(self.dossier, self.demande(self.mandataire, **self._guide()))
        gestes.transmettre(self.dossier, self.demande(self.mandataire))
        return self

    def _pv(self, pilote: Pilote) -> dict[str, Any]:
        reference, client = pilote.commande.reference, pilote.commande.nom
        page = pdf_lisible("Procès-verbal d’installation pilote", f"Commande {reference}", client)
        return {
            "pilote": pilote.pk,
            "fichier": SimpleUploadedFile(f"pv-{reference}.pdf", page),
            "installe_le": self.installe_le,
            "signe_le": self.installe_le + DEUX_SEMAINES,
            "signature": Signature.MANUSCRITE.value,
            "signataire": client.removeprefix("Cabinet du "),
            "observation": "",
        }

    def _guide(self) -> dict[str, Any]:
        liste = liste_au(self.dossier.candidature.dispositif.code, jour_de_paris(self.instant))
        contenus = [contenu.code for contenu in liste.valeur] if liste else []
        lien = "https://formation.editeur.example/guide"
        return {"titre": "Guide de l’utilisateur", "fichier": None, "lien": lien, "contenus": contenus}

    def juger(self, *cles: str, motif: str = "") -> "DossierDePilotes":
        """In order without a reason, to be corrected with one."""
        donnees = {"cles": list(cles), "conforme": not motif, "motif": motif, "controles": list(CONTROLES)}
        revue.pointer(self.dossier, self.demande(agent(Role.VERIFICATEUR), **donnees))
        return self

    def prendre_en_charge(self) -> "DossierDePilotes":
        revue.prendre_en_charge(self.dossier, self.demande(agent(Role.VERIFICATEUR)))
        return self

    def accepter(self) -> "DossierDePilotes":
        self.juger(*cles_de(self.dossier, jour_de_paris(self.instant)))
        revue.accepter(self.dossier, self.demande(agent(Role.RESPONSABLE)))
        return self

    def demander_une_signature(self) -> "DossierDePilotes":
        """Of the third PV; the others are in order."""
        tous, fautif = cles_de(self.dossier, jour_de_paris(self.instant)), self.pilotes[2].cle
        self.juger(*(cle for cle in tous if cle != fautif)).juger(fautif, motif=MOTIF)
        a_rendre_le = jour_de_paris(self.instant + 2 * DIX_JOURS)
        donnees = {"motif": "Un PV est à reprendre.", "a_rendre_le": a_rendre_le}
        revue.demander_des_complements(self.dossier, self.demande(agent(Role.VERIFICATEUR), **donnees))
        return self
