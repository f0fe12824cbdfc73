"""`manage.py simuler FICHIER`: what the engine would say of each order of a file. Nothing is kept."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidatures.models import Candidature
from financement.formats import AVANCE, FORMATS, EnTete, FichierIllisible, Lecture, lire
from financement.lignes_simulees import en_ligne, juger_les_lignes
from financement.models import Fournisseur, LigneSimulee
from financement.simulation import instant_du_rejeu, solutions, verifier_l_entete
from financement.tableur import ecrire_le_classeur
from segur.noyau import horloge
from segur.noyau.regles import HorsPeriode
from segur.noyau.temps import PARIS, en_clair, jour_de_paris

ILLISIBLE = 2
REJETS = 1


def instant(ecrit: str) -> datetime:
    """A day of Paris at noon, or an instant (AAAA-MM-JJTHH:MM, of Paris unless it says otherwise)."""
    try:
        if len(ecrit) == len("AAAA-MM-JJ"):
            return instant_du_rejeu(date.fromisoformat(ecrit))
        lu = datetime.fromisoformat(ecrit)
    except ValueError:
        raise ArgumentTypeError(f"« {ecrit} » n’est ni AAAA-MM-JJ ni AAAA-MM-JJTHH:MM.") from None
    return lu if lu.tzinfo else lu.replace(tzinfo=PARIS)


class Command(BaseCommand):
    help = (
        "Simule un fichier de demandes d’avance, de solde ou de prestation secondaire, sans rien en garder. "
        "0 : aucun rejet ; 1 : des rejets ; 2 : illisible."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--nature", choices=list(FORMATS), default=AVANCE.nature, help="Ce que le fichier demande.")
        parser.add_argument("--siren", help="Du fournisseur ; sinon, celui de l’en-tête.")
        parser.add_argument("--nru", help="De la solution ; sinon, celui de l’en-tête, ou la seule du dispositif.")
        parser.add_argument("--au", type=instant, help="Jour ou instant simulé ; sinon, maintenant.")
        parser.add_argument("--xlsx", type=Path, help="Où écrire le résultat.")

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        au: datetime = options["au"] or horloge.maintenant()
        try:
            with fichier.open("rb") as flux:
                lecture = lire(flux, format=FORMATS[options["nature"]])
            fournisseur, candidature = self._qui(lecture.entete, options, au)
            verifier_l_entete(lecture.entete, fournisseur, candidature)
        except OSError as erreur:
            raise CommandError(f"Le fichier ne peut pas être lu : {erreur.strerror}.", returncode=ILLISIBLE) from erreur
        except FichierIllisible as refus:
            raise CommandError(_en_entier(refus), returncode=ILLISIBLE) from refus
        self.stdout.write(f"{len(lecture)} commandes de {fournisseur}, simulées au {en_clair(au)}.")
        try:
            nombres = self._juger(lecture, fournisseur, candidature, au, options["xlsx"])
        except HorsPeriode as absence:
            raise CommandError(str(absence), returncode=ILLISIBLE) from absence
        for valeur, libelle in LigneSimulee.Prediction.choices:
            self.stdout.write(f"{libelle} : {nombres[valeur]}")
        if nombres[LigneSimulee.Prediction.REJETE]:
            sys.exit(REJETS)

    def _qui(self, entete: EnTete, options: dict[str, Any], au: datetime) -> tuple[Fournisseur, Candidature]:
        siren = options["siren"] or entete.siren
        fournisseur = Fournisseur.objects.filter(organisation__siren=siren).select_related("organisation").first()
        if fournisseur is None:
            raise CommandError(f"Aucun fournisseur n’a le SIREN {siren}.", returncode=ILLISIBLE)
        siennes = [c for c in solutions(fournisseur, jour_de_paris(au)) if c.dispositif.code == entete.dispositif]
        nru = options["nru"] or entete.nru
        retenues = [c for c in siennes if c.nru == nru] if nru else siennes
        if len(retenues) != 1:
            connues = ", ".join(c.nru or "sans NRU" for c in siennes) or "aucune"
            raise CommandError(
                f"Choisissez la solution par --nru. Solutions simulables : {connues}.", returncode=ILLISIBLE
            )
        return fournisseur, retenues[0]

    def _juger(
        self, lecture: Lecture, fournisseur: Fournisseur, candidature: Candidature, au: datetime, sortie: Path | None
    ) -> Counter[str]:
        """Each order that is not accepted is told as it comes; the workbook is written in the same pass."""
        nombres: Counter[str] = Counter()
        lignes = self._raconter(lecture, fournisseur, candidature, au, nombres)
        if sortie is None:
            for _ in lignes:
                pass
            return nombres
        resume = [("Fichier simulé au", en_clair(au)), ("Commandes", len(lecture))]
        with ecrire_le_classeur(resume, lignes) as flux, sortie.open("wb") as cible:
            copyfileobj(flux, cible)
        return nombres

    def _raconter(
        self, lecture: Lecture, fournisseur: Fournisseur, candidature: Candidature, au: datetime, nombres: Counter[str]
    ) -> Iterator[LigneSimulee]:
        for lot in juger_les_lignes(fournisseur, candidature, lecture, au, lecture.format):
            for jugee in lot:
                ligne = en_ligne(jugee)
                nombres[ligne.prediction] += 1
                self._dire(ligne)
                yield ligne

    def _dire(self, ligne: LigneSimulee) -> None:
        if ligne.prediction == LigneSimulee.Prediction.ACCEPTE:
            return
        self.stdout.write(f"{ligne} : {ligne.get_prediction_display().lower()}")
        for erreur in ligne.erreurs:
            texte = "{chemin} : trouvé {trouve}, attendu {attendu}. {remede}".format(**erreur)
            self.stdout.write(f"  Format, {texte}")
        for constat in ligne.obstacles:
            article = f"{constat['regle']}, {constat['reference']}".rstrip(", ")
            self.stdout.write(f"  {article} : {constat['explication']} {constat['remede']}".rstrip())


def _en_entier(refus: FichierIllisible) -> str:
    details = [f"{e.chemin} : trouvé {e.trouve}, attendu {e.attendu}. {e.remede}" for e in refus.erreurs]
    return "\n".join([str(refus), *details])
