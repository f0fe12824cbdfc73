"""The European rules of the aid: exemption for structures, de minimis for doctors (AF 5.1, PRIX-03, PRIX-04)."""

from datetime import date
from decimal import Decimal

from financement.regles.commande.constats import CONFORME, NON_CONFORME, constat, en_jour
from financement.regles.commande.faits import Bon, Client, Constat, Contexte
from financement.regles.commande.parametres import Parametres
from financement.regles.commande.plafonds import montant_finance
from financement.regles.monnaie import en_euros
from financement.regles.textes import PRIX
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import ajouter_mois, jour_de_paris

ZERO = Decimal(0)


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    """A hospital is under neither: what it rests on is in no text that was read."""
    texte = textes.reference(PRIX)
    if bon.client == Client.STRUCTURE:
        return (exemption(texte=texte),)
    if bon.client == Client.ETABLISSEMENT:
        return ()
    return (
        declaration(
            montant=bon.aides_de_minimis,
            declarees_le=bon.aides_declarees_le,
            recu_le=jour_de_paris(contexte.contenu_recu_le),
            texte=texte,
        ),
        cumul(
            declarees=bon.aides_de_minimis or ZERO,
            versees=contexte.client.aides_versees,
            commande=sum((montant_finance(bon, ligne, contexte) for ligne in bon.lignes), ZERO),
            plafond=textes.de_minimis,
            annees=textes.annees_de_minimis.valeur,
            d_autrui=contexte.client.aides_d_autrui,
        ),
    )


def debut_de_la_periode(*, jour: date, annees: int) -> date:
    """First day of the rolling period that ends on `jour`: its anniversary counts, the day before does not."""
    return ajouter_mois(jour, -12 * annees)


def exemption(*, texte: Reference) -> Constat:
    """A structure with a FINESS is under decision 2012/21/UE: nothing to declare (PRIX-03)."""
    explication = (
        "Structure identifiée par son FINESS : décision d’exemption 2012/21/UE, sans déclaration d’aides ; une "
        "éventuelle surcompensation se rembourse."
    )
    return constat("PRIX-03", "exemption", CONFORME, explication, texte)


def declaration(*, montant: Decimal | None, declarees_le: date | None, recu_le: date, texte: Reference) -> Constat:
    """The client declares beforehand the aids it has received (PRIX-04)."""
    champ, defaut = _defaut(montant, declarees_le, recu_le)
    bonne = "" if montant is None or declarees_le is None else f"{en_euros(montant)}, le {en_jour(declarees_le)}"
    return constat(
        "PRIX-04",
        "declaration",
        NON_CONFORME if defaut else CONFORME,
        defaut or f"Le client a déclaré ses aides de minimis : {bonne}.",
        texte,
        champ=champ,
        valeurs=(
            ("Aides déclarées", "aucune déclaration" if montant is None else en_euros(montant)),
            ("Déclarées le", "non daté" if declarees_le is None else en_jour(declarees_le)),
        ),
        remede=f"Faire déclarer par le client les aides reçues, au plus tard le {en_jour(recu_le)}.",
    )


def _defaut(montant: Decimal | None, declarees_le: date | None, recu_le: date) -> tuple[str, str]:
    """The field and what is wrong with it."""
    if montant is None:
        return "aides_de_minimis", "Le client n’a pas déclaré les aides de minimis qu’il a reçues."
    if montant < 0:
        return "aides_de_minimis", "Les aides déclarées ne peuvent pas être négatives."
    if declarees_le is None:
        return "aides_declarees_le", "La déclaration d’aides du client n’est pas datée."
    if declarees_le > recu_le:
        return "aides_declarees_le", "La déclaration d’aides est datée d’après la réception de la demande."
    return "", ""


def cumul(
    *,
    declarees: Decimal,
    versees: Decimal,
    commande: Decimal,
    plafond: Version[Decimal],
    annees: int,
    d_autrui: bool = False,
) -> Constat:
    """Declared, already paid by the SONS, and this order: the ceiling itself will do (PRIX-04).

    `d_autrui`: some was paid through another supplier; neither its amount nor what would give it away is told.
    """
    total = declarees + versees + commande
    dessous = total <= plafond.valeur
    detail = f"{en_euros(versees)} versés + {en_euros(commande)} pour cette commande = {en_euros(total)}, pour"
    if d_autrui:
        detail = f"{en_euros(commande)} pour cette commande + les aides déjà versées par les SONS :"
        detail += " au plus" if dessous else " plus que"
    return constat(
        "PRIX-04",
        "cumul",
        CONFORME if dessous else NON_CONFORME,
        f"{en_euros(declarees)} déclarés + {detail} {en_euros(plafond.valeur)}{'' if d_autrui else ' au plus'} "
        f"sur {annees} ans.",
        plafond.reference,
        champ="aides_de_minimis",
        valeurs=(
            ("Aides déclarées", en_euros(declarees)),
            ("Déjà versé par les SONS", "connu de l’ASP" if d_autrui else en_euros(versees)),
            ("Cette commande", en_euros(commande)),
            ("Plafond", en_euros(plafond.valeur)),
        ),
        remede=_remede(plafond.valeur - declarees - versees, d_autrui),
    )


def _remede(reste: Decimal, d_autrui: bool) -> str:
    if d_autrui:
        return "Demander au client les aides qu’il a reçues, et ramener le total de la commande sous le plafond."
    if reste > 0:
        return f"Ramener le total de la commande à {en_euros(reste)} au plus."
    return "Aucun montant ne convient : le plafond est atteint par les aides déjà reçues."
