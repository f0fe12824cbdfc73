"""Depositing many proofs at once: files are sent, placed, looked at in a table, then deposited."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candidatures.catalogue import verdict_saisie
from candidatures.models import Candidature
from preuves import lots
from preuves.models import FichierDuLot
from preuves.placement import Plan
from preuves.plafonds import LOT
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.controles import defauts
from segur.noyau.documents.depliage import ArchiveIllisible, est_du_systeme
from segur.noyau.documents.televersement import recoit
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

ARCHIVE = ZONES["lot_de_preuves"]
CHOIX = "preuve-"
LONGUEUR_D_UNE_CLE = 19
COLONNES = ("Fichier", "Taille en octets", "SHA-256", "Preuve", "Pourquoi", "État")
VIDE = "Choisissez des fichiers, un dossier ou une archive ZIP."
Etat = FichierDuLot.Etat


def tant_qu_il_en_a_le_droit(vue: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For who loses their right after the page checked it: 404 when they no longer see the dossier, 403 otherwise."""

    @wraps(vue)
    def repondre(request: Requete, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return vue(request, *args, **kwargs)
        except Candidature.DoesNotExist as absence:
            raise Http404 from absence
        except Refus as refus:
            raise PermissionDenied from refus

    return repondre


@require_http_methods(["GET", "POST"])
@recoit("lot_de_preuves")
@tant_qu_il_en_a_le_droit
def lot(request: Requete, numero: str) -> HttpResponseBase:
    """The lot of a candidature: what waits, where each file would go; POST adds files to it."""
    candidature = _candidature(request, numero)
    if request.method == "POST":
        return _recevoir(request, candidature)
    if request.GET.get("format") == "csv":
        return csv_en_flux(f"lot-{numero}", COLONNES, (_rangee(ligne) for ligne in _lignes(candidature)))
    return _page(request, candidature)


@require_POST
@tant_qu_il_en_a_le_droit
def confirmer(request: Requete, numero: str) -> HttpResponseBase:
    """Keeps the choices of the page; then deposits, by small batches for the script, all at once without it."""
    candidature = _candidature(request, numero)
    erreurs = lots.choisir(candidature, demande(request), _choix(request))
    if erreurs:
        return _page(request, candidature, refus=["Un choix au moins est à corriger."], erreurs=erreurs, statut=422)
    if request.POST.get("geste") == "choisir":
        return _suite(request, candidature)
    reste = lots.deposer_la_suite(candidature, demande(request), LOT.par_etape if request.htmx else None)
    return _suite(request, candidature, reste)


@require_POST
@tant_qu_il_en_a_le_droit
def abandonner(request: Requete, numero: str) -> HttpResponse:
    candidature = _candidature(request, numero)
    lots.abandonner(candidature, demande(request))
    messages.success(request, "Le lot est vide. Ce qui était déposé le reste.")
    return redirect("preuves:lot", numero=numero)


def _candidature(request: Requete, numero: str) -> Candidature:
    """Of the person's own firm, 404 otherwise; where they may deposit, 403 otherwise."""
    if not request.acteur.est_editeur:
        raise Http404
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    if not verdict_saisie(candidature.produit, request.acteur).favorable:
        raise PermissionDenied
    return candidature


def _lignes(candidature: Candidature) -> Any:
    return FichierDuLot.objects.filter(candidature=candidature).pour_liste()


def _rangee(ligne: FichierDuLot) -> tuple[object, ...]:
    fichier = ligne.document.fichier if ligne.document else None
    poids = (fichier.taille, fichier.empreinte) if fichier else ("", "")
    return (ligne.chemin, *poids, ligne.preuve or "", ligne.raison, ligne.get_etat_display())


def _choix(request: Requete) -> dict[int, str]:
    cles = {cle: cle.removeprefix(CHOIX) for cle in request.POST if cle.startswith(CHOIX)}
    return {int(n): request.POST[cle] for cle, n in cles.items() if n.isdecimal() and len(n) < LONGUEUR_D_UNE_CLE}


# ---- what arrives ---------------------------------------------------------------------------------------------------


def _recevoir(request: Requete, candidature: Candidature) -> HttpResponse:
    """What was received before a refusal is kept, and told with it."""
    recus: list[FichierDuLot] = []
    refus: list[str] = []
    try:
        for ligne in _arrivees(request, candidature):
            recus.append(ligne)
    except Refus as obstacle:
        refus = [motif.explication for motif in obstacle.verdict.obstacles]
    except ArchiveIllisible as raison:
        refus = [str(raison)]
    if not recus and not refus:
        refus = [VIDE]
    if request.htmx:
        statut = 422 if refus or all(ligne.etat == Etat.REFUSE for ligne in recus) else 200
        contexte = {"recus": recus, "refus": refus, "comptes": _comptes_de(recus)}
        return render(request, "preuves/lot_recu.html", contexte, status=statut)
    if refus:
        return _page(request, candidature, refus=refus, statut=422)
    return redirect("preuves:lot", numero=candidature.numero)


def _arrivees(request: Requete, candidature: Candidature) -> Iterator[FichierDuLot]:
    """The lines of the lot, as the files of the request enter it. `chemins`: their paths, when a script knows them."""
    verdict = lots.verdict_du_lot(candidature, request.acteur)
    if not verdict.favorable:
        raise Refus(verdict)
    plan = Plan(lots.places_de(candidature))
    fichiers, chemins = request.FILES.getlist("fichiers"), request.POST.getlist("chemins")
    for fichier, chemin in zip(fichiers, [*chemins, *[""] * len(fichiers)], strict=False):
        nom = chemin or str(fichier)
        if not est_du_systeme(nom):
            yield lots.ajouter(candidature, demande(request), fichier, nom, plan)
    for archive in request.FILES.getlist("archive"):
        if problemes := defauts(archive, ARCHIVE):
            raise ArchiveIllisible(" ".join(problemes))
        yield from lots.ajouter_archive(candidature, demande(request), archive, plan)


def _comptes_de(recus: list[FichierDuLot]) -> dict[str, int]:
    refuses = sum(ligne.etat == Etat.REFUSE for ligne in recus)
    places = sum(ligne.etat != Etat.REFUSE and ligne.preuve_id is not None for ligne in recus)
    return {"places": places, "a_placer": len(recus) - refuses - places, "refuses": refuses}


# ---- the page -------------------------------------------------------------------------------------------------------


def _suite(request: Requete, candidature: Candidature, reste: int = 0) -> HttpResponse:
    if request.htmx:
        return render(request, "preuves/lot_table.html", _contexte(request, candidature) | {"reste": reste})
    return redirect("preuves:lot", numero=candidature.numero)


def _page(
    request: Requete,
    candidature: Candidature,
    *,
    refus: list[str] | None = None,
    erreurs: dict[int, str] | None = None,
    statut: int = 200,
) -> HttpResponse:
    contexte = _contexte(request, candidature, erreurs or {}) | {"refus": refus or []}
    gabarit = "preuves/lot_table.html" if request.htmx else "preuves/lot.html"
    return render(request, gabarit, contexte, status=statut)


def _contexte(request: Requete, candidature: Candidature, erreurs: dict[int, str] | None = None) -> dict[str, Any]:
    page = paginer(_lignes(candidature), request.GET, tailles=(LOT.par_page,))
    for ligne in page:
        ligne.erreur = (erreurs or {}).get(ligne.pk, "")
        ligne.saisie = (
            request.POST.get(f"{CHOIX}{ligne.pk}", str(ligne.preuve or "")) if erreurs else ligne.preuve or ""
        )
    return {
        "candidature": candidature,
        "page": page,
        "comptes": _comptes(candidature),
        "places": [place for place in lots.places_de(candidature, du_rem=False) if not place.obstacle],
        "verdict": lots.verdict_du_lot(candidature, request.acteur),
        "adresse": reverse("preuves:lot", args=[candidature.numero]),
        "plafonds": LOT,
        "gardes_jusqu_au": lots.gardes_jusqu_au(candidature),
        "zone_preuve": ZONES["preuve"],
        "zone_archive": ARCHIVE,
    }


def _comptes(candidature: Candidature) -> dict[str, int]:
    attente = Q(etat=Etat.EN_ATTENTE)
    return FichierDuLot.objects.filter(candidature=candidature).aggregate(
        places=Count("pk", filter=attente & Q(preuve__isnull=False)),
        a_placer=Count("pk", filter=attente & Q(preuve=None)),
        deposes=Count("pk", filter=Q(etat=Etat.DEPOSE)),
        refuses=Count("pk", filter=Q(etat=Etat.REFUSE)),
    )
