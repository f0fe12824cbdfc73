"""Making a PDF from a template, without any network: tagged for assistive technologies, or made to be kept."""

import json
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from weasyprint import HTML, Attachment
from weasyprint.urls import URLFetcher

SANS_RESEAU = URLFetcher(allowed_protocols=["data"])
"""A picture written in the page itself is read; nothing is loaded from elsewhere."""


def en_pdf(gabarit: str, contexte: Mapping[str, Any]) -> bytes:
    """The PDF's bytes, as PDF/UA-1. What the template asks from outside the page is left out."""
    return _ecrire(gabarit, contexte, pdf_variant="pdf/ua-1")


def en_pdf_a_garder(gabarit: str, contexte: Mapping[str, Any], *, jumeau: Mapping[str, Any]) -> bytes:
    """As PDF/A-3a: tagged, whole, and carrying `jumeau.json`, the same facts for machines."""
    joint = Attachment(
        string=json.dumps(jumeau, ensure_ascii=False, indent=1), name="jumeau.json", relationship="Alternative"
    )
    return _ecrire(gabarit, contexte, pdf_variant="pdf/a-3a", pdf_tags=True, attachments=[joint])


def _ecrire(gabarit: str, contexte: Mapping[str, Any], **options: Any) -> bytes:
    html = render_to_string(gabarit, dict(contexte))
    pdf: bytes = HTML(string=html, url_fetcher=SANS_RESEAU).write_pdf(**options)
    return pdf
