"""The ANS reads the preview, confirms it, asks proofs by name; the vendor reads why a proof is not asked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Candidature, Convention
from preuves.models import Chapitre, Preuve, PreuveReclamee
from preuves.provenance import apercu
from preuves.situation import situation
from preuves.transitions.provenance import recalculer_les_preuves, reclamer_des_preuves
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.referentiel.importation import importer_rem
from segur.noyau.transitions import Refus
from segur.portail.demonstration.scenario import Scenario
from tests.monde import IMPORT, LGC, Monde, citer
from tests.noyau.referentiel.classeurs import classeur, ligne

pytestmark = pytest.mark.django_db
NRU = "LGCV1ABCDEF0"
EN_VAGUE_1 = (1, NRU)
HERITEES = ["DOC/va1.06.01.01", "INS/va1.05.01.01", "INS/va1.53.01.01", "INS/va1.53.01.02", "MSS/va1.01.01.01",
            "MSS/va1.13.01.01", "MSS/va1.13.01.02"]  # fmt: skip


def declarer(scenario: Scenario, vague: int, nru: str) -> Candidature:
    citer(scenario.candidature, vague, nru)
    return Candidature.objects.pour_dossier().get(pk=scenario.candidature.pk)


def de_provenance(candidature: Candidature, provenance: str) -> list[str]:
    trouvees = Preuve.objects.filter(chapitre__candidature=candidature, provenance=provenance)
    return sorted(trouvees.values_list("attendue__identifiant", flat=True))


def confirmer(scenario: Scenario, candidature: Candidature) -> None:
    demande = scenario.demande(scenario.ans("verificateur"))
    empreinte = apercu(candidature, situation(candidature, demande.recu_le)).empreinte
    recalculer_les_preuves(candidature, scenario.demande(scenario.ans("verificateur"), empreinte=empreinte))


def refus_de(geste: Any, objet: Any, demande: Any) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("HE-01", "E3-10")
def test_declarer_eligible_applique_l_heritage(monde: Monde) -> None:
    scenario = monde.soumise()
    candidature = declarer(scenario, *EN_VAGUE_1)

    scenario.declarer_eligible()

    assert de_provenance(candidature, "heritee") == HERITEES
    annonce = Notification.objects.filter(sujet__contains="déclarée éligible").order_by("pk")[0].corps
    assert "27 preuves sont attendues. 7 autres sont héritées ou équivalentes." in annonce


@pytest.mark.exigence("HE-14", "E1-28")
def test_les_deux_chemins_donnent_la_meme_liste(monde: Monde) -> None:
    des_le_debut = monde.soumise(produit="Un")
    declarer(des_le_debut, *EN_VAGUE_1)
    des_le_debut.declarer_eligible()
    ensuite = monde.eligible(produit="Deux")

    confirmer(ensuite, declarer(ensuite, *EN_VAGUE_1))

    def lignes(scenario: Scenario) -> list[Any]:
        siennes = Preuve.objects.filter(chapitre__candidature=scenario.candidature)
        return sorted(siennes.values_list("attendue", "provenance", "raison", "reference", "sources", "statut"))

    assert lignes(des_le_debut) == lignes(ensuite)


@pytest.mark.exigence("HE-14")
def test_le_recalcul_est_journalise_une_fois_avec_sa_liste(monde: Monde) -> None:
    scenario = monde.eligible()
    candidature = declarer(scenario, *EN_VAGUE_1)

    confirmer(scenario, candidature)

    entree = EntreeJournal.objects.get(action="candidature.recalculer_les_preuves")
    dispensees = [c["preuve"] for c in entree.details["changements"] if c["effet"] == "n’est plus à déposer"]
    assert sorted(dispensees) == HERITEES
    assert {c["raison"] for c in entree.details["changements"] if c["preuve"] in HERITEES} == {
        f"Preuve de la vague 1 héritée du référencement obtenu sur le même dispositif (NRU {NRU})."
    }


def test_ce_qui_est_applique_est_ce_qui_a_ete_lu(monde: Monde) -> None:
    scenario = monde.eligible()
    candidature = declarer(scenario, *EN_VAGUE_1)
    lu = apercu(candidature, situation(candidature, scenario.instant)).empreinte
    declarer(scenario, 1, "LGCV1UNAUTRE")

    demande = scenario.demande(scenario.ans("verificateur"), empreinte=lu)

    assert refus_de(recalculer_les_preuves, candidature, demande) == ["apercu_a_jour"]
    assert de_provenance(candidature, "heritee") == []


def test_rien_a_changer_se_dit(monde: Monde) -> None:
    scenario = monde.eligible()

    demande = scenario.demande(scenario.ans("verificateur"))

    assert refus_de(recalculer_les_preuves, scenario.candidature, demande) == ["changement"]


def test_avant_l_eligibilite_et_apres_l_etape_3_le_recalcul_est_refuse(monde: Monde) -> None:
    avant, apres = monde.soumise(produit="Un"), monde.convention(produit="Deux")
    candidature = declarer(apres, *EN_VAGUE_1)

    codes = [
        refus_de(recalculer_les_preuves, dossier, apres.demande(apres.ans("verificateur")))
        for dossier in (avant.candidature, candidature)
    ]

    assert codes == [["eligible"], ["convention_fermee", "changement"]]


@pytest.mark.exigence("HE-01")
def test_tout_est_herite_et_la_convention_s_ouvre(monde: Monde) -> None:
    lgc = Dispositif.objects.get(code=LGC)
    importer_rem(
        classeur(ligne(1, perimetre="Vague 1"), ligne(2, perimetre="Vague 1")),
        nom_fichier="vague1.xlsx", dispositif=lgc, importee_par=None, le=IMPORT,
    )  # fmt: skip
    scenario = monde.soumise()
    declarer(scenario, *EN_VAGUE_1)

    scenario.declarer_eligible()

    assert [chapitre.statut for chapitre in scenario.chapitres()] == ["dispense"]
    assert Convention.objects.get(candidature=scenario.candidature).statut == "a_venir"


# ---- proofs asked by name -------------------------------------------------------------------------------------------


def reclamer(scenario: Scenario, cas: str, *preuves: str, motif: str = "Contrôle de l’identité.") -> None:
    donnees = {"cas": cas, "preuves": list(preuves), "motif": motif}
    reclamer_des_preuves(scenario.candidature, scenario.demande(scenario.ans("verificateur"), **donnees))


@pytest.mark.exigence("E3-42", "HE-20")
def test_l_ans_reclame_des_preuves_puis_y_renonce(monde: Monde) -> None:
    scenario = monde.eligible()
    candidature = declarer(scenario, *EN_VAGUE_1)
    confirmer(scenario, candidature)

    reclamer(scenario, "vague_1", "INS/va1.05.01.01")
    reclamer(scenario, "non_conformite", "DOC/va1.06.01.01")
    confirmer(scenario, candidature)
    reclamees = [de_provenance(candidature, p) for p in ("heritee", "complementaire")]
    reclamer(scenario, "lever", "INS/va1.05.01.01", "DOC/va1.06.01.01")
    confirmer(scenario, candidature)

    assert reclamees == [HERITEES[2:], ["DOC/va1.06.01.01"]]
    assert de_provenance(candidature, "heritee") == HERITEES
    assert PreuveReclamee.objects.count() == 0


@pytest.mark.parametrize(
    ("cas", "preuve", "motif", "code"),
    [
        ("vague_1", "INS/va1.05.01.01", " ", "motif"),
        ("non_conformite", "INCONNUE.01", "x", "connues"),
        ("vague_1", "PSC.01.01.01", "x", "vague_1"),
    ],
)
def test_une_reclamation_mal_faite_est_refusee(monde: Monde, cas: str, preuve: str, motif: str, code: str) -> None:
    scenario = monde.eligible()
    donnees = {"cas": cas, "preuves": [preuve], "motif": motif}

    demande = scenario.demande(scenario.ans("verificateur"), **donnees)

    assert refus_de(reclamer_des_preuves, scenario.candidature, demande) == [code]


# ---- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(monde: Monde, connecter: Callable[..., Client]) -> tuple[Client, str, Scenario]:
    scenario = monde.eligible()
    declarer(scenario, *EN_VAGUE_1)
    return connecter(monde.verificateur), f"/candidatures/{scenario.candidature.numero}/etape-3/provenance/", scenario


def test_l_apercu_se_filtre_et_s_exporte(page: tuple[Client, str, Scenario]) -> None:
    client, adresse, _ = page

    tout = client.get(adresse)
    filtre = client.get(f"{adresse}?provenance=heritee")
    export = client.get(f"{adresse}?provenance=heritee&format=csv")

    lignes = b"".join(export).decode().splitlines()
    assert len(tout.context["lignes"]) == 34
    assert [ligne.identifiant for ligne in filtre.context["lignes"]] == HERITEES
    assert "7 preuves : n’est plus à déposer" in filtre.content.decode()
    assert len(lignes) == 8
    assert lignes[1].split(";")[3:6] == ["à déposer", "héritée", "n’est plus à déposer"]
    assert lignes[1].split(";")[-1] == f"NRU {NRU}"


@pytest.mark.exigence("HE-14", "HE-16")
def test_la_confirmation_s_applique_une_fois(page: tuple[Client, str, Scenario]) -> None:
    client, adresse, scenario = page
    lue = client.get(adresse).content.decode()
    saisie = dict(re.findall(r'name="(cle|empreinte)" value="([^"]+)"', lue))

    reponses = [client.post(adresse, saisie).status_code for _ in range(2)]
    sans_apercu = client.post(adresse, {"empreinte": "x"})

    assert ("Notice : héritage" in lue, "Notice : équivalence" in lue) == (True, True)
    assert reponses == [302, 302]
    assert EntreeJournal.objects.filter(action="candidature.recalculer_les_preuves").count() == 1
    assert sans_apercu.status_code == 409
    assert "Rien à changer" in sans_apercu.content.decode()
    assert de_provenance(scenario.candidature, "heritee") == HERITEES


def test_un_apercu_perime_se_relit(page: tuple[Client, str, Scenario]) -> None:
    client, adresse, scenario = page
    lue = client.get(adresse).content.decode()
    declarer(scenario, 1, "LGCV1UNAUTRE")

    reponse = client.post(adresse, dict(re.findall(r'name="(empreinte)" value="([^"]+)"', lue)))

    assert reponse.status_code == 409
    assert "La situation a changé depuis l’aperçu" in reponse.content.decode()
    assert "NRU LGCV1UNAUTRE" in reponse.content.decode()


def cartes(reponse: Any) -> list[Any]:
    return [ligne for e in reponse.context["exigences"] for scenario in e.scenarios for ligne in scenario.lignes]


@pytest.mark.exigence("E3-10")
def test_l_editeur_lit_pourquoi_une_preuve_n_est_pas_demandee(
    monde: Monde, connecter: Callable[..., Client], page: tuple[Client, str, Scenario]
) -> None:
    _, _, scenario = page
    confirmer(scenario, Candidature.objects.pour_dossier().get(pk=scenario.candidature.pk))
    client = connecter(monde.mandataire)
    chapitre = next(c for c in scenario.chapitres() if str(c) == "Gestion de l’Identité Nationale de Santé")

    lue = client.get(chapitre.get_absolute_url())
    heritees = cartes(client.get(f"{chapitre.get_absolute_url()}?statut=heritee"))
    a_charger = cartes(client.get(f"{chapitre.get_absolute_url()}?statut=a_charger"))

    texte = lue.content.decode()
    assert f"référencement obtenu sur le même dispositif (NRU {NRU})" in texte
    assert "0/4 preuve chargée, 0 conforme, 0 à modifier, 3 sans dépôt (héritées ou équivalentes)" in texte
    assert (len(heritees), len(a_charger)) == (3, 4)
    assert texte.count('name="fichiers"') == 4


def test_un_chapitre_se_soumet_et_se_valide_sans_ses_preuves_heritees(page: tuple[Client, str, Scenario]) -> None:
    _, _, scenario = page
    confirmer(scenario, Candidature.objects.pour_dossier().get(pk=scenario.candidature.pk))
    chapitre = next(c for c in scenario.chapitres() if str(c) == "Gestion de la MSSanté")

    scenario.soumettre(chapitre)
    scenario.valider(chapitre)

    assert Chapitre.objects.get(pk=chapitre.pk).statut == "valide"
    assert Preuve.objects.filter(chapitre=chapitre, statut="conforme").count() == 4
