"""Progress, pace, forecast, and « réputé complet ». Plain values in, verdicts and words out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from segur.noyau.regles import Motif, Reference, Verdict
from segur.noyau.temps import a_temps, en_clair, jour_de_paris, jours_calendaires

WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
DOSSIER_COMPLET = Reference(WEBINAIRE, "Date 2, dossier complet de preuves soumis au moins une première fois")
REPUTE_COMPLET = Reference(WEBINAIRE, "homologation CNDA, dossier réputé complet")
HABILITATIONS = Reference("Guide pas à pas du parcours de référencement (juin 2026)", "Date 2, habilitations EDC PSC")
TEST_INTRUSION = Reference(WEBINAIRE, "test d’intrusion, premier dépôt du rapport avant la Date 2")

# Our own choices: no text gives them.
FENETRE_DU_RYTHME = 28  # days over which the pace is observed
CAS_POUR_MESURER = 5  # reviews below which no median is told
SEMAINE = 7


def requis(*, minimum: int, attendues: int) -> int:
    """Who has fewer proofs than the minimum deposits them all (CAL-06)."""
    return min(minimum, attendues)


def jalon_tenu(*, libelle: str, deposees: int, minimum: int, attendues: int, reference: Reference) -> Motif:
    """At least so many proofs of the general profile were deposited at the milestone (CAL-06)."""
    seuil = requis(minimum=minimum, attendues=attendues)
    explication = f"{libelle} : {deposees} preuve(s) déposée(s) sur {seuil} demandée(s)."
    return Motif("jalon", deposees >= seuil, explication, reference)


@dataclass(frozen=True)
class Objectif:
    """So many proofs by a deadline. `recentes`: those done within the window of the pace."""

    code: str
    libelle: str
    limite: datetime | None
    requis: int
    faits: int
    recentes: int
    verbe: str
    reference: Reference | None = None


@dataclass(frozen=True)
class Prevision:
    """`necessaire` and `observe` are proofs per week; `jours` is None when the deadline is unknown."""

    objectif: Objectif
    jours: int | None
    necessaire: float | None
    observe: float
    tenue: bool | None
    texte: str

    @property
    def reste(self) -> int:
        return max(0, self.objectif.requis - self.objectif.faits)


def prevoir(objectif: Objectif, *, le: datetime) -> Prevision:
    """At the pace observed over the last four weeks, when will what is left be done?"""
    reste = max(0, objectif.requis - objectif.faits)
    observe = objectif.recentes * SEMAINE / FENETRE_DU_RYTHME
    if objectif.limite is None:
        tenue = True if reste == 0 else None
        return Prevision(objectif, None, None, observe, tenue, "Cette date n’est pas publiée.")
    jours = jours_calendaires(le, objectif.limite)
    ouverte = a_temps(recu_le=le, limite=objectif.limite)
    necessaire = reste * SEMAINE / max(1, jours) if ouverte else None
    tenue, texte = _arrivee(objectif, reste, limite=objectif.limite, le=le)
    return Prevision(objectif, max(0, jours), necessaire, observe, tenue, texte)


def _arrivee(objectif: Objectif, reste: int, *, limite: datetime, le: datetime) -> tuple[bool, str]:
    if reste == 0:
        return True, "Atteint."
    if not a_temps(recu_le=le, limite=limite):
        return False, f"La date est passée : il manque {_preuves(reste)}."
    if objectif.recentes == 0:
        return False, (
            f"Aucune preuve {objectif.verbe} ces {FENETRE_DU_RYTHME} derniers jours : "
            f"à ce rythme, la date sera manquée de {_preuves(reste)}."
        )
    arrivee = jour_de_paris(le) + timedelta(days=ceil(reste * FENETRE_DU_RYTHME / objectif.recentes))
    ecart = (jour_de_paris(limite) - arrivee).days
    return ecart >= 0, f"À ce rythme, atteint vers le {arrivee:%d/%m/%Y}, {_situe(ecart)}."


def _situe(ecart: int) -> str:
    if ecart == 0:
        return "le jour même de la date limite"
    return f"{abs(ecart)} jour{'s' if abs(ecart) > 1 else ''} {'avant' if ecart > 0 else 'après'} la date limite"


def _preuves(nombre: int) -> str:
    return f"{nombre} preuve{'s' if nombre > 1 else ''}"


@dataclass(frozen=True)
class AFaire:
    """A chapter that waits for its vendor. `renvoye`: the ANS asked for changes."""

    cle: int
    titre: str
    restent: int
    renvoye: bool

    @property
    def raison(self) -> str:
        if self.restent == 0:
            return "Complet : il ne reste qu’à le soumettre."
        manque = f"Il y manque {_preuves(self.restent)}"
        return f"{manque} que l’ANS a demandé de modifier." if self.renvoye else f"{manque} pour le soumettre."


def par_ou_commencer(chapitres: Iterable[AFaire]) -> list[AFaire]:
    """Nearest to completion first: a chapter is filed, and its review begins, only when it is whole (E3-03, E3-21)."""
    return sorted(chapitres, key=lambda chapitre: (chapitre.restent, chapitre.cle))


def delai_median(delais: Sequence[int]) -> float | None:
    """In calendar days; None when too few reviews were seen to tell anything."""
    return float(median(delais)) if len(delais) >= CAS_POUR_MESURER else None


@dataclass(frozen=True)
class Manques:
    """What is not there at Date 2, by name."""

    chapitres: Sequence[str]
    cnda: Sequence[str]
    edc_psc: Sequence[str]
    test_intrusion: Sequence[str]


def repute_complet(*, ouvert: bool, manques: Manques) -> Verdict:
    """Every chapter filed at least once at Date 2, with what the other desks give (E3-36, E3-37, E3-44, DER-09)."""
    if not ouvert:
        explication = "Le dépôt des preuves n’est pas ouvert."
        return Verdict((Motif("depot_ouvert", False, explication, DOSSIER_COMPLET),))
    return Verdict(
        (
            _rien_ne_manque("chapitres", manques.chapitres, *CHAPITRES),
            _rien_ne_manque("cnda", manques.cnda, *CNDA),
            _rien_ne_manque("edc_psc", manques.edc_psc, *EDC_PSC),
            _rien_ne_manque("test_intrusion", manques.test_intrusion, *INTRUSION),
        )
    )


CHAPITRES = (
    "Tous les chapitres ont été soumis au moins une première fois.",
    "Chapitres à soumettre une première fois",
    DOSSIER_COMPLET,
)
CNDA = (
    "Chaque homologation CNDA attendue a son attestation, ou une pièce provisoire.",
    "Homologations CNDA sans attestation ni pièce provisoire",
    REPUTE_COMPLET,
)
EDC_PSC = (
    "Chaque habilitation EDC PSC attendue est déposée, ou une pièce provisoire.",
    "Habilitations EDC PSC sans attestation ni pièce provisoire",
    HABILITATIONS,
)
INTRUSION = (
    "Le test d’intrusion demandé a été déposé une première fois.",
    "Test d’intrusion à déposer une première fois",
    TEST_INTRUSION,
)


def _rien_ne_manque(code: str, noms: Sequence[str], complet: str, manque: str, reference: Reference) -> Motif:
    return Motif(code, not noms, f"{manque} : {', '.join(noms)}." if noms else complet, reference)


def instant_du_bilan(*, le: datetime, limite: datetime | None) -> tuple[datetime, str]:
    """A dossier is judged as it stood at the deadline; before it, or when it is unknown, as it stands now."""
    if limite is not None and limite < le:
        return limite, f"tel qu’il était le {en_clair(limite)}"
    return le, "à ce jour"
