"""Files of the bank: imported, shown with what they would do, applied by the page of the action."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement.forms import RetourForm
from financement.models import LigneDeRetour, RetourBancaire, Virement
from financement.retours import importer
from financement.sepa.motifs import dire_le_motif
from financement.sepa.retour import RetourIllisible
from financement.transitions.retour import suites
from financement.views.paiements import reserver
from segur.noyau.comptes.models import Role
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import actions
from segur.noyau.transitions.web import demande

REJETE = "rejete"


@require_http_methods(["GET", "POST"])
def retours(request: Requete) -> HttpResponseBase:
    """The list; and the form that brings one more."""
    reserver(request)
    if request.method == "GET":
        return _page(request, RetourForm())
    reserver(request, Role.PAYEUR)
    form = RetourForm(request.POST, request.FILES)
    if form.is_valid():
        recu = form.cleaned_data["fichier"]
        try:
            objet, nouveau = importer(recu, recu.name, demande(request))
        except RetourIllisible as erreur:
            form.add_error("fichier", str(erreur))
        else:
            if not nouveau:
                messages.info(request, "Ce fichier est déjà là : le voici, sans autre effet.")
            return redirect(objet)
    return _page(request, form, statut=422)


def _page(request: Requete, form: RetourForm, *, statut: int = 200) -> HttpResponse:
    en_anomalie = LigneDeRetour.objects.a_appliquer_de_nouveau().filter(retour=OuterRef("pk"))
    lus = RetourBancaire.objects.visibles_par(request.acteur).select_related("recu_de", "document").order_by("-pk")
    lus = lus.annotate(en_anomalie=Exists(en_anomalie))
    contexte = {"page": paginer(lus, request.GET), "form": form, "importe": request.acteur.tient(Role.PAYEUR)}
    return render(request, "financement/retours.html", contexte, status=statut)


@require_safe
def retour(request: Requete, pk: int) -> HttpResponse:
    """Each line with what it would do, or did; the anomalies first in words."""
    lus = RetourBancaire.objects.visibles_par(request.acteur).select_related("document", "recu_de", "applique_par")
    objet = get_object_or_404(lus, pk=pk)
    lignes, agit = list(objet.lignes.all()), objet.lignes.a_appliquer_de_nouveau().exists()
    if objet.statut == RetourBancaire.Statut.LU:
        virements = Virement.objects.filter(pk__in={ligne.virement_id for ligne in lignes})
        for ligne, suite in suites(lignes, virements):
            ligne.anomalie, agit = suite.anomalie, True
    lues = [(ligne, dire_le_motif(ligne.code) if ligne.constat == REJETE else "") for ligne in lignes]
    contexte = {
        "retour": objet,
        "page": paginer(lues, request.GET, (25, 50, 100)),
        "sans_effet": sum(bool(ligne.anomalie) for ligne in lignes),
        "lignes": len(lignes),
        "actions": actions(objet, demande(request)) if agit else [],
    }
    return render(request, "financement/retour.html", contexte)
