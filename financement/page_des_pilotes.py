"""The page of a dossier of pilots, ready for its template: PV and contents with what is said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from financement.forms import ProcesVerbalForm
from financement.models import DossierPilote, Pilote, PointDePilote, ProcesVerbal, SupportDeFormation
from financement.pilotes import CONTENU, contenus_ouverts, faits, pilote_ouvert, support_ouvert, valeur_de
from financement.regles import pilotes as regles
from financement.regles.formations import Contenu
from segur.noyau.documents.apercus import genre
from segur.noyau.documents.models import Document

MOTIFS_DU_PV = (
    "Le PV ne suit pas le modèle de l’ASP, ou une mention obligatoire manque.",
    "La signature du client manque ou est illisible.",
    "Les dates du PV ne s’accordent pas avec la commande.",
    "Le PV n’atteste pas une prestation complète.",
    "Le fichier n’est pas le PV de cette commande.",
)
MOTIFS_DU_SUPPORT = (
    "Ce contenu n’est pas abordé dans le support.",
    "Le lien ne s’ouvre pas sans compte, ou ne s’ouvre plus.",
    "Le fichier est illisible ou incomplet.",
)


@dataclass(frozen=True)
class ApercuVue:
    """A file shown in the page, when a browser can."""

    texte: str
    apercu: str
    genre: str


def apercu(document: Document | None) -> ApercuVue | None:
    if document is None or not genre(document.nom):
        return None
    return ApercuVue(document.nom, reverse("documents:apercu", args=[document.identifiant]), genre(document.nom))


@dataclass(frozen=True)
class PiloteVue:
    """One pilot. `form`: the place of its PV, when it is open; `point`: what the ANS says of it, still true."""

    pilote: Pilote
    pv: ProcesVerbal | None
    point: PointDePilote | None
    form: ProcesVerbalForm | None
    conseil: regles.Conseil | None
    apercu: ApercuVue | None

    @property
    def deplie(self) -> bool:
        demande = self.point is not None and not self.point.conforme
        return self.form is not None and (self.pv is None or demande or bool(self.form.errors))


@dataclass(frozen=True)
class ContenuVue:
    """One content of the annex. `du`: whether it must be covered here."""

    contenu: Contenu
    du: bool
    supports: list[SupportDeFormation]
    point: PointDePilote | None

    @property
    def cle(self) -> str:
        return f"{CONTENU}{self.contenu.code}"


@dataclass(frozen=True)
class SupportVue:
    support: SupportDeFormation
    contenus: list[ContenuVue]
    ouvert: bool
    apercu: ApercuVue | None

    @property
    def ancre(self) -> str:
        return f"support-{self.support.pk}"


def _points(dossier: DossierPilote, visibles: Mapping[str, PointDePilote]) -> dict[str, PointDePilote]:
    """A judgment in order holds only for what was seen; a request stays until it is answered."""
    return {cle: point for cle, point in visibles.items() if not point.conforme or point.vu == valeur_de(dossier, cle)}


def pilotes(
    dossier: DossierPilote,
    visibles: Mapping[str, PointDePilote],
    *,
    modifiable: bool,
    refuse: tuple[int, ProcesVerbalForm] | None = None,
) -> list[PiloteVue]:
    """`refuse`: (pilot, form) of a PV that was not kept; it comes back with its errors."""
    connus, points = faits(dossier), _points(dossier, visibles)
    return [
        _pilote(dossier, pilote, connus.pvs.get(pilote.pk), points.get(pilote.cle), modifiable, refuse)
        for pilote in connus.pilotes
    ]


def _pilote(
    dossier: DossierPilote,
    pilote: Pilote,
    pv: ProcesVerbal | None,
    point: PointDePilote | None,
    modifiable: bool,
    refuse: tuple[int, ProcesVerbalForm] | None,
) -> PiloteVue:
    ouvert = modifiable and pilote_ouvert(dossier, pilote)
    form = refuse[1] if refuse and refuse[0] == pilote.pk else (ProcesVerbalForm(pilote.pk) if ouvert else None)
    conseil = regles.observation_conseillee(installe_le=pv.installe_le, signe_le=pv.signe_le) if pv else None
    return PiloteVue(pilote, pv, point, form, conseil, apercu(pv.document) if pv else None)


def contenus(dossier: DossierPilote, jour: date, visibles: Mapping[str, PointDePilote]) -> list[ContenuVue]:
    connus, points = faits(dossier), _points(dossier, visibles)
    dus = {contenu.code for contenu in connus.contenus_dus(jour)}
    return [
        ContenuVue(c, c.code in dus, connus.couverture.get(c.code, []), points.get(f"{CONTENU}{c.code}"))
        for c in connus.annexe(jour)
    ]


def themes(vues: list[ContenuVue]) -> list[tuple[str, list[ContenuVue]]]:
    """By theme, in the order of the annex."""
    par_theme: dict[str, list[ContenuVue]] = {}
    for vue in vues:
        par_theme.setdefault(vue.contenu.theme, []).append(vue)
    return list(par_theme.items())


def supports(dossier: DossierPilote, vues: list[ContenuVue], *, modifiable: bool) -> list[SupportVue]:
    return [
        SupportVue(
            support,
            [vue for vue in vues if support in vue.supports],
            modifiable and support_ouvert(dossier, support),
            apercu(support.document),
        )
        for support in faits(dossier).supports
    ]


def avancement(dossier: DossierPilote, jour: date) -> dict[str, Any]:
    """« 3/5 PV, 18/22 contenus »."""
    connus = faits(dossier)
    dus = len(connus.contenus_dus(jour))
    return {
        "choisis": len(connus.pilotes),
        "exige": connus.exige,
        "pv": len(connus.pvs.keys() & {pilote.pk for pilote in connus.pilotes}),
        "contenus": dus - len(connus.manquants(jour)),
        "dus": dus,
    }


def contenus_a_proposer(dossier: DossierPilote, jour: date) -> list[Contenu]:
    """Missing ones first: they are what the supplier comes to tick."""
    couverts = faits(dossier).couverture
    return sorted(contenus_ouverts(dossier, jour), key=lambda contenu: contenu.code in couverts)
