"""How many SQL queries a page costs, said in a header."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ENTETE = "X-Requetes-SQL"


class CompteurDeRequetes:
    """First of all middlewares: session, actor and savepoints are counted too (BEGIN and COMMIT are not cursors')."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nombre = 0

        def compter(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal nombre
            nombre += 1
            return execute(*arguments)

        with connection.execute_wrapper(compter):
            reponse = self.get_response(request)
        reponse[ENTETE] = str(nombre)
        return reponse
