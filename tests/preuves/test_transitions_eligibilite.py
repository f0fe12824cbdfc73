"""Step 3 opens: the proofs expected of a candidature, counted against a hand count."""

from itertools import combinations, product

import pytest

from candidatures.models import Eligibilite, Vague
from candidatures.transitions import administrative, eligibilite
from preuves.models import Chapitre, Preuve
from preuves.transitions.eligibilite import declarer_eligible
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Refus
from tests.noyau.referentiel.classeurs import ligne
from tests.preuves.petit_rem import importer


def refus_de(geste, objet, demande) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.explication for motif in refus.value.verdict.obstacles]


GENERAL, COORDONNE, ENFANT = "Général", "Structures d’exercice coordonné", "Médecin traitant et Suivi de l’enfant"
PERIMETRES = ("Vague 1", "Vague 2")
CELLULES = (GENERAL, COORDONNE, ENFANT, f"{COORDONNE} ; {ENFANT}", f"{GENERAL} ; {ENFANT}")
# One requirement per wave and cell; a different number of proofs each, so that no two choices count the same by chance.
REM = [(perimetre, cellule, 1 + rang % 4) for rang, (perimetre, cellule) in enumerate(product(PERIMETRES, CELLULES))]


def lignes() -> list[dict]:
    return [
        ligne(
            10 * rang + preuve,
            perimetre=perimetre,
            id=f"EX/{rang:02}",
            fonction=f"Fonction {rang}",
            profil=cellule,
            chapitre=f"Chapitre {rang % 3}",
            n_scenario=f"EX/{rang:02}.01",
            n_preuve=f"EX/{rang:02}.01.{preuve:02}",
        )
        for rang, (perimetre, cellule, nombre) in enumerate(REM)
        for preuve in range(1, nombre + 1)
    ]


def compte_a_la_main(profils: set[str], *, vague_1: bool) -> dict[str, int]:
    """Chapter → number of proofs, counted on the rows themselves."""
    compte: dict[str, int] = {}
    for rang, (perimetre, cellule, nombre) in enumerate(REM):
        attendue = bool(profils & {nom.strip() for nom in cellule.split(";")})
        if attendue and not (vague_1 and perimetre == "Vague 1"):
            compte[f"Chapitre {rang % 3}"] = compte.get(f"Chapitre {rang % 3}", 0) + nombre
    return compte


@pytest.fixture
def rem_a_choix(monde) -> None:
    importer(*lignes())


def declaree_eligible(monde, profils: set[str], reponse: dict):
    scenario = monde.brouillon()
    vague = reponse.pop("vague", None)
    scenario.remplir_etape_1(**reponse)
    if vague:
        scenario.ajouter_precedent(vague, "LGCV1ABCDEF0")
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    plus = {
        "souhaite_l_equivalence": False,
        "profils": list(scenario.dispositif.profils.filter(libelle__in=profils)),
    }
    scenario.remplir_etape_2(**plus)
    eligibilite.soumettre(scenario.candidature.eligibilite, scenario.demande(monde.mandataire))
    scenario.declarer_eligible()
    return scenario


CHOIX = [set(choix) for taille in range(3) for choix in combinations((COORDONNE, ENFANT), taille)]
REPONSES = {
    "jamais référencé": ({"est_reference_precedemment": False}, False),
    "référencé en vague 1": ({"est_reference_precedemment": True, "vague": Vague.VAGUE_1}, True),
    "référencé en vague 2": ({"est_reference_precedemment": True, "vague": Vague.VAGUE_2}, False),
}


@pytest.mark.exigence("E3-08", "E3-09", "E3-10", "REM-01")
@pytest.mark.parametrize("choisis", CHOIX, ids=lambda choix: f"{len(choix)} profil(s) : {', '.join(sorted(choix))}")
@pytest.mark.parametrize("reponse", REPONSES)
def test_les_preuves_attendues_sont_celles_du_compte_a_la_main(monde, rem_a_choix, choisis, reponse):
    valeurs, vague_1 = REPONSES[reponse]
    scenario = declaree_eligible(monde, choisis, dict(valeurs))

    ouverts = Chapitre.objects.filter(candidature=scenario.candidature).exclude(statut=Chapitre.Statut.DISPENSE)
    compte = compte_a_la_main({GENERAL, *choisis}, vague_1=vague_1)
    assert {str(chapitre): chapitre.preuves.demandees().count() for chapitre in ouverts} == compte
    assert {chapitre.statut for chapitre in ouverts} == {"a_completer"}
    assert set(Preuve.objects.filter(chapitre__in=ouverts).values_list("statut", flat=True)) == {"a_charger"}
    entree = EntreeJournal.objects.get(action=declarer_eligible.nom)
    assert (entree.details["rem"], entree.details["preuves"]) == (2, sum(compte.values()))
    assert {ligne["vers"] for ligne in entree.details.get("changements", [])} == ({"heritee"} if vague_1 else set())


def test_chaque_choix_de_profils_et_de_vague_donne_un_autre_compte():
    """The hand count distinguishes every case: otherwise the test above would prove little."""
    comptes = [
        sum(compte_a_la_main({GENERAL, *choix}, vague_1=vague_1).values())
        for choix in CHOIX
        for vague_1 in (True, False)
    ]

    assert len(set(comptes)) == len(comptes)


@pytest.mark.exigence("E2-31")
def test_eligible_attend_la_validation_de_l_etape_1(monde):
    scenario = monde.soumise()

    assert refus_de(declarer_eligible, scenario.candidature.eligibilite, scenario.demande(monde.verificateur)) == [
        "Validez d’abord l’étape 1."
    ]
    assert Chapitre.objects.count() == 0


def test_un_rem_importe_apres_l_ouverture_ne_change_pas_ce_qui_est_attendu(monde):
    scenario = monde.soumise()
    importer(*lignes())

    scenario.declarer_eligible()

    versions = set(Preuve.objects.values_list("attendue__version__numero", flat=True))
    assert (versions, scenario.candidature.rem.numero) == ({1}, 1)


def test_declarer_deux_fois_n_ouvre_pas_deux_fois(monde):
    scenario = monde.eligible()
    avant = (Chapitre.objects.count(), Preuve.objects.count())

    (refus,) = refus_de(
        declarer_eligible,
        Eligibilite.objects.get(candidature=scenario.candidature),
        scenario.demande(monde.verificateur),
    )

    assert refus.startswith("Statut actuel : « Déclarée éligible ».")
    assert (Chapitre.objects.count(), Preuve.objects.count()) == avant
