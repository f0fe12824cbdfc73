"""Subscribing to the changes of the registry, without account: a form, then two links that only the mailbox knows."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from candidatures import abonnements
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.reception import adresse_du_client
from segur.noyau.requete import Requete

TROP = (
    "Trop d’abonnements ont été demandés depuis votre réseau : rien n’a été envoyé. "
    "Réessayez dans une heure, ou depuis un autre réseau."
)


LONGUEUR_D_UNE_ADRESSE = 254
"""What the database keeps of it; a form of Django accepts longer ones."""


class AbonnementForm(forms.Form):
    adresse = forms.EmailField(
        label="Adresse électronique",
        max_length=LONGUEUR_D_UNE_ADRESSE,
        help_text="Exemple : prenom.nom@hopital.fr",
        error_messages={"required": "Indiquez l’adresse où recevoir les changements."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.order_by("libelle"),
        label="Solutions à suivre",
        required=False,
        empty_label="Toutes les solutions",
        to_field_name="code",
        error_messages={"invalid_choice": "Choisissez un dispositif de la liste."},
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def demander(request: Requete) -> HttpResponse:
    """Answers the same whether the address is known or not, was written to just now or not."""
    form = AbonnementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saisie = form.cleaned_data
        if not abonnements.permettre(adresse_du_client(request)):
            form.add_error(None, TROP)
            return render(request, "portail/abonnement.html", {"form": form}, status=429)
        abonnements.demander(saisie["adresse"], saisie["dispositif"], timezone.now())
        return _suite(request, "demande", adresse=saisie["adresse"])
    return render(request, "portail/abonnement.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirmer(request: Requete, jeton: str) -> HttpResponse:
    """Opening the link changes nothing: some mailboxes open every link by themselves."""
    trouve = abonnements.a_confirmer(jeton)
    if trouve is None:
        return _suite(request, "perime", 404)
    abonnement, dispositif = trouve
    if request.method == "POST":
        abonnements.confirmer(abonnement, dispositif, timezone.now())
    cas = "confirme" if request.method == "POST" else "confirmer"
    return _suite(request, cas, adresse=abonnement.adresse, suivi=dispositif or abonnements.TOUS)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def arreter(request: Requete, jeton: str) -> HttpResponse:
    pk = abonnements.a_arreter(jeton)
    if pk is None:
        return _suite(request, "perime", 404)
    if request.method == "POST":
        abonnements.arreter(pk)
    return _suite(request, "arrete" if request.method == "POST" else "arreter")


def _suite(request: Requete, cas: str, statut: int = 200, **contexte: Any) -> HttpResponse:
    return render(request, "portail/abonnement_suite.html", {"cas": cas, **contexte}, status=statut)
