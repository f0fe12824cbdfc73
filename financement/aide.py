"""« Besoin d’aide »: sections made of the rules that check, so that no guide says otherwise (ASP-11, ASP-12, ASP-15).

A new section is one more line of `SECTIONS`: a title, a template, and a function that returns what the template reads,
or None when there is nothing to show.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from financement.grilles import TYPES
from financement.modeles_de_pieces import MODELES
from financement.models import Enrolement
from financement.regles.enrolement import NATURES, Nature, PieceDue, pieces_dues
from financement.sujets import PIECE_JOINTE
from segur.noyau.annuaires.parametres import criteres
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.regles import HorsPeriode, Reference
from segur.noyau.temps import jour_de_paris

DEPOTS = (*(ZONES[code] for code in ("piece_d_enrolement", "piece_sensible", "modele_asp")), PIECE_JOINTE)
OUI_NON = (True, False)
Contenu = Mapping[str, Any] | None


@dataclass(frozen=True)
class Section:
    """One part of the help. `contenu(acteur, le)`: what its template reads; None hides it."""

    cle: str
    titre: str
    gabarit: str
    contenu: Callable[[Acteur, datetime], Contenu]


@dataclass(frozen=True)
class SectionLue:
    section: Section
    contenu: Mapping[str, Any]


def lire(acteur: Acteur, le: datetime) -> list[SectionLue]:
    """Those that have something for this person, in order."""
    lues = ((section, section.contenu(acteur, le)) for section in SECTIONS)
    return [SectionLue(section, contenu) for section, contenu in lues if contenu]


@lru_cache(maxsize=1)
def pieces_par_reponse() -> list[tuple[PieceDue, Nature]]:
    """Each piece that some answer makes due, with that answer: asked of the very rule that judges the file."""
    dues: dict[tuple[str, str], PieceDue] = {}
    for heberge, physique, infogere, depositaire, assujetti, edc in product(
        OUI_NON, OUI_NON, OUI_NON, Enrolement.Depositaire.values, OUI_NON, Enrolement.Edc.values
    ):
        for due in pieces_dues(
            heberge=heberge,
            hds_physique=physique,
            hds_infogere=infogere,
            depositaire=depositaire,
            assujetti=assujetti,
            edc=edc,
        ):
            dues.setdefault((due.nature, due.pourquoi), due)
    rangs = list(NATURES)
    triees = sorted(dues.values(), key=lambda due: rangs.index(due.nature))
    return [(due, NATURES[due.nature]) for due in triees]


def _enrolement(acteur: Acteur, le: datetime) -> Contenu:
    return {"pieces": pieces_par_reponse(), "natures": [nature.label for nature in Enrolement.Nature]}


def _fichiers(acteur: Acteur, le: datetime) -> Contenu:
    return {"zones": DEPOTS}


def _mentions(acteur: Acteur, le: datetime) -> Contenu:
    """Each document, and its check-list of that day."""
    noms = dict(Dispositif.objects.values_list("code", "libelle"))
    grilles = []
    for document in TYPES.values():
        try:
            version = document.grilles.au(jour_de_paris(le))
        except HorsPeriode:
            continue
        lignes = [(m, [noms[code] for code in m.dispositifs if code in noms]) for m in version.valeur]
        grilles.append({"document": document, "version": version, "lignes": lignes})
    return {"grilles": grilles} if grilles else None


def _modeles_de_pieces(acteur: Acteur, le: datetime) -> Contenu:
    """One set per file of enrolment: the portal fills them in from it."""
    if not acteur.est_editeur:
        return None
    enrolements = list(Enrolement.objects.visibles_par(acteur).select_related("dispositif"))
    pieces = [(code, NATURES[code]) for code in MODELES]
    return {"enrolements": enrolements, "pieces": pieces}


def _clients(acteur: Acteur, le: datetime) -> Contenu:
    try:
        return {"criteres": criteres(jour_de_paris(le))}
    except HorsPeriode:
        return None


@lru_cache(maxsize=1)
def _conseils() -> dict[str, list[dict[str, Any]]]:
    texte = (Path(__file__).parent / "donnees" / "aide.toml").read_text(encoding="utf-8")
    lus = tomllib.loads(texte)
    return {
        nom: [{**ligne, "reference": Reference(ligne["source"], ligne["article"])} for ligne in lignes]
        for nom, lignes in lus.items()
    }


def _pratiques(acteur: Acteur, le: datetime) -> Contenu:
    return {"pratiques": _conseils()["pratiques"]}


def _faq(acteur: Acteur, le: datetime) -> Contenu:
    return {"questions": _conseils()["faq"]}


def _identifiants(acteur: Acteur, le: datetime) -> Contenu:
    return {"adresse": acteur.personne.email}


DU_FOURNISSEUR = (
    ("portail:accueil", "Accueil", "ce qui vous attend : candidatures, enrôlements, échéances"),
    ("financement:espace", "Financement", "vos enrôlements, vos coordonnées bancaires, qui agit pour l’entreprise"),
    ("financement:modeles", "Mes modèles de documents", "l’import de vos modèles, et ce que l’ASP en dit"),
    ("annuaires:consulter", "Clients", "l’éligibilité d’un client, avant de signer son bon de commande"),
    ("financement:questions", "Mes questions", "vos questions à l’ASP et leurs réponses"),
    ("portail:compte", "Mon compte", "vos identifiants et vos notifications"),
)
DE_L_ASP = (
    ("portail:accueil", "Accueil", "ce qui attend l’ASP"),
    ("financement:file", "Enrôlements", "les dossiers à instruire, les pièces remplacées"),
    ("financement:file_modeles", "Modèles", "les modèles de documents dont il faut contrôler les mentions"),
    ("financement:questions", "Questions", "les questions des fournisseurs"),
    ("annuaires:consulter", "Clients", "l’éligibilité d’un client"),
    ("portail:compte", "Mon compte", "vos identifiants et vos notifications"),
)


def _ecrans(acteur: Acteur, le: datetime) -> Contenu:
    return {"ecrans": DU_FOURNISSEUR if acteur.est_editeur else DE_L_ASP}


SECTIONS = (
    Section("enrolement", "L’enrôlement auprès de l’ASP vague 2", "financement/aide/enrolement.html", _enrolement),
    Section("pieces", "Modèles de pièces", "financement/aide/pieces.html", _modeles_de_pieces),
    Section("fichiers", "Formats et tailles des fichiers", "financement/aide/fichiers.html", _fichiers),
    Section("mentions", "Mentions obligatoires de vos documents", "financement/aide/mentions.html", _mentions),
    Section("clients", "Éligibilité des clients", "financement/aide/clients.html", _clients),
    Section("pratiques", "Bonnes pratiques", "financement/aide/pratiques.html", _pratiques),
    Section("faq", "Questions fréquentes", "financement/aide/faq.html", _faq),
    Section("ecrans", "Les écrans du portail", "financement/aide/ecrans.html", _ecrans),
    Section(
        "identifiants",
        "Retrouver son identifiant ou son mot de passe",
        "financement/aide/identifiants.html",
        _identifiants,
    ),
)
