"""Whether a balance may be asked at all: advance, pilots, presérie, nothing that stands against it (AF 6.4)."""

from datetime import date, datetime
from decimal import Decimal

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, en_instant, en_jour
from financement.regles.commande.faits import Constat
from financement.regles.monnaie import en_euros
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.parametres import Parametres
from financement.regles.textes import REALISATION, SOLDE, UNICITE
from segur.noyau.annuaires.identifiants import canonique
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import jour_de_paris

PILOTES = "pilotes"
"""Code of the reason that says whether the first installations are validated."""


def constats(declaration: Declaration, contexte: ContexteDuSolde, textes: Parametres) -> tuple[Constat, ...]:
    texte, recu_le = textes.reference(SOLDE), contexte.recu_le
    unicite = textes.reference(UNICITE)
    return (
        avance_validee(validee_le=contexte.avance_validee_le, recu_le=recu_le, texte=texte),
        *pilotes_acquittes(acquittement=contexte.pilotes, texte=texte),
        preserie(validee_le=contexte.preserie_validee_le, jour=jour_de_paris(recu_le), exigee=textes.preserie),
        sans_incapacite(declaree_le=contexte.incapacite_le, texte=textes.reference(REALISATION)),
        non_retire(motif=contexte.financement_retire, texte=texte),
        jamais_demande(deja=contexte.deja_demande, texte=texte),
        meme_commande(declaree=declaration.reference, validee=contexte.bon.reference, texte=unicite),
        meme_client(declare=declaration.cle, valide=contexte.bon.cle, texte=unicite),
        reste_a_payer(finance=contexte.finance, avance=contexte.avance, solde=contexte.solde, texte=texte),
    )


def avance_validee(*, validee_le: datetime | None, recu_le: datetime, texte: Reference) -> Constat:
    """SOL-01: the advance of the same order is validated when the balance is asked."""
    validee = validee_le is not None and validee_le <= recu_le
    etat = f"est validée depuis le {en_instant(validee_le)}" if validee and validee_le else "n’est pas validée"
    return constat(
        "SOL-01",
        "avance",
        CONFORME if validee else NON_CONFORME,
        f"L’avance de cette commande {etat}.",
        texte,
        champ="reference",
        valeurs=(("Avance validée", en_instant(validee_le) if validee_le else "non"),),
        remede="Attendre la décision de l’ASP sur l’avance, puis demander le solde.",
    )


def pilotes_acquittes(*, acquittement: Verdict, texte: Reference) -> tuple[Constat, ...]:
    """PIL-F01, SOL-01: the ANS has validated the first installations."""
    if not acquittement.motifs:
        explication = "On ne sait pas si les premières installations sont validées."
        remede = "Demander à l’ANS où en sont les PV d’installation pilote."
        return (constat("PIL-F01", PILOTES, A_VERIFIER, explication, texte, remede=remede),)
    return tuple(_des_pilotes(motif, texte) for motif in acquittement.motifs)


def _des_pilotes(motif: Motif, texte: Reference) -> Constat:
    """A number of pilots that no text gives is not the supplier's fault."""
    refus = NON_CONFORME if motif.code == PILOTES else A_VERIFIER
    return constat(
        "PIL-F01",
        motif.code,
        CONFORME if motif.satisfait else refus,
        motif.explication,
        motif.reference or texte,
        remede="Attendre que l’ANS valide les PV d’installation pilote.",
    )


def preserie(*, validee_le: date | None, jour: date, exigee: Version[bool]) -> Constat:
    """SOL-01: the Assurance maladie has validated the Ordonnance numérique for good, where the text asks it."""
    if not exigee.valeur:
        explication = "La présérie Ordonnance numérique n’est pas demandée pour ce dispositif."
        return constat("SOL-01", "preserie", CONFORME, explication, exigee.reference)
    validee = validee_le is not None and validee_le <= jour
    etat = f"est validée depuis le {en_jour(validee_le)}" if validee and validee_le else "n’est pas validée"
    return constat(
        "SOL-01",
        "preserie",
        CONFORME if validee else NON_CONFORME,
        f"La présérie Ordonnance numérique de la solution {etat}.",
        exigee.reference,
        valeurs=(("Présérie validée", en_jour(validee_le) if validee_le else "non"),),
        remede="Faire valider la présérie par l’Assurance maladie, et la faire constater par l’ANS.",
    )


