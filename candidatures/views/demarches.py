"""The journeys, the démarches of the Ségur and the Charte (CP-10…CP-14, CP-24…CP-29, CP-34, CP-35)."""

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidatures.charte import ACCEPTATION, CHARTE
from candidatures.forms import CharteForm
from candidatures.models import Candidature, Produit
from candidatures.ouverture import ouvrir_candidature, verdict_ouverture
from candidatures.views.produits import reserver_aux_editeurs
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, chercher, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

TRIS = (
    Colonne("nom", "Nom du produit", ("recherche",)),
    Colonne("date", "Date d’inscription", ("ouverte_le", "recherche")),
    Colonne("statut", "Statut", ("rang", "recherche")),
)
SENS = {"nom": "nom", "date": "-date", "statut": "statut"}  # a date is read from the latest one


@require_safe
def parcours(request: Requete) -> HttpResponse:
    """CP-10, CP-11: « Les parcours ». One of them is handled by this portal; the others are described."""
    reserver_aux_editeurs(request)
    return render(request, "candidatures/parcours.html", {"dispositifs": _dispositifs()})


@require_safe
def segur(request: Requete) -> HttpResponse:
    """CP-12, CP-14, CP-34: the Ségur vague 2, presented, with the tree of its dispositifs."""
    reserver_aux_editeurs(request)
    return render(request, "candidatures/segur.html", {"dispositifs": _dispositifs()})


@require_safe
def demarches(request: Requete) -> HttpResponse:
    """CP-24: choose the dispositif."""
    reserver_aux_editeurs(request)
    return render(request, "candidatures/demarches.html", {"dispositifs": _dispositifs()})


def _dispositifs() -> QuerySet[Dispositif]:
    return Dispositif.objects.order_by("couloir", "libelle")


@require_safe
def demarche(request: Requete, code: str) -> HttpResponse:
    """CP-25, CP-26: the products of that dispositif, started or not; searched, sorted, paginated."""
    reserver_aux_editeurs(request)
    dispositif = get_object_or_404(Dispositif, code=code)
    recherche, choisi = request.GET.get("q", "").strip(), request.GET.get("tri", "")
    tri = Tri(TRIS, SENS.get(choisi, ""), defaut="nom")
    produits = tri.trier(chercher(_inscriptions(request.acteur, dispositif), recherche))
    page = paginer(produits, request.GET)
    candidatures = Candidature.objects.filter(dispositif=dispositif, produit__in=[p.pk for p in page])
    par_produit = {candidature.produit_id: candidature for candidature in candidatures}
    contexte = {
        "dispositif": dispositif,
        "page": page,
        "cartes": [(produit, par_produit.get(produit.pk)) for produit in page],
        "recherche": recherche,
        "tris": TRIS,
        "tri": tri.colonne.cle,
        "tailles": PAR_PAGE,
    }
    return render(request, "candidatures/demarche.html", contexte)


def _inscriptions(acteur: Acteur, dispositif: Dispositif) -> QuerySet[Produit]:
    """Products attached to the Ségur, with when their candidature was opened and its rank: to be started first."""
    en_cours = Q(inscription__statut=Candidature.Statut.EN_COURS)
    return (
        Produit.objects.visibles_par(acteur)
        .rattaches_au_segur()
        .avec_responsable()
        .annotate(inscription=FilteredRelation("candidatures", condition=Q(candidatures__dispositif=dispositif)))
        .annotate(
            ouverte_le=F("inscription__charte_acceptee_le"),
            rang=Case(
                When(inscription__pk=None, then=Value(0)),
                When(en_cours, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
    )


@require_http_methods(["GET", "POST"])
def charte(request: Requete, code: str, reference: str) -> HttpResponse:
    """CP-27…CP-29: the Charte, shown and accepted; the candidature is opened with its number."""
    produit = get_object_or_404(Produit.objects.visibles_par(request.acteur), reference=reference)
    dispositif = get_object_or_404(Dispositif.objects.avec_calendrier(), code=code)
    form = CharteForm(request.POST or None)
    cochee = form.is_valid() and form.cleaned_data["acceptation"]
    verdict = verdict_ouverture(dispositif, demande(request), case_cochee=cochee or request.method == "GET")
    if request.method == "POST":
        try:
            return redirect(ouvrir_candidature(produit, dispositif, demande(request), case_cochee=cochee))
        except Refus as refus:
            verdict = refus.verdict
    contexte = {
        "produit": produit,
        "dispositif": dispositif,
        "charte": CHARTE,
        "acceptation": ACCEPTATION,
        "verdict": verdict,
        "refuse": request.method == "POST",
    }
    return render(request, "candidatures/charte.html", contexte, status=409 if request.method == "POST" else 200)
