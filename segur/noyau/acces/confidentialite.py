"""What a browser may keep of a page that somebody had to sign in for: nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

EFFACER = '"cache", "storage"'
"""On leaving: pages kept, and the answers that a page keeps for who lost their session while typing."""


class ConfidentialiteMiddleware:
    """A page that says nothing of caches is kept nowhere, once its reader is known. Leaving empties the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if request.user.is_authenticated and not reponse.has_header("Cache-Control"):
            patch_cache_control(reponse, private=True, no_store=True)
        if _sort(request):
            patch_cache_control(reponse, private=True, no_store=True)
            reponse["Clear-Site-Data"] = EFFACER
        return reponse


def _sort(request: HttpRequest) -> bool:
    vue = request.resolver_match.view_name if request.resolver_match else ""
    return vue == "account_logout" and request.method == "POST"
