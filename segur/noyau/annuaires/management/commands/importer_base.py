"""Imports a file of a reference base, read where it is: what the annuaire santé, too large for the screen, needs."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from segur.noyau import horloge
from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.importation import importer_sur_place
from segur.noyau.annuaires.models import AnomalieDImport, ImportDeBase
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.transitions import Refus


class Command(BaseCommand):
    help = "Importe un fichier dans une base de référence. À la moindre anomalie, rien n’est importé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("base", choices=sorted(formats()))
        parser.add_argument("fichier", type=Path)
        parser.add_argument(
            "--extrait-du", type=date.fromisoformat, help="AAAA-MM-JJ ; sinon, lue dans le nom du fichier."
        )
        parser.add_argument("--confirme-par", help="Adresse de qui a vérifié un import qui retire beaucoup de clients.")

    def handle(self, *args: Any, base: str, fichier: Path, **options: Any) -> None:
        jour = options["extrait_du"] or formats()[base].jour_du_nom(fichier.name)
        if jour is None:
            raise CommandError("Le nom du fichier ne dit pas la date d’extraction : donnez-la par --extrait-du.")
        qui = self._personne(base, options["confirme_par"])
        try:
            fini = importer_sur_place(base, fichier, extrait_du=jour, le=horloge.maintenant(), confirme_par=qui)
        except OSError as erreur:
            raise CommandError(f"Le fichier ne peut pas être lu : {erreur.strerror}.") from erreur
        except Refus as refus:
            raise CommandError(str(refus)) from refus
        self._raconter(fini)

    def _personne(self, base: str, adresse: str | None) -> Utilisateur | None:
        if adresse is None:
            return None
        personne = Utilisateur.objects.ayant_role(*formats()[base].gerants).filter(email=adresse).first()
        if personne is None:
            raise CommandError(f"{adresse} ne peut pas confirmer un import de cette base.")
        return personne

    def _raconter(self, fini: ImportDeBase) -> None:
        for probleme in AnomalieDImport.objects.filter(decompte__importation=fini).select_related("decompte"):
            lieu = f"ligne {probleme.ligne}, {probleme.colonne}".rstrip(", ") if probleme.ligne else "fichier"
            valeur = f" « {probleme.valeur} »" if probleme.valeur else ""
            texte = f"{probleme.decompte.libelle} — {lieu}{valeur} : attendu {probleme.attendu}. {probleme.reparation}"
            self.stderr.write(texte)
        if fini.version:
            v = fini.version
            self.stdout.write(
                f"{v} : {fini.lignes_lues} lignes lues, {v.cles_ajoutees} clients ajoutés, "
                f"{v.cles_modifiees} modifiés, {v.cles_retirees} retirés. {fini.issue}".strip()
            )
            return
        self.stdout.write(f"{fini} : {fini.get_statut_display().lower()}. {fini.issue}")
        if fini.statut == ImportDeBase.Statut.A_CONFIRMER:
            self.stdout.write("Vérifiez le fichier, puis relancez avec --confirme-par et l’adresse de qui l’a vérifié.")
        if fini.statut != ImportDeBase.Statut.SANS_CHANGEMENT:
            sys.exit(1)
