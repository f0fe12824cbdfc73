"""What a thread may be about. Upper storeys declare their own natures when they start; this one knows none of them.

A thread keeps the key (`etape:1:3`, `preuve:12`) and the label of the day it was opened; the address is asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from candidatures.questionnaire import ETAPE_1, ETAPE_2, Section

DOSSIER = "dossier"
LONGUEUR_D_UN_RANG = 4
SECTIONS: dict[str, tuple[str, tuple[Section, ...]]] = {
    "1": (str(CandidatureAdministrative._meta.verbose_name).capitalize(), ETAPE_1),
    "2": (str(Eligibilite._meta.verbose_name).capitalize(), ETAPE_2),
}


@dataclass(frozen=True)
class Sujet:
    cle: str
    libelle: str
    adresse: str


Resolveur = Callable[[Candidature, str], Sujet | None]
_RESOLVEURS: dict[str, Resolveur] = {}


def declarer(nature: str, resoudre: Resolveur) -> None:
    """`resoudre(candidature, reste)` reads what follows `nature:` in the key; None when the dossier has no such object.

    It decides no right: who reads the conversation reads the label.
    """
    _RESOLVEURS[nature] = resoudre


def sujet(candidature: Candidature, cle: str) -> Sujet | None:
    nature, _, reste = cle.partition(":")
    resoudre = _RESOLVEURS.get(nature)
    return resoudre(candidature, reste) if resoudre else None


def du_dossier(candidature: Candidature, reste: str = "") -> Sujet:
    return Sujet(DOSSIER, "Le dossier dans son ensemble", candidature.get_absolute_url())


def d_une_etape(candidature: Candidature, reste: str) -> Sujet | None:
    numero, _, rang = reste.partition(":")
    if numero not in SECTIONS:
        return None
    nom, sections = SECTIONS[numero]
    adresse = reverse("candidatures:etape", args=[candidature.numero, int(numero)])
    if not rang:
        return Sujet(f"etape:{numero}", f"Étape {numero} — {nom}", adresse)
    if not rang.isdecimal() or len(rang) > LONGUEUR_D_UN_RANG or not 1 <= int(rang) <= len(sections):
        return None
    return Sujet(f"etape:{numero}:{int(rang)}", f"Étape {numero} — {sections[int(rang) - 1].titre}", adresse)


def choix_communs() -> list[tuple[str, str]]:
    """(key, label) of what every dossier has: itself, its steps 1 and 2, their sections."""
    choix = [(DOSSIER, "Le dossier dans son ensemble")]
    for numero, (nom, sections) in SECTIONS.items():
        choix.append((f"etape:{numero}", f"Étape {numero} — {nom}"))
        choix += [(f"etape:{numero}:{r}", f"Étape {numero} — {s.titre}") for r, s in enumerate(sections, start=1)]
    return choix


declarer(DOSSIER, du_dossier)
declarer("etape", d_une_etape)
