"""A membership: its role changed, ended by who manages it, left by its holder. Access goes at once, nothing else."""

from collections.abc import Iterator
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import (
    EDITEUR,
    ENGAGE_L_EDITEUR,
    ROLES_GERES,
    ROLES_PAR_NATURE,
    Appartenance,
    Delegation,
    Invitation,
    Role,
)
from segur.noyau.organisations import regles
from segur.noyau.organisations.successions import charges
from segur.noyau.organisations.transitions.annonces import prevenir_la_personne, prevenir_les_mandataires
from segur.noyau.organisations.transitions.droits import acteur_en_place, gere_ce_membre, roles_geres_dans, tenus
from segur.noyau.organisations.transitions.invitation import revoquer
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

Statut = Appartenance.Statut
RIEN_NE_SE_PERD = "Rien n’est effacé : produits, candidatures et documents restent à l’organisation."


class RoleForm(DsfrBaseForm):
    selon_l_objet = True
    role = forms.ChoiceField(
        label="Nouveau rôle",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le nouveau rôle."},
    )

    def __init__(self, *args: Any, objet: Appartenance, **options: Any) -> None:
        super().__init__(*args, **options)
        possibles = ROLES_PAR_NATURE[objet.organisation.nature]
        self.fields["role"].choices = [(role.value, role.label) for role in possibles]


def _garde_un_mandataire(appartenance: Appartenance, demande: Demande) -> Verdict:
    est_mandataire = appartenance.role == Role.MANDATAIRE
    a_une_releve = not est_mandataire or appartenance.a_une_releve()
    mandataire = regles.reste_un_mandataire(est_mandataire=est_mandataire, a_une_releve=a_une_releve)
    if appartenance.role != Role.ADMINISTRATEUR:
        return Verdict((mandataire,))
    autre = appartenance.a_un_autre_administrateur()
    return Verdict((mandataire, regles.reste_un_administrateur(est_administrateur=True, a_un_autre=autre)))


def _est_soi_meme(appartenance: Appartenance, demande: Demande) -> bool:
    return appartenance.utilisateur_id == demande.acteur.personne.pk


def _gerable(appartenance: Appartenance, demande: Demande) -> Verdict:
    """Nobody of the State changes their own role: another administrator does."""
    soi = _est_soi_meme(appartenance, demande) and not demande.acteur.est_editeur
    autrui = Verdict((Motif("propre_role", False, "Votre propre rôle est changé par un autre administrateur."),))
    gere = gere_ce_membre(appartenance, demande) + _garde_un_mandataire(appartenance, demande)
    return gere + autrui if soi else gere


def _terminable(appartenance: Appartenance, demande: Demande) -> Verdict:
    autrui = regles.est_autrui(soi=_est_soi_meme(appartenance, demande))
    return Verdict((autrui,)) + _gerable(appartenance, demande)


def _quittable(appartenance: Appartenance, demande: Demande) -> Verdict:
    soi = regles.est_soi_meme(soi=_est_soi_meme(appartenance, demande))
    return Verdict((soi,)) + _garde_un_mandataire(appartenance, demande)


def _role_choisi(appartenance: Appartenance, demande: Demande) -> Verdict:
    nouveau, libelle = demande.donnees.get("role", ""), appartenance.get_role_display()
    choix = regles.role_nouveau(actuel=appartenance.role, nouveau=nouveau, libelle=libelle)
    gere = regles.role_gere(
        role=nouveau,
        libelle=dict(Role.choices).get(nouveau, nouveau),
        geres=roles_geres_dans(appartenance.organisation, demande.acteur),
    )
    libre = regles.role_libre(deja_tenu=tenus(appartenance).filter(role=nouveau).exists())
    return acteur_en_place(appartenance, demande) + Verdict((choix, gere, libre))


def _ce_qui_change(appartenance: Appartenance) -> Iterator[str]:
    """Products whose responsable leaves stay, and wait on the page of the organisation for a new one (ROL-07)."""
    yield RIEN_NE_SE_PERD
    if a_confier := _a_confier(appartenance):
        yield a_confier


def _a_confier(appartenance: Appartenance) -> str:
    """What the person held, when no other role keeps them in the organisation."""
    if tenus(appartenance).exists():
        return ""
    confiees = charges(appartenance.organisation, appartenance.utilisateur)
    return f"À confier à une autre personne : {', '.join(c.libelle for c in confiees)}." if confiees else ""


