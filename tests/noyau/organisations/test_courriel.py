"""The mail of an invitation carries the link; once it has left, the database does not know it any more."""

import pytest
from django.core import mail

from segur.noyau.comptes.models import Invitation
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import ecrire
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde

pytestmark = pytest.mark.django_db


def test_le_lien_part_par_courriel_et_s_efface_de_la_base(monde: Monde) -> None:
    _, secret = monde.inviter()

    assert balayer() == 1

    assert f"/organisation/invitations/{secret}/" in mail.outbox[0].body
    assert mail.outbox[0].to == ["nouvelle@logipro.example"]
    assert Notification.objects.get().lien == ""
    assert Invitation.objects.par_jeton(secret) is not None


def test_un_courriel_qui_n_est_pas_parti_garde_son_lien(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(self: object) -> None:
        raise OSError("serveur absent")

    _, secret = monde.inviter()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuser)

    assert balayer() == 0

    assert secret in Notification.objects.get().lien


def test_un_lien_ordinaire_reste(db: None) -> None:
    ecrire("a@exemple.fr", categorie=Categorie.DECISION, evenement="e", sujet="s", corps="c", lien="/calendrier/")

    balayer()

    assert Notification.objects.get().lien == "/calendrier/"
