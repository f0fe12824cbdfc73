"""Dossiers of pilots that wait for the ANS: the queue of the reviewers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from candidatures.instruction import A_MOI, A_PERSONNE
from financement.models import DossierPilote
from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.recherche import normaliser
from segur.noyau.temps import jours_calendaires

Statut = DossierPilote.Statut
ETATS = [(Statut.A_COMPLETER.value, "À compléter"), (Statut.ACCEPTE.value, "Acceptés")]


@dataclass(frozen=True)
class AttentePilote:
    """One dossier sent, and for how long."""

    dossier: DossierPilote
    le: datetime

    @property
    def age(self) -> int:
        """Calendar days of Paris since it was last sent."""
        return jours_calendaires(self.dossier.transmis_le or self.le, self.le)


def attentes(acteur: Acteur, le: datetime, choix: Mapping[str, str]) -> QuerySet[DossierPilote]:
    """The lines that answer the choices made (`etat`, `dispositif`, `a`, `q`); those sent, by default."""
    en_place = Utilisateur.objects.instruisant(le).filter(pk=OuterRef("instructeur"))
    lignes = DossierPilote.objects.visibles_par(acteur).filter(statut=choix.get("etat") or Statut.TRANSMIS)
    lignes = lignes.annotate(est_suivi=Exists(en_place)).filter(_du_choix(acteur, choix))
    return lignes.select_related(*DossierPilote.lus_avec).annotate(
        tours=Count("points", filter=Q(points__leve_le__isnull=False), distinct=True)
    )


def _du_choix(acteur: Acteur, choix: Mapping[str, str]) -> Q:
    filtre = Q()
    if mots := choix.get("q"):
        produit = Q(candidature__produit__recherche__contains=normaliser(mots))
        filtre &= produit | Q(fournisseur__organisation__nom__icontains=mots) | Q(candidature__nru__iexact=mots)
    if code := choix.get("dispositif"):
        filtre &= Q(candidature__dispositif__code=code)
    qui = choix.get("a")
    if qui == A_PERSONNE:
        return filtre & Q(est_suivi=False)
    if qui:
        pk = acteur.personne.pk if qui == A_MOI else int(qui)
        filtre &= Q(est_suivi=True, instructeur=pk)
    return filtre


def compter(acteur: Acteur) -> int:
    """How many dossiers wait for the ANS."""
    return DossierPilote.objects.visibles_par(acteur).a_verifier().count()
