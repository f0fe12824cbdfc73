"""What a worker does of a request: reads its file, matches its archives, deposits what is complete."""

import logging
from datetime import datetime

from django.db import transaction as db
from django.db.models import Q, QuerySet
from django.utils import timezone

from financement.demandes.lecture import donner_signe, lire_la_demande
from financement.demandes.pieces import Rapport, apparier
from financement.models import DemandeDeFinancement, EnvoiDePieces
from financement.plafonds import DEPOT
from financement.transitions.depot import completes, confier, deposer
from financement.transitions.places import reprendre_les_places
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME, Acteur
from segur.noyau.transitions import Demande, Refus

Statut = DemandeDeFinancement.Statut
logger = logging.getLogger(__name__)


def traiter(pk: int) -> None:
    """Everything that waits for that request. Run twice, the second does nothing more."""
    objet = _demandes().filter(pk=pk).first()
    if objet is None:
        return
    donner_signe(objet)
    if objet.statut == Statut.EN_LECTURE:
        lire_la_demande(objet)
    for envoi in EnvoiDePieces.objects.filter(demande=pk, traite_le=None).order_by("pk"):
        _traiter_l_envoi(envoi)
    DemandeDeFinancement.objects.filter(pk=pk).update(signe_de_vie_le=None)


def _demandes() -> QuerySet[DemandeDeFinancement]:
    return DemandeDeFinancement.objects.select_related(
        "fournisseur__organisation", "dispositif", "candidature", "fichier__fichier"
    )


def _traiter_l_envoi(envoi: EnvoiDePieces) -> None:
    expediteur = Acteur(envoi.recu_de, envoi.demande.fournisseur.organisation, frozenset())
    rapport = apparier(envoi, expediteur)
    with db.atomic():
        _demandes().select_for_update(of=("self",)).get(pk=envoi.demande_id)
        verrouille = EnvoiDePieces.objects.select_for_update().get(pk=envoi.pk)
        if verrouille.traite_le is None:
            _conclure(verrouille, rapport)


def _conclure(envoi: EnvoiDePieces, rapport: Rapport) -> None:
    """The report and the deposit it allows, together: a worker killed in between loses neither."""
    objet = _demandes().get(pk=envoi.demande_id)
    envoi.traite_le = max(horloge.maintenant(), envoi.recu_le)
    envoi.jointes, envoi.nombre_de_refus, envoi.refus = rapport.jointes, rapport.nombre_de_refus, rapport.refus
    envoi.issue = rapport.issue[:500]
    if objet.statut == Statut.INCOMPLETE and any(True for _ in completes(objet, le=_instant(objet, envoi))):
        _deposer(objet, envoi)
    envoi.save()


def _instant(objet: DemandeDeFinancement, envoi: EnvoiDePieces) -> datetime:
    """Form and pieces are both received: the later of the two (AV-03)."""
    return max(objet.recue_le, envoi.recu_le)


def _deposer(objet: DemandeDeFinancement, envoi: EnvoiDePieces) -> None:
    donnees = {"malgre_tout": envoi.malgre_tout}
    avant = objet.lignes.filter(deposee_le__isnull=False).count()
    try:
        with db.atomic():
            deposer(objet, Demande(SYSTEME, _instant(objet, envoi), donnees))
    except Refus as refus:
        envoi.issue = f"Rien n’est déposé. {refus}"[:500]
        return
    envoi.deposees = objet.lignes.filter(deposee_le__isnull=False).count() - avant


def balayer() -> int:
    """Every minute: what waits for a worker that says nothing is handed again; places left free are given."""
    reprendre_les_places(Demande(SYSTEME, horloge.maintenant()))
    attend = Q(statut=Statut.EN_LECTURE) | Q(envois__traite_le=None, envois__isnull=False)
    muette = Q(signe_de_vie_le=None) | Q(signe_de_vie_le__lt=timezone.now() - DEPOT.silence)
    a_reprendre = list(DemandeDeFinancement.objects.filter(attend, muette).distinct().values_list("pk", flat=True))
    for pk in a_reprendre:
        confier(pk)
    if a_reprendre:
        logger.info("%s demandes confiées à nouveau.", len(a_reprendre))
    return len(a_reprendre)
