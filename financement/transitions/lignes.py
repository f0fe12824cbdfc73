"""What a supplier may change of one line, order or claim, and what that does: the same for both (AV-05, SOL-07)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from financement.models import Instruite
from financement.natures import Ligne, juger_la_ligne, nature_de
from financement.regles import depot as regles
from financement.transitions.depot import actualiser, porte
from segur.noyau.documents.depot import deposer as deposer_un_document
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande

Statut = Instruite.Statut
CHAMP, PIECE, CONSTAT = "champ", "piece", "constat"


# ---- what is open ---------------------------------------------------------------------------------------------------


def points_ouverts(ligne: Ligne) -> list[Any]:
    """Sent to the supplier and not answered yet."""
    return list(ligne.points.actuels().exclude(envoye_le=None))


def champs_ouverts(ligne: Ligne) -> frozenset[str] | None:
    """Fields that may change: all (None) before the deposit, those that the ASP named afterwards."""
    if ligne.statut == Statut.INCOMPLETE:
        return None
    if ligne.statut != Statut.A_MODIFIER:
        return frozenset()
    chemins = (_champ_du_point(point.cle) for point in points_ouverts(ligne))
    return frozenset(chemin.split("[")[0].split(".")[0] for chemin in chemins if chemin)


def _champ_du_point(cle: str) -> str:
    """`champ:lignes[0].montant_ht`, or the field of a finding: `constat:CMD-03:signe_le`."""
    nature, _, nom = cle.partition(":")
    if nature == CONSTAT:
        return nom.partition(":")[2]
    return nom if nature == CHAMP else ""


def pieces_ouvertes(ligne: Ligne) -> frozenset[str]:
    """Kinds of pieces that may be joined or replaced. A check or a finding to correct opens those it is read on."""
    nature = nature_de(ligne.demande)
    if ligne.statut == Statut.INCOMPLETE:
        return frozenset(nature.admises)
    if ligne.statut != Statut.A_MODIFIER:
        return frozenset()
    cles = [point.cle.partition(":")[::2] for point in points_ouverts(ligne)]
    nommees = frozenset(nom for genre, nom in cles if genre == PIECE)
    return nommees | (nature.au_controle if any(genre not in (PIECE, CHAMP) for genre, _ in cles) else frozenset())


def changements(ancien: Mapping[str, Any], nouveau: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """By field, what it was and what it becomes, as plain data."""
    return {champ: (ancien[champ], nouveau[champ]) for champ in nouveau if ancien[champ] != nouveau[champ]}


def seulement_ce_qui_est_ouvert(ligne: Ligne, nouveau: Mapping[str, Any]) -> Verdict:
    permis = champs_ouverts(ligne)
    fermes = [champ for champ in changements(ligne.contenu, nouveau) if permis is not None and champ not in permis]
    return Verdict((regles.champs_ouverts(fermes=fermes),))


def raconter(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """For the journal: each field, before and after."""
    avant = {champ: ancien for champ, (ancien, _) in changes.items()}
    apres = {champ: nouveau for champ, (_, nouveau) in changes.items()}
    return {"champs": list(changes), "avant": avant, "apres": apres}


# ---- changed --------------------------------------------------------------------------------------------------------


def dater(ligne: Ligne, demande: Demande) -> None:
    """Another content: what was checked and judged no longer bears on it."""
    ligne.modifiee_le = demande.recu_le
    ligne.empreinte = ligne.calculer_l_empreinte()
    ligne.oublier_le_controle()
    juger(ligne, demande)


def juger(ligne: Ligne, demande: Demande) -> None:
    """Deposited once, a line is judged at that instant, whatever is corrected afterwards."""
    juger_la_ligne(ligne, instant(ligne, demande.recu_le))
    ligne.juge_le = demande.recu_le


def instant(ligne: Ligne, recu_le: datetime) -> datetime:
    """Whose texts apply to what is changed at `recu_le`."""
    return ligne.deposee_le or recu_le


def piece_ouverte(ligne: Ligne, demande: Demande) -> Verdict:
    nature = demande.donnees["nature"]
    nom = nature_de(ligne.demande).piece.Nature(nature).label
    return Verdict((regles.champs_ouverts(fermes=[] if nature in pieces_ouvertes(ligne) else [f"la pièce « {nom} »"]),))


def joindre_la_piece(ligne: Ligne, demande: Demande) -> dict[str, str]:
    """Takes the place of the former one, which is kept."""
    fichier, genre = demande.donnees["fichier"], demande.donnees["nature"]
    zone = nature_de(ligne.demande).zone_des_pieces
    document = deposer_un_document(fichier, nom=fichier.name, zone=zone, acteur=demande.acteur, le=demande.recu_le)
    ligne.pieces.filter(nature=genre, remplacee_le=None).update(remplacee_le=demande.recu_le)
    ligne.pieces.create(nature=genre, document=document, deposee_le=demande.recu_le)
    dater(ligne, demande)
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


# ---- deposited ------------------------------------------------------------------------------------------------------


def manquantes(ligne: Ligne, pieces: Iterable[Any] | None = None) -> list[str]:
    """Labels of the pieces that it still lacks. `pieces`: all of its own, when they are read already."""
    lues = ligne.pieces.actuelles() if pieces is None else pieces
    jointes = {piece.nature for piece in lues if piece.remplacee_le is None}
    Natures = nature_de(ligne.demande).piece.Nature
    return [str(Natures(nature).label) for nature in Natures.values if nature in ligne.attendues - jointes]


def _complete(ligne: Ligne) -> Motif:
    return regles.pieces_jointes(manquantes=manquantes(ligne), texte=nature_de(ligne.demande).texte)


def deposable(ligne: Ligne, demande: Demande) -> Verdict:
    return Verdict((_complete(ligne),)) + porte(ligne.demande, demande.recu_le)


def complete_seulement(ligne: Ligne, demande: Demande) -> Verdict:
    return Verdict((_complete(ligne),))


def touchee_le(ligne: Ligne) -> datetime | None:
    return ligne.modifiee_le


def consigner_rien(ligne: Ligne, demande: Demande, entree: Any) -> None:
    """The line keeps the instant of its own deposit."""


def actualiser_sans(ligne: Ligne, demande: Demande, **champs: Any) -> None:
    """The request of a line that leaves the incomplete ones. Its row is locked by the transition."""
    type(ligne)._default_manager.filter(pk=ligne.pk).update(statut=ligne.statut, **champs)
    objet = ligne.demande
    actualiser(objet, demande, deposees=ligne.deposee_le is not None)
    objet.save(update_fields=["statut", "premier_depot_le", "motif"])


def repondre_aux_points(ligne: Ligne, demande: Demande) -> list[str]:
    """What was asked is answered, as the line now stands. Their labels."""
    points = points_ouverts(ligne)
    ligne.points.filter(pk__in=[point.pk for point in points]).update(leve_le=demande.recu_le)
    ligne.redeposee_le, ligne.motif, ligne.a_rendre_le = demande.recu_le, "", None
    juger(ligne, demande)
    ligne.empreinte = ligne.calculer_l_empreinte()
    ligne.oublier_le_controle()
    return [point.libelle for point in points]


def previsions(ligne: Ligne) -> Iterator[str]:
    """What the page says before the deposit: the rejection that the rules foresee, and why."""
    constats = ligne.jugement.get("constats", ())
    if ligne.jugement.get("prediction") == "rejete":
        yield "L’ASP la rejettera probablement :"
    yield from (f"{c['explication']} {c['remede']}".strip() for c in constats if c["issue"] == "non_conforme")
