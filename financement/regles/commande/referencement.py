"""The solution is referenced, or the decision is late through no fault of the éditeur (AF 6.2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from financement.regles.commande.constats import (
    A_VERIFIER,
    CONFORME,
    NON_CONFORME,
    RESERVE,
    Valeurs,
    constat,
    en_instant,
    en_jour,
)
from financement.regles.commande.faits import Bon, Constat, Contexte, DuReferencement
from financement.regles.commande.parametres import Parametres
from financement.regles.textes import AVANCE
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import PARIS, a_temps, instant_de_paris, jour_de_paris


@dataclass(frozen=True, slots=True)
class Attente:
    """The exception of a late decision: whether a complete file is in time, and from when requests may come."""

    dossier_a_temps: bool
    ouvre_le: datetime
    reference: Reference


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    return (
        referencement(
            signe_le=bon.signe_le,
            recu_le=contexte.recu_le,
            solution=contexte.referencement,
            attente=attente(contexte, textes),
            texte=textes.reference(AVANCE),
        ),
    )


def attente(contexte: Contexte, textes: Parametres) -> Attente | None:
    """None when no text gives the exception, or one of its Dates."""
    date_2, date_4 = contexte.calendrier.date_2, contexte.calendrier.date_4
    if textes.retard is None or not date_2 or not date_4 or date_2.valeur is None or date_4.valeur is None:
        return None
    complet = contexte.referencement.dossier_complet_le
    return Attente(
        complet is not None and a_temps(recu_le=complet, limite=date_2.valeur),
        ouverture_de_l_exception(date_4=date_4.valeur, retard=textes.retard),
        date_4.reference,
    )


def ouverture_de_l_exception(*, date_4: datetime, retard: Version[int]) -> datetime:
    """So many calendar days before Date 4, at its hour of Paris."""
    local = date_4.astimezone(PARIS)
    return instant_de_paris(local.date() - timedelta(days=retard.valeur), local.time())


def referencement(
    *, signe_le: date, recu_le: datetime, solution: DuReferencement, attente: Attente | None, texte: Reference
) -> Constat:
    """Obtained when the request is received; or awaited, under the exception (AV-01, RET-01, RET-02)."""
    valeurs: Valeurs = (("Instant de réception", en_instant(recu_le)), ("Référencement", _etat(solution)))
    if solution.retire:
        return _refus(
            "Le référencement de la solution est retiré.",
            texte,
            valeurs,
            "Déposer la demande pour une solution dont le référencement est en vigueur.",
        )
    if solution.reference_le is not None and solution.reference_le <= recu_le:
        explication = f"Solution référencée depuis le {en_instant(solution.reference_le)}."
        return constat("AV-01", "referencement", CONFORME, explication, texte, valeurs=valeurs)
    if solution.refuse_le is not None and solution.reference_le is None:
        return _refus(
            f"Le référencement de la solution est refusé depuis le {en_instant(solution.refuse_le)}.",
            texte,
            valeurs,
            "Obtenir le référencement de la solution : aucun changement du bon n’y supplée.",
        )
    return _non_obtenu(signe_le, recu_le, solution, attente, texte, valeurs)


def _etat(solution: DuReferencement) -> str:
    if solution.retire:
        return "retiré"
    return f"obtenu le {en_instant(solution.reference_le)}" if solution.reference_le else "non obtenu"


def _refus(explication: str, texte: Reference, valeurs: Valeurs, remede: str) -> Constat:
    return constat("AV-01", "referencement", NON_CONFORME, explication, texte, valeurs=valeurs, remede=remede)


def _non_obtenu(
    signe_le: date,
    recu_le: datetime,
    solution: DuReferencement,
    attente: Attente | None,
    texte: Reference,
    valeurs: Valeurs,
) -> Constat:
    """Not referenced when received: the exception, or nothing."""
    absent = "La solution n’était pas référencée à la réception de la demande"
    if attente is None or not attente.dossier_a_temps:
        motif = "aucun dossier complet n’a été déposé avant la Date 2" if attente else "aucun texte n’y fait exception"
        remede = "Déposer la demande une fois le référencement obtenu, au plus tard à la Date 4."
        return _refus(f"{absent}, et {motif}.", texte, valeurs, remede)
    if recu_le < attente.ouvre_le:
        remede = (
            f"Déposer la demande à partir du {en_instant(attente.ouvre_le)} si la décision n’est pas prononcée, "
            "ou dès le référencement obtenu."
        )
        suite = f"l’exception de retard ne s’ouvre que le {en_instant(attente.ouvre_le)}"
        return _refus(f"{absent}, et {suite}.", attente.reference, valeurs, remede)
    return _en_attente(signe_le, solution, attente, absent, texte, valeurs)


def _en_attente(
    signe_le: date, solution: DuReferencement, attente: Attente, absent: str, texte: Reference, valeurs: Valeurs
) -> Constat:
    """« Les commandes conclues à cette date »: those signed when the exception opens (decision 0047)."""
    ouverture = jour_de_paris(attente.ouvre_le)
    valeurs += (("Ouverture de l’exception", en_instant(attente.ouvre_le)), ("Date de signature", en_jour(signe_le)))
    if signe_le > ouverture:
        return _conclue_apres(signe_le, ouverture, absent, texte, valeurs)
    if solution.reference_le is not None:
        explication = f"{absent} ; la réserve est levée depuis le {en_instant(solution.reference_le)}."
        return constat("RET-02", "referencement", CONFORME, explication, texte, valeurs=valeurs)
    explication = (
        f"{absent}. Dossier complet avant la Date 2 : demande recevable sous réserve de la décision, qui peut venir "
        "après la Date 4."
    )
    remede = "Attendre la décision de l’ANS : rien n’est à corriger."
    return constat("RET-02", "referencement", RESERVE, explication, texte, valeurs=valeurs, remede=remede)


def _conclue_apres(signe_le: date, ouverture: date, absent: str, texte: Reference, valeurs: Valeurs) -> Constat:
    return constat(
        "RET-01",
        "referencement",
        A_VERIFIER,
        f"{absent}. L’exception de retard vise les commandes « conclues à cette date » ({en_jour(ouverture)}) : "
        f"celle-ci est signée le {en_jour(signe_le)}.",
        texte,
        champ="signe_le",
        valeurs=valeurs,
        remede=f"Signer au plus tard le {en_jour(ouverture)}, ou obtenir le référencement avant de déposer.",
    )
