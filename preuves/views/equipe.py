"""What the sharing of the work needs to know of a reviewer: the chapters they know, the days they are away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from dsfr.forms import DsfrBaseForm

from candidatures.views.instruction import reserver
from preuves import regles
from preuves.competences import chapitres_connaissables, connus_de, enregistrer
from preuves.views.preuve import cle_lue
from segur.noyau.comptes.models import ANS_INSTRUIT, Absence, Role, Utilisateur
from segur.noyau.requete import Requete
from segur.noyau.temps import jour_de_paris


class AbsenceForm(DsfrBaseForm, forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["utilisateur", "debut", "fin"]
        widgets = {
            "utilisateur": forms.HiddenInput,
            "debut": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "fin": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "Le dernier jour d’une absence suit le premier.")
        return donnees


@require_http_methods(["GET", "POST"])
def equipe(request: Requete) -> HttpResponse:
    """One's own page; a responsable has that of each colleague."""
    reserver(request)
    personne = _personne(request)
    formulaire = AbsenceForm(initial={"utilisateur": personne})
    if request.method == "POST":
        geste = request.POST.get("geste", "")
        if geste == "absence":
            formulaire = AbsenceForm({**request.POST.dict(), "utilisateur": personne.pk})
        if _fait(request, geste, personne, formulaire):
            return redirect(f"{reverse('preuves:equipe')}?personne={personne.pk}")
    connus = connus_de([personne])[personne.pk]
    contexte = {
        "personne": personne,
        "est_moi": personne == request.user,
        "equipe": _instruisent().order_by("nom", "prenom", "pk") if _dirige(request) else [],
        "chapitres": [(titre, lieux, titre in connus) for titre, lieux in chapitres_connaissables().items()],
        "absences": personne.absences.filter(fin__gte=jour_de_paris(request.recu_le)),
        "formulaire": formulaire,
    }
    return render(request, "preuves/equipe.html", contexte, status=422 if formulaire.errors else 200)


def _instruisent() -> QuerySet[Utilisateur]:
    """In place, away or not."""
    return Utilisateur.objects.ayant_role(*ANS_INSTRUIT)


def _dirige(request: Requete) -> bool:
    return request.acteur.tient(Role.RESPONSABLE)


def _personne(request: Requete) -> Utilisateur:
    """The one that the address names, oneself by default. Raises PermissionDenied for another's page, Http404."""
    choisie = cle_lue(request.GET.get("personne", str(request.acteur.personne.pk)))
    if choisie != request.acteur.personne.pk and not _dirige(request):
        raise PermissionDenied
    trouvee = _instruisent().filter(pk=choisie).first()
    if trouvee is None:
        raise Http404
    return trouvee


def _fait(request: Requete, geste: str, personne: Utilisateur, absence: AbsenceForm) -> bool:
    """Whether what was asked is done; otherwise the form says why, next to its field."""
    if geste == "competences":
        nombre = enregistrer(personne, request.POST.getlist("chapitre"))
        messages.success(request, f"Chapitres connus de {personne} : {nombre}.")
    elif geste == "retirer":
        personne.absences.filter(pk=cle_lue(request.POST.get("absence", ""))).delete()
        messages.success(request, "Absence retirée.")
    elif geste == "absence" and absence.is_valid():
        motif = regles.absence_a_venir(fin=absence.cleaned_data["fin"], le=request.recu_le)
        if not motif.satisfait:
            absence.add_error("fin", motif.explication)
            return False
        absence.save()
        messages.success(request, f"Absence inscrite : {absence.instance}.")
    else:
        return False
    return True
