"""What an address may carry."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "%00"


class ParametresMiddleware:
    """Drops the NUL character from the query string: nobody types it, and PostgreSQL refuses it in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        suite = request.META.get("QUERY_STRING", "")
        while NUL in suite:  # what is left on both sides may make another
            suite = suite.replace(NUL, "")
            request.META["QUERY_STRING"] = suite
        return self.get_response(request)
