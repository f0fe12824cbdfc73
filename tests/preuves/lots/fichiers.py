"""Small files named after their proofs, and what has become of them."""

from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from preuves.models import Depot, FichierDuLot, Preuve
from segur.portail.demonstration.scenario import Scenario
from tests.monde import PDF, fichier

HTMX = {"HX-Request": "true"}


def preuves(scenario: Scenario) -> list[Preuve]:
    return list(Preuve.objects.filter(chapitre__candidature=scenario.candidature).select_related("attendue"))


def nom_pour(preuve: Preuve, suite: str = "capture.pdf") -> str:
    return f"{str(preuve).replace('/', '_')} {suite}"


def pdf(nom: str) -> SimpleUploadedFile:
    """A content of its own for each name."""
    return fichier(nom, PDF + nom.encode())


def archive(*fichiers: tuple[str, bytes], nom: str = "lot.zip") -> SimpleUploadedFile:
    flux = BytesIO()
    with ZipFile(flux, "w") as livre:
        for chemin, contenu in fichiers:
            livre.writestr(chemin, contenu)
    return fichier(nom, flux.getvalue())


def etats() -> dict[str, tuple[str, str]]:
    lignes = FichierDuLot.objects.select_related("preuve__attendue").order_by("chemin")
    return {ligne.chemin: (str(ligne.preuve or ""), ligne.etat) for ligne in lignes}


def deposes(scenario: Scenario) -> dict[str, list[str]]:
    depots = Depot.objects.actuels().filter(preuve__chapitre__candidature=scenario.candidature)
    par_preuve: dict[str, list[str]] = {}
    for depot in depots.select_related("preuve__attendue", "document"):
        par_preuve.setdefault(str(depot.preuve), []).append(str(depot))
    return par_preuve


def ligne(chemin: str) -> FichierDuLot:
    return FichierDuLot.objects.get(chemin=chemin)
