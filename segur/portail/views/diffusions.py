"""Writing to many vendors at once: chosen, previewed, confirmed."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from candidatures.models import Candidature
from segur.noyau.comptes.models import Acteur, Appartenance, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.composition import apercevoir_un_texte
from segur.noyau.messagerie.diffusions import preparer
from segur.noyau.messagerie.models import Diffusion
from segur.noyau.requete import Requete
from segur.noyau.transitions import actions
from segur.noyau.transitions.web import demande
from segur.portail.destinataires import ETAPES, candidatures_choisies, dire_le_choix, personnes_de
from segur.portail.views.courriels import en_cadre, reserver

TOUTES = [("", "Toutes")]
LONGUEUR_DU_CORPS = 5000


class DiffusionForm(DsfrBaseForm):
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.order_by("libelle"),
        required=False,
        empty_label="Tous",
        error_messages={"invalid_choice": "Choisissez un dispositif de la liste."},
    )
    etape = forms.ChoiceField(
        label="Étape où en est la candidature",
        required=False,
        choices=[*TOUTES, *((code, libelle) for code, (libelle, _) in ETAPES.items())],
        error_messages={"invalid_choice": "Choisissez une étape de la liste."},
    )
    situation = forms.ChoiceField(
        label="Situation de la candidature",
        required=False,
        choices=[*TOUTES, *Candidature.Statut.choices],
        error_messages={"invalid_choice": "Choisissez une situation de la liste."},
    )
    sujet = forms.CharField(
        label="Objet", max_length=150, error_messages={"required": "Donnez un objet à votre message."}
    )
    corps = forms.CharField(
        label="Message",
        max_length=LONGUEUR_DU_CORPS,
        help_text="Texte simple. Rien de confidentiel : un courriel se lit en chemin.",
        error_messages={"required": "Écrivez votre message."},
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args: Any, acteur: Acteur, **options: Any) -> None:
        super().__init__(*args, **options)
        self.acteur = acteur

    @property
    def choix(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] for nom in ("dispositif", "etape", "situation")}

    def clean(self) -> dict[str, Any]:
        saisie: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"dispositif", "etape", "situation"}:
            self.personnes = personnes_de(candidatures_choisies(self.acteur, **self.choix))
            if not self.personnes.exists():
                self.add_error("dispositif", "Aucun éditeur ne correspond à ce choix.")
        return saisie


@require_safe
def liste(request: Requete) -> HttpResponse:
    reserver(request)
    diffusions = Diffusion.objects.visibles_par(request.acteur).select_related("ecrite_par", "confirmee_par")
    return render(request, "portail/diffusions.html", {"page": paginer(diffusions, request.GET)})


@require_http_methods(["GET", "POST"])
def ecrire(request: Requete) -> HttpResponse:
    """Prepares the message and its recipients; nothing leaves before the next pages."""
    reserver(request)
    form = DiffusionForm(request.POST or None, acteur=request.acteur)
    if request.method == "POST" and form.is_valid():
        diffusion = preparer(
            sujet=form.cleaned_data["sujet"],
            corps=form.cleaned_data["corps"],
            choix=dire_le_choix(**form.choix),
            personnes=form.personnes,
            demande=demande(request),
        )
        return redirect(diffusion)
    contexte = {"form": form, "seuil": regles.SEUIL_DE_DIFFUSION}
    return render(request, "portail/diffusion_ecrire.html", contexte, status=422 if form.errors else 200)


@require_safe
def diffusion(request: Requete, pk: int) -> HttpResponseBase:
    """The preview: to whom, what, and what may be done with it. The recipients as CSV."""
    objet = _trouver(request, pk)
    destinataires = objet.destinataires.order_by("nom", "prenom", "pk")
    if request.GET.get("format") == "csv":
        lignes = ((str(p), p.email, entreprises) for p, entreprises in _avec_entreprises(list(destinataires)))
        return csv_en_flux(f"destinataires-{objet.pk}", ("Personne", "Adresse", "Entreprises"), lignes)
    page = paginer(destinataires, request.GET)
    texte, _ = _apercevoir(objet)
    contexte = {
        "diffusion": objet,
        "page": page,
        "destinataires": _avec_entreprises(list(page)),
        "texte": texte,
        "apercu": reverse("portail:diffusion_apercu", args=[objet.pk]),
        "actions": actions(objet, demande(request)),
    }
    return render(request, "portail/diffusion.html", contexte)


def _avec_entreprises(personnes: list[Utilisateur]) -> list[tuple[Utilisateur, str]]:
    siennes: dict[int, set[str]] = {}
    en_place = Appartenance.objects.actives().filter(utilisateur__in=personnes)
    for personne, nom in en_place.values_list("utilisateur", "organisation__nom"):
        siennes.setdefault(personne, set()).add(nom)
    return [(personne, ", ".join(sorted(siennes.get(personne.pk, ())))) for personne in personnes]


@require_safe
@never_cache
@csp(  # type: ignore[arg-type]
    {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True}
)
def apercu(request: Requete, pk: int) -> HttpResponse:
    return en_cadre(_apercevoir(_trouver(request, pk))[1])


def _apercevoir(objet: Diffusion) -> tuple[str, str]:
    return apercevoir_un_texte(objet.sujet, objet.corps, reverse("portail:accueil"), Categorie.INFORMATION)


def _trouver(request: Requete, pk: int) -> Diffusion:
    return get_object_or_404(
        Diffusion.objects.visibles_par(request.acteur).select_related("ecrite_par", "confirmee_par"), pk=pk
    )
