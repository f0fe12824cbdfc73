"""Fifteen megabytes received, checked and stored cost the worker less than forty of memory, measured in a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.noyau.documents.corpus.tailles import pdf_de

QUINZE_MO = 15_000_000
QUARANTE_MO = 40 * 1024**2
PROGRAMME = """
import io, json, resource, sys
import django; django.setup()
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.utils import timezone
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.controles import defauts
from segur.noyau.documents.depot import deposer
from segur.noyau.documents.models import Document, Fichier

with connection.schema_editor() as schema:
    for modele in (Fichier, Document):
        schema.create_model(modele)
connection.disable_constraint_checking()  # the other tables are not there

TETE = b'--x\\r\\nContent-Disposition: form-data; name="f"; filename="a.pdf"\\r\\n\\r\\n'

def recevoir(chemin):
    class Corps(io.RawIOBase):
        parties = [io.BytesIO(TETE), open(chemin, "rb"), io.BytesIO(b"\\r\\n--x--\\r\\n")]
        def readable(self):
            return True
        def readinto(self, place):
            while self.parties:
                lus = self.parties[0].readinto(place)
                if lus:
                    return lus
                self.parties.pop(0)
            return 0
    poids = sum(len(p.read()) if isinstance(p, io.BytesIO) else p.seek(0, 2) for p in Corps.parties)
    for partie in Corps.parties:
        partie.seek(0)
    requete = WSGIRequest({
        "REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(poids), "wsgi.input": io.BufferedReader(Corps()),
    })
    fichier = requete.FILES["f"]
    assert defauts(fichier, ZONES["attestation_noms"]) == []
    document = deposer(fichier, nom="a.pdf", zone="attestation_noms", acteur=SYSTEME, le=timezone.now())
    requete.close()
    return document.fichier.taille

sommet = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
recevoir(sys.argv[1])
avant = sommet()
taille = recevoir(sys.argv[2])
print(json.dumps([taille, sommet() - avant]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss se compte autrement ailleurs")
def test_quinze_megaoctets_coutent_moins_de_quarante_de_memoire(tmp_path):
    petit, gros = tmp_path / "petit.pdf", tmp_path / "gros.pdf"
    petit.write_bytes(pdf_de(20_000))
    gros.write_bytes(pdf_de(QUINZE_MO))
    environnement = {
        **{cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("SEGUR_S3")},
        "DJANGO_SETTINGS_MODULE": "segur.settings",
        "DATABASE_URL": "sqlite://:memory:",
        "SEGUR_DOCUMENTS": str(tmp_path / "ranges"),
    }

    fini = subprocess.run(
        [sys.executable, "-c", PROGRAMME, str(petit), str(gros)],
        cwd=Path(__file__).resolve().parents[3],
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )

    assert fini.returncode == 0, fini.stderr
    taille, de_plus = json.loads(fini.stdout.splitlines()[-1])
    assert (taille, de_plus < QUARANTE_MO) == (QUINZE_MO, True), de_plus
