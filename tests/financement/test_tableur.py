"""A workbook is written whatever a name holds."""

from openpyxl import load_workbook

from financement.tableur import ecrire_une_feuille


def test_un_caractere_qu_un_classeur_refuse_ne_l_empeche_pas_de_partir() -> None:
    """A line break pasted from a word processor is a vertical tab, which a form lets through."""
    with ecrire_une_feuille("Essai", ["Nom"], [["Logi\x0bMed"], ["Deux\nlignes"], ["=1+1"], ["\x00\x1b[2K"]]) as flux:
        lues = [valeur for (valeur,) in load_workbook(flux)["Essai"].iter_rows(values_only=True)]

    assert lues == ["Nom", "Logi\ufffdMed", "Deux\nlignes", "'=1+1", "\ufffd\ufffd[2K"]
