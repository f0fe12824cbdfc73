"""Stands in for the test platform when the portal is shown: three reports, answered over HTTP like the real one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

RAPPORTS = (
    ("Document CDA : compte rendu de consultation", "2025-09-01T09:00:00Z", True),
    ("Document CDA : note de vaccination", "2025-09-02T14:30:00Z", True),
    ("Ressource FHIR : alimentation du DMP", "2025-09-03T16:10:00Z", False),
)


@login_not_required
@require_safe
def rapports(request: HttpRequest) -> HttpResponse:
    """The firm's reports, to who holds the key; none outside a demonstration."""
    if not settings.DEMO:
        return JsonResponse([], safe=False)
    if request.headers.get("Authorization") != f"GazelleAPIKey {settings.GAZELLE_CLE}":
        return JsonResponse({"erreur": "clé inconnue"}, status=401)
    lus = [
        {"titre": titre, "le": le, "reussi": reussi, "adresse": f"{settings.GAZELLE_URL}/rapport?n={rang}"}
        for rang, (titre, le, reussi) in enumerate(RAPPORTS, start=1)
    ]
    return JsonResponse(lus, safe=False)


@require_safe
def rapport(request: HttpRequest) -> HttpResponse:
    """What the link of a report leads to."""
    rang = request.GET.get("n", "")
    if not settings.DEMO or rang not in {str(n) for n in range(1, len(RAPPORTS) + 1)}:
        raise Http404
    titre, le, reussi = RAPPORTS[int(rang) - 1]
    return HttpResponse(f"{titre}, {le} : {'réussi' if reussi else 'échoué'}", content_type="text/plain; charset=utf-8")
