"""What stands between the advance and the balance of each order: declared done, declared impossible, or nothing yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from candidatures.echeances import limite_connue, rassembler
from candidatures.models import Candidature
from financement.models import (
    AttestationDeFin,
    Commande,
    Creance,
    Ecriture,
    Fournisseur,
    Incapacite,
    Indu,
    Part,
    Position,
)
from segur.noyau.regles import Version

REPRISES = (Ecriture.Nature.REPRISE, Ecriture.Nature.COMPENSATION)
ORDONNES = (Indu.Statut.ORDONNE, Indu.Statut.SOLDE)
SANS_SUITE, ATTESTEES, INCAPABLES, DEMANDEES = "sans_suite", "attestees", "incapables", "demandees"
ETATS = {
    SANS_SUITE: "Ni solde ni attestation",
    ATTESTEES: "Achèvement attesté",
    INCAPABLES: "Incapacité déclarée",
    DEMANDEES: "Solde demandé",
}


def avec_realisation(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """With the day of the end declared, when it was, the incapacity, and whether a balance counts."""
    attestations = AttestationDeFin.objects.actuelles().filter(commande=OuterRef("pk"))
    incapacites = Incapacite.objects.actuelles().filter(commande=OuterRef("pk"))
    soldes = Creance.objects.qui_comptent().filter(commande=OuterRef("pk"), part=Part.SOLDE)
    return commandes.annotate(
        achevee_le=Subquery(attestations.values("achevee_le")[:1]),
        attestee_le=Subquery(attestations.values("declaree_le")[:1]),
        incapable_le=Subquery(incapacites.values("declaree_le")[:1]),
        incapable_car=Subquery(incapacites.values("motif")[:1]),
        client_informe_le=Subquery(incapacites.values("client_informe_le")[:1]),
        solde_demande=Exists(soldes),
    )


def en_realisation(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """Those whose advance is validated."""
    return avec_realisation(commandes.filter(statut=Commande.Statut.VALIDEE))


FILTRES = {
    SANS_SUITE: Q(attestee_le=None, incapable_le=None, solde_demande=False),
    ATTESTEES: Q(attestee_le__isnull=False),
    INCAPABLES: Q(incapable_le__isnull=False),
    DEMANDEES: Q(solde_demande=True),
}


@dataclass(frozen=True)
class Avancement:
    """Where one order stands, and the Date that rules it."""

    attestation: AttestationDeFin | None
    incapacite: Incapacite | None
    solde_demande: bool
    recouvrement: bool
    avance_versee: Decimal
    date_5: Version[datetime | None] | None


def avancement(commande: Commande, le: datetime) -> Avancement:
    """Kept with the instance: a transition judges one read under its lock, a page shows the one it has read."""
    connus: dict[datetime, Avancement] = vars(commande).setdefault("_avancements", {})
    if le not in connus:
        connus[le] = _lire(commande, le)
    return connus[le]


def _lire(commande: Commande, le: datetime) -> Avancement:
    attestations = commande.attestations.actuelles().select_related("declaree_par", "document__fichier")
    position = Position.objects.filter(commande=commande, part=Part.AVANCE).first()
    return Avancement(
        attestation=attestations.first(),
        incapacite=commande.incapacites.actuelles().select_related("declaree_par").first(),
        solde_demande=commande.creances.qui_comptent().filter(part=Part.SOLDE).exists(),
        recouvrement=recouvrement_commence(commande),
        avance_versee=position.verse if position else Decimal(0),
        date_5=limite_connue(commande.demande.candidature, 5, au=le),
    )


def recouvrement_commence(commande: Commande) -> bool:
    """Something was taken back on this order, in the ledger; or a person ordered it to be repaid."""
    ordonnes = commande.indus.filter(indu__statut__in=ORDONNES, ordonne__gt=0)
    return ordonnes.exists() or Ecriture.objects.filter(commande=commande, nature__in=REPRISES).exists()


def sans_solde_ni_attestation() -> Iterator[tuple[Fournisseur, Candidature, int]]:
    """By supplier and solution, the number of orders that Date 5 would leave without anything."""
    restantes = en_realisation(Commande.objects.all()).filter(FILTRES[SANS_SUITE])
    comptes = restantes.order_by().values_list("demande__fournisseur", "demande__candidature").annotate(Count("pk"))
    lus = list(comptes.order_by("demande__fournisseur", "demande__candidature"))
    fournisseurs = Fournisseur.objects.select_related("organisation").in_bulk({cle for cle, _, _ in lus})
    candidatures = Candidature.objects.select_related("produit", "dispositif").in_bulk({cle for _, cle, _ in lus})
    rassembler(candidatures.values())
    for fournisseur, candidature, nombre in lus:
        yield fournisseurs[fournisseur], candidatures[candidature], nombre


def incapacites_d_abord(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """What the ASP has to follow first, then what is attested, the last declared first."""
    recentes = (F("incapable_le").desc(nulls_last=True), F("attestee_le").desc(nulls_last=True))
    return commandes.order_by(*recentes, "pk")
