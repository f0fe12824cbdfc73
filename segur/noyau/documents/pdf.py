"""Making a PDF from a template: tagged for assistive technologies (PDF/UA), without any network."""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.template.loader import render_to_string
from weasyprint import HTML


def en_pdf(gabarit: str, contexte: Mapping[str, Any]) -> bytes:
    """The PDF's bytes. What the template asks from outside the page is an error."""
    html = render_to_string(gabarit, dict(contexte))
    pdf: bytes = HTML(string=html, url_fetcher=_sans_reseau).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _sans_reseau(url: str, *args: Any, **options: Any) -> NoReturn:
    raise ValueError(f"Un document officiel ne charge rien de l’extérieur : {url}")
