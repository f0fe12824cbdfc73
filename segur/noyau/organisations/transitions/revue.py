"""Once a year, who manages the members confirms what each of them may do (ENR-09)."""

from typing import Any

from segur.noyau.comptes.models import Appartenance, Organisation, Role
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.droits import acteur_en_place
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

REVOIENT = (Role.MANDATAIRE, Role.ADMINISTRATEUR, Role.VALIDEUR)
"""The mandataire in a firm, the administrator at the ANS, the valideur at the ASP."""
REVOIT: dict[str, Role] = {
    Organisation.Nature.EDITEUR: Role.MANDATAIRE,
    Organisation.Nature.ANS: Role.ADMINISTRATEUR,
    Organisation.Nature.ASP: Role.VALIDEUR,
}


def fait_la_revue(organisation: Organisation, demande: Demande) -> bool:
    """Nobody does it by delegation."""
    siens = demande.acteur.roles_propres
    return demande.acteur.organisation == organisation and REVOIT[organisation.nature] in siens


def _confirmable(appartenance: Appartenance, demande: Demande) -> Verdict:
    organisation = appartenance.organisation
    role = REVOIT[organisation.nature]
    autres = Appartenance.objects.tenant(role).filter(organisation=organisation)
    soi = appartenance.utilisateur_id == demande.acteur.personne.pk
    seul = not soi or not autres.exclude(utilisateur=demande.acteur.personne).exists()
    revoit = f"La revue des droits de {organisation} revient à : {role.label}."
    return Verdict(
        (
            Motif("revue", fait_la_revue(organisation, demande), revoit, regles.REVUE),
            regles.revue_par_autrui(soi=soi, seul=seul),
        )
    )


@transition(
    Appartenance,
    de=Appartenance.Statut.ACTIVE,
    vers=None,
    roles=REVOIENT,
    garde=_confirmable,
    controle=acteur_en_place,
    sensible=True,
    libelle="Confirmer le rôle",
    recit="Rôle confirmé à la revue : {objet}",
    a_sa_page=False,
)
def confirmer(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    """Kept as it is; changing it or ending it are actions of their own."""
    appartenance.confirmee_le, appartenance.confirmee_par = demande.recu_le, demande.acteur.personne
    return {"personne": appartenance.utilisateur.email, "role": appartenance.role}
