"""Loads the dispositifs, their calendars and profiles from the data files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from segur.noyau.dispositifs.chargement import DonneesInvalides, charger_dispositifs


class Command(BaseCommand):
    help = "Charge les dispositifs, leurs calendriers et leurs profils. Peut être relancée sans effet."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = charger_dispositifs()
        except DonneesInvalides as erreur:
            raise CommandError(f"Données invalides, rien n’est chargé :\n{erreur}") from erreur
        self.stdout.write(
            f"Dispositifs chargés : {bilan.creees} ligne(s) créée(s), {bilan.modifiees} modifiée(s), "
            f"{bilan.inchangees} inchangée(s)."
        )
