"""What the portal tells a person: the centre of notifications, and what they want by mail."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction as db
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import Acteur
from segur.noyau.listes import paginer
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie, Rythme
from segur.noyau.messagerie.models import Notification, Preference
from segur.noyau.requete import Requete

PERIODES = {"7": "Depuis 7 jours", "30": "Depuis 30 jours", "90": "Depuis 90 jours"}
COMMUNES = (Categorie.MESSAGE, Categorie.RAPPEL, Categorie.CALENDRIER, Categorie.COMPTE)
DE_L_EDITEUR = (Categorie.DECISION, Categorie.OFFICIEL, Categorie.INFORMATION, Categorie.PRODUIT, *COMMUNES)
DE_L_ANS = (Categorie.A_INSTRUIRE, Categorie.ATTRIBUTION, *COMMUNES)


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Filtered, page by page, newest first, by day; what became of each mail."""
    trouvees = _filtrer(Notification.objects.de(request.user), request.GET).order_by("-creee_le", "-pk")
    contexte = {
        "page": paginer(trouvees.select_related("courriel").prefetch_related("courriel__renvois"), request.GET),
        "categories": Categorie.choices,
        "categorie": request.GET.get("categorie", ""),
        "periodes": PERIODES,
        "periode": request.GET.get("periode", ""),
        "seulement_non_lues": request.GET.get("lues") == "non",
    }
    return render(request, "portail/notifications.html", contexte)


def _filtrer(notifications: Any, parametres: QueryDict) -> QuerySet[Notification]:
    if parametres.get("lues") == "non":
        notifications = notifications.non_lues()
    if (categorie := parametres.get("categorie")) in Categorie:
        notifications = notifications.filter(categorie=categorie)
    if (periode := parametres.get("periode")) in PERIODES:
        notifications = notifications.filter(creee_le__gte=timezone.now() - timedelta(days=int(periode)))
    return notifications


@require_POST
def lire(request: Requete) -> HttpResponse:
    """Those ticked or shown, or all of them."""
    miennes = Notification.objects.de(request.user).non_lues()
    if "tout" not in request.POST:
        miennes = miennes.filter(pk__in=[pk for pk in request.POST.getlist("pk") if _est_une_cle(pk)])
    nombre = miennes.update(lue_le=timezone.now())
    s = "s" if nombre > 1 else ""
    messages.success(request, f"{nombre} notification{s} marquée{s} lue{s}.")
    return redirect(_retour(request))


def _est_une_cle(pk: str) -> bool:
    return pk.isdecimal() and len(pk) < 19


def _retour(request: Requete) -> str:
    retour = request.POST.get("retour", "")
    ici = retour.startswith("/") and url_has_allowed_host_and_scheme(retour, {request.get_host()})
    return retour if ici else reverse("portail:notifications")


@require_POST
def ouvrir(request: Requete, pk: int) -> HttpResponse:
    """Reads it, and leads to what it speaks of."""
    notification = get_object_or_404(Notification.objects.de(request.user), pk=pk)
    Notification.objects.filter(pk=pk).non_lues().update(lue_le=timezone.now())
    return redirect(notification.lien or reverse("portail:notifications"))


class PreferencesForm(DsfrBaseForm):
    """One choice per category that leaves one."""

    def __init__(self, *args: Any, categories: list[Categorie], **options: Any) -> None:
        super().__init__(*args, **options)
        for categorie in categories:
            permis = regles.rythmes_permis(categorie)
            self.fields[categorie.value] = forms.ChoiceField(
                label=categorie.label,
                choices=[(rythme, Rythme(rythme).label) for rythme in permis],
                help_text="Obligatoire : seul le moment se choisit." if categorie.est_obligatoire else "",
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choisissez quand recevoir ces courriels.",
                    "invalid_choice": "Ces courriels ne peuvent pas être reçus ainsi.",
                },
            )


@require_http_methods(["GET", "POST"])
def preferences(request: Requete) -> HttpResponse:
    """When each kind of mail leaves; the portal shows everything in any case."""
    choisissables = [c for c in _concernent(request.acteur) if len(regles.rythmes_permis(c)) > 1]
    siennes = dict(Preference.objects.filter(utilisateur=request.user).values_list("categorie", "rythme"))
    initial = {categorie.value: siennes.get(categorie.value, Rythme.IMMEDIAT) for categorie in choisissables}
    form = PreferencesForm(request.POST or None, categories=choisissables, initial=initial)
    if request.method == "POST" and form.is_valid():
        _garder(request, form.cleaned_data)
        messages.success(request, "Vos préférences sont enregistrées.")
        return redirect("portail:preferences")
    contexte = {
        "form": form,
        "immediates": [c.label for c in _concernent(request.acteur) if c not in choisissables],
        "heure": regles.HEURE_DU_RESUME,
        "fenetre": regles.FENETRE.total_seconds() // 60,
    }
    return render(request, "portail/preferences.html", contexte, status=422 if form.errors else 200)


def _concernent(acteur: Acteur) -> tuple[Categorie, ...]:
    return DE_L_EDITEUR if acteur.est_editeur else DE_L_ANS


@db.atomic
def _garder(request: Requete, choix: dict[str, str]) -> None:
    for categorie, rythme in choix.items():
        Preference.objects.update_or_create(utilisateur=request.user, categorie=categorie, defaults={"rythme": rythme})
