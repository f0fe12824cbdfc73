"""The models to fill for the files of step 2."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from candidatures.modeles_de_pieces import MODELES, contexte_du_modele
from candidatures.views.etapes import dossier
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.requete import Requete


@require_safe
def modele(request: Requete, numero: str, zone: str) -> HttpResponse:
    """E2-13, E2-26: the model of that place, prefilled, to whoever sees the candidature."""
    candidature = dossier(request, numero)
    demande = MODELES.get(zone)
    if demande is None or not demande.gabarit:
        raise Http404
    pdf = en_pdf(demande.gabarit, contexte_du_modele(candidature.eligibilite))
    nom = f"Modele_{zone.replace('_', '-')}_{candidature.numero}.pdf"
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=entetes)
