"""Whoever manages the bases imports them, follows an import and reads what moved."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.annuaires.entrepot.commun import A_PART
from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.forms import ZONE, ImportForm
from segur.noyau.annuaires.importation import demander
from segur.noyau.annuaires.models import LIGNES, AnomalieDImport, ImportDeBase, VersionDeBase
from segur.noyau.annuaires.models.imports import bases_gerees
from segur.noyau.annuaires.parametres import IMPORT
from segur.noyau.documents.televersement import recoit
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande

PERSONNEL = {"nom", "prenom", "recherche", "empreinte"}


@require_safe
def bases(request: Requete) -> HttpResponse:
    """Each base in its version in force, and every import made so far."""
    gerees = _bases_gerees(request)
    versions = {v.base: v for v in VersionDeBase.objects.en_vigueur_au(request.recu_le.date())}
    imports = ImportDeBase.objects.visibles_par(request.acteur).pour_liste()
    base = request.GET.get("base", "")
    if base in gerees:
        imports = imports.filter(base=base)
    contexte = {
        "bases": [(formats()[code], versions.get(code)) for code in gerees],
        "base": base,
        "page": paginer(imports, request.GET),
    }
    return render(request, "annuaires/bases.html", contexte)


@recoit(ZONE)
@require_http_methods(["GET", "POST"])
def importer(request: Requete) -> HttpResponse:
    """The form; then the page of the import, which a worker leads."""
    gerees = _bases_gerees(request)
    form = ImportForm(request.POST or None, request.FILES or None, gerees=gerees)
    if request.method == "POST" and form.is_valid():
        (fichier,) = form.cleaned_data["fichier"]
        try:
            importation = demander(
                form.cleaned_data["base"],
                fichier,
                nom=fichier.name,
                extrait_du=form.cleaned_data["extrait_du"],
                acteur=request.acteur,
                le=request.recu_le,
            )
            return redirect(importation)
        except Refus as refus:
            for motif in refus.verdict.obstacles:
                form.add_error("extrait_du" if motif.code == "extraction" else "base", motif.explication)
    return render(request, "annuaires/importer.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_safe
def suivre(request: Requete, pk: int) -> HttpResponse:
    """How far the import is, what was wrong or what moved. The page asks for its fragment while a worker has it."""
    importation = get_object_or_404(ImportDeBase.objects.visibles_par(request.acteur).pour_liste(), pk=pk)
    anomalies = AnomalieDImport.objects.filter(decompte__importation=importation).select_related("decompte")
    contexte = {
        "importation": importation,
        "actions": actions(importation, demande(request)),
        "decomptes": list(importation.decomptes.all()),
        "page": paginer(anomalies, request.GET, (50,)),
        "mouvements": list(_mouvements(importation)[: IMPORT.echantillon]) if importation.version else [],
    }
    gabarit = "annuaires/import_fragment.html" if request.htmx else "annuaires/import.html"
    return render(request, gabarit, contexte)


@require_safe
def mouvements(request: Requete, pk: int) -> HttpResponseBase:
    """Every row that came or went with the version, without the names of persons."""
    importation = get_object_or_404(ImportDeBase.objects.visibles_par(request.acteur).pour_liste(), pk=pk)
    if importation.version is None:
        raise Http404
    modele = LIGNES[importation.base]
    champs = [c for c in modele._meta.concrete_fields if c.name not in PERSONNEL | A_PART]
    entetes = ["Mouvement", *(str(champ.verbose_name).capitalize() for champ in champs)]
    nom = f"mouvements-{importation.base}-version-{importation.version.numero}"
    return csv_en_flux(nom, entetes, _rangees(importation, [champ.name for champ in champs]))


def _rangees(importation: ImportDeBase, champs: list[str]) -> Iterator[list[Any]]:
    numero = importation.version.numero if importation.version else 0
    for ligne in _mouvements(importation).iterator(chunk_size=2000):
        yield ["entrée" if ligne.depuis == numero else "sortie", *(getattr(ligne, champ) for champ in champs)]


def _mouvements(importation: ImportDeBase) -> Any:
    numero = importation.version.numero if importation.version else 0
    return LIGNES[importation.base]._default_manager.bougees_par(numero).order_by("pk")


def _bases_gerees(request: Requete) -> list[str]:
    gerees = bases_gerees(request.acteur)
    if not gerees:
        raise PermissionDenied("Les bases de référence sont gérées par l’ANS et par l’ASP.")
    return gerees
