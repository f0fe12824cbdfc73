"""What who engages the firm does of a webhook and of its events."""

from functools import partial
from typing import Any

from django.db import transaction as db
from django.utils import timezone

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, SYSTEME
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, transition
from segur.noyau.webhooks import constats, tasks
from segur.noyau.webhooks.models import Evenement, Webhook
from segur.noyau.webhooks.publication import en_texte

EN_SERVICE = (Webhook.Statut.ACTIF, Webhook.Statut.SUSPENDU)
Statut = Evenement.Statut


@transition(
    Webhook,
    de=EN_SERVICE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    libelle="Envoyer un essai",
    recit="Essai demandé pour le webhook {objet}",
    question="Un événement de type « essai » part tout de suite, signé comme les autres. Il ne dit rien d’un dossier.",
    bouton="Envoyer un essai",
)
def essayer(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    """Also while it is suspended: that is how one knows that the receiver is well again."""
    le = timezone.now()
    essai = Evenement(
        webhook=webhook, type=Evenement.ESSAI, statut=Statut.DEMANDE, cree_le=le, prochain_le=le, corps="{}"
    )
    essai.corps = en_texte(
        {"id": str(essai.identifiant), "type": Evenement.ESSAI, "recu_le": demande.recu_le.isoformat()}
    )
    essai.save()
    _confier(webhook)
    return {"nom": webhook.nom, "evenement": str(essai.identifiant)}


@transition(
    Webhook,
    de=Webhook.Statut.SUSPENDU,
    vers=Webhook.Statut.ACTIF,
    roles=ENGAGE_L_EDITEUR,
    libelle="Remettre en service",
    recit="Webhook remis en service : {objet}",
    question="Les événements qui attendent partent aussitôt, dans l’ordre de chaque dossier.",
    bouton="Remettre en service",
)
def reactiver(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    webhook.suspendu_le, webhook.motif = None, ""
    en_attente = webhook.evenements.filter(statut=Statut.A_LIVRER)
    nombre = en_attente.update(echecs=0, prochain_le=timezone.now())
    _confier(webhook)
    return {"nom": webhook.nom, "en_attente": nombre}


@transition(
    Webhook,
    de=EN_SERVICE,
    vers=Webhook.Statut.RETIRE,
    roles=ENGAGE_L_EDITEUR,
    libelle="Retirer le webhook",
    recit="Webhook retiré : {objet}",
    question="Plus rien ne part vers cette adresse, et ses secrets sont effacés. C’est définitif.",
    bouton="Retirer le webhook",
)
def retirer(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    webhook.retire_le, webhook.suspendu_le, webhook.motif = demande.recu_le, None, ""
    webhook.oublier_les_secrets()
    for evenement in webhook.evenements.filter(statut__in=constats.A_ENVOYER):
        constats.ecarter_d_office(evenement, Demande(SYSTEME, demande.recu_le, {"motif": "Le webhook est retiré."}))
    return {"nom": webhook.nom}


@transition(
    Webhook,
    de=EN_SERVICE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    libelle="Renouveler le secret",
    recit="Secret renouvelé pour le webhook {objet}",
    bouton="Renouveler le secret",
    a_sa_page=False,
    sensible=True,
)
def renouveler_le_secret(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    """The former secret signs beside the new one for a while; a third one ends it at once."""
    webhook.prendre_le_secret(demande.donnees["secret"], demande.recu_le)
    jusqu_au = webhook.ancien_jusqu_a
    return {"nom": webhook.nom, "ancien_jusqu_au": en_clair(jusqu_au) if jusqu_au else ""}


@transition(
    Webhook,
    de=EN_SERVICE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    libelle="Modifier le webhook",
    recit="Webhook modifié : {objet}",
    bouton="Enregistrer",
    a_sa_page=False,
    sensible=True,
)
def modifier(webhook: Webhook, demande: Demande) -> dict[str, Any]:
    """`donnees`: url (already checked), familles. What waits leaves for the new address, at its next try."""
    avant = {"ancienne_adresse": webhook.url, "anciennes_familles": webhook.familles}
    webhook.url, webhook.familles = demande.donnees["url"], demande.donnees["familles"]
    return {"nom": webhook.nom, **avant, "adresse": webhook.url, "familles": webhook.familles}


def _en_service(evenement: Evenement, demande: Demande) -> Verdict:
    en_service = evenement.webhook.statut in EN_SERVICE
    return Verdict((Motif("webhook", en_service, "Ce webhook est retiré : plus rien n’en part."),))


@transition(
    Evenement,
    de=(Statut.LIVRE, Statut.ECARTE),
    vers=Statut.DEMANDE,
    roles=ENGAGE_L_EDITEUR,
    libelle="Rejouer",
    recit="Événement rejoué : {objet}",
    question="Le même événement repart une fois : même identifiant, nouvel horodatage, nouvelle signature.",
    bouton="Rejouer",
    garde=_en_service,
)
def rejouer(evenement: Evenement, demande: Demande) -> dict[str, Any]:
    evenement.prochain_le, evenement.motif = timezone.now(), ""
    _confier(evenement.webhook)
    return {"evenement": str(evenement.identifiant)}


@transition(
    Evenement,
    de=Statut.A_LIVRER,
    vers=Statut.ECARTE,
    roles=ENGAGE_L_EDITEUR,
    libelle="Écarter",
    recit="Événement écarté : {objet}",
    question="Il ne sera plus envoyé de lui-même, et ne retient plus les suivants de son dossier.",
    bouton="Écarter",
)
def ecarter(evenement: Evenement, demande: Demande) -> dict[str, Any]:
    evenement.motif = "Écarté à votre demande."
    _confier(evenement.webhook)
    return {"evenement": str(evenement.identifiant)}


def _confier(webhook: Webhook) -> None:
    db.on_commit(partial(tasks.confier, [webhook.pk]))
