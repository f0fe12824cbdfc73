"""How far a form is: what is answered, what remains (E1-09, E2-05). Gauge and recap read the same list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from candidatures.models import CandidatureAdministrative, Eligibilite

SECTIONS_1: dict[str, tuple[str, ...]] = {
    "Informations du responsable légal de l’entreprise": (
        "legal_nom",
        "legal_prenom",
        "legal_email",
        "legal_telephone",
        "legal_fonction",
    ),
    "Informations du contact pour le référencement": (
        "contact_nom",
        "contact_prenom",
        "contact_email",
        "contact_telephone",
    ),
    "Informations de l’entreprise": ("denomination", "siret", "forme_juridique", "adresse_siege"),
    "Informations relatives à la Version candidate": (
        "denomination_commerciale",
        "version_technique",
        "est_reference_precedemment",
        "precedente_vague",
        "precedent_nru",
        "est_en_cours_ailleurs",
        "premier_depot_prevu_le",
        "publication_autorisee",
    ),
}
CONDITIONNELLES = {"precedente_vague": "est_reference_precedemment", "precedent_nru": "est_reference_precedemment"}


@dataclass(frozen=True)
class Question:
    champ: str
    libelle: str
    section: str
    valeur: Any

    @property
    def repondue(self) -> bool:
        return self.valeur not in (None, "", [])


@dataclass(frozen=True)
class Jauge:
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def repondues(self) -> int:
        return sum(question.repondue for question in self.questions)

    @property
    def pourcentage(self) -> int:
        """Rounded to the nearest whole per cent: 3/19 is 16 % (E1-10)."""
        return round(100 * self.repondues / self.total)

    @property
    def restantes(self) -> list[Question]:
        return [question for question in self.questions if not question.repondue]

    @property
    def libelles_restants(self) -> list[str]:
        return [question.libelle for question in self.restantes]


def jauge_administrative(etape: CandidatureAdministrative) -> Jauge:
    return Jauge(
        tuple(
            Question(champ, _libelle(etape, champ), section, getattr(etape, champ))
            for section, champs in SECTIONS_1.items()
            for champ in champs
            if champ not in CONDITIONNELLES or getattr(etape, CONDITIONNELLES[champ])
        )
    )


def jauge_eligibilite(etape: Eligibilite) -> Jauge:
    """Mandatory questions of step 2 that the portal asks today. Reads the profiles and files once each."""
    valeurs: Iterable[tuple[str, str, Any]] = (
        ("nie", "Informations CNDA", etape.nie),
        ("nil", "Informations CNDA", etape.nil),
        ("profils", "Informations de la solution logicielle", [profil.libelle for profil in etape.profils.all()]),
        ("documentation", "Informations de la solution logicielle", [d.nom for d in etape.documentation.all()]),
    )
    return Jauge(tuple(Question(champ, _libelle(etape, champ), section, valeur) for champ, section, valeur in valeurs))


def _libelle(etape: CandidatureAdministrative | Eligibilite, champ: str) -> str:
    return str(etape._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]
