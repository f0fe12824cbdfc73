"""Which chapters each reviewer knows: what the sharing of chapters looks at first."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from preuves.models import Competence
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.referentiel.models import ChapitreRem, VersionRem


def chapitres_connaissables() -> dict[str, list[str]]:
    """Title of each chapter of the REM in force, with the dispositifs where it stands."""
    plus_recente = VersionRem.objects.filter(
        dispositif=OuterRef("version__dispositif"), numero__gt=OuterRef("version__numero")
    )
    chapitres = ChapitreRem.objects.filter(~Exists(plus_recente)).order_by("titre", "version__dispositif__libelle")
    offerts: dict[str, list[str]] = {}
    for titre, dispositif in chapitres.values_list("titre", "version__dispositif__libelle"):
        offerts.setdefault(titre, []).append(dispositif)
    return offerts


def connus_de(personnes: Iterable[Utilisateur]) -> dict[int, set[str]]:
    """Key of each person: the titles they know."""
    connus: dict[int, set[str]] = {personne.pk: set() for personne in personnes}
    for personne, titre in Competence.objects.filter(personne__in=connus).values_list("personne", "chapitre"):
        connus[personne].add(titre)
    return connus


@transaction.atomic
def enregistrer(personne: Utilisateur, titres: Collection[str]) -> int:
    """Keeps what is ticked among what is offered, and says how many; a chapter that no REM has any more stays."""
    offerts = chapitres_connaissables().keys()
    choisis = offerts & set(titres)
    Competence.objects.filter(personne=personne, chapitre__in=offerts - choisis).delete()
    Competence.objects.bulk_create(
        [Competence(personne=personne, chapitre=titre) for titre in sorted(choisis)], ignore_conflicts=True
    )
    return len(choisis)