def sans_incapacite(*, declaree_le: datetime | None, texte: Reference) -> Constat:
    """REA-03: what the supplier said it would not do is not paid."""
    if declaree_le is None:
        return constat("REA-03", "incapacite", CONFORME, "Aucune incapacité à réaliser n’est déclarée.", texte)
    return constat(
        "REA-03",
        "incapacite",
        NON_CONFORME,
        f"L’incapacité à réaliser cette commande est déclarée depuis le {en_instant(declaree_le)}.",
        texte,
        champ="reference",
        valeurs=(("Incapacité déclarée", en_instant(declaree_le)),),
        remede="Retirer la déclaration d’incapacité si la prestation a été réalisée.",
    )


def non_retire(*, motif: Motif | None, texte: Reference, regle: str = "SOL-01") -> Constat:
    """Nothing is paid on a solution or a client whose financing was withdrawn."""
    if motif is None or motif.satisfait:
        return constat(regle, "financement", CONFORME, "Le financement n’est pas retiré.", texte)
    remede = "Aucun changement de la demande n’y supplée : écrire à l’ASP en cas de désaccord."
    reference = motif.reference or texte
    return constat(regle, "financement", NON_CONFORME, motif.explication, reference, remede=remede)


def jamais_demande(
    *, deja: bool, texte: Reference, regle: str = "SOL-01", quoi: str = "Le solde de cette commande"
) -> Constat:
    """One claim for each part of an order."""
    return constat(
        regle,
        "deja_demande",
        NON_CONFORME if deja else CONFORME,
        f"{quoi} fait déjà l’objet d’une demande." if deja else "Aucune autre demande ne porte sur cette part.",
        texte,
        champ="reference",
        remede="Retirer l’une des deux demandes.",
    )


def meme_commande(*, declaree: str, validee: str, texte: Reference) -> Constat:
    """The balance is that of the order whose advance was validated."""
    meme = declaree.strip() == validee.strip()
    return constat(
        "SOL-01",
        "commande",
        CONFORME if meme else NON_CONFORME,
        f"Solde de la commande {declaree}, avance de la commande {validee}.",
        texte,
        champ="reference",
        valeurs=(("Commande du solde", declaree), ("Commande de l’avance", validee)),
        remede=f"Écrire le numéro de la commande financée : {validee}.",
    )


def meme_client(*, declare: str, valide: str, texte: Reference, regle: str = "SOL-01") -> Constat:
    """Same client as the advance: what is no longer done for it becomes a recovery, never a balance."""
    meme = canonique(declare) == canonique(valide)
    return constat(
        regle,
        "client",
        CONFORME if meme else NON_CONFORME,
        "Le client est celui de l’avance." if meme else "Le client n’est pas celui de l’avance.",
        texte,
        champ="cle",
        valeurs=(("Client de la demande", declare), ("Client de l’avance", valide)),
        remede=f"Écrire la clé du client de la commande : {valide}.",
    )


def reste_a_payer(
    *, finance: Decimal | None, avance: Decimal | None, solde: Decimal | None, texte: Reference
) -> Constat:
    """SOL-05: what was financed, less the advance, as both were decided; nothing is computed again."""
    if solde is None:
        remede = "Attendre la décision de l’ASP sur l’avance : elle fixe le solde."
        explication = "Le solde n’est pas fixé : l’avance n’est pas décidée."
        return constat("SOL-05", "solde", NON_CONFORME, explication, texte, remede=remede)
    connus = (("Montant financé", finance), ("Avance", avance), ("Solde", solde))
    return constat(
        "SOL-05",
        "solde",
        CONFORME if solde > 0 else NON_CONFORME,
        f"Solde de {en_euros(solde)}, fixé avec l’avance." if solde > 0 else "Il ne reste rien à payer.",
        texte,
        valeurs=tuple((nom, en_euros(montant)) for nom, montant in connus if montant is not None),
        remede="Ne pas demander de solde : l’avance a tout payé.",
    )
