"""What an archive holds of a dossier: its data, its files, its rules, its journal. Nothing that only the ANS reads."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from candidatures.models import Candidature
from preuves.archive import textes
from preuves.archive.cles import cle
from preuves.archive.donnees import Dossier
from preuves.archive.fichiers import chemins
from preuves.transitions.archive import DE_L_ARCHIVE
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import internes


@dataclass(frozen=True)
class Contenu:
    """`textes`: small files by path; `fichiers`: stored files by path; `rang`: of the last entry of the journal.

    `empreinte` is the same for two readings between which nothing happened but the making of an archive.
    """

    candidature: Candidature
    textes: Mapping[str, bytes]
    fichiers: Mapping[str, Document]
    rang: int
    empreinte: str

    def journal(self) -> Iterator[bytes]:
        """`journal.json`, entry by entry: the chain as it stood when the rest was read."""
        entete = json.dumps(self.candidature.cle_dossier)
        yield f'{{"dossier": {entete}, "entrees": ['.encode()
        entrees = _entrees(self.candidature).filter(rang__lte=self.rang)
        caches = frozenset(internes())
        lues = entrees.select_related("type_objet", "acteur", "organisation").order_by("rang").iterator()
        for entree in lues:
            separateur = b",\n" if entree.rang > 1 else b"\n"
            yield separateur + json.dumps(_maillon(entree, caches), ensure_ascii=False).encode()
        yield b"\n]}\n"


def lire(candidature: Candidature, le: datetime) -> Contenu:
    """Under the lock of the candidature. `le`: the instant whose rules apply."""
    fichiers = chemins(candidature)
    petits = {
        "cle_publique.pem": cle().publique_pem,
        "dossier.json": en_json(Dossier(candidature, fichiers).en_donnees()),
        "regles.json": en_json(textes.en_donnees(candidature, le)),
    }
    entrees = _entrees(candidature).order_by("rang")
    faits = entrees.exclude(action__in=DE_L_ARCHIVE).values_list("empreinte", flat=True)
    condense = hashlib.sha256((faits.last() or "").encode())
    for texte in petits.values():
        condense.update(hashlib.sha256(texte).digest())
    rang = entrees.values_list("rang", flat=True).last() or 0
    return Contenu(candidature, petits, fichiers, rang, condense.hexdigest())


def en_json(valeur: Any) -> bytes:
    return json.dumps(valeur, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _entrees(candidature: Candidature) -> Any:
    return EntreeJournal.objects.filter(dossier=candidature.cle_dossier)


def _maillon(entree: EntreeJournal, caches: frozenset[str]) -> dict[str, Any]:
    """One link of the chain; of what only the ANS reads, nothing but what holds the chain together."""
    if entree.action in caches:
        return {"rang": entree.rang, "precedente": entree.precedente, "empreinte": entree.empreinte}
    lecture = {"acteur": entree.auteur, "organisation": str(entree.organisation or "")}
    return {"contenu": entree.contenu_condense(), "empreinte": entree.empreinte, "lecture": lecture}
