"""What the order says and who signs it (AF 4.3): whose name, which mention, which signature, and no condition."""

from collections.abc import Collection, Mapping

from financement.regles.commande.constats import CONFORME, NON_CONFORME, constat, selon
from financement.regles.commande.faits import Bon, Client, Constat, Contexte, Signature
from financement.regles.commande.parametres import Parametres
from financement.regles.textes import BON_CONFORME, FORMALITES, MONTANTS_DU_BON, NON_CONDITIONNE, VALIDATION
from segur.noyau.regles import Reference, Version

MENTION_ETAT = "Montants de la Prestation Ségur pris en charge par l’Etat au titre du Ségur de la santé"


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    non_conditionne, validation = textes.reference(NON_CONDITIONNE), textes.reference(VALIDATION)
    communs = (
        au_nom_du_client(nom=bon.nom, texte=textes.reference(BON_CONFORME)),
        mention_etat(portee=bon.mention_etat, texte=textes.reference(MONTANTS_DU_BON)),
        sans_condition(conditionne=bon.conditionne, texte=non_conditionne),
        mise_a_jour(
            payante=bon.mise_a_jour_payante,
            installee=bon.version_installee,
            obsoletes=contexte.referencement.versions_obsoletes,
            texte=non_conditionne,
        ),
        signature_admise(signature=bon.signature, admises=textes.signatures),
        signataire(nom=bon.signataire, texte=validation),
        pouvoir_d_engager(habilite=bon.signataire_habilite, texte=validation),
    )
    if bon.client != Client.STRUCTURE:
        return communs
    return (*communs, formalites(engagee=bon.formalites_organisation, texte=textes.reference(FORMALITES)))


def au_nom_du_client(*, nom: str, texte: Reference) -> Constat:
    """CMD-01."""
    return constat(
        "CMD-01",
        "nom",
        CONFORME if nom.strip() else NON_CONFORME,
        "Le bon est libellé au nom du client." if nom.strip() else "Le bon ne nomme pas le client.",
        texte,
        champ="nom",
        remede="Libeller le bon au nom du client.",
    )


def mention_etat(*, portee: bool | None, texte: Reference) -> Constat:
    """The mention of the public financing (CMD-32)."""
    etat = {True: "figure sur le bon", False: "n’est pas sur le bon", None: "n’est pas déclarée"}[portee]
    return constat(
        "CMD-32",
        "mention_etat",
        selon(portee),
        f"La mention « {MENTION_ETAT} » {etat}.",
        texte,
        champ="mention_etat",
        remede=f"Faire figurer la mention « {MENTION_ETAT} ».",
    )


def sans_condition(*, conditionne: bool | None, texte: Reference) -> Constat:
    """Never conditioned by a new commitment, an option or another product (CMD-10)."""
    etat = {
        True: "La commande est conditionnée à un réengagement, à une option ou à un autre produit payant.",
        False: "La commande n’est conditionnée à rien.",
        None: "On ne sait pas si la commande est conditionnée à autre chose.",
    }[conditionne]
    return constat(
        "CMD-10",
        "sans_condition",
        selon(conditionne, attendue=False),
        etat,
        texte,
        champ="conditionne",
        remede="Retirer la condition, et déclarer que la commande n’en a pas.",
    )


def mise_a_jour(*, payante: bool, installee: str, obsoletes: Collection[str], texte: Reference) -> Constat:
    """Paid only from a version that the éditeur declared obsolete (CMD-20)."""
    version = installee.strip()
    obsolete = bool(version) and version.casefold() in {ecrite.strip().casefold() for ecrite in obsoletes}
    if not payante:
        explication = "Aucune mise à jour payante n’est imposée au préalable."
    elif obsolete:
        explication = f"Mise à jour payante depuis la version {version}, déclarée obsolète : elle est permise."
    elif version:
        explication = f"Mise à jour payante depuis la version {version}, qui n’est pas déclarée obsolète."
    else:
        explication = "Mise à jour payante, sans version installée qui soit déclarée obsolète."
    return constat(
        "CMD-20",
        "mise_a_jour",
        NON_CONFORME if payante and not obsolete else CONFORME,
        explication,
        texte,
        champ="mise_a_jour_payante",
        valeurs=(("Version installée", version or "aucune"), ("Mise à jour payante", "oui" if payante else "non")),
        remede="Mettre à jour sans frais, ou indiquer la version installée si elle est déclarée obsolète.",
    )


def signature_admise(*, signature: Signature, admises: Version[Mapping[str, str]]) -> Constat:
    """Handwritten, or electronic of the kinds listed (CMD-41)."""
    nom = admises.valeur.get(signature.value)
    return constat(
        "CMD-41",
        "signature_admise",
        CONFORME if nom else NON_CONFORME,
        f"Signature {nom}." if nom else "Le bon n’est pas signé d’une façon admise.",
        admises.reference,
        champ="signature",
        valeurs=(("Signature", nom or signature.value),),
        remede=f"Faire signer le bon par le client : signature {' ; '.join(admises.valeur.values())}.",
    )


def signataire(*, nom: str, texte: Reference) -> Constat:
    """Someone agrees for the client (CMD-41)."""
    return constat(
        "CMD-41",
        "signataire",
        CONFORME if nom.strip() else NON_CONFORME,
        "Le signataire est nommé." if nom.strip() else "Le signataire n’est pas nommé.",
        texte,
        champ="signataire",
        remede="Nommer la personne qui a signé pour le client.",
    )


def pouvoir_d_engager(*, habilite: bool | None, texte: Reference) -> Constat:
    """Whoever signs has the power to bind the client (CMD-41)."""
    etat = {
        True: "Le signataire a le pouvoir d’engager le client.",
        False: "Le signataire n’a pas le pouvoir d’engager le client.",
        None: "On ne sait pas si le signataire a le pouvoir d’engager le client.",
    }[habilite]
    return constat(
        "CMD-41",
        "pouvoir_d_engager",
        selon(habilite),
        etat,
        texte,
        champ="signataire_habilite",
        remede="Faire signer par une personne qui a le pouvoir d’engager le client, et le déclarer.",
    )


def formalites(*, engagee: bool | None, texte: Reference) -> Constat:
    """The structure undertakes the formalities of its certificate of organisation (CMD-40)."""
    etat = {
        True: "La structure s’engage sur les formalités du certificat de type organisation.",
        False: "La structure ne s’engage pas sur les formalités du certificat de type organisation.",
        None: "L’engagement de la structure sur les formalités du certificat de type organisation n’est pas déclaré.",
    }[engagee]
    return constat(
        "CMD-40",
        "formalites",
        selon(engagee),
        etat,
        texte,
        champ="formalites_organisation",
        remede="Faire prendre cet engagement par le représentant de chaque structure signataire.",
    )
