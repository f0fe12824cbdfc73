"""What the public reads: nothing before the ANS accepts, the day of it afterwards."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from candidatures.models import Candidature
from candidatures.registre import decrire, publiables
from segur.noyau.temps import jour_de_paris
from tests.financement.pilotes.dossier import DossierDePilotes


@pytest.mark.exigence("PIL-F04", "PUB-01")
def test_le_registre_publie_les_premieres_installations_une_fois_acceptees(pret: DossierDePilotes) -> None:
    client, nru = Client(), publiables().get(pk=pret.candidature.pk).nru
    pret.complet().transmettre().tout_juger_conforme()
    assert "Premières installations réussies" not in client.get(f"/registre/{nru}/").content.decode()

    accepte_le = pret.accepter().dossier.accepte_le

    assert accepte_le is not None
    jour = jour_de_paris(accepte_le)
    page = client.get(f"/registre/{nru}/").content.decode()
    solutions = json.loads(client.get("/registre/solutions.json").content)["solutions"]
    entetes, ligne = client.get("/registre/solutions.csv").getvalue().decode().splitlines()[:2]
    assert f"validées par l’ANS le {jour:%d/%m/%Y}" in page
    assert [solution["premieres_installations_le"] for solution in solutions] == [jour.isoformat()]
    assert (
        dict(zip(entetes.split(";"), ligne.split(";"), strict=True))["premieres_installations_le"] == jour.isoformat()
    )


def test_la_date_publiee_est_celle_de_paris(pret: DossierDePilotes) -> None:
    minuit_passe = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)  # 2 July in Paris
    Candidature.objects.filter(pk=pret.candidature.pk).update(premieres_installations_le=minuit_passe)
    assert str(decrire(publiables().get(pk=pret.candidature.pk)).premieres_installations_le) == "2026-07-02"


def test_des_installations_ne_precedent_pas_le_referencement(pret: DossierDePilotes) -> None:
    candidature = Candidature.objects.get(pk=pret.candidature.pk)
    assert candidature.referencee_le is not None
    candidature.premieres_installations_le = candidature.referencee_le
    candidature.validate_constraints()
    candidature.premieres_installations_le = candidature.referencee_le - timedelta(seconds=1)
    with pytest.raises(ValidationError, match="suivent le référencement"):
        candidature.validate_constraints()
