"""The ANS imports the REM and looks at its versions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.referentiel.forms import ImportRemForm
from segur.noyau.referentiel.importation import ImportRefuse, importer_rem
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.requete import Requete

VERSIONS_PAR_PAGE = 20
AVERTISSEMENTS_PAR_PAGE = 50


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Every version of every dispositif, the one in force first."""
    _reserve_aux_responsables(request)
    page = Paginator(VersionRem.objects.pour_liste(), VERSIONS_PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "referentiel/liste.html", {"page": page})


@require_safe
def version(request: Requete, pk: int) -> HttpResponse:
    """One version and the warnings of its import."""
    _reserve_aux_responsables(request)
    version = get_object_or_404(VersionRem.objects.pour_liste(), pk=pk)
    page = Paginator(version.avertissements.all(), AVERTISSEMENTS_PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "referentiel/version.html", {"version": version, "page": page})


@require_http_methods(["GET", "POST"])
def importer(request: Requete) -> HttpResponse:
    """The form; then the new version, or every problem of the workbook and nothing written."""
    acteur = _reserve_aux_responsables(request)
    form = ImportRemForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "referentiel/importer.html", {"form": form}, status=422 if form.errors else 200)
    fichier = form.cleaned_data["fichier"]
    try:
        resultat = importer_rem(
            fichier.read(),
            nom_fichier=fichier.name,
            dispositif=form.cleaned_data["dispositif"],
            importee_par=acteur.utilisateur,
            le=request.recu_le,
        )
    except ImportRefuse as refus:
        contexte = {"form": form, "problemes": refus.problemes, "nom_fichier": fichier.name}
        return render(request, "referentiel/importer.html", contexte, status=422)
    if resultat.creee:
        messages.success(request, f"{resultat.version} : {resultat.nb_preuves} preuves attendues importées.")
    else:
        messages.info(request, f"Ce contenu est déjà en vigueur ({resultat.version}) : rien ne change.")
    return redirect("referentiel:version", pk=resultat.version.pk)


def _reserve_aux_responsables(request: Requete) -> Acteur:
    acteur: Acteur = request.acteur
    if not acteur.tient(Role.RESPONSABLE, Role.ADMINISTRATEUR):
        raise PermissionDenied("Le REM est géré par les responsables de l’ANS et l’administrateur du portail.")
    return acteur
