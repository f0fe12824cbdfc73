"""The door of Yousign: nobody signs in there, the signature of the message is the right."""

import logging
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from candidatures.models import EvenementYousign
from candidatures.signature import est_raccordee
from candidatures.signature.webhook import OCTETS_AU_PLUS, Evenement, est_authentique
from candidatures.tasks import confier
from segur.noyau.requete import Requete

logger = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def recevoir(request: Requete) -> HttpResponse:
    """Notes that something changed; a task then asks Yousign what. 200 also for what was told already."""
    if not est_raccordee():
        raise Http404
    if len(request.body) > OCTETS_AU_PLUS:
        return HttpResponse(status=413)
    if not est_authentique(request.body, request.headers.get("X-Yousign-Signature-256", "")):
        logger.warning("Webhook de Yousign refusé : signature fausse.")
        return HttpResponse(status=403)
    try:
        evenement = Evenement.model_validate_json(request.body)
    except ValidationError:
        return HttpResponse(status=400)
    if evenement.sandbox != settings.YOUSIGN_BAC_A_SABLE:
        logger.warning("Webhook de Yousign refusé : il vient d’un autre environnement.")
        return HttpResponse(status=403)
    _noter(evenement, request)
    return HttpResponse(status=200)


@transaction.atomic
def _noter(evenement: Evenement, request: Requete) -> None:
    demande = evenement.demande()
    if demande is None:
        return
    _, nouveau = EvenementYousign.objects.get_or_create(
        identifiant=evenement.event_id,
        defaults={"demande": demande, "nom": evenement.event_name, "recu_le": request.recu_le},
    )
    if nouveau:
        transaction.on_commit(partial(confier, demande.pk))
