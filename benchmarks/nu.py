"""The bare pages: the least that Django can do with the same rows.

Same middlewares (session, person, roles, CSRF, CSP) and same rows, read by one `.values()` query and rendered by a
template without layout, link, form nor component. The write is one UPDATE of the same rows and one INSERT, in one
transaction, without any check. No access rule: that is part of what our pages are compared for.
"""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from candidatures.models import Candidature
from preuves.models import Preuve
from segur.noyau.messagerie.models import Notification

LISTE = (
    "numero",
    "produit__nom",
    "produit__version",
    "produit__editeur__nom",
    "dispositif__libelle",
    "administrative__statut",
    "eligibilite__statut",
    "convention__statut",
    "administrative__premiere_soumission_le",
)
REGISTRE = (
    "nru",
    "produit__nom",
    "produit__version",
    "produit__editeur__nom",
    "dispositif__libelle",
    "statut",
    "referencee_le",
)
CHAPITRE = (
    "pk",
    "statut",
    "motif",
    "attendue__identifiant",
    "attendue__libelle",
    "attendue__scenario__identifiant",
    "attendue__scenario__exigence__identifiant",
    "depots__lien",
    "depots__document__nom",
    "depots__document__fichier__taille",
    "depots__document__fichier__empreinte",
    "depots__depose_par__prenom",
    "depots__depose_par__nom",
    "depots__depose_le",
)


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    return render(request, "nu/liste.html", {"lignes": Candidature.objects.order_by("-pk").values(*LISTE)[:50]})


@login_not_required
@require_safe
def registre(request: HttpRequest) -> HttpResponse:
    lignes = Candidature.objects.exclude(nru=None).order_by("produit__nom", "pk").values(*REGISTRE)[:10]
    return render(request, "nu/registre.html", {"lignes": lignes})


@require_safe
def amendement(request: HttpRequest) -> HttpResponse:
    comptes = Candidature.objects.order_by().values("dispositif", "statut").annotate(nombre=Count("pk"))
    lignes = Candidature.objects.order_by("produit__editeur__nom", "pk").values(*REGISTRE)[:10]
    return render(request, "nu/registre.html", {"comptes": list(comptes), "lignes": lignes})


@require_safe
def chapitre(request: HttpRequest, pk: int) -> HttpResponse:
    lignes = Preuve.objects.filter(chapitre=pk).order_by("attendue__ordre", "pk").values(*CHAPITRE)
    return render(request, "nu/chapitre.html", {"lignes": lignes})


@require_POST
def soumettre(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        Preuve.objects.filter(chapitre=pk, statut="chargee").update(statut="soumise", motif="")
        Notification.objects.create(
            cle=uuid4().hex, adresse="nu@ans.example", sujet="Soumis", corps="Soumis", envoyee_le=timezone.now()
        )
    return redirect(f"/nu/chapitre/{pk}/")
