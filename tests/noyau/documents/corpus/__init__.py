"""Files made here, each with what the portal must say of it. Nobody's file is copied."""

from tests.noyau.documents.corpus.bureautique import BUREAUTIQUE
from tests.noyau.documents.corpus.cas import Cas
from tests.noyau.documents.corpus.eicar import EICARS
from tests.noyau.documents.corpus.honnetes import HONNETES_DU_CORPUS
from tests.noyau.documents.corpus.images import IMAGES
from tests.noyau.documents.corpus.noms import NOMS
from tests.noyau.documents.corpus.pdfs import PDFS
from tests.noyau.documents.corpus.tailles import TAILLES
from tests.noyau.documents.corpus.textes import TEXTES
from tests.noyau.documents.corpus.videos import VIDEOS
from tests.noyau.documents.corpus.zips import ZIPS

FAMILLES: dict[str, tuple[int, list[Cas]]] = {
    "zip": (35, ZIPS),
    "pdf": (40, PDFS),
    "bureautique": (40, BUREAUTIQUE),
    "images": (30, IMAGES),
    "vidéos": (15, VIDEOS),
    "textes": (20, TEXTES),
    "noms": (40, NOMS),
    "eicar": (20, EICARS),
    "tailles": (15, TAILLES),
    "honnêtes": (45, HONNETES_DU_CORPUS),
}
"""By family: how many at least, and the files."""
CORPUS: list[Cas] = [un for _, cas in FAMILLES.values() for un in cas]
