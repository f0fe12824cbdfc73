"""Back to the page where the button was, and nowhere else."""

from typing import Any, cast

import pytest
from django.test import RequestFactory

from candidatures.views.instruction import retour

FILE = "/instruction/"


@pytest.mark.parametrize(
    ("page", "attendue"),
    [
        ("/instruction/?a=moi", "/instruction/?a=moi"),
        ("", FILE),
        ("abc", FILE),
        ("a\x00b", FILE),
        ("//ailleurs.example/", FILE),
        ("https://ailleurs.example/", FILE),
    ],
)
def test_on_ne_revient_que_sur_une_adresse_du_portail(page: str, attendue: str) -> None:
    """A bare word would be taken for the name of an address, that nobody bears."""
    requete = cast(Any, RequestFactory().post("/", {"retour": page}))

    assert retour(requete, FILE) == attendue
