"""The library of xlsx workbooks: heavy, so loaded by the first who reads or writes one, and never without its guard."""

from types import ModuleType


def openpyxl_sur() -> ModuleType:
    """Raises ImportError when the XML of a foreign workbook would be read by anything else than defusedxml."""
    import openpyxl

    if openpyxl.LXML or not openpyxl.DEFUSEDXML:
        raise ImportError("Un classeur reçu se lit avec defusedxml (OPENPYXL_LXML=False), et rien d’autre.")
    return openpyxl
