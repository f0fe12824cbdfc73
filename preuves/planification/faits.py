"""What the plan of a candidature rests on, read in as many queries for three chapters as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from candidatures.echeances import limite_connue
from candidatures.models import Candidature
from preuves.models import Chapitre, Depot, Jugement, Preuve
from preuves.planification import regles
from segur.noyau.dispositifs import preuves as donnees
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.dispositifs.preuves import Jalon
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.referentiel.models import Perimetre
from segur.noyau.regles import Motif, Version
from segur.noyau.temps import jours_calendaires

ENVOIS = {"chapitre.soumettre", "chapitre.resoumettre"}
RETOURS = {"chapitre.valider", "chapitre.demander_modifications"}
HISTOIRE = timedelta(days=365)


def presents_a(instant: datetime) -> Q:
    """Deposits that stood at that instant, the instant included."""
    return Q(depose_le__lte=instant) & (Q(archive_le=None) | Q(archive_le__gt=instant))


def _comptees() -> QuerySet[Preuve]:
    """The proofs that the milestone counts: asked, of the general profile."""
    return Preuve.objects.demandees().filter(attendue__scenario__exigence__profils__est_general=True)


@dataclass(frozen=True)
class Avancement:
    """Proofs of the general profile of one candidature, by périmètre."""

    attendues: Mapping[str, int] = field(default_factory=dict)
    deposees: Mapping[str, int] = field(default_factory=dict)

    @property
    def ouvert(self) -> bool:
        return bool(self.attendues)


def avancements(candidatures: Iterable[int], instant: datetime) -> dict[int, Avancement]:
    """One query, however many candidatures."""
    preuves = _comptees().filter(chapitre__candidature__in=list(candidatures)).order_by()
    alors = Exists(Depot.objects.filter(presents_a(instant), preuve=OuterRef("pk")))
    nombres = preuves.annotate(alors=alors).values_list(
        "chapitre__candidature", "attendue__scenario__exigence__perimetre"
    )
    resultat: dict[int, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for candidature, perimetre, attendues, deposees in nombres.annotate(
        attendues=Count("pk", distinct=True), deposees=Count("pk", distinct=True, filter=Q(alors=True))
    ):
        resultat[candidature][0][perimetre] = attendues
        if deposees:
            resultat[candidature][1][perimetre] = deposees
    return {pk: Avancement(*comptes) for pk, comptes in resultat.items()}


def jalon_de(dispositif: Dispositif, le: datetime) -> Version[Jalon] | None:
    return donnees.jalon(dispositif, au=le)


def motifs_du_jalon(version: Version[Jalon], avancement: Avancement) -> list[Motif]:
    return list(motifs_par_perimetre(version, avancement).values())


def motifs_par_perimetre(version: Version[Jalon], avancement: Avancement) -> dict[str, Motif]:
    """One per périmètre: the second wave for all, the first for those of whom some proof of it is asked."""
    return {
        perimetre: regles.jalon_tenu(
            libelle=Perimetre(perimetre).label,
            deposees=avancement.deposees.get(perimetre, 0),
            minimum=minimum,
            attendues=avancement.attendues.get(perimetre, 0) if avancement.ouvert else minimum,
            reference=version.reference,
        )
        for perimetre, minimum in version.valeur.minima.items()
        if perimetre == Perimetre.VAGUE_2 or avancement.attendues.get(perimetre)
    }


def sans_depot(candidatures: Collection[int], instant: datetime) -> list[Preuve]:
    """The proofs that the milestone counts and that rest on no deposit then, in the order of the REM."""
    alors = Depot.objects.filter(presents_a(instant), preuve=OuterRef("pk"))
    preuves = _comptees().filter(~Exists(alors), chapitre__candidature__in=candidatures)
    return list(preuves.select_related("attendue__scenario__exigence", "chapitre__chapitre_rem").distinct())


@dataclass(frozen=True)
class Etat:
    """The proofs asked of one candidature: what was done of them, and lately. `generales`: of the general profile."""

    chapitres: list[Chapitre]
    preuves: list[Preuve]
    premiers_depots: dict[int, datetime]
    conformes_depuis: set[int]
    generales: set[int]

    @property
    def soumises(self) -> int:
        """In a chapter that was filed at least once."""
        soumis = {chapitre.pk for chapitre in self.chapitres if chapitre.premiere_soumission_le}
        return sum(preuve.chapitre_id in soumis for preuve in self.preuves)

    @property
    def validees(self) -> int:
        return sum(preuve.statut == Preuve.Statut.CONFORME for preuve in self.preuves)

    def deposees_depuis(self, instant: datetime, parmi: Iterable[Preuve]) -> int:
        return sum(preuve.pk in self.premiers_depots and self.premiers_depots[preuve.pk] > instant for preuve in parmi)


def etat_de(candidature: Candidature, le: datetime) -> Etat:
    return etats([candidature.pk], le)[candidature.pk]


def etats(candidatures: Collection[int], le: datetime) -> dict[int, Etat]:
    """By candidature, in four queries. `premiers_depots`: those of the proofs that rest on a deposit today."""
    fenetre = le - timedelta(days=regles.FENETRE_DU_RYTHME)
    demandees = Preuve.objects.filter(chapitre__candidature__in=candidatures).demandees()
    actuels = Depot.objects.actuels().filter(preuve=OuterRef("pk"))
    premiers = demandees.filter(Exists(actuels)).order_by().annotate(premier=Min("depots__depose_le"))
    conformes = Jugement.objects.filter(preuve__in=demandees.filter(statut=Preuve.Statut.CONFORME), juge_le__gt=fenetre)
    resultat = {pk: Etat([], [], {}, set(), set()) for pk in candidatures}
    dossiers = {}
    for chapitre in Chapitre.objects.filter(candidature__in=candidatures).select_related("chapitre_rem"):
        dossiers[chapitre.pk] = resultat[chapitre.candidature_id]
        dossiers[chapitre.pk].chapitres.append(chapitre)
    generale = Exists(_comptees().filter(pk=OuterRef("pk")).order_by())
    for preuve in demandees.select_related("attendue__scenario__exigence").annotate(generale=generale):
        etat = dossiers[preuve.chapitre_id]
        etat.preuves.append(preuve)
        if preuve.generale:
            etat.generales.add(preuve.pk)
    for chapitre_id, preuve_id, premier in premiers.values_list("chapitre", "pk", "premier"):
        dossiers[chapitre_id].premiers_depots[preuve_id] = premier
    for chapitre_id, preuve_id in conformes.values_list("preuve__chapitre", "preuve"):
        dossiers[chapitre_id].conformes_depuis.add(preuve_id)
    return resultat


def objectifs(candidature: Candidature, etat: Etat, le: datetime) -> list[regles.Objectif]:
    fenetre = le - timedelta(days=regles.FENETRE_DU_RYTHME)
    recentes = etat.deposees_depuis(fenetre, etat.preuves)
    nombre = len(etat.preuves)
    dates = [
        (2, "toutes les preuves soumises une première fois", etat.soumises, recentes, "n’a été déposée"),
        (3, "toutes les preuves conformes", etat.validees, len(etat.conformes_depuis), "n’a été jugée conforme"),
    ]
    lignes = _du_jalon(candidature, etat, le, fenetre)
    for numero, quoi, faits, depuis_peu, verbe in dates:
        version = limite_connue(candidature, numero, au=le)
        limite, reference = (version.valeur, version.reference) if version else (None, None)
        libelle = f"Date {numero} : {quoi}"
        lignes.append(regles.Objectif(f"date{numero}", libelle, limite, nombre, faits, depuis_peu, verbe, reference))
    return lignes


def _du_jalon(candidature: Candidature, etat: Etat, le: datetime, fenetre: datetime) -> list[regles.Objectif]:
    version = jalon_de(candidature.dispositif, le)
    if version is None:
        return []
    jalon = version.valeur
    instant, _ = regles.instant_du_bilan(le=le, limite=jalon.limite)
    avancement = avancements([candidature.pk], instant).get(candidature.pk, Avancement())
    lignes = []
    for perimetre, minimum in jalon.minima.items():
        siennes = [p for p in etat.preuves if p.pk in etat.generales and perimetre_de(p) == perimetre]
        if not siennes:
            continue
        lignes.append(
            regles.Objectif(
                f"jalon-{perimetre}",
                f"{jalon.libelle}, profil Général {Perimetre(perimetre).label.lower()}",
                jalon.limite,
                regles.requis(minimum=minimum, attendues=len(siennes)),
                avancement.deposees.get(perimetre, 0),
                etat.deposees_depuis(fenetre, siennes),
                "n’a été déposée",
                version.reference,
            )
        )
    return lignes


def perimetre_de(preuve: Preuve) -> str:
    return preuve.attendue.scenario.exigence.perimetre if preuve.attendue else ""


def a_faire(etat: Etat) -> list[tuple[regles.AFaire, list[Preuve]]]:
    """The chapters that wait for their vendor, nearest to completion first, with the proofs still to load."""
    restent: dict[int, list[Preuve]] = defaultdict(list)
    for preuve in etat.preuves:
        if preuve.statut in (Preuve.Statut.A_CHARGER, Preuve.Statut.A_MODIFIER):
            restent[preuve.chapitre_id].append(preuve)
    ouverts = (Chapitre.Statut.A_COMPLETER, Chapitre.Statut.A_MODIFIER)
    attendent = [
        regles.AFaire(c.pk, str(c), len(restent[c.pk]), c.statut == Chapitre.Statut.A_MODIFIER)
        for c in etat.chapitres
        if c.statut in ouverts
    ]
    return [(chapitre, restent[chapitre.cle]) for chapitre in regles.par_ou_commencer(attendent)]


def manques(etat: Etat, instant: datetime) -> regles.Manques:
    """At the instant: chapters not filed yet, and proofs of the other desks without any deposit."""
    en_attente = [
        str(c)
        for c in etat.chapitres
        if c.statut != Chapitre.Statut.DISPENSE
        and not (c.premiere_soumission_le and c.premiere_soumission_le <= instant)
    ]
    sans_depot: dict[str, list[str]] = defaultdict(list)
    for preuve in etat.preuves:
        depose = etat.premiers_depots.get(preuve.pk)
        if preuve.nature and (depose is None or depose > instant):
            sans_depot[preuve.nature].append(str(preuve))
    natures = (donnees.CNDA, donnees.EDC_PSC, donnees.TEST_INTRUSION)
    return regles.Manques(en_attente, *(sans_depot[nature] for nature in natures))


def delais_d_instruction(dispositif: Dispositif, le: datetime) -> list[int]:
    """Calendar days from each filing of a chapter to the ANS's answer, over the last year, from the journal."""
    chapitres = Chapitre.objects.filter(candidature__dispositif=dispositif).values("pk")
    entrees = EntreeJournal.objects.filter(
        type_objet=ContentType.objects.get_for_model(Chapitre),
        id_objet__in=chapitres,
        action__in=ENVOIS | RETOURS,
        recu_le__gt=le - HISTOIRE,
        recu_le__lte=le,
    )
    delais, envoye = [], {}
    for chapitre, action, recu_le in entrees.order_by("id_objet", "rang").values_list("id_objet", "action", "recu_le"):
        if action in ENVOIS:
            envoye[chapitre] = recu_le
        elif chapitre in envoye:
            delais.append(jours_calendaires(envoye.pop(chapitre), recu_le))
    return delais
