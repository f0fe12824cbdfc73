from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from segur.noyau.referentiel import classeur as lecteur
from segur.noyau.referentiel.classeur import COLONNES
from segur.noyau.referentiel.lecture import lire, profils_lus
from segur.noyau.referentiel.problemes import Gravite

from .classeurs import classeur, ligne

ERREUR, AVERTISSEMENT = Gravite.ERREUR, Gravite.AVERTISSEMENT


def lieux(contenu: bytes) -> list[tuple[int, str, Gravite]]:
    return [(p.ligne, p.colonne, p.gravite) for p in lire(contenu).problemes]


@pytest.mark.exigence("B-REM-02", "B-REM-03")
def test_un_classeur_correct_est_lu_sans_probleme():
    lecture = lire(classeur(ligne(2), ligne(1)))

    assert lecture.problemes == ()
    assert [(lue.preuve, lue.ordre, lue.ligne) for lue in lecture.lignes] == [
        ("TST/01.01.01", 1, 3),
        ("TST/02.01.01", 2, 2),
    ]
    assert lecture.lignes[0].enonce == "<p>Le système DOIT répondre.</p>"


@pytest.mark.parametrize(
    ("contenu", "explication"),
    [
        pytest.param(b"", "Le fichier est vide.", id="vide"),
        pytest.param(b"bonjour", "Le fichier n’est pas un classeur xlsx lisible.", id="pas un classeur"),
        pytest.param(
            bytes.fromhex("d0cf11e0a1b11ae1"),
            "Le fichier est un classeur protégé par un mot de passe ou à l’ancien format xls.",
            id="xls ou mot de passe",
        ),
        pytest.param(classeur(ligne())[:-200], "Le fichier n’est pas un classeur xlsx lisible.", id="tronqué"),
        pytest.param(
            classeur(ligne(), feuille="Feuil1"), "La feuille « Exigences » est absente.", id="feuille absente"
        ),
        pytest.param(classeur(), "La feuille « Exigences » ne contient aucune ligne.", id="aucune ligne"),
        pytest.param(classeur(entetes=[]), "La première ligne ne porte aucun nom de colonne.", id="aucune colonne"),
    ],
)
def test_un_fichier_fautif_est_refuse(contenu, explication):
    lecture = lire(contenu)

    assert [p.explication for p in lecture.erreurs] == [explication]
    assert all(p.reparation for p in lecture.erreurs)


def test_une_archive_qui_n_est_pas_un_classeur_est_refusee():
    sortie = BytesIO()
    with ZipFile(sortie, "w") as archive:
        archive.writestr("a.txt", "a")

    assert [p.explication for p in lire(sortie.getvalue()).erreurs] == [
        "Le fichier n’est pas un classeur xlsx lisible."
    ]


def test_une_entite_xml_est_refusee():
    source, sortie = ZipFile(BytesIO(classeur(ligne()))), BytesIO()
    with ZipFile(sortie, "w") as archive:
        for nom in source.namelist():
            contenu = source.read(nom)
            if nom.startswith("xl/worksheets/"):
                contenu = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + contenu
            archive.writestr(nom, contenu)

    assert [p.explication for p in lire(sortie.getvalue()).erreurs] == [
        "Le fichier n’est pas un classeur xlsx lisible."
    ]


def test_une_archive_qui_gonfle_est_refusee_sans_etre_lue(monkeypatch):
    monkeypatch.setattr(lecteur, "OCTETS_DECOMPRESSES_MAX", 1024 * 1024)
    sortie = BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (1024 * 1024 + 1))

    assert [p.explication for p in lire(sortie.getvalue()).erreurs] == ["Le classeur est trop volumineux."]


def test_un_fichier_trop_lourd_est_refuse(monkeypatch):
    monkeypatch.setattr(lecteur, "OCTETS_MAX", 100)

    assert [p.explication for p in lire(classeur(ligne())).erreurs] == ["Le classeur est trop volumineux."]


def test_trop_de_lignes_sont_refusees(monkeypatch):
    monkeypatch.setattr(lecteur, "LIGNES_MAX", 2)

    assert lieux(classeur(ligne(1), ligne(2))) == []
    assert lieux(classeur(ligne(1), ligne(2), ligne(3))) == [(4, "", ERREUR)]


@pytest.mark.exigence("B-REM-02")
def test_les_colonnes_se_lisent_a_la_casse_et_aux_espaces_pres():
    entetes = [f"  {colonne.upper()} " for colonne in COLONNES]

    assert lire(classeur(ligne(), entetes=entetes)).problemes == ()


