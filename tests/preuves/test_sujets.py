"""A chapter or a proof as the subject of a thread: by its key, in its own dossier only."""

from collections.abc import Callable

import pytest
from django.test import Client

from candidatures.sujets import sujet
from tests.monde import Monde

pytestmark = pytest.mark.django_db


def test_un_chapitre_et_une_preuve_se_resolvent_dans_leur_dossier_et_nulle_part_ailleurs(petit_monde: Monde) -> None:
    scenario, autre = petit_monde.eligible(produit="Un"), petit_monde.eligible(produit="Deux")
    chapitre = scenario.chapitres()[0]
    preuve = chapitre.preuves.earliest("pk")
    cles = (f"chapitre:{chapitre.pk}", f"preuve:{preuve.pk}")

    ici = [sujet(scenario.candidature, cle) for cle in cles]
    ailleurs = [sujet(autre.candidature, cle) for cle in cles]
    malformees = [
        sujet(scenario.candidature, cle) for cle in ("preuve:", "preuve:x", f"preuve:{'9' * 30}", "chapitre:-1")
    ]

    assert [s and (s.cle, s.libelle, s.adresse) for s in ici] == [
        (cles[0], f"Chapitre « {chapitre} »", chapitre.get_absolute_url()),
        (cles[1], f"Preuve {preuve}", preuve.adresse_de_la_salle),
    ]
    assert ailleurs + malformees == [None] * 6


@pytest.mark.exigence("MSG-01")
def test_la_carte_et_la_salle_d_une_preuve_menent_a_un_fil_a_son_propos(
    petit_monde: Monde, connecter: Callable[..., Client]
) -> None:
    scenario = petit_monde.eligible()
    chapitre = scenario.chapitres()[0]
    preuve = chapitre.preuves.earliest("pk")
    adresse = f"/candidatures/{scenario.candidature.numero}/messagerie/nouveau/?objet=preuve:{preuve.pk}"
    client = connecter(petit_monde.mandataire)

    pages = [client.get(a).content.decode() for a in (chapitre.get_absolute_url(), preuve.adresse_de_la_salle)]
    nouveau = client.get(adresse).content.decode()
    observateur = connecter(petit_monde.college).get(chapitre.get_absolute_url()).content.decode()

    assert [f'href="{adresse}"' in page for page in pages] == [True, True]
    assert f'<option value="preuve:{preuve.pk}" selected>Preuve {preuve}</option>' in nouveau
    assert "Écrire à propos de cette preuve" not in observateur
