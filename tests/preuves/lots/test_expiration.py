"""Files that nobody deposits are let go after a while, and the page of the lot says it before and after."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Collaborateur
from preuves import lots
from preuves.models import Depot, FichierDuLot
from preuves.plafonds import LOT
from preuves.tasks import retirer_ce_qui_est_echu
from segur.noyau import horloge
from segur.noyau.documents.models import Document
from segur.noyau.documents.tasks import effacer_les_fichiers_sans_document
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde
from tests.preuves.lots.fichiers import nom_pour, pdf, preuves

GARDE = timedelta(days=LOT.jours_gardes)
HEURE = timedelta(hours=1)


def test_l_attente_est_annoncee(envoye: Client, adresse: str) -> None:
    assert "gardés jusqu’au 05/11/2025" in envoye.get(adresse).content.decode()


@pytest.mark.parametrize(("delai", "retires"), [(GARDE - HEURE, 0), (GARDE + HEURE, 1)])
def test_un_lot_oublie_expire_et_la_page_le_dit(envoye: Client, adresse: str, delai: timedelta, retires: int) -> None:
    horloge.regler(AVANT_DATE_1 + delai)

    assert [retirer_ce_qui_est_echu() for _ in range(2)] == [retires, 0]

    page = envoye.get(adresse).content.decode()
    assert page.count("resté 30 jours sans être déposé. Envoyez-le de nouveau.") == 3 * retires
    assert FichierDuLot.objects.filter(document=None).count() == 3 * retires
    assert (effacer_les_fichiers_sans_document() > 0) is bool(retires)


def test_un_fichier_ajoute_depuis_garde_tout_le_lot(envoye: Client, adresse: str) -> None:
    horloge.regler(AVANT_DATE_1 + GARDE - HEURE)
    envoye.post(adresse, {"fichiers": [pdf("nouveau.pdf")]})
    horloge.regler(AVANT_DATE_1 + GARDE + HEURE)

    assert (retirer_ce_qui_est_echu(), FichierDuLot.objects.filter(document=None).count()) == (0, 0)


def test_ce_qui_est_depose_le_reste_et_garde_ses_octets(envoye: Client, adresse: str) -> None:
    envoye.post(f"{adresse}confirmer/")
    deposes = Depot.objects.count()
    horloge.regler(AVANT_DATE_1 + GARDE + HEURE)

    retirer_ce_qui_est_echu()
    effacer_les_fichiers_sans_document()

    assert (deposes, FichierDuLot.objects.filter(etat="depose", document__isnull=False).count()) == (2, 2)
    assert [depot.document.lire()[:5] for depot in Depot.objects.all() if depot.document] == [b"%PDF-"] * 2


def test_un_fichier_expire_s_envoie_de_nouveau(envoye: Client, adresse: str, scenario: Scenario) -> None:
    horloge.regler(AVANT_DATE_1 + GARDE + HEURE)
    retirer_ce_qui_est_echu()
    nom = nom_pour(preuves(scenario)[0])

    envoye.post(adresse, {"fichiers": [pdf(nom)]})

    ligne = FichierDuLot.objects.get(chemin=nom)
    assert (ligne.etat, ligne.preuve, ligne.document is None) == ("en_attente", preuves(scenario)[0], False)


def test_un_lot_vide_a_la_main_ne_garde_pas_ses_octets(envoye: Client, adresse: str) -> None:
    envoye.post(f"{adresse}abandonner/")
    restants = Document.objects.filter(zone="preuve").count()

    assert (restants, effacer_les_fichiers_sans_document()) == (0, 3)


@pytest.mark.parametrize("suite", ["", "confirmer/", "abandonner/"])
@pytest.mark.parametrize(("perte", "statut"), [("acces", 404), ("droit", 403)])
def test_qui_perd_son_droit_au_moment_d_agir_n_agit_plus(
    envoye: Client,
    connecter: Callable[..., Client],
    monde: Monde,
    adresse: str,
    suite: str,
    perte: str,
    statut: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the check of the page and the lock of the lot: access withdrawn, or right reduced to reading."""
    verrouiller, acces = lots._verrouiller, Collaborateur.objects.filter(utilisateur=monde.salarie.utilisateur)

    def perdre(*args: Any) -> None:
        if perte == "acces":
            acces.delete()
        acces.update(droit="lecture")
        verrouiller(*args)

    monkeypatch.setattr(lots, "_verrouiller", perdre)
    avant = list(FichierDuLot.objects.values_list("pk", "etat"))

    reponse = connecter(monde.salarie).post(adresse + suite, {"fichiers": [pdf("autre.pdf")]} if not suite else {})

    attendu = 422 if (suite, statut) == ("", 403) else statut  # a refusal while files arrive keeps what came before
    assert (reponse.status_code, list(FichierDuLot.objects.values_list("pk", "etat"))) == (attendu, avant)
