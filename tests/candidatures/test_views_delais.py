"""The screens of a derogation: proposed on a form, decided on its page, told to the vendor in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from candidatures.models import CandidatureAdministrative, DerogationDeDelai
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.documents.models import Document
from segur.noyau.temps import PARIS
from tests.monde import DATE_1, LGC, Monde, fichier

pytestmark = pytest.mark.django_db
MINUTE, JOUR = timedelta(minutes=1), timedelta(days=1)
PROPOSER = "/derogations/proposer/"


@pytest.fixture
def maintenant(settings: Any) -> datetime:
    """One minute after Date 1, by the portal's clock."""
    settings.DEMO = True
    horloge.regler(DATE_1 + MINUTE)
    return DATE_1 + MINUTE


@pytest.fixture
def scenario(monde: Monde) -> Any:
    scenario = monde.brouillon(produit="Secret")
    scenario.remplir_etape_1()
    return scenario


def chez(acteur: Any) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def saisie(**changements: Any) -> dict[str, Any]:
    jusqu_au = (DATE_1 + JOUR).astimezone(PARIS)
    return {
        "candidature": "",
        "dispositif": "",
        "report": "depots-1",
        "jusqu_au": f"{jusqu_au:%Y-%m-%dT%H:%M}",
        "motif": "Le portail était en panne.",
        "fondement": "AF, section 2",
        "pieces": fichier("constat.pdf"),
        **changements,
    }


def texte(reponse: Any) -> str:
    return " ".join(reponse.content.decode().split())


def test_proposee_sur_un_brouillon_decidee_puis_lue_par_l_editeur(
    monde: Monde, scenario: Any, maintenant: datetime
) -> None:
    reponse = chez(monde.responsable).post(PROPOSER, saisie(candidature=scenario.candidature.numero.lower()))
    derogation = DerogationDeDelai.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, f"/derogations/{derogation.pk}/")

    fiche = texte(chez(monde.direction).get(derogation.get_absolute_url()))
    assert "Date 1 : 15/10/2025 à 12:00 (heure de Paris), reportée au 16/10/2025 à 12:00 (heure de Paris)" in fiche
    assert f'href="/candidatures/{scenario.candidature.numero}/"' not in fiche, "un brouillon reste à l’éditeur"
    assert chez(monde.mandataire).get(derogation.get_absolute_url()).status_code == 404

    page = f"/actions/derogationdedelai.accorder/{derogation.pk}/"
    assert "Portée : Dépôts et soumissions que règle cette Date." in texte(chez(monde.direction).get(page))
    assert chez(monde.direction).post(page).status_code == 302

    dossier = texte(chez(monde.mandataire).get(scenario.candidature.get_absolute_url()))
    assert "Pour votre candidature, la Date 1 est reportée au 16/10/2025 à 12:00 (heure de Paris)." in dossier
    assert "Par dérogation : les textes fixent cette date au 15/10/2025 à 12:00 (heure de Paris)." in dossier
    lue = texte(chez(monde.mandataire).get(derogation.get_absolute_url()))
    assert ("Le portail était en panne." in lue, "constat.pdf" in lue, "Proposée" in lue) == (True, False, False)


def test_qui_propose_lit_pourquoi_il_ne_decide_pas(monde: Monde, scenario: Any, maintenant: datetime) -> None:
    derogation = monde.derogation(scenario, le=maintenant, accordee=False)

    reponse = chez(monde.responsable).get(derogation.get_absolute_url())
    refus = chez(monde.responsable).post(f"/actions/derogationdedelai.accorder/{derogation.pk}/")

    assert "Une autre personne doit décider : vous avez proposé cette dérogation." in texte(reponse)
    assert (refus.status_code, DerogationDeDelai.objects.get().statut) == (409, "proposee")


@pytest.mark.parametrize(
    ("changements", "statut", "messages"),
    [
        ({}, 422, ["Donnez un n° de candidature, ou choisissez un dispositif."]),
        ({"candidature": "ABSENTE99"}, 422, ["Aucune candidature ne porte le n° ABSENTE99."]),
        ({"candidature": "x\x00"}, 422, ["Aucune candidature ne porte le n° X."]),
        (
            {"report": "", "jusqu_au": "demain", "motif": "", "pieces": ""},
            422,
            [
                "Dites ce que la dérogation reporte ou rouvre.",
                "Indiquez un jour et une heure, par exemple 20/01/2027 12:00.",
                "Donnez le motif de la dérogation.",
                "Choisissez un fichier.",
            ],
        ),
        ({"dispositif": "lgc", "report": "etape-1"}, 422, ["Une étape refusée se rouvre dossier par dossier."]),
        ({"dispositif": "lgc", "jusqu_au": "2025-10-15T12:00"}, 409, ["ne dépasse pas la date limite"]),
        ({"dispositif": "lgc", "report": "depots-9"}, 422, ["Sélectionnez un choix valide"]),
        ({"dispositif": "lgc", "jusqu_au": "2026-03-29T02:30"}, 422, ["n’a pas pu être interprété"]),
        ({"dispositif": "lgc", "jusqu_au": "2025-10-26T02:30"}, 422, ["n’a pas pu être interprété"]),
    ],
)
def test_une_saisie_fautive_dit_tout_a_la_fois_et_ne_garde_rien(
    monde: Monde, scenario: Any, maintenant: datetime, changements: Any, statut: int, messages: list[str]
) -> None:
    if changements.get("dispositif"):
        changements = changements | {"dispositif": scenario.dispositif.pk}

    reponse = chez(monde.responsable).post(PROPOSER, saisie(**changements))

    page = texte(reponse).replace("&#x27;", "’").replace("'", "’")
    assert reponse.status_code == statut
    assert [message for message in messages if message not in page] == []
    assert (DerogationDeDelai.objects.count(), Document.objects.filter(zone="justificatif_de_derogation").count()) == (
        0,
        0,
    )
    assert changements.get("motif", "Le portail était en panne.") in page


