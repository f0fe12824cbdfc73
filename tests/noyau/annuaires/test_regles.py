from datetime import date, timedelta
from decimal import Decimal

import pytest

from segur.noyau.annuaires import parametres, regles
from segur.noyau.annuaires.regles import Activite, BaseLue, Structure
from segur.noyau.regles import HorsPeriode, Verdict

JOUR = date(2026, 3, 2)
BASE = BaseLue("Annuaire santé", date(2026, 3, 1), 4)
SANS_VERSION = BaseLue("Annuaire santé")
CRITERES = parametres.criteres(JOUR)
LIBERAL = Activite("10", "L", "SM54")
SALARIE = Activite("10", "S", "SM54")


def medecin(*activites: Activite, base: BaseLue = BASE) -> Verdict:
    return regles.medecin_eligible(
        rpps="99700218896", activites=activites, base=base, criteres=CRITERES, que_faire="Que faire."
    )


def obstacles(verdict: Verdict) -> list[str]:
    return [motif.code for motif in verdict.obstacles]


MEDECINS: dict[str, tuple[list[Activite], list[str]]] = {
    "ELI-04 généraliste libéral": ([LIBERAL], []),
    "ELI-04 spécialiste libéral": ([Activite("10", "L", "SM04")], []),
    "B-ANN-03 libéral et salarié": ([SALARIE, LIBERAL], []),
    "ELI-04 salarié seulement": ([SALARIE], ["liberal", "specialite"]),
    "ELI-04 biologie médicale": ([Activite("10", "L", "SM03")], ["specialite"]),
    "ELI-04 option de biologie": ([Activite("10", "L", "SM67")], ["specialite"]),
    "ELI-04 radiodiagnostic": ([Activite("10", "L", "SM44")], ["specialite"]),
    "ELI-04 radiologie et imagerie": ([Activite("10", "L", "SM74")], ["specialite"]),
    "ELI-04 médecine nucléaire": ([Activite("10", "L", "SM28")], ["specialite"]),
    "ELI-04 oncologie radiothérapie, admise": ([Activite("10", "L", "SM37")], []),
    "ELI-04 spécialité exclue en salarié, admise en libéral": ([Activite("10", "S", "SM28"), LIBERAL], []),
    "ELI-04 spécialité admise en salarié, exclue en libéral": ([SALARIE, Activite("10", "L", "SM28")], ["specialite"]),
    "ELI-04 deux activités libérales, une admise": ([Activite("10", "L", "SM28"), LIBERAL], []),
    "B-ANN-02 savoir-faire inconnu": ([Activite("10", "L")], ["specialite"]),
    "B-ANN-04 infirmier": ([Activite("60", "L", "SM54")], ["medecin"]),
    "ELI-07 absent de l’annuaire": ([], ["present"]),
}


@pytest.mark.exigence("ELI-04", "ELI-07", "B-ANN-03", "B-ANN-04")
@pytest.mark.parametrize(("activites", "attendus"), MEDECINS.values(), ids=MEDECINS.keys())
def test_un_medecin(activites: list[Activite], attendus: list[str]) -> None:
    assert obstacles(medecin(*activites)) == attendus


@pytest.mark.exigence("ELI-07")
def test_chaque_motif_cite_la_base_ou_le_texte() -> None:
    references = [str(motif.reference) for motif in medecin(LIBERAL).motifs]

    assert references[0] == "Annuaire santé, version du 01/03/2026"
    assert {reference.split(",")[0] for reference in references[1:]} == {"AF-MDV-LGC-Va2"}


@pytest.mark.exigence("ELI-07")
def test_un_inconnu_sait_quoi_faire() -> None:
    (absent,), (sans_base,) = medecin().motifs, medecin(base=SANS_VERSION).motifs

    assert absent.explication == "Le RPPS 99700218896 est absent de la base du 01/03/2026. Que faire."
    assert sans_base.explication.startswith("Annuaire santé, aucune version à cette date")


def structure(
    *, categorie: str = "MSP", aci: bool = True, liberaux: int | None = 0, salaries: int | None = 0
) -> Verdict:
    return regles.structure_eligible(
        finess="750803447",
        structure=Structure(categorie, aci, liberaux, salaries),
        base=BASE,
        criteres=CRITERES,
        que_faire="Que faire.",
    )


STRUCTURES = {
    "ELI-05 MSP, 0 médecin libéral": ({"liberaux": 0}, ["effectif"]),
    "ELI-05 MSP, 1 médecin libéral": ({"liberaux": 1}, []),
    "ELI-05 MSP, 2 médecins libéraux": ({"liberaux": 2}, []),
    "ELI-05 MSP, des salariés ne comptent pas": ({"liberaux": 0, "salaries": 9}, ["effectif"]),
    "ELI-05 MSP, effectif non déclaré": ({"liberaux": None}, ["effectif"]),
    "ELI-05 MSP sans ACI": ({"liberaux": 1, "aci": False}, ["aci"]),
    "ELI-05 CDS polyvalent, 0 médecin salarié": ({"categorie": "CDS_POLYVALENT", "liberaux": 9}, ["effectif"]),
    "ELI-05 CDS polyvalent, 1 médecin salarié": ({"categorie": "CDS_POLYVALENT", "salaries": 1}, []),
    "ELI-05 CDS médical, 1 médecin salarié": ({"categorie": "CDS_MEDICAL", "salaries": 1}, []),
    "ELI-06 CDS infirmier": ({"categorie": "CDS_INFIRMIER", "salaries": 1}, ["categorie"]),
    "ELI-06 CDS dentaire": ({"categorie": "CDS_DENTAIRE", "salaries": 1}, ["categorie"]),
    "ELI-05 tout manque à la fois": ({"aci": False}, ["aci", "effectif"]),
}


