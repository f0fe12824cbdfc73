"""Where a form sent with its progress goes next: said to the script, and not followed on its behalf."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

ENTETE = "X-Suite"


class SuiteMiddleware:
    """A request made by a script would follow a redirection by itself, and eat the message meant for the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if "X-Televersement" not in request.headers or not isinstance(reponse, HttpResponseRedirectBase):
            return reponse
        suite = HttpResponse(status=204, headers={ENTETE: reponse["Location"]})
        suite.cookies = reponse.cookies
        return suite
