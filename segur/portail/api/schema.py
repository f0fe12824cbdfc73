"""The OpenAPI 3.1 document: every operation says also how it refuses."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from segur.portail.api.problemes import TITRES, TYPE, ProblemeSerializer

PARTOUT = (400, 404, 405, 406, 429)
D_UN_JETON = (401, 403)
D_UN_ENVOI = (409, 413, 415, 422)


class SchemaDuPortail(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        """What the operation declares, and its refusals."""
        corps = super()._get_response_bodies(direction)
        refus = PARTOUT + (D_UN_JETON if self._portee() else (401,)) + self._de_l_envoi()
        for code in refus:
            reponse = OpenApiResponse(ProblemeSerializer, description=TITRES[code])
            corps[str(code)] = self._get_response_for_code(reponse, str(code), media_types=[TYPE])
        return corps

    def _portee(self) -> str:
        portee: str = self.view.portees.get(self.method, "")
        return portee

    def _de_l_envoi(self) -> tuple[int, ...]:
        return (*D_UN_ENVOI, 503) if self.method == "POST" else (422,)

    def get_auth(self) -> Any:
        return [{"jeton": []}] if self._portee() else [{}, {"jeton": []}]

    def get_description(self) -> str:
        portee = self._portee()
        return f"Droit du jeton : « {portee} »." if portee else "Sans jeton."


class JetonDuPortail(OpenApiAuthenticationExtension):
    target_class = "segur.portail.api.acces.ParJeton"
    name = "jeton"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Jeton d’API de l’entreprise."}
