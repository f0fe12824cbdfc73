"""What a firm's programs are told of its enrolments and of the sums to give back: no more than it sees itself."""

import json
from typing import Any

import pytest

from segur.noyau.webhooks.models import Webhook
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse
from tests.noyau.webhooks.exemples import un_webhook

pytestmark = pytest.mark.django_db


def recus(webhook: Webhook) -> list[dict[str, Any]]:
    return [json.loads(evenement.corps) for evenement in webhook.evenements.order_by("pk")]


def test_une_somme_a_reverser_s_annonce_des_la_mise_en_demeure(a_deux: Caisse) -> None:
    recouvrement = Recouvrement(a_deux)
    sien, autre = (un_webhook(dossier.mandataire) for dossier in a_deux.dossiers)

    recouvrement.constater()
    assert recus(sien) == []
    recouvrement.mettre_en_demeure().observer("Voici pourquoi.").proposer("123.45").ordonner()

    indu = recouvrement.indu
    objet = {"nature": "somme_a_reverser", "id": indu.pk, "lien": indu.get_absolute_url()}
    assert [recu["objet"] for recu in recus(sien) if recu["type"].startswith("indu.")] == [objet] * 3
    assert recus(sien)[0]["statut"] == {"code": "mis_en_demeure", "libelle": "Mise en demeure"}
    assert recus(sien)[-1]["statut"]["code"] == "ordonne"
    assert not any("123" in evenement.corps or "Voici" in evenement.corps for evenement in sien.evenements.all())
    assert recus(autre) == []


def test_un_enrolement_s_annonce_et_mene_a_sa_page(enrolable: DossierDEnrolement) -> None:
    dossier = enrolable.complet()
    webhook = un_webhook(dossier.mandataire, familles=["fournisseur"])
    dossier.transmettre()

    (recu,) = recus(webhook)
    enrolement = dossier.enrolement
    assert recu["objet"] == {"nature": "enrolement", "id": enrolement.pk, "lien": enrolement.get_absolute_url()}
    assert recu["statut"]["code"] == "transmis"
