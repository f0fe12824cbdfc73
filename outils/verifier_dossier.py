"""Verifies the archive of a dossier without the portal (docs/dossier-portable.md).

    python verifier_dossier.py dossier.zip archives.pem

`archives.pem` holds the public keys of the portal, present and former ones, downloaded from it once: the one that the
archive announces is used. Needs Python 3.11 and `cryptography`. Prints in French what it finds; exit code 0 when the
archive is genuine and whole, 1 otherwise.
"""

import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

FORMAT = "dossier-segur/1"
MANIFESTE, SIGNATURE, JOURNAL = "manifeste.json", "manifeste.sig", "journal.json"
HORS_MANIFESTE = {MANIFESTE, SIGNATURE}
MORCEAU = 1024 * 1024
TEXTE_AU_PLUS = 200 * MORCEAU
ILLISIBLE = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, UnicodeDecodeError)
PEM = re.compile(rb"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----", re.DOTALL)
MAL_FORME = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


def anomalies(archive: ZipFile, cles: list[Ed25519PublicKey]) -> Iterator[str]:
    """Everything that is not as the portal wrote it; nothing when the archive is genuine and whole."""
    noms = Counter(archive.namelist())
    yield from (f"Le fichier « {nom} » est présent {nombre} fois." for nom, nombre in noms.items() if nombre > 1)
    absents = sorted(HORS_MANIFESTE - set(noms))
    yield from (f"Le fichier « {nom} » manque : rien ne peut être vérifié." for nom in absents)
    if absents:
        return
    brut = _texte(archive, MANIFESTE)
    cle = choisir(cles, brut)
    yield from _de_la_signature(brut, _texte(archive, SIGNATURE), cle)
    try:
        manifeste = json.loads(brut)
        yield from _du_manifeste(archive, manifeste, cle)
    except MAL_FORME as cause:
        yield f"Le manifeste est illisible ({type(cause).__name__})."
        return
    if JOURNAL in noms:
        yield from _du_journal(archive, manifeste)


def choisir(cles: list[Ed25519PublicKey], manifeste: bytes) -> Ed25519PublicKey:
    """The key that the manifest announces, among those given; the first of them otherwise, which then says no."""
    try:
        annoncee = json.loads(manifeste)["cle"]["sha256"]
    except MAL_FORME:
        return cles[0]
    return next((cle for cle in cles if empreinte(cle) == annoncee), cles[0])


def empreinte(cle: Ed25519PublicKey) -> str:
    return hashlib.sha256(cle.public_bytes_raw()).hexdigest()


def _de_la_signature(manifeste: bytes, signature: bytes, cle: Ed25519PublicKey) -> Iterator[str]:
    try:
        cle.verify(signature, manifeste)
    except InvalidSignature:
        yield "La signature du manifeste n’est pas celle de la clé donnée : manifeste modifié, ou autre clé."


def _du_manifeste(archive: ZipFile, manifeste: dict[str, Any], cle: Ed25519PublicKey) -> Iterator[str]:
    if manifeste["format"] != FORMAT:
        yield f"Le format « {manifeste['format']} » n’est pas celui que ce vérificateur connaît ({FORMAT})."
    if manifeste["cle"]["sha256"] != empreinte(cle):
        yield "Le manifeste annonce une autre clé que la clé donnée."
    annonces = {fichier["chemin"]: fichier for fichier in manifeste["fichiers"]}
    presents = set(archive.namelist()) - HORS_MANIFESTE
    yield from (f"Le fichier « {chemin} » a été retiré de l’archive." for chemin in sorted(set(annonces) - presents))
    yield from (f"Le fichier « {chemin} » a été ajouté à l’archive." for chemin in sorted(presents - set(annonces)))
    for chemin in sorted(presents & set(annonces)):
        if _mesurer(archive, chemin, annonces[chemin]["taille"]) != annonces[chemin]["sha256"]:
            yield f"Le fichier « {chemin} » a été modifié."


def _mesurer(archive: ZipFile, chemin: str, taille: int) -> str:
    """SHA-256 of the file; "" when it is not of that size, or cannot be read to its end."""
    if archive.getinfo(chemin).file_size != taille:
        return ""
    condense = hashlib.sha256()
    try:
        with archive.open(chemin) as flux:
            while morceau := flux.read(MORCEAU):
                condense.update(morceau)
    except ILLISIBLE:
        return ""
    return condense.hexdigest()


