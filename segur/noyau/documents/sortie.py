"""The answer that carries a stored file: whole, in part, or sent by the front server in our place."""

from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from segur.noyau.documents import plages
from segur.noyau.documents.models import Document


def remettre(request: HttpRequest, document: Document, *, type_lu: str, jointe: bool) -> HttpResponseBase:
    """RFC 6266 for the name; never guessed, never run."""
    if settings.X_ACCEL:
        reponse = _par_le_mandataire(document)
    else:
        reponse = _en_partie(request, document) or FileResponse(default_storage.open(document.fichier.chemin))
    reponse["Content-Type"] = type_lu
    reponse["Content-Disposition"] = str(content_disposition_header(jointe, _nom(document)))
    reponse["X-Content-Type-Options"] = "nosniff"
    if not settings.X_ACCEL:
        reponse["Accept-Ranges"] = "bytes"
    return reponse


def _nom(document: Document) -> str:
    """Without folders; a file that was given no name has one all the same, for the answer to be an attachment."""
    return PurePosixPath(document.nom.replace("\\", "/")).name or "fichier"


def _par_le_mandataire(document: Document) -> HttpResponseBase:
    """nginx replaces this answer with the file, and cuts it in ranges itself; our headers stay."""
    return HttpResponse(headers={"X-Accel-Redirect": settings.X_ACCEL + quote(document.fichier.chemin)})


def _en_partie(request: HttpRequest, document: Document) -> HttpResponseBase | None:
    """A conditional range (If-Range) gets the whole file: no validator was given."""
    entete = "" if "If-Range" in request.headers else request.headers.get("Range", "")
    taille = document.fichier.taille
    try:
        plage = plages.lire(entete, taille)
    except plages.PlageImpossible:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{taille}"})
    if plage is None:
        return None
    flux = default_storage.open(document.fichier.chemin)
    debut, fin = plage
    entetes = {"Content-Range": f"bytes {debut}-{fin}/{taille}", "Content-Length": str(fin - debut + 1)}
    return StreamingHttpResponse(plages.morceaux(flux, debut, fin), status=206, headers=entetes)
