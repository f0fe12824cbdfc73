"""Who acts, for which organisation."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from segur.noyau import horloge
from segur.noyau.comptes.models.delegation import ROLE_DELEGUE, Delegation
from segur.noyau.comptes.models.membres import Appartenance, Organisation, Utilisateur
from segur.noyau.comptes.models.roles import ANS, EDITEUR, ROLES_GERES, Role


@dataclass(frozen=True)
class Delegue:
    """A role lent to the person, and by whom."""

    role: str
    par: Utilisateur


@dataclass(frozen=True)
class Acteur:
    """A person acting for one organisation, or the portal itself (`SYSTEME`). Built anew at each request."""

    utilisateur: Utilisateur | None
    organisation: Organisation | None
    roles: frozenset[str]
    jeton: str = ""
    """Name of the token by which a program acts in the place of that person."""
    delegations: tuple[Delegue, ...] = ()
    """The roles lent to that person at this instant: `roles` holds them too."""
    propres: frozenset[str] | None = None
    """Their own roles, where others lend them some."""
    vu_par: Utilisateur | None = None
    """The support, who reads as that person and changes nothing."""

    def tient(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def roles_propres(self) -> frozenset[str]:
        return self.roles if self.propres is None else self.propres

    def sans_delegation(self) -> "Acteur":
        return replace(self, roles=self.roles_propres, delegations=(), propres=None)

    def compte_pour(self, premiere: int | None) -> int:
        """Who counts in a rule of two persons: the first one again, when the actor acts by their delegation."""
        return self.compte_pour_une_de(premiere)

    def compte_pour_une_de(self, *premieres: int | None) -> int:
        """The same where several decided before: the person themselves first, else whoever of them lends a role."""
        delegants = {delegue.par.pk for delegue in self.delegations}
        siens = [pk for pk in premieres if pk is not None and (pk == self.personne.pk or pk in delegants)]
        return siens[0] if siens else self.personne.pk

    @property
    def personne(self) -> Utilisateur:
        """The person, where the portal itself may not act."""
        if self.utilisateur is None:
            raise PermissionDenied("Cette action revient à une personne.")
        return self.utilisateur

    @property
    def entreprise(self) -> Organisation:
        """The organisation acted for, where there must be one."""
        if self.organisation is None:
            raise PermissionDenied("Cette action revient à un membre d’une organisation.")
        return self.organisation

    @property
    def est_editeur(self) -> bool:
        return self.tient(*EDITEUR)

    @property
    def est_ans(self) -> bool:
        return self.tient(*ANS)

    @property
    def roles_geres(self) -> frozenset[str]:
        """The roles whose holders the actor invites and manages: nobody does it by delegation."""
        return frozenset(gere for role in self.roles_propres for gere in ROLES_GERES.get(role, ()))

    @property
    def est_systeme(self) -> bool:
        return Role.SYSTEME in self.roles

    def __str__(self) -> str:
        return "Portail" if self.utilisateur is None else str(self.utilisateur)


SYSTEME = Acteur(None, None, frozenset({Role.SYSTEME.value}))


def acteur_pour(utilisateur: Utilisateur, organisation_id: int | None = None, le: datetime | None = None) -> Acteur:
    """The actor for that organisation, or for the first one of the person; no role when there is none.

    The one place where roles are resolved: one's own, and those lent at that instant (now, when none is given) by
    members who still hold theirs. A role that was lent is not lent further: it stems from a membership.
    """
    lues = _appartenances(utilisateur, le or horloge.maintenant())
    siennes = [appartenance for appartenance in lues if appartenance.utilisateur_id == utilisateur.pk]
    if not siennes:
        return Acteur(utilisateur, None, frozenset())
    choisie = next((a for a in siennes if a.organisation_id == organisation_id), siennes[0])
    propres = frozenset(a.role for a in siennes if a.organisation_id == choisie.organisation_id)
    delegations = tuple(
        Delegue(ROLE_DELEGUE[a.role].value, a.utilisateur)
        for a in lues
        if a.organisation_id == choisie.organisation_id and a.utilisateur_id != utilisateur.pk
    )
    if not delegations:
        return Acteur(utilisateur, choisie.organisation, propres)
    tous = propres | {delegue.role for delegue in delegations}
    return Acteur(utilisateur, choisie.organisation, tous, delegations=delegations, propres=propres)


def _appartenances(utilisateur: Utilisateur, le: datetime) -> list[Appartenance]:
    """In one query: the person's own, and those that others lend them today."""
    pretees = Delegation.objects.en_vigueur(le).filter(delegataire=utilisateur).values("appartenance")
    visees = Q(utilisateur=utilisateur) | Q(pk__in=pretees, utilisateur__is_active=True, role__in=list(ROLE_DELEGUE))
    lignes = Appartenance.objects.actives().filter(visees).select_related("organisation", "utilisateur")
    return list(lignes.order_by("organisation_id", "pk"))
