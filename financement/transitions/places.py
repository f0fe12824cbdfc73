"""The client's place (ELI-09, ELI-12): one order holds it, the others wait, blocked, until two persons arbitrate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import IntegrityError
from django.db import transaction as db
from django.db.models import Exists, OuterRef

from financement.models import Commande
from financement.transitions.annonces_des_commandes import prevenir_de_la_place
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.transitions import Demande

EN_ATTENTE = (Commande.Statut.DEPOSEE, Commande.Statut.A_MODIFIER, Commande.Statut.CONTROLEE)


@dataclass(frozen=True)
class Places:
    """Keys of the orders that were given the place, and of those that it was refused to."""

    prises: frozenset[int]
    bloquees: frozenset[int]


def verrouiller(dispositif: int) -> None:
    """Places of a dispositif are given one request at a time; the constraint of the database remains the judge."""
    Dispositif.objects.select_for_update(no_key=True).get(pk=dispositif)


def attribuer(dispositif: int, cles: dict[int, str]) -> Places:
    """`cles`: client of each deposited order, by primary key, at most once each. To be called under the lock."""
    tenues = set(_tenues(dispositif, cles.values()))
    libres = [pk for pk, cle in cles.items() if cle not in tenues]
    prises = frozenset(libres if _ensemble(libres) else [pk for pk in libres if _ensemble([pk])])
    return Places(prises, frozenset(cles) - prises)


def _tenues(dispositif: int, cles: Collection[str]) -> Iterable[str]:
    return Commande.objects.filter(dispositif=dispositif, occupe=True, cle__in=cles).values_list("cle", flat=True)


def _ensemble(pks: list[int]) -> bool:
    """All of them, or none when somebody took one meanwhile."""
    try:
        with db.atomic():
            Commande.objects.filter(pk__in=pks).update(occupe=True)
    except IntegrityError:
        return False
    return True


def tenue_par_une_tierce(*commandes: Commande) -> bool:
    """Whether the place of their client is held by none of these."""
    premiere = commandes[0]
    tenues = Commande.objects.filter(dispositif=premiere.dispositif_id, cle=premiere.cle, occupe=True)
    return tenues.exclude(pk__in=[commande.pk for commande in commandes]).exists()


def liberer_la_place(commande: Commande, demande: Demande) -> Commande | None:
    """The order leaves its place, which goes to the oldest one that waits for it. Returns that one.

    Sets `occupe` on the instance and in its row. Must run inside the transaction of what makes it leave.
    """
    if not commande.occupe:
        return None
    verrouiller(commande.dispositif_id)
    commande.occupe = False
    Commande.objects.filter(pk=commande.pk).update(occupe=False)
    return promouvoir(commande.dispositif_id, commande.cle, demande, sauf=commande.pk)


def promouvoir(dispositif: int, cle: str, demande: Demande, *, sauf: int = 0) -> Commande | None:
    """Gives a free place to the oldest blocked order that nobody holds at this instant, and tells its supplier.

    One that is being changed is left: it takes the place itself, or the sweep gives it.
    """
    attendent = Commande.objects.filter(dispositif=dispositif, cle=cle, occupe=False, statut__in=EN_ATTENTE)
    attendent = attendent.exclude(pk=sauf).select_related("demande__fournisseur__organisation")
    suivante = attendent.order_by("deposee_le", "pk").select_for_update(of=("self",), skip_locked=True).first()
    if suivante is None or not _ensemble([suivante.pk]):
        return None
    suivante.occupe = True
    inscrire(
        suivante,
        action="commande.promouvoir",
        recit=f"La commande {suivante.reference} n’est plus bloquée",
        acteur=SYSTEME,
        recu_le=demande.recu_le,
        de=suivante.statut,
        vers=suivante.statut,
    )
    prevenir_de_la_place(suivante, demande)
    return suivante


def places_libres_attendues() -> Iterable[tuple[int, str]]:
    """Dispositif and client of the places that nobody holds while a blocked order waits."""
    tenue = Commande.objects.filter(dispositif=OuterRef("dispositif"), cle=OuterRef("cle"), occupe=True)
    attendent = Commande.objects.filter(occupe=False, statut__in=EN_ATTENTE).exclude(Exists(tenue))
    return attendent.order_by().values_list("dispositif", "cle").distinct()


def reprendre_les_places(demande: Demande) -> int:
    """What a promotion skipped. Returns how many orders were unblocked."""
    return sum(_reprendre(dispositif, cle, demande) for dispositif, cle in list(places_libres_attendues()))


def _reprendre(dispositif: int, cle: str, demande: Demande) -> bool:
    with db.atomic():
        verrouiller(dispositif)
        return promouvoir(dispositif, cle, demande) is not None
