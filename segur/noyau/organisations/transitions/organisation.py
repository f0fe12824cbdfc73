"""The firm's data, and the day it gets its first mandataire."""

from typing import Any

from segur.noyau.comptes.models import OUVRE_LES_ORGANISATIONS, Organisation, Role
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.droits import acteur_en_place
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Organisation.Statut


def _donnees_permises(organisation: Organisation, demande: Demande) -> Verdict:
    nouveau = demande.donnees.get("siren", organisation.siren)
    par_l_ans = demande.acteur.tient(*OUVRE_LES_ORGANISATIONS)
    siren = regles.identite_verifiee(ancien=organisation.siren, nouveau=nouveau, par_l_ans=par_l_ans)
    return acteur_en_place(organisation, demande) + Verdict((siren,))


@transition(
    Organisation,
    de=(Statut.EN_ATTENTE, Statut.ACTIVE),
    vers=None,
    roles=(Role.MANDATAIRE, *OUVRE_LES_ORGANISATIONS),
    controle=_donnees_permises,
    libelle="Modifier les données de l’organisation",
    recit="Données de l’organisation modifiées",
    a_sa_page=False,
)
def modifier(organisation: Organisation, demande: Demande) -> dict[str, Any]:
    """Only what changed is written in the journal, before and after."""
    changes = {
        champ: {"avant": getattr(organisation, champ), "apres": valeur}
        for champ, valeur in demande.donnees.items()
        if getattr(organisation, champ) != valeur
    }
    for champ, changement in changes.items():
        setattr(organisation, champ, changement["apres"])
    return changes


@transition(
    Organisation,
    de=Statut.EN_ATTENTE,
    vers=Statut.ACTIVE,
    roles=(Role.SYSTEME,),
    libelle="Activer l’organisation",
    recit="Premier mandataire en place",
    a_sa_page=False,
)
def activer(organisation: Organisation, demande: Demande) -> None:
    """Run by the first mandataire's acceptance."""
