"""Account, components, demonstration clock."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from segur.noyau import horloge as pendule
from segur.noyau.comptes.middleware import CLE_DE_SESSION
from segur.noyau.comptes.models import Organisation, Role
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.portail.demonstration.reperes import reperes

VISITES_MONTREES = 20


@require_safe
def compte(request: Requete) -> HttpResponse:
    """Who I am here, and for which organisation I act."""
    appartenances = request.user.appartenances.filter(active=True).select_related("organisation")
    contexte = {
        "appartenances": appartenances.order_by("organisation__nom", "pk"),
        "visites": request.user.visites_recues.select_related("support")[:VISITES_MONTREES],
        "lit_les_visites": not request.acteur.roles_propres.isdisjoint((Role.MANDATAIRE, Role.ADMINISTRATEUR)),
    }
    return render(request, "portail/compte.html", contexte)


@require_POST
def changer_organisation(request: Requete) -> HttpResponse:
    """From the next page on, I act for another of my organisations."""
    choisie = request.POST.get("organisation", "")
    mienne = Organisation.objects.filter(appartenances__utilisateur=request.user, appartenances__active=True).distinct()
    organisation = get_object_or_404(mienne, pk=choisie if choisie.isdecimal() and len(choisie) < 19 else 0)
    request.session[CLE_DE_SESSION] = organisation.pk
    messages.success(request, f"Vous agissez maintenant pour : {organisation}.")
    return redirect("portail:accueil")


@require_safe
def composants(request: Requete) -> HttpResponse:
    """Every component of the pages, for who writes or checks them."""
    return render(request, "portail/composants.html", {"form": ExempleForm({"texte": "", "choix": "a"})})


class ExempleForm(forms.Form):
    texte = forms.CharField(label="Saisie", help_text="Une aide.", error_messages={"required": "Une erreur."})
    liste = forms.ChoiceField(label="Liste", choices=[("a", "A"), ("b", "B")], required=False)
    choix = forms.ChoiceField(label="Choix", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    case = forms.BooleanField(label="Case à cocher", required=False)
    fichier = forms.FileField(label="Fichier", required=False)


class HorlogeForm(forms.Form):
    instant = forms.DateTimeField(
        label="Nouvelle date et heure (heure de Paris)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        error_messages={"invalid": "Indiquez une date et une heure, par exemple 15/10/2025 12:00:00."},
    )


@require_http_methods(["GET", "POST"])
def horloge(request: Requete) -> HttpResponse:
    """Demonstration only: moves the clock that every rule reads."""
    if not settings.DEMO:
        raise Http404
    initial = {"instant": request.recu_le.astimezone(PARIS).replace(tzinfo=None)}
    form = HorlogeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        pendule.regler(form.cleaned_data["instant"])
        messages.success(request, "L’horloge de la démonstration est réglée.")
        return redirect("portail:accueil")
    contexte = {"form": form, "reperes": reperes()}
    return render(request, "portail/horloge.html", contexte, status=422 if form.errors else 200)
