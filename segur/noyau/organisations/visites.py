"""Opening and closing « voir comme ». What is seen meanwhile is read only: `voir_comme.VoirCommeMiddleware`."""

from typing import Any

from django.db import transaction as db
from django.urls import reverse

from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import EDITEUR, Appartenance, Organisation, Role, Utilisateur, VisiteDuSupport
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.organisations import regles
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, Refus

SUPPORT = Role.ADMINISTRATEUR
"""Whose support it is: the administrator of the portal, nobody by delegation."""


def ouvrir(appartenance: Appartenance, motif: str, demande: Demande) -> VisiteDuSupport:
    """The visit that was open ends. Raises Refus."""
    with db.atomic():
        Utilisateur.objects.select_for_update(no_key=True).get(pk=demande.acteur.personne.pk)  # one visit at a time
        organisation = Organisation.objects.select_for_update().get(pk=appartenance.organisation_id)
        verdict = visitable(appartenance, motif, demande)
        if not verdict.favorable:
            raise Refus(verdict)
        for ancienne in VisiteDuSupport.objects.select_for_update().filter(
            support=demande.acteur.personne, fermee_le=None
        ):
            fermer(ancienne, demande)
        visite = VisiteDuSupport.objects.create(
            support=demande.acteur.personne,
            personne=appartenance.utilisateur,
            organisation=organisation,
            motif=motif.strip(),
            ouverte_le=demande.recu_le,
            expire_le=regles.fin_de_visite(demande.recu_le),
        )
        _raconter(visite, demande, "ouvrir", f"Le support ouvre une visite : {visite}", verdict)
        _prevenir(visite)
    return visite


def visitable(appartenance: Appartenance, motif: str, demande: Demande) -> Verdict:
    personne, acteur = appartenance.utilisateur, demande.acteur
    autres = Appartenance.objects.actives().filter(utilisateur=personne).exclude(role__in=EDITEUR)
    en_place = Appartenance.objects.actives().filter(utilisateur=acteur.utilisateur, role=SUPPORT)
    possible = regles.visite_possible(
        de_l_etat=autres.exists() or personne.is_staff or personne.is_superuser,
        ferme=not (personne.is_active and appartenance.active),
        soi=personne == acteur.utilisateur,
        motif=motif,
    )
    role = Motif(
        "role", SUPPORT in acteur.roles_propres and en_place.exists(), f"Cette action revient à : {SUPPORT.label}."
    )
    return Verdict((role,)) + possible + identite_a_confirmer(recente=demande.identite_recente)


def fermer(visite: VisiteDuSupport, demande: Demande) -> None:
    """A visit that had expired ends at the instant announced, whenever that is written."""
    with db.atomic():
        visite = VisiteDuSupport.objects.select_for_update().get(pk=visite.pk)
        if visite.fermee_le is not None:
            return
        visite.fermee_le = max(visite.ouverte_le, min(demande.recu_le, visite.expire_le))
        visite.save(update_fields=["fermee_le"])
        _raconter(visite, demande, "fermer", f"Le support ferme sa visite : {visite}", Verdict())


def _raconter(visite: VisiteDuSupport, demande: Demande, geste: str, recit: str, verdict: Verdict) -> None:
    details: dict[str, Any] = {"support": visite.support.email, "personne": visite.personne.email}
    inscrire(
        visite,
        action=f"visitedusupport.{geste}",
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        motifs=verdict.motifs,
        details={**details, "motif": visite.motif, "jusqu_au": visite.expire_le},
    )


def _prevenir(visite: VisiteDuSupport) -> None:
    notifier(
        [visite.personne],
        categorie=Categorie.COMPTE,
        evenement=f"visite:{visite.pk}",
        sujet="Le support consulte le portail comme vous le voyez",
        corps=f"{visite.support} voit les pages du portail comme vous, sans rien pouvoir y changer ni télécharger, "
        f"jusqu’au {en_clair(visite.expire_le)} au plus tard.\n\nMotif : {visite.motif}",
        lien=reverse("portail:compte"),
    )
