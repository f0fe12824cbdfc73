"""The tokens of the firm: the list, a new one, whose secret is shown on that page alone."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR
from segur.noyau.jetons.creation import creer
from segur.noyau.jetons.forms import JetonForm
from segur.noyau.jetons.models import Jeton
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


def _reserver(request: Requete) -> None:
    if not request.acteur.tient(*ENGAGE_L_EDITEUR):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponse:
    _reserver(request)
    jetons = Jeton.objects.visibles_par(request.acteur).select_related("cree_par")
    page = paginer(jetons.order_by("statut", "-pk"), request.GET)
    for jeton in page:
        jeton.expire = jeton.est_expire(request.recu_le)
    return render(request, "jetons/liste.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
def nouveau(request: Requete) -> HttpResponse:
    """The page that answers holds the secret; nothing can show it again."""
    _reserver(request)
    form = JetonForm(request.POST or None, le=request.recu_le)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = request.acteur.entreprise
            jeton, secret = creer(organisation, demande(request), expire_le=form.expiration, **form.choix)
            return render(request, "jetons/cree.html", {"jeton": jeton, "secret": secret}, status=201)
        except Refus as refus:
            form.add_error(None, str(refus))
    return render(request, "jetons/nouveau.html", {"form": form}, status=422 if form.errors else 200)
