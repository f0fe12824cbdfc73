"""What would leave: the paliers of each dossier in a window, then what each lacks and who would be told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from candidatures.echeances import rassembler
from candidatures.models import Candidature, Relance
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.rappels.destinataires import de_l_ans
from candidatures.rappels.obligations import OBLIGATIONS, Manque, Obligation
from candidatures.rappels.regles import PALIERS, PAR_CODE, Palier, dus, encore_utile, instant_du_palier
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.regles import Version

PAR_LECTURE = 200
Issue = Relance.Issue
SUITES: dict[str, str] = {
    Issue.ENVOYEE: "Partira",
    Issue.RIEN_A_FAIRE: "Ne partira pas : l’éditeur n’a rien à faire",
    Issue.SANS_DESTINATAIRE: "Ne partira pas : personne à prévenir",
    Issue.DEPASSEE: "Ne partira pas : un palier plus proche est venu",
}
Cle = tuple[int, str, datetime, str]


@dataclass(frozen=True)
class Prevue:
    """One palier of one deadline of one candidature."""

    candidature: Candidature
    obligation: Obligation
    version: Version[datetime]
    palier: Palier
    le: datetime

    @property
    def cle(self) -> Cle:
        return self.candidature.pk, self.obligation.code, self.version.valeur, self.palier.code

    def en_relance(self) -> Relance:
        return Relance(
            candidature=self.candidature,
            obligation=self.obligation.code,
            libelle=self.obligation.libelle,
            echeance=self.version.valeur,
            palier=self.palier.code,
            prevue_le=self.le,
            reference=str(self.version.reference),
        )


def lues(candidatures: CandidatureQuerySet) -> CandidatureQuerySet:
    """With all that deadlines, letters and addressees read; the calendars once for all."""
    return candidatures.select_related("produit__editeur", "administrative", "eligibilite").prefetch_related(
        "dispositif__echeances"
    )


def dues(obligation: Obligation, candidatures: Sequence[Candidature], le: datetime) -> list[Prevue]:
    """Those whose hour has come at that instant and that are not settled; the nearest to the deadline last.

    A palier concerns a dossier when its deadline was the same at that hour: a Date that has just moved starts with the
    paliers that follow.
    """
    venues = [prevue for candidature in candidatures for prevue in _venues(obligation, candidature, le)]
    deja = _deja_traitees(candidatures, le) if venues else set()
    return [prevue for prevue in venues if prevue.cle not in deja and _liait(prevue)]


def _venues(obligation: Obligation, candidature: Candidature, le: datetime) -> Iterator[Prevue]:
    version = obligation.echeance(candidature, le)
    if version is None:
        return
    for palier in dus(limite=version.valeur, le=le, ouverte_le=candidature.charte_acceptee_le):
        heure = instant_du_palier(limite=version.valeur, palier=palier)
        yield Prevue(candidature, obligation, version, palier, heure)


def _liait(prevue: Prevue) -> bool:
    alors = prevue.obligation.echeance(prevue.candidature, prevue.le)
    return alors is not None and alors.valeur == prevue.version.valeur


def _deja_traitees(candidatures: Sequence[Candidature], le: datetime) -> set[Cle]:
    """Keys of the paliers already settled, or taken by a worker, for deadlines still to come."""
    relances = Relance.objects.filter(candidature__in=candidatures, echeance__gt=le)
    return set(relances.order_by().values_list("candidature_id", "obligation", "echeance", "palier"))


def a_venir(candidatures: CandidatureQuerySet, le: datetime, fin: datetime) -> list[Prevue]:
    """Those whose hour comes in the window, with the Dates that will be in force at that hour, as known today.

    The nearest first. Each obligation is that of the candidatures it concerns, which are read once for all that share
    them.
    """
    venir: list[Prevue] = []
    for concernees in dict.fromkeys(obligation.concernees for obligation in OBLIGATIONS.values()):
        siennes = list(lues(candidatures.filter(concernees)))
        rassembler(siennes)
        for obligation in OBLIGATIONS.values():
            if obligation.concernees == concernees:
                venir += [prevue for candidature in siennes for prevue in _a_venir(obligation, candidature, le, fin)]
    deja = _deja_traitees([prevue.candidature for prevue in venir], le) if venir else set()
    restent = (prevue for prevue in venir if prevue.cle not in deja)
    return sorted(restent, key=lambda prevue: (prevue.le, prevue.candidature.pk, prevue.obligation.code))


def _a_venir(obligation: Obligation, candidature: Candidature, le: datetime, fin: datetime) -> Iterator[Prevue]:
    versions = {v.valeur: v for v in (obligation.echeance(candidature, quand) for quand in (fin, le)) if v}
    for limite, version in versions.items():
        for palier in PALIERS:
            heure = instant_du_palier(limite=limite, palier=palier)
            prevue = Prevue(candidature, obligation, version, palier, heure)
            if le < heure <= fin and _liait(prevue):
                yield prevue


@dataclass(frozen=True)
class Examen:
    """One palier as it stands now: what the dossier lacks, who would be told, and so what becomes of it."""

    prevue: Prevue
    issue: str
    manque: Manque
    editeur: Sequence[Utilisateur] = ()
    ans: Sequence[Utilisateur] = ()

    @property
    def suite(self) -> str:
        """Of what is to come: that it will leave, or why not."""
        return SUITES[self.issue]


def examiner(prevues: Sequence[Prevue], le: datetime, *, alors: bool = False) -> list[Examen]:
    """In as many queries for a hundred of one obligation as for one. `alors`: of what is to come, as if it were due."""
    par_obligation: dict[str, list[Prevue]] = defaultdict(list)
    for prevue in prevues:
        par_obligation[prevue.obligation.code].append(prevue)
    examens: dict[Cle, Examen] = {}
    for code, siennes in par_obligation.items():
        vives = [prevue for prevue in siennes if alors or _vive(prevue, le)]
        faits = _Faits(OBLIGATIONS[code], [prevue.candidature for prevue in vives], le)
        vivantes = {prevue.cle for prevue in vives}
        examens |= {p.cle: faits.examiner(p) if p.cle in vivantes else _perimee(p) for p in siennes}
    return [examens[prevue.cle] for prevue in prevues]


def _vive(prevue: Prevue, le: datetime) -> bool:
    return encore_utile(limite=prevue.version.valeur, palier=prevue.palier, le=le)


def _perimee(prevue: Prevue) -> Examen:
    return Examen(prevue, Issue.DEPASSEE, Manque())


class _Faits:
    """What is read once for all the dossiers of one obligation."""

    def __init__(self, obligation: Obligation, candidatures: Sequence[Candidature], le: datetime) -> None:
        uniques = list({candidature.pk: candidature for candidature in candidatures}.values())
        self.manques = obligation.manques(uniques, le) if uniques else {}
        en_defaut = [candidature for candidature in uniques if candidature.pk in self.manques]
        self.editeur: Mapping[int, list[Utilisateur]] = obligation.prevenus(en_defaut) if en_defaut else {}
        self.ans: Mapping[int, list[Utilisateur]] = de_l_ans(en_defaut, le) if en_defaut else {}

    def examiner(self, prevue: Prevue) -> Examen:
        """The firm is told of what it can do; the ANS, when the deadline is near, of what either can."""
        pk = prevue.candidature.pk
        manque = self.manques.get(pk)
        if manque is None or not (manque.resume or prevue.palier.escalade):
            return Examen(prevue, Issue.RIEN_A_FAIRE, manque or Manque())
        editeur = self.editeur.get(pk, []) if manque.resume else []
        ans = self.ans.get(pk, []) if prevue.palier.escalade else []
        issue = Issue.ENVOYEE if editeur or ans else Issue.SANS_DESTINATAIRE
        return Examen(prevue, issue, manque, editeur, ans)


def en_prevue(relance: Relance, le: datetime) -> Prevue | None:
    """The palier that a stored relance stands for; None when its deadline binds the candidature no more."""
    obligation = OBLIGATIONS[relance.obligation]
    version = obligation.echeance(relance.candidature, le)
    if version is None or version.valeur != relance.echeance:
        return None
    return Prevue(relance.candidature, obligation, version, PAR_CODE[relance.palier], relance.prevue_le)


def examens_dus(le: datetime) -> Iterator[Examen]:
    """What a run would settle at that instant, with what is missing today; a run that was interrupted included."""
    for obligation in OBLIGATIONS.values():
        for lot in par_lots(lues(Candidature.objects.filter(obligation.concernees))):
            restees = Relance.objects.filter(candidature__in=lot, obligation=obligation.code, issue="")
            siennes = {candidature.pk: candidature for candidature in lot}
            for relance in restees:
                relance.candidature = siennes[relance.candidature_id]
            interrompues = [prevue for relance in restees if (prevue := en_prevue(relance, le)) and prevue.le <= le]
            yield from examiner([*interrompues, *dues(obligation, lot, le)], le)


def par_lots(candidatures: CandidatureQuerySet, taille: int = PAR_LECTURE) -> Iterator[list[Candidature]]:
    dernier = 0
    while lot := list(candidatures.filter(pk__gt=dernier).order_by("pk")[:taille]):
        rassembler(lot)
        yield lot
        dernier = lot[-1].pk
