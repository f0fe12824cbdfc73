"""What a program sends of its orders: nothing twice, and nothing better is left aside."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from financement.models import DemandeDeFinancement
from segur.noyau import horloge
from segur.portail.demonstration.commandes import DepotDeCommandes
from tests.portail.api.programme import Programme

pytestmark = pytest.mark.django_db


def test_une_archive_plus_complete_n_est_pas_prise_pour_la_premiere(depot: DepotDeCommandes, settings: Any) -> None:
    """The same file under the key of the next lot, with its pieces this time; then that very lot again."""
    settings.DEMO = True
    horloge.regler(depot.dossier.instant)
    cache.clear()
    api, bons = Programme(depot.dossier.mandataire), depot.bons(2)
    references = [bon.reference for bon in bons]
    partielle, entiere = depot.archive(references[:1]), depot.archive(references)

    def envoyer(lot: str, archive: SimpleUploadedFile) -> int:
        archive.seek(0)
        pieces = {"fichier": depot.fichier(bons), "archive": archive}
        envoi = {"candidature": depot.candidature.numero, **pieces}
        return int(api.post("demandes/", envoi, Idempotency_Key=lot).status_code)

    assert [envoyer("lot-42", partielle), envoyer("lot-43", entiere), envoyer("lot-43", entiere)] == [202, 200, 200]
    assert DemandeDeFinancement.objects.get().envois.count() == 2
    assert envoyer("lot-42", entiere) == 422  # the key of the first archive: this one would be lost without a word
    assert DemandeDeFinancement.objects.get().envois.count() == 2
