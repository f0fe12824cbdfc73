"""The pages that explain the API and the webhooks, in French, with an example of each use."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from segur.noyau.jetons.models import Portee
from segur.noyau.requete import Requete
from segur.noyau.webhooks import livraison, regles
from segur.noyau.webhooks.models import Famille

ENTETES = (
    (livraison.SIGNATURE, "t=…,v1=… : l’horodatage en secondes, puis une ou deux signatures"),
    (livraison.IDENTIFIANT, "l’identifiant de l’événement, le même à chaque essai"),
    (livraison.TYPE, "son type, celui du corps ; « essai » pour un essai demandé depuis le portail"),
    (livraison.ESSAI, "le numéro de l’essai, à partir de 1"),
)
EXEMPLE = {
    "id": "4f7b5c0e-6c1f-4f6e-9d0e-2a3b4c5d6e7f",
    "type": "preuve.demander_modification",
    "recu_le": "2031-03-04T10:12:00+00:00",
    "dossier": "candidature:AB12CD34E",
    "rang": 42,
    "objet": {
        "nature": "preuve",
        "id": 512,
        "chapitre": 31,
        "candidature": "AB12CD34E",
        "lien": "/api/v1/preuves/512/",
    },
    "statut": {"code": "a_modifier", "libelle": "À modifier"},
}


@login_not_required
@require_safe
def documentation(request: Requete) -> HttpResponse:
    racine = request.build_absolute_uri("/api/v1/")
    return render(request, "api/documentation.html", {"portees": Portee.choices, "racine": racine})


@login_not_required
@require_safe
def webhooks(request: Requete) -> HttpResponse:
    contexte = {
        "entetes": ENTETES,
        "familles": Famille.choices,
        "exemple": json.dumps(EXEMPLE, ensure_ascii=False, indent=2),
        "delai": settings.WEBHOOKS_DELAI,
        "delais": [_en_mots(delai) for delai in regles.DELAIS],
        "essais": regles.ESSAIS,
        "ports": regles.PORTS,
        "garde": regles.GARDE.days,
    }
    return render(request, "api/webhooks.html", contexte)


def _en_mots(delai: timedelta) -> str:
    """« 5 min », « 12 h »."""
    minutes = delai // timedelta(minutes=1)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"
