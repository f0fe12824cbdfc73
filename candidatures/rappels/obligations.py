"""What must be done by when: one entry per deadline, declared by the storey that knows what is missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from candidatures.models import Candidature
from candidatures.rappels.destinataires import de_l_editeur
from candidatures.rappels.regles import enumerer
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.regles import Version

EN_COURS = Q(statut=Candidature.Statut.EN_COURS)


@dataclass(frozen=True)
class Manque:
    """What one dossier lacks. `resume` and `details` are for the firm, `attend_l_ans` for the ANS; either may be empty.

    Who reads `details` finds the whole of it at `lien`.
    """

    resume: str = ""
    details: Sequence[str] = ()
    lien: str = ""
    attend_l_ans: str = ""

    @property
    def texte(self) -> str:
        return "\n".join([self.resume, *(f"- {ligne}" for ligne in enumerer(self.details))]).strip()

    @property
    def bref(self) -> str:
        """One line: what both the firm and the ANS have left to do."""
        return " ".join(phrase for phrase in (self.resume, self.attend_l_ans) if phrase)


@dataclass(frozen=True)
class Obligation:
    """`limite`: the deadline that binds a candidature at an instant, None before any text.

    `manques`: by candidature, what it lacks at that instant; those that lack nothing are not there. In as many queries
    for a hundred of them as for one. `concernees`: those that may lack something. `prevenus`: who can act on each.
    """

    code: str
    libelle: str
    limite: Callable[[Candidature, datetime], Version[datetime | None] | None]
    manques: Callable[[Sequence[Candidature], datetime], Mapping[int, Manque]]
    concernees: Q = EN_COURS
    prevenus: Callable[[Sequence[Candidature]], Mapping[int, list[Utilisateur]]] = de_l_editeur

    def echeance(self, candidature: Candidature, le: datetime) -> Version[datetime] | None:
        """The deadline, when a text has published it."""
        version = self.limite(candidature, le)
        if version is None or version.valeur is None:
            return None
        return Version(version.depuis, version.valeur, version.reference)


OBLIGATIONS: dict[str, Obligation] = {}


def declarer(obligations: Iterable[Obligation]) -> None:
    """Called by each storey when it starts. The order is that of the pages."""
    OBLIGATIONS.update({obligation.code: obligation for obligation in obligations})
