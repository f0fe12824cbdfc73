"""Where each enrolment stands with its report on satisfaction: one query, whatever their number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from financement.models import BilanDeSatisfaction, Creance, Enrolement, Part
from financement.regles import satisfaction as regles
from segur.noyau.temps import jour_de_paris


@dataclass(frozen=True)
class Suivi:
    """`enrolement` as `suivis` reads it."""

    enrolement: Any
    le: date

    @property
    def derniere_va(self) -> date | None:
        texte = self.enrolement.derniere_va
        return date.fromisoformat(texte) if texte else None

    @property
    def echeance(self) -> date | None:
        return regles.echeance(derniere_va=self.derniere_va).valeur if self.derniere_va else None

    @property
    def etat(self) -> str:
        depose = self.enrolement.bilan_le
        jour = jour_de_paris(depose) if depose else None
        return regles.etat(derniere_va=self.derniere_va, depose_le=jour, le=self.le)

    @property
    def libelle(self) -> str:
        return regles.ETATS[self.etat]


def suivis(enrolements: QuerySet[Enrolement]) -> QuerySet[Enrolement]:
    """Those accepted, with their last validated VA and their last report; the oldest VA first."""
    soldes = Creance.objects.filter(
        part=Part.SOLDE,
        statut=Creance.Statut.VALIDEE,
        demande__fournisseur=OuterRef("fournisseur"),
        dispositif=OuterRef("dispositif"),
    )
    signees = soldes.annotate(va=KeyTextTransform("va_signee_le", "contenu")).filter(va__isnull=False)
    deposes = BilanDeSatisfaction.objects.filter(enrolement=OuterRef("pk")).order_by("-depose_le")
    return (
        enrolements.filter(accepte_le__isnull=False)
        .select_related(*Enrolement.lus_avec)
        .annotate(
            derniere_va=Subquery(signees.order_by("-va").values("va")[:1]),
            bilan_le=Subquery(deposes.values("depose_le")[:1]),
            bilan=Subquery(deposes.values("document__identifiant")[:1]),
        )
        .order_by(F("derniere_va").asc(nulls_last=True), "pk")
    )


def suivi_de(enrolement: Enrolement, le: datetime) -> Suivi | None:
    """None when the enrolment was never accepted."""
    lu = suivis(Enrolement.objects.filter(pk=enrolement.pk)).first()
    return Suivi(lu, jour_de_paris(le)) if lu else None
