"""Who acts, for which organisation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from segur.noyau.comptes.models.membres import Appartenance, Organisation, Utilisateur
from segur.noyau.comptes.models.roles import ANS, EDITEUR, ROLES_GERES, Role


@dataclass(frozen=True)
class Acteur:
    """A person acting for one organisation, or the portal itself (`SYSTEME`). Built anew at each request."""

    utilisateur: Utilisateur | None
    organisation: Organisation | None
    roles: frozenset[str]
    jeton: str = ""
    """Name of the token by which a program acts in the place of that person."""

    def tient(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

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
        """The roles whose holders the actor invites and manages."""
        return frozenset(gere for role in self.roles for gere in ROLES_GERES.get(role, ()))

    @property
    def est_systeme(self) -> bool:
        return Role.SYSTEME in self.roles

    def __str__(self) -> str:
        return "Portail" if self.utilisateur is None else str(self.utilisateur)


SYSTEME = Acteur(None, None, frozenset({Role.SYSTEME.value}))


def acteur_pour(utilisateur: Utilisateur, organisation_id: int | None = None) -> Acteur:
    """The actor for that organisation, or for the first one of the person; no role when there is none."""
    appartenances: Iterable[Appartenance] = list(
        utilisateur.appartenances.filter(active=True).select_related("organisation").order_by("organisation_id", "pk")
    )
    par_organisation: dict[int, list[Appartenance]] = {}
    for appartenance in appartenances:
        par_organisation.setdefault(appartenance.organisation_id, []).append(appartenance)
    if not par_organisation:
        return Acteur(utilisateur, None, frozenset())
    choisies = par_organisation.get(organisation_id or 0) or next(iter(par_organisation.values()))
    return Acteur(utilisateur, choisies[0].organisation, frozenset(a.role for a in choisies))
