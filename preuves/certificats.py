"""Official PDFs: convention, attestation de référencement, rapport de conformité (E4-02, E4-08)."""

from typing import Any

from candidatures.models import Candidature, DocumentOfficiel
from preuves.models import Chapitre, Preuve
from segur.noyau.documents.pdf import en_pdf

Nature = DocumentOfficiel.Nature
GABARITS = {
    Nature.CONVENTION: "pdf/convention.html",
    Nature.ATTESTATION: "pdf/attestation.html",
    Nature.RAPPORT: "pdf/rapport.html",
}


def produire(officiel: DocumentOfficiel) -> bytes:
    """The PDF's bytes. Reads nothing outside the database."""
    return en_pdf(GABARITS[Nature(officiel.nature)], contexte(officiel))


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
