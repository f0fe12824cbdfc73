"""Test bases at real size. Persons and structures are invented; the same seed gives the same file.

`defauts`: how many rows are spoilt, spread over the file, each in one of the ways of its base.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from segur.noyau.annuaires.identifiants import avec_cle

_MOTS = tomllib.loads((Path(__file__).parent / "donnees" / "generation.toml").read_text(encoding="utf-8"))
NOMS: list[str] = _MOTS["noms"]
PRENOMS: list[str] = _MOTS["prenoms"]
COLONNES_DE_L_ANNUAIRE: list[str] = _MOTS["colonnes_de_l_annuaire"]
DEPARTEMENTS = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
SAVOIR_FAIRE = ["SM54"] * 40 + ["SM53"] * 15 + _MOTS["savoir_faire"]
MODES = ["L"] * 6 + ["S"] * 3 + ["B"]
SECTEURS = {"L": ["SA07", "SA08"], "S": ["SA01", "SA05"], "B": ["SA01"]}
PROFESSIONS = [("10", "Médecin")] * 9 + [("60", "Infirmier")]
ENTETES = {
    "annuaire": COLONNES_DE_L_ANNUAIRE,
    "reference": [
        "FINESS géographique",
        "Raison sociale",
        "Catégorie",
        "Tranche",
        "Signataire ACI",
        "Médecins libéraux déclarés",
        "Médecins salariés déclarés",
    ],
    "es": ["FINESS", "Raison sociale", "Activité combinée 2022", "Montant maximal DPI", "Montant maximal PFI"],
    "vague1": ["RPPS ou FINESS", "SONS"],
}
NOMS_DE_FICHIER = {
    "annuaire": "PS_LibreAcces_Personne_activite_{:%Y%m%d}0800.txt",
    "reference": "base-de-reference-{:%Y%m%d}.csv",
    "es": "base-es-{:%Y%m%d}.csv",
    "vague1": "beneficiaires-vague1-{:%Y%m%d}.csv",
}


def nom_de_fichier(base: str, jour: date) -> str:
    return NOMS_DE_FICHIER[base].format(jour)


def rpps(rang: int) -> str:
    """The RPPS of the rank-th invented person: it begins by 99, as those of the national test cards."""
    return avec_cle(f"99{rang:08}")


def finess(rang: int) -> str:
    """The FINESS of the rank-th invented structure, through every département in turn."""
    departement = DEPARTEMENTS[rang % len(DEPARTEMENTS)]
    suite = 8 - len(departement)
    return avec_cle(departement + f"{9 * 10 ** (suite - 1) + rang // len(DEPARTEMENTS):0{suite}}")


def lignes(base: str, nombre: int, graine: int = 7, defauts: int = 0) -> Iterator[str]:
    """The file's text, header first, one string per line with its end."""
    hasard = Random(graine)  # noqa: S311 (test data, to be made again the same)
    separateur, fin = ("|", "|\n") if base == "annuaire" else (";", "\n")
    gates = _a_gater(nombre, graine, defauts)
    yield separateur.join(ENTETES[base]) + fin
    for rang, cellules in enumerate(_GENERATEURS[base](nombre, hasard)):
        if rang in gates:
            _gater(base, rang, cellules)
        yield separateur.join(cellules) + fin


def _a_gater(nombre: int, graine: int, defauts: int) -> frozenset[int]:
    return frozenset(Random(graine + 1).sample(range(nombre), min(defauts, nombre)))  # noqa: S311


def _gater(base: str, rang: int, cellules: list[str]) -> None:
    """One defect, of a kind that depends on the rank."""
    if rang % 3 == 0:
        cellules.pop()
    elif base == "annuaire":
        cellules[9] = "10"
        cellules[2 if rang % 3 == 1 else 7] = "812345678901" if rang % 3 == 1 else ""
    else:
        cellules[0] = "010000000" if rang % 3 == 1 else ""


