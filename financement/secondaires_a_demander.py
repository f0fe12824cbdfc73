"""Clients whose secondary service is not claimed while its last day comes near, by supplier (SEC-02, SEC-09)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from candidatures.models import Candidature
from financement.models import Commande, Creance, Fournisseur, Incapacite, JournalTransmis, Part, Resiliation
from financement.regles.expirations import PALIERS
from financement.regles.secondaire import calendrier
from financement.regles.secondaire.parametres import Regime, dispositifs, regime
from financement.suivi_secondaire import avec_la_va
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import ajouter_mois, jour_de_paris

APRES = timedelta(days=31)
"""How long after the last day somebody is still told that it is over: our own choice."""


@dataclass(frozen=True)
class Groupe:
    """Clients of one supplier whose VA is of the same month: they have the same last day."""

    fournisseur: Fournisseur
    dispositif: Dispositif
    limite: date
    nombre: int
    sans_journal: int

    def __str__(self) -> str:
        sans = f", dont {self.sans_journal} sans journal transmis" if self.sans_journal else ""
        return f"prestation secondaire de {self.nombre} client(s) pas encore demandée{sans}, {self.dispositif.libelle}"


def a_demander(le: datetime) -> Iterator[Groupe]:
    """Two queries for each dispositif that has the service, whatever the number of clients."""
    jour = jour_de_paris(le)
    for dispositif in Dispositif.objects.filter(code__in=dispositifs()):
        textes = regime(dispositif.code, jour)
        if textes is not None:
            yield from _groupes(dispositif, textes, jour)


def _groupes(dispositif: Dispositif, textes: Regime, jour: date) -> Iterator[Groupe]:
    mois = list(_mois_concernes(textes, jour))
    lus = _restantes(dispositif).annotate(mois=Substr("va", 1, 7)).filter(mois__in=[f"{m:%Y-%m}" for m in mois])
    comptes = lus.order_by().values("demande__fournisseur", "mois").annotate(
        nombre=Count("pk"), sans_journal=Count("pk", filter=Q(avec_journal=False))
    )  # fmt: skip
    groupes = list(comptes.order_by("demande__fournisseur", "mois"))
    siens = Fournisseur.objects.select_related("organisation").in_bulk([g["demande__fournisseur"] for g in groupes])
    for groupe in groupes:
        limite = _limite(date.fromisoformat(f"{groupe['mois']}-01"), textes)
        fournisseur = siens[groupe["demande__fournisseur"]]
        yield Groupe(fournisseur, dispositif, limite, groupe["nombre"], groupe["sans_journal"])


def _limite(va_signee_le: date, textes: Regime) -> date:
    return calendrier.limite_de_la_demande(debut=calendrier.demarrage(va_signee_le), regime=textes)


def _mois_concernes(textes: Regime, jour: date) -> Iterator[date]:
    """Months of signature whose last day to claim is near, or just past."""
    premier, dernier = jour - APRES, jour + timedelta(days=max(PALIERS))
    mois = ajouter_mois(premier.replace(day=1), -textes.mois.demande - 1)
    while (limite := _limite(mois, textes)) <= dernier:
        if limite >= premier:
            yield mois
        mois = ajouter_mois(mois, 1)


def _restantes(dispositif: Dispositif) -> QuerySet[Any]:
    """Those that may still claim: neither claimed, nor ended by the client, nor given up, nor withdrawn."""
    ici = OuterRef("pk")
    demandees = Creance.objects.qui_comptent().filter(commande=ici, part=Part.SECONDAIRE)
    validees = Commande.objects.filter(statut=Commande.Statut.VALIDEE, dispositif=dispositif)
    return avec_la_va(
        validees.exclude(demande__candidature__statut=Candidature.Statut.RETIREE)
        .exclude(Exists(demandees))
        .exclude(Exists(Resiliation.objects.actuelles().filter(commande=ici)))
        .exclude(Exists(Incapacite.objects.actuelles().filter(commande=ici)))
        .annotate(avec_journal=Exists(JournalTransmis.objects.qui_comptent().filter(commande=ici)))
    )
