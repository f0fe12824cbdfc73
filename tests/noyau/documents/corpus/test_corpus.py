"""Each file of the corpus gets its verdict, by the very door of a deposit: the form field, then the store."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile

from segur.noyau.documents.champs import DepotField
from segur.noyau.documents.controles import extension
from segur.noyau.documents.empreintes import empreinte
from segur.noyau.documents.examen import examiner
from tests.noyau.documents.corpus import CORPUS, FAMILLES, Cas


def arrive(cas: Cas) -> InMemoryUploadedFile:
    """As the framework hands it over, under the very name that was sent."""
    contenu = cas.faire()
    fichier = InMemoryUploadedFile(BytesIO(contenu), None, "x", None, len(contenu), None)
    fichier._name = cas.nom  # type: ignore[attr-defined]
    return fichier


def dit(cas: Cas) -> str:
    try:
        DepotField(zone=cas.zone, multiple=True).clean([arrive(cas)])
    except ValidationError as refus:
        return " ".join(refus.messages)
    return ""


@pytest.mark.parametrize(("au_moins", "cas"), FAMILLES.values(), ids=FAMILLES)
def test_chaque_famille_a_ses_fichiers(au_moins, cas):
    assert len(cas) >= au_moins
    assert len({un.titre for un in cas}) == len(cas)


@pytest.mark.exigence("E3-18")
@pytest.mark.parametrize("cas", CORPUS, ids=str)
def test_le_verdict_attendu(cas):
    texte = dit(cas)

    assert (cas.refus in texte) if cas.refus else (texte == "")
    if not cas.refus:
        fichier = arrive(cas)
        assert set(examiner(fichier, extension(cas.nom), empreinte(fichier)).remarques) == cas.remarques