def _annuaire(nombre: int, hasard: Random) -> Iterator[list[str]]:
    """Several activities per person, most often one; a person in ten is not a physician."""
    faites = personne = 0
    while faites < nombre:
        personne += 1
        for cellules in _activites(personne, hasard):
            if faites == nombre:
                return
            faites += 1
            yield cellules


def _activites(personne: int, hasard: Random) -> Iterator[list[str]]:
    numero = rpps(personne)
    nom, prenom = hasard.choice(NOMS), hasard.choice(PRENOMS)
    code, profession = hasard.choice(PROFESSIONS)
    savoir_faire = hasard.choice(SAVOIR_FAIRE) if code == "10" else ""
    for _ in range(1 + (hasard.random() < 0.35) + (hasard.random() < 0.1)):
        yield _activite(numero, (nom.upper(), prenom), (code, profession), savoir_faire, hasard)


def _activite(
    numero: str, noms: tuple[str, str], profession: tuple[str, str], savoir_faire: str, hasard: Random
) -> list[str]:
    mode = hasard.choice(MODES)
    site = finess(hasard.randrange(30_000)) if mode == "S" else ""
    departement = hasard.choice(DEPARTEMENTS)
    commune = f"{departement}{hasard.randrange(1, 999):03}"[:5]
    cellules = [""] * len(COLONNES_DE_L_ANNUAIRE)
    cellules[0:3] = ["8", numero, f"8{numero}"]
    cellules[3:9] = ["DR", "Docteur", "M", "Monsieur", *noms]
    cellules[9:13] = [*profession, "C", "Civil"]
    cellules[13:19] = ["S", "Spécialité ordinale", savoir_faire, "", mode, "Libéral" if mode == "L" else "Salarié"]
    cellules[21:25] = [site, site, f"C{numero}", f"CABINET DU DR {noms[0]}"]
    cellules[28], cellules[31:33] = str(hasard.randrange(1, 200)), ["Rue", "DES LILAS"]
    cellules[35:37] = [commune, commune]
    cellules[40] = "0100000000"
    cellules[44] = departement
    cellules[47:49] = ["CNOM/Variable/Variable", hasard.choice(SECTEURS[mode])]
    return cellules


def _structures(nombre: int, hasard: Random) -> Iterator[list[str]]:
    categories: Sequence[str] = ["MSP"] * 5 + ["CDS polyvalent"] * 3 + ["CDS médical", "CDS infirmier", "CDS dentaire"]
    for rang in range(nombre):
        categorie = hasard.choice(categories)
        liberaux, salaries = (hasard.randrange(12), 0) if categorie == "MSP" else (0, hasard.randrange(9))
        aci = "oui" if hasard.random() < 0.9 else "non"
        nom = f"{'Maison de santé' if categorie == 'MSP' else 'Centre de santé'} {hasard.choice(NOMS)} {rang}"
        yield [finess(rang), nom, categorie, hasard.choice("ABCDE"), aci, str(liberaux), str(salaries)]


def _hopitaux(nombre: int, hasard: Random) -> Iterator[list[str]]:
    for rang in range(nombre):
        activite = hasard.randrange(500, 200_000)
        montants = [f"{activite * part / 10:.2f}".replace(".", ",") for part in (8, 5)]
        yield [finess(100_000 + rang), f"Centre hospitalier {hasard.choice(NOMS)} {rang}", str(activite), *montants]


def _beneficiaires(nombre: int, hasard: Random) -> Iterator[list[str]]:
    """One person or one structure in two, of those that the other bases hold."""
    for rang in range(nombre):
        if hasard.random() < 0.8:
            yield [rpps(2 * rang + 1), "MDV-LGC-Va1"]
        else:
            yield [finess(2 * rang + 1), "MDV-LGC-Va1"]


_GENERATEURS: dict[str, Callable[[int, Random], Iterator[list[str]]]] = {
    "annuaire": _annuaire,
    "reference": _structures,
    "es": _hopitaux,
    "vague1": _beneficiaires,
}
