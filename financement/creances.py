"""A claim judged by the engine of its part: one table says which. The deposit, the desk and the guards ask here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects

from candidatures.models import Candidature
from financement.autour_des_creances import Autour, designees, recue_le
from financement.contextes_de_la_secondaire import AutourDeLaSecondaire
from financement.contextes_du_solde import AutourDuSolde
from financement.formats import FORMATS
from financement.formats.documentation import LIBELLES_DES_VALEURS
from financement.models import Commande, Creance, Fournisseur, Part
from financement.regles.commande.faits import Constat, Jugement
from financement.regles.demande_secondaire import donnees as donnees_secondaires
from financement.regles.demande_secondaire import juger as secondaire
from financement.regles.monnaie import en_euros, en_pour_cent
from financement.regles.solde import donnees, juger, ouverture
from segur.noyau.regles import Verdict

TAUX, RIEN = "taux_tva", "—"


@dataclass(frozen=True, slots=True)
class Moteur:
    """What one part brings. `autour`: what the database says of some orders, read together.

    `montant`: what its context makes due; `conditions`: what may be said before anything is declared; `decidable`: what
    the decision waits for, on its day, besides the judgement.
    """

    depuis_donnees: Callable[[Mapping[str, Any]], Any]
    en_donnees: Callable[[Any], dict[str, Any]]
    autour: type[Autour]
    juger: Callable[[Any, Any], Jugement]
    arithmetique: Callable[[Any, Any], list[str]]
    montant: Callable[[Any], Decimal | None]
    conditions: Callable[[Any], tuple[Constat, ...]]
    sans_commande: Callable[[Any], Jugement]
    decidable: Callable[[Any, datetime], Verdict]


def _sans_attente(contexte: Any, le: datetime) -> Verdict:
    """A balance waits for nothing more than its judgement."""
    return Verdict()


MOTEURS: dict[str, Moteur] = {
    Part.SOLDE: Moteur(
        donnees.depuis_donnees,
        donnees.en_donnees,
        AutourDuSolde,
        juger.juger,
        juger.arithmetique,
        attrgetter("solde"),
        ouverture.conditions,
        juger.sans_commande,
        _sans_attente,
    ),
    Part.SECONDAIRE: Moteur(
        donnees_secondaires.depuis_donnees,
        donnees_secondaires.en_donnees,
        AutourDeLaSecondaire,
        secondaire.juger,
        secondaire.arithmetique,
        secondaire.montant,
        secondaire.conditions,
        secondaire.sans_commande,
        secondaire.decidable,
    ),
}


# ---- what is declared -----------------------------------------------------------------------------------------------


def declaration_de(creance: Creance) -> Any:
    """What the supplier declares, as the rules of its part read it."""
    return MOTEURS[creance.part].depuis_donnees(creance.contenu)


def declare_par(creance: Creance) -> list[tuple[str, str, Any]]:
    """Name, label and value of each field, in the words of the format: the supplier and the agent read the same."""
    declaration = declaration_de(creance)
    champs = FORMATS[creance.part].ligne.model_fields.items()
    return [(nom, str(info.title), lisible(nom, getattr(declaration, nom))) for nom, info in champs if nom != "pieces"]


def lisible(champ: str, valeur: Any) -> Any:
    """A value as people read it."""
    if isinstance(valeur, StrEnum):
        return LIBELLES_DES_VALEURS[valeur.value]
    if isinstance(valeur, Decimal):
        return en_pour_cent(valeur) if champ == TAUX else en_euros(valeur)
    if isinstance(valeur, frozenset):
        return sorted(LIBELLES_DES_VALEURS.get(code, code) for code in valeur) or RIEN
    return RIEN if valeur is None or valeur == "" else valeur


# ---- what surrounds it ----------------------------------------------------------------------------------------------


def contexte_de(creance: Creance, le: datetime | None = None) -> Any:
    """Around one claim, at the instant of its deposit unless another is given."""
    return contextes_de([creance], le)[creance.pk]


def contextes_de(creances: Sequence[Creance], le: datetime | None = None) -> dict[int, Any]:
    """The same for many, of any part: those of one part are read together."""
    prefetch_related_objects(creances, "demande", "commande")
    autour: dict[int, Any] = {}
    for part in {creance.part for creance in creances}:
        siennes = [creance for creance in creances if creance.part == part]
        commandes, sauf = [creance.commande for creance in siennes], [creance.pk for creance in siennes]
        lu = MOTEURS[part].autour(part, commandes, sauf)
        autour |= {
            creance.pk: replace(lu.de(creance.commande, le or recue_le(creance)), corrige_le=creance.modifiee_le)
            for creance in siennes
        }
    return autour


def contextes_des_commandes(
    part: str,
    commandes: Sequence[Commande],
    le: datetime,
    sauf: Collection[int] = (),
    demandees: Collection[int] | None = None,
) -> dict[int, Any]:
    """Around orders of which that part may be asked, by order."""
    lu = MOTEURS[part].autour(part, commandes, sauf, demandees)
    return {commande.pk: lu.de(commande, le) for commande in commandes}


# ---- what is said of it ---------------------------------------------------------------------------------------------


def juger_la_creance(creance: Creance, contexte: Any = None) -> Jugement:
    return MOTEURS[creance.part].juger(declaration_de(creance), contexte or contexte_de(creance))


def calcul_de(creance: Creance, contexte: Any = None) -> list[str]:
    """The arithmetic of the amount, one sentence each."""
    return MOTEURS[creance.part].arithmetique(declaration_de(creance), contexte or contexte_de(creance))


def juger_ce_qui_est_declare(
    part: str, fournisseur: Fournisseur, candidature: Candidature, declarations: Sequence[Any], le: datetime
) -> list[Jugement]:
    """Claims that are not there yet, in their order: each meets an order of the supplier by its number."""
    commandes, moteur = designees(fournisseur, candidature, declarations), MOTEURS[part]
    connues = list({commande.pk: commande for commande in commandes if commande}.values())
    autour = contextes_des_commandes(part, connues, le)
    return [
        moteur.juger(declaration, autour[commande.pk]) if commande else moteur.sans_commande(declaration)
        for declaration, commande in zip(declarations, commandes, strict=True)
    ]
