"""Stands in for the test platform when the portal is shown: three reports, answered over HTTP like the real one."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from segur.noyau import horloge

RAPPORTS = (
    ("Document CDA : compte rendu de consultation", timedelta(days=5), True),
    ("Document CDA : note de vaccination", timedelta(days=3), True),
    ("Ressource FHIR : alimentation du DMP", timedelta(hours=20), False),
)
"""What each tested, how long ago, and whether it passed."""


@login_not_required
@require_safe
def rapports(request: HttpRequest) -> HttpResponse:
    """The firm's reports, to who holds the key; none outside a demonstration."""
    if not settings.DEMO:
        return JsonResponse([], safe=False)
    if request.headers.get("Authorization", "").strip() != f"GazelleAPIKey {settings.GAZELLE_CLE}".strip():
        return JsonResponse({"erreur": "clé inconnue"}, status=401)
    lus = [
        {"titre": titre, "le": _instant(age), "reussi": reussi, "adresse": f"{settings.GAZELLE_URL}/rapport?n={rang}"}
        for rang, (titre, age, reussi) in enumerate(RAPPORTS, start=1)
    ]
    return JsonResponse(lus, safe=False)


@require_safe
def rapport(request: HttpRequest) -> HttpResponse:
    """What the link of a report leads to."""
    rang = request.GET.get("n", "1")
    if not settings.DEMO or rang not in {str(n) for n in range(1, len(RAPPORTS) + 1)}:
        raise Http404
    titre, age, reussi = RAPPORTS[int(rang) - 1]
    lu = f"{titre}, {_instant(age)} : {'réussi' if reussi else 'échoué'}"
    return HttpResponse(lu, content_type="text/plain; charset=utf-8")


def _instant(age: timedelta) -> str:
    return (horloge.maintenant() - age).isoformat()
