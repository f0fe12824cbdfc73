"""The days and instants of a balance: work finished, VA signed, request received (AF 4.4, 6.4)."""

from datetime import date, datetime

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, en_instant, en_jour
from financement.regles.commande.faits import Constat
from financement.regles.pilotes import va_apres_les_pilotes
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.parametres import Parametres
from financement.regles.textes import REALISATION, SOLDE, VERIFICATION
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import a_temps, jour_de_paris

Limite = Version[datetime | None] | None


def constats(declaration: Declaration, contexte: ContexteDuSolde, textes: Parametres) -> tuple[Constat, ...]:
    realisation, texte = textes.reference(REALISATION), textes.reference(SOLDE)
    return (
        debut(contexte=contexte, achevee_le=declaration.achevee_le, texte=realisation),
        achevement(achevee_le=declaration.achevee_le, date_5=contexte.date_5, texte=realisation),
        deja_achevee(achevee_le=declaration.achevee_le, recu_le=contexte.recu_le, texte=realisation),
        attestation(recu_le=contexte.recu_le, attestee_le=contexte.attestee_le, date_5=contexte.date_5, texte=texte),
        reception(recu_le=contexte.recu_le, date_6=contexte.date_6, texte=texte),
        *_de_la_va(declaration, contexte, textes),
    )


def _de_la_va(declaration: Declaration, contexte: ContexteDuSolde, textes: Parametres) -> tuple[Constat, ...]:
    nom, texte = textes.va.valeur, textes.reference(VERIFICATION)
    signee = (f"Signature de la {nom}", declaration.va_signee_le)
    recue = ("Jour de réception", jour_de_paris(contexte.contenu_recu_le))
    achevee = ("Prestation achevée", declaration.achevee_le)
    return (
        va_apres_pilotes(signee_le=declaration.va_signee_le, acquittes_le=contexte.pilotes_acquittes_le),
        dans_l_ordre("SOL-06", "va_apres_achevement", achevee, signee, texte, champ="va_signee_le"),
        dans_l_ordre("REA-11", "va_avant_reception", signee, recue, texte, champ="va_signee_le"),
    )


def debut(*, contexte: ContexteDuSolde, achevee_le: date, texte: Reference) -> Constat:
    """PIL-F06: a service begins with the référencement and the signed order; it ends after both."""
    signe_le, reference_le = contexte.bon.signe_le, contexte.reference_le
    if reference_le is None:
        explication = "La solution n’est pas référencée : aucune prestation ne peut avoir été réalisée."
        remede = "Obtenir le référencement de la solution avant de réaliser la prestation."
        return constat("PIL-F06", "debut", NON_CONFORME, explication, texte, champ="achevee_le", remede=remede)
    depuis = max(signe_le, jour_de_paris(reference_le))
    apres = achevee_le >= depuis
    return constat(
        "PIL-F06",
        "debut",
        CONFORME if apres else NON_CONFORME,
        f"Prestation achevée le {en_jour(achevee_le)}, pour un début possible à partir du {en_jour(depuis)}.",
        texte,
        champ="achevee_le",
        valeurs=(
            ("Commande signée", en_jour(signe_le)),
            ("Référencement", en_instant(reference_le)),
            ("Prestation achevée", en_jour(achevee_le)),
        ),
        remede=f"Corriger la date d’achèvement : au plus tôt le {en_jour(depuis)}.",
    )


def achevement(*, achevee_le: date, date_5: Limite, texte: Reference) -> Constat:
    """REA-01, SOL-01: on the day of Date 5 at the latest, that day included."""
    if date_5 is None or date_5.valeur is None:
        return _sans_date("REA-01", "achevement", 5, texte)
    dernier = jour_de_paris(date_5.valeur)
    a_l_heure = achevee_le <= dernier
    return constat(
        "REA-01",
        "achevement",
        CONFORME if a_l_heure else NON_CONFORME,
        f"Prestation achevée le {en_jour(achevee_le)}, {'au plus tard à' if a_l_heure else 'après'} la Date 5 "
        f"({en_jour(dernier)}, ce jour compris).",
        date_5.reference,
        champ="achevee_le",
        valeurs=(("Prestation achevée", en_jour(achevee_le)), ("Date 5", en_instant(date_5.valeur))),
        remede=f"Corriger la date si elle est fausse : la prestation devait l’être au plus tard le {en_jour(dernier)}.",
    )


def deja_achevee(*, achevee_le: date, recu_le: datetime, texte: Reference) -> Constat:
    """SOL-01: the service is wholly done when its balance is asked."""
    jour = jour_de_paris(recu_le)
    return dans_l_ordre(
        "SOL-01",
        "deja_achevee",
        ("Prestation achevée", achevee_le),
        ("Jour de réception", jour),
        texte,
        champ="achevee_le",
    )


