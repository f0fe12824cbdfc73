"""What a supplier tried in the simulator: a good order, one that a rule rejects, one that cannot be read."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.formats import ecrire, en_commande, en_entete, exemple, lire
from financement.simulation import demander, executer
from segur.noyau.comptes.models import Acteur
from segur.noyau.temps import jour_de_paris


def simuler(candidature: Candidature, acteur: Acteur, le: datetime) -> None:
    """The example of the format, a few days before, with two faults."""
    entreprise = acteur.entreprise
    entete = en_entete(dispositif=candidature.dispositif.code, siren=entreprise.siren, nru=candidature.nru)
    contenu = ecrire(entete, _commandes(le))
    fichier = SimpleUploadedFile("commandes-de-demonstration.json", contenu)
    simulation = demander(entreprise.fournisseur, candidature, fichier=fichier, au=le, acteur=acteur, le=le)
    executer(simulation.pk)


def _commandes(le: datetime) -> list[dict[str, Any]]:
    jour = jour_de_paris(le) - timedelta(days=3)
    dates = {"emis_le": f"{jour}", "signe_le": f"{jour}"}
    bonne, seconde = (en_commande(ligne.bon) | dates for ligne in lire(exemple()) if ligne.bon)
    declaree = {"aides_declarees_le": f"{jour}"}
    sans_mention = seconde | {"mention_etat": False}
    illisible = bonne | {"reference": "BC-2026-003", "cle": "99000000029", "signe_le": "5 octobre", "signee": True}
    return [bonne | declaree | {"patients_mt": 5}, sans_mention, illisible | declaree]
