"""What each nature of request brings: its lines, how they are read, written and judged, until when (AF 6.2.1, 6.4).

Whoever reads a file, matches an archive, deposits, corrects or tells of a request asks here, and knows no nature.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from candidatures.echeances import limite_connue
from candidatures.models import Candidature
from financement.contextes import autour_des_commandes, depots_permis
from financement.creances import calcul_de, contextes_de, juger_la_creance
from financement.formats import LigneLue
from financement.models import (
    Commande,
    Creance,
    DemandeDeFinancement,
    Enrolement,
    Part,
    PieceDeCommande,
    PieceDeCreance,
)
from financement.rapprochement import inserer_les_creances
from financement.regles import depot as regles
from financement.regles.commande.faits import Jugement
from financement.regles.commande.juger import arithmetique, juger
from financement.situation import depots_ouverts
from segur.noyau.regles import Motif, Reference, Verdict, Version

Ligne = Commande | Creance
Juge = tuple[Jugement, list[str]]
"""What the engine says of a line, and how its amounts are found."""


@dataclass(frozen=True)
class Nature:
    """`cle`: what only one line may bear on, among those that count: a client, or an order.

    `indispensable`: the kind of piece without which nothing is deposited; `demandees`: those that its form asks at
    once; `admises`: those that may be joined; `au_controle`: those that a check or a finding of the ASP opens again.
    `date`: that closes its deposits; None when each line has its own last day, which its engine tells.
    """

    code: str
    un: str
    plusieurs: str
    demandes: str
    ligne: type[Commande] | type[Creance]
    piece: type[PieceDeCommande] | type[PieceDeCreance]
    cle: str
    indispensable: str
    demandees: tuple[str, ...]
    admises: tuple[str, ...]
    au_controle: frozenset[str]
    texte: Reference
    zone_des_pieces: str
    date: int | None
    a_temps: Callable[[datetime, Version[datetime | None] | None], Motif] | None
    ouverture: Callable[[Enrolement, Candidature, datetime], Verdict]
    inserer: Callable[[DemandeDeFinancement, Sequence[LigneLue]], list[LigneLue]]
    """Writes the rows that stand; gives them all back, those that do not with the reason."""
    juger: Callable[[DemandeDeFinancement, Sequence[Ligne], datetime], list[Juge]]

    @property
    def echeance_dite(self) -> str:
        if self.date is None:
            return f"Chaque client a sa limite de dépôt des {self.demandes}, que dit sa page de suivi."
        return f"Date {self.date}, dépôt des {self.demandes}"

    @property
    def dues(self) -> list[str]:
        """Labels of the pieces that its claims cannot do without."""
        return [str(nature.label) for nature in PieceDeCreance.DUES.get(Part(self.code), ())]

    def chemin(self, champ: str) -> str:
        """From a line, a column of its order."""
        return champ if self.ligne is Commande else f"commande__{champ}"

    def pour_liste(self, objet: DemandeDeFinancement) -> QuerySet[Any]:
        """The lines of a request with what their lists read."""
        proches = ("demande",) if self.ligne is Commande else ("demande", "commande")
        lignes: QuerySet[Any] = objet.lignes.select_related(*proches)
        return lignes

    def compter(self, nombre: int) -> str:
        return f"{nombre} {self.plusieurs if nombre >= 2 else self.un}"

    def echeance(self, candidature: Candidature, le: datetime) -> Motif:
        if self.date is None or self.a_temps is None:
            return Motif("echeance", True, self.echeance_dite, self.texte)
        return self.a_temps(le, limite_connue(candidature, self.date, au=le))


# ---- orders ---------------------------------------------------------------------------------------------------------


def _inserer_les_commandes(objet: DemandeDeFinancement, lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """A row that is there already stays: read twice, a file makes no double."""
    commandes = []
    for ligne in lignes:
        if ligne.objet is None:
            continue
        commande = Commande(demande=objet, dispositif=objet.dispositif, rang=ligne.rang, fichiers=ligne.pieces)
        commande.ecrire(ligne.objet)
        commande.empreinte = commande.calculer_l_empreinte([])
        commandes.append(commande)
    Commande.objects.bulk_create(commandes, ignore_conflicts=True)
    return list(lignes)


def _juger_les_commandes(objet: DemandeDeFinancement, lignes: Iterable[Ligne], le: datetime) -> list[Juge]:
    commandes = [ligne for ligne in lignes if isinstance(ligne, Commande)]
    autour = zip((commande.bon for commande in commandes), autour_des_commandes(objet, commandes, le), strict=True)
    return [(juger(bon, contexte), arithmetique(bon, contexte)) for bon, contexte in autour]


# ---- claims ---------------------------------------------------------------------------------------------------------


def _enrolement_en_regle(enrolement: Enrolement, candidature: Candidature, le: datetime) -> Verdict:
    """After the advance: the initial enrolment in order, without the exception of RET-01."""
    return depots_ouverts(enrolement, le)


def _juger_les_creances(objet: DemandeDeFinancement, lignes: Iterable[Ligne], le: datetime) -> list[Juge]:
    creances = [ligne for ligne in lignes if isinstance(ligne, Creance)]
    autour = contextes_de(creances, le)
    return [(juger_la_creance(c, autour[c.pk]), calcul_de(c, autour[c.pk])) for c in creances]


# ---- the natures ----------------------------------------------------------------------------------------------------

AVANCE = Nature(
    code=DemandeDeFinancement.Nature.AVANCE,
    un="commande",
    plusieurs="commandes",
    demandes="demandes d’avance",
    ligne=Commande,
    piece=PieceDeCommande,
    cle="cle",
    indispensable=PieceDeCommande.Nature.BON,
    demandees=(PieceDeCommande.Nature.BON, PieceDeCommande.Nature.AIDES, PieceDeCommande.Nature.AUTRE),
    admises=tuple(PieceDeCommande.Nature.values),
    au_controle=frozenset({PieceDeCommande.Nature.BON.value}),
    texte=regles.AVANCE,
    zone_des_pieces="piece_de_commande",
    date=4,
    a_temps=lambda recu_le, limite: regles.depot_a_temps(recu_le=recu_le, date_4=limite),
    ouverture=depots_permis,
    inserer=_inserer_les_commandes,
    juger=_juger_les_commandes,
)
SOLDE = Nature(
    code=DemandeDeFinancement.Nature.SOLDE,
    un="demande de solde",
    plusieurs="demandes de solde",
    demandes="demandes de solde",
    ligne=Creance,
    piece=PieceDeCreance,
    cle="commande",
    indispensable=PieceDeCreance.Nature.VA,
    demandees=(PieceDeCreance.Nature.VA, PieceDeCreance.Nature.FACTURE, PieceDeCreance.Nature.ATTESTATION),
    admises=tuple(PieceDeCreance.Nature.values),
    au_controle=frozenset(nature.value for nature in PieceDeCreance.DUES[Part.SOLDE]),
    texte=regles.SOLDE,
    zone_des_pieces="piece_de_creance",
    date=6,
    a_temps=lambda recu_le, limite: regles.solde_a_temps(recu_le=recu_le, date_6=limite),
    ouverture=_enrolement_en_regle,
    inserer=inserer_les_creances,
    juger=_juger_les_creances,
)
SECONDAIRE = Nature(
    code=DemandeDeFinancement.Nature.SECONDAIRE,
    un="demande de prestation secondaire",
    plusieurs="demandes de prestation secondaire",
    demandes="demandes de prestation secondaire",
    ligne=Creance,
    piece=PieceDeCreance,
    cle="commande",
    indispensable=PieceDeCreance.Nature.FACTURE,
    demandees=(PieceDeCreance.Nature.FACTURE, PieceDeCreance.Nature.AUTRE),
    admises=(PieceDeCreance.Nature.FACTURE, PieceDeCreance.Nature.JOURNAL, PieceDeCreance.Nature.AUTRE),
    au_controle=frozenset(nature.value for nature in PieceDeCreance.DUES[Part.SECONDAIRE]),
    texte=regles.SECONDAIRE,
    zone_des_pieces="piece_de_creance",
    date=None,
    a_temps=None,
    ouverture=_enrolement_en_regle,
    inserer=inserer_les_creances,
    juger=_juger_les_creances,
)
NATURES: dict[str, Nature] = {nature.code: nature for nature in (AVANCE, SOLDE, SECONDAIRE)}


def nature_de(objet: DemandeDeFinancement) -> Nature:
    return NATURES[objet.nature]


def juger_la_ligne(ligne: Ligne, le: datetime) -> None:
    """Writes on it what the engine says at `le`: findings, amounts, and how these are found."""
    (juge,) = nature_de(ligne.demande).juger(ligne.demande, [ligne], le)
    noter(ligne, juge, le)


def noter(ligne: Ligne, juge: Juge, le: datetime) -> None:
    jugement, calcul = juge
    ligne.jugement, ligne.juge_le = jugement.en_donnees() | {"arithmetique": calcul}, le
