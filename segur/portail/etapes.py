"""The four steps of a candidature, as every page shows them (E1-04, CP-30)."""

from dataclasses import dataclass

from django.urls import reverse

from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite
from candidatures.regles import date_qui_regle
from preuves.models import Chapitre

VUES = {3: "preuves:chapitres", 4: "candidatures:etape4"}


@dataclass(frozen=True)
class Etape:
    numero: int
    libelle: str
    statut: str
    code: str
    candidature: str
    ouverte: bool
    terminee: bool

    @property
    def url(self) -> str:
        if self.numero in VUES:
            return reverse(VUES[self.numero], args=[self.candidature])
        return reverse("candidatures:etape", args=[self.candidature, self.numero])


OBJETS = {
    1: "Date 1 — première soumission de la candidature administrative et de l’éligibilité",
    2: "Date 2 — première soumission de toutes les preuves",
    3: "Date 3 — fin des échanges avec l’ANS",
}


@dataclass(frozen=True)
class Suivi:
    """One candidature as its vendor sees it from afar: its steps, what to do now, the deadline that rules now."""

    candidature: Candidature
    etapes: tuple[Etape, ...]

    @property
    def a_faire(self) -> Etape | None:
        """The first step that waits for the vendor; none in a refused candidature."""
        if self.candidature.statut == Candidature.Statut.REFUSEE:
            return None
        return next((e for e in self.etapes if e.ouverte and e.code in ("a_completer", "a_modifier", "envoyee")), None)

    @property
    def echeance(self) -> int | None:
        """Number of the deadline that rules now; none once everything is validated, or refused."""
        if self.candidature.statut == Candidature.Statut.REFUSEE:
            return None
        administrative, eligibilite, preuves, _ = self.etapes
        return date_qui_regle(
            etapes_1_et_2_soumises="a_completer" not in (administrative.code, eligibilite.code or "a_completer"),
            preuves_soumises=preuves.code not in ("", "a_completer"),
            preuves_validees=preuves.terminee,
        )

    @property
    def objet_de_l_echeance(self) -> str:
        return OBJETS.get(self.echeance or 0, "")


def etapes(candidature: Candidature) -> tuple[Etape, ...]:
    return etapes_de([candidature])[0][1]


def etapes_de(candidatures: list[Candidature]) -> list[tuple[Candidature, tuple[Etape, ...]]]:
    """The same for several candidatures (loaded by `pour_dossier`), in one more query for all."""
    statuts: dict[int, set[str]] = {candidature.pk: set() for candidature in candidatures}
    couples = Chapitre.objects.filter(candidature__in=statuts).order_by().values_list("candidature_id", "statut")
    for pk, statut in couples.distinct():
        statuts[pk].add(statut)
    return [
        (c, (_administrative(c), _eligibilite(c), _preuves(c, statuts[c.pk]), _convention(c))) for c in candidatures
    ]


def _etape(candidature: Candidature, numero: int, libelle: str, statut: str, code: str, *, terminee: bool) -> Etape:
    return Etape(numero, libelle, statut, code, candidature.numero, ouverte=statut != "-", terminee=terminee)


def _administrative(candidature: Candidature) -> Etape:
    etape = candidature.administrative
    statut = etape.get_statut_display()
    if etape.statut == CandidatureAdministrative.Statut.A_COMPLETER and etape.version:
        statut = "En cours"
    terminee = etape.statut == CandidatureAdministrative.Statut.VALIDEE
    return _etape(candidature, 1, "Candidature administrative", statut, etape.statut, terminee=terminee)


def _eligibilite(candidature: Candidature) -> Etape:
    etape = candidature.eligibilite
    ouverte = candidature.administrative.premiere_soumission_le is not None
    terminee = etape.statut == Eligibilite.Statut.ELIGIBLE
    statut = etape.get_statut_display() if ouverte else "-"
    return _etape(candidature, 2, "Éligibilité", statut, etape.statut if ouverte else "", terminee=terminee)


def _preuves(candidature: Candidature, statuts: set[str]) -> Etape:
    libelle, code = statut_du_depot(statuts)
    return _etape(candidature, 3, "Dépôt des preuves", libelle, code, terminee=code == Chapitre.Statut.VALIDE)


def statut_du_depot(statuts: set[str]) -> tuple[str, str]:
    """Label and code of step 3 from the statuses of its chapters: what the vendor must do comes first."""
    if not statuts:
        return "-", ""
    statuts = statuts - {Chapitre.Statut.DISPENSE.value}
    if not statuts:
        return str(Chapitre.Statut.DISPENSE.label), Chapitre.Statut.VALIDE.value
    for statut in (Chapitre.Statut.A_MODIFIER, Chapitre.Statut.A_COMPLETER, Chapitre.Statut.SOUMIS):
        if statut in statuts:
            en_cours = statut == Chapitre.Statut.A_COMPLETER and len(statuts) > 1
            return ("En cours" if en_cours else str(statut.label)), statut.value
    return str(Chapitre.Statut.VALIDE.label), Chapitre.Statut.VALIDE.value


def _convention(candidature: Candidature) -> Etape:
    convention = candidature.convention
    terminee = convention.statut == Convention.Statut.REFERENCEE
    return _etape(candidature, 4, "Convention", convention.get_statut_display(), convention.statut, terminee=terminee)
