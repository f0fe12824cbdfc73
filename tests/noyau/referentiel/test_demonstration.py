from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from segur.noyau.referentiel.demonstration import classeur, dispositifs_de_demonstration
from segur.noyau.referentiel.lecture import lire
from segur.noyau.referentiel.models import PreuveAttendue, VersionRem


@pytest.mark.exigence("E3-07")
def test_le_rem_dui_a_les_neuf_chapitres_et_les_deux_cents_preuves_du_profil_general(dui):
    call_command("generer_rem_demonstration", "--dispositif", "MS-DUI-Va2")

    version = VersionRem.objects.en_vigueur(dui)
    preuves = PreuveAttendue.objects.de_la_version(version).pour_profils(dui.profils.filter(est_general=True))
    assert list(Counter(p.scenario.exigence.chapitre.titre for p in preuves).items()) == [
        ("Gestion et partage des documents de santé", 13),
        ("Consultation et Alimentation du DMP / Mon espace santé", 8),
        ("Reporting", 10),
        ("Gestion de l’Identité Nationale de Santé", 15),
        ("Gestion de la MSSanté", 20),
        ("Sécurité des SI", 6),
        ("Autres fonctionnalités", 1),
        ("Pro Santé Connect", 3),
        ("Cœur de métier", 124),
    ]
    assert version.nb_preuves == 215


@pytest.mark.exigence("E3-34")
def test_le_premier_chapitre_dui_a_les_exigences_publiees():
    lignes = [
        lue for lue in lire(classeur("MS-DUI-Va2")).lignes if lue.chapitre.endswith("partage des documents de santé")
    ]

    assert Counter(lue.identifiant for lue in lignes) == {
        "DOC/va1.06": 1,
        "MS.VACC/NOTE.07": 2,
        "SC.CDA/DD.06": 1,
        "SC.CDA/DD.23": 2,
        "SC.DMP/UX.10": 1,
        "SC.VACC/SCHEMA.01": 1,
        "TROD.01": 5,
    }
    assert lignes[0].preuve == "DOC/va1.06.01.01"


@pytest.mark.exigence("CAL-06")
def test_le_rem_lgc_permet_d_essayer_l_avancement_minimal():
    lignes = lire(classeur("MDV-LGC-Va2")).lignes
    generales = Counter(lue.perimetre for lue in lignes if lue.profils == ("Général",))

    assert (len(lignes), len({lue.chapitre for lue in lignes})) == (40, 8)
    assert generales == {"vague2": 27, "vague1": 7}


@pytest.mark.parametrize("code", dispositifs_de_demonstration())
def test_un_rem_de_demonstration_est_sans_defaut_et_ses_profils_sont_connus(dui, code, capsys):
    call_command("generer_rem_demonstration", "--dispositif", code)
    call_command("generer_rem_demonstration", "--dispositif", code)

    assert [version.avertissements.count() for version in VersionRem.objects.all()] == [0]
    assert "déjà en vigueur" in capsys.readouterr().out


def test_le_rem_de_demonstration_s_ecrit_dans_un_fichier(tmp_path):
    sortie = tmp_path / "rem.xlsx"

    call_command("generer_rem_demonstration", "--dispositif", "MS-DUI-Va2", "--sortie", str(sortie))

    assert len(lire(sortie.read_bytes()).lignes) == 215


def test_un_dispositif_sans_demonstration_est_refuse():
    with pytest.raises(LookupError):
        classeur("IMG-RIS-Va2")


def test_sans_dispositif_charge_la_commande_le_dit(db):
    with pytest.raises(CommandError, match="charger_dispositifs"):
        call_command("generer_rem_demonstration", "--dispositif", "MS-DUI-Va2")
