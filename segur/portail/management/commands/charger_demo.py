"""`manage.py charger_demo`: accounts, demonstration REM and candidatures. Does nothing where they are already."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from candidatures.models import Candidature
from segur.noyau import horloge
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.demonstration import classeur, dispositifs_de_demonstration
from segur.noyau.referentiel.importation import importer_rem
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.comptes import creer_les_comptes
from segur.portail.demonstration.reperes import depart
from segur.portail.demonstration.scenario import jouer

REM_AVANT = timedelta(days=154)


class Command(BaseCommand):
    help = "Charge les données de démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Les données de démonstration ne se chargent que dans une démonstration (SEGUR_DEMO=1).")
        if Candidature.objects.exists():
            return
        horloge.regler(depart())  # what the portal itself dates, on its own clock
        with transaction.atomic():
            creer_les_comptes(depart() - REM_AVANT)
            for code in dispositifs_de_demonstration():
                importer_rem(
                    classeur(code),
                    nom_fichier=f"REM de démonstration {code}.xlsx",
                    dispositif=Dispositif.objects.get(code=code),
                    importee_par=None,
                    le=depart() - REM_AVANT,
                )
            importer_les_bases(depart() - REM_AVANT)
            jouer()
        horloge.regler(depart())
