"""Which gestionnaire has an enrolment in charge: it guides the work, and opens the identity papers and the IBAN."""

from typing import Any

from candidatures.regles import prise_en_charge_libre, restitution_possible
from financement.models import Enrolement
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

CET_ENROLEMENT = "cet enrôlement"
Statut = Enrolement.Statut
INSTRUITS = (Statut.TRANSMIS, Statut.A_COMPLETER, Statut.ACCEPTE)


def _libre(enrolement: Enrolement, demande: Demande) -> Verdict:
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=enrolement.instructeur_id or 0).first()
    libre = prise_en_charge_libre(
        objet=CET_ENROLEMENT, instructeur=str(en_place or ""), depuis=enrolement.instruit_depuis
    )
    return Verdict((libre,))


@transition(
    Enrolement,
    de=INSTRUITS,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    garde=_libre,
    libelle="Prendre en charge",
    recit="Prise en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """For oneself, when nobody in place has it."""
    return _confier(enrolement, demande.acteur.personne, demande)


def _rendable(enrolement: Enrolement, demande: Demande) -> Verdict:
    rendable = restitution_possible(
        objet=CET_ENROLEMENT,
        pris=enrolement.instructeur_id is not None,
        par_lui=enrolement.instructeur_id == demande.acteur.personne.pk,
        est_responsable=demande.acteur.tient(Role.VALIDEUR),
    )
    return Verdict((rendable,))


@transition(
    Enrolement,
    de=INSTRUITS,
    vers=None,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    garde=_rendable,
    libelle="Rendre",
    recit="Rendu à la file",
    a_sa_page=False,
    interne=True,
)
def rendre(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Back to everybody: by who has it, or by a valideur for an absent colleague."""
    return _confier(enrolement, None, demande)


def _confier(enrolement: Enrolement, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, enrolement.instructeur = enrolement.instructeur, personne
    enrolement.instruit_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}
