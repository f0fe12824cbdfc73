"""The invoice: one, whole, in the client's name, at the amounts of the order, after the work (AF 4.4)."""

from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, selon
from financement.regles.commande.faits import Client, Constat, Issue, Ligne
from financement.regles.monnaie import en_euros, en_pour_cent
from financement.regles.solde.dates import dans_l_ordre
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.parametres import Parametres, rapprochement
from financement.regles.textes import FACTURATION, SANS_RESTE, TVA
from segur.noyau.recherche import normaliser
from segur.noyau.regles import Reference
from segur.noyau.temps import jour_de_paris


def constats(declaration: Declaration, contexte: ContexteDuSolde, textes: Parametres) -> tuple[Constat, ...]:
    texte, sans_reste = textes.reference(FACTURATION), textes.reference(SANS_RESTE)
    taux = contexte.bon.taux_tva
    etablissement = contexte.bon.client == Client.ETABLISSEMENT
    return (
        numerotee(numero=declaration.facture_numero, texte=texte),
        au_nom_du_client(facture=declaration.facture_client, bon=contexte.bon.nom, texte=texte),
        *_du_jour(declaration, contexte, texte),
        non_nulle(montant=declaration.facture_ht, texte=texte),
        unique(seule=declaration.facture_unique, regle="HOP-08" if etablissement else "REA-30", texte=texte),
        entiere(declaration=declaration, ligne=contexte.bon.principale, texte=texte),
        meme_taux(facture=declaration.taux_tva, bon=taux, texte=textes.reference(TVA)),
        sans_reste_a_charge(montant=_a_payer(declaration, taux), finance=contexte.finance, texte=sans_reste),
        sans_surcout(demande=declaration.surcout, texte=sans_reste),
    )


def _du_jour(declaration: Declaration, contexte: ContexteDuSolde, texte: Reference) -> tuple[Constat, ...]:
    """After the work and the VA, whichever came last; the same day will do."""
    facture: tuple[str, date] = ("Date de la facture", declaration.facture_du)
    avant = max(
        ("Signature de la VA", declaration.va_signee_le), ("Prestation achevée", declaration.achevee_le), key=_jour
    )
    recue = ("Jour de réception", jour_de_paris(contexte.contenu_recu_le))
    return (
        dans_l_ordre("REA-30", "facture_apres_va", avant, facture, texte, champ="facture_du"),
        dans_l_ordre("REA-30", "facture_avant_reception", facture, recue, texte, champ="facture_du"),
    )


def _jour(paire: tuple[str, date]) -> date:
    return paire[1]


def _a_payer(declaration: Declaration, taux: Decimal | None) -> Decimal:
    """What the client would pay: with tax when the order has some."""
    return declaration.facture_ttc if taux and declaration.facture_ttc is not None else declaration.facture_ht


def numerotee(*, numero: str, texte: Reference, regle: str = "REA-30") -> Constat:
    """REA-30, SEC-11: the copy can be told from another."""
    return constat(
        regle,
        "facture_numero",
        CONFORME if numero.strip() else NON_CONFORME,
        f"Facture n° {numero}." if numero.strip() else "La facture n’a pas de numéro.",
        texte,
        champ="facture_numero",
        remede="Écrire le numéro de la facture.",
    )


def au_nom_du_client(*, facture: str, bon: str, texte: Reference, regle: str = "REA-30") -> Constat:
    """REA-30, SEC-11: the names once normalised; a person looks when they differ and are near."""
    issue = _rapprocher(_mots(facture), _mots(bon))
    etat = {
        CONFORME: "La facture est au nom du client.",
        A_VERIFIER: "La facture est à un nom proche de celui du client.",
        NON_CONFORME: "La facture n’est pas au nom du client.",
    }[issue]
    return constat(
        regle,
        "facture_client",
        issue,
        etat,
        texte,
        champ="facture_client",
        valeurs=(("Nom sur la facture", facture), ("Nom sur la commande", bon)),
        remede=f"Établir la facture au nom du client de la commande : {bon}.",
    )


def _mots(nom: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in normaliser(nom)).split()


def _rapprocher(facture: list[str], bon: list[str]) -> Issue:
    if facture and sorted(facture) == sorted(bon):
        return CONFORME
    seuils = rapprochement()
    commun = any(len(mot) >= seuils.mot_commun for mot in {*facture} & {*bon})
    ressemblance = Decimal(str(SequenceMatcher(None, " ".join(facture), " ".join(bon)).ratio()))
    return A_VERIFIER if commun or ressemblance >= seuils.ressemblance else NON_CONFORME


def non_nulle(*, montant: Decimal, texte: Reference, regle: str = "REA-30") -> Constat:
    """REA-30, SEC-11."""
    return constat(
        regle,
        "facture_non_nulle",
        CONFORME if montant > 0 else NON_CONFORME,
        f"Facture de {en_euros(montant)} HT.",
        texte,
        champ="facture_ht",
        remede="Établir une facture d’un montant non nul.",
    )


