"""What each line may cost, and what is financed of it (AF 5.1, 5.3, 5.4; HOP-05)."""

from decimal import Decimal

from financement.regles import baremes
from financement.regles.baremes import Partage, Plafond, plafond_de_la_base, taux_retenu
from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat
from financement.regles.commande.faits import PRINCIPALES, Bon, Client, Constat, Contexte, Ligne, Prestation
from financement.regles.commande.parametres import Parametres
from financement.regles.monnaie import en_euros, ttc
from financement.regles.textes import BAREMES, BASE_DES_ES
from segur.noyau.regles import Reference

ZERO, UN = Decimal(0), Decimal(1)


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    texte = textes.reference(BAREMES)
    finances = [
        (rang, ligne)
        for rang, ligne in enumerate(bon.lignes)
        if ligne.prestation in (*PRINCIPALES, Prestation.SECONDAIRE)
    ]
    trouves = [
        sous_plafond(
            rang=rang,
            ligne=ligne,
            montant=montant_finance(bon, ligne, contexte),
            plafond=plafond_de_la_ligne(bon, ligne, contexte, textes),
            client=bon.client,
            texte=texte,
        )
        for rang, ligne in finances
    ]
    return (*trouves, *_perf(bon, contexte, textes))


def montant_finance(bon: Bon, ligne: Ligne, contexte: Contexte) -> Decimal:
    """With tax for a supplier subject to VAT, without for another (TVA-02, TVA-03)."""
    return montant_au_taux(ligne, taux_retenu(taux=bon.taux_tva, assujetti=contexte.fournisseur.assujetti is not False))


def montant_au_taux(ligne: Ligne, retenu: Decimal) -> Decimal:
    """Of a line, at the rate that its financing retains: none, without tax."""
    if not retenu:
        return ligne.montant_ht
    return ttc(ligne.montant_ht, retenu) if ligne.montant_ttc is None else ligne.montant_ttc


def plafond_de_la_ligne(
    bon: Bon, ligne: Ligne, contexte: Contexte, textes: Parametres, perf: Decimal = UN
) -> Plafond | None:
    """None when no text, no base or no tranche says it."""
    if bon.client == Client.ETABLISSEMENT:
        return plafond_de_la_base(contexte.client.plafond, BASE_DES_ES)
    return baremes.plafond(
        dispositif=contexte.dispositif,
        prestation=ligne.prestation,
        client=bon.client,
        tranche=contexte.client.tranche,
        taux=bon.taux_tva,
        assujetti=contexte.fournisseur.assujetti is not False,
        jour=textes.jour,
        perf=perf,
    )


def sous_plafond(
    *, rang: int, ligne: Ligne, montant: Decimal, plafond: Plafond | None, client: Client, texte: Reference
) -> Constat:
    """At most the ceiling; less when both agreed on less (PRIX-01, CMD-30, CMD-31, HOP-05)."""
    regle = _regle(ligne.prestation, client)
    if plafond is None:
        return _sans_plafond(regle, rang, montant, client, texte)
    dessous = montant <= plafond.montant
    return constat(
        regle,
        f"plafond:{rang}",
        CONFORME if dessous else NON_CONFORME,
        f"Ligne {rang + 1} : {en_euros(montant)}, pour {en_euros(plafond.montant)} au plus ({plafond.explication}).",
        plafond.reference,
        champ=f"lignes[{rang}].{'montant_ht' if montant == ligne.montant_ht else 'montant_ttc'}",
        valeurs=(("Montant", en_euros(montant)), ("Plafond", en_euros(plafond.montant))),
        remede=f"Ramener la ligne à {en_euros(plafond.montant)} au plus.",
    )


def _regle(prestation: Prestation, client: Client) -> str:
    if client == Client.ETABLISSEMENT:
        return "HOP-05"
    return "CMD-31" if prestation == Prestation.SECONDAIRE else "PRIX-01"


def _sans_plafond(regle: str, rang: int, montant: Decimal, client: Client, texte: Reference) -> Constat:
    manque, remede = {
        Client.MEDECIN: ("aucun barème n’est publié pour ce dispositif", "Demander le barème à l’ASP."),
        Client.STRUCTURE: (
            "la tranche de la structure n’est pas connue",
            "Faire porter la tranche de la structure dans la Base de référence.",
        ),
        Client.ETABLISSEMENT: (
            "la base des établissements éligibles ne donne aucun montant",
            "Faire porter le montant maximal dans la base des établissements éligibles.",
        ),
    }[client]
    return constat(
        regle,
        f"plafond:{rang}",
        A_VERIFIER,
        f"Ligne {rang + 1} : {en_euros(montant)}, sans plafond à comparer : {manque}.",
        texte,
        champ=f"lignes[{rang}].montant_ht",
        valeurs=(("Montant", en_euros(montant)), ("Plafond", "inconnu")),
        remede=remede,
    )


def _perf(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    ligne, partielle = bon.secondaire, textes.perf_partielle
    if ligne is None or partielle is None:
        return ()
    reduit = plafond_de_la_ligne(bon, ligne, contexte, textes, partielle.valeur)
    return (
        perf_entiere(
            rang=bon.lignes.index(ligne),
            montant=montant_finance(bon, ligne, contexte),
            reduit=reduit,
            partielle=partielle.valeur,
            texte=partielle.reference,
        ),
    )


def perf_entiere(
    *, rang: int, montant: Decimal, reduit: Plafond | None, partielle: Decimal, texte: Reference
) -> Constat:
    """An amount that is exactly the ceiling of a partial level was likely built on it (CMD-31)."""
    suspect = reduit is not None and montant == reduit.montant
    niveau = f"{partielle:f}".replace(".", ",")
    return constat(
        "CMD-31",
        "perf",
        A_VERIFIER if suspect else CONFORME,
        f"Prestation secondaire : {en_euros(montant)}, exactement le plafond pour PERF = {niveau}."
        if suspect
        else f"Prestation secondaire : {en_euros(montant)}, construite sur PERF = 1 pour autant qu’on le voie.",
        texte,
        champ=f"lignes[{rang}].montant_ht",
        valeurs=(("Montant", en_euros(montant)),),
        remede="Construire le montant de la prestation secondaire sur PERF = 1.",
    )


# ---- what is financed -----------------------------------------------------------------------------------------------


def finance(bon: Bon, ligne: Ligne | None, contexte: Contexte, textes: Parametres) -> Decimal | None:
    """What is financed of a line: the agreed amount, when it is under its ceiling and its rate is known (PRIX-01)."""
    if ligne is None or (bon.taux_tva is None and contexte.fournisseur.assujetti is not False):
        return None
    montant, au_plus = montant_finance(bon, ligne, contexte), plafond_de_la_ligne(bon, ligne, contexte, textes)
    return montant if au_plus is not None and ZERO < montant <= au_plus.montant else None


def partage(bon: Bon, contexte: Contexte, textes: Parametres) -> Partage | None:
    """Advance and balance of the main line."""
    total = finance(bon, bon.principale, contexte, textes)
    return None if total is None else baremes.partager(total=total, jour=textes.jour)


def montants(bon: Bon, contexte: Contexte, textes: Parametres) -> dict[str, Decimal]:
    """By name; what cannot be computed is not there."""
    parts, secondaire = partage(bon, contexte, textes), finance(bon, bon.secondaire, contexte, textes)
    calcules = {"finance": parts.total, "avance": parts.avance, "solde": parts.solde} if parts else {}
    return calcules if secondaire is None else calcules | {"secondaire": secondaire}
