"""Which clients must be told something, and which are: the same rules as a filter and order by order."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from candidatures.echeances import limite_connue, rassembler
from candidatures.models import Candidature
from financement.contextes import dossiers_complets_le
from financement.models import Commande, Incapacite, InformationDuClient, Moyen
from financement.regles import devoirs as regles
from financement.regles.commande.parametres import parametres
from financement.regles.devoirs import A_INFORMER, DATE_2, DELAI, INCAPACITE, Devoir, Signees, Solution
from financement.regles.textes import DATES_DU_BON
from segur.noyau.temps import jour_de_paris


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the supplier says it sent, when and how. An incapacity keeps its own, whose text is in the journal."""

    informe_le: date
    moyen: str
    envoi: str = ""


class Devoirs:
    """What the texts make of some orders at the aware instant `le`; a constant number of queries."""

    def __init__(self, commandes: QuerySet[Commande], le: datetime) -> None:
        self.le = le
        self.commandes = _annotees(commandes.exclude(statut=Commande.Statut.RETIREE))
        lues = Candidature.objects.filter(pk__in=commandes.order_by().values("demande__candidature"))
        candidatures = list(lues.select_related("dispositif").prefetch_related("dispositif__echeances"))
        rassembler(candidatures)
        complets = dossiers_complets_le([candidature.pk for candidature in candidatures])
        self.solutions = {c.pk: _solution(c, complets.get(c.pk), le) for c in candidatures}

    def lignes(self, *, motif: str = "", etat: str = "") -> QuerySet[Commande]:
        """The orders that owe something, the oldest signature first; `etat`: still to tell, or told."""
        voulus = [motif] if motif else list(regles.MOTIFS)
        choisies = Q(pk__in=())
        for voulu in voulus:
            choisies |= self._dus(voulu) & _dans_l_etat(voulu, etat)
        return self.commandes.filter(choisies).order_by(F("signe"), "pk")

    def _dus(self, motif: str) -> Q:
        if motif == INCAPACITE:
            return Q(incapable_le__isnull=False)
        regle = {DELAI: regles.hors_delai, DATE_2: regles.sans_dossier_a_la_date_2}[motif]
        dus = Q(pk__in=())
        for pk, solution in self.solutions.items():
            signees = regle(solution=solution, le=self.le) if solution else None
            if signees:
                dus |= Q(demande__candidature=pk) & _signees(signees)
        return dus

    def de(self, commande: Any) -> list[tuple[Devoir, Confirmation | None]]:
        """Each duty of an order that `lignes` read, with what is confirmed of it, if anything."""
        confirmees = {
            information.motif: Confirmation(information.informe_le, information.get_moyen_display(), information.envoi)
            for information in commande.informations.all()
        }
        if commande.incapable_informe_le:
            confirmees[INCAPACITE] = Confirmation(
                commande.incapable_informe_le, Moyen(commande.incapable_informe_par).label
            )
        dus = regles.devoirs(
            signe_le=commande.bon.signe_le,
            solution=self.solutions.get(commande.demande.candidature_id),
            incapable_le=commande.incapable_le,
            le=self.le,
        )
        return [(devoir, confirmees.get(devoir.motif)) for devoir in dus]


def _annotees(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    incapacites = Incapacite.objects.actuelles().filter(commande=OuterRef("pk"))
    return commandes.annotate(
        signe=Cast(KeyTextTransform("signe_le", "contenu"), CharField()),
        incapable_le=Subquery(incapacites.values("declaree_le")[:1]),
        incapable_informe_le=Subquery(incapacites.values("client_informe_le")[:1]),
        incapable_informe_par=Subquery(incapacites.values("client_informe_par")[:1]),
    )


def _solution(candidature: Candidature, complet_le: datetime | None, le: datetime) -> Solution | None:
    textes = parametres(candidature.dispositif.code, jour_de_paris(le))
    if textes is None:
        return None
    return Solution(
        reference_le=candidature.referencee_le,
        complet_le=complet_le,
        delai=textes.delai,
        neutralisation=textes.neutralisation,
        date_2=limite_connue(candidature, 2, au=le),
        texte=textes.reference(DATES_DU_BON),
    )


def _signees(signees: Signees) -> Q:
    """Days are written AAAA-MM-JJ in the content: their order is that of their letters."""
    depuis = Q(signe__gte=signees.du.isoformat()) if signees.du else Q()
    return depuis & Q(signe__lte=signees.au.isoformat())


def _dans_l_etat(motif: str, etat: str) -> Q:
    if not etat:
        return Q()
    informes = Q(incapable_informe_le__isnull=False)
    if motif != INCAPACITE:
        informes = Q(Exists(InformationDuClient.objects.filter(commande=OuterRef("pk"), motif=motif)))
    return ~informes if etat == A_INFORMER else informes


def devoir_de(commande: Commande, motif: str, le: datetime) -> Devoir | None:
    """The one of that kind that an order owes at that instant; kept with the instance, read under its lock."""
    connus: dict[tuple[str, datetime], Devoir | None] = vars(commande).setdefault("_devoirs", {})
    if (motif, le) not in connus:
        lus = Devoirs(Commande.objects.filter(pk=commande.pk), le)
        lignes = lus.lignes(motif=motif).select_related("demande").prefetch_related("informations")
        dus = [devoir for ligne in lignes for devoir, _ in lus.de(ligne)]
        connus[motif, le] = next((devoir for devoir in dus if devoir.motif == motif), None)
    return connus[motif, le]


def confirmee(commande: Commande, motif: str) -> InformationDuClient | None:
    return commande.informations.filter(motif=motif).first()
