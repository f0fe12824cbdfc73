"""What surrounds a claim whatever its part: when it came, the order that it names, what stands against it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from candidatures.models import Candidature
from financement.models import AttestationDeFin, Commande, Creance, Fournisseur, Incapacite
from financement.models.realisation import AttestationDeFinQuerySet, IncapaciteQuerySet
from segur.noyau.regles import Motif


class Autour(Protocol):
    """What surrounds some orders, read once; asked then at any instant."""

    def __init__(
        self,
        part: str,
        commandes: Sequence[Commande],
        sauf: Collection[int] = (),
        demandees: Collection[int] | None = None,
    ) -> None:
        """`sauf`: keys of the claims being judged, which do not count against themselves. `demandees`: keys of the
        orders whose part is asked already, when the caller has read them."""

    def de(self, commande: Commande, recu_le: datetime) -> Any:
        """The context of one of them. `recu_le`: aware instant of reception, whose texts apply."""


def recue_le(creance: Creance) -> datetime:
    """The instant whose texts apply: that of the first deposit, or of the file as long as there is none."""
    return creance.deposee_le or creance.demande.recue_le


def designees(fournisseur: Fournisseur, candidature: Candidature, declarations: Sequence[Any]) -> list[Commande | None]:
    """Of claims that are not there yet, in their order; None when no order of the supplier bears the number."""
    lues = Commande.objects.qui_comptent().filter(demande__fournisseur=fournisseur, demande__candidature=candidature)
    lues = lues.filter(reference__in={declaration.reference for declaration in declarations})
    par_numero = defaultdict[str, list[Commande]](list)
    for commande in lues.select_related("demande__candidature__dispositif").order_by("pk"):
        par_numero[commande.reference].append(commande)
    return [_designee(declaration, par_numero[declaration.reference]) for declaration in declarations]


def _designee(declaration: Any, memes: Iterable[Commande]) -> Commande | None:
    """Of the orders of one number, that of the client; a validated one first."""

    def merite(commande: Commande) -> tuple[bool, bool]:
        return commande.cle == declaration.cle, commande.statut == Commande.Statut.VALIDEE

    return max(memes, key=merite, default=None)


# ---- what stands against it -----------------------------------------------------------------------------------------


def deja_demandees(part: str, commandes: Collection[int], sauf: Collection[int]) -> set[int]:
    autres = Creance.objects.qui_comptent().filter(commande__in=commandes, part=part).exclude(pk__in=sauf)
    return set(autres.values_list("commande", flat=True))


def attestees(commandes: Collection[int]) -> dict[int, datetime]:
    return _instants(AttestationDeFin.objects.actuelles().filter(commande__in=commandes))


def incapacites(commandes: Collection[int]) -> dict[int, datetime]:
    return _instants(Incapacite.objects.actuelles().filter(commande__in=commandes))


def _instants(declarations: AttestationDeFinQuerySet | IncapaciteQuerySet) -> dict[int, datetime]:
    return dict(declarations.values_list("commande", "declaree_le"))


def retrait(candidature: Candidature) -> Motif | None:
    """Nothing is paid any more on a solution whose référencement was withdrawn."""
    if candidature.statut != Candidature.Statut.RETIREE:
        return None
    return Motif("retrait", False, "Le référencement de la solution est retiré : rien ne se paie plus sur elle.")
