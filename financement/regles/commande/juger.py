"""The engine: the same for the supplier's simulator, the deposit and the agent's desk."""

from collections.abc import Callable

from financement.regles.commande import (
    aides,
    client,
    dates,
    delai,
    forme,
    fournisseur,
    lignes,
    plafonds,
    profils,
    referencement,
    tva,
    version,
)
from financement.regles.commande.constats import A_VERIFIER, constat, en_jour
from financement.regles.commande.faits import Bon, Constat, Contexte, Jugement
from financement.regles.commande.lignes import NOMS
from financement.regles.commande.parametres import Parametres, du
from financement.regles.monnaie import en_euros
from segur.noyau.temps import jour_de_paris

Regle = Callable[[Bon, Contexte, Parametres], tuple[Constat, ...]]
REGLES: tuple[Regle, ...] = (
    fournisseur.constats,
    referencement.constats,
    dates.constats,
    delai.constats,
    client.constats,
    profils.constats,
    version.constats,
    lignes.constats,
    tva.constats,
    plafonds.constats,
    forme.constats,
    aides.constats,
)


def juger(bon: Bon, contexte: Contexte) -> Jugement:
    """Every rule is asked, so that everything is told at once."""
    textes = du(contexte)
    if textes is None:
        return Jugement((_sans_texte(contexte),))
    constats = tuple(constat for regle in REGLES for constat in regle(bon, contexte, textes))
    return Jugement(constats, plafonds.montants(bon, contexte, textes))


def _sans_texte(contexte: Contexte) -> Constat:
    """No rule can be told without a text: a person looks."""
    jour = en_jour(jour_de_paris(contexte.recu_le))
    explication = f"Aucun texte lu ne règle les commandes du dispositif {contexte.dispositif} au {jour}."
    remede = "Demander à l’ASP le texte qui règle les commandes de ce dispositif."
    return constat("CMD-01", "texte", A_VERIFIER, explication, None, remede=remede)


def arithmetique(bon: Bon, contexte: Contexte) -> list[str]:
    """How the amounts are found, one sentence each; none for what cannot be computed."""
    textes = du(contexte)
    if textes is None:
        return []
    parts, phrases = plafonds.partage(bon, contexte, textes), []
    if parts is not None and bon.principale is not None:
        phrases = [
            f"{NOMS[bon.principale.prestation]} : {en_euros(parts.total)} financés.",
            f"Avance : {parts.explication}.",
            f"Solde : {en_euros(parts.total)} − {en_euros(parts.avance)} = {en_euros(parts.solde)}.",
        ]
    secondaire = plafonds.finance(bon, bon.secondaire, contexte, textes)
    if secondaire is not None:
        phrases.append(f"Prestation secondaire : {en_euros(secondaire)} si PERF = 1, versés à part.")
    return phrases