@transition(
    Appartenance,
    de=Statut.ACTIVE,
    vers=Statut.TERMINEE,
    roles=(Role.MANDATAIRE, Role.ADMINISTRATEUR),
    garde=_gerable,
    controle=_role_choisi,
    formulaire=RoleForm,
    sensible=True,
    libelle="Changer le rôle",
    recit="Rôle changé : {objet.utilisateur}",
    question="Le nouveau rôle vaut dès la prochaine page que cette personne ouvrira.",
    bouton="Changer le rôle",
)
def changer_role(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    """Ends this membership and opens another, so that each role keeps its dates."""
    ancien, nouveau = appartenance.role, demande.donnees["role"]
    appartenance.terminee_le = demande.recu_le
    Appartenance.objects.create(
        utilisateur=appartenance.utilisateur,
        organisation=appartenance.organisation,
        role=nouveau,
        entree_le=demande.recu_le,
    )
    appartenance.utilisateur.fermer_ses_sessions()
    revoquees = _revoquer_ses_invitations(appartenance, demande, gardes=ROLES_GERES.get(nouveau, ()))
    libelle = Role(nouveau).label
    corps = f"Votre rôle dans {appartenance.organisation} est désormais : {libelle}."
    prevenir_la_personne(appartenance, demande, f"votre rôle est désormais {libelle}", corps)
    return {"ancien": ancien, "nouveau": nouveau, "invitations_revoquees": revoquees}


@transition(
    Appartenance,
    de=Statut.ACTIVE,
    vers=Statut.TERMINEE,
    roles=(*ENGAGE_L_EDITEUR, Role.ADMINISTRATEUR),
    garde=_terminable,
    controle=acteur_en_place,
    consequences=_ce_qui_change,
    sensible=True,
    libelle="Mettre fin à l’appartenance",
    recit="Appartenance terminée : {objet}",
    question="Cette personne n’agira plus à ce titre pour l’organisation dès la prochaine page qu’elle ouvrira. "
    "Les invitations qu’elle a envoyées et qui attendent encore sont révoquées.",
    bouton="Mettre fin à l’appartenance",
)
def terminer(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    """Access is cut at the next request; nothing is erased."""
    appartenance.utilisateur.fermer_ses_sessions()
    corps = f"Votre appartenance à {appartenance.organisation} a pris fin. Vous n’y avez plus accès."
    prevenir_la_personne(appartenance, demande, "votre appartenance a pris fin", corps)
    return _clore(appartenance, demande)


@transition(
    Appartenance,
    de=Statut.ACTIVE,
    vers=Statut.TERMINEE,
    roles=EDITEUR,
    garde=_quittable,
    consequences=_ce_qui_change,
    libelle="Quitter l’organisation",
    recit="Organisation quittée : {objet}",
    question="Vous n’aurez plus accès à cette organisation dès la prochaine page. "
    "Pour y revenir, il faudra une nouvelle invitation.",
    bouton="Quitter l’organisation",
    suite="portail:accueil",
)
def quitter(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    """By the holder; the last mandataire names a successor first."""
    return _clore(appartenance, demande)


def _clore(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    appartenance.terminee_le = demande.recu_le
    revoquees = _revoquer_ses_invitations(appartenance, demande, gardes=())
    delegations = _rendre_ce_qui_est_prete(appartenance, demande)
    personne, organisation = appartenance.utilisateur, appartenance.organisation
    depart = f"{personne} ({appartenance.get_role_display()}) n’est plus membre de {organisation}. {RIEN_NE_SE_PERD}"
    corps = f"{depart}\n\n{_a_confier(appartenance)}".strip()
    prevenir_les_mandataires(organisation, demande, f"{personne} a quitté l’organisation", corps, sauf=personne)
    details = {"role": appartenance.role, "invitations_revoquees": revoquees}
    return {**details, "delegations_revoquees": delegations} if delegations else details


def _rendre_ce_qui_est_prete(appartenance: Appartenance, demande: Demande) -> list[str]:
    """Who leaves gives back what others lent them: coming back later brings the new role alone. Returns the lenders."""
    if tenus(appartenance).exists():
        return []
    recues = Delegation.objects.filter(
        organisation=appartenance.organisation,
        delegataire=appartenance.utilisateur,
        statut=Delegation.Statut.ACCORDEE,
        fin__gte=demande.recu_le,
    )
    delegants = list(recues.order_by("pk").values_list("delegant__email", flat=True))
    revoquee = Delegation.Statut.REVOQUEE
    recues.update(statut=revoquee, revoquee_le=demande.recu_le, revoquee_par=demande.acteur.personne)
    return delegants


def _revoquer_ses_invitations(appartenance: Appartenance, demande: Demande, *, gardes: tuple[Role, ...]) -> list[str]:
    """Nobody enters by the hand of a person who could not invite any more. Returns the addresses."""
    siennes = Invitation.objects.en_attente().filter(
        organisation=appartenance.organisation, invitee_par=appartenance.utilisateur
    )
    a_revoquer = list(siennes.exclude(role__in=gardes))
    for invitation in a_revoquer:
        revoquer(invitation, Demande(demande.acteur, demande.recu_le))
    return [invitation.email for invitation in a_revoquer]
