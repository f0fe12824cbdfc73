"""Whether a document, a code or a number comes from here, and what has become of the référencement since."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from candidatures.codes import est_bien_copie
from candidatures.models import Candidature, DocumentOfficiel
from candidatures.models.candidature import SITUATIONS
from candidatures.nru import canonique
from segur.noyau.documents.signature import CHAMP, Signature, signatures_de

OCTETS_AU_PLUS = 20_000_000
MARQUE = f"({CHAMP})".encode()


@dataclass(frozen=True)
class Situation:
    """Of the référencement today: `en_vigueur`, its words, and since when."""

    libelle: str
    depuis: datetime | None
    en_vigueur: bool


@dataclass(frozen=True)
class Constat:
    """What is known of a file. `verdict`: « authentique », « altere » or « inconnu »."""

    verdict: str
    officiel: DocumentOfficiel | None = None
    signatures: tuple[Signature, ...] = ()


def delivres() -> Any:
    """The documents that anyone may verify, with what their page says."""
    produits = DocumentOfficiel.objects.filter(
        statut=DocumentOfficiel.Statut.PRODUIT, nature__in=DocumentOfficiel.SIGNES
    )
    return produits.select_related("candidature__produit__editeur", "candidature__dispositif", "document__fichier")


def par_code(code: str) -> DocumentOfficiel | None:
    trouve: DocumentOfficiel | None = delivres().filter(code=canonique(code)).first()
    return trouve


def par_nru(nru: str) -> list[DocumentOfficiel]:
    """The last version of each kind."""
    derniers = {o.nature: o for o in delivres().filter(candidature__nru=canonique(nru)).order_by("version")}
    return [derniers[nature] for nature in DocumentOfficiel.SIGNES if nature in derniers]


def est_mal_recopie(saisie: str) -> bool:
    """A code or a number whose check character is wrong was never delivered: it was copied wrong."""
    return not est_bien_copie(canonique(saisie))


def remplacant(officiel: DocumentOfficiel) -> DocumentOfficiel | None:
    """The later version that took its place."""
    plus_recents = delivres().filter(
        candidature=officiel.candidature_id, nature=officiel.nature, version__gt=officiel.version
    )
    trouve: DocumentOfficiel | None = plus_recents.order_by("-version").first()
    return trouve


def situation(candidature: Candidature) -> Situation:
    libelle, en_vigueur = SITUATIONS[candidature.statut]
    return Situation(libelle, candidature.situation_depuis, en_vigueur)


def constater(fichier: IO[bytes]) -> Constat:
    """By its bytes: genuine when they are those delivered, altered when they carry our signature and are not."""
    empreinte = sha256()
    fichier.seek(0)
    while bloc := fichier.read(1 << 16):
        empreinte.update(bloc)
    officiel = delivres().filter(document__fichier__empreinte=empreinte.hexdigest()).first()
    fichier.seek(0)
    octets = fichier.read(OCTETS_AU_PLUS)
    if officiel is None and MARQUE not in octets:
        return Constat("inconnu")  # nothing of ours in it: a stranger's file is not opened
    return Constat("authentique" if officiel else "altere", officiel, tuple(signatures_de(octets)))