@pytest.mark.exigence("B-REM-02")
def test_chaque_colonne_fautive_est_dite_avec_ce_qui_est_trouve():
    entetes = list(COLONNES)
    entetes[0], entetes[1] = entetes[1], entetes[0]
    entetes[10] = "Preuves"
    entetes.pop()

    assert [p.explication for p in lire(classeur(ligne(), entetes=entetes)).erreurs] == [
        "Colonne 1 : attendu « Périmètre », trouvé « ID ». « Périmètre » est en colonne 2.",
        "Colonne 2 : attendu « ID », trouvé « Périmètre ». « ID » est en colonne 1.",
        "Colonne 11 : attendu « Preuve », trouvé « Preuves ».",
        "Colonne 14 : attendu « Ordre », trouvé une cellule vide.",
    ]


def test_une_colonne_en_trop_est_signalee():
    assert lieux(classeur(ligne(), entetes=[*COLONNES, "Notes"])) == [(1, "Notes", AVERTISSEMENT)]


@pytest.mark.parametrize(
    ("valeurs", "attendus"),
    [
        pytest.param({"id": None}, [("ID", ERREUR)], id="ID vide"),
        pytest.param({"n_scenario": None}, [("N° scénario", ERREUR)], id="N° scénario vide"),
        pytest.param({"n_preuve": " "}, [("N° preuve", ERREUR)], id="N° preuve vide"),
        pytest.param({"preuve": None}, [("Preuve", ERREUR)], id="Preuve vide"),
        pytest.param({"preuve": "<p></p>"}, [("Preuve", ERREUR)], id="Preuve sans texte"),
        pytest.param({"perimetre": "Vague 3"}, [("Périmètre", ERREUR)], id="périmètre inconnu"),
        pytest.param({"perimetre": None}, [("Périmètre", ERREUR)], id="périmètre vide"),
        pytest.param({"criticite": "Forte"}, [("Criticité", ERREUR)], id="criticité inconnue"),
        pytest.param({"ordre": 1.5}, [("Ordre", ERREUR)], id="ordre décimal"),
        pytest.param({"ordre": "un"}, [("Ordre", ERREUR)], id="ordre en lettres"),
        pytest.param({"ordre": -1}, [("Ordre", ERREUR)], id="ordre négatif"),
        pytest.param({"ordre": None}, [("Ordre", ERREUR)], id="ordre vide"),
        pytest.param({"commentaire": "#REF!"}, [("Commentaire", ERREUR)], id="cellule en erreur"),
        pytest.param({"chapitre": "x" * 251}, [("Chapitre", ERREUR)], id="trop long"),
        pytest.param({"profil": "—"}, [("Profil", ERREUR)], id="profil sans nom"),
        pytest.param({"profil": None}, [("Profil", AVERTISSEMENT)], id="profil vide"),
        pytest.param({"profil": "va2 Général"}, [("Profil", AVERTISSEMENT)], id="va2 Général"),
        pytest.param({"chapitre": None}, [("Chapitre", AVERTISSEMENT)], id="chapitre vide"),
        pytest.param({"fonction": None}, [("Fonction", AVERTISSEMENT)], id="fonction vide"),
        pytest.param({"exigence": None}, [("Exigence", AVERTISSEMENT)], id="énoncé vide"),
        pytest.param({"scenario": None}, [("Scénario de conformité", AVERTISSEMENT)], id="scénario vide"),
        pytest.param(
            {"scenario": "Scénario absent"}, [("Scénario de conformité", AVERTISSEMENT)], id="scénario absent"
        ),
        pytest.param({"criticite": None}, [("Criticité", AVERTISSEMENT)], id="criticité vide"),
        pytest.param({"n_preuve": "AUTRE.01"}, [("N° preuve", AVERTISSEMENT)], id="preuve d’un autre scénario"),
        pytest.param({"n_scenario": "X.1", "n_preuve": "X.1.1"}, [("N° scénario", AVERTISSEMENT)], id="autre exigence"),
        pytest.param(
            {"n_preuve": "TST/01.01"}, [("N° preuve", AVERTISSEMENT)], id="preuve numérotée comme un scénario"
        ),
    ],
)
def test_chaque_defaut_d_une_ligne(valeurs, attendus):
    assert lieux(classeur(ligne(1, **valeurs))) == [(2, colonne, gravite) for colonne, gravite in attendus]


