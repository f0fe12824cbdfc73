"""What the portal itself observes: an event delivered or set aside, a webhook whose receiver fails for too long."""

from typing import Any

from django.urls import reverse

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande, transition
from segur.noyau.webhooks.models import LONGUEUR_D_UNE_CAUSE, Evenement, Webhook
from segur.noyau.webhooks.regles import ESSAIS

Statut = Evenement.Statut
A_ENVOYER = (Statut.A_LIVRER, Statut.DEMANDE)


@transition(
    Evenement,
    de=A_ENVOYER,
    vers=Statut.LIVRE,
    roles=(Role.SYSTEME,),
    libelle="Constater la livraison",
    recit="Événement livré : {objet}",
    a_sa_page=False,
    discrete=True,
)
def constater_la_livraison(evenement: Evenement, demande: Demande) -> None:
    """The first delivery keeps its date, whatever is sent again."""
    evenement.livre_le = evenement.livre_le or demande.recu_le
    evenement.echecs, evenement.motif = 0, ""


@transition(
    Evenement,
    de=Statut.DEMANDE,
    vers=Statut.ECARTE,
    roles=(Role.SYSTEME,),
    libelle="Constater l’échec",
    recit="Envoi demandé sans succès : {objet}",
    a_sa_page=False,
    discrete=True,
)
def constater_l_echec(evenement: Evenement, demande: Demande) -> None:
    """What was asked by hand is tried once."""
    evenement.motif = f"Envoi demandé sans succès. {demande.donnees['cause']}"[:LONGUEUR_D_UNE_CAUSE]


@transition(
    Evenement,
    de=Statut.DEMANDE,
    vers=Statut.LIVRE,
    roles=(Role.SYSTEME,),
    libelle="Garder la livraison d’avant",
    recit="Renvoi sans succès, déjà livré : {objet}",
    a_sa_page=False,
    discrete=True,
)
def garder_la_livraison(evenement: Evenement, demande: Demande) -> None:
    """An event delivered before stays delivered, whatever became of the copy that was asked."""


@transition(
    Evenement,
    de=A_ENVOYER,
    vers=Statut.ECARTE,
    roles=(Role.SYSTEME,),
    libelle="Écarter d’office",
    recit="Événement écarté : {objet}",
    a_sa_page=False,
    discrete=True,
)
def ecarter_d_office(evenement: Evenement, demande: Demande) -> None:
    evenement.motif = demande.donnees["motif"]


@transition(
    Webhook,
    de=Webhook.Statut.ACTIF,
    vers=Webhook.Statut.SUSPENDU,
    roles=(Role.SYSTEME,),
    libelle="Suspendre le webhook",
    recit="Webhook suspendu après des échecs répétés : {objet}",
    a_sa_page=False,
)
def suspendre(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    """Its events wait. Who engages the firm is told."""
    webhook.suspendu_le = demande.recu_le
    webhook.motif = f"{ESSAIS} échecs de suite. {demande.donnees['motif']}"[:LONGUEUR_D_UNE_CAUSE]
    notifier(
        Utilisateur.objects.ayant_role(*ENGAGE_L_EDITEUR, organisation=webhook.organisation),
        categorie=Categorie.COMPTE,
        evenement=f"webhook:{webhook.pk}:suspendu:{demande.recu_le.isoformat()}",
        sujet=f"Webhook suspendu : {webhook.nom}",
        corps=(
            f"Le webhook « {webhook.nom} » de {webhook.organisation} ne reçoit plus rien : {webhook.motif} "
            "Ses événements attendent. Réparez le récepteur, envoyez un essai, puis remettez le webhook en service."
        ),
        lien=reverse("webhooks:webhook", args=[webhook.pk]),
    )
    return {"nom": webhook.nom, "motif": webhook.motif}
