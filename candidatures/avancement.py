"""How far a step is: what is answered, what remains (E1-09, E2-05). Gauge, recap and receipt read the same list."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects

from candidatures.models import CandidatureAdministrative, Eligibilite, Piece
from candidatures.questionnaire import ETAPE_1, ETAPE_2, Bloc, Depot, Question, Section

Etape = CandidatureAdministrative | Eligibilite


@dataclass(frozen=True)
class Reponse:
    """One question as it is asked today. `cle` is also the name of its field on the page."""

    cle: str
    libelle: str
    section: str
    valeur: Any
    obligatoire: bool = True
    compte: bool = True
    groupe: str = ""

    @property
    def repondue(self) -> bool:
        return self.valeur not in (None, "", [], ())

    @property
    def manque(self) -> bool:
        return self.obligatoire and not self.repondue


@dataclass(frozen=True)
class Jauge:
    reponses: tuple[Reponse, ...]

    @property
    def comptees(self) -> list[Reponse]:
        return [reponse for reponse in self.reponses if reponse.obligatoire and reponse.compte]

    @property
    def total(self) -> int:
        return len(self.comptees)

    @property
    def repondues(self) -> int:
        return sum(reponse.repondue for reponse in self.comptees)

    @property
    def pourcentage(self) -> int:
        """Rounded to the nearest whole per cent: 3/19 is 16 % (E1-10)."""
        return round(100 * self.repondues / self.total)

    @property
    def restantes(self) -> list[Reponse]:
        return [reponse for reponse in self.reponses if reponse.manque]

    @property
    def libelles_restants(self) -> list[str]:
        return [f"{r.groupe} — {r.libelle}" if r.groupe else r.libelle for r in self.restantes]


def sections_de(etape: Etape) -> tuple[Section, ...]:
    sections = ETAPE_1 if isinstance(etape, CandidatureAdministrative) else ETAPE_2
    return tuple(section for section in sections if section.si(etape))


def libelles_de(etape: Etape) -> dict[str, str]:
    """Label of each key that may be asked to change today: every question, and every block for its rows as a whole."""
    libelles = {r.cle: f"{r.groupe} — {r.libelle}" if r.groupe else r.libelle for r in jauge(etape).reponses}
    for bloc in (e for section in sections_de(etape) for e in section.visibles(etape) if isinstance(e, Bloc)):
        libelles.setdefault(bloc.nom, f"{bloc.titre} : lignes à ajouter ou à retirer")
    return libelles


def jauge(etape: Etape) -> Jauge:
    """Reads the step, its rows, its files and its profiles, once each."""
    return Jauge(tuple(_reponses(etape)))


def _reponses(etape: Etape) -> Iterator[Reponse]:
    for section in sections_de(etape):
        for element in section.visibles(etape):
            if isinstance(element, Question):
                yield _reponse(etape, element, section.titre)
            elif isinstance(element, Bloc):
                yield from _reponses_du_bloc(etape, element, section.titre)
            else:
                yield _reponse_du_depot(etape, element, section.titre)


def _reponse(objet: models.Model, question: Question, section: str, prefixe: str = "", groupe: str = "") -> Reponse:
    champ = objet._meta.get_field(question.champ)
    valeur = getattr(objet, question.champ)
    if champ.many_to_many:
        valeur = [str(element.libelle) for element in valeur.all()]
    cle = f"{prefixe}{question.champ}"
    return Reponse(cle, str(champ.verbose_name), section, valeur, question.obligatoire, groupe=groupe)  # type: ignore[union-attr]


def _reponses_du_bloc(etape: Etape, bloc: Bloc, section: str) -> Iterator[Reponse]:
    lignes = list(getattr(etape, bloc.nom).all())
    if not lignes:
        yield Reponse(bloc.nom, bloc.titre, section, None)
    for rang, ligne in enumerate(lignes, start=1):
        for question in bloc.questions:
            yield _reponse(ligne, question, section, f"{bloc.nom}-{ligne.pk}-", f"{bloc.titre} {rang}")


def _reponse_du_depot(etape: Etape, depot: Depot, section: str) -> Reponse:
    noms = [piece.document.nom for piece in pieces_de(etape, depot.zone)]
    return Reponse(depot.zone, depot.libelle, section, noms, compte=depot.compte)


def pieces_de(etape: Etape, zone: str) -> list[Any]:
    """The files joined today to a deposit place, in order of arrival."""
    if isinstance(etape, CandidatureAdministrative):
        return []
    return [piece for piece in etape.pieces.all() if piece.zone == zone and piece.retiree_le is None]


def depots_de(modele: type[Etape]) -> list[str]:
    """The actions of the journal that file that step, the first time and the next ones."""
    return [f"{modele._meta.model_name}.{action}" for action in ("soumettre", "resoumettre")]


def rassembler(etape: Etape) -> None:
    """Reads at once the rows, profiles and files that the step asks for today, and no others."""
    rassembler_toutes([etape])


def rassembler_toutes(etapes: Sequence[Etape]) -> None:
    """The same for several steps, in as many queries as for one that asks for everything."""
    prefetch_related_objects([etape.candidature.administrative for etape in etapes], "precedents")
    prefetch_related_objects([e for e in etapes if isinstance(e, CandidatureAdministrative)], "en_cours")
    eligibilites = [etape for etape in etapes if isinstance(etape, Eligibilite)]
    pieces = Prefetch("pieces", Piece.objects.select_related("document__fichier"))
    prefetch_related_objects(eligibilites, "profils", pieces)
    blocs: dict[str, list[Eligibilite]] = defaultdict(list)
    for eligibilite in eligibilites:
        for section in sections_de(eligibilite):
            for element in section.visibles(eligibilite):
                if isinstance(element, Bloc):
                    blocs[element.nom].append(eligibilite)
    for nom, concernees in blocs.items():
        prefetch_related_objects(concernees, nom)
