"""What waits for the ASP: enrolments, bank details, models of documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from financement.models import CoordonneesBancaires, Enrolement, ModeleDeDocument
from financement.regles.enrolement import JOURS_POUR_INSTRUIRE
from segur.noyau.comptes.models import Acteur, Role, Utilisateur
from segur.noyau.temps import jour_de_paris, jours_calendaires

A_MOI, A_PERSONNE = "moi", "personne"


@dataclass(frozen=True)
class Attente:
    """One enrolment that waits, and for how long."""

    enrolement: Enrolement
    le: datetime

    @property
    def depuis(self) -> datetime:
        return self.enrolement.controle_attendu_le or self.enrolement.transmis_le or self.le

    @property
    def age(self) -> int:
        """Calendar days of Paris."""
        return jours_calendaires(self.depuis, self.le)

    @property
    def en_retard(self) -> bool:
        return self.age > JOURS_POUR_INSTRUIRE

    @property
    def avant_le(self) -> Any:
        """The last day that the ASP aims at."""
        return jour_de_paris(self.depuis) + timedelta(days=JOURS_POUR_INSTRUIRE)

    @property
    def quoi(self) -> str:
        if self.enrolement.statut == Enrolement.Statut.ACCEPTE:
            return "Pièce remplacée"
        return str(self.enrolement.get_nature_display())


def attentes(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[Enrolement]:
    """The lines that answer the choices made (`nature`, `dispositif`, `a`, `q`), the oldest first by default."""
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
    lignes = Enrolement.objects.visibles_par(acteur).a_instruire().annotate(est_suivi=Exists(en_place))
    lignes = lignes.annotate(attend_depuis=Coalesce(F("controle_attendu_le"), F("transmis_le")))
    return lignes.filter(_du_choix(acteur, choix)).select_related(
        "fournisseur__organisation", "dispositif", "instructeur"
    )


def _du_choix(acteur: Acteur, choix: Mapping[str, str]) -> Q:
    nature = Q(nature=choix["nature"]) if choix.get("nature") else Q()
    return nature & _de_la_file(acteur, choix)


def _de_la_file(acteur: Acteur, choix: Mapping[str, str]) -> Q:
    """The choices that every queue offers: words, dispositif, who has it."""
    filtre = Q()
    if mots := choix.get("q"):
        numero = "".join(mots.split())
        filtre &= Q(fournisseur__organisation__nom__icontains=mots) | Q(
            fournisseur__organisation__siren__startswith=numero
        )
    if code := choix.get("dispositif"):
        filtre &= Q(dispositif__code=code)
    if choix.get("a") == A_MOI:
        filtre &= Q(instructeur=acteur.utilisateur)
    if choix.get("a") == A_PERSONNE:
        filtre &= Q(est_suivi=False)
    return filtre


def compter(acteur: Acteur) -> dict[str, int]:
    """How many enrolments wait, by who has them."""
    return {qui: attentes(acteur, {"a": qui}).count() for qui in (A_MOI, A_PERSONNE, "")}


def coordonnees_a_decider(acteur: Acteur) -> QuerySet[CoordonneesBancaires]:
    """Those whose next step belongs to one of the actor's roles."""
    Statut = CoordonneesBancaires.Statut
    suites = {Role.GESTIONNAIRE: Statut.DEMANDEES, Role.VALIDEUR: Statut.VERIFIEES}
    statuts = [statut for role, statut in suites.items() if acteur.tient(role)]
    visibles = CoordonneesBancaires.objects.visibles_par(acteur).filter(statut__in=statuts)
    return visibles.select_related("fournisseur__organisation").order_by("demandees_le", "pk")


@dataclass(frozen=True)
class AttenteDUnModele:
    """One model that waits, and for how long."""

    modele: ModeleDeDocument
    le: datetime

    @property
    def depuis(self) -> datetime:
        return self.modele.envoye_le or self.le

    @property
    def age(self) -> int:
        """Calendar days of Paris."""
        return jours_calendaires(self.depuis, self.le)

    @property
    def en_retard(self) -> bool:
        return self.age > JOURS_POUR_INSTRUIRE


def modeles_a_controler(acteur: Acteur, choix: Mapping[str, str]) -> QuerySet[ModeleDeDocument]:
    """The models that answer the choices made (`type`, `dispositif`, `a`, `q`), the oldest first by default."""
    du_type = Q(type_de_document=choix["type"]) if choix.get("type") else Q()
    modeles = ModeleDeDocument.objects.visibles_par(acteur).a_controler()
    return modeles.filter(du_type & _de_la_file(acteur, choix)).pour_liste()
