"""What an honest file may hold all the same, and that whoever opens it must know."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remarque:
    """`actif`: the file may run something. The deposit place says whether that is refused or only told."""

    texte: str
    actif: bool = False
    remede: str = ""


REMARQUES: dict[str, Remarque] = {
    "macros": Remarque("Contient des macros : ne les activez pas.", True, "enregistrez-le sans macro"),
    "javascript": Remarque("Contient du JavaScript.", True, "réimprimez-le en PDF"),
    "lancement": Remarque(
        "Contient une action qui ouvre un programme, un média ou une adresse.", True, "réimprimez-le en PDF"
    ),
    "fichier_joint": Remarque("Contient un autre fichier.", True, "déposez ce fichier à part"),
    "lien_externe": Remarque(
        "Charge un contenu d’une autre adresse à l’ouverture.", True, "rompez les liaisons, puis enregistrez-le"
    ),
    "programme": Remarque("Contient un programme.", True, "ôtez-le de l’archive"),
    "formules": Remarque("Contient des formules qui appellent un programme ou une adresse.", True, "ôtez ces formules"),
    "restreint": Remarque("Chiffré, avec des droits restreints : l’antivirus peut ne pas le lire."),
    "repare": Remarque("Mal formé, lu après réparation : il peut s’afficher autrement d’un logiciel à l’autre."),
    "octets_en_trop": Remarque("Des octets suivent la fin du document : ils ne s’affichent pas."),
    "non_examine": Remarque("Sa structure n’a pas pu être examinée."),
}


def actives(codes: Iterable[str]) -> list[Remarque]:
    return [REMARQUES[code] for code in codes if REMARQUES[code].actif]
