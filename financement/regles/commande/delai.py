"""Orders signed before the référencement: the 120 calendar days, and the mention that they bear (AF 4.3)."""

from datetime import date, timedelta

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, Valeurs, constat, en_jour, selon
from financement.regles.commande.faits import Bon, Constat, Contexte
from financement.regles.commande.parametres import Parametres
from financement.regles.textes import DATES_DU_BON
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import jour_de_paris

MENTION = (
    "Bon de commande conditionné à l’obtention par le logiciel du référencement ANS. L’affermissement de cette "
    "commande est conditionné au dépôt d’un dossier de référencement complet, contenant l’ensemble des preuves "
    "attendues, sous 120 jours sur le site de l’ANS et à l’obtention subséquente du référencement"
)


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    obtenu, complet = contexte.referencement.reference_le, contexte.referencement.dossier_complet_le
    reference_le = jour_de_paris(obtenu) if obtenu else None
    texte = textes.reference(DATES_DU_BON)
    return (
        delai_de_120_jours(
            signe_le=bon.signe_le,
            reference_le=reference_le,
            complet_le=jour_de_paris(complet) if complet else None,
            recu_le=jour_de_paris(contexte.recu_le),
            delai=textes.delai,
            neutralisation=textes.neutralisation,
            texte=texte,
        ),
        mention_conditionnelle(
            signe_le=bon.signe_le, reference_le=reference_le, portee=bon.mention_conditionnelle, texte=texte
        ),
    )


def signe_avant_referencement(*, signe_le: date, reference_le: date | None) -> bool:
    """The day of the référencement itself is not before it."""
    return reference_le is None or signe_le < reference_le


def delai_de_120_jours(
    *,
    signe_le: date,
    reference_le: date | None,
    complet_le: date | None,
    recu_le: date,
    delai: Version[int] | None,
    neutralisation: Version[date] | None,
    texte: Reference,
) -> Constat:
    """Calendar days from the signature to the complete file: 120 will do, 121 will not (CMD-04, CMD-05)."""
    if reference_le and not signe_avant_referencement(signe_le=signe_le, reference_le=reference_le):
        return _sans_objet(signe_le, reference_le, delai.reference if delai else texte)
    if delai is None:
        return _non_publie(signe_le, texte)
    if neutralisation and signe_le < neutralisation.valeur:
        return _neutralise(signe_le, neutralisation)
    if complet_le is None:
        return _sans_dossier(signe_le, recu_le, delai)
    return _compte(signe_le, complet_le, delai)


def _sans_objet(signe_le: date, reference_le: date, reference: Reference) -> Constat:
    explication = (
        f"Bon signé le {en_jour(signe_le)}, quand la solution était référencée ({en_jour(reference_le)}) : "
        "le délai entre la signature et le dossier complet ne s’applique pas."
    )
    valeurs = (("Date de signature", en_jour(signe_le)), ("Référencement", en_jour(reference_le)))
    return constat("CMD-04", "delai_120_jours", CONFORME, explication, reference, valeurs=valeurs)


def _non_publie(signe_le: date, texte: Reference) -> Constat:
    return constat(
        "CMD-04",
        "delai_120_jours",
        A_VERIFIER,
        f"Bon signé le {en_jour(signe_le)}, avant le référencement : aucun texte lu ne donne le délai de ce "
        "dispositif.",
        texte,
        champ="signe_le",
        valeurs=(("Date de signature", en_jour(signe_le)),),
        remede="Signer le bon à partir du jour du référencement, ou joindre le texte qui fixe ce délai.",
    )


def _neutralise(signe_le: date, neutralisation: Version[date]) -> Constat:
    explication = (
        f"Bon signé le {en_jour(signe_le)}, avant le {en_jour(neutralisation.valeur)} : le délai entre la signature "
        "et le dossier complet est neutralisé."
    )
    valeurs = (("Date de signature", en_jour(signe_le)), ("Neutralisation avant le", en_jour(neutralisation.valeur)))
    return constat("CMD-05", "delai_120_jours", CONFORME, explication, neutralisation.reference, valeurs=valeurs)


def _sans_dossier(signe_le: date, recu_le: date, delai: Version[int]) -> Constat:
    dernier = signe_le + timedelta(days=delai.valeur)
    expire = recu_le > dernier
    remede = f"Déposer le dossier complet au plus tard le {en_jour(dernier)}."
    if expire:
        au_plus_tot = recu_le - timedelta(days=delai.valeur)
        remede = f"Faire signer un nouveau bon, au plus tôt le {en_jour(au_plus_tot)}, et déposer le dossier complet."
    return constat(
        "CMD-04",
        "delai_120_jours",
        NON_CONFORME if expire else A_VERIFIER,
        f"Bon signé le {en_jour(signe_le)}, sans dossier complet déposé à l’ANS : le délai de {delai.valeur} jours "
        f"{'a expiré le' if expire else 'court jusqu’au'} {en_jour(dernier)}.",
        delai.reference,
        champ="signe_le",
        valeurs=(("Date de signature", en_jour(signe_le)), ("Dossier complet", "non déposé")),
        remede=remede,
    )


def _compte(signe_le: date, complet_le: date, delai: Version[int]) -> Constat:
    ecart = (complet_le - signe_le).days
    dans_le_delai = ecart <= delai.valeur
    valeurs: Valeurs = (
        ("Date de signature", en_jour(signe_le)),
        ("Dossier complet", en_jour(complet_le)),
        ("Jours calendaires", str(max(ecart, 0))),
    )
    suite = f"{ecart} jour{'s' if ecart > 1 else ''} calendaire{'s' if ecart > 1 else ''} avant le dossier complet"
    if ecart <= 0:
        suite = "après le dépôt du dossier complet" if ecart else "le jour du dossier complet"
    return constat(
        "CMD-04",
        "delai_120_jours",
        CONFORME if dans_le_delai else NON_CONFORME,
        f"Bon signé le {en_jour(signe_le)}, {suite} ({en_jour(complet_le)}), pour {delai.valeur} jours au plus.",
        delai.reference,
        champ="signe_le",
        valeurs=valeurs,
        remede=f"Faire signer un nouveau bon, au plus tôt le {en_jour(complet_le - timedelta(days=delai.valeur))}.",
    )


def mention_conditionnelle(
    *, signe_le: date, reference_le: date | None, portee: bool | None, texte: Reference
) -> Constat:
    """Before the référencement, the order says that it depends on it (CMD-06)."""
    if not signe_avant_referencement(signe_le=signe_le, reference_le=reference_le):
        explication = "Bon signé une fois la solution référencée : la mention conditionnelle n’est pas exigée."
        return constat("CMD-06", "mention_conditionnelle", CONFORME, explication, texte)
    etat = {True: "figure sur le bon", False: "n’est pas sur le bon", None: "n’est pas déclarée"}[portee]
    return constat(
        "CMD-06",
        "mention_conditionnelle",
        selon(portee),
        f"Bon signé avant le référencement : la mention conditionnelle {etat}.",
        texte,
        champ="mention_conditionnelle",
        valeurs=(("Date de signature", en_jour(signe_le)), ("Mention exigée", f"« {MENTION} »")),
        remede=f"Faire figurer la mention : « {MENTION} ».",
    )
