"""The page of a step, ready for its template: each question with its field, its state and its remark."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from candidatures.avancement import Etape, pieces_de
from candidatures.modeles_de_pieces import adresse_du_modele
from candidatures.models import Candidature, Remarque
from candidatures.questionnaire import Bloc, Depot, Question, Section
from candidatures.saisie import SaisieDeLEtape, est_ouvert, texte_de
from segur.noyau.dispositifs.zones import Zone


@dataclass(frozen=True)
class QuestionVue:
    cle: str
    libelle: str
    valeur: Any
    champ: BoundField | None
    remarque: Remarque | None
    erreurs: list[str]


@dataclass(frozen=True)
class LigneVue:
    pk: int
    prefixe: str
    questions: list[QuestionVue]


@dataclass(frozen=True)
class ElementVue:
    nature: str
    question: QuestionVue | None = None
    bloc: Bloc | None = None
    lignes: list[LigneVue] = field(default_factory=list)
    importables: list[Candidature] = field(default_factory=list)
    depot: Depot | None = None
    modele: str = ""
    pieces: list[Any] = field(default_factory=list)
    annonce: str = ""
    zone: Zone | None = None
    modifiable: bool = False
    remarque: Remarque | None = None
    erreurs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SectionVue:
    section: Section
    elements: list[ElementVue]


class Page:
    """Everything the template loops over; builds each element once."""

    def __init__(
        self,
        saisie: SaisieDeLEtape,
        remarques: Mapping[str, Remarque],
        erreurs: Mapping[str, list[str]] | None = None,
        importables: Mapping[str, list[Candidature]] | None = None,
    ) -> None:
        self.saisie, self.remarques, self.erreurs = saisie, remarques, erreurs or {}
        self.importables = importables or {}
        self.etape: Etape = saisie.etape
        self.libelles: dict[str, str] = {}
        self.sections = [self._section(section) for section in saisie.sections]

    @property
    def resume(self) -> list[tuple[str, str, str]]:
        """(key, label, message) of every error, for the summary at the top."""
        return [(cle, self.libelles.get(cle, ""), m) for cle, liste in self.erreurs.items() for m in liste]

    def _section(self, section: Section) -> SectionVue:
        return SectionVue(section, [self._element(element) for element in section.visibles(self.etape)])

    def _element(self, element: Question | Bloc | Depot) -> ElementVue:
        if isinstance(element, Question):
            return ElementVue("question", question=self._question(self.etape, element, ""))
        if isinstance(element, Bloc):
            return self._bloc(element)
        return self._depot(element)

    def _bloc(self, bloc: Bloc) -> ElementVue:
        lignes = [
            LigneVue(
                ligne.pk,
                f"{bloc.nom}-{ligne.pk}",
                [self._question(ligne, question, f"{bloc.nom}-{ligne.pk}-") for question in bloc.questions],
            )
            for ligne in getattr(self.etape, bloc.nom).all()
        ]
        self.libelles[bloc.nom] = bloc.titre
        modifiable = self.saisie.ouverts is None or bloc.nom in self.saisie.ouverts
        return ElementVue(
            "bloc",
            bloc=bloc,
            lignes=lignes,
            modifiable=modifiable,
            remarque=self.remarques.get(bloc.nom),
            importables=self.importables.get(bloc.nom, []),
        )

    def _depot(self, depot: Depot) -> ElementVue:
        self.libelles[depot.zone] = depot.libelle
        zone = self.saisie.depots[depot.zone].zone
        return ElementVue(
            "depot",
            depot=depot,
            modele=adresse_du_modele(self.etape, depot),
            pieces=pieces_de(self.etape, depot.zone),
            annonce=zone.annonce(),
            zone=zone,
            modifiable=est_ouvert(depot.zone, self.saisie.ouverts),
            remarque=self.remarques.get(depot.zone),
            erreurs=self.erreurs.get(depot.zone, []),
        )

    def _question(self, objet: Any, question: Question, prefixe: str) -> QuestionVue:
        cle, champ = f"{prefixe}{question.champ}", objet._meta.get_field(question.champ)
        lie = self.saisie.champ(cle)
        valeur = getattr(objet, question.champ)
        self.libelles[cle] = str(champ.verbose_name)
        if lie is not None:
            self._s_enregistre(lie, cle, valeur, obligatoire=question.obligatoire)
        lisible = [str(element) for element in valeur.all()] if champ.many_to_many else valeur
        erreurs = self.erreurs.get(cle, [])
        return QuestionVue(cle, str(champ.verbose_name), lisible, lie, self.remarques.get(cle), erreurs)

    def _s_enregistre(self, lie: BoundField, cle: str, valeur: Any, *, obligatoire: bool) -> None:
        """The field sends itself, alone, as soon as it changes, with what the page showed before."""
        lie.field.obligatoire = obligatoire  # type: ignore[attr-defined]
        lie.field.widget.attrs.update(
            {
                "hx-post": self.etape.get_absolute_url(),
                "hx-trigger": "change",
                "hx-target": f"#etat-{cle}",
                "hx-swap": "innerHTML",
                "hx-params": f"champ,vu,{cle}",
                "hx-vals": json.dumps({"champ": cle}),
                "data-vu": texte_de(valeur),
            }
        )
