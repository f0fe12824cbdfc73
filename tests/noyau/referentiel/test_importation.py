from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from segur.noyau.dispositifs.models import Dispositif, Profil
from segur.noyau.referentiel.importation import ImportRefuse, Resultat, importer_rem
from segur.noyau.referentiel.models import (
    Avertissement,
    ChapitreRem,
    Exigence,
    Perimetre,
    PreuveAttendue,
    Scenario,
    VersionRem,
)

from .classeurs import classeur, ligne

LE = datetime(2026, 7, 1, 8, tzinfo=UTC)
BROUILLONS = Path(__file__).resolve().parents[4] / "shared" / "donnees" / "rem"


class Panne(Exception):
    pass


def panne(*args: Any, **options: Any) -> None:
    raise Panne


def importer(contenu: bytes, dispositif: Dispositif, **options: Any) -> Resultat:
    options = {"nom_fichier": "rem.xlsx", "importee_par": None, "le": LE} | options
    return importer_rem(contenu, dispositif=dispositif, **options)


@pytest.mark.exigence("B-REM-03", "E3-14", "E3-15")
def test_un_classeur_devient_un_arbre(dui):
    contenu = classeur(
        ligne(1),
        ligne(1, n_preuve="TST/01.01.02", ordre=2),
        ligne(1, n_scenario="TST/01.02", n_preuve="TST/01.02.01", ordre=3),
        ligne(2, chapitre="Autre chapitre", perimetre="Vague 1", profil="PA ; PDE", ordre=4),
    )

    resultat = importer(contenu, dui)

    assert (resultat.version.numero, resultat.creee, resultat.nb_preuves) == (1, True, 4)
    assert [
        (p.scenario.exigence.chapitre.titre, p.scenario.exigence.identifiant, p.scenario.identifiant, p.identifiant)
        for p in PreuveAttendue.objects.de_la_version(resultat.version)
    ] == [
        ("Chapitre d’essai", "TST/01", "TST/01.01", "TST/01.01.01"),
        ("Chapitre d’essai", "TST/01", "TST/01.01", "TST/01.01.02"),
        ("Chapitre d’essai", "TST/01", "TST/01.02", "TST/01.02.01"),
        ("Autre chapitre", "TST/02", "TST/02.01", "TST/02.01.01"),
    ]
    exigence = Exigence.objects.get(identifiant="TST/02")
    assert (exigence.perimetre, [p.code for p in exigence.profils.all()]) == ("vague1", ["pa", "pde"])


@pytest.mark.exigence("REM-01")
def test_les_preuves_se_choisissent_par_profil_et_perimetre(dui):
    version = importer(classeur(ligne(1), ligne(2, profil="PA ; PDE"), ligne(3, perimetre="Vague 1")), dui).version
    profils = {profil.code: profil for profil in dui.profils.all()}
    preuves = PreuveAttendue.objects.de_la_version(version)

    assert [p.ordre for p in preuves.pour_profils([profils["general"]])] == [1, 3]
    assert [p.ordre for p in preuves.pour_profils([profils["pa"], profils["pde"]])] == [2]
    assert [p.ordre for p in preuves.du_perimetre(Perimetre.VAGUE_1)] == [3]


def test_le_meme_contenu_deux_fois_ne_change_rien(dui):
    premier = importer(classeur(ligne(1), ligne(2)), dui)
    second = importer(classeur(ligne(2), ligne(1)), dui, nom_fichier="copie.xlsx")

    assert (second.version, second.creee, second.nb_preuves) == (premier.version, False, 2)
    assert (VersionRem.objects.count(), PreuveAttendue.objects.count()) == (1, 2)


def test_un_nouveau_contenu_garde_l_ancienne_version(dui):
    ancienne = importer(classeur(ligne(1), ligne(2)), dui).version
    nouvelle = importer(classeur(ligne(1, preuve="Autre preuve")), dui).version

    assert (ancienne.numero, nouvelle.numero) == (1, 2)
    assert VersionRem.objects.en_vigueur(dui) == nouvelle
    assert [p.libelle for p in ancienne.preuves.all()] == ["Capture d’écran 1", "Capture d’écran 2"]


def test_revenir_a_un_ancien_contenu_est_une_nouvelle_version(dui):
    numeros = [importer(classeur(ligne(rang)), dui).version.numero for rang in (1, 2, 1)]

    assert numeros == [1, 2, 3]


def test_les_dispositifs_ont_chacun_leurs_versions(dui):
    lgc = Dispositif.objects.get(code="MDV-LGC-Va2")

    numeros = [importer(classeur(ligne(1)), dispositif).version.numero for dispositif in (dui, lgc)]

    assert numeros == [1, 1]


def test_une_erreur_et_rien_n_est_importe(dui):
    profils = Profil.objects.count()

    with pytest.raises(ImportRefuse) as refus:
        importer(classeur(ligne(1, profil="Nouveau"), ligne(2, preuve=None)), dui)

    assert [(p.ligne, p.colonne) for p in refus.value.problemes] == [(3, "Preuve")]
    modeles = (VersionRem, ChapitreRem, Exigence, Scenario, PreuveAttendue, Avertissement)
    assert [modele.objects.count() for modele in modeles] == [0] * 6
    assert Profil.objects.count() == profils


