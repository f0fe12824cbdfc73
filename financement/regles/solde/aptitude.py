"""What the VA attests and who signs it (AF 4.4, 6.4)."""

from collections.abc import Collection, Mapping

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, selon
from financement.regles.commande.faits import Client, Constat, Signature
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.parametres import Parametres
from financement.regles.textes import SOLDE, VERIFICATION
from segur.noyau.regles import Reference, Version


def constats(declaration: Declaration, contexte: ContexteDuSolde, textes: Parametres) -> tuple[Constat, ...]:
    va, texte = textes.va.valeur, textes.reference(SOLDE)
    return (
        fonctions_attestees(attestees=declaration.fonctions, dues=textes.fonctions, va=textes.va, textes=textes),
        signature_admise(signature=declaration.va_signature, admises=textes.signatures, va=va),
        signataire(nom=declaration.va_signataire, va=va, texte=texte),
        pouvoir_d_engager(habilite=declaration.va_signataire_habilite, va=va, texte=texte),
        conforme_au_bon(
            conforme=declaration.conforme_au_bon,
            regle="SOL-08" if contexte.bon.client == Client.ETABLISSEMENT else "SOL-06",
            va=va,
            texte=texte,
        ),
    )


def fonctions_attestees(
    *, attestees: Collection[str], dues: Version[Mapping[str, str]] | None, va: Version[str], textes: Parametres
) -> Constat:
    """REA-10: every key function is available. Where no text lists them, a person compares with the model (SOL-08)."""
    if dues is None:
        return _sans_liste(va, textes)
    manquantes = [libelle for code, libelle in dues.valeur.items() if code not in attestees]
    liste = " ; ".join(manquantes)
    total = len(dues.valeur)
    return constat(
        "REA-10",
        "fonctions",
        NON_CONFORME if manquantes else CONFORME,
        f"La {va.valeur} atteste {total - len(manquantes)} fonctions clés sur {total}"
        f"{f'. Il manque : {liste}.' if manquantes else '.'}",
        dues.reference,
        champ="fonctions",
        valeurs=(("Fonctions attestées", f"{total - len(manquantes)} sur {total}"),),
        remede=f"Faire attester par le client : {liste}.",
    )


def _sans_liste(va: Version[str], textes: Parametres) -> Constat:
    return constat(
        "SOL-08",
        "fonctions",
        A_VERIFIER,
        f"Aucun texte lu ne liste les fonctions que la « {va.valeur} » atteste : un agent la compare au modèle.",
        textes.reference(VERIFICATION),
        champ="fonctions",
        remede=f"Joindre une {va.valeur} conforme au modèle de l’ASP.",
    )


def signature_admise(*, signature: Signature, admises: Version[Mapping[str, str]], va: str) -> Constat:
    """REA-11: the kinds of signature of an order."""
    nom = admises.valeur.get(signature.value)
    return constat(
        "REA-11",
        "va_signature",
        CONFORME if nom else NON_CONFORME,
        f"{va} signée : signature {nom}." if nom else f"La {va} n’est pas signée d’une façon admise.",
        admises.reference,
        champ="va_signature",
        valeurs=(("Signature", nom or signature.value),),
        remede=f"Faire signer la {va} par le client : signature {' ; '.join(admises.valeur.values())}.",
    )


def signataire(*, nom: str, va: str, texte: Reference) -> Constat:
    """REA-11: someone signs for the client."""
    return constat(
        "REA-11",
        "va_signataire",
        CONFORME if nom.strip() else NON_CONFORME,
        f"Le signataire de la {va} {'est' if nom.strip() else 'n’est pas'} nommé.",
        texte,
        champ="va_signataire",
        remede=f"Nommer la personne qui a signé la {va} pour le client.",
    )


def pouvoir_d_engager(*, habilite: bool | None, va: str, texte: Reference) -> Constat:
    """REA-11: a representative of the client."""
    etat = {
        True: f"Le signataire de la {va} représente le client.",
        False: f"Le signataire de la {va} ne représente pas le client.",
        None: f"On ne sait pas si le signataire de la {va} représente le client.",
    }[habilite]
    return constat(
        "REA-11",
        "va_pouvoir",
        selon(habilite),
        etat,
        texte,
        champ="va_signataire_habilite",
        remede=f"Faire signer la {va} par un représentant du client, et le déclarer.",
    )


def conforme_au_bon(*, conforme: bool | None, regle: str, va: str, texte: Reference) -> Constat:
    """SOL-06, SOL-08: the work is that of the order."""
    etat = {
        True: f"La {va} atteste une prestation finalisée, conforme au bon de commande.",
        False: f"La {va} n’atteste pas une prestation conforme au bon de commande.",
        None: f"On ne sait pas si la {va} atteste une prestation conforme au bon de commande.",
    }[conforme]
    return constat(
        regle,
        "va_conforme",
        selon(conforme),
        etat,
        texte,
        champ="conforme_au_bon",
        remede=f"Faire attester par la {va} que la prestation est finalisée, conforme au bon de commande.",
    )
