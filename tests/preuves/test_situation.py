"""What the forms and the portal say, as the engine reads it."""

from datetime import timedelta
from typing import Any

import pytest

from candidatures.models import Candidature
from preuves.models import Preuve
from preuves.situation import Precedent, anterieurs, situation
from segur.noyau.referentiel.models import Scenario as ScenarioRem
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde, citer

pytestmark = pytest.mark.django_db
NRU = "LGCV2GENU3X"


@pytest.fixture
def referencee(monde: Monde) -> Candidature:
    """A candidature of LogiPro all of whose proofs are conform, référencée."""
    candidature = monde.convention(produit="Ancienne").candidature
    Candidature.objects.filter(pk=candidature.pk).update(statut="referencee", nru=NRU, referencee_le=AVANT_DATE_1)
    return candidature


@pytest.fixture
def nouvelle(monde: Monde) -> Scenario:
    return monde.brouillon(produit="Nouvelle")


def _declarer(scenario: Scenario, *precedent: Any) -> Candidature:
    if precedent:
        citer(scenario.candidature, *precedent)
    return Candidature.objects.pour_dossier().get(pk=scenario.candidature.pk)


@pytest.mark.exigence("HE-10", "E1-21")
def test_un_nru_du_portail_apporte_sa_date_ses_profils_et_ses_preuves(
    referencee: Candidature, nouvelle: Scenario
) -> None:
    candidature = _declarer(nouvelle, 2, "lgcv2 genu3x")

    (connu,) = situation(candidature, AVANT_DATE_1).anterieurs

    attendus = set(ScenarioRem.objects.values_list("identifiant", flat=True))
    assert (connu.nru, connu.vague, connu.dispositif) == (NRU, 2, "MDV-LGC-Va2")
    assert (connu.reference_le, connu.profils, connu.scenarios) == (AVANT_DATE_1, {"Général"}, attendus)
    assert connu.scenarios_valides is not None
    assert attendus - connu.scenarios_valides == {i for i in attendus if i.startswith(("LGC.CSE", "LGC.MT"))}


@pytest.mark.exigence("HE-10")
def test_une_preuve_heritee_n_est_pas_validee_en_vague_2(referencee: Candidature, nouvelle: Scenario) -> None:
    herite, equivalent = "DOC/va1.06.01", "PSC.01.01"
    siennes = Preuve.objects.filter(chapitre__candidature=referencee)
    siennes.filter(attendue__scenario__identifiant=herite).update(provenance="heritee", statut="a_charger", raison="x")
    siennes.filter(attendue__scenario__identifiant=equivalent).update(
        provenance="equivalente", statut="a_charger", raison="x"
    )

    (connu,) = anterieurs(nouvelle.candidature, [Precedent(2, "LGC vague 2", NRU)])

    assert connu.scenarios_valides is not None
    assert (herite in connu.scenarios_valides, equivalent in connu.scenarios_valides) == (False, True)


@pytest.mark.exigence("HE-02")
def test_le_nru_d_un_autre_editeur_reste_inconnu(monde: Monde, referencee: Candidature) -> None:
    ailleurs = monde.brouillon(produit="Ailleurs", editeur="MédiSoft").candidature

    (inconnu,) = anterieurs(ailleurs, [Precedent(2, "LGC vague 2", NRU)])

    assert (inconnu.nru, inconnu.reference_le, inconnu.scenarios) == (NRU, None, None)


@pytest.mark.exigence("E1-24", "HE-14")
def test_un_referencement_en_cours_se_cite_par_son_numero(monde: Monde, nouvelle: Scenario) -> None:
    en_cours = monde.eligible(produit="En cours").candidature

    (connu,) = anterieurs(nouvelle.candidature, [Precedent(2, "LGC vague 2", en_cours.numero.lower())])

    assert (connu.nru, connu.reference_le, connu.scenarios_valides) == (en_cours.numero, None, frozenset())


@pytest.mark.exigence("HE-01")
def test_la_vague_1_declaree_porte_sur_le_meme_dispositif(nouvelle: Scenario) -> None:
    candidature = _declarer(nouvelle, 1, "LGCV1ABCDEF0")

    lue = situation(candidature, AVANT_DATE_1)

    assert [(a.nru, a.vague, a.dispositif) for a in lue.anterieurs] == [("LGCV1ABCDEF0", 1, "MDV-LGC-Va2")]
    assert (lue.attestation, lue.composant_principal_identique, lue.composants) == (False, None, ())


@pytest.mark.exigence("HE-15")
def test_la_date_2_est_celle_des_textes_du_jour(nouvelle: Scenario) -> None:
    candidature = _declarer(nouvelle)

    assert situation(candidature, AVANT_DATE_1).date_2 == candidature.dispositif.echeance(2, au=AVANT_DATE_1)
    assert situation(candidature, AVANT_DATE_1 - timedelta(days=3650)).date_2 is None
