"""The one door through which a stored file leaves."""

from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from segur.noyau.documents.models import Document
from segur.noyau.requete import Requete


@require_safe
@never_cache
@csp_replace({"default-src": [NONE], "sandbox": True})  # type: ignore[arg-type]
def telecharger(request: Requete, identifiant: UUID) -> FileResponse:
    """As an attachment, never interpreted, to who may see one of its owners; 404 to anyone else."""
    documents = Document.objects.visibles_par(request.acteur).select_related("fichier")
    document = get_object_or_404(documents, identifiant=identifiant)
    reponse = FileResponse(
        default_storage.open(document.fichier.chemin),
        as_attachment=True,
        filename=document.nom,
        content_type=document.fichier.type_mime,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
