"""Where to report a flaw of the portal (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

VALABLE = timedelta(days=180)
"""A copy older than that is to be read again."""


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """404 without a contact: a file that nobody reads the mail of would be worse than none."""
    if not settings.CONTACT_SECURITE:
        raise Http404
    expire_le = (timezone.now() + VALABLE).replace(microsecond=0)
    lignes = [
        *(f"Contact: {contact}" for contact in settings.CONTACT_SECURITE),
        f"Expires: {expire_le:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.URL_PUBLIQUE}{request.path}",
    ]
    return HttpResponse("\n".join([*lignes, ""]), content_type="text/plain; charset=utf-8")
