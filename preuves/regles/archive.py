"""When the archive of a dossier may be asked. Plain values in, verdicts out."""

from segur.noyau.regles import Motif, Verdict


def archive_demandable(*, signable: bool, en_preparation: bool) -> Verdict:
    """One at a time, and never without a signature."""
    return Verdict(
        (
            Motif(
                "signature",
                signable,
                "Le portail signe ses archives."
                if signable
                else "Le portail n’a pas encore de clé pour signer ses archives : prévenez son support.",
            ),
            Motif(
                "en_preparation",
                not en_preparation,
                "Une archive de ce dossier est déjà en préparation."
                if en_preparation
                else "Aucune archive de ce dossier n’est en préparation.",
            ),
        )
    )