def attestation(*, recu_le: datetime, attestee_le: datetime | None, date_5: Limite, texte: Reference) -> Constat:
    """SOL-02, REA-02: asked after Date 5, the end of the work was declared at that instant at the latest."""
    if date_5 is None or date_5.valeur is None:
        return _sans_date("SOL-02", "attestation", 5, texte)
    limite = date_5.valeur
    if a_temps(recu_le=recu_le, limite=limite):
        explication = f"Demande reçue au plus tard à la Date 5 ({en_instant(limite)}) : sans attestation de fin."
        return constat("SOL-02", "attestation", CONFORME, explication, date_5.reference)
    attestee = attestee_le is not None and a_temps(recu_le=attestee_le, limite=limite)
    dite = f"déclarée le {en_instant(attestee_le)}" if attestee_le else "jamais déclarée"
    return constat(
        "SOL-02",
        "attestation",
        CONFORME if attestee else NON_CONFORME,
        f"Demande reçue après la Date 5 ({en_instant(limite)}) ; fin de prestation {dite}.",
        date_5.reference,
        valeurs=(
            ("Instant de réception", en_instant(recu_le)),
            ("Attestation de fin", en_instant(attestee_le) if attestee_le else "aucune"),
            ("Date 5", en_instant(limite)),
        ),
        remede=f"Aucun changement n’y supplée : la fin devait être déclarée au plus tard le {en_instant(limite)}.",
    )


def reception(*, recu_le: datetime, date_6: Limite, texte: Reference) -> Constat:
    """SOL-03: received at the very instant of Date 6 is on time, after it is not."""
    if date_6 is None or date_6.valeur is None:
        return _sans_date("SOL-03", "reception", 6, texte)
    a_l_heure, limite = a_temps(recu_le=recu_le, limite=date_6.valeur), en_instant(date_6.valeur)
    suite = "." if a_l_heure else ". Elle est irrecevable."
    return constat(
        "SOL-03",
        "reception",
        CONFORME if a_l_heure else NON_CONFORME,
        f"Demande reçue le {en_instant(recu_le)}, {'au plus tard à' if a_l_heure else 'après'} la Date 6 : le "
        f"{limite}{suite}",
        date_6.reference,
        valeurs=(("Instant de réception", en_instant(recu_le)), ("Date 6", limite)),
        remede=f"Aucun changement n’y supplée : la demande devait être reçue au plus tard le {limite}.",
    )


def va_apres_pilotes(*, signee_le: date, acquittes_le: datetime | None) -> Constat:
    """PIL-F09: a VA is signed once the ANS has validated the pilots' PV."""
    motif = va_apres_les_pilotes(signe_le=signee_le, acquittes_le=acquittes_le)
    au_plus_tot = f" au plus tôt le {en_jour(jour_de_paris(acquittes_le))}" if acquittes_le else ""
    return constat(
        "PIL-F09",
        motif.code,
        CONFORME if motif.satisfait else NON_CONFORME,
        motif.explication,
        motif.reference,
        champ="va_signee_le",
        valeurs=(("Signature de la VA", en_jour(signee_le)),),
        remede=f"Faire signer la VA{au_plus_tot}, une fois les PV pilotes validés par l’ANS.",
    )


def dans_l_ordre(
    regle: str, code: str, avant: tuple[str, date], apres: tuple[str, date], texte: Reference, *, champ: str
) -> Constat:
    """The first is not after the second; the same day will do."""
    ordre = avant[1] <= apres[1]
    return constat(
        regle,
        code,
        CONFORME if ordre else NON_CONFORME,
        f"{avant[0]} : {en_jour(avant[1])} ; {_minuscule(apres[0])} : {en_jour(apres[1])}"
        f"{'.' if ordre else ', trop tôt.'}",
        texte,
        champ=champ,
        valeurs=((avant[0], en_jour(avant[1])), (apres[0], en_jour(apres[1]))),
        remede=f"Corriger la date erronée : {_minuscule(avant[0])} au plus tard le {en_jour(apres[1])}.",
    )


def _minuscule(nom: str) -> str:
    return f"{nom[0].lower()}{nom[1:]}"


def _sans_date(regle: str, code: str, numero: int, texte: Reference) -> Constat:
    return constat(
        regle,
        code,
        A_VERIFIER,
        f"La Date {numero} de ce dispositif n’est pas publiée : on ne peut pas dire si elle est respectée.",
        texte,
        valeurs=((f"Date {numero}", "non publiée"),),
        remede=f"Demander la Date {numero} à l’ANS.",
    )