def _du_journal(archive: ZipFile, manifeste: dict[str, Any]) -> Iterator[str]:
    try:
        journal = json.loads(_texte(archive, JOURNAL))
        if journal["dossier"] != f"candidature:{manifeste['candidature']}":
            yield "L’historique est celui d’un autre dossier."
        yield from _de_la_chaine(journal)
    except MAL_FORME as cause:
        yield f"L’historique est illisible ({type(cause).__name__})."


def _de_la_chaine(journal: dict[str, Any]) -> Iterator[str]:
    """The first entry that does not follow the one before it, or whose content is not that of its hash."""
    precedente = ""
    for rang, entree in enumerate(journal["entrees"], start=1):
        contenu = entree.get("contenu")
        maillon = entree if contenu is None else contenu
        if maillon["rang"] != rang:
            yield f"Historique : l’entrée n° {rang} a disparu."
            return
        if maillon["precedente"] != precedente:
            yield f"Historique : l’entrée n° {rang} ne suit pas celle qui la précède."
            return
        if contenu is not None and not _est_intacte(contenu, entree["empreinte"], journal["dossier"]):
            yield f"Historique : l’entrée n° {rang} a été modifiée après son inscription."
            return
        precedente = entree["empreinte"]


def _est_intacte(contenu: dict[str, Any], empreinte: str, dossier: str) -> bool:
    texte = json.dumps(contenu, sort_keys=True, ensure_ascii=False)
    return contenu["dossier"] == dossier and hashlib.sha256(texte.encode()).hexdigest() == empreinte


def _texte(archive: ZipFile, chemin: str) -> bytes:
    """A small file as a whole. ValueError when it says to be large."""
    if archive.getinfo(chemin).file_size > TEXTE_AU_PLUS:
        raise ValueError(chemin)
    return archive.read(chemin)


def resume(archive: ZipFile) -> list[str]:
    """What a verified archive says of itself."""
    manifeste, entrees = json.loads(_texte(archive, MANIFESTE)), json.loads(_texte(archive, JOURNAL))["entrees"]
    internes = sum("contenu" not in entree for entree in entrees)
    return [
        f"Candidature n° {manifeste['candidature']}, version {manifeste['version']} du {manifeste['produite_le']}.",
        f"{len(manifeste['fichiers'])} fichiers intacts, {len(entrees)} entrées d’historique chaînées"
        f" (dont {internes} internes à l’ANS, réduites à leur empreinte).",
        f"Signée par : {manifeste['cle']['libelle']}, SHA-256 {manifeste['cle']['sha256']}.",
    ]


def lire_les_cles(chemin: Path) -> list[Ed25519PublicKey]:
    """Every key of the file. ValueError when there is none, or when one is not an Ed25519 public key."""
    lues = [load_pem_public_key(pem) for pem in PEM.findall(chemin.read_bytes())]
    cles = [cle for cle in lues if isinstance(cle, Ed25519PublicKey)]
    if not cles or len(cles) < len(lues):
        raise ValueError(chemin)
    return cles


def verifier(archive: Path, cles: Path) -> tuple[bool, list[str]]:
    """Whether it holds, and what to say of it."""
    try:
        publiques = lire_les_cles(cles)
    except (OSError, ValueError):
        return False, [f"« {cles} » n’est pas une clé publique Ed25519 en PEM."]
    try:
        with ZipFile(archive) as ouverte:
            trouvees = list(anomalies(ouverte, publiques))
            return not trouvees, trouvees or resume(ouverte)
    except (*ILLISIBLE, *MAL_FORME) as cause:
        return False, [f"L’archive est illisible ou abîmée ({type(cause).__name__})."]


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("Usage : python verifier_dossier.py dossier.zip archives.pem")
        return 1
    integre, lignes = verifier(Path(arguments[0]), Path(arguments[1]))
    print("ARCHIVE AUTHENTIQUE ET INTACTE" if integre else "ARCHIVE REFUSÉE")
    for ligne in lignes:
        print(f"- {ligne}")
    return 0 if integre else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
