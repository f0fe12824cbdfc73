"""The days of the order: issued, signed, received, in days of Paris (AF 4.3, 6.2). The 120 days are in `delai`."""

from datetime import date, datetime, timedelta

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, en_instant, en_jour
from financement.regles.commande.faits import Bon, Constat, Contexte
from financement.regles.commande.parametres import BornesDeLaDate0, Parametres
from financement.regles.textes import AVANCE, BON_CONFORME, DATES_DU_BON
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import a_temps, jour_de_paris

UN_JOUR = timedelta(days=1)
Limite = Version[datetime | None] | None


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    calendrier, dates = contexte.calendrier, textes.reference(DATES_DU_BON)
    jour = jour_de_paris(contexte.contenu_recu_le)
    return (
        emission(emis_le=bon.emis_le, date_0=calendrier.date_0, bornes=textes.date_0, texte=dates),
        emis_avant_signature(emis_le=bon.emis_le, signe_le=bon.signe_le, texte=textes.reference(BON_CONFORME)),
        signe_avant_reception(signe_le=bon.signe_le, recu_le=jour, texte=textes.reference(AVANCE)),
        signature(signe_le=bon.signe_le, date_4=calendrier.date_4, texte=dates),
        reception(recu_le=contexte.recu_le, date_4=calendrier.date_4, texte=textes.reference(AVANCE)),
    )


def emission(*, emis_le: date, date_0: Limite, bornes: Version[BornesDeLaDate0] | None, texte: Reference) -> Constat:
    """Strictly after Date 0 (CMD-02). Not published, it is known to lie between two days."""
    if date_0 is None or date_0.valeur is None:
        return _emission_sans_date_0(emis_le, bornes, texte)
    jour = jour_de_paris(date_0.valeur)
    apres = emis_le > jour
    return constat(
        "CMD-02",
        "emission",
        CONFORME if apres else NON_CONFORME,
        f"Bon émis le {en_jour(emis_le)}, {'après' if apres else 'pas après'} la Date 0 ({en_jour(jour)}).",
        date_0.reference,
        champ="emis_le",
        valeurs=(("Date d’émission", en_jour(emis_le)), ("Date 0", en_jour(jour))),
        remede=f"Émettre le bon au plus tôt le {en_jour(jour + UN_JOUR)}.",
    )


def _emission_sans_date_0(emis_le: date, bornes: Version[BornesDeLaDate0] | None, texte: Reference) -> Constat:
    tot = bornes.valeur.au_plus_tot if bornes else None
    tard = bornes.valeur.au_plus_tard if bornes else None
    if tard is not None and emis_le > tard:
        issue, suite = CONFORME, f"elle n’est pas après le {en_jour(tard)}, et le bon l’est"
    elif tot is not None and emis_le <= tot:
        issue, suite = NON_CONFORME, f"elle n’est pas avant le {en_jour(tot)}, que le bon n’a pas dépassé"
    else:
        issue, suite = A_VERIFIER, "on ne peut pas dire si le bon lui est postérieur"
    demande = f"Émettre le bon après le {en_jour(tard)}" if tard else "Demander la Date 0 à l’ANS"
    return constat(
        "CMD-02",
        "emission",
        issue,
        f"Bon émis le {en_jour(emis_le)}. La Date 0 n’est pas publiée : {suite}.",
        bornes.reference if bornes else texte,
        champ="emis_le",
        valeurs=(("Date d’émission", en_jour(emis_le)), ("Date 0", "non publiée")),
        remede=f"{demande}, ou joindre le texte qui donne la Date 0." if tard else f"{demande}.",
    )


def emis_avant_signature(*, emis_le: date, signe_le: date, texte: Reference) -> Constat:
    """An order is issued, then signed; the same day will do (CMD-01)."""
    return _ordre(
        "CMD-01",
        "emission_avant_signature",
        ("Date d’émission", emis_le),
        ("Date de signature", signe_le),
        texte,
        champ="signe_le",
        remede=f"Corriger la date erronée : signature au plus tôt le {en_jour(emis_le)}.",
    )


