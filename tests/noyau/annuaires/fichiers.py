"""Files of bases, small and by hand; and their import, as the command makes it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from segur.noyau.annuaires.generation import COLONNES_DE_L_ANNUAIRE, ENTETES, finess, rpps
from segur.noyau.annuaires.importation import importer_sur_place
from segur.noyau.annuaires.models import LIGNES, AnomalieDImport, ImportDeBase

JOUR = date(2026, 2, 2)
MSP = [finess(1), "Maison de santé", "MSP", "B", "oui", "3", "0"]
ENTETE = ";".join(ENTETES["reference"])


def reference(*lignes: list[str]) -> str:
    return "".join(f"{texte}\n" for texte in (ENTETE, *(";".join(ligne) for ligne in lignes)))


def structures(tranches: dict[int, str]) -> str:
    """One structure per rank, in its tranche."""
    return reference(*([finess(rang), f"MSP {rang}", "MSP", t, "oui", "1", "0"] for rang, t in tranches.items()))


def activite(rang: int, **valeurs: str) -> str:
    """A row of the annuaire santé: a liberal general practitioner unless said otherwise, by header."""
    cellules = dict.fromkeys(COLONNES_DE_L_ANNUAIRE, "")
    cellules |= {
        "Identification nationale PP": f"8{rpps(rang)}",
        "Nom d'exercice": "DURÀND-MÜLLER",
        "Prénom d'exercice": "Zoé",
        "Code profession": "10",
        "Code savoir-faire": "SM54",
        "Code mode exercice": "L",
        "Téléphone (coord. structure)": "0102030405",
        "Adresse e-mail (coord. structure)": "zoe@cabinet.example",
    }
    return "|".join((cellules | valeurs).values()) + "|\n"


def annuaire(*lignes: str) -> str:
    return "|".join(COLONNES_DE_L_ANNUAIRE) + "|\n" + "".join(lignes)


def importer(
    dossier: Path, contenu: str | bytes, base: str = "reference", jour: date = JOUR, **options: Any
) -> ImportDeBase:
    """Through the same door as the command, two days after the extraction."""
    fichier = dossier / f"{base}.csv"
    fichier.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    le = datetime.combine(jour + timedelta(days=2), time(9), UTC)
    return importer_sur_place(base, fichier, extrait_du=jour, le=le, **options)


def anomalies(fini: ImportDeBase) -> list[tuple[str, int, str, str]]:
    """(kind, line, column, value) of each problem told."""
    details = AnomalieDImport.objects.filter(decompte__importation=fini).select_related("decompte").order_by("pk")
    return [(a.decompte.genre, a.ligne, a.colonne, a.valeur) for a in details]


def en_vigueur(base: str, numero: int, champ: str = "tranche") -> dict[str, Any]:
    lignes = LIGNES[base]._default_manager.a_la_version(numero)
    return dict(lignes.values_list("cle", champ))
