"""Files are sent: each is checked, placed by its name or listed, and waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preuves import lots
from preuves.models import Chapitre, Depot, FichierDuLot
from preuves.placement import Plan
from preuves.plafonds import LOT
from preuves.transitions import preuve as transitions_preuve
from segur.noyau.documents.models import Document
from segur.portail.demonstration.scenario import Scenario
from tests.monde import PDF, Monde, fichier, vue
from tests.noyau.documents.formats import png
from tests.preuves.lots.fichiers import HTMX, archive, etats, nom_pour, pdf, preuves

pytestmark = pytest.mark.django_db
Connecter = Callable[..., Client]


def test_les_fichiers_attendent_chacun_avec_sa_preuve_et_rien_n_est_depose(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    une, deux, *_ = preuves(scenario)
    envoi = [pdf(nom_pour(une)), pdf("sans nom.pdf"), fichier(nom_pour(deux, "x.png"), b"<html>")]

    reponse = connecter(monde.mandataire).post(adresse, {"fichiers": envoi})

    assert (reponse.status_code, reponse["Location"]) == (302, adresse)
    assert etats() == {
        nom_pour(une): (str(une), "en_attente"),
        "sans nom.pdf": ("", "en_attente"),
        nom_pour(deux, "x.png"): ("", "refuse"),
    }
    page = connecter(monde.mandataire).get(adresse).content.decode()
    assert "1 placé</strong>, 1 à placer à la main, 1 refusé, 0 déposé." in page
    assert "n’est pas celui d’un fichier PNG" in page
    assert Document.objects.get(nom=nom_pour(une)).fichier.empreinte in page
    assert (Depot.objects.count(), {p.statut for p in preuves(scenario)}) == (0, {"a_charger"})


def test_le_chemin_dit_par_le_script_place_un_fichier_sans_identifiant(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    une = preuves(scenario)[0]

    reponse = connecter(monde.mandataire).post(
        adresse, {"fichiers": pdf("capture.pdf"), "chemins": f"preuves/{une}/capture.pdf"}, headers=HTMX
    )

    assert (reponse.status_code, etats()) == (200, {f"preuves/{une}/capture.pdf": (str(une), "en_attente")})
    assert reponse.content.decode().strip().endswith(f"<p>Identifiant {une} reconnu dans le nom.</p>")


def test_un_fichier_refuse_se_dit_au_script_et_se_remplace(monde: Monde, connecter: Connecter, adresse: str) -> None:
    client = connecter(monde.mandataire)

    reponse = client.post(adresse, {"fichiers": fichier("a.png", b"<html>")}, headers=HTMX)
    assert (reponse.status_code, "n’est pas celui d’un fichier PNG" in reponse.content.decode()) == (422, True)
    assert etats() == {"a.png": ("", "refuse")}

    client.post(adresse, {"fichiers": fichier("a.png", png())}, headers=HTMX)
    assert etats() == {"a.png": ("", "en_attente")}


def test_le_meme_fichier_envoye_deux_fois_n_est_la_qu_une_fois(
    monde: Monde, connecter: Connecter, adresse: str
) -> None:
    for contenu in (PDF, PDF, PDF + b"autre"):
        connecter(monde.mandataire).post(adresse, {"fichiers": fichier("a.pdf", contenu)}, headers=HTMX)

    assert FichierDuLot.objects.count() == Document.objects.filter(nom="a.pdf").count() == 2


def test_une_archive_se_deplie_et_chaque_entree_refusee_se_dit(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    une, deux, *_ = preuves(scenario)
    lot = archive(
        (f"{une}/a.pdf", PDF),
        (nom_pour(deux), PDF),
        ("../b.pdf", PDF),
        ("c.zip", b"PK"),
        ("d.exe", b"MZ"),
        ("e.pdf", PDF),
    )

    reponse = connecter(monde.mandataire).post(adresse, {"archive": lot}, headers=HTMX)

    assert (reponse.status_code, "2 placés, 1 à placer à la main, 3 refusés." in reponse.content.decode()) == (
        200,
        True,
    )
    assert etats() == {
        "../b.pdf": ("", "refuse"),
        f"{une}/a.pdf": (str(une), "en_attente"),
        nom_pour(deux): (str(deux), "en_attente"),
        "c.zip": ("", "refuse"),
        "d.exe": ("", "refuse"),
        "e.pdf": ("", "en_attente"),
    }


@pytest.mark.parametrize(
    ("envoi", "raison"),
    [
        ({}, "Choisissez des fichiers, un dossier ou une archive ZIP."),
        ({"archive": fichier("a.zip", b"PK\x03\x04abime")}, "Cette archive est abîmée"),
        ({"archive": fichier("a.rar", b"Rar!")}, "n’est pas dans un format accepté ici"),
        ({"archive": fichier("a.zip", b"")}, "est vide"),
    ],
    ids=["rien", "abimee", "rar", "vide"],
)
@pytest.mark.parametrize("entetes", [{}, HTMX], ids=["sans script", "avec"])
def test_un_envoi_sans_fichier_lisible_se_dit(
    monde: Monde, connecter: Connecter, adresse: str, envoi: dict[str, Any], raison: str, entetes: dict[str, str]
) -> None:
    for recu in envoi.values():
        recu.seek(0)

    reponse = connecter(monde.mandataire).post(adresse, envoi, headers=entetes)

    assert (reponse.status_code, FichierDuLot.objects.count()) == (422, 0)
    assert raison in reponse.content.decode()


def test_ce_qui_attend_a_un_plafond_et_ce_qui_tenait_reste(
    monde: Monde, connecter: Connecter, adresse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lots, "LOT", lots.replace(LOT, fichiers_au_plus=2))

    reponse = connecter(monde.mandataire).post(adresse, {"fichiers": [pdf("a.pdf"), pdf("b.pdf"), pdf("c.pdf")]})

    assert (reponse.status_code, list(etats())) == (422, ["a.pdf", "b.pdf"])
    assert "Un lot en attente contient 2 fichiers et 2000 Mo au plus" in reponse.content.decode()


def test_une_preuve_fermee_n_est_pas_proposee(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    soumis, ouvert = scenario.chapitres()
    conforme, a_modifier, _ = soumis.preuves.all()
    scenario.soumettre(soumis)
    for preuve, geste in ((conforme, "declarer_conforme"), (a_modifier, "demander_modification")):
        decision = monde.demande(monde.verificateur, motif="Illisible", vu=vue(preuve))
        getattr(transitions_preuve, geste)(preuve, decision)

    connecter(monde.mandataire).post(adresse, {"fichiers": [pdf(nom_pour(p)) for p in (conforme, a_modifier)]})

    raisons = list(FichierDuLot.objects.order_by("pk").values_list("preuve", "raison"))
    assert raisons == [
        (None, f"{conforme} : preuve déjà conforme."),
        (None, f"{a_modifier} : son chapitre est soumis ou validé."),
    ]


def test_sans_chapitre_ouvert_rien_n_entre(
    monde: Monde, connecter: Connecter, scenario: Scenario, adresse: str
) -> None:
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)

    reponse = connecter(monde.mandataire).post(adresse, {"fichiers": pdf("a.pdf")}, headers=HTMX)

    assert (reponse.status_code, FichierDuLot.objects.count()) == (422, 0)
    assert "Aucun chapitre de cette candidature n’est ouvert au dépôt." in reponse.content.decode()


@pytest.mark.exigence("E3-13", "E3-15")
def test_un_dossier_de_deux_cents_fichiers_se_place_a_95_pour_cent(monde: Monde) -> None:
    scenario = monde.eligible()
    attendues = preuves(scenario)
    noms = [nom_pour(attendues[rang % len(attendues)], f"{rang:03}.pdf") for rang in range(190)]
    noms += [f"divers {rang}.pdf" for rang in range(10)]
    plan = Plan(lots.places_de(scenario.candidature))

    raisons = [plan.placer(nom) for nom in noms]

    assert [placement.place is not None for placement in raisons] == [True] * 190 + [False] * 10
    assert {str(Chapitre.objects.get(preuves=p.place.cle).candidature_id) for p in raisons if p.place} == {
        str(scenario.candidature.pk)
    }