@pytest.mark.exigence("ELI-05", "ELI-06")
@pytest.mark.parametrize(("faits", "attendus"), STRUCTURES.values(), ids=STRUCTURES.keys())
def test_une_structure(faits: dict[str, object], attendus: list[str]) -> None:
    assert obstacles(structure(**faits)) == attendus  # type: ignore[arg-type]


@pytest.mark.exigence("ELI-07")
def test_une_structure_absente() -> None:
    verdict = regles.structure_eligible(
        finess="750803447", structure=None, base=BASE, criteres=CRITERES, que_faire="Que faire."
    )

    assert obstacles(verdict) == ["present"]


@pytest.mark.exigence("ENR-11", "HOP-05")
@pytest.mark.parametrize(
    ("dedans", "montant", "attendus"),
    [(True, Decimal("68312.00"), []), (True, None, ["montant"]), (False, None, ["present"])],
    ids=["ENR-11 présent", "HOP-05 sans montant pour ce SONS", "ENR-11 absent : rejeté"],
)
def test_un_etablissement(dedans: bool, montant: Decimal | None, attendus: list[str]) -> None:
    verdict = regles.etablissement_eligible(
        finess="330781360", dans_la_base=dedans, montant_max=montant, base=BASE, que_faire="Que faire."
    )

    assert obstacles(verdict) == attendus


def test_un_montant_se_lit_en_francais() -> None:
    verdict = regles.etablissement_eligible(
        finess="330781360", dans_la_base=True, montant_max=Decimal("68312.5"), base=BASE, que_faire=""
    )

    assert verdict.motifs[1].explication == "Montant maximal : 68\u202f312,50 €."


@pytest.mark.exigence("ELI-08")
@pytest.mark.parametrize(
    ("beneficiaire", "base", "ouverte"), [(False, BASE, True), (True, BASE, False), (False, SANS_VERSION, False)]
)
def test_la_vague_1_et_2_est_reservee(beneficiaire: bool, base: BaseLue, ouverte: bool) -> None:
    reference = parametres.historique("vague_1").au(JOUR).reference

    motif = regles.vague_1_et_2_ouverte(beneficiaire_vague_1=beneficiaire, base=base, reference=reference)

    assert motif.satisfait is ouverte


def test_aucun_critere_avant_le_premier_texte() -> None:
    premier = parametres.historique("specialites_exclues").versions[0].depuis

    assert parametres.criteres(premier)
    with pytest.raises(HorsPeriode):
        parametres.criteres(premier - timedelta(days=1))


@pytest.mark.parametrize(
    ("extrait_du", "satisfait"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 2), True), (date(2026, 3, 3), False)],
    ids=["plus ancienne", "même jour : une correction", "aujourd’hui", "à venir"],
)
def test_une_extraction(extrait_du: date, satisfait: bool) -> None:
    motif = regles.extraction_recevable(extrait_du=extrait_du, aujourd_hui=JOUR, en_vigueur=date(2026, 3, 1))

    assert motif.satisfait is satisfait


@pytest.mark.parametrize(
    ("retires", "en_vigueur", "satisfait"),
    [(9, 100, True), (10, 100, True), (11, 100, False), (19, 19, True), (20, 20, False), (0, 0, True)],
)
def test_les_retraits_plausibles(retires: int, en_vigueur: int, satisfait: bool) -> None:
    motif = regles.retraits_plausibles(retires=retires, en_vigueur=en_vigueur, au_plus_pour_cent=10, controle_des=20)

    assert motif.satisfait is satisfait


@pytest.mark.parametrize(
    ("demandeur", "confirmant", "satisfait"), [(1, 2, True), (1, 1, False), (None, 1, True), (1, None, False)]
)
def test_une_autre_personne_confirme(demandeur: int | None, confirmant: int | None, satisfait: bool) -> None:
    assert regles.autre_personne(demandeur=demandeur, confirmant=confirmant).satisfait is satisfait


@pytest.mark.parametrize(
    ("heure", "jour", "sans", "code"),
    [(3, 4, 1, "consultation"), (4, 4, 1, "par_heure"), (3, 5, 1, "par_jour"), (3, 4, 2, "sans_reponse")],
)
def test_une_consultation(heure: int, jour: int, sans: int, code: str) -> None:
    motif = regles.consultation_permise(
        cette_heure=heure, ce_jour=jour, sans_reponse=sans, par_heure=4, par_jour=5, sans_reponse_par_heure=2
    )

    assert (motif.code, motif.satisfait) == (code, code == "consultation")
