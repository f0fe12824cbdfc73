"""What the plan reads: counts at an instant, first deposits, delays told by the journal."""

from datetime import UTC, datetime, timedelta

import pytest

from preuves.models import Depot
from preuves.planification import faits
from preuves.transitions import chapitre as chapitres
from preuves.transitions import derogations
from preuves.transitions import preuve as preuves
from tests.preuves.derogations.petit_dui import DATE_2, dui_eligible, preuve_de

JALON = datetime(2026, 7, 22, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


def deposees(scenario, instant) -> dict[str, int]:
    pk = scenario.candidature.pk
    return dict(faits.avancements([pk], instant)[pk].deposees)


@pytest.mark.exigence("CAL-06")
def test_un_depot_compte_a_l_instant_du_jalon_et_pas_une_seconde_apres(monde):
    scenario = monde.eligible()
    preuve = scenario.chapitres()[0].preuves.filter(attendue__scenario__exigence__perimetre="vague2").first()
    preuves.deposer(preuve, scenario.demande(monde.mandataire, lien="https://exemple.fr/1"))
    Depot.objects.update(depose_le=JALON)

    assert (deposees(scenario, JALON - SECONDE), deposees(scenario, JALON)) == ({}, {"vague2": 1})


@pytest.mark.exigence("CAL-06")
def test_un_depot_remplace_depuis_compte_encore_au_jalon(monde):
    scenario = monde.eligible()
    preuve = scenario.chapitres()[0].preuves.filter(attendue__scenario__exigence__perimetre="vague2").first()
    preuves.deposer(preuve, scenario.demande(monde.mandataire, lien="https://exemple.fr/1"))
    Depot.objects.update(depose_le=JALON - SECONDE, archive_le=JALON + SECONDE)

    assert deposees(scenario, JALON) == {"vague2": 1}
    assert deposees(scenario, JALON + SECONDE) == {}


@pytest.mark.exigence("CAL-06")
def test_seul_le_profil_general_compte_par_perimetre(monde):
    scenario = monde.eligible()

    pk = scenario.candidature.pk
    attendues = faits.avancements([pk], JALON)[pk].attendues
    version = faits.jalon_de(scenario.dispositif, JALON)

    assert dict(attendues) == {"vague1": 7, "vague2": 27}
    assert [motif.explication for motif in faits.motifs_du_jalon(version, faits.Avancement(attendues))] == [
        "Vague 2 : 0 preuve(s) déposée(s) sur 25 demandée(s).",
        "Vague 1 : 0 preuve(s) déposée(s) sur 7 demandée(s).",
    ]


@pytest.mark.exigence("CAL-06")
def test_qui_est_reference_en_vague_1_n_est_pas_concerne_par_ses_preuves(monde):
    version = faits.jalon_de(monde.eligible().dispositif, JALON)

    motifs = faits.motifs_du_jalon(version, faits.Avancement({"vague2": 31}, {"vague2": 25}))

    assert [(motif.satisfait, motif.explication) for motif in motifs] == [
        (True, "Vague 2 : 25 preuve(s) déposée(s) sur 25 demandée(s).")
    ]


@pytest.mark.exigence("E3-36", "E3-37", "DER-01")
def test_une_piece_provisoire_rend_le_dossier_complet_a_la_date_2(monde):
    scenario = dui_eligible(monde)
    cnda = preuve_de(scenario, "SC.INS/DEM.01")
    avant = faits.manques(faits.etat_de(scenario.candidature, DATE_2), DATE_2)
    piece = {"substitut": "cnda-depot-complet", "elements": [0, 1], "lien": "https://exemple.fr/depot"}
    derogations.deposer_provisoire(cnda, scenario.demande(monde.mandataire, **piece))

    for chapitre in scenario.chapitres():
        for preuve in chapitre.preuves.filter(statut="a_charger"):
            preuves.deposer(preuve, scenario.demande(monde.mandataire, lien="https://exemple.fr/1"))
        chapitres.soumettre(chapitre, scenario.demande(monde.mandataire))

    apres = faits.manques(faits.etat_de(scenario.candidature, DATE_2), DATE_2)
    trop_tot = faits.manques(faits.etat_de(scenario.candidature, DATE_2), datetime(2026, 9, 1, tzinfo=UTC))
    assert (list(avant.cnda), list(avant.edc_psc)) == (["SC.INS/DEM.01.01.01"], ["PSC.01.01.01"])
    assert [len(liste) for liste in (avant.chapitres, avant.test_intrusion)] == [3, 1]
    assert [len(x) for x in (apres.chapitres, apres.cnda, apres.edc_psc, apres.test_intrusion)] == [0, 0, 0, 0]
    assert [len(x) for x in (trop_tot.chapitres, trop_tot.cnda)] == [3, 1]


def test_les_delais_d_instruction_se_lisent_dans_le_journal(petit_monde):
    scenario = petit_monde.eligible()
    premier, second = scenario.chapitres()
    scenario.soumettre(premier)
    scenario.instant += timedelta(days=6)
    scenario.valider(premier)
    scenario.soumettre(second)

    le = scenario.instant + timedelta(days=1)
    assert faits.delais_d_instruction(scenario.dispositif, le) == [6]
    assert faits.delais_d_instruction(scenario.dispositif, le + faits.HISTOIRE) == []


def test_les_chapitres_a_faire_viennent_dans_l_ordre_avec_leurs_preuves(petit_monde):
    scenario = petit_monde.eligible()
    etat = faits.etat_de(scenario.candidature, scenario.instant)

    ordre = [(c.titre, c.restent, len(preuves)) for c, preuves in faits.a_faire(etat)]
    scenario.soumettre(scenario.chapitres()[1])
    apres = faits.a_faire(faits.etat_de(scenario.candidature, scenario.instant))

    assert ordre == [("Messagerie", 2, 2), ("Identité", 3, 3)]
    assert [c.titre for c, _ in apres] == ["Identité"]


def test_le_rythme_compte_les_premiers_depots_de_la_fenetre(petit_monde):
    scenario = petit_monde.eligible()
    scenario.charger(scenario.chapitres()[1])
    le = scenario.instant + timedelta(days=7)

    objectifs = {o.code: o for o in faits.objectifs(scenario.candidature, faits.etat_de(scenario.candidature, le), le)}
    tard = le + timedelta(days=28)
    plus_tard = faits.objectifs(scenario.candidature, faits.etat_de(scenario.candidature, tard), tard)

    assert (objectifs["date2"].recentes, objectifs["date2"].requis, objectifs["date2"].faits) == (2, 5, 0)
    assert [objectif.recentes for objectif in plus_tard if objectif.code == "date2"] == [0]
