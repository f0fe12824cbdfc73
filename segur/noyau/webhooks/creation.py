"""Declaring a webhook: its secret is shown once; the portal keeps it encrypted, to sign."""

import secrets
from typing import Any

from django.db import transaction as db

from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Organisation
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, exiger_une_page_neuve
from segur.noyau.webhooks.models import Webhook
from segur.noyau.webhooks.regles import PREFIXE, nombre_permis

ACTION = "webhook.declarer"
OCTETS = 32


def nouveau_secret() -> str:
    return PREFIXE + secrets.token_urlsafe(OCTETS)


def declarer(organisation: Organisation, demande: Demande, **choix: Any) -> tuple[Webhook, str]:
    """The webhook and its secret. `choix`: nom, url (already checked), familles. Raises Refus."""
    secret = nouveau_secret()
    with db.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        exiger_une_page_neuve(organisation, ACTION, demande.cle)
        verdict = _permis(organisation, demande, choix["nom"])
        if not verdict.favorable:
            raise Refus(verdict)
        webhook = Webhook(organisation=organisation, cree_le=demande.recu_le, cree_par=demande.acteur.personne, **choix)
        webhook.prendre_le_secret(secret, demande.recu_le)
        webhook.save()
        inscrire(
            webhook,
            action=ACTION,
            recit=f"Webhook déclaré : {webhook}",
            acteur=demande.acteur,
            recu_le=demande.recu_le,
            vers=webhook.statut,
            motifs=verdict.motifs,
            details=choix,
            cle=demande.cle,
        )
    return webhook, secret


def _permis(organisation: Organisation, demande: Demande, nom: str) -> Verdict:
    sienne = demande.acteur.tient(*ENGAGE_L_EDITEUR) and demande.acteur.organisation == organisation
    siens = Webhook.objects.en_service().filter(organisation=organisation)
    return identite_a_confirmer(recente=demande.identite_recente) + Verdict(
        (
            Motif("role", sienne, "Un mandataire ou un représentant de l’organisation déclare ses webhooks."),
            Motif("jeton", not demande.acteur.jeton, "Un jeton ne déclare pas de webhook."),
            Motif("nom", not siens.filter(nom=nom).exists(), "Un webhook porte déjà ce nom : choisissez-en un autre."),
            nombre_permis(siens.count()),
        )
    )
