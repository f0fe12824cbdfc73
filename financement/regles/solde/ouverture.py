"""Whether the balance of an order may be asked today, before anything is declared: what the page of the order says."""

from financement.regles.commande.constats import NON_CONFORME
from financement.regles.commande.faits import Constat
from financement.regles.solde import dates, droit
from financement.regles.solde.faits import ContexteDuSolde
from financement.regles.solde.parametres import du
from financement.regles.textes import REALISATION, SOLDE
from segur.noyau.temps import jour_de_paris


def conditions(contexte: ContexteDuSolde) -> tuple[Constat, ...]:
    """SOL-01…03: those that no field of the declaration changes. None when no text rules this dispositif."""
    textes, recu_le = du(contexte), contexte.recu_le
    if textes is None:
        return ()
    texte = textes.reference(SOLDE)
    return (
        droit.avance_validee(validee_le=contexte.avance_validee_le, recu_le=recu_le, texte=texte),
        *droit.pilotes_acquittes(acquittement=contexte.pilotes, texte=texte),
        droit.preserie(validee_le=contexte.preserie_validee_le, jour=jour_de_paris(recu_le), exigee=textes.preserie),
        droit.sans_incapacite(declaree_le=contexte.incapacite_le, texte=textes.reference(REALISATION)),
        droit.non_retire(motif=contexte.financement_retire, texte=texte),
        droit.jamais_demande(deja=contexte.deja_demande, texte=texte),
        dates.attestation(recu_le=recu_le, attestee_le=contexte.attestee_le, date_5=contexte.date_5, texte=texte),
        dates.reception(recu_le=recu_le, date_6=contexte.date_6, texte=texte),
    )


def demandable(constats: tuple[Constat, ...]) -> bool:
    """Nothing says no; what an agent has to look at keeps nobody from asking."""
    return all(constat.issue != NON_CONFORME for constat in constats)
