"""The lines of the order: one main, one secondary, nothing else (AF 4.3)."""

from collections.abc import Sequence
from decimal import Decimal

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat
from financement.regles.commande.faits import PRINCIPALES, Bon, Client, Constat, Contexte, Ligne, Prestation
from financement.regles.commande.parametres import Parametres
from financement.regles.monnaie import au_centime, en_euros
from financement.regles.textes import CHANGEMENT_COMPLET, MONTANTS_DU_BON, PRIX
from segur.noyau.regles import Reference

NOMS = {
    Prestation.VAGUE_2: "Prestation principale Vague 2",
    Prestation.VAGUES_1_ET_2: "Prestation principale Vague 1 + Vague 2",
    Prestation.SECONDAIRE: "Prestation secondaire",
}


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    lignes, texte = bon.lignes, textes.reference(MONTANTS_DU_BON)
    return (
        une_principale(lignes=lignes, texte=texte),
        secondaire(lignes=lignes, attendue=textes.secondaire.valeur, texte=textes.secondaire.reference),
        denominations(lignes=lignes, texte=texte),
        *_autres(bon, textes),
        total_non_nul(lignes=lignes, texte=texte),
        *(c for rang, ligne in enumerate(lignes) if (c := montant_affichable(rang=rang, ligne=ligne, texte=texte))),
    )


def _autres(bon: Bon, textes: Parametres) -> tuple[Constat, ...]:
    """A hospital may change its whole software on the same order; nobody else may buy anything beside (CMD-43)."""
    if bon.client == Client.ETABLISSEMENT:
        return (prestation_identifiable(lignes=bon.lignes),)
    return (
        aucune_autre(lignes=bon.lignes, texte=textes.reference(MONTANTS_DU_BON)),
        aucune_autre_somme(lignes=bon.lignes, texte=textes.reference(PRIX)),
    )


def prestation_identifiable(*, lignes: Sequence[Ligne]) -> Constat:
    """Of a complete change of software, only a prestation with its own line is financed: a person reads (CMD-43)."""
    rangs = _rangs(lignes, Prestation.AUTRE)
    noms = ", ".join(f"« {lignes[rang].libelle} »" for rang in rangs)
    return constat(
        "CMD-43",
        "prestation_identifiable",
        A_VERIFIER if rangs else CONFORME,
        f"Le bon porte aussi {noms} : seule la Prestation Ségur, identifiée par sa ligne, est financée."
        if rangs
        else "Le bon ne porte que la Prestation Ségur.",
        CHANGEMENT_COMPLET,
        champ=_champ(rangs),
        valeurs=(("Autres prestations", noms or "aucune"),),
        remede=f"Retirer du bon : {noms} ; ou montrer à l’ASP que la Prestation Ségur s’en sépare.",
    )


def _rangs(lignes: Sequence[Ligne], *prestations: Prestation) -> list[int]:
    return [rang for rang, ligne in enumerate(lignes) if ligne.prestation in prestations]


def _champ(rangs: Sequence[int]) -> str:
    return f"lignes[{rangs[-1]}].prestation" if rangs else "lignes"


