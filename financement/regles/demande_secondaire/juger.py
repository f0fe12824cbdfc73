"""Every rule of the claim of the secondary service: the same for the simulator, the deposit and the agent's desk."""

from datetime import datetime
from decimal import Decimal

from financement.regles.commande.constats import NON_CONFORME, constat, en_jour
from financement.regles.commande.faits import Constat, Jugement
from financement.regles.demande_secondaire import facture, niveau
from financement.regles.demande_secondaire.droit import conditions as du_droit
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, Declaration
from financement.regles.demande_secondaire.montant import Du, du
from financement.regles.monnaie import en_euros
from financement.regles.secondaire.parametres import Regime, regime
from financement.regles.secondaire.perf import en_perf, expliquer
from financement.regles.solde.droit import meme_client
from financement.regles.textes import AF, SECONDAIRE, UNICITE
from segur.noyau.regles import Motif, Reference, Verdict
from segur.noyau.temps import jour_de_paris


def textes_de(contexte: ContexteDeLaSecondaire) -> Regime | None:
    """The instant of reception says which text applies (decision 0047)."""
    return regime(contexte.dispositif, jour_de_paris(contexte.recu_le))


def conditions(contexte: ContexteDeLaSecondaire) -> tuple[Constat, ...]:
    """What may be said before anything is declared: the page of the client tells it."""
    textes = textes_de(contexte)
    if textes is None:
        return (_sans_texte(contexte),)
    return (*du_droit(contexte, textes), *niveau.conditions(contexte, textes))


def juger(declaration: Declaration, contexte: ContexteDeLaSecondaire) -> Jugement:
    """Every rule is asked, so that everything is told at once."""
    textes, constats = textes_de(contexte), conditions(contexte)
    if textes is None:
        return Jugement(constats)
    trouve = du(contexte, textes)
    constats += _de_la_declaration(declaration, contexte, textes)
    constats += facture.constats(declaration, contexte, textes, trouve)
    return Jugement(constats, {"secondaire": trouve.verse} if trouve and trouve.verse > 0 else {})


def montant_du(contexte: ContexteDeLaSecondaire) -> Du | None:
    textes = textes_de(contexte)
    return du(contexte, textes) if textes else None


def montant(contexte: ContexteDeLaSecondaire) -> Decimal | None:
    """What would be paid today; None when nothing is due."""
    trouve = montant_du(contexte)
    return trouve.verse if trouve and trouve.verse > 0 else None


def _de_la_declaration(
    declaration: Declaration, contexte: ContexteDeLaSecondaire, textes: Regime
) -> tuple[Constat, ...]:
    unicite = textes.reference(UNICITE)
    client = meme_client(declare=declaration.cle, valide=contexte.bon.cle, texte=unicite, regle="SEC-12")
    if contexte.journal is None:
        return (client,)
    return (client, niveau.periode(declaration=declaration, journal=contexte.journal, regime=textes))


def _sans_texte(contexte: ContexteDeLaSecondaire) -> Constat:
    jour = en_jour(jour_de_paris(contexte.recu_le))
    explication = f"Le dispositif {contexte.dispositif} n’a pas de prestation secondaire au {jour}."
    return constat(
        "SEC-15", "texte", NON_CONFORME, explication, None, remede="Ne pas demander de prestation secondaire."
    )


def decidable(contexte: ContexteDeLaSecondaire, le: datetime) -> Verdict:
    """What the decision waits for besides: data that are definitive on its day (SEC-07)."""
    textes = textes_de(contexte)
    if textes is None:
        return Verdict((Motif("texte", False, _sans_texte(contexte).motif.explication),))
    return Verdict((niveau.donnees_definitives(journal=contexte.journal, le=le, regime=textes),))


def sans_commande(declaration: Declaration) -> Jugement:
    """Of a number that is no order of the supplier: the other rules have nothing to be asked of."""
    constate = constat(
        "SEC-12",
        "commande",
        NON_CONFORME,
        f"Aucune commande déposée pour cette solution ne porte le numéro {declaration.reference}.",
        Reference(AF, SECONDAIRE),
        champ="reference",
        valeurs=(("Commande demandée", declaration.reference),),
        remede="Recopier le numéro du bon de commande dont le solde est validé.",
    )
    return Jugement((constate,))


def arithmetique(declaration: Declaration, contexte: ContexteDeLaSecondaire) -> list[str]:
    """How the amount is found, one sentence each; none for what cannot be said."""
    textes = textes_de(contexte)
    trouve = montant_du(contexte)
    if textes is None or trouve is None or contexte.journal is None:
        return []
    return _phrases(trouve, expliquer(fenetre=niveau.fenetre_de(contexte.journal, textes), regime=textes))


def _phrases(trouve: Du, constatee: str) -> list[str]:
    taxe = "TTC" if trouve.taxe else "hors taxes"
    return [
        f"Prestation secondaire : {en_euros(trouve.convenu)} {taxe} convenus au bon de commande pour PERF = 1.",
        constatee,
        f"Plafond à ce niveau : {en_euros(trouve.plafond.montant)} ({trouve.plafond.explication}).",
        f"À verser : {en_euros(trouve.convenu)} × {en_perf(trouve.perf)}, arrondi une fois, au plus le plafond = "
        f"{en_euros(trouve.verse)}.",
    ]
