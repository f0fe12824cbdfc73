"""The list of candidatures: the vendor's own, or the ANS desk."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite
from preuves.models import Chapitre
from segur.noyau.comptes.models import ANS, EDITEUR, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.portail.etapes import etapes_de

PAR_PAGE = 50
EN_COURS = Q(statut=Candidature.Statut.EN_COURS)
FILTRES = {
    "etape1": EN_COURS & Q(administrative__statut=CandidatureAdministrative.Statut.SOUMISE),
    "etape2": EN_COURS & Q(eligibilite__statut=Eligibilite.Statut.SOUMISE),
    "etape3": Q(chapitres__statut=Chapitre.Statut.SOUMIS),
    "etape4": ~Q(convention__statut__in=[Convention.Statut.FERMEE, Convention.Statut.REFERENCEE]),
    "referencees": Q(statut=Candidature.Statut.REFERENCEE),
    "refusees": Q(statut=Candidature.Statut.REFUSEE),
}
LIBELLES = {
    "etape1": "Étape 1 soumise",
    "etape2": "Étape 2 soumise",
    "etape3": "Chapitre à vérifier",
    "etape4": "Convention en cours",
    "referencees": "Référencées",
    "refusees": "Refusées",
}
ENTETES = (
    "Candidature",
    "Produit",
    "Éditeur",
    "Dispositif",
    "Étape 1",
    "Éligibilité",
    "Convention",
    "Soumise le",
    "NRU",
)


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """Searched, filtered, paginated, exported."""
    if not request.acteur.tient(*EDITEUR, *ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied
    candidatures = Candidature.objects.visibles_par(request.acteur).pour_liste()
    filtre, dispositif = request.GET.get("filtre", ""), request.GET.get("dispositif", "")
    if filtre in FILTRES:
        candidatures = candidatures.filter(pk__in=Candidature.objects.filter(FILTRES[filtre]).values("pk"))
    if dispositif:
        candidatures = candidatures.filter(dispositif__code=dispositif)
    if recherche := request.GET.get("q", "").strip():
        candidatures = candidatures.filter(
            Q(numero__iexact=recherche)
            | Q(produit__nom__icontains=recherche)
            | Q(produit__editeur__nom__icontains=recherche)
        )
    if request.GET.get("format") == "csv":
        return csv_en_flux("candidatures", ENTETES, (_ligne(c) for c in candidatures.iterator(500)))
    page = Paginator(candidatures, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": etapes_de(list(page)),
        "filtres": LIBELLES,
        "filtre": filtre,
        "dispositifs": Dispositif.objects.order_by("libelle"),
        "dispositif": dispositif,
        "recherche": recherche,
    }
    return render(request, "portail/candidatures.html", contexte)


def _ligne(candidature: Candidature) -> tuple[object, ...]:
    soumise = candidature.administrative.premiere_soumission_le
    return (
        candidature.numero,
        candidature.produit,
        candidature.produit.editeur,
        candidature.dispositif.libelle,
        candidature.administrative.get_statut_display(),
        candidature.eligibilite.get_statut_display(),
        candidature.convention.get_statut_display(),
        f"{soumise.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if soumise else "",
        candidature.nru,
    )
