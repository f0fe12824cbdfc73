"""Piece by piece, what an agent judges: nothing is sent before the decision."""

from typing import Any

from financement.models import Enrolement, Piece, Point
from financement.questionnaire import libelle_de, questions_de
from financement.regles import enrolement as regles
from financement.regles.enrolement import NATURES
from financement.situation import faits, oublier, pieces_dues
from financement.transitions.effacement import apres_le_controle
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Enrolement.Statut


def cles_de(enrolement: Enrolement) -> dict[str, str]:
    """Every point that may be judged today, with its label: pieces due, then answers."""
    pieces = {due.nature: due.libelle for due in pieces_dues(enrolement)}
    return pieces | {question.champ: libelle_de(question.champ) for question in questions_de(enrolement)}


def valeur_de(enrolement: Enrolement, cle: str, jointes: dict[str, Piece]) -> str:
    """What stands there now, in words: what a judgment bears on."""
    if cle in NATURES:
        return jointes[cle].en_texte() if cle in jointes else ""
    valeur = getattr(enrolement, cle)
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    affichage = getattr(enrolement, f"get_{cle}_display", None)
    return str(affichage() if affichage else valeur or "")


def restant_a_controler(enrolement: Enrolement) -> list[str]:
    """Labels of the pieces that nobody has judged in order as they are now."""
    jointes = faits(enrolement).jointes
    conformes = {point.cle: point.vu for point in faits(enrolement).points if point.conforme}
    exigees = [due for due in pieces_dues(enrolement) if not due.facultative or due.nature in jointes]
    return [due.libelle for due in exigees if conformes.get(due.nature) != valeur_de(enrolement, due.nature, jointes)]


def _point_utile(enrolement: Enrolement, demande: Demande) -> Verdict:
    donnees = demande.donnees
    return regles.point_utile(
        connu=donnees["cle"] in cles_de(enrolement), motif=donnees.get("motif", ""), conforme=donnees["conforme"]
    )


@transition(
    Enrolement,
    de=(Statut.TRANSMIS, Statut.ACCEPTE),
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    controle=_point_utile,
    libelle="Juger une pièce ou une réponse",
    recit="Point jugé",
    a_sa_page=False,
    interne=True,
)
def pointer(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """In order, or to be corrected and why. The same point again replaces the judgment; what was sent stays."""
    cle, conforme = demande.donnees["cle"], demande.donnees["conforme"]
    point, _ = Point.objects.update_or_create(
        enrolement=enrolement,
        cle=cle,
        leve_le=None,
        defaults={
            "libelle": cles_de(enrolement)[cle],
            "conforme": conforme,
            "motif": "" if conforme else demande.donnees["motif"].strip(),
            "vu": valeur_de(enrolement, cle, faits(enrolement).jointes),
            "pose_par": demande.acteur.personne,
            "pose_le": demande.recu_le,
        },
    )
    oublier(enrolement)
    if not restant_a_controler(enrolement):
        enrolement.controle_attendu_le = None
        apres_le_controle(enrolement)
    return {"point": str(point)}
