"""Who may do what in an organisation, read from the transitions themselves: no second list that could lie.

A role gives an action when the transition names it. What a salarié may do depends besides on what they were granted,
on a product or for the financing: the storeys that keep those grants say them here (`declarer`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db import models

from segur.noyau.comptes.models import (
    ENGAGE_L_EDITEUR,
    ROLE_DELEGUE,
    ROLES_PAR_NATURE,
    Appartenance,
    Delegation,
    Organisation,
    Role,
    Utilisateur,
)
from segur.noyau.organisations.transitions import appartenance as membres
from segur.noyau.organisations.transitions import delegation as delegations
from segur.noyau.organisations.transitions import invitation as invitations
from segur.noyau.transitions import REGISTRE, Transition


class Famille(models.TextChoices):
    VOIR = "voir", "Voir"
    REMPLIR = "remplir", "Remplir"
    SIGNER = "signer", "Soumettre, signer, décider"
    DEMANDER = "demander", "Demander un paiement"
    PAYER = "payer", "Payer"
    GERER = "gerer", "Gérer les membres"


@dataclass(frozen=True)
class Accord:
    """What one person was granted beyond their role: in one family, in words."""

    personne: int
    famille: str
    texte: str


Source = Callable[[Organisation], Iterable[Accord]]
_SOURCES: list[Source] = []
_PAIENT: set[type[models.Model]] = set()
DES_MEMBRES = ("comptes", "jetons")
DE_CHACUN = {t.nom for t in (membres.quitter, invitations.accepter, delegations.deleguer, delegations.revoquer)}
"""What everybody does for their own account is no right over others."""


def declarer(source: Source) -> None:
    if source not in _SOURCES:
        _SOURCES.append(source)


def declarer_un_paiement(*modeles: type[models.Model]) -> None:
    """The models whose transitions pay."""
    _PAIENT.update(modeles)


def famille(transition: Transition) -> str:
    """The one family of a transition; "" for what each does for oneself."""
    if transition.nom in DE_CHACUN:
        return ""
    if transition.modele._meta.app_label in DES_MEMBRES:
        return Famille.GERER.value
    if transition.modele in _PAIENT:
        return Famille.PAYER.value
    if transition.droit == Famille.DEMANDER:
        return Famille.DEMANDER.value
    return (Famille.REMPLIR if transition.vers is None or transition.discrete else Famille.SIGNER).value


@cache
def gestes(role: str) -> dict[str, list[str]]:
    """By family, the labels of what the role does. Everybody who has a role sees something."""
    par_famille: dict[str, set[str]] = defaultdict(set)
    for transition in REGISTRE.values():
        if role in transition.roles and (nom := famille(transition)):
            par_famille[nom].add(transition.libelle)
    return {nom: sorted(libelles) for nom, libelles in par_famille.items()}


@dataclass(frozen=True)
class Case:
    """One box of the matrix: yes or no, and how far."""

    oui: bool
    precision: str = ""


@dataclass
class Ligne:
    """One member: their memberships, what others lend them today, and one box per family."""

    personne: Utilisateur
    appartenances: list[Appartenance] = field(default_factory=list)
    pretees: list[Delegation] = field(default_factory=list)
    accords: list[Accord] = field(default_factory=list)

    def case(self, nom: str) -> Case:
        if any(_donne(appartenance.role, nom) for appartenance in self.appartenances):
            return Case(True)
        if pretee := next((d for d in self.pretees if _donne(d.role, nom)), None):
            return Case(True, f"par délégation de {pretee.delegant}")
        if accordes := [accord.texte for accord in self.accords if accord.famille == nom]:
            return Case(True, " ; ".join(accordes))
        return Case(False)


def _donne(role: str, nom: str) -> bool:
    """Whether the role is enough. A salarié's opens what a grant then fills: alone, it gives nothing."""
    if role == Role.SALARIE:
        return False
    return nom == Famille.VOIR or bool(gestes(role).get(nom))


def colonnes(organisation: Organisation) -> list[Famille]:
    """The families that some role of this kind of organisation has."""
    roles = ROLES_PAR_NATURE[organisation.nature]
    tenues = {nom for role in roles for nom in gestes(role)} | {Famille.VOIR.value}
    return [nom for nom in Famille if nom.value in tenues]


def matrice(organisation: Organisation, le: datetime) -> list[Ligne]:
    """One line per person in place, by name."""
    lignes: dict[int, Ligne] = {}
    for appartenance in organisation.appartenances.pour_liste().actives():
        ligne = lignes.setdefault(appartenance.utilisateur_id, Ligne(appartenance.utilisateur))
        ligne.appartenances.append(appartenance)
    for delegation in delegations_actives(organisation, le):
        if delegation.delegataire_id in lignes:
            lignes[delegation.delegataire_id].pretees.append(delegation)
    for accord in (accord for source in _SOURCES for accord in source(organisation)):
        if accord.personne in lignes:
            lignes[accord.personne].accords.append(accord)
    return list(lignes.values())


def delegations_actives(organisation: Organisation, le: datetime) -> Iterable[Delegation]:
    """Those that act at that instant: whoever lends still holds their own role."""
    en_vigueur = organisation.delegations.en_vigueur(le).filter(
        appartenance__active=True, appartenance__role__in=list(ROLE_DELEGUE), delegant__is_active=True
    )
    return en_vigueur.select_related("delegant")


def roles_expliques(organisation: Organisation) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """For each role of that kind of organisation: by family, what it does."""
    return [
        (str(role.label), [(str(nom.label), gestes(role)[nom.value]) for nom in Famille if nom.value in gestes(role)])
        for role in ROLES_PAR_NATURE[organisation.nature]
    ]


LISENT_LES_DROITS = (*ENGAGE_L_EDITEUR, Role.RESPONSABLE, Role.DIRECTION, Role.ADMINISTRATEUR, Role.VALIDEUR)
