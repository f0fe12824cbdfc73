"""The webhooks of the firm: the list, a new one, its events and attempts, its changes, its next secret."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer, periode
from segur.noyau.regles import Motif, Verdict
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer, identite_d_abord
from segur.noyau.webhooks.creation import declarer, nouveau_secret
from segur.noyau.webhooks.forms import CibleForm, WebhookForm
from segur.noyau.webhooks.models import Evenement, Webhook
from segur.noyau.webhooks.regles import ESSAIS, RECOUVREMENT
from segur.noyau.webhooks.transitions import modifier, renouveler_le_secret

ENTETES = ("Identifiant", "Type", "Dossier", "Rang", "État", "Créé le", "Livré le", "Essais", "Motif")
DEJA_SERVI = "Cette page a déjà servi : rouvrez-la pour renouveler encore le secret."


def _reserver(request: Requete) -> None:
    if not request.acteur.tient(*ENGAGE_L_EDITEUR):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponse:
    _reserver(request)
    en_attente = Count("evenements", Q(evenements__statut=Evenement.Statut.A_LIVRER))
    webhooks = Webhook.objects.visibles_par(request.acteur).annotate(en_attente=en_attente)
    return render(request, "webhooks/liste.html", {"page": paginer(webhooks.order_by("statut", "-pk"), request.GET)})


@never_cache
@require_http_methods(["GET", "POST"])
def nouveau(request: Requete) -> HttpResponse:
    """The page that answers holds the secret; nothing can show it again."""
    _reserver(request)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare, secret = declarer(request.acteur.entreprise, demande(request), **form.choix)
            return render(request, "webhooks/secret.html", {"webhook": declare, "secret": secret}, status=201)
        except Refus as refus:
            form.add_error(None, str(refus))
    return render(request, "webhooks/nouveau.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def webhook(request: Requete, pk: int) -> HttpResponseBase:
    """Its events, filtered, page by page; the same as CSV."""
    objet = _trouver(request, pk)
    trouves = _filtrer(objet.evenements.all(), request.GET).order_by("-pk")
    if request.GET.get("format") == "csv":
        return csv_en_flux("evenements", ENTETES, (_ligne(evenement) for evenement in trouves.iterator(500)))
    contexte = {
        "webhook": objet,
        "actions": actions(objet, demande(request)),
        "en_service": objet.statut in renouveler_le_secret.de,
        "page": paginer(trouves, request.GET),
        "statuts": Evenement.Statut.choices,
        "types": objet.evenements.order_by("type").values_list("type", flat=True).distinct(),
        "choix": request.GET,
        "essais": ESSAIS,
    }
    return render(request, "webhooks/webhook.html", contexte)


def _trouver(request: Requete, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visibles_par(request.acteur).select_related("cree_par"), pk=pk)


def _filtrer(evenements: QuerySet[Evenement], choix: QueryDict) -> QuerySet[Evenement]:
    """A value not known chooses nothing."""
    evenements = evenements.filter(periode("cree_le", du=choix.get("du", ""), au=choix.get("au", "")))
    if (statut := choix.get("statut")) in Evenement.Statut:
        evenements = evenements.filter(statut=statut)
    if nature := choix.get("type"):
        evenements = evenements.filter(type=nature)
    if mots := choix.get("q", "").replace("\0", ""):
        evenements = evenements.filter(du_dossier__icontains=mots.strip())
    return evenements


def _ligne(evenement: Evenement) -> tuple[object, ...]:
    return (
        evenement.identifiant,
        evenement.type,
        evenement.du_dossier,
        evenement.rang or "",
        evenement.get_statut_display(),
        en_clair(evenement.cree_le),
        en_clair(evenement.livre_le) if evenement.livre_le else "",
        evenement.essais,
        evenement.motif,
    )


@require_safe
def evenement(request: Requete, pk: int) -> HttpResponse:
    """What was sent, and every attempt."""
    visibles = Evenement.objects.visibles_par(request.acteur).select_related("webhook__organisation")
    objet = get_object_or_404(visibles, pk=pk)
    contexte = {
        "evenement": objet,
        "corps": json.dumps(json.loads(objet.corps), ensure_ascii=False, indent=2),
        "actions": actions(objet, demande(request)),
        "page": paginer(objet.tentatives.order_by("-numero"), request.GET),
    }
    return render(request, "webhooks/evenement.html", contexte)


@never_cache
@require_http_methods(["GET", "POST"])
def modification(request: Requete, pk: int) -> HttpResponse:
    """Another address, other events: the secret and what waits stay."""
    objet = _trouver(request, pk)
    if confirmation := identite_d_abord(request, modifier):
        return confirmation
    recu = request.POST if request.method == "POST" else None
    form = CibleForm(recu, initial={"url": objet.url, "familles": objet.familles})
    verdict, statut = modifier.verdict(objet, demande(request)), 200
    if request.method == "POST":
        if not form.is_valid():
            return _page_de_modification(request, objet, form, verdict, 422)
        try:
            executer(request, modifier, objet, form.choix)
            return redirect(objet)
        except Refus as refus:
            verdict, statut = refus.verdict, 409
    return _page_de_modification(request, objet, form, verdict, statut)


def _page_de_modification(
    request: Requete, objet: Webhook, form: CibleForm, verdict: Verdict, statut: int
) -> HttpResponse:
    contexte = {"webhook": objet, "form": form, "verdict": verdict, "a_confirmer": _identite_seule(verdict)}
    return render(request, "webhooks/modifier.html", contexte, status=statut)


def _identite_seule(verdict: Verdict) -> bool:
    return [motif.code for motif in verdict.obstacles] == ["identite"]


@never_cache
@require_http_methods(["GET", "POST"])
def secret(request: Requete, pk: int) -> HttpResponse:
    """A new secret, shown on the page that answers and nowhere else."""
    objet = _trouver(request, pk)
    if confirmation := identite_d_abord(request, renouveler_le_secret):
        return confirmation
    if request.method == "GET":
        return _page_du_secret(request, objet, renouveler_le_secret.verdict(objet, demande(request)), 200)
    propose = nouveau_secret()
    try:
        fait: Any = executer(request, renouveler_le_secret, objet, {"secret": propose})
    except Refus as refus:
        return _page_du_secret(request, objet, refus.verdict, 409)
    if not fait.porte_le_secret(propose):
        return _page_du_secret(request, objet, Verdict((Motif("cle", False, DEJA_SERVI),)), 409)
    return render(request, "webhooks/secret.html", {"webhook": fait, "secret": propose})


def _page_du_secret(request: Requete, objet: Webhook, verdict: Verdict, statut: int) -> HttpResponse:
    contexte = {
        "webhook": objet,
        "verdict": verdict,
        "a_confirmer": _identite_seule(verdict),
        "jours": RECOUVREMENT.days,
    }
    return render(request, "webhooks/renouveler.html", contexte, status=statut)
