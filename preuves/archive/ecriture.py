"""Writing the ZIP, chunk by chunk: whatever a dossier weighs, the memory it takes does not change."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage

from preuves.archive.cles import cle
from preuves.archive.contenu import Contenu, en_json
from segur.noyau.documents.models import Document, Fichier

FORMAT = "dossier-segur/1"
MORCEAU = 1024 * 1024
MANIFESTE, SIGNATURE = "manifeste.json", "manifeste.sig"
LISEZ_MOI = """Archive d’un dossier du Portail Ségur

dossier.json       la candidature : réponses, chapitres, preuves, décisions, convention
regles.json        les textes qui s’appliquent, et leurs versions
journal.json       l’historique, entrée par entrée, chaîné par empreintes
fichiers/          les documents du dossier
manifeste.json     la taille et l’empreinte SHA-256 de chaque fichier de cette archive
manifeste.sig      la signature Ed25519 de manifeste.json
cle_publique.pem   la clé publique de cette signature

Pour vérifier cette archive sans connexion, téléchargez du portail, une fois, sa clé et le vérificateur :
/cles/archives.pem et /cles/verifier_dossier.py. Puis, avec Python et la bibliothèque « cryptography » :

    python verifier_dossier.py dossier.zip archives.pem

Ne vous fiez pas à la clé contenue dans l’archive : qui modifie l’archive peut aussi la remplacer.
"""


class FichierAbime(Exception):
    """A stored file is not what was deposited: the archive is not made."""


def ecrire(contenu: Contenu, flux: IO[bytes], entete: dict[str, Any], avancer: Callable[[int], None]) -> None:
    """Writes the whole signed archive in `flux`. `avancer` is told how many stored files are copied."""
    with ZipFile(flux, "w") as sortie:
        archive = Archive(sortie)
        archive.ajouter("journal.json", contenu.journal())
        for chemin, texte in [*contenu.textes.items(), ("LISEZ-MOI.txt", LISEZ_MOI.encode())]:
            archive.ajouter(chemin, [texte])
        for rang, (chemin, document) in enumerate(contenu.fichiers.items(), start=1):
            archive.copier(chemin, document)
            avancer(rang)
        archive.sceller({"format": FORMAT, "candidature": contenu.candidature.numero, **entete})


class Archive:
    """A ZIP being written; keeps the size and the SHA-256 of each file for the manifest."""

    def __init__(self, sortie: ZipFile) -> None:
        self.sortie = sortie
        self.fichiers: dict[str, Fichier] = {}

    def ajouter(self, chemin: str, morceaux: Iterable[bytes], compression: int = ZIP_DEFLATED) -> Fichier:
        info = ZipInfo(chemin)
        info.compress_type = compression
        condense, taille = hashlib.sha256(), 0
        with self.sortie.open(info, "w", force_zip64=True) as membre:
            for morceau in morceaux:
                membre.write(morceau)
                condense.update(morceau)
                taille += len(morceau)
        self.fichiers[chemin] = Fichier(empreinte=condense.hexdigest(), taille=taille)
        return self.fichiers[chemin]

    def copier(self, chemin: str, document: Document) -> None:
        copie = self.ajouter(chemin, _morceaux(document.fichier), ZIP_STORED)
        if copie.empreinte != document.fichier.empreinte:
            raise FichierAbime(f"Le fichier {document.fichier} n’a plus le contenu qui avait été déposé.")

    def sceller(self, entete: dict[str, Any]) -> None:
        """The manifest of everything written so far, and its detached signature."""
        signataire = cle()
        fichiers = [
            {"chemin": chemin, "taille": fichier.taille, "sha256": fichier.empreinte}
            for chemin, fichier in sorted(self.fichiers.items())
        ]
        de_la_cle = {"algorithme": "Ed25519", "sha256": signataire.empreinte, "libelle": signataire.libelle}
        manifeste = en_json(entete | {"cle": de_la_cle, "fichiers": fichiers})
        self.ajouter(MANIFESTE, [manifeste])
        self.ajouter(SIGNATURE, [signataire.privee.sign(manifeste)])


def _morceaux(fichier: Fichier) -> Iterator[bytes]:
    with default_storage.open(fichier.chemin) as flux:
        while morceau := flux.read(MORCEAU):
            yield morceau
