"""Giving a mail to each message that has none: its own, or one that other messages of the same mailbox share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction as db

from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Rythme
from segur.noyau.messagerie.models import Courriel, Notification
from segur.noyau.messagerie.models.courriel import CourrielQuerySet

Genre = Courriel.Genre
DES_DOSSIERS = "candidature:"


@dataclass(frozen=True)
class Boite:
    """Where mails arrive: one person at one address, or an address without account."""

    destinataire_id: int | None
    adresse: str

    def courriels(self) -> CourrielQuerySet:
        return Courriel.objects.filter(destinataire=self.destinataire_id, adresse=self.adresse, origine=None)


def rassembler(le: datetime, cles: Iterable[str] | None = None) -> None:
    """For all messages that wait, or those of one event. Any number of workers may do it at once."""
    attente = Notification.objects.a_rassembler()
    if cles is not None:
        attente = attente.filter(cle__in=list(cles))
    for boite in attente.order_by("adresse", "destinataire").values_list("destinataire", "adresse").distinct():
        _remplir(Boite(*boite), le)


@db.atomic
def _remplir(boite: Boite, le: datetime) -> None:
    """The rows that wait are locked first: another worker then finds them taken, and reads the mails made here."""
    attente = Notification.objects.a_rassembler().filter(destinataire=boite.destinataire_id, adresse=boite.adresse)
    urgentes, immediates, quotidiennes = [], [], []
    for notification in attente.select_for_update(of=("self",)).order_by("pk"):
        if notification.seule:
            _partir(boite, Genre.SEUL, [notification], le)
        elif notification.urgente:
            urgentes.append(notification)
        elif notification.rythme == Rythme.QUOTIDIEN:
            quotidiennes.append(notification)
        else:
            immediates.append(notification)
    if urgentes:
        _partir(boite, Genre.URGENT, urgentes, le)
    if immediates:
        _grouper(boite, immediates, le)
    if quotidiennes:
        _resumer(boite, quotidiennes, le)


def _grouper(boite: Boite, notifications: list[Notification], le: datetime) -> None:
    groupes = boite.courriels().filter(genre=Genre.GROUPE)
    dernier = groupes.exclude(statut=Courriel.Statut.RAPPELE).order_by("pk").last()
    ouvert = groupes.ouverts().select_for_update(of=("self",)).order_by("pk").last()
    if ouvert:
        _joindre(ouvert, notifications)
        return
    dernier_depart = dernier.envoye_le or dernier.part_le if dernier else None
    depart = regles.depart_groupe(le=le, dernier=dernier_depart)
    _partir(boite, Genre.GROUPE, notifications, le, part_le=depart)


def _resumer(boite: Boite, notifications: list[Notification], le: datetime) -> None:
    """Each message goes to the first digest to leave after it was written; one digest a day, whatever the sweeps."""
    resumes = boite.courriels().filter(genre=Genre.RESUME)
    ouverts = {courriel.jour: courriel for courriel in resumes.ouverts().select_for_update(of=("self",))}
    clos = resumes.exclude(statut=Courriel.Statut.RAPPELE).exclude(pk__in=[c.pk for c in ouverts.values()])
    pris = {jour for jour in clos.values_list("jour", flat=True) if jour}
    par_jour: dict[date, list[Notification]] = {}
    for notification in notifications:
        par_jour.setdefault(regles.jour_du_resume(cree_le=notification.creee_le, pris=pris), []).append(notification)
    for jour, du_jour in par_jour.items():
        if jour in ouverts:
            _joindre(ouverts[jour], du_jour)
        else:
            depart = regles.instant_du_resume(jour)
            _partir(boite, Genre.RESUME, du_jour, le, part_le=depart, jour=jour)


def _partir(
    boite: Boite,
    genre: str,
    notifications: list[Notification],
    le: datetime,
    *,
    part_le: datetime | None = None,
    jour: date | None = None,
) -> None:
    courriel = Courriel(
        genre=genre,
        destinataire_id=boite.destinataire_id,
        adresse=boite.adresse,
        cree_le=le,
        part_le=part_le or le,
        jour=jour,
    )
    _nommer(courriel, notifications)
    courriel.save()
    _rattacher(courriel, notifications)


def _joindre(courriel: Courriel, notifications: list[Notification]) -> None:
    _nommer(courriel, [*courriel.notifications.all(), *notifications])
    courriel.save(update_fields=["sujet", "nombre", "recherche"])
    _rattacher(courriel, notifications)


def _rattacher(courriel: Courriel, notifications: list[Notification]) -> None:
    Notification.objects.filter(pk__in=[notification.pk for notification in notifications]).update(courriel=courriel)


def _nommer(courriel: Courriel, notifications: list[Notification]) -> None:
    courriel.nombre = len(notifications)
    courriel.sujet = regles.sujet(
        [notification.sujet for notification in notifications],
        tous_des_dossiers=all(notification.dossier.startswith(DES_DOSSIERS) for notification in notifications),
        service=settings.NOM_DU_SERVICE,
    )
    courriel.indexer()
