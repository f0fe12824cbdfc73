"""The supplier: éditeur or distributor on the day of signature, and enrolled (AF 4.1, VI)."""

from collections.abc import Iterator, Sequence
from datetime import date

from financement.regles.commande.constats import CONFORME, NON_CONFORME, constat, en_jour
from financement.regles.commande.faits import Bon, Constat, Contexte
from financement.regles.commande.parametres import Parametres
from financement.regles.fournisseur import mandat_en_vigueur
from financement.regles.textes import DEPOT, FOURNISSEUR_ELIGIBLE
from segur.noyau.regles import Motif, Reference, Verdict

Mandats = Sequence[tuple[date | None, date | None]]
REFERENCEMENT = "certificat"  # of the solution: judged with the exception of delay, in `referencement`
REGLES = {"edc": "ELI-03", "fournisseur": "ELI-01"}


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    qui = contexte.fournisseur
    return (
        fournisseur_a_la_signature(
            est_editeur=qui.est_editeur,
            mandats=qui.mandats,
            signe_le=bon.signe_le,
            texte=textes.reference(FOURNISSEUR_ELIGIBLE),
        ),
        *depots_ouverts(verdict=qui.depots_ouverts, texte=textes.reference(DEPOT)),
    )


def fournisseur_a_la_signature(*, est_editeur: bool, mandats: Mandats, signe_le: date, texte: Reference) -> Constat:
    """The éditeur, or a distributor whose mandate is in force the day the order is signed (ELI-01)."""
    en_vigueur = any(mandat_en_vigueur(signe_le=debut, fin_le=fin, jour=signe_le).satisfait for debut, fin in mandats)
    if est_editeur:
        explication = "Le fournisseur édite la solution."
    elif en_vigueur:
        explication = f"Le mandat de distribution est en vigueur le jour de la signature ({en_jour(signe_le)})."
    else:
        explication = f"Aucun mandat de distribution n’est en vigueur le jour de la signature ({en_jour(signe_le)})."
    return constat(
        "ELI-01",
        "mandat",
        CONFORME if est_editeur or en_vigueur else NON_CONFORME,
        explication,
        texte,
        champ="signe_le",
        valeurs=() if est_editeur else (("Date de signature", en_jour(signe_le)), ("Mandats", _liste(mandats))),
        remede=_remede(mandats, signe_le),
    )


def _liste(mandats: Mandats) -> str:
    bornes = [f"du {en_jour(debut)} au {en_jour(fin)}" for debut, fin in mandats if debut and fin]
    return ", ".join(bornes) or "aucun"


def _remede(mandats: Mandats, signe_le: date) -> str:
    """The nearest day that a mandate covers."""
    connus = [(debut, fin) for debut, fin in mandats if debut and fin and debut <= fin]
    if not connus:
        return "Obtenir de l’éditeur un mandat de distribution qui couvre le jour de la signature."
    jours = [debut if signe_le < debut else fin for debut, fin in connus]
    proche = min(jours, key=lambda jour: abs((jour - signe_le).days))
    sens = "au plus tôt" if signe_le < proche else "au plus tard"
    return f"Signer {sens} le {en_jour(proche)}, ou obtenir un mandat qui couvre le {en_jour(signe_le)}."


def depots_ouverts(*, verdict: Verdict, texte: Reference) -> Iterator[Constat]:
    """Each reason that opens or closes the deposits (ENR-07, ELI-03)."""
    for motif in verdict.motifs:
        if motif.code != REFERENCEMENT:
            yield _du_verdict(motif, texte)


def _du_verdict(motif: Motif, texte: Reference) -> Constat:
    return constat(
        REGLES.get(motif.code, "ENR-07"),
        f"depot:{motif.code}",
        CONFORME if motif.satisfait else NON_CONFORME,
        motif.explication,
        motif.reference or texte,
        remede="Compléter l’enrôlement, puis déposer de nouveau la demande.",
    )
