"""Recovery of undue sums (AF VII): what may be observed, when one may decide, what is still owed. Plain values in."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from financement.regles.ecritures import ZERO
from financement.regles.monnaie import en_euros
from financement.regles.textes import AF
from segur.noyau.regles import Historique, Motif, Reference, Verdict, Version, verdict
from segur.noyau.temps import a_temps, en_clair, instant_de_paris, jour_de_paris

FICHIER = Path(__file__).parents[1] / "donnees" / "indus.toml"
INDUS = Reference(AF, "section VII")
CENTIME = Decimal("0.01")
NOMS = {"avance": "avance", "solde": "solde", "secondaire": "prestation secondaire"}


@lru_cache(maxsize=1)
def _donnees() -> dict[str, Any]:
    return tomllib.loads(FICHIER.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _historique(nom: str, valeur: str) -> Historique[Any]:
    return Historique(
        nom,
        *(
            Version(v["depuis"], v[valeur], Reference(v["texte"], v["article"], hypothese=v["hypothese"]))
            for v in _donnees()[nom]
        ),
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """What the letters say of it, its text, and the parts it may bear on: all of them when none is named."""

    code: str
    phrase: str
    reference: Reference
    parts: tuple[str, ...]

    def porte_sur(self, part: str) -> bool:
        return not self.parts or part in self.parts


@lru_cache(maxsize=1)
def causes() -> Mapping[str, Cause]:
    return {
        code: Cause(code, c["phrase"], Reference(c["texte"], c["article"]), tuple(c["parts"]))
        for code, c in _donnees()["causes"].items()
    }


def version_des_lettres(le: date) -> str:
    version: str = _historique("lettres", "version").au(le).valeur
    return version


def reponse_jusqu_au(*, le: datetime) -> Version[datetime]:
    """The last instant at which a supplier put on notice then may still answer: the end of a day of Paris."""
    return _fin_du_delai("mise_en_demeure", le)


def reversement_jusqu_au(*, le: datetime) -> Version[datetime]:
    """The last instant of the delay given to repay what is ordered then."""
    return _fin_du_delai("reversement", le)


def _fin_du_delai(nom: str, le: datetime) -> Version[datetime]:
    jour = jour_de_paris(le)
    version = _historique(nom, "jours").au(jour)
    fin = instant_de_paris(jour + timedelta(days=version.valeur), time.max)
    return Version(version.depuis, fin, version.reference)


@dataclass(frozen=True, slots=True)
class FaitsDeLaPart:
    """One part of one order, as it stands. `realisee_le`: the day declared by an attestation or a VA."""

    commande: str
    part: str
    regle: Decimal
    repris: Decimal
    date_5: datetime | None = None
    realisee_le: date | None = None
    incapacite: bool = False
    retiree: bool = False
    non_conforme: bool = False
    deja_ouverte: bool = False

    @property
    def reprenable(self) -> Decimal:
        return self.regle - self.repris


def constat_recevable(*, cause: str, lignes: Sequence[tuple[FaitsDeLaPart, Decimal]], le: datetime) -> Verdict:
    """What an agent observes may be put to the supplier: the facts of the cause, and amounts that were received."""
    if not lignes:
        return verdict((Motif("saisie:lignes", False, "Choisissez au moins une somme reçue."),))
    return verdict(motif for faits, montant in lignes for motif in _de_la_part(cause, faits, montant, le))


def _de_la_part(cause: str, faits: FaitsDeLaPart, montant: Decimal, le: datetime) -> Iterable[Motif]:
    qui = f"{faits.commande}, {NOMS[faits.part]}"
    yield Motif("deja", not faits.deja_ouverte, f"{qui} : un dossier d’indu est ouvert." if faits.deja_ouverte else qui)
    yield _montant_recevable(qui, faits.reprenable, montant)
    yield fait_etabli(cause=cause, faits=faits, le=le)


def _montant_recevable(qui: str, reprenable: Decimal, montant: Decimal) -> Motif:
    """Never above what was settled and not yet recovered."""
    juste = ZERO < montant <= reprenable
    dit = f"{qui} : {en_euros(montant)} sur {en_euros(reprenable)} reçus et non repris."
    return Motif("montant", juste, dit, INDUS)


def fait_etabli(*, cause: str, faits: FaitsDeLaPart, le: datetime) -> Motif:
    """IND-01 to IND-06: the case, as the portal can check it; a judgement alone for those that it cannot."""
    texte = causes()[cause]
    qui = f"{faits.commande}, {NOMS[faits.part]}"
    if not texte.porte_sur(faits.part):
        return Motif("part", False, f"{qui} : cette cause porte sur une autre part.", texte.reference)
    etabli, dit = _FAITS.get(cause, _a_juger)(faits, le)
    return Motif(cause, etabli, f"{qui} : {dit}", texte.reference)


def _a_juger(faits: FaitsDeLaPart, le: datetime) -> tuple[bool, str]:
    return True, "le constat de l’agent le motive."


def _date_5(faits: FaitsDeLaPart, le: datetime) -> tuple[bool, str]:
    if faits.date_5 is None:
        return False, "la Date 5 n’est pas publiée."
    if a_temps(recu_le=le, limite=faits.date_5):
        return False, f"la Date 5 n’est pas passée ({en_clair(faits.date_5)})."
    if faits.realisee_le and faits.realisee_le <= jour_de_paris(faits.date_5):
        return False, f"la prestation est déclarée achevée le {faits.realisee_le:%d/%m/%Y}, avant la Date 5."
    return True, f"prestation non réalisée à la Date 5 ({en_clair(faits.date_5)})."


def _incapacite(faits: FaitsDeLaPart, le: datetime) -> tuple[bool, str]:
    return faits.incapacite, "incapacité déclarée." if faits.incapacite else "aucune incapacité n’est déclarée."


def _retrait(faits: FaitsDeLaPart, le: datetime) -> tuple[bool, str]:
    dit = "référencement retiré." if faits.retiree else "le référencement de la solution n’est pas retiré."
    return faits.retiree, dit


def _controle(faits: FaitsDeLaPart, le: datetime) -> tuple[bool, str]:
    dit = "contrôle a posteriori non conforme." if faits.non_conforme else "aucun contrôle n’est non conforme."
    return faits.non_conforme, dit


_FAITS = {"date_5": _date_5, "incapacite": _incapacite, "retrait": _retrait, "controle": _controle}


def observations_recevables(*, recu_le: datetime, jusqu_au: datetime) -> Motif:
    """To the microsecond; what was sent stays readable afterwards."""
    a_l_heure = a_temps(recu_le=recu_le, limite=jusqu_au)
    dit = f"Vous pouvez répondre jusqu’au {en_clair(jusqu_au)}."
    return Motif("delai", a_l_heure, dit if a_l_heure else f"Le délai s’est achevé le {en_clair(jusqu_au)}.", INDUS)


def mise_en_demeure_infructueuse(*, le: datetime, jusqu_au: datetime) -> Motif:
    """Nothing is proposed before the whole delay is over, even answered: the supplier may still complete (IND-01)."""
    passe = not a_temps(recu_le=le, limite=jusqu_au)
    dit = f"Le fournisseur a jusqu’au {en_clair(jusqu_au)} pour remédier ou présenter ses observations."
    return Motif("delai", passe, "Le délai de la mise en demeure est passé." if passe else dit, INDUS)


def montant_proposable(*, ligne: str, reclame: Decimal, propose: Decimal) -> Motif:
    """All, part or nothing, line by line (IND-01)."""
    juste = ZERO <= propose <= reclame
    dit = f"{ligne} : {en_euros(propose)} sur {en_euros(reclame)}."
    return Motif(f"saisie:{ligne}", juste, dit if juste else f"Entre 0 et {en_euros(reclame)}.", INDUS)


def encore_recu(*, ligne: str, propose: Decimal, reprenable: Decimal) -> Motif:
    """The bank may have returned the payment since: what did not stay with the supplier is not asked back."""
    dit = f"{ligne} : {en_euros(propose)} sur {en_euros(reprenable)} reçus et non repris."
    return Motif("recu", propose <= reprenable, dit, INDUS)


def personnes_distinctes(*, auteur: int | None, acteur: int) -> Motif:
    dit = "Qui propose et qui décide sont deux personnes."
    return Motif("personnes", auteur != acteur, dit)


def remboursement_recevable(
    *, montant: Decimal, reste: Decimal, valeur_le: date, ordonne_le: date, le: date
) -> Verdict:
    """Partial repayments are welcome; a euro more than what is still owed is not."""
    juste = ZERO < montant <= reste
    quand = ordonne_le <= valeur_le <= le
    return verdict(
        (
            Motif("saisie:montant", juste, f"Il reste {en_euros(reste)} à reverser."),
            Motif("saisie:valeur_le", quand, f"Entre le {ordonne_le:%d/%m/%Y} et le {le:%d/%m/%Y}."),
        )
    )


def repartir(montant: Decimal, restes: Sequence[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """What each line takes, in their order: the first ones first, whole, until nothing is left."""
    pris = []
    for cle, reste in restes:
        part = min(montant, reste)
        if part > ZERO:
            pris.append((cle, part))
            montant -= part
    return pris


def retenue_possible(*, du: Decimal, a_payer: Decimal) -> Decimal:
    """What a transfer may bear of a debt. It keeps one cent: its settlement by the bank proves that of its lines."""
    return max(ZERO, min(du, a_payer - CENTIME))
