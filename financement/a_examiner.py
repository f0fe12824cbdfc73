"""Sums received that something makes worth examining (IND-01 to IND-06), in one query. Nothing is opened here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from candidatures.echeances import jusqu_au_deroge, limite_connue, rassembler
from candidatures.models import Candidature
from financement.models import (
    AttestationDeFin,
    ControleAPosteriori,
    Creance,
    Incapacite,
    Indu,
    LigneDIndu,
    Part,
    Position,
)
from financement.regles.indus import FaitsDeLaPart
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.regles import HorsPeriode
from segur.noyau.temps import a_temps

Cause = Indu.Cause
DATE_5 = 5
SIGNES = {
    Cause.RETRAIT.value: Q(retiree=True),
    Cause.INCAPACITE.value: Q(incapacite=True, part=Part.AVANCE),
    Cause.DATE_5.value: Q(hors_date_5=True, part=Part.AVANCE),
    Cause.CONTROLE.value: Q(non_conforme=True),
}
"""By cause, what the portal sees of it. The others are for a person alone to observe."""
TOUTES = "toutes"


def sommes_recues(acteur: Acteur, le: datetime) -> QuerySet[Position]:
    """Settled, not recovered, in no dossier; with what the portal sees of each."""
    de_la_commande = {"commande": OuterRef("commande")}
    faites = AttestationDeFin.objects.actuelles().filter(**de_la_commande)
    soldees = Creance.objects.qui_comptent().filter(part=Part.SOLDE, **de_la_commande)
    dans_un_dossier = LigneDIndu.objects.filter(vive=True, part=OuterRef("part"), **de_la_commande)
    return (
        Position.objects.visibles_par(acteur)
        .filter(regle__gt=F("repris"))
        .exclude(Exists(dans_un_dossier))
        .annotate(
            reprenable=F("regle") - F("repris"),
            retiree=_vrai(Q(commande__demande__candidature__statut=Candidature.Statut.RETIREE)),
            incapacite=Exists(Incapacite.objects.actuelles().filter(**de_la_commande)),
            non_conforme=Exists(_non_conformes().filter(**de_la_commande)),
            date_5_derogee=jusqu_au_deroge(
                numero=DATE_5,
                candidature="commande__demande__candidature",
                dispositif="commande__dispositif",
                le=le,
            ),
        )
        .annotate(
            hors_date_5=_vrai(
                Q(commande__dispositif__in=_passes(le))
                & (Q(date_5_derogee=None) | Q(date_5_derogee__lt=le))
                & ~Exists(faites)
                & ~Exists(soldees)
            )
        )
        .select_related("commande__demande__fournisseur__organisation", "commande__dispositif")
    )


def _non_conformes() -> QuerySet[ControleAPosteriori]:
    return ControleAPosteriori.objects.filter(statut=ControleAPosteriori.Statut.NON_CONFORME)


def _vrai(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _passes(le: datetime) -> list[int]:
    """The dispositifs whose Date 5 is over, for whoever has no derogation."""
    return [d.pk for d in Dispositif.objects.prefetch_related("echeances") if _passee(d, le)]


def _passee(dispositif: Dispositif, le: datetime) -> bool:
    try:
        limite = dispositif.echeance(DATE_5, au=le).valeur
    except HorsPeriode:
        return False
    return limite is not None and not a_temps(recu_le=le, limite=limite)


def a_examiner(acteur: Acteur, le: datetime, choix: Mapping[str, str]) -> QuerySet[Position]:
    """What answers the choices made (`cause`, `dispositif`, `q`): a sign at least, unless every sum is asked."""
    cause = choix.get("cause", "")
    filtre = Q() if cause == TOUTES else SIGNES.get(cause, _un_signe())
    if code := choix.get("dispositif"):
        filtre &= Q(commande__dispositif__code=code)
    if mots := choix.get("q"):
        firme = Q(commande__demande__fournisseur__organisation__nom__icontains=mots)
        filtre &= firme | Q(commande__reference__icontains=mots) | Q(commande__nom__icontains=mots)
    lignes = sommes_recues(acteur, le).filter(filtre)
    return lignes.order_by("commande__demande__fournisseur", "commande__decidee_le", "pk")


def _un_signe() -> Q:
    signes = Q()
    for signe in SIGNES.values():
        signes |= signe
    return signes


def signes_de(position: Position) -> list[str]:
    """In words, from the annotations of `sommes_recues`."""
    avance = position.part == Part.AVANCE
    vus = {
        Cause.RETRAIT: vars(position)["retiree"],
        Cause.INCAPACITE: vars(position)["incapacite"] and avance,
        Cause.DATE_5: vars(position)["hors_date_5"] and avance,
        Cause.CONTROLE: vars(position)["non_conforme"],
    }
    return [str(cause.label) for cause, vu in vus.items() if vu]


def faits_des_parts(positions: Sequence[Position], le: datetime) -> dict[int, FaitsDeLaPart]:
    """By position, what the rules ask: in as many queries for a hundred of them as for one."""
    commandes = [position.commande for position in positions]
    candidatures = {c.pk: c for c in _candidatures(positions)}
    rassembler(candidatures.values())
    realisees = _realisees([commande.pk for commande in commandes])
    incapables = set(Incapacite.objects.actuelles().filter(commande__in=commandes).values_list("commande", flat=True))
    non_conformes = set(_non_conformes().filter(commande__in=commandes).values_list("commande", flat=True))
    ouvertes = set(LigneDIndu.objects.filter(vive=True, commande__in=commandes).values_list("commande", "part"))
    faits = {}
    for position in positions:
        candidature = candidatures[position.commande.demande.candidature_id]
        version = limite_connue(candidature, DATE_5, au=le)
        faits[position.pk] = FaitsDeLaPart(
            commande=position.commande.reference,
            part=position.part,
            regle=position.regle,
            repris=position.repris,
            date_5=version.valeur if version else None,
            realisee_le=realisees.get(position.commande_id),
            incapacite=position.commande_id in incapables,
            retiree=candidature.statut == Candidature.Statut.RETIREE,
            non_conforme=position.commande_id in non_conformes,
            deja_ouverte=(position.commande_id, position.part) in ouvertes,
        )
    return faits


def _candidatures(positions: Sequence[Position]) -> list[Candidature]:
    pks = {position.commande.demande.candidature_id for position in positions}
    lues = Candidature.objects.filter(pk__in=pks).select_related("dispositif")
    return list(lues.prefetch_related("dispositif__echeances"))


def _realisees(commandes: Sequence[int]) -> dict[int, date]:
    """By order, the first day at which the work is declared finished."""
    jours: dict[int, list[date]] = defaultdict(list)
    attestations = AttestationDeFin.objects.actuelles().filter(commande__in=commandes)
    for commande, jour in attestations.values_list("commande", "achevee_le"):
        jours[commande].append(jour)
    soldes = Creance.objects.qui_comptent().filter(commande__in=commandes, part=Part.SOLDE)
    for commande, contenu in soldes.values_list("commande", "contenu"):
        if texte := contenu.get("va_signee_le"):
            jours[commande].append(date.fromisoformat(texte))
    return {commande: min(siens) for commande, siens in jours.items()}
