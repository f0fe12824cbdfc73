"""The collège: its sessions, what waits for an agenda, and the agenda of each."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from candidatures.college import a_inscrire, conventions_au_college, convoquer
from candidatures.models import Convention, SeanceDuCollege
from segur.noyau.comptes.models import ANS, Role
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


class SeanceForm(DsfrBaseForm):
    le = forms.DateTimeField(
        label="Date et heure",
        help_text="Heure de Paris.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Indiquez la date et l’heure de la séance."},
    )
    lieu = forms.CharField(label="Lieu ou adresse de la visioconférence", max_length=200, required=False)

    def clean_le(self) -> datetime:
        """What is typed is the hour of Paris, whatever the server's."""
        saisi: datetime = self.cleaned_data["le"]
        return saisi.replace(tzinfo=PARIS)


def _reserver(request: Requete) -> None:
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def college(request: Requete) -> HttpResponse:
    """Sessions, newest first; a responsable convenes one."""
    _reserver(request)
    form = SeanceForm(request.POST or None)
    if request.method == "POST":
        if not request.acteur.tient(Role.RESPONSABLE):
            raise PermissionDenied
        if form.is_valid() and (seance := _convoquee(request, form)):
            messages.success(request, f"{seance} convoquée.")
            return redirect(seance)
    seances = SeanceDuCollege.objects.visibles_par(request.acteur).annotate(
        inscrits=Count("conventions"),
        en_attente=Count("conventions", filter=Q(conventions__statut=Convention.Statut.VALIDEE)),
    )
    contexte = {
        "page": paginer(seances.order_by("-le", "-pk"), request.GET),
        "a_inscrire": paginer(a_inscrire(request.acteur), request.GET, nom="dossiers"),
        "form": form if request.acteur.tient(Role.RESPONSABLE) else None,
    }
    return render(request, "candidatures/college.html", contexte, status=422 if form.errors else 200)


def _convoquee(request: Requete, form: SeanceForm) -> SeanceDuCollege | None:
    donnees: dict[str, Any] = form.cleaned_data
    try:
        return convoquer(donnees["le"], donnees["lieu"], demande(request))
    except Refus as refus:
        form.add_error("le", str(refus))
        return None


@require_safe
def seance(request: Requete, pk: int) -> HttpResponse:
    """The agenda, with where each dossier stands."""
    objet = get_object_or_404(SeanceDuCollege.objects.visibles_par(request.acteur), pk=pk)
    page = paginer(conventions_au_college(request.acteur).filter(seance=objet), request.GET)
    return render(request, "candidatures/seance.html", {"seance": objet, "page": page})
