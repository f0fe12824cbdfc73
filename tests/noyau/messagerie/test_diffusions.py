"""A message to many leaves after its preview, to those of the preview, by another person above the threshold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.diffusions import annuler, confirmer, preparer
from segur.noyau.messagerie.models import Diffusion, Notification
from segur.noyau.messagerie.tasks import balayer
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
LE = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture
def administrateur(monde: Monde) -> Acteur:
    return monde._acteur("administrateur@ans.example")


@pytest.fixture
def preparee(monde: Monde) -> Callable[[int], Diffusion]:
    def _preparer(nombre: int) -> Diffusion:
        personnes = [
            Utilisateur.objects.create_user(f"p{rang}@exemple.fr", nom="N", prenom=f"P{rang}") for rang in range(nombre)
        ]
        texte = {"sujet": "Nouveau REM", "corps": "Lisez-le.", "choix": "LGC vague 2"}
        demande = monde.demande(monde.responsable)
        return preparer(**texte, personnes=[*personnes, *personnes[:1]], demande=demande)

    return _preparer


def recus() -> int:
    return Notification.objects.filter(sujet="Nouveau REM").count()


def test_rien_ne_part_avant_la_confirmation(preparee: Callable[[int], Diffusion]) -> None:
    diffusion = preparee(3)

    assert (balayer(LE), recus(), mail.outbox) == (0, 0, [])
    assert (diffusion.nombre, diffusion.deux_personnes, diffusion.statut) == (3, False, "a_confirmer")
    assert EntreeJournal.objects.get(dossier=diffusion.cle_dossier).details["destinataires"] == 3


def test_confirmee_elle_part_une_fois_a_chacun(monde: Monde, preparee: Callable[[int], Diffusion]) -> None:
    diffusion = preparee(3)
    Utilisateur.objects.create_user("apres@exemple.fr", nom="N", prenom="Venu après l’aperçu")

    confirmer(diffusion, monde.demande(monde.responsable))
    with pytest.raises(Refus):
        confirmer(diffusion, monde.demande(monde.responsable))  # a stale copy

    assert balayer(LE) == 3
    assert sorted(courriel.to[0] for courriel in mail.outbox) == [f"p{rang}@exemple.fr" for rang in range(3)]
    assert {n.categorie for n in Notification.objects.filter(sujet="Nouveau REM")} == {"information"}


@pytest.mark.parametrize(("nombre", "deux"), [(20, False), (21, True)])
def test_au_dela_du_seuil_une_autre_personne_confirme(
    monde: Monde, administrateur: Acteur, preparee: Callable[[int], Diffusion], nombre: int, deux: bool
) -> None:
    diffusion = preparee(nombre)
    assert diffusion.deux_personnes is deux
    if deux:
        with pytest.raises(Refus, match="une autre personne"):
            confirmer(diffusion, monde.demande(monde.responsable))
        assert recus() == 0

    confirmer(diffusion, monde.demande(administrateur if deux else monde.responsable))

    assert recus() == nombre


def test_annulee_elle_ne_part_plus(monde: Monde, preparee: Callable[[int], Diffusion]) -> None:
    diffusion = preparee(2)
    annuler(diffusion, monde.demande(monde.responsable))

    with pytest.raises(Refus):
        confirmer(diffusion, monde.demande(monde.responsable))

    assert (recus(), Diffusion.objects.get().statut) == (0, "annulee")


@pytest.mark.parametrize("qui", ["verificateur", "mandataire", "direction"])
def test_les_autres_ne_la_voient_pas(monde: Monde, preparee: Callable[[int], Diffusion], qui: str) -> None:
    diffusion = preparee(2)

    with pytest.raises(Diffusion.DoesNotExist):
        confirmer(diffusion, monde.demande(getattr(monde, qui)))


def test_la_base_exige_deux_personnes(monde: Monde, preparee: Callable[[int], Diffusion]) -> None:
    diffusion = preparee(21)
    auteur: Any = monde.responsable.personne
    confirmee = {"statut": "confirmee", "confirmee_le": AVANT_DATE_1 + timedelta(hours=1), "confirmee_par": auteur}

    with pytest.raises(IntegrityError), transaction.atomic():
        Diffusion.objects.filter(pk=diffusion.pk).update(**confirmee)


def test_une_panne_du_journal_n_envoie_rien(
    monde: Monde, preparee: Callable[[int], Diffusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    diffusion = preparee(2)

    def tomber(*args: Any, **options: Any) -> None:
        raise RuntimeError("journal")

    monkeypatch.setattr("segur.noyau.transitions.inscrire", tomber)
    with pytest.raises(RuntimeError):
        confirmer(diffusion, monde.demande(monde.responsable))

    assert (recus(), Diffusion.objects.get().statut) == (0, "a_confirmer")
