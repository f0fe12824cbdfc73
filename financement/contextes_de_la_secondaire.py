"""What the rules of the claim of the secondary service ask of the database, gathered for many orders at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, prefetch_related_objects

from financement.autour_des_creances import deja_demandees, retrait
from financement.models import (
    Commande,
    Creance,
    Enrolement,
    Incapacite,
    Indu,
    JournalTransmis,
    LigneDIndu,
    MoisDeMonitoring,
    Part,
    Resiliation,
)
from financement.regles.commande.faits import Client
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, Fin, JournalRecu
from financement.suivi_secondaire import corriges, en_mois
from segur.noyau.annuaires.faits import connaitre
from segur.noyau.regles import Motif
from segur.noyau.temps import jour_de_paris

Statut = JournalTransmis.Statut
EN_COURS = (Statut.EN_VERIFICATION, Statut.A_CONFIRMER)
ORDONNES = (Indu.Statut.ORDONNE, Indu.Statut.SOLDE)
PRINCIPALES = (Part.AVANCE, Part.SOLDE)
REPRISE = Motif(
    "retrait", False, "L’ASP a ordonné le reversement de la prestation principale : son financement est retiré."
)


@dataclass(frozen=True)
class Solde:
    """What the balance that counts says: its VA, and since when it is validated."""

    va_signee_le: date
    valide_le: datetime | None


class AutourDeLaSecondaire:
    """What surrounds some orders, read once; asked then at any instant.

    Of structures, the base of reference is read once for each day asked.
    """

    def __init__(
        self,
        part: str,
        commandes: Sequence[Commande],
        sauf: Collection[int] = (),
        demandees: Collection[int] | None = None,
    ) -> None:
        prefetch_related_objects(commandes, "demande__candidature__dispositif")
        pks = [commande.pk for commande in commandes]
        self.soldes = _soldes(pks)
        self.journaux = _journaux(pks)
        self.situations = {situation["pk"]: situation for situation in _situations(pks)}
        self.demandees = deja_demandees(part, pks, sauf) if demandees is None else set(demandees)
        self.structures = {commande.cle for commande in commandes if commande.bon.client == Client.STRUCTURE}
        self.tranches: dict[tuple[str, date], dict[str, str]] = {}

    def de(self, commande: Commande, recu_le: datetime) -> ContexteDeLaSecondaire:
        candidature, solde = commande.demande.candidature, self.soldes.get(commande.pk)
        situation = self.situations[commande.pk]
        return ContexteDeLaSecondaire(
            dispositif=candidature.dispositif.code,
            recu_le=recu_le,
            bon=commande.bon,
            va_signee_le=solde.va_signee_le if solde else None,
            solde_valide_le=solde.valide_le if solde else None,
            journal=self.journaux.get(commande.pk),
            assujetti=situation["assujetti"],
            tranche=self._tranche(commande, jour_de_paris(recu_le)),
            resiliation=Fin(situation["resiliee_le"], situation["dite_le"]) if situation["resiliee_le"] else None,
            incapacite_le=situation["incapable_le"],
            financement_retire=retrait(candidature) or (REPRISE if situation["reprise"] else None),
            deja_demande=commande.pk in self.demandees,
        )

    def _tranche(self, commande: Commande, jour: date) -> str:
        if commande.cle not in self.structures:
            return ""
        code = commande.demande.candidature.dispositif.code
        if (code, jour) not in self.tranches:
            connus = connaitre(self.structures, jour, code)
            self.tranches[code, jour] = {cle: connu.tranche for cle, connu in connus.items()}
        return self.tranches[code, jour][commande.cle]


def _soldes(commandes: Collection[int]) -> dict[int, Solde]:
    lues = Creance.objects.qui_comptent().filter(commande__in=commandes, part=Part.SOLDE)
    return {
        commande: Solde(
            date.fromisoformat(contenu["va_signee_le"]), decidee_le if statut == Creance.Statut.VALIDEE else None
        )
        for commande, contenu, statut, decidee_le in lues.values_list("commande", "contenu", "statut", "decidee_le")
    }


def _journaux(commandes: Collection[int]) -> dict[int, JournalRecu]:
    """The last one of each order: the one that counts, or the one that the ANS refused."""
    derniers = {j.commande_id: j for j in JournalTransmis.objects.filter(commande__in=commandes).order_by("pk")}
    versions: dict[int, list[MoisDeMonitoring]] = {pk: [] for pk in derniers}
    for mois in MoisDeMonitoring.objects.filter(commande__in=derniers).order_by("mois"):
        journal = derniers[mois.commande_id]
        if journal.periode_du <= mois.mois <= journal.periode_au:
            versions[mois.commande_id].append(mois)
    return {pk: _journal(journal, versions[pk]) for pk, journal in derniers.items()}


def _journal(journal: JournalTransmis, versions: Sequence[MoisDeMonitoring]) -> JournalRecu:
    return JournalRecu(
        transmis_le=journal.transmis_le,
        debut=journal.periode_du,
        fin=journal.periode_au,
        dt=journal.dt,
        dm=journal.dm,
        mois=tuple(en_mois(mois) for mois in versions if mois.remplacee_le is None),
        non_conforme=journal.motif if journal.statut == Statut.NON_CONFORME else "",
        en_verification=journal.statut in EN_COURS,
        verifie=journal.statut == Statut.VALIDE,
        client_informe_le=journal.client_informe_le,
        corriges=tuple(mois.mois for mois in corriges(journal, versions)),
    )


def _situations(commandes: Collection[int]) -> Iterable[Mapping[str, Any]]:
    """What stands against each order, and whether its supplier is subject to VAT; in one query."""
    sienne = {"commande": OuterRef("pk")}
    fins = Resiliation.objects.actuelles().filter(**sienne)
    incapacites = Incapacite.objects.actuelles().filter(**sienne)
    reprises = LigneDIndu.objects.filter(part__in=PRINCIPALES, indu__statut__in=ORDONNES, ordonne__gt=0, **sienne)
    enrolements = Enrolement.objects.filter(
        fournisseur=OuterRef("demande__fournisseur"), dispositif=OuterRef("dispositif")
    )
    lues = Commande.objects.filter(pk__in=commandes).annotate(
        resiliee_le=Subquery(fins.values("resiliee_le")[:1]),
        dite_le=Subquery(fins.values("declaree_le")[:1]),
        incapable_le=Subquery(incapacites.values("declaree_le")[:1]),
        reprise=Exists(reprises),
        assujetti=Subquery(enrolements.values("assujetti")[:1]),
    )
    return lues.values("pk", "resiliee_le", "dite_le", "incapable_le", "reprise", "assujetti")
