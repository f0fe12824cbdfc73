"""The engine of the balance: the same for the simulator, the deposit and the agent's desk."""

from collections.abc import Callable

from financement.regles.commande.constats import A_VERIFIER, NON_CONFORME, constat, en_jour
from financement.regles.commande.faits import Constat, Jugement
from financement.regles.monnaie import en_euros
from financement.regles.solde import aptitude, dates, droit, facture
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.parametres import Parametres, du
from financement.regles.textes import AF, SOLDE
from segur.noyau.regles import Reference
from segur.noyau.temps import jour_de_paris

Regle = Callable[[Declaration, ContexteDuSolde, Parametres], tuple[Constat, ...]]
REGLES: tuple[Regle, ...] = (droit.constats, dates.constats, aptitude.constats, facture.constats)


def juger(declaration: Declaration, contexte: ContexteDuSolde) -> Jugement:
    """Every rule is asked, so that everything is told at once."""
    textes = du(contexte)
    if textes is None:
        return Jugement((_sans_texte(contexte),))
    constats = tuple(constat for regle in REGLES for constat in regle(declaration, contexte, textes))
    return Jugement(constats, {} if contexte.solde is None else {"solde": contexte.solde})


def _sans_texte(contexte: ContexteDuSolde) -> Constat:
    """No rule can be told without a text: a person looks."""
    jour = en_jour(jour_de_paris(contexte.recu_le))
    explication = f"Aucun texte lu ne règle les soldes du dispositif {contexte.dispositif} au {jour}."
    remede = "Demander à l’ASP le texte qui règle les soldes de ce dispositif."
    return constat("SOL-01", "texte", A_VERIFIER, explication, None, remede=remede)


def sans_commande(declaration: Declaration) -> Jugement:
    """Of a number that is no order of the supplier: the other rules have nothing to be asked of."""
    constate = constat(
        "SOL-01",
        "commande",
        NON_CONFORME,
        f"Aucune commande déposée pour cette solution ne porte le numéro {declaration.reference}.",
        Reference(AF, SOLDE),
        champ="reference",
        valeurs=(("Commande du solde", declaration.reference),),
        remede="Recopier le numéro du bon de commande dont l’avance est validée.",
    )
    return Jugement((constate,))


def arithmetique(declaration: Declaration, contexte: ContexteDuSolde) -> list[str]:
    """How the balance is found, one sentence each; none for what was not decided."""
    finance, avance, solde = contexte.finance, contexte.avance, contexte.solde
    if finance is None or avance is None or solde is None:
        return []
    return [
        f"Prestation principale : {en_euros(finance)} financés, comme décidé avec l’avance.",
        f"Avance : {en_euros(avance)}, validée.",
        f"Solde : {en_euros(finance)} − {en_euros(avance)} = {en_euros(solde)}.",
        f"Facture n° {declaration.facture_numero} : {en_euros(declaration.facture_ht)} HT.",
    ]