@pytest.mark.exigence("B-REM-07")
def test_les_valeurs_par_defaut_d_une_ligne_incomplete():
    contenu = classeur(
        ligne(1, profil=None, chapitre=None, criticite=None, scenario=None, fonction=None, exigence=None)
    )

    lue = lire(contenu).lignes[0]

    assert (lue.profils, lue.chapitre, lue.criticite) == (("Général",), "Chapitre non précisé", "indefinie")
    assert (lue.enonce_scenario, lue.fonction, lue.enonce) == ("", "", "")


@pytest.mark.parametrize(
    ("cellule", "profils"),
    [
        ("", ("Général",)),
        ("général", ("Général",)),
        ("va1 Général", ("Général",)),
        ("Profil Général", ("Général",)),
        ("PA ; PDE", ("PA", "PDE")),
        ("PA\nPA", ("PA",)),
        ("Médecine générale", ("Médecine générale",)),
    ],
)
def test_les_profils_d_une_cellule(cellule, profils):
    assert profils_lus(cellule) == profils


def test_une_preuve_en_double_cite_la_premiere_ligne():
    lecture = lire(classeur(ligne(1), ligne(2, n_preuve="TST/01.01.01")))

    assert [(p.ligne, p.explication) for p in lecture.erreurs] == [
        (3, "Ce numéro de preuve est déjà celui de la ligne 2.")
    ]


@pytest.mark.exigence("B-REM-03")
@pytest.mark.parametrize(
    ("valeurs", "colonne"),
    [
        ({"perimetre": "Vague 1"}, "Périmètre"),
        ({"chapitre": "Autre"}, "Chapitre"),
        ({"fonction": "Autre"}, "Fonction"),
        ({"exigence": "Autre"}, "Exigence"),
        ({"commentaire": "Autre"}, "Commentaire"),
        ({"profil": "PA"}, "Profil"),
        ({"profil_historique": "PA"}, "Profil historique"),
        ({"criticite": "Mineure"}, "Criticité"),
        ({"scenario": "Autre"}, "Scénario de conformité"),
    ],
)
def test_une_colonne_repetee_doit_dire_la_meme_chose(valeurs, colonne):
    seconde = ligne(1, n_preuve="TST/01.01.02", ordre=2) | valeurs

    assert lieux(classeur(ligne(1), seconde)) == [(3, colonne, ERREUR)]


def test_un_scenario_partage_par_deux_exigences_est_signale():
    seconde = ligne(2, n_scenario="TST/01.01", n_preuve="TST/01.01.02")

    assert lieux(classeur(ligne(1), seconde)) == [(3, "N° scénario", AVERTISSEMENT)] * 2


def test_tous_les_problemes_sont_trouves_en_une_lecture():
    contenu = classeur(
        ligne(1, perimetre="?", profil=None),
        ligne(2, preuve=None, ordre="x"),
        ligne(3, n_preuve="TST/01.01.01", criticite="?"),
    )

    lecture = lire(contenu)

    assert lecture.lignes == ()
    assert [(p.ligne, p.colonne) for p in lecture.erreurs] == [
        (2, "Périmètre"),
        (3, "Preuve"),
        (3, "Ordre"),
        (4, "Criticité"),
        (4, "N° preuve"),
    ]
    assert [(p.ligne, p.colonne) for p in lecture.avertissements] == [(2, "Profil"), (4, "N° preuve")]


def test_les_lignes_vides_sont_ignorees():
    livre = load_workbook(BytesIO(classeur(ligne(1))))
    livre["Exigences"].insert_rows(2, 3)
    sortie = BytesIO()
    livre.save(sortie)

    lecture = lire(sortie.getvalue())

    assert [lue.ligne for lue in lecture.lignes] == [5]


def test_une_feuille_tres_large_est_lue_vite():
    livre = Workbook()
    page = livre.active
    page.title = "Exigences"
    page.append(COLONNES)
    page.append(list(ligne(1).values()))
    page.cell(row=100_000, column=16_384, value="loin")
    sortie = BytesIO()
    livre.save(sortie)

    assert len(lire(sortie.getvalue()).lignes) == 1


def test_une_valeur_longue_est_abregee_dans_le_probleme():
    probleme = lire(classeur(ligne(1, perimetre="x" * 1000))).problemes[0]

    assert len(probleme.valeur) == 200
