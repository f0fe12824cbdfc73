"""A message that a person writes to many: prepared, read again, confirmed, and only then sent."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction as db
from django.urls import reverse

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Diffusion
from segur.noyau.messagerie.models.courriel import VOIENT_LES_COURRIELS
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


@db.atomic
def preparer(*, sujet: str, corps: str, choix: str, personnes: Iterable[Utilisateur], demande: Demande) -> Diffusion:
    """Keeps the message and its recipients of this instant, once each. Nothing leaves."""
    destinataires = {personne.pk for personne in personnes}
    diffusion = Diffusion.objects.create(
        sujet=sujet,
        corps=corps,
        choix=choix,
        nombre=len(destinataires),
        deux_personnes=regles.demande_deux_personnes(len(destinataires)),
        ecrite_le=demande.recu_le,
        ecrite_par=demande.acteur.personne,
    )
    diffusion.destinataires.set(destinataires)
    inscrire(
        diffusion,
        action="diffusion.preparer",
        recit=f"Message à plusieurs éditeurs préparé : {sujet}",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=diffusion.statut,
        details={"choix": choix, "destinataires": len(destinataires)},
    )
    return diffusion


def _confirmable(diffusion: Diffusion, demande: Demande) -> Verdict:
    return regles.confirmable(
        deux_personnes=diffusion.deux_personnes,
        par_son_auteur=diffusion.ecrite_par_id == demande.acteur.compte_pour(diffusion.ecrite_par_id),
        ecrite_le=diffusion.ecrite_le,
        le=demande.recu_le,
    )


def _a_combien(diffusion: Diffusion) -> Iterable[str]:
    yield f"Destinataires : {diffusion.nombre}. Choix : {diffusion.choix}"


@transition(
    Diffusion,
    de=Diffusion.Statut.A_CONFIRMER,
    vers=Diffusion.Statut.CONFIRMEE,
    roles=VOIENT_LES_COURRIELS,
    libelle="Confirmer l’envoi",
    recit="Message à plusieurs éditeurs confirmé",
    question="Le message part aux destinataires de l’aperçu, et à eux seuls. Il ne pourra plus être annulé.",
    bouton="Envoyer le message",
    garde=_confirmable,
    consequences=_a_combien,
)
def confirmer(diffusion: Diffusion, demande: Demande) -> dict[str, Any]:
    diffusion.confirmee_le, diffusion.confirmee_par = demande.recu_le, demande.acteur.personne
    notifier(
        diffusion.destinataires.order_by("pk"),
        categorie=Categorie.INFORMATION,
        evenement=diffusion.cle_dossier,
        sujet=diffusion.sujet,
        corps=diffusion.corps,
        lien=reverse("portail:accueil"),
        dossier=diffusion.cle_dossier,
    )
    return {"destinataires": diffusion.nombre, "sujet": diffusion.sujet}


@transition(
    Diffusion,
    de=Diffusion.Statut.A_CONFIRMER,
    vers=Diffusion.Statut.ANNULEE,
    roles=VOIENT_LES_COURRIELS,
    libelle="Annuler le message",
    recit="Message à plusieurs éditeurs annulé",
    question="Rien ne sera envoyé.",
    bouton="Annuler le message",
)
def annuler(diffusion: Diffusion, demande: Demande) -> None:
    """It stays in the list, and never leaves."""