def une_principale(*, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """« Vague 2 » or « Vague 1 + Vague 2 », once (CMD-30)."""
    rangs = _rangs(lignes, *PRINCIPALES)
    choix = f"« {NOMS[Prestation.VAGUE_2]} » ou « {NOMS[Prestation.VAGUES_1_ET_2]} »"
    return constat(
        "CMD-30",
        "ligne_principale",
        CONFORME if len(rangs) == 1 else NON_CONFORME,
        f"Prestations principales au bon : {len(rangs)}, pour une seule attendue.",
        texte,
        champ=_champ(rangs),
        valeurs=(("Prestations principales", str(len(rangs))),),
        remede=f"Garder une seule ligne {choix}." if rangs else f"Ajouter une ligne {choix}.",
    )


def secondaire(*, lignes: Sequence[Ligne], attendue: bool, texte: Reference) -> Constat:
    """Inseparable from the main prestation where the dispositif has one (PR-01, CMD-30)."""
    rangs = _rangs(lignes, Prestation.SECONDAIRE)
    manque = attendue and not rangs
    nom = NOMS[Prestation.SECONDAIRE]
    if attendue:
        remede = f"Ajouter la ligne « {nom} »." if manque else f"Garder une seule ligne « {nom} »."
    else:
        remede = f"Retirer la ligne « {nom} » : ce dispositif n’en finance pas."
    return constat(
        "CMD-30",
        "ligne_secondaire",
        CONFORME if len(rangs) == int(attendue) else NON_CONFORME,
        f"Prestations secondaires au bon : {len(rangs)}, pour {int(attendue)} attendue.",
        texte,
        champ=_champ(rangs),
        valeurs=(("Prestations secondaires", str(len(rangs))),),
        remede=remede,
    )


def denominations(*, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """Each line bears the name that the text gives it (CMD-30). A label that is not transmitted is not judged."""
    autres = [rang for rang, ligne in enumerate(lignes) if not _bien_nommee(ligne)]
    premier = lignes[autres[0]] if autres else None
    return constat(
        "CMD-30",
        "denomination",
        A_VERIFIER if premier else CONFORME,
        f"La ligne « {premier.libelle} » ne porte pas le nom que le texte lui donne."
        if premier
        else "Les lignes portent le nom que le texte leur donne.",
        texte,
        champ=f"lignes[{autres[0]}].libelle" if autres else "",
        valeurs=(("Libellé", premier.libelle), ("Nom attendu", NOMS[premier.prestation])) if premier else (),
        remede=f"Nommer la ligne « {NOMS[premier.prestation]} »." if premier else "",
    )


def _bien_nommee(ligne: Ligne) -> bool:
    nom = NOMS.get(ligne.prestation)
    return nom is None or not ligne.libelle.strip() or _mots(ligne.libelle).startswith(_mots(nom))


def _mots(libelle: str) -> str:
    """Case and spaces do not change a name."""
    return "".join(libelle.split()).casefold()


def aucune_autre(*, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """No other prestation on this order (CMD-33)."""
    rangs = _rangs(lignes, Prestation.AUTRE)
    noms = ", ".join(f"« {lignes[rang].libelle} »" for rang in rangs)
    return constat(
        "CMD-33",
        "autre_prestation",
        NON_CONFORME if rangs else CONFORME,
        f"Le bon porte une autre prestation : {noms}." if rangs else "Le bon ne porte aucune autre prestation.",
        texte,
        champ=_champ(rangs),
        valeurs=(("Autres prestations", noms or "aucune"),),
        remede=f"Retirer du bon : {noms}.",
    )


def aucune_autre_somme(*, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """The financing excludes any other sum from the client (PRIX-02)."""
    autres = [ligne for ligne in lignes if ligne.prestation == Prestation.AUTRE]
    somme = sum((ligne.montant_ht for ligne in autres), Decimal(0))
    rangs = _rangs(lignes, Prestation.AUTRE)
    return constat(
        "PRIX-02",
        "autre_somme",
        NON_CONFORME if somme else CONFORME,
        f"Le bon demande au client une autre somme : {en_euros(somme)} hors taxes."
        if somme
        else "Le bon ne demande au client aucune autre somme.",
        texte,
        champ=f"lignes[{rangs[-1]}].montant_ht" if rangs else "",
        valeurs=(("Autres sommes, hors taxes", en_euros(somme)),),
        remede="Retirer cette somme du bon : l’attribution du financement l’exclut.",
    )


def total_non_nul(*, lignes: Sequence[Ligne], texte: Reference) -> Constat:
    """Even paid by the State, the amounts are on the order, whose total is not zero (CMD-34)."""
    total = sum((ligne.montant_ht for ligne in lignes), Decimal(0))
    return constat(
        "CMD-34",
        "total_non_nul",
        CONFORME if total > 0 else NON_CONFORME,
        f"Total hors taxes du bon : {en_euros(total)}{'' if total > 0 else ', alors qu’il ne peut pas être nul'}.",
        texte,
        champ="lignes",
        valeurs=(("Total hors taxes", en_euros(total)),),
        remede="Porter au bon le montant réel de chaque prestation.",
    )


def montant_affichable(*, rang: int, ligne: Ligne, texte: Reference) -> Constat | None:
    """Whole cents, never negative; a prestation at zero is to be looked at (CMD-34). None: nothing to say."""
    montants = (("montant_ht", ligne.montant_ht), ("montant_ttc", ligne.montant_ttc))
    for nom, montant in montants:
        defaut = _defaut(montant)
        if defaut:
            return constat(
                "CMD-34",
                f"montant:{rang}",
                A_VERIFIER if montant == 0 else NON_CONFORME,
                f"Ligne {rang + 1} : {defaut}.",
                texte,
                champ=f"lignes[{rang}].{nom}",
                valeurs=(("Montant", f"{montant:f} €".replace(".", ",")),),
                remede="Porter le montant réel de la prestation, en euros et centimes.",
            )
    return None


def _defaut(montant: Decimal | None) -> str:
    if montant is None:
        return ""
    if montant < 0:
        return "le montant est négatif"
    if montant == 0:
        return "le montant est nul"
    return "" if montant == au_centime(montant) else "le montant a plus de deux décimales"
