"""Héritage and équivalence applied to a candidature: what changes, what stays, what is never lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candidatures.models import Convention
from preuves.heritage import HABILITATION_PROXY, Anterieur, Composant, Situation
from preuves.models import Chapitre, Depot, Preuve, ProfilRetenu
from preuves.provenance import Apercu, apercu, appliquer
from preuves.situation import situation
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.referentiel.models import PreuveAttendue
from segur.noyau.transitions import Refus
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, vue
from tests.preuves.heritage.situations import DATE_2, DUI, GUICHET, LE, LGC

pytestmark = pytest.mark.django_db
DOCUMENTS = "Gestion et partage des documents de santé"
COMMUNS = frozenset({"CDA/DD.06.01", "CDA/DD.23.01", "PSC.01.01", "PSC.02.01", "PSC.08.01"})
EN_LGC = Anterieur("LGCV2CCCCCC", 2, LGC, DATE_2, frozenset(), COMMUNS, COMMUNS)
EN_VAGUE_1 = Anterieur("MS1V1AAAAAA", 1, "MS1")
MODULE = Composant("Module documents", frozenset({DOCUMENTS}))


def etat(scenario: Scenario) -> dict[str, tuple[str, str, str]]:
    """Chapter, provenance and status of each proof."""
    lues = Preuve.objects.filter(chapitre__candidature=scenario.candidature).select_related("attendue", "chapitre")
    return {str(p): (str(p.chapitre), p.provenance, p.statut) for p in lues}


def provenances(scenario: Scenario) -> dict[str, list[str]]:
    resultat: dict[str, list[str]] = {}
    for identifiant, (_, provenance, _) in sorted(etat(scenario).items()):
        resultat.setdefault(provenance, []).append(identifiant)
    return resultat


def statut(scenario: Scenario, titre: str) -> str:
    return next(c.statut for c in scenario.chapitres() if str(c) == titre)


class Dossier:
    """A candidature in step 3, and the situations that are applied to it in turn."""

    def __init__(self, monde: Monde) -> None:
        self.scenario = monde.eligible()
        self.candidature = self.scenario.candidature
        self.base = Situation(DUI, LE, GUICHET, composant_principal_identique=True, attestation=True)
        self.base = replace(self.base, profils=situation(self.candidature, LE).profils)

    def appliquer(self, **changements: Any) -> Apercu:
        demande = self.scenario.demande(self.scenario.ans("verificateur"))
        return appliquer(self.candidature, replace(self.base, **changements), demande)

    def preuve(self, identifiant: str) -> Preuve:
        return Preuve.objects.get(chapitre__candidature=self.candidature, attendue__identifiant=identifiant)


@pytest.fixture
def dossier(monde: Monde) -> Dossier:
    return Dossier(monde)


@pytest.mark.exigence("HE-14", "HE-18")
def test_un_nru_venu_plus_tard_dispense_des_scenarios_communs(dossier: Dossier) -> None:
    avant = etat(dossier.scenario)

    fait = dossier.appliquer(anterieurs=(EN_LGC,))

    communs = ["PSC.01.01.01", "PSC.02.01.01", "PSC.08.01.01", "SC.CDA/DD.06.01.01", "SC.CDA/DD.23.01.01"]
    assert provenances(dossier.scenario)["equivalente"] == communs
    assert fait.effets == {"n’est plus à déposer": 5, "raison précisée": len(avant) - 5}
    assert statut(dossier.scenario, "Pro Santé Connect") == "dispense"
    assert statut(dossier.scenario, DOCUMENTS) == "a_completer"


@pytest.mark.exigence("HE-14")
def test_la_meme_situation_deux_fois_ne_change_rien(dossier: Dossier) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,), nouveau_proxy=True, composants=(MODULE,))
    avant = etat(dossier.scenario)

    encore = dossier.appliquer(anterieurs=(EN_LGC,), nouveau_proxy=True, composants=(MODULE,))

    assert encore.changements == []
    assert etat(dossier.scenario) == avant


def test_un_verdict_et_un_depot_que_rien_ne_touche_restent(dossier: Dossier) -> None:
    chapitre = next(c for c in dossier.scenario.chapitres() if str(c) == "Pro Santé Connect")
    dossier.scenario.soumettre(chapitre)
    preuve = dossier.preuve("PSC.01.01.01")
    preuves.declarer_conforme(preuve, dossier.scenario.demande(dossier.scenario.ans("verificateur"), vu=vue(preuve)))
    depots = list(Depot.objects.values())

    dossier.appliquer(anterieurs=(EN_LGC,))

    assert etat(dossier.scenario)["PSC.01.01.01"] == ("Pro Santé Connect", "a_deposer", "conforme")
    assert etat(dossier.scenario)["PSC.02.01.01"] == ("Pro Santé Connect", "equivalente", "soumise")
    assert list(Depot.objects.values()) == depots
    assert statut(dossier.scenario, "Pro Santé Connect") == "soumis"


@pytest.mark.exigence("HE-14", "HE-20")
def test_un_nru_retire_rend_la_liste_exacte_et_archive_les_depots(dossier: Dossier) -> None:
    dossier.scenario.charger(next(c for c in dossier.scenario.chapitres() if str(c) == "Pro Santé Connect"))
    dossier.appliquer(anterieurs=(EN_LGC,))

    fait = dossier.appliquer()

    voidees = [ligne.identifiant for ligne in fait.changements if ligne.effet == "redevient à charger"]
    assert sorted(voidees) == [
        "PSC.01.01.01", "PSC.02.01.01", "PSC.08.01.01", "SC.CDA/DD.06.01.01", "SC.CDA/DD.23.01.01",
    ]  # fmt: skip
    assert {etat(dossier.scenario)[identifiant][2] for identifiant in voidees} == {"a_charger"}
    assert Depot.objects.filter(archive_le=None).count() == 0
    assert Depot.objects.count() == 3
    assert statut(dossier.scenario, "Pro Santé Connect") == "a_completer"


@pytest.mark.exigence("HE-20", "E2-22", "E3-32")
def test_un_nouveau_composant_ouvre_le_chapitre_complementaire(dossier: Dossier) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,))
    avant = etat(dossier.scenario)

    fait = dossier.appliquer(anterieurs=(EN_LGC,), composants=(MODULE,))

    touchees = {ligne.identifiant for ligne in fait.changements}
    assert touchees == {"SC.CDA/DD.06.01.01", "SC.CDA/DD.23.01.01"}
    apres = etat(dossier.scenario)
    assert {apres[cle] for cle in touchees} == {("Preuves complémentaires", "complementaire", "a_charger")}
    assert {cle: vu for cle, vu in apres.items() if cle not in touchees} == {
        cle: vu for cle, vu in avant.items() if cle not in touchees
    }
    assert str(dossier.scenario.chapitres()[-1]) == "Preuves complémentaires"


@pytest.mark.exigence("HE-20")
def test_un_composant_retire_rend_l_equivalence(dossier: Dossier) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,))
    avant = etat(dossier.scenario)
    dossier.appliquer(anterieurs=(EN_LGC,), composants=(MODULE,))
    complementaire = dossier.scenario.chapitres()[-1]
    dossier.scenario.charger(complementaire)

    dossier.appliquer(anterieurs=(EN_LGC,))

    apres = etat(dossier.scenario)
    assert {cle: vu[:2] for cle, vu in apres.items()} == {cle: vu[:2] for cle, vu in avant.items()}
    assert Depot.objects.filter(archive_le=None).count() == 2
    assert statut(dossier.scenario, "Preuves complémentaires") == "dispense"


@pytest.mark.exigence("HE-20")
def test_l_habilitation_du_proxy_se_depose_et_se_juge(monde: Monde, dossier: Dossier, connecter: Any) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,), nouveau_proxy=True)
    chapitre = dossier.scenario.chapitres()[-1]

    dossier.scenario.soumettre(chapitre)
    pages = [connecter(qui).get(chapitre.get_absolute_url()) for qui in (monde.mandataire, monde.verificateur)]
    dossier.scenario.valider(chapitre)

    assert [page.status_code for page in pages] == [200, 200]
    assert HABILITATION_PROXY in pages[0].content.decode()
    assert etat(dossier.scenario)[HABILITATION_PROXY] == ("Preuves complémentaires", "complementaire", "conforme")


@pytest.mark.exigence("HE-20")
def test_un_chapitre_soumis_qui_reprend_une_preuve_se_rouvre(dossier: Dossier) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,))
    chapitre = next(c for c in dossier.scenario.chapitres() if str(c) == DOCUMENTS)
    dossier.scenario.soumettre(chapitre)
    dossier.scenario.valider(chapitre)
    valide = statut(dossier.scenario, DOCUMENTS)

    dossier.appliquer()

    assert (valide, statut(dossier.scenario, DOCUMENTS)) == ("valide", "a_modifier")
    assert etat(dossier.scenario)["LGC.DMP/UX.10.01.01"][2] == "conforme"


def test_une_preuve_dispensee_ne_se_depose_ni_ne_se_juge(dossier: Dossier) -> None:
    dossier.appliquer(anterieurs=(EN_LGC,))
    preuve, scenario = dossier.preuve("SC.CDA/DD.06.01.01"), dossier.scenario

    with pytest.raises(Refus, match="Cette preuve n’est pas demandée") as refus:
        preuves.deposer(preuve, scenario.demande(scenario.editeur, lien="https://preuves.example/"))

    assert "NRU LGCV2CCCCCC" in str(refus.value)


@pytest.mark.exigence("E3-08")
def test_un_profil_retire_garde_les_depots_sans_les_demander(monde: Monde, dossier: Dossier) -> None:
    profil = dossier.scenario.dispositif.profils.get(libelle="Structures d’exercice coordonné")
    dossier.candidature.eligibilite.profils.add(profil)
    du_profil = {"LGC.CSE.01.01.01", "LGC.CSE.01.01.02", "LGC.CSE.02.01.01"}
    avec = situation(dossier.candidature, LE)
    dossier.base = replace(dossier.base, profils=tuple(replace(p, deja_retenu=True) for p in avec.profils))
    dossier.appliquer()
    deposee = dossier.preuve("LGC.CSE.02.01.01")
    preuves.deposer(deposee, dossier.scenario.demande(dossier.scenario.editeur, lien="https://preuves.example/"))
    ajoutees = du_profil <= set(provenances(dossier.scenario)["a_deposer"])

    dossier.base = replace(dossier.base, profils=tuple(p for p in dossier.base.profils if p.est_general))
    dossier.appliquer()

    assert ajoutees
    assert set(provenances(dossier.scenario)["retiree"]) == du_profil
    assert Depot.objects.filter(preuve=deposee, archive_le=None).count() == 1


@pytest.mark.exigence("E3-39")
def test_un_profil_ajoute_apres_la_date_2_ne_compte_pas(dossier: Dossier) -> None:
    profil = dossier.scenario.dispositif.profils.get(libelle="Structures d’exercice coordonné")
    dossier.candidature.eligibilite.profils.add(profil)
    tard = situation(dossier.candidature, DATE_2.replace(year=2028))

    prevu = apercu(dossier.candidature, tard)

    assert not any(ligne.identifiant.startswith("LGC.CSE") for ligne in prevu.lignes)
    assert "« Structures d’exercice coordonné » écarté" in str(prevu.conditions[0].verdict.obstacles)
    assert ProfilRetenu.objects.filter(candidature=dossier.candidature).count() == 1


def test_tout_est_dispense_et_l_etape_4_s_ouvre(monde: Monde, dossier: Dossier) -> None:
    scenarios = PreuveAttendue.objects.values_list("scenario__identifiant", flat=True)
    tous = frozenset(scenarios)

    dossier.appliquer(anterieurs=(replace(EN_LGC, scenarios=tous, scenarios_valides=tous),))

    assert {chapitre.statut for chapitre in dossier.scenario.chapitres()} == {"dispense"}
    chapitres.ouvrir_l_etape_4(dossier.candidature.pk, dossier.scenario.demande(dossier.scenario.editeur))
    assert Convention.objects.get(candidature=dossier.candidature).statut == "a_venir"


ANTERIEURS = st.lists(st.sampled_from([EN_LGC, EN_VAGUE_1, replace(EN_LGC, reference_le=None)]), max_size=2)
COMPOSANTS = st.lists(st.sampled_from([MODULE, Composant("Ordonnance", frozenset({"Pro Santé Connect"}))]), max_size=2)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anterieurs=ANTERIEURS, composants=COMPOSANTS, proxy=st.booleans(), depots=st.integers(0, 3))
def test_aucun_depot_ne_se_perd_et_le_recalcul_est_stable(
    dossier: Dossier, anterieurs: list[Anterieur], composants: list[Composant], proxy: bool, depots: int
) -> None:
    """Each example starts where the former one ended: whatever was deposited or judged before is still there."""
    ouvertes = Preuve.objects.filter(
        chapitre__candidature=dossier.candidature,
        chapitre__statut__in=[Chapitre.Statut.A_COMPLETER, Chapitre.Statut.A_MODIFIER],
        statut__in=[Preuve.Statut.A_CHARGER, Preuve.Statut.CHARGEE],
    ).demandees()
    for preuve in ouvertes[:depots]:
        preuves.deposer(preuve, dossier.scenario.demande(dossier.scenario.editeur, lien="https://preuves.example/"))
    avant = set(Depot.objects.values_list("pk", "lien", "preuve"))
    voulu: dict[str, Any] = {"anterieurs": tuple(anterieurs), "composants": tuple(composants), "nouveau_proxy": proxy}

    dossier.appliquer(**voulu)

    assert set(Depot.objects.values_list("pk", "lien", "preuve")) == avant
    assert apercu(dossier.candidature, replace(dossier.base, **voulu)).changements == []
