"""What the ANS publishes for everybody (A11)."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import VersionObsolete
from segur.noyau.exports import csv_en_flux
from segur.noyau.requete import Requete

PAR_PAGE = 50
ENTETES = ("Éditeur", "Nom commercial", "Version technique", "Nature de l’arrêt", "Information publique du", "Source")


@login_not_required
@require_safe
def versions_obsoletes(request: Requete) -> HttpResponseBase:
    """PUB-02, CMD-24: the versions declared obsolete by each vendor, searched, paginated, exported."""
    versions = VersionObsolete.objects.publiees()
    if recherche := request.GET.get("q", "").strip():
        versions = versions.filter(
            Q(nom__icontains=recherche) | Q(etape__candidature__produit__editeur__nom__icontains=recherche)
        )
    if request.GET.get("format") == "csv":
        return csv_en_flux("versions-obsoletes", ENTETES, (_ligne(version) for version in versions.iterator(500)))
    page = Paginator(versions, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "portail/versions_obsoletes.html", {"page": page, "recherche": recherche})


def _ligne(version: VersionObsolete) -> tuple[object, ...]:
    return (
        version.etape.candidature.produit.editeur,
        version.nom,
        version.version,
        version.nature,
        f"{version.publiee_le:%d/%m/%Y}",
        version.source,
    )
