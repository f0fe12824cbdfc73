"""What a supplier declares of its work: done before its balance is asked, or never to be done."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from financement.models import Commande
from financement.models.realisation import Moyen
from financement.transitions import realisation
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.clientele import UN_JOUR, dossier_de
from segur.portail.demonstration.modeles import pdf_lisible


def attester(firme: str, commande: Commande, le: datetime) -> None:
    dossier = dossier_de(firme, le)
    page = pdf_lisible("Attestation de fin de prestation", f"Commande {commande.reference}", commande.nom)
    fichier = SimpleUploadedFile(f"attestation-{commande.reference}.pdf", page)
    donnees = {"achevee_le": jour_de_paris(le) - UN_JOUR, "fichier": fichier}
    realisation.attester(commande, dossier.demande(dossier.mandataire, **donnees))


def declarer_l_incapacite(firme: str, commande: Commande, motif: str, le: datetime, *, informe: bool) -> None:
    """`informe`: the client was told by mail that day; it is still to be told otherwise."""
    dossier = dossier_de(firme, le)
    jour = jour_de_paris(le) if informe else None
    donnees = {"motif": motif, "client_informe_le": jour, "client_informe_par": Moyen.COURRIEL if informe else ""}
    realisation.declarer_l_incapacite(commande, dossier.demande(dossier.mandataire, **donnees))