def signe_avant_reception(*, signe_le: date, recu_le: date, texte: Reference) -> Constat:
    """The order was obtained when the request is made, or corrected as the ASP asked (AV-01, AV-05)."""
    return _ordre(
        "AV-01",
        "signature_avant_reception",
        ("Date de signature", signe_le),
        ("Jour de réception", recu_le),
        texte,
        champ="signe_le",
        remede=f"Corriger la date de signature, ou déposer la demande à partir du {en_jour(signe_le)}.",
    )


def _ordre(
    regle: str,
    code: str,
    avant: tuple[str, date],
    apres: tuple[str, date],
    texte: Reference,
    *,
    champ: str,
    remede: str,
) -> Constat:
    dans_l_ordre = avant[1] <= apres[1]
    lien = "n’est pas après" if dans_l_ordre else "est après"
    return constat(
        regle,
        code,
        CONFORME if dans_l_ordre else NON_CONFORME,
        f"{avant[0]} ({en_jour(avant[1])}) : elle {lien} {_le(apres[0])} ({en_jour(apres[1])}).",
        texte,
        champ=champ,
        valeurs=((avant[0], en_jour(avant[1])), (apres[0], en_jour(apres[1]))),
        remede=remede,
    )


def _le(nom: str) -> str:
    return f"{'le' if nom.startswith('Jour') else 'la'} {nom[0].lower()}{nom[1:]}"


def signature(*, signe_le: date, date_4: Limite, texte: Reference) -> Constat:
    """On the day of Date 4 at the latest, that day included (CMD-03)."""
    if date_4 is None or date_4.valeur is None:
        return _sans_date_4("CMD-03", "signature", "signe_le", texte)
    dernier = jour_de_paris(date_4.valeur)
    a_l_heure = signe_le <= dernier
    return constat(
        "CMD-03",
        "signature",
        CONFORME if a_l_heure else NON_CONFORME,
        f"Bon signé le {en_jour(signe_le)}, {'au plus tard à' if a_l_heure else 'après'} la Date 4 "
        f"({en_jour(dernier)}, ce jour compris).",
        date_4.reference,
        champ="signe_le",
        valeurs=(("Date de signature", en_jour(signe_le)), ("Date 4", en_instant(date_4.valeur))),
        remede=f"Signer au plus tard le {en_jour(dernier)}.",
    )


def reception(*, recu_le: datetime, date_4: Limite, texte: Reference) -> Constat:
    """Received at the very instant of Date 4 is on time, after it is not (AV-02, CAL-01)."""
    if date_4 is None or date_4.valeur is None:
        return _sans_date_4("AV-02", "reception", "", texte)
    a_l_heure = a_temps(recu_le=recu_le, limite=date_4.valeur)
    return constat(
        "AV-02",
        "reception",
        CONFORME if a_l_heure else NON_CONFORME,
        f"Demande reçue le {en_instant(recu_le)}, {'au plus tard à' if a_l_heure else 'après'} la Date 4 : le "
        f"{en_instant(date_4.valeur)}{'.' if a_l_heure else '. Elle est irrecevable.'}",
        date_4.reference,
        valeurs=(("Instant de réception", en_instant(recu_le)), ("Date 4", en_instant(date_4.valeur))),
        remede="Aucun changement du bon n’y supplée : la demande devait être reçue au plus tard le "
        f"{en_instant(date_4.valeur)}.",
    )


def _sans_date_4(regle: str, code: str, champ: str, texte: Reference) -> Constat:
    return constat(
        regle,
        code,
        A_VERIFIER,
        "La Date 4 de ce dispositif n’est pas publiée : on ne peut pas dire si elle est respectée.",
        texte,
        champ=champ,
        valeurs=(("Date 4", "non publiée"),),
        remede="Demander la Date 4 à l’ANS.",
    )
