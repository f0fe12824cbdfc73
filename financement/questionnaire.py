"""The form of the enrolment as data: the page, what remains, the check-list of the agent read the same list."""

from candidatures.questionnaire.definition import Question, Section, oui
from financement.models import Enrolement


def depose_pour_autrui(enrolement: Enrolement) -> bool:
    """Somebody else than the legal representative deposits."""
    return enrolement.depositaire in (Enrolement.Depositaire.EMPLOYE, Enrolement.Depositaire.TIERS)


SECTIONS = (
    Section(
        "Représentant légal",
        (
            Question("representant_nom"),
            Question("representant_prenom"),
            Question("representant_fonction"),
            Question("representant_email"),
        ),
        aide="Vérifiez que sa pièce d’identité est en cours de validité : elle est à joindre plus bas.",
    ),
    Section(
        "Personne qui dépose",
        (
            Question("depositaire", commande=True),
            Question("depositaire_nom", si=depose_pour_autrui),
            Question("depositaire_prenom", si=depose_pour_autrui),
            Question("depositaire_email", si=depose_pour_autrui),
            Question("a_un_compte_vague_1"),
        ),
    ),
    Section(
        "Hébergement des données de santé",
        (
            Question("heberge", commande=True),
            Question("hds_physique", si=oui("heberge"), commande=True),
            Question("hds_infogere", si=oui("heberge"), commande=True),
            Question("hds_accreditation", si=oui("heberge")),
        ),
        aide="Articles L. 1111-8 et R. 1111-8-8 du code de la santé publique.",
    ),
    Section(
        "TVA et marché",
        (
            Question("assujetti", commande=True),
            Question("usage_exclusif"),
            Question("reservee_aux_membres", commande=True),
            Question("membres_libres", si=oui("reservee_aux_membres")),
        ),
        aide="La solution doit être proposée sur un marché concurrentiel. Non assujetti : financement hors taxes.",
    ),
    Section("Prestations et engagement", (Question("edc", commande=True), Question("engagement"))),
)


def questions_de(enrolement: Enrolement) -> list[Question]:
    """Those asked today, in order."""
    return [q for s in SECTIONS for q in s.visibles(enrolement) if isinstance(q, Question)]


COMMANDES = frozenset(q.champ for s in SECTIONS for q in s.elements if isinstance(q, Question) and q.commande)
"""The answers that change what is asked: the page is drawn again."""


def libelle_de(champ: str) -> str:
    return str(Enrolement._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]
