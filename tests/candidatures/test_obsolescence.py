"""Obsolete versions: the workbook read back row by row, the three rules, the public list."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from candidatures.models import VersionObsolete
from candidatures.obsolescence import (
    FEUILLE,
    FEUILLE_DES_REPERES,
    lire,
    modele_des_versions_obsoletes,
    ordre_de_version,
)
from candidatures.regles import version_declarable_obsolete
from candidatures.transitions import administrative, eligibilite
from candidatures.transitions.saisie import ENREGISTRER, RETIRER_PIECE
from segur.noyau.documents.archives import replier
from segur.noyau.regles import Reference, Version
from segur.noyau.transitions import Demande, Refus
from tests.monde import AVANT_DATE_1, Monde, fichier

LIGNE = ("LogiMed", "3.9", "maintenance", "31/12/2023", "https://logipro.example/fin-de-vie")


def classeur(*lignes: tuple[Any, ...], recente: str = "4.0", vague_1: str = "", non_concerne: str = "") -> bytes:
    livre = load_workbook(BytesIO(modele_des_versions_obsoletes()))
    for ligne in lignes:
        livre[FEUILLE].append(ligne)
    for rang, valeur in enumerate((recente, vague_1, non_concerne), start=1):
        livre[FEUILLE_DES_REPERES].cell(rang, 2, valeur)
    flux = BytesIO()
    livre.save(flux)
    return flux.getvalue()


@pytest.mark.exigence("E2-19")
def test_le_classeur_se_relit_ligne_a_ligne() -> None:
    declaration = lire(classeur(LIGNE, vague_1="3.10"))

    (ligne,) = declaration.lignes
    assert (ligne.rang, ligne.version, ligne.nature, ligne.publiee_le) == (2, "3.9", "maintenance", date(2023, 12, 31))
    assert (declaration.plus_recente, declaration.referencee_en_vague_1, declaration.problemes) == ("4.0", "3.10", [])


@pytest.mark.parametrize(
    ("contenu", "problemes"),
    [
        (b"pas un classeur", ["Ce classeur n’est pas le modèle : téléchargez-le et complétez-le."]),
        (classeur(), ["Aucune version déclarée : indiquez Oui en face de « Non concerné »."]),
        (classeur(non_concerne="Oui"), []),
        (
            classeur(LIGNE, non_concerne="oui"),
            ["« Non concerné » vaut Oui et des versions sont déclarées : gardez l’un des deux."],
        ),
        (
            classeur(("", "", "arrêt", "hier", "")),
            [
                "Ligne 2 : le nom commercial manque.",
                "Ligne 2 : la version technique manque.",
                "Ligne 2 : « arrêt » : indiquez commercialisation ou maintenance.",
                "Ligne 2 : « hier » n’est pas une date ; exemple : 31/12/2023.",
                "Ligne 2 : l’adresse ou la référence de l’information publique manque.",
            ],
        ),
    ],
    ids=["autre fichier", "vide", "non concerné", "contradictoire", "tout est faux"],
)
def test_tous_les_defauts_du_classeur_se_disent(contenu: bytes, problemes: list[str]) -> None:
    assert lire(contenu).problemes == problemes


@pytest.mark.parametrize(
    ("avant", "apres"), [("4.9", "4.10"), ("4", "4.0.1"), ("4.0b", "4.1"), ("2023.12", "2024.1"), ("v3", "v4")]
)
def test_les_versions_se_comparent_comme_des_nombres(avant: str, apres: str) -> None:
    assert ordre_de_version(avant) < ordre_de_version(apres)


DATE_0 = Version(date(2025, 4, 30), datetime(2025, 5, 6, 22, tzinfo=UTC), Reference("texte fictif"))
INCONNUE = Version(date(2025, 4, 30), None, Reference("texte fictif"))


@pytest.mark.parametrize(
    ("publiee_le", "date_0", "recente", "vague_1", "obstacles"),
    [
        pytest.param(date(2025, 5, 6), DATE_0, True, True, [], id="CMD-21 : la veille de la Date 0"),
        pytest.param(date(2025, 5, 7), DATE_0, True, True, ["avant_date_0"], id="CMD-21 : le jour de la Date 0"),
        pytest.param(date(2026, 1, 1), INCONNUE, True, True, [], id="CMD-21 : Date 0 non publiée"),
        pytest.param(date(2026, 1, 1), None, True, True, [], id="CMD-21 : aucun texte"),
        pytest.param(date(2023, 1, 1), DATE_0, False, True, ["pas_la_plus_recente"], id="CMD-22"),
        pytest.param(date(2023, 1, 1), DATE_0, True, False, ["avant_la_vague_1"], id="CMD-23"),
    ],
)
@pytest.mark.exigence("CMD-20", "CMD-21", "CMD-22", "CMD-23", "E2-32")
def test_une_version_se_declare_obsolete(
    publiee_le: date, date_0: Any, recente: bool, vague_1: bool, obstacles: list[str]
) -> None:
    verdict = version_declarable_obsolete(
        version="3.9",
        publiee_le=publiee_le,
        date_0=date_0,
        avant_la_plus_recente=recente,
        avant_la_referencee_en_vague_1=vague_1,
    )

    assert [motif.code for motif in verdict.obstacles] == obstacles


def archive(**fichiers: bytes) -> bytes:
    return replier({nom.replace("__", "."): contenu for nom, contenu in fichiers.items()})


def _joindre(monde: Monde, scenario: Any, contenu: bytes, nom: str = "versions.xlsx") -> None:
    saisie = {"fichiers": {"versions_obsoletes": [fichier(nom, contenu)]}}
    ENREGISTRER[2](scenario.candidature.eligibilite, Demande(monde.mandataire, AVANT_DATE_1, saisie))


@pytest.fixture
def en_etape_2(monde: Monde) -> Any:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return scenario


@pytest.mark.django_db
@pytest.mark.exigence("CMD-22", "CMD-23")
def test_un_classeur_contraire_aux_regles_n_est_pas_joint(monde: Monde, en_etape_2: Any) -> None:
    recente = ("LogiMed", "4.0", *LIGNE[2:])
    de_vague_1 = ("LogiMed", "3.10", *LIGNE[2:])

    with pytest.raises(Refus) as refus:
        _joindre(monde, en_etape_2, classeur(LIGNE, recente, de_vague_1, vague_1="3.10"))

    lignes = [str(m.explication).split(" : ")[0] for m in refus.value.verdict.obstacles]
    assert lignes == ["« versions.xlsx », ligne 3", "« versions.xlsx », ligne 3", "« versions.xlsx », ligne 4"]
    assert en_etape_2.candidature.eligibilite.pieces.count() == 0


@pytest.mark.django_db
def test_sans_repere_on_le_demande(monde: Monde, en_etape_2: Any) -> None:
    with pytest.raises(Refus, match="indiquez la version la plus récente installée en production"):
        _joindre(monde, en_etape_2, classeur(LIGNE, recente=""))


@pytest.mark.django_db
@pytest.mark.exigence("CMD-24", "PUB-02")
def test_les_versions_deposees_sont_publiees_une_fois_eligibles(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    scenario.remplir_etape_2()
    etape = scenario.candidature.eligibilite
    RETIRER_PIECE(etape, scenario.demande(monde.mandataire, piece=etape.pieces.get(zone="versions_obsoletes").pk))
    _joindre(monde, scenario, classeur(LIGNE, ("LogiMed", "@1.0", *LIGNE[2:]), recente="9"))
    eligibilite.soumettre(etape, scenario.demande(monde.mandataire))
    anonyme = Client()

    avant = anonyme.get("/versions-obsoletes/").content.decode()
    scenario.declarer_eligible()
    apres = anonyme.get("/versions-obsoletes/?q=logi").content.decode()
    export = anonyme.get("/versions-obsoletes/?format=csv").getvalue().decode()

    assert VersionObsolete.objects.count() == 2
    assert ("<td>3.9</td>" in avant, "<td>3.9</td>" in apres, "'@1.0" in export) == (False, True, True)


def _explications(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.explication for motif in refus.value.verdict.obstacles]


@pytest.mark.django_db
@pytest.mark.exigence("E2-19", "CMD-21", "CMD-22")
def test_chaque_classeur_d_une_archive_est_verifie_ligne_a_ligne(monde: Monde, en_etape_2: Any) -> None:
    recente = ("LogiMed", "4.0", *LIGNE[2:])
    contenu = archive(bon__xlsx=classeur(LIGNE), faux__xlsx=classeur(recente, ("", "3.9", *LIGNE[2:])))

    with pytest.raises(Refus) as refus:
        _joindre(monde, en_etape_2, contenu, "archive.zip")

    debuts = [" : ".join(texte.split(" : ")[:2]) for texte in _explications(refus)]
    assert debuts == [
        "« archive.zip › faux.xlsx », Ligne 3 : le nom commercial manque.",
        "« archive.zip › faux.xlsx », ligne 2 : Version 4.0",
    ]
    assert en_etape_2.candidature.eligibilite.pieces.count() == 0


@pytest.mark.django_db
@pytest.mark.exigence("E2-19")
@pytest.mark.parametrize(
    ("fichiers", "dit"),
    [
        ({"autre__zip": b""}, "Elle contient une autre archive (« autre.zip »)"),
        ({"notice__pdf": b""}, "Elle ne contient aucun classeur"),
        ({f"c{rang}__xlsx": b"" for rang in range(11)}, "Elle contient 11 classeurs : 10 au plus."),
    ],
    ids=["imbriquée", "sans classeur", "trop de classeurs"],
)
def test_une_archive_hors_du_cadre_est_refusee(
    monde: Monde, en_etape_2: Any, fichiers: dict[str, bytes], dit: str
) -> None:
    with pytest.raises(Refus) as refus:
        _joindre(monde, en_etape_2, archive(**fichiers), "archive.zip")

    assert [dit in texte for texte in _explications(refus)] == [True]
    assert en_etape_2.candidature.eligibilite.pieces.count() == 0


@pytest.mark.django_db
@pytest.mark.exigence("E2-19")
def test_une_archive_illisible_est_refusee(monde: Monde, en_etape_2: Any) -> None:
    with pytest.raises(Refus, match="illisible ou abîmée"):
        _joindre(monde, en_etape_2, b"PK\x03\x04 puis rien", "archive.zip")


@pytest.mark.django_db
@pytest.mark.exigence("E2-19", "CMD-24", "PUB-02")
def test_les_versions_d_une_archive_sont_retenues(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    scenario.remplir_etape_2()
    contenu = archive(a__xlsx=classeur(LIGNE), b__xlsx=classeur(("LogiMed", "3.8", *LIGNE[2:])), c__xls=b"")
    _joindre(monde, scenario, contenu, "archive.zip")
    _joindre(monde, scenario, b"ancien", "ancien.xls")

    eligibilite.soumettre(scenario.candidature.eligibilite, scenario.demande(monde.mandataire))

    assert sorted(VersionObsolete.objects.values_list("version", flat=True)) == ["3.8", "3.9"]


@pytest.mark.django_db
@pytest.mark.exigence("E2-19")
def test_l_ans_sait_ce_que_le_portail_n_a_pas_lu(monde: Monde, connecter: Callable[..., Client]) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    scenario.remplir_etape_2()
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-2/"
    sans = connecter(monde.mandataire).get(adresse).content.decode()
    _joindre(monde, scenario, archive(a__xlsx=classeur(LIGNE), c__xls=b""), "archive.zip")
    _joindre(monde, scenario, b"ancien", "ancien.xls")
    au_brouillon = connecter(monde.mandataire).get(adresse).content.decode()
    eligibilite.soumettre(scenario.candidature.eligibilite, scenario.demande(monde.mandataire))

    vu_de_l_ans = connecter(monde.verificateur).get(adresse).content.decode()

    comptes = [page.count("Non lu par le portail") for page in (sans, au_brouillon, vu_de_l_ans)]
    assert (comptes, "archive.zip › c.xls" in vu_de_l_ans, "archive.zip › a.xlsx" in vu_de_l_ans) == (
        [0, 2, 2],
        True,
        False,
    )


def test_trop_de_lignes_se_dit_et_n_est_pas_lu() -> None:
    assert lire(classeur(*[LIGNE] * 501)).problemes == ["Plus de 500 lignes : partagez-les entre plusieurs classeurs."]
    assert len(lire(classeur(*[LIGNE] * 500)).lignes) == 500
