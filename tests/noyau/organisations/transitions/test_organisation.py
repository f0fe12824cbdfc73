"""The data of the firm: who changes what."""

import pytest
from django.db import IntegrityError, transaction

from segur.noyau.comptes.models import Organisation
from segur.noyau.organisations.transitions import organisation
from segur.noyau.transitions import Refus
from tests.monde import Monde
from tests.noyau.organisations.membres import codes, dernier

pytestmark = pytest.mark.django_db


def test_modifier_n_ecrit_que_ce_qui_change(monde: Monde, logipro: Organisation) -> None:
    organisation.modifier(logipro, monde.demande(monde.mandataire, nie="212121212", nom="LogiPro"))

    logipro.refresh_from_db()
    assert (logipro.nie, logipro.statut) == ("212121212", "active")
    assert dernier(logipro).details == {"nie": {"avant": "", "apres": "212121212"}}


@pytest.mark.parametrize(("qui", "possible"), [("mandataire", False), ("responsable", True)])
def test_le_siren_verifie_ne_change_que_par_l_ans(
    monde: Monde, logipro: Organisation, qui: str, possible: bool
) -> None:
    demande = monde.demande(getattr(monde, qui), siren="404833048")
    if possible:
        organisation.modifier(logipro, demande)
    else:
        with pytest.raises(Refus, match="n’est changé que par l’ANS"):
            organisation.modifier(logipro, demande)

    logipro.refresh_from_db()
    assert (logipro.siren == "404833048") is possible


@pytest.mark.parametrize("qui", ["representant", "salarie"])
def test_seul_un_mandataire_modifie_l_entreprise(monde: Monde, logipro: Organisation, qui: str) -> None:
    with pytest.raises(Refus) as refus:
        organisation.modifier(logipro, monde.demande(getattr(monde, qui), nie="212121212"))

    assert codes(refus) == ["role"]


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"siren": "552100554"}, "siren"),
        ({"siret": "55210055400013"}, "organisation_siret_du_siren"),
    ],
    ids=["SIREN d’une autre", "SIRET d’une autre"],
)
def test_la_base_refuse_un_numero_d_une_autre_entreprise(
    monde: Monde, logipro: Organisation, champs: dict[str, str], contrainte: str
) -> None:
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Organisation.objects.filter(pk=logipro.pk).update(**champs)
