"""The Date that rules a candidature at an instant. Every rule, page, queue and reminder asks it here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery, prefetch_related_objects

from candidatures.models import Candidature, CandidatureAdministrative, DerogationDeDelai, Eligibilite, EnvoiRecu
from candidatures.regles.delais import Accord, date_qui_lie, echeance_derogee
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.regles import HorsPeriode, Version
from segur.noyau.temps import a_temps

DEPOTS = DerogationDeDelai.Portee.DEPOTS


@dataclass(frozen=True)
class Applicable:
    """What the register keeps of a deadline: the row of the text, the derogation if one is needed, the instant."""

    numero: int
    version: VersionEcheance
    derogation: DerogationDeDelai | None
    instant: datetime | None


def limite(candidature: Candidature, numero: int, *, au: datetime, portee: str = DEPOTS) -> Version[datetime | None]:
    """Date `numero` (0 to 6) as it binds this candidature at the aware instant `au`. HorsPeriode before any text.

    The text in force that day, or a later instant granted by a derogation; the reference cites both. A value of None is
    a date that no text has published: it blocks nobody. `portee`: filings, or provisional pieces.
    """
    return _qui_lie(candidature, numero, au, portee)[0]


def limite_connue(
    candidature: Candidature, numero: int, *, au: datetime, portee: str = DEPOTS
) -> Version[datetime | None] | None:
    """The same; None before any text."""
    try:
        return limite(candidature, numero, au=au, portee=portee)
    except HorsPeriode:
        return None


def date_du_texte(candidature: Candidature, numero: int, *, au: datetime) -> Version[datetime | None] | None:
    """What the texts alone say: for what a derogation of a deadline does not move (profiles, milestones)."""
    try:
        return candidature.dispositif.echeance(numero, au=au)
    except HorsPeriode:
        return None


def limite_de_tous(
    dispositif: Dispositif, numero: int, *, au: datetime, portee: str = DEPOTS
) -> Version[datetime | None]:
    """The same for whoever has no candidature yet: only what was granted to all the vendors applies."""
    collectives = DerogationDeDelai.objects.accordees().filter(dispositif=dispositif, candidature=None)
    accords = [d.accord for d in collectives.filter(numero=numero, portee=portee)]
    return date_qui_lie(texte=dispositif.echeance(numero, au=au), accords=accords, au=au)[0]


def applicable(candidature: Candidature, numero: int, *, au: datetime) -> Applicable:
    """The same deadline as rows. A derogation appears only when the text alone would be too early for `au`."""
    prefetch_related_objects([candidature.dispositif], "echeances")
    version = ligne_en_vigueur(candidature.dispositif, numero, au=au)
    if version.instant is None or a_temps(recu_le=au, limite=version.instant):
        return Applicable(numero, version, None, version.instant)
    echeance, accord = _qui_lie(candidature, numero, au, DEPOTS)
    derogation = next((d for d in derogations_de(candidature) if accord and d.pk == accord.pk), None)
    return Applicable(numero, version, derogation, echeance.valeur)


def ligne_en_vigueur(dispositif: Dispositif, numero: int, *, au: datetime) -> VersionEcheance:
    """The row of the text in force that day. HorsPeriode before any text."""
    version = dispositif.echeance(numero, au=au)
    return next(v for v in dispositif.echeances.all() if v.numero == numero and v.depuis == version.depuis)


def _qui_lie(
    candidature: Candidature, numero: int, au: datetime, portee: str
) -> tuple[Version[datetime | None], Accord | None]:
    prefetch_related_objects([candidature.dispositif], "echeances")
    texte = candidature.dispositif.echeance(numero, au=au)
    portent = [d for d in derogations_de(candidature) if d.numero == numero and d.portee == portee]
    return date_qui_lie(texte=texte, accords=[d.accord for d in portent if not d.rouvre], au=au)


def derogations_de(candidature: Candidature) -> list[DerogationDeDelai]:
    """Those granted to it, alone or with the others, revoked since or not. Read once for each object."""
    if "derogations_lues" not in vars(candidature):
        rassembler([candidature])
    lues: list[DerogationDeDelai] = vars(candidature)["derogations_lues"]
    return lues


def derogations_en_vigueur(candidature: Candidature, *, au: datetime) -> list[DerogationDeDelai]:
    """Those that still give something at that instant."""
    lues = derogations_de(candidature)
    return [d for d in lues if d.accord.compte(au) and a_temps(recu_le=au, limite=d.jusqu_au)]


def rassembler(candidatures: Iterable[Candidature]) -> None:
    """Reads those of several candidatures in one query, before a page asks a Date of each."""
    toutes = list(candidatures)
    par_dossier: dict[int | None, list[DerogationDeDelai]] = defaultdict(list)
    collectives = Q(candidature=None, dispositif__in={c.dispositif_id for c in toutes})
    for derogation in _accordees(collectives | Q(candidature__in=toutes)):
        par_dossier[derogation.candidature_id].append(derogation)
    for candidature in toutes:
        pour_tous = [d for d in par_dossier[None] if d.dispositif_id == candidature.dispositif_id]
        vars(candidature)["derogations_lues"] = [*par_dossier[candidature.pk], *pour_tous]


def _accordees(filtre: Q) -> Iterable[DerogationDeDelai]:
    return DerogationDeDelai.objects.accordees().filter(filtre).select_related("dispositif", "candidature", "version")


def reouverture(etape: CandidatureAdministrative | Eligibilite) -> DerogationDeDelai | None:
    """What last reopened a refused step, as long as the step was not filed since."""
    rouvrent = [d for d in derogations_de(etape.candidature) if d.rouvre == etape.rang]
    derogation = max(rouvrent, key=lambda d: d.accord.accorde_le, default=None)
    if derogation is None:
        return None
    depuis = EnvoiRecu.objects.filter(
        candidature=etape.candidature_id, nature=f"etape{etape.rang}", recu_le__gte=derogation.accord.accorde_le
    )
    return None if depuis.exists() else derogation


def echeance_de_la_reouverture(derogation: DerogationDeDelai) -> Version[datetime | None]:
    """Until when the reopened step is filed again."""
    if derogation.version is None:
        raise ValueError("Une réouverture accordée cite la date qu’elle reporte.")
    return echeance_derogee(texte=derogation.version.en_version(), accord=derogation.accord)


def jusqu_au_deroge(*, numero: int | OuterRef, candidature: str, dispositif: str, le: datetime) -> Subquery:
    """SQL: the latest instant granted for filings at `le`. `candidature`, `dispositif`: paths from the outer row."""
    pour_lui = Q(candidature=OuterRef(candidature)) | Q(candidature=None, dispositif=OuterRef(dispositif))
    accordees = DerogationDeDelai.objects.en_vigueur(le).filter(pour_lui, numero=numero, portee=DEPOTS, rouvre=None)
    return Subquery(accordees.order_by(F("jusqu_au").desc()).values("jusqu_au")[:1])
