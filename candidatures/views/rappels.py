"""What reminders left, and what is to leave: to whom, of what, and why not."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature, Relance
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.models.rappel import RelanceQuerySet
from candidatures.rappels.obligations import OBLIGATIONS
from candidatures.rappels.prevision import Examen, Prevue, a_venir, examiner
from candidatures.rappels.regles import PALIERS
from segur.noyau.comptes.models import Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.recherche import normaliser
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair

SUIVENT = (Role.RESPONSABLE, Role.PILOTAGE, Role.ADMINISTRATEUR)
FENETRE = timedelta(days=30)  # our own choice: the farthest palier
PAR_LOT = 100
PREVUS, TRAITES = "prevus", "traites"
VUES = {PREVUS: "À venir", TRAITES: "Passés"}
ENTETES = (
    "Le",
    "Palier",
    "Candidature",
    "Produit",
    "Éditeur",
    "Échéance",
    "Date limite",
    "Ce qui manque",
    "Suite",
    "Chez l’éditeur",
    "À l’ANS",
)


@require_safe
def rappels(request: Requete) -> HttpResponseBase:
    """Filtered, paginated, exported; as many queries for fifty as for one."""
    if not request.acteur.tient(*SUIVENT):
        raise PermissionDenied
    choix = {cle: request.GET.get(cle, "").strip() for cle in ("vue", "obligation", "palier", "issue", "q")}
    vue = choix["vue"] if choix["vue"] in VUES else PREVUS
    candidatures = _candidatures(request, choix["q"])
    le = request.recu_le
    lignes = _prevues(candidatures, choix, le) if vue == PREVUS else _traitees(candidatures, choix)
    if request.GET.get("format") == "csv":
        return csv_en_flux(f"rappels-{vue}", ENTETES, _rangees(lignes, le))
    page = paginer(lignes, request.GET)
    contexte = {
        "page": page,
        "lignes": examiner(list(page), le, alors=True) if vue == PREVUS else list(page),
        "vue": vue,
        "vues": VUES,
        "obligations": OBLIGATIONS.values(),
        "paliers": PALIERS,
        "issues": Relance.Issue,
        "choix": choix,
        "jours": FENETRE.days,
    }
    return render(request, "candidatures/rappels.html", contexte)


def _candidatures(request: Requete, recherche: str) -> CandidatureQuerySet:
    """Those that the actor sees: a draft never filed is not told to the ANS, nor its reminders."""
    visibles = Candidature.objects.visibles_par(request.acteur)
    if not recherche:
        return visibles
    produit = Q(produit__recherche__contains=normaliser(recherche))
    return visibles.filter(produit | Q(numero__iexact=recherche) | Q(produit__editeur__nom__icontains=recherche))


def _prevues(candidatures: CandidatureQuerySet, choix: dict[str, str], le: datetime) -> list[Prevue]:
    """Of the deadline chosen; otherwise of the one whose reminder comes first, which the page then shows as chosen."""
    prevues = a_venir(candidatures, le, le + FENETRE)
    if choix["obligation"] not in OBLIGATIONS and prevues:
        choix["obligation"] = prevues[0].obligation.code
    return [
        prevue
        for prevue in prevues
        if prevue.obligation.code == choix["obligation"] and choix["palier"] in ("", prevue.palier.code)
    ]


def _traitees(candidatures: CandidatureQuerySet, choix: dict[str, str]) -> RelanceQuerySet:
    """The latest first."""
    relances = Relance.objects.filter(candidature__in=candidatures).exclude(issue="").pour_liste()
    voulus = {champ: choix[champ] for champ in ("obligation", "palier", "issue") if choix[champ]}
    return relances.filter(**voulus).order_by("-traitee_le", "-pk")


def _rangees(lignes: list[Prevue] | RelanceQuerySet, le: datetime) -> Iterator[tuple[object, ...]]:
    if isinstance(lignes, RelanceQuerySet):
        yield from (_de_la_relance(relance) for relance in lignes.iterator(PAR_LOT))
        return
    for debut in range(0, len(lignes), PAR_LOT):
        yield from (_de_l_examen(examen) for examen in examiner(lignes[debut : debut + PAR_LOT], le, alors=True))


def _de_l_examen(examen: Examen) -> tuple[object, ...]:
    prevue = examen.prevue
    return (
        en_clair(prevue.le),
        prevue.palier.code,
        *_du_dossier(prevue.candidature),
        prevue.obligation.libelle,
        en_clair(prevue.version.valeur),
        examen.manque.bref,
        examen.suite,
        _noms(examen.editeur),
        _noms(examen.ans),
    )


def _de_la_relance(relance: Relance) -> tuple[object, ...]:
    rappels = list(relance.rappels.all())
    return (
        en_clair(relance.traitee_le) if relance.traitee_le else "",
        relance.palier,
        *_du_dossier(relance.candidature),
        relance.libelle,
        en_clair(relance.echeance),
        relance.manque,
        relance.get_issue_display(),
        _noms(rappel.destinataire for rappel in rappels if not rappel.pour_l_ans),
        _noms(rappel.destinataire for rappel in rappels if rappel.pour_l_ans),
    )


def _du_dossier(candidature: Candidature) -> tuple[object, ...]:
    return candidature.numero, candidature.produit, candidature.produit.editeur


def _noms(personnes: Iterable[object]) -> str:
    return ", ".join(map(str, personnes))
