"""What a reviewer has at hand before a proof: reasons used before, past decisions, notes of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from preuves.models import Depot, Jugement, MotifReutilisable, NoteInterne, Preuve

PORTEES = {
    "preuve": "les preuves de même identifiant",
    "exigence": "les preuves de la même exigence",
    "toutes": "toutes les preuves",
}
EXEMPLES_AU_PLUS = 6
MOTIFS_AU_PLUS = 12


@dataclass(frozen=True)
class Exemple:
    """A past decision on the same expected proof, without what tells whose it was."""

    verdict: str
    motif: str
    le: datetime
    formats: str


def variables(preuve: Preuve) -> Mapping[str, str]:
    """What a reusable reason may name, by the word that stands for it."""
    produit = preuve.dossier.produit
    return {
        "{preuve}": str(preuve),
        "{produit}": produit.nom,
        "{version}": produit.version,
        "{editeur}": produit.editeur.nom,
    }


def generaliser(texte: str, preuve: Preuve) -> str:
    """The reason as it may serve for another product. Longest values first: a name may contain another."""
    valeurs = {v: mot for mot, v in variables(preuve).items() if v and mot in ("{produit}", "{editeur}", "{preuve}")}
    for valeur in sorted(valeurs, key=len, reverse=True):
        texte = texte.replace(valeur, valeurs[valeur])
    return texte


def particulariser(texte: str, preuve: Preuve) -> str:
    for mot, valeur in variables(preuve).items():
        texte = texte.replace(mot, valeur)
    return texte


def identifiants(preuve: Preuve) -> dict[str, str]:
    """The identifier that each scope of a reusable reason is kept under."""
    attendue = preuve.attendue
    exigence = attendue.scenario.exigence.identifiant if attendue else ""
    return {"preuve": attendue.identifiant if attendue else "", "exigence": exigence, "toutes": ""}


def motifs_pour(preuve: Preuve) -> list[str]:
    """Reusable reasons for this proof, the nearest to it first, ready to be sent."""
    portees = identifiants(preuve)
    connus = MotifReutilisable.objects.filter(identifiant__in=portees.values(), retire_le=None)
    rangs = {identifiant: rang for rang, identifiant in enumerate(portees.values())}
    proches = sorted(connus, key=lambda motif: rangs[motif.identifiant])[:MOTIFS_AU_PLUS]
    return [particulariser(motif.texte, preuve) for motif in proches]


def exemples_pour(preuve: Preuve) -> list[Exemple]:
    """What was decided elsewhere on the same expected proof, newest first."""
    if preuve.attendue is None:
        return []
    ailleurs = (
        Jugement.objects.filter(preuve__attendue__identifiant=preuve.attendue.identifiant)
        .exclude(preuve=preuve)
        .select_related("preuve__attendue", "preuve__chapitre__candidature__produit__editeur")
        .prefetch_related(Prefetch("depots", Depot.objects.select_related("document")))
        .order_by("-juge_le", "-pk")[:EXEMPLES_AU_PLUS]
    )
    return [_exemple(jugement) for jugement in ailleurs]


def _exemple(jugement: Jugement) -> Exemple:
    formats = {d.document.nom.rpartition(".")[2].upper() if d.document else "lien" for d in jugement.depots.all()}
    motif = generaliser(jugement.motif, jugement.preuve).replace("{produit}", "le logiciel")
    anonyme = motif.replace("{editeur}", "l’éditeur").replace("{preuve}", "cette preuve")
    return Exemple(jugement.get_verdict_display(), anonyme, jugement.juge_le, ", ".join(sorted(formats)))


def notes_de(preuve: Preuve) -> list[NoteInterne]:
    return list(preuve.notes_internes.select_related("ecrite_par", "destinataire"))
