"""Pages and exports asked in number by one person are slowed down; what is sent never is."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as CacheInjoignable

from segur.noyau.acces import debit
from segur.noyau.acces.regles import debit_depasse, est_un_export

PAGE, EXPORT = "/compte/", "/candidatures/?format=csv"
DEBUT = 6_000_000_000


@pytest.fixture(autouse=True)
def limites(settings: Any, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Three pages, two exports; the machine's clock is at the twentieth second of a minute."""
    settings.PAGES_PAR_MINUTE, settings.EXPORTS_PAR_MINUTE = 3, 2
    horloge = SimpleNamespace(instant=DEBUT + 20.0)
    monkeypatch.setattr(debit, "time", SimpleNamespace(time=lambda: horloge.instant))
    return horloge


def statuts(client: Client, adresse: str, fois: int) -> list[int]:
    return [client.get(adresse).status_code for _ in range(fois)]


@pytest.mark.parametrize(("faites", "trop"), [(0, False), (59, False), (60, False), (61, True)])
def test_la_derniere_permise_passe(faites: int, trop: bool) -> None:
    assert debit_depasse(faites=faites, au_plus=60) is trop


@pytest.mark.parametrize(
    ("chemin", "format", "attendu"),
    [
        ("/candidatures/", "", False),
        ("/candidatures/", "csv", True),
        ("/candidatures/", "xlsx", True),
        ("/secondaire/3/journal.csv", "", True),
        ("/candidatures/C-1/export/", "", True),
        ("/candidatures/C-1/", "", False),
        ("/candidatures/C-1/modeles/attestation-sur-l-honneur/", "", True),
        ("/financement/enrolements/3/modeles/mandat/", "", True),
        ("/financement/commandes/3/attestation/modele/", "", True),
        ("/financement/commandes/3/attestation/recepisse/", "", True),
        ("/financement/pilotes/3/pv/4/modele/", "", True),
        ("/financement/demandes/3/recepisse/", "", False),
        ("/financement/modeles/3/", "", False),
        ("/documents/6f1c/", "", False),
    ],
)
def test_un_export_se_reconnait_a_son_adresse(chemin: str, format: str, attendu: bool) -> None:
    assert est_un_export(chemin=chemin, format=format) is attendu


@pytest.mark.django_db
@pytest.mark.parametrize(("adresse", "permises", "mot"), [(PAGE, 3, "de pages"), (EXPORT, 2, "d’exports")])
def test_a_la_limite_on_passe_et_juste_apres_on_attend(
    client: Client, monde: Any, limites: Any, adresse: str, permises: int, mot: str
) -> None:
    client.force_login(monde.mandataire.utilisateur)

    assert statuts(client, adresse, permises) == [200] * permises
    refus = client.get(adresse)
    assert (refus.status_code, refus["Retry-After"], "no-store" in refus["Cache-Control"]) == (429, "40", True)
    assert f"trop {mot} en une minute. Attendez 40 secondes" in refus.content.decode()

    limites.instant = DEBUT + 60.0
    assert client.get(adresse).status_code == 200


@pytest.mark.django_db
def test_une_personne_ne_paie_pas_pour_une_autre_ni_un_export_pour_une_page(client: Client, monde: Any) -> None:
    client.force_login(monde.mandataire.utilisateur)
    assert statuts(client, PAGE, 4)[-1] == 429
    meme, autre = Client(), Client()
    meme.force_login(monde.mandataire.utilisateur)
    autre.force_login(monde.representant.utilisateur)

    assert (client.get(EXPORT).status_code, meme.get(PAGE).status_code, autre.get(PAGE).status_code) == (200, 429, 200)
    assert statuts(Client(), "/registre/", 5) == [200] * 5


@pytest.mark.django_db
def test_ce_qui_est_envoye_n_est_jamais_limite(client: Client, monde: Any) -> None:
    etape = f"/candidatures/{monde.brouillon().candidature.numero}/etape-1/"
    client.force_login(monde.mandataire.utilisateur)
    assert statuts(client, PAGE, 4)[-1] == 429

    envois = [client.post(etape, {"legal_nom": f"Martin {rang}"}).status_code for rang in range(5)]

    assert (429 in envois, all(statut < 500 for statut in envois)) == (False, True)


@pytest.mark.django_db
def test_zero_ne_compte_rien_et_un_cache_en_panne_n_arrete_personne(
    client: Client, monde: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(monde.mandataire.utilisateur)
    settings.PAGES_PAR_MINUTE = 0
    assert statuts(client, PAGE, 5) == [200] * 5

    settings.PAGES_PAR_MINUTE = 3

    def en_panne(*_: Any, **__: Any) -> bool:
        raise CacheInjoignable

    monkeypatch.setattr(cache, "add", en_panne)
    assert statuts(client, PAGE, 5) == [200] * 5
