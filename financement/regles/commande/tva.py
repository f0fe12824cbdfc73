"""VAT of the order: its rate, where it applies, and amounts that agree with it to the cent (AF 5.2)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from financement.regles.baremes import taux_du_territoire, taux_publies, territoire
from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat
from financement.regles.commande.faits import Bon, Constat, Contexte, Ligne
from financement.regles.commande.parametres import Parametres
from financement.regles.monnaie import au_centime, en_euros, en_pour_cent, sans_taxe, ttc
from financement.regles.textes import TVA
from segur.noyau.regles import Reference, Version

SANS_TVA = Decimal(0)


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    texte, assujetti = textes.reference(TVA), contexte.fournisseur.assujetti
    trouves = (assujettissement(assujetti=assujetti, texte=texte),)
    if assujetti is False:
        return (*trouves, hors_tva(taux=bon.taux_tva, lignes=bon.lignes, texte=texte))
    return (
        *trouves,
        taux_precise(taux=bon.taux_tva, texte=texte),
        *_du_taux(bon, contexte.client.departement, textes.jour, texte),
    )


def _du_taux(bon: Bon, departement: str, jour: date, texte: Reference) -> tuple[Constat, ...]:
    taux = bon.taux_tva
    if taux is None:
        return ()
    admis = taux_admis(
        taux=taux,
        departement=departement,
        attendu=taux_du_territoire(departement=departement, jour=jour),
        publies=taux_publies(jour),
        texte=texte,
    )
    return (admis, *(coherence(rang=r, ligne=ligne, taux=taux, texte=texte) for r, ligne in enumerate(bon.lignes)))


def assujettissement(*, assujetti: bool | None, texte: Reference) -> Constat:
    """It decides whether the financing is with or without tax (TVA-01, TVA-03)."""
    etat = {
        True: "Le fournisseur est assujetti à la TVA : financement toutes taxes comprises.",
        False: "Le fournisseur n’est pas assujetti à la TVA : financement hors taxes.",
        None: "On ne sait pas si le fournisseur est assujetti à la TVA.",
    }[assujetti]
    return constat(
        "TVA-01",
        "assujettissement",
        A_VERIFIER if assujetti is None else CONFORME,
        etat,
        texte,
        valeurs=(("Assujetti", {True: "oui", False: "non", None: "non déclaré"}[assujetti]),),
        remede="Déclarer l’assujettissement dans le dossier d’enrôlement.",
    )


def hors_tva(*, taux: Decimal | None, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """No rate and no tax from a supplier outside VAT (TVA-03)."""
    taxes = [rang for rang, ligne in enumerate(lignes) if ligne.montant_ttc not in (None, ligne.montant_ht)]
    sans_taux = not taux
    return constat(
        "TVA-03",
        "hors_tva",
        CONFORME if sans_taux and not taxes else NON_CONFORME,
        "Le bon porte des montants hors taxes, sans taux de TVA."
        if sans_taux and not taxes
        else "Le bon compte de la TVA, alors que le fournisseur n’y est pas assujetti.",
        texte,
        champ=f"lignes[{taxes[0]}].montant_ttc" if taxes else "taux_tva",
        valeurs=(("Taux de TVA", en_pour_cent(taux) if taux is not None else "aucun"),),
        remede="Porter les seuls montants hors taxes, sans taux de TVA.",
    )


def taux_precise(*, taux: Decimal | None, texte: Reference) -> Constat:
    """The order states its rate (CMD-35, TVA-04)."""
    return constat(
        "CMD-35",
        "taux_precise",
        NON_CONFORME if taux is None else CONFORME,
        "Le taux de TVA n’est pas précisé." if taux is None else f"Le bon précise son taux : {en_pour_cent(taux)}.",
        texte,
        champ="taux_tva",
        valeurs=(("Taux de TVA", "non précisé" if taux is None else en_pour_cent(taux)),),
        remede="Préciser sur le bon le taux de TVA applicable.",
    )


def taux_admis(
    *,
    taux: Decimal,
    departement: str,
    attendu: Version[Decimal] | None,
    publies: frozenset[Decimal],
    texte: Reference,
) -> Constat:
    """The rate of the client's territory, in force when the request is received (TVA-01, TVA-02)."""
    if attendu is None:
        return _territoire_inconnu(taux, departement, publies, texte)
    juste = taux == attendu.valeur
    voulu = en_pour_cent(attendu.valeur)
    return constat(
        "TVA-02",
        "taux_admis",
        CONFORME if juste else NON_CONFORME,
        f"Taux de {en_pour_cent(taux)} ; celui qui s’applique dans {territoire(departement)} est {voulu}.",
        attendu.reference,
        champ="taux_tva",
        valeurs=(("Taux du bon", en_pour_cent(taux)), ("Taux applicable", voulu)),
        remede=f"Appliquer le taux de {voulu}, et recalculer les montants.",
    )


def _territoire_inconnu(taux: Decimal, departement: str, publies: frozenset[Decimal], texte: Reference) -> Constat:
    ou = f"pour {territoire(departement)}" if departement else "car le département du client n’est pas connu"
    liste = ", ".join(en_pour_cent(publie) for publie in sorted(publies, reverse=True))
    return constat(
        "TVA-02",
        "taux_admis",
        A_VERIFIER if taux in publies else NON_CONFORME,
        f"Taux de {en_pour_cent(taux)} : on ne peut pas dire s’il s’applique, {ou}.",
        texte,
        champ="taux_tva",
        valeurs=(("Taux du bon", en_pour_cent(taux)), ("Taux connus", liste)),
        remede=f"Indiquer un taux parmi {liste}, celui du territoire du client.",
    )


def coherence(*, rang: int, ligne: Ligne, taux: Decimal, texte: Reference) -> Constat:
    """HT and TTC agree to the cent, whichever of the two was agreed first (TVA-04, decision 0047)."""
    attendu, porte = ttc(ligne.montant_ht, taux), ligne.montant_ttc
    if porte is None:
        d_accord = taux == SANS_TVA
    else:
        d_accord = porte == attendu or ligne.montant_ht == au_centime(sans_taxe(porte, taux))
    ecrit = "aucun" if porte is None else en_euros(porte)
    return constat(
        "TVA-04",
        f"coherence:{rang}",
        CONFORME if d_accord else NON_CONFORME,
        f"Ligne {rang + 1} : {en_euros(ligne.montant_ht)} HT, TVA à {en_pour_cent(taux)}, {ecrit} TTC"
        f"{'.' if d_accord else f' au lieu de {en_euros(attendu)}.'}",
        texte,
        champ=f"lignes[{rang}].montant_ttc",
        valeurs=(
            ("Montant HT", en_euros(ligne.montant_ht)),
            ("Montant TTC", ecrit),
            ("TTC calculé", en_euros(attendu)),
        ),
        remede=f"Porter {en_euros(attendu)} TTC, ou corriger le montant HT.",
    )
