from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from segur.noyau.dispositifs.chargement import Bilan, DonneesInvalides, charger_dispositifs, lire_dispositifs
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance

CODES = ["HOP-DPI-Va2", "HOP-PFI-Va2", "IMG-DB-Va2", "IMG-RIS-Va2", "MDV-LGC-Va2", "MS-DUI-Va2"]


def test_chaque_fichier_decrit_son_dispositif():
    assert [donnees.code for donnees in lire_dispositifs()] == CODES


def test_charger_deux_fois_ne_change_rien(db):
    premier = charger_dispositifs()
    second = charger_dispositifs()

    assert (premier.modifiees, premier.inchangees) == (0, 0)
    assert second == Bilan(creees=0, modifiees=0, inchangees=premier.creees)


def test_charger_repare_une_valeur_changee_et_garde_les_lignes_ajoutees(dispositifs):
    dui = dispositifs["MS-DUI-Va2"]
    Dispositif.objects.filter(pk=dui.pk).update(libelle="autre")
    ajoutee = VersionEcheance.objects.create(dispositif=dui, numero=3, depuis=date(2027, 1, 1), texte="arrêté à venir")

    bilan = charger_dispositifs()

    assert (bilan.creees, bilan.modifiees) == (0, 1)
    assert Dispositif.objects.get(pk=dui.pk).libelle == "DUI vague 2"
    assert VersionEcheance.objects.filter(pk=ajoutee.pk).exists()


@pytest.mark.exigence("E2-17", "REM-05")
def test_les_onze_profils_du_dui(dispositifs):
    profils = dispositifs["MS-DUI-Va2"].profils.all()

    assert [profil.libelle for profil in profils] == [
        "Profil Général",
        "PA",
        "PH avec décision d’orientation",
        "PH sans décision d’orientation",
        "DOM sans soins",
        "DOM soins",
        "PDE",
        "Esclave de l’identité",
        "PDS",
        "AHI",
        "Sans certificat INS",
    ]
    assert [profil.code for profil in profils if profil.est_general] == ["general"]


@pytest.mark.exigence("E2-23")
def test_les_douze_chapitres_du_formulaire_dui(dispositifs):
    assert dispositifs["MS-DUI-Va2"].chapitres.count() == 12


def test_le_nombre_de_pilotes_reste_vide_quand_il_n_est_pas_publie(dispositifs):
    pilotes = {code: dispositif.nb_pilotes for code, dispositif in sorted(dispositifs.items())}

    assert pilotes == dict(zip(CODES, [3, 3, None, None, 5, None], strict=True))


def test_tous_les_defauts_sont_dits_avec_leur_fichier_et_leur_cle(tmp_path: Path):
    (tmp_path / "a.toml").write_text('code = "A"\nprofils = []\ncalendriers = []\nintrus = 1\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text("code = ", encoding="utf-8")

    with pytest.raises(DonneesInvalides) as refus:
        lire_dispositifs(tmp_path)

    assert [defaut.split(" : ")[:2] for defaut in refus.value.defauts[:-1]] == [
        ["a.toml", cle] for cle in ("libelle", "nom_long", "couloir", "vague", "prefixe_nru", "intrus")
    ]
    assert refus.value.defauts[-1].startswith("b.toml : TOML illisible")


def test_un_calendrier_incomplet_ou_double_est_refuse(tmp_path: Path):
    texte = (
        'code = "A"\nlibelle = "A"\nnom_long = "A"\ncouloir = "A"\nvague = 2\nprefixe_nru = "A"\n'
        '[[profils]]\ncode = "pa"\nlibelle = "PA"\n'
        '[[calendriers]]\ndepuis = 2025-01-01\ntexte = "arrêté"\nnon_publiees = [0, 0, 2, 3, 4, 5, 6]\n'
    )
    (tmp_path / "a.toml").write_text(texte, encoding="utf-8")

    with pytest.raises(DonneesInvalides) as refus:
        lire_dispositifs(tmp_path)

    assert len(refus.value.defauts) == 1
    for defaut in ("Date 0 donnée deux fois", "Date 1 absente", "exactement un profil général"):
        assert defaut in refus.value.defauts[0]


def test_la_commande_dit_ce_qu_elle_a_fait(db, capsys):
    call_command("charger_dispositifs")
    call_command("charger_dispositifs")

    assert "0 ligne(s) créée(s), 0 modifiée(s)" in capsys.readouterr().out
