"""The template of the declaration of obsolete versions (E2-19), with the columns the portal reads back."""

from io import BytesIO

from openpyxl import Workbook

COLONNES = (
    "Nom commercial",
    "Version technique",
    "Nature de l’arrêt (commercialisation ou maintenance)",
    "Date de l’information publique (jj/mm/aaaa)",
    "Adresse ou référence de l’information publique",
)
REPERES = (
    "Version la plus récente installée en production à la Date 0",
    "Version référencée en vague 1 (si concerné)",
    "Non concerné : aucune version obsolète (Oui ou Non)",
)


def modele_des_versions_obsoletes() -> bytes:
    """An empty workbook: sheet « Versions obsolètes », one row per version; sheet « Repères », three values."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    feuille = classeur.create_sheet("Versions obsolètes")
    feuille.append(COLONNES)
    reperes = classeur.create_sheet("Repères")
    for repere in REPERES:
        reperes.append((repere, ""))
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()