def test_un_seul_dossier_ou_tous_pas_les_deux(monde: Monde, scenario: Any, maintenant: datetime) -> None:
    deux = saisie(candidature=scenario.candidature.numero, dispositif=scenario.dispositif.pk)

    assert "pas les deux" in texte(chez(monde.responsable).post(PROPOSER, deux))


def test_le_double_clic_ne_propose_qu_une_fois(monde: Monde, scenario: Any, maintenant: datetime) -> None:
    client = chez(monde.responsable)

    reponses = [client.post(PROPOSER, saisie(dispositif=scenario.dispositif.pk, cle="page")) for _ in range(2)]

    assert [reponse.status_code for reponse in reponses] == [302, 302]
    assert DerogationDeDelai.objects.count() == 1


@pytest.mark.parametrize("qui", ["verificateur", "college", "mandataire"])
def test_les_autres_ne_proposent_pas(monde: Monde, qui: str) -> None:
    assert chez(getattr(monde, qui)).get(PROPOSER).status_code == 403


def test_la_piece_se_lit_a_l_ans_et_pas_chez_l_editeur(monde: Monde, scenario: Any) -> None:
    piece = monde.derogation(scenario).pieces.get()

    statuts = [chez(acteur).get(piece.get_absolute_url()).status_code for acteur in (monde.college, monde.mandataire)]

    assert statuts == [200, 404]


def test_la_liste_se_filtre_se_cherche_et_s_exporte(monde: Monde, scenario: Any) -> None:
    sienne = monde.derogation(scenario, motif="=SOMME(1)")
    collective = monde.derogation(None, numero=2, jusqu_au=DATE_1 + 900 * JOUR, accordee=False)
    client = chez(monde.college)

    def trouvees(suite: str) -> set[int]:
        return {derogation.pk for derogation in client.get(f"/derogations/?{suite}").context["page"]}

    assert trouvees("") == trouvees(f"dispositif={LGC}") == {sienne.pk, collective.pk}
    assert trouvees("statut=accordee") == trouvees("date=1") == trouvees("q=secret") == {sienne.pk}
    assert trouvees("statut=proposee&date=2&tri=-jusqu_au") == {collective.pk}
    assert trouvees("statut=inconnu&date=9") == {sienne.pk, collective.pk}
    export = client.get("/derogations/?format=csv&date=1").getvalue().decode()
    assert ("'=SOMME(1)" in export, len(export.splitlines())) == (True, 2)


def test_le_recepisse_cite_la_derogation_et_le_texte(monde: Monde, scenario: Any) -> None:
    derogation = monde.derogation(scenario, le=DATE_1 + MINUTE)
    etape = CandidatureAdministrative.objects.get()
    administrative.soumettre(etape, monde.demande(monde.mandataire, DATE_1 + 2 * MINUTE))
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-1/recepisse/"

    page = texte(chez(monde.mandataire).get(adresse))
    pdf = chez(monde.mandataire).get(f"{adresse}?format=pdf")

    assert "<dd>Date 1 : 16/10/2025 à 12:00 (heure de Paris).</dd>" in page
    assert f"Réouverture n° {derogation.pk} accordée le 15/10/2025 à 12:01 (heure de Paris), jusqu’au" in page
    assert "arrêté du 30 avril 2025" in page
    assert pdf.content.startswith(b"%PDF")


def test_un_recepisse_d_avant_le_registre_le_dit(monde: Monde) -> None:
    scenario = monde.soumise()
    scenario.candidature.envois.all().delete()

    page = texte(chez(monde.mandataire).get(f"/candidatures/{scenario.candidature.numero}/etape-1/recepisse/"))

    assert "Non inscrite : envoi d’avant le registre." in page


@pytest.mark.exigence("E1-03")
@pytest.mark.parametrize(
    ("avant", "attendu"),
    [(2 * JOUR, None), (timedelta(hours=3, minutes=5, seconds=30), "3 h 05 min"), (-MINUTE, None)],
)
def test_le_dernier_jour_la_banniere_dit_ce_qui_reste_sans_le_crier(
    monde: Monde, scenario: Any, settings: Any, avant: timedelta, attendu: str | None
) -> None:
    settings.DEMO = True
    horloge.regler(DATE_1 - avant)

    page = texte(chez(monde.mandataire).get(f"/candidatures/{scenario.candidature.numero}/etape-1/"))

    assert "15/10/2025 à 12:00 (heure de Paris)" in page
    if attendu is None:
        assert 'role="timer"' not in page
    else:
        assert f'role="timer" aria-live="off" data-compte-a-rebours="{DATE_1.timestamp():.3f}"' in page
        assert f"Il reste <span data-reste>{attendu}</span>." in page
    assert ("cette date est passée" in page) is (avant < timedelta())


def test_une_date_non_publiee_le_dit(monde: Monde, scenario: Any, settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(DATE_1 - JOUR)
    scenario.dispositif.echeances.filter(numero=1).update(instant=None)

    page = texte(chez(monde.mandataire).get(f"/candidatures/{scenario.candidature.numero}/etape-1/"))

    assert "première fois la candidature administrative : date non publiée" in page
