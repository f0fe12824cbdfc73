"""What every action on a firm's account asks of the person who acts, beyond the role."""

from typing import Any

from segur.noyau.comptes.models import (
    ROLES_PAR_NATURE,
    Acteur,
    Adhesion,
    Appartenance,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
    acteur_pour,
)
from segur.noyau.organisations import regles
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande


def gere_ce_role(objet: Appartenance | Invitation | Adhesion, demande: Demande) -> Verdict:
    libelle = objet.get_role_display()
    return Verdict((regles.role_gere(role=objet.role, libelle=libelle, geres=demande.acteur.roles_geres),))


def acteur_en_place(objet: Any, demande: Demande) -> Verdict:
    """Read again under the lock of the organisation: the roles of the request, one of them
    or all, may have been lost while it waited."""
    acteur = demande.acteur
    relu = acteur_pour(acteur.personne, acteur.entreprise.pk, demande.recu_le)
    en_place = relu.organisation == acteur.organisation and acteur.roles <= relu.roles
    return Verdict((regles.acteur_en_place(en_place=en_place),))


def est_de_l_etat(personne: Utilisateur) -> bool:
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    return siennes.exclude(organisation__nature=Organisation.Nature.EDITEUR).exists()


def roles_geres_dans(organisation: Organisation, acteur: Acteur) -> frozenset[str]:
    """The roles that the actor gives and takes away there: in those of the State, the administrator all of them."""
    if organisation.nature == Organisation.Nature.EDITEUR:
        return acteur.roles_geres if acteur.est_editeur else frozenset()
    return (
        frozenset(ROLES_PAR_NATURE[organisation.nature]) if Role.ADMINISTRATEUR in acteur.roles_propres else frozenset()
    )


def gere_ce_membre(appartenance: Appartenance, demande: Demande) -> Verdict:
    geres = roles_geres_dans(appartenance.organisation, demande.acteur)
    libelle = appartenance.get_role_display()
    return Verdict((regles.role_gere(role=appartenance.role, libelle=libelle, geres=geres),))


def tenus(appartenance: Appartenance) -> Any:
    """The other roles that this person holds in the organisation."""
    siens = Appartenance.objects.actives().filter(
        organisation=appartenance.organisation_id, utilisateur=appartenance.utilisateur_id
    )
    return siens.exclude(pk=appartenance.pk)