def unique(*, seule: bool | None, regle: str, texte: Reference) -> Constat:
    """REA-30, HOP-08: one invoice for the whole main service, never in parts."""
    etat = {
        True: "Une seule facture porte toute la prestation principale.",
        False: "La prestation principale est facturée par morceaux.",
        None: "On ne sait pas si la facture porte toute la prestation principale.",
    }[seule]
    remede = "Établir une seule facture pour toute la prestation principale, et le déclarer."
    return constat(regle, "facture_unique", selon(seule), etat, texte, champ="facture_unique", remede=remede)


def entiere(*, declaration: Declaration, ligne: Ligne | None, texte: Reference) -> Constat:
    """REA-30: the amounts of the main line of the order, to the cent: the perimeter of the advance."""
    if ligne is None:
        explication = "La commande n’a pas une seule ligne principale à laquelle comparer la facture."
        remede = "Demander à l’ASP quelle ligne est financée."
        return constat("REA-30", "facture_montant", A_VERIFIER, explication, texte, champ="facture_ht", remede=remede)
    ttc = ligne.montant_ttc
    champ = "facture_ttc" if declaration.facture_ht == ligne.montant_ht else "facture_ht"
    return constat(
        "REA-30",
        "facture_montant",
        _comparer(declaration, ligne),
        f"Facture de {en_euros(declaration.facture_ht)} HT{_ttc(declaration.facture_ttc)}, pour une ligne de "
        f"{en_euros(ligne.montant_ht)} HT{_ttc(ttc)} au bon de commande.",
        texte,
        champ=champ,
        valeurs=(
            ("Facture HT", en_euros(declaration.facture_ht)),
            ("Commande HT", en_euros(ligne.montant_ht)),
            ("Facture TTC", _ou_aucun(declaration.facture_ttc)),
            ("Commande TTC", _ou_aucun(ttc)),
        ),
        remede=f"Facturer toute la ligne de la commande : {en_euros(ligne.montant_ht)} HT{_ttc(ttc)}.",
    )


def _comparer(declaration: Declaration, ligne: Ligne) -> Issue:
    """A TTC that is not said on either side cannot be compared; outside VAT it is the HT, or nothing."""
    if declaration.facture_ht != ligne.montant_ht:
        return NON_CONFORME
    if declaration.facture_ttc is None:
        return CONFORME if ligne.montant_ttc in (None, ligne.montant_ht) else A_VERIFIER
    if ligne.montant_ttc is None:
        return CONFORME if declaration.facture_ttc == ligne.montant_ht else A_VERIFIER
    return CONFORME if declaration.facture_ttc == ligne.montant_ttc else NON_CONFORME


def _ttc(montant: Decimal | None) -> str:
    return "" if montant is None else f", {en_euros(montant)} TTC"


def _ou_aucun(montant: Decimal | None) -> str:
    return "aucun" if montant is None else en_euros(montant)


def meme_taux(*, facture: Decimal | None, bon: Decimal | None, texte: Reference) -> Constat:
    """TVA-04: the rate of the order; none and zero are the same."""
    juste = CONFORME if (facture or 0) == (bon or 0) else NON_CONFORME
    issue = A_VERIFIER if facture is None and bon else juste
    sur_la_facture, sur_le_bon = _taux(facture), _taux(bon)
    return constat(
        "TVA-04",
        "facture_tva",
        issue,
        f"Taux de TVA de la facture : {sur_la_facture} ; du bon de commande : {sur_le_bon}.",
        texte,
        champ="taux_tva",
        valeurs=(("Taux de la facture", sur_la_facture), ("Taux de la commande", sur_le_bon)),
        remede=f"Établir la facture au taux du bon de commande : {sur_le_bon}.",
    )


def _taux(taux: Decimal | None) -> str:
    return "aucun" if taux is None else en_pour_cent(taux)


def sans_reste_a_charge(*, montant: Decimal, finance: Decimal | None, texte: Reference) -> Constat:
    """REA-20: what is invoiced is what is financed; the client pays nothing of it."""
    if finance is None:
        explication, remede = "Le montant financé n’est pas fixé.", "Attendre la décision de l’ASP sur l’avance."
        return constat("REA-20", "reste_a_charge", A_VERIFIER, explication, texte, champ="facture_ht", remede=remede)
    reste = montant - finance
    return constat(
        "REA-20",
        "reste_a_charge",
        NON_CONFORME if reste > 0 else CONFORME,
        f"Facture de {en_euros(montant)}, pour {en_euros(finance)} financés.",
        texte,
        champ="facture_ht",
        valeurs=(("Montant facturé", en_euros(montant)), ("Montant financé", en_euros(finance))),
        remede=f"Ramener la facture au montant financé : {en_euros(finance)}.",
    )


def sans_surcout(*, demande: bool | None, texte: Reference, regle: str = "REA-20") -> Constat:
    """REA-20, SEC-10: nothing else is charged for the same perimeter, whatever the contract says."""
    etat = {
        True: "Un surcoût a été demandé au client pour le même périmètre.",
        False: "Aucun surcoût n’a été demandé au client.",
        None: "On ne sait pas si un surcoût a été demandé au client.",
    }[demande]
    remede = "Rembourser au client le surcoût, et déclarer qu’il n’y en a pas."
    return constat(regle, "surcout", selon(demande, attendue=False), etat, texte, champ="surcout", remede=remede)
