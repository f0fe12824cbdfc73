"""A request to join the firm: accepted or refused by who manages the role it asks. Making one is in `demandes`."""

from typing import Any

from django import forms
from django.urls import reverse
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Adhesion, Appartenance
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.annonces import prevenir_les_mandataires, repondre_au_demandeur
from segur.noyau.organisations.transitions.droits import acteur_en_place, est_de_l_etat, gere_ce_role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Adhesion.Statut


class RefusForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif du refus",
        help_text="La personne le lira tel quel.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Donnez le motif du refus : la personne le lira tel quel."},
    )


def _acceptable(adhesion: Adhesion, demande: Demande) -> Verdict:
    valable = regles.demande_valable(recu_le=demande.recu_le, expire_le=adhesion.expire_le)
    return gere_ce_role(adhesion, demande) + Verdict((valable,))


def _pas_encore_membre(adhesion: Adhesion, demande: Demande) -> Verdict:
    tenues = Appartenance.objects.actives().filter(
        organisation=adhesion.organisation_id, utilisateur=adhesion.demandeur_id
    )
    etat = regles.pas_de_l_etat(de_l_etat=est_de_l_etat(adhesion.demandeur))
    return acteur_en_place(adhesion, demande) + Verdict((regles.pas_encore_membre(deja_membre=tenues.exists()), etat))


def _motif_donne(adhesion: Adhesion, demande: Demande) -> Verdict:
    motif = regles.refus_motive(motif=demande.donnees.get("motif", ""))
    return acteur_en_place(adhesion, demande) + Verdict((motif,))


@transition(
    Adhesion,
    de=Statut.EN_ATTENTE,
    vers=Statut.ACCEPTEE,
    roles=ENGAGE_L_EDITEUR,
    garde=_acceptable,
    controle=_pas_encore_membre,
    sensible=True,
    libelle="Accepter la demande",
    recit="Demande à rejoindre acceptée : {objet}",
    question="Cette personne agira pour l’organisation dès la prochaine page qu’elle ouvrira. "
    "N’acceptez que si vous la connaissez.",
    bouton="Accepter la demande",
)
def accepter(adhesion: Adhesion, demande: Demande) -> dict[str, Any]:
    """The person enters with the role asked; only now do they read the name of the firm."""
    personne, organisation = adhesion.demandeur, adhesion.dossier
    adhesion.decidee_le, adhesion.decidee_par = demande.recu_le, demande.acteur.personne
    Appartenance.objects.create(
        utilisateur=personne, organisation=organisation, role=adhesion.role, entree_le=demande.recu_le
    )
    corps = f"Votre demande est acceptée : vous rejoignez {organisation}, rôle : {adhesion.get_role_display()}."
    repondre_au_demandeur(adhesion, f"{organisation} : votre demande est acceptée", corps, reverse("portail:compte"))
    corps = f"{demande.acteur} a accepté la demande de {personne}, rôle : {adhesion.get_role_display()}."
    prevenir_les_mandataires(organisation, demande, f"{personne} a rejoint l’organisation", corps, sauf=personne)
    return {"personne": personne.email, "role": adhesion.role}


@transition(
    Adhesion,
    de=Statut.EN_ATTENTE,
    vers=Statut.REFUSEE,
    roles=ENGAGE_L_EDITEUR,
    garde=gere_ce_role,
    controle=_motif_donne,
    formulaire=RefusForm,
    libelle="Refuser la demande",
    recit="Demande à rejoindre refusée : {objet}",
    question="Cette personne est prévenue du refus et de son motif.",
    bouton="Refuser la demande",
)
def refuser(adhesion: Adhesion, demande: Demande) -> dict[str, Any]:
    """The answer quotes the number that was asked, never the name of the firm."""
    personne, organisation = adhesion.demandeur, adhesion.dossier
    adhesion.motif = demande.donnees["motif"].strip()
    adhesion.decidee_le, adhesion.decidee_par = demande.recu_le, demande.acteur.personne
    sujet = f"Votre demande de rejoindre l’entreprise {adhesion.numero} est refusée"
    repondre_au_demandeur(adhesion, sujet, f"{sujet}.\n\nMotif : {adhesion.motif}", reverse("comptes:rejoindre"))
    corps = f"{demande.acteur} a refusé la demande de {personne}.\n\nMotif : {adhesion.motif}"
    prevenir_les_mandataires(organisation, demande, f"la demande de {personne} est refusée", corps, sauf=personne)
    return {"personne": personne.email, "role": adhesion.role, "motif": adhesion.motif}
