"""`manage.py rappels --a-blanc --au "2027-01-13 12:00"`: what would leave at that hour of Paris, and what would not."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from candidatures.rappels.envoi import envoyer
from candidatures.rappels.prevision import Examen, examens_dus
from segur.noyau import horloge
from segur.noyau.temps import PARIS, en_clair


class Command(BaseCommand):
    help = "Envoie les rappels d’échéance dus, ou les liste sans rien envoyer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--a-blanc", action="store_true", help="liste ce qui partirait, n’envoie ni n’écrit rien")
        parser.add_argument("--au", help="avec --a-blanc : à cette heure de Paris, « AAAA-MM-JJ HH:MM »")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["au"] and not options["a_blanc"]:
            raise CommandError("--au ne s’emploie qu’avec --a-blanc : rien ne part à une autre heure que la vraie.")
        le = _instant(options["au"]) if options["au"] else horloge.maintenant()
        if not options["a_blanc"]:
            self.stdout.write(f"Rappels traités : {envoyer(le)}.")
            return
        self.stdout.write(f"Au {en_clair(le)}, d’après ce qui manque aujourd’hui :")
        lignes = [_ligne(examen) for examen in examens_dus(le)]
        self.stdout.write("\n".join(lignes) or "Aucun rappel n’est dû.")


def _instant(texte: str) -> datetime:
    try:
        return datetime.strptime(texte, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
    except ValueError:
        raise CommandError(f"« {texte} » n’est pas une date : écrivez « AAAA-MM-JJ HH:MM ».") from None


def _ligne(examen: Examen) -> str:
    prevue = examen.prevue
    personnes = ", ".join(personne.email for personne in [*examen.editeur, *examen.ans])
    suite = f"{examen.manque.bref} → {personnes}" if personnes else examen.suite
    quoi = f"{prevue.candidature.numero} {prevue.candidature.produit}, {prevue.obligation.code} {prevue.palier.code}"
    return f"{quoi} : {suite}"