def test_une_panne_en_cours_d_ecriture_ne_laisse_rien(dui, monkeypatch):
    profils = Profil.objects.count()
    monkeypatch.setattr(PreuveAttendue.objects, "bulk_create", panne)

    with pytest.raises(Panne):
        importer(classeur(ligne(1, profil="Nouveau")), dui)

    assert (VersionRem.objects.count(), ChapitreRem.objects.count(), Profil.objects.count()) == (0, 0, profils)


def test_les_avertissements_sont_conserves(dui):
    resultat = importer(classeur(ligne(1, profil=None, chapitre=None)), dui)

    assert [(a.ligne, a.colonne) for a in resultat.version.avertissements.all()] == [(2, "Profil"), (2, "Chapitre")]
    assert Exigence.objects.get().profils.get().est_general


def test_un_profil_inconnu_est_cree_et_signale_une_fois(dui):
    resultat = importer(classeur(ligne(1, profil="Nouveau profil"), ligne(2, profil="Nouveau profil")), dui)

    profil = dui.profils.get(code="nouveau-profil")
    assert (profil.libelle, profil.est_general, profil.ordre) == ("Nouveau profil", False, 11)
    assert [(a.ligne, a.valeur, a.explication) for a in resultat.avertissements] == [
        (2, "Nouveau profil", "Profil inconnu du dispositif : il est créé (2 lignes).")
    ]


def test_un_profil_se_reconnait_a_l_accent_et_a_l_apostrophe_pres(dui):
    resultat = importer(classeur(ligne(1, profil="PH avec decision d'orientation")), dui)

    assert resultat.avertissements == ()
    assert Exigence.objects.get().profils.get().code == "ph-avec-orientation"


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(dui, django_assert_num_queries):
    with django_assert_num_queries(12):
        importer(classeur(ligne(1)), dui)
    with django_assert_num_queries(12):
        importer(classeur(*(ligne(rang) for rang in range(1, 51))), dui)


def test_lire_les_preuves_d_une_version_coute_une_requete(dui, django_assert_num_queries):
    version = importer(classeur(ligne(1), ligne(2), ligne(3)), dui).version

    with django_assert_num_queries(1):
        titres = [p.scenario.exigence.chapitre.titre for p in PreuveAttendue.objects.de_la_version(version)]

    assert titres == ["Chapitre d’essai"] * 3


def test_la_base_refuse_deux_preuves_de_meme_numero_dans_une_version(dui):
    version = importer(classeur(ligne(1), ligne(2)), dui).version
    scenario = Scenario.objects.get(identifiant="TST/02.01")

    with pytest.raises(IntegrityError), transaction.atomic():
        PreuveAttendue.objects.create(
            version=version, scenario=scenario, identifiant="TST/01.01.01", libelle="x", ordre=9
        )


@pytest.mark.parametrize(
    ("code", "fichier", "nb_preuves", "nb_exigences"),
    [
        ("MDV-LGC-Va2", "REM-MDV-LGC-Va2-brouillon.xlsx", 323, 266),
        ("HOP-DPI-Va2", "REM-HOP-DPI-Va2-brouillon.xlsx", 186, 167),
    ],
)
def test_un_brouillon_reel_s_importe(dui, code, fichier, nb_preuves, nb_exigences):
    chemin = BROUILLONS / fichier
    if not chemin.exists():
        pytest.skip("le brouillon de REM n’est pas présent sur ce poste")

    resultat = importer(chemin.read_bytes(), Dispositif.objects.get(code=code), nom_fichier=fichier)

    assert (resultat.creee, resultat.nb_preuves) == (True, nb_preuves)
    assert Exigence.objects.count() == nb_exigences
    assert not Exigence.objects.filter(profils=None).exists()


def test_la_commande_importe_et_resume(dui, tmp_path, capsys):
    fichier = tmp_path / "rem.xlsx"
    fichier.write_bytes(classeur(ligne(1, profil=None)))

    call_command("importer_rem", fichier, "--dispositif", "MS-DUI-Va2")

    sortie = capsys.readouterr()
    assert sortie.out == "REM DUI vague 2 — version 1 : importée (1 preuves attendues).\n"
    assert "Avertissement — Ligne 2, colonne « Profil »" in sortie.err


def test_la_commande_dit_chaque_probleme_et_n_importe_rien(dui, tmp_path, capsys):
    fichier = tmp_path / "rem.xlsx"
    fichier.write_bytes(classeur(ligne(1, perimetre="Vague 9"), ligne(2, ordre="x")))

    with pytest.raises(SystemExit) as sortie:
        call_command("importer_rem", fichier, "--dispositif", "MS-DUI-Va2")

    assert sortie.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "Erreur — Ligne 2, colonne « Périmètre » (« Vague 9 ») : Périmètre inconnu. "
        "Écrivez « Vague 1 » ou « Vague 2 ».",
        "Erreur — Ligne 3, colonne « Ordre » (« x ») : L’ordre n’est pas un nombre entier. Écrivez 1, 2, 3…",
        "Rien n’est importé.",
    ]
    assert VersionRem.objects.count() == 0


@pytest.mark.parametrize(("fichier", "code"), [("absent.xlsx", "MS-DUI-Va2"), ("rem.xlsx", "INCONNU")])
def test_la_commande_refuse_un_fichier_ou_un_dispositif_inconnu(dui, tmp_path, fichier, code):
    (tmp_path / "rem.xlsx").write_bytes(classeur(ligne(1)))

    with pytest.raises(CommandError):
        call_command("importer_rem", tmp_path / fichier, "--dispositif", code)
