"""What an examination says of a file: why it is refused, or what whoever opens it must know. Standard library only."""

from dataclasses import dataclass, field

MOT_DE_PASSE = "est protégé par un mot de passe : ôtez-le, puis déposez le fichier à nouveau."
ABIME = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis déposez-le."
AUTRE_FORMAT = "n’a pas le contenu que son extension annonce : enregistrez-le de nouveau dans ce format."
MELANGE = "mélange plusieurs formats dans un seul fichier : enregistrez-le de nouveau dans un seul format."


class FichierRefuse(Exception):
    """Why, in French, with the repair; the name of the file comes before."""


@dataclass
class Constats:
    """`remarques`: codes of `remarques.py`, each once. The rest: what an archive may still hold, its own included."""

    remarques: set[str] = field(default_factory=set)
    octets: int = 300 * 1024**2
    entrees: int = 2000
    profondeur: int = 2

    def noter(self, *codes: str) -> None:
        self.remarques.update(codes)
