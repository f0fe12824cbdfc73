"""The public pages: the calendar of a day, two days side by side, the history of a dispositif, a text."""

from datetime import date, datetime, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from dsfr.forms import DsfrBaseForm

from segur.noyau.dispositifs.models import Amendement, Dispositif
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import jour_de_paris
from segur.portail.calendriers import publique
from segur.portail.calendriers.changements import changements


def _jour(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Indiquez un jour, par exemple 01/06/2026.", "required": "Indiquez un jour."},
    )


class RejeuForm(DsfrBaseForm):
    au = _jour("Voir le calendrier au", required=False)


class ComparaisonForm(DsfrBaseForm):
    du = _jour("Premier jour")
    au = _jour("Second jour")


@login_not_required
@require_safe
def calendrier(request: Requete) -> HttpResponse:
    """In force now, or on the day asked: a later text never changes what that day says."""
    form = RejeuForm(request.GET or None)
    aujourd_hui = jour_de_paris(request.recu_le)
    demande: date | None = form.cleaned_data["au"] if form.is_bound and form.is_valid() else None
    le = demande or aujourd_hui
    dispositifs = Dispositif.objects.avec_calendrier().avec_seuils().order_by("couloir", "libelle")
    contexte = {
        "form": form if form.is_bound and request.GET.get("au") else RejeuForm(initial={"au": le}),
        "le": le,
        "rejoue": le != aujourd_hui,
        "aujourd_hui": aujourd_hui,
        "tableaux": [(dispositif, publique.calendrier(dispositif, le)) for dispositif in dispositifs],
        "page": paginer(Amendement.objects.publies().order_by("-effet", "-pk"), request.GET),
    }
    return render(request, "portail/calendrier.html", contexte, status=422 if form.errors else 200)


@login_not_required
@require_safe
def comparer(request: Requete) -> HttpResponse:
    form = ComparaisonForm(request.GET or None)
    tableaux: list[tuple[Dispositif, list[publique.Difference]]] = []
    if form.is_bound and form.is_valid():
        du, au = form.cleaned_data["du"], form.cleaned_data["au"]
        dispositifs = Dispositif.objects.avec_calendrier().avec_seuils().order_by("couloir", "libelle")
        compares = ((dispositif, publique.comparer(dispositif, du, au)) for dispositif in dispositifs)
        tableaux = [(dispositif, differences) for dispositif, differences in compares if differences]
    contexte = {"form": form, "tableaux": tableaux, "faite": form.is_bound and not form.errors}
    return render(request, "portail/calendrier_comparer.html", contexte, status=422 if form.errors else 200)


@login_not_required
@require_safe
def dispositif(request: Requete, code: str) -> HttpResponse:
    """Every version of each Date and threshold, with its text."""
    objet = get_object_or_404(Dispositif.objects.avec_calendrier().avec_seuils(), code=code)
    contexte = {"dispositif": objet, "histoires": list(publique.histoires(objet)), "aujourd_hui": _le_jour(request)}
    return render(request, "portail/calendrier_dispositif.html", contexte)


def _le_jour(request: Requete) -> date:
    instant: datetime = request.recu_le
    return jour_de_paris(instant)


@login_not_required
@require_safe
def texte(request: Requete, pk: int) -> HttpResponse:
    """What a published text changed, from what to what. A draft does not exist here."""
    amendement = get_object_or_404(Amendement.objects.publies().avec_lignes(), pk=pk)
    veille = amendement.effet - timedelta(days=1)
    contexte = {"amendement": amendement, "changements": changements(amendement), "veille": veille}
    return render(request, "portail/calendrier_texte.html", contexte)
