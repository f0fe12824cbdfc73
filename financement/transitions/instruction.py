"""Which gestionnaire has an enrolment in charge: it guides the work, and opens the identity papers and the IBAN."""

from functools import partial
from typing import Any

from candidatures.regles import prise_en_charge_libre, restitution_possible
from financement.models import Enrolement
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

CET_ENROLEMENT = "cet enrôlement"
Statut = Enrolement.Statut
INSTRUITS = (Statut.TRANSMIS, Statut.A_COMPLETER, Statut.ACCEPTE)


def libre(celui_ci: str, objet: Any, demande: Demande) -> Verdict:
    """Whether nobody in place has it; `celui_ci` names it (« cet enrôlement »)."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=objet.instructeur_id or 0).first()
    motif = prise_en_charge_libre(objet=celui_ci, instructeur=str(en_place or ""), depuis=objet.instruit_depuis)
    return Verdict((motif,))


@transition(
    Enrolement,
    de=INSTRUITS,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    garde=partial(libre, CET_ENROLEMENT),
    libelle="Prendre en charge",
    recit="Prise en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """For oneself, when nobody in place has it."""
    return confier(enrolement, demande.acteur.personne, demande)


def rendable(celui_ci: str, objet: Any, demande: Demande) -> Verdict:
    motif = restitution_possible(
        objet=celui_ci,
        pris=objet.instructeur_id is not None,
        par_lui=objet.instructeur_id == demande.acteur.personne.pk,
        est_responsable=demande.acteur.tient(Role.VALIDEUR),
    )
    return Verdict((motif,))


@transition(
    Enrolement,
    de=INSTRUITS,
    vers=None,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    garde=partial(rendable, CET_ENROLEMENT),
    libelle="Rendre",
    recit="Rendu à la file",
    a_sa_page=False,
    interne=True,
)
def rendre(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Back to everybody: by who has it, or by a valideur for an absent colleague."""
    return confier(enrolement, None, demande)


def confier(objet: Any, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, objet.instructeur = objet.instructeur, personne
    objet.instruit_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}
