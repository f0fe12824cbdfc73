"""The NUL character, that nobody types and PostgreSQL refuses: it breaks no page, and nothing keeps it."""

import pytest
from django.test import Client

from candidatures.models import Candidature
from financement.models import FiltreDeFile, PointDeCommande
from segur.noyau.comptes.models import Acteur
from tests.financement.commandes.au_bureau import Bureau
from tests.monde import Monde

pytestmark = pytest.mark.django_db
NUL = "a\x00b"


def client(acteur: Acteur) -> Client:
    navigateur = Client()
    navigateur.force_login(acteur.personne)
    return navigateur


def test_ce_qui_est_releve_d_une_commande_est_garde_sans_lui(bureau: Bureau) -> None:
    commande = bureau.deposer()[0]
    page = f"/financement/commandes/{commande.pk}/instruction/"
    agent = client(bureau.gestionnaire)

    pris = agent.post(page, {"geste": "prendre", "cle": NUL})
    releve = agent.post(page, {"motif:champ:signe_le": NUL})

    assert (pris.status_code, releve.status_code) == (302, 302)
    assert PointDeCommande.objects.get().motif == "ab"


def test_les_filtres_de_la_file_s_en_passent(bureau: Bureau) -> None:
    bureau.deposer()
    agent = client(bureau.gestionnaire)

    garde = agent.post("/financement/commandes/filtres/", {"nom": NUL, "requete": "etat=deposee"})
    lot = agent.get("/financement/commandes/lot/?geste=prendre&tout=1&filtre=q%3DBC%2500")

    assert (garde.status_code, lot.status_code) == (302, 200)
    assert FiltreDeFile.objects.get().nom == "ab"


def test_une_adresse_et_un_choix_qui_le_portent_ne_trouvent_rien(bureau: Bureau, monde: Monde) -> None:
    editeur = client(bureau.dossier.mandataire)

    assert client(monde.responsable).get("/financement/preseries/a%00b/").status_code == 404
    assert editeur.post("/financement/enrolements/ouvrir/", {"dispositif": NUL}).status_code == 302
    assert Candidature.objects.count() == 1
