"""A DUI candidature whose three chapters hold one proof of each nature, on its way before Date 1."""

from datetime import UTC, datetime

from preuves.models import Preuve
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.importation import importer_rem
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde
from tests.noyau.referentiel.classeurs import classeur, ligne

DUI = "MS-DUI-Va2"
OUVERTURE = datetime(2026, 9, 1, 8, tzinfo=UTC)
DATE_2 = datetime(2027, 1, 10, 22, 59, tzinfo=UTC)
PROFIL_GENERAL = "Profil Général"
PREUVES = (
    ("Identité", "SC.INS/DEM.01", "Attestation d’homologation CNDA pour l’INS"),
    ("Identité", "SC.INS/DEM.02", "Capture d’écran"),
    ("Pro Santé Connect", "PSC.01", "Attestation d’habilitation EDC PSC de l’éditeur"),
    ("Sécurité", "SSI/GEN.18", "Rapport du test d’intrusion"),
    ("Sécurité", "LABEL.01", "Label e-santé"),
)


def rem_dui() -> bytes:
    lignes = []
    for rang, (chapitre, exigence, libelle) in enumerate(PREUVES, start=1):
        ids = {"id": exigence, "n_scenario": f"{exigence}.01", "n_preuve": f"{exigence}.01.01"}
        lignes.append(ligne(rang, chapitre=chapitre, preuve=libelle, profil=PROFIL_GENERAL, **ids))
    return classeur(*lignes)


def dui_eligible(monde: Monde, *, profils: tuple[str, ...] = ("general",), noms: tuple[str, ...] = ()) -> Scenario:
    """`noms`: the NIL of the other commercial names."""
    dui = Dispositif.objects.avec_calendrier().get(code=DUI)
    importer_rem(rem_dui(), nom_fichier="dui.xlsx", dispositif=dui, importee_par=None, le=OUVERTURE)
    scenario = monde.scenario(produit="LogiSocial")
    scenario.dispositif, scenario.instant = dui, OUVERTURE
    scenario.ouvrir()
    scenario.soumettre_etapes_1_et_2()
    eligibilite = scenario.candidature.eligibilite
    eligibilite.profils.set(dui.profils.filter(code__in=profils))
    for nil in noms:
        type(eligibilite).objects.filter(pk=eligibilite.pk).update(a_d_autres_noms=True)
        eligibilite.noms_commerciaux.create(nom=f"Nom {nil}", nil=nil)
    scenario.declarer_eligible()
    return scenario


def preuve_de(scenario: Scenario, exigence: str) -> Preuve:
    return Preuve.objects.get(chapitre__candidature=scenario.candidature, attendue__identifiant=f"{exigence}.01.01")
