"""Whether a stored file leaves, by what the antivirus said of its very bytes."""

from segur.noyau.regles import Motif, Reference, Verdict

NON_ANALYSE, SAIN, INFECTE = "non_analyse", "sain", "infecte"
REFERENCE = Reference(
    "ASVS 5.0", "5.4.3", hypothese="Aucun texte du programme ne parle d’antivirus : choix du portail."
)


def servable(*, etat: str, signature: str, du_deposant: bool, non_analyse_tolere: bool) -> Verdict:
    """`du_deposant`: the file is asked by the firm that deposited it, which has it already."""
    if etat == INFECTE:
        explication = (
            f"L’antivirus a reconnu « {signature} » dans ce fichier : il est gardé, et n’est remis à personne."
        )
        return Verdict((Motif("fichier_infecte", False, explication, REFERENCE),))
    if etat == SAIN or du_deposant or non_analyse_tolere:
        return Verdict()
    explication = "L’antivirus n’a pas encore analysé ce fichier. Revenez dans quelques minutes."
    return Verdict((Motif("fichier_non_analyse", False, explication, REFERENCE),))
