"""The canned replies of the ANS: kept by responsables, read by reviewers, tried on a real dossier."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from candidatures.forms import ReponseTypeForm
from candidatures.messagerie import particulariser, valeurs
from candidatures.models import Candidature, ReponseType
from candidatures.transitions import reponses_types as gestes
from segur.noyau.comptes.models import ANS_INSTRUIT, Role
from segur.noyau.listes import PAR_PAGE, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande, executer

VARIABLES = [(f"{{{nom}}}", sens) for nom, sens in gestes.VARIABLES.items()]


def _tient(request: Requete) -> bool:
    return request.acteur.tient(Role.RESPONSABLE)


def _exiger(request: Requete) -> None:
    if not request.acteur.tient(*ANS_INSTRUIT) or (request.method == "POST" and not _tient(request)):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def liste(request: Requete) -> HttpResponse:
    """All those offered; a responsable adds one."""
    _exiger(request)
    if request.method == "GET":
        return _page_de_la_liste(request, ReponseTypeForm(), 200)
    form = ReponseTypeForm(request.POST)
    refusee = _essayer(request, form, lambda: gestes.creer(demande(request, form.cleaned_data)))
    if refusee:
        return _page_de_la_liste(request, form, 422)
    messages.success(request, "Réponse type créée.")
    return redirect("candidatures:reponses_types")


def _essayer(request: Requete, form: ReponseTypeForm, geste: Any) -> bool:
    """Whether it was refused; every reason is then told by the form, unknown variables among them."""
    if not form.is_valid():
        inconnues = gestes.variables_inconnues(f"{request.POST.get('titre', '')}{request.POST.get('texte', '')}")
        if inconnues:
            form.add_error(None, f"Le portail ne sait pas remplacer : {', '.join(inconnues)}.")
        return True
    try:
        geste()
    except Refus as refus:
        for motif in refus.verdict.obstacles:
            form.add_error(None, motif.explication)
    return bool(form.errors)


def _page_de_la_liste(request: Requete, form: ReponseTypeForm, statut: int) -> HttpResponse:
    contexte = {
        "page": paginer(ReponseType.objects.proposees(), request.GET, reversed(PAR_PAGE)),
        "form": form,
        "tient": _tient(request),
        "variables": VARIABLES,
    }
    return render(request, "candidatures/reponses_types.html", contexte, status=statut)


@require_http_methods(["GET", "POST"])
def reponse(request: Requete, pk: int) -> HttpResponse:
    """One of them: changed, archived, or read as a dossier would (`?dossier=`)."""
    _exiger(request)
    objet = get_object_or_404(ReponseType.objects.visibles_par(request.acteur), pk=pk)
    if request.method == "GET":
        form = ReponseTypeForm(initial={"titre": objet.titre, "texte": objet.texte})
        return _page(request, objet, form, 200)
    if "archiver" in request.POST:
        return _archiver(request, objet)
    form = ReponseTypeForm(request.POST)
    vue = request.POST.get("vue")
    refusee = _essayer(
        request, form, lambda: executer(request, gestes.modifier, objet, {**form.cleaned_data, "vue": vue})
    )
    if refusee:
        return _page(request, objet, form, 422)
    messages.success(request, "Réponse type modifiée.")
    return redirect(objet)


def _archiver(request: Requete, objet: ReponseType) -> HttpResponse:
    try:
        executer(request, gestes.archiver, objet)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Réponse type archivée : elle n’est plus proposée.")
    return redirect("candidatures:reponses_types")


def _page(request: Requete, objet: ReponseType, form: ReponseTypeForm, statut: int) -> HttpResponse:
    objet.refresh_from_db()
    numero = request.GET.get("dossier", "").strip()
    contexte: dict[str, Any] = {
        "reponse": objet,
        "form": form,
        "vue": gestes.etat_montre(objet),
        "tient": _tient(request),
        "variables": VARIABLES,
        "numero": numero,
    }
    if numero:
        visibles = Candidature.objects.visibles_par(request.acteur).pour_dossier()
        candidature = visibles.filter(numero__iexact=numero).first()
        contexte["candidature"] = candidature
        if candidature:
            texte = form["texte"].value() or ""
            contexte["apercu"] = particulariser(texte, valeurs(candidature, request.acteur, request.recu_le))
    return render(request, "candidatures/reponse_type.html", contexte, status=statut)
