"""PDF files, read by qpdf: it repairs what it can, and says so."""

from pathlib import PurePosixPath
from typing import Any, BinaryIO

import pikepdf

from segur.noyau.documents.structure.constats import ABIME, MELANGE, MOT_DE_PASSE, Constats, FichierRefuse

FIN = b"%%EOF"
BLANCS = b"\0\t\n\x0c\r \x1a"
TOLERES = 1024  # as readers do: what a network or a printer adds is small
ETRANGERS = (b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"<script", b"<html", b"<?php", b"MZ\x90", b"\x7fELF", b"Rar!")
INERTES = frozenset({".json", ".xml", ".txt", ".csv"})
ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "lancement",
    "/ImportData": "lancement",
    "/SubmitForm": "lancement",
    "/GoToE": "lancement",
    "/Rendition": "lancement",
}
CLES = {"/JS": "javascript", "/RichMedia": "lancement", "/XFA": "javascript"}


def examiner(flux: BinaryIO, constats: Constats) -> None:
    """Raises FichierRefuse."""
    _exiger_une_fin(flux, constats)
    flux.seek(0)
    try:
        pdf = pikepdf.open(flux, suppress_warnings=True)
    except pikepdf.PasswordError as cause:
        raise FichierRefuse(MOT_DE_PASSE) from cause
    with pdf:
        if not len(pdf.pages):
            raise FichierRefuse("ne contient aucune page : enregistrez-le de nouveau en PDF.")
        if pdf.is_encrypted:
            constats.noter("restreint")
        for objet in pdf.objects:
            _noter(objet, constats)
        if pdf.get_warnings():
            constats.noter("repare")


def _exiger_une_fin(flux: BinaryIO, constats: Constats) -> None:
    flux.seek(0)
    contenu = flux.read()
    place = contenu.rfind(FIN)
    if place < 0:
        raise FichierRefuse(ABIME)
    reste = contenu[place + len(FIN) :].strip(BLANCS)
    if any(signature in reste.lower() or signature in reste for signature in ETRANGERS):
        raise FichierRefuse(MELANGE)
    if len(reste) > TOLERES:
        raise FichierRefuse(ABIME)
    if reste:
        constats.noter("octets_en_trop")


def _noter(objet: Any, constats: Constats) -> None:
    """One object, and what is written within it: actions are often not objects of their own."""
    a_voir = [(objet, 0)]
    while a_voir:
        vu, niveau = a_voir.pop()
        if isinstance(vu, pikepdf.Dictionary | pikepdf.Stream):
            _noter_le_dictionnaire(vu, constats)
            suite = [valeur for _, valeur in vu.items()]
        else:
            suite = list(vu) if isinstance(vu, pikepdf.Array) else []
        a_voir += [(v, niveau + 1) for v in suite if niveau < 20 and _est_compose(v)]


def _est_compose(valeur: Any) -> bool:
    """Written here, and not an object that the walk meets elsewhere."""
    return isinstance(valeur, pikepdf.Dictionary | pikepdf.Array) and not valeur.is_indirect


def _noter_le_dictionnaire(vu: Any, constats: Constats) -> None:
    action = str(vu.get("/S", ""))
    if action in ACTIONS:
        constats.noter(ACTIONS[action])
    constats.noter(*(code for cle, code in CLES.items() if cle in vu))
    if "/EF" in vu and not _est_inerte(vu):
        constats.noter("fichier_joint")


def _est_inerte(specification: Any) -> bool:
    """Facts for machines beside the page (the portal's own twin, an electronic invoice): text that nothing runs."""
    noms = {str(specification[cle]) for cle in ("/F", "/UF") if cle in specification}
    return bool(noms) and all(PurePosixPath(nom).suffix.lower() in INERTES for nom in noms)
