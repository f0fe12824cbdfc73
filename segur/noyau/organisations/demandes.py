"""Asking to join a firm, and handing the request to it (B-CVG-04, CP-04, CP-05).

Two moments, so that nothing of what the portal knows shows in the first: a request is kept in the same time and
words whether a firm holds the number or not; handing it over comes afterwards, away from who asks.
"""

from datetime import datetime, time

from django.db import transaction as db
from django.db.models import Q

from segur.noyau.comptes.models import Acteur, Adhesion, Appartenance, Organisation, Utilisateur
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.annonces import remettre_la_demande
from segur.noyau.organisations.transitions.droits import est_de_l_etat
from segur.noyau.regles import Verdict
from segur.noyau.temps import instant_de_paris, jour_de_paris
from segur.noyau.transitions import Demande, Refus

MINUIT = time(0, 0)


def demander_a_rejoindre(numero: str, role: str, demande: Demande) -> Adhesion:
    """Keeps the request. Raises Refus; the same one again, while it waits, is the same request."""
    with db.atomic():
        personne = Utilisateur.objects.select_for_update(no_key=True).get(pk=demande.acteur.personne.pk)
        precedente = Adhesion.objects.en_attente().filter(demandeur=personne, numero=numero).first()
        attend = precedente is not None and not precedente.est_expiree(demande.recu_le)
        if precedente is not None and attend and precedente.role == role:
            return precedente
        verdict = _verdict(personne, numero, demande.recu_le, deja_demandee=attend)
        if not verdict.favorable:
            raise Refus(verdict)
        adhesion = precedente or Adhesion(demandeur=personne, numero=numero)
        adhesion.role, adhesion.organisation, adhesion.demandee_le = role, None, demande.recu_le
        adhesion.expire_le = regles.expiration(envoyee_le=demande.recu_le, jours=regles.DEMANDE_EN_JOURS)
        adhesion.save()
    return adhesion


def _verdict(personne: Utilisateur, numero: str, le: datetime, *, deja_demandee: bool) -> Verdict:
    tenues = Appartenance.objects.actives().filter(utilisateur=personne)
    siennes = Q(organisation__siren=numero) | Q(organisation__siret=numero)
    debut = instant_de_paris(jour_de_paris(le), MINUIT)
    return regles.demande_possible(
        de_l_etat=est_de_l_etat(personne),
        deja_membre=tenues.filter(siennes).exists(),
        deja_demandee=deja_demandee,
        du_jour=Adhesion.objects.filter(demandeur=personne, demandee_le__gte=debut).count(),
    )


def transmettre(pk: int, le: datetime) -> bool:
    """Hands the request to the firm that holds its number; False when there is none, or nobody there to answer."""
    with db.atomic():
        numero = Adhesion.objects.filter(pk=pk).values_list("numero", flat=True).first()
        organisation = Organisation.objects.portant(numero).select_for_update().first() if numero else None
        verrouillees = Adhesion.objects.select_related("demandeur").select_for_update(of=("self",))
        adhesion = verrouillees.filter(pk=pk, statut=Adhesion.Statut.EN_ATTENTE, organisation=None).first()
        if organisation is None or adhesion is None or adhesion.est_expiree(le):
            return False
        verdict = _recevable(organisation)
        if not verdict.favorable or _deja_connue(organisation, adhesion):
            return False
        adhesion.organisation = organisation
        adhesion.save(update_fields=["organisation"])
        _raconter(adhesion, le, verdict)
        remettre_la_demande(adhesion)
    return True


def _recevable(organisation: Organisation) -> Verdict:
    mandataires = Appartenance.objects.mandataires().filter(organisation=organisation)
    active = organisation.statut == Organisation.Statut.ACTIVE
    return regles.demande_recevable(active=active, a_un_mandataire=mandataires.exists())


def _deja_connue(organisation: Organisation, adhesion: Adhesion) -> bool:
    """Asked by its other number, or a member since then."""
    autres = Adhesion.objects.en_attente().filter(organisation=organisation, demandeur=adhesion.demandeur_id)
    membre = Appartenance.objects.actives().filter(organisation=organisation, utilisateur=adhesion.demandeur_id)
    return autres.exists() or membre.exists()


def _raconter(adhesion: Adhesion, le: datetime, verdict: Verdict) -> None:
    inscrire(
        adhesion,
        action="adhesion.demander",
        recit=f"Demande à rejoindre reçue : {adhesion}",
        acteur=Acteur(adhesion.demandeur, None, frozenset()),
        recu_le=le,
        vers=adhesion.statut,
        motifs=verdict.motifs,
        details={"personne": adhesion.demandeur.email, "role": adhesion.role, "demandee_le": adhesion.demandee_le},
    )
