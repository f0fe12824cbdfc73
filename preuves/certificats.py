"""Official PDFs: convention, attestation de référencement, rapport de conformité (E4-02, E4-08)."""

from typing import Any, NoReturn

from django.template.loader import render_to_string
from weasyprint import HTML

from candidatures.models import Candidature, DocumentOfficiel
from preuves.models import Chapitre, Preuve

Nature = DocumentOfficiel.Nature
GABARITS = {
    Nature.CONVENTION: "pdf/convention.html",
    Nature.ATTESTATION: "pdf/attestation.html",
    Nature.RAPPORT: "pdf/rapport.html",
}


def produire(officiel: DocumentOfficiel) -> bytes:
    """The PDF's bytes, tagged for assistive technologies (PDF/UA). Reads nothing outside the database."""
    html = render_to_string(GABARITS[Nature(officiel.nature)], contexte(officiel))
    return HTML(string=html, url_fetcher=_sans_reseau).write_pdf(pdf_variant="pdf/ua-1")


def contexte(officiel: DocumentOfficiel) -> dict[str, Any]:
    candidature = Candidature.objects.pour_dossier().get(pk=officiel.candidature_id)
    donnees: dict[str, Any] = {
        "officiel": officiel,
        "candidature": candidature,
        "administrative": candidature.administrative,
        "eligibilite": candidature.eligibilite,
        "convention": candidature.convention,
        "profils": candidature.eligibilite.profils.all(),
    }
    if officiel.nature == Nature.RAPPORT:
        donnees["chapitres"] = [
            (chapitre, Preuve.objects.filter(chapitre=chapitre).pour_liste())
            for chapitre in Chapitre.objects.filter(candidature=candidature).avec_compteurs()
        ]
    return donnees


def _sans_reseau(url: str, *args: Any, **options: Any) -> NoReturn:
    raise ValueError(f"Un document officiel ne charge rien de l’extérieur : {url}")
