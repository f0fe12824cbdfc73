"""Every way a file may be wrong: all told, with line, column, value, and nothing imported."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from segur.noyau.annuaires.generation import finess, rpps
from segur.noyau.annuaires.models import Activite, AnomalieDImport, ImportDeBase, Structure, VersionDeBase
from tests.noyau.annuaires.fichiers import ENTETE, MSP, activite, annuaire, anomalies, importer, reference

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("B-ANN-01")]
SAIN = reference(MSP, [finess(2), *MSP[1:]])


def _zip(contenu: str | bytes, *, nom: str = "base.csv", abime: bool = False, fichiers: int = 1) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_STORED) as archive:
        for rang in range(fichiers):
            archive.writestr(f"{rang}{nom}", contenu)
    octets = flux.getvalue()
    return octets.replace(b"Maison", b"Maison"[::-1]) if abime else octets


FAUTES: dict[str, tuple[str | bytes, list[tuple[str, int, str, str]]]] = {
    "vide": (b"", [("vide", 0, "", "")]),
    "une entête seule": (f"{ENTETE}\n", [("vide", 0, "", "")]),
    "latin-1": (
        SAIN.encode("latin-1"),
        [("encodage", 1, "octet 9", "FINESS géographique;Raison so")],
    ),
    "une ligne en latin-1": (
        f"{ENTETE}\n".encode() + ";".join(MSP).encode("latin-1") + b"\n",
        [("encodage", 2, "octet 25", "00007;Maison de santé;MSP;B;oui;3;0")],
    ),
    "utf-16": (SAIN.encode("utf-16"), [("encodage", 1, "", "UTF-16")]),
    "virgules": (SAIN.replace(";", ","), [("separateur", 1, "", "virgule")]),
    "colonne absente": (
        SAIN.replace("Tranche", "Taille"),
        [
            ("colonne_absente", 1, "Tranche", ENTETE.replace("Tranche", "Taille").replace(";", ", ")[:119] + "…"),
            ("colonne_en_trop", 1, "Taille", "Taille"),
        ],
    ),
    "colonne en trop": (
        SAIN.replace("\n", ";x\n"),
        [("colonne_en_trop", 1, "x", "x")],
    ),
    "deux entêtes": (
        SAIN + SAIN.replace(finess(1), finess(3)).replace(finess(2), finess(4)),
        [("entete_repetee", 4, "", "")],
    ),
    "sans fin de ligne": (SAIN.rstrip("\n"), [("tronque", 3, "", f"{finess(2)};Maison de santé;MSP;B;oui;3;0")]),
    "coupé dans une ligne": (
        SAIN[:-12],
        [("tronque", 3, "", f"{finess(2)};Maison de santé;MS"), ("ligne", 3, "", "3 colonnes")],
    ),
    "FINESS en double": (
        reference(MSP, [finess(2), *MSP[1:]], MSP),
        [("doublon", 4, "FINESS géographique", finess(1))],
    ),
    "valeurs refusées, toutes dites": (
        reference(["750803448", "", "Clinique", "F", "peut-être", "-1", "1,5"]),
        [
            ("valeur", 2, "FINESS géographique", "750803448"),
            ("valeur", 2, "Catégorie", "Clinique"),
            ("valeur", 2, "Tranche", "F"),
            ("valeur", 2, "Signataire ACI", "peut-être"),
            ("valeur", 2, "Médecins libéraux déclarés", "-1"),
            ("valeur", 2, "Médecins salariés déclarés", "1,5"),
            ("manquant", 2, "Raison sociale", ""),
        ],
    ),
    "guillemet ouvert": (reference(['"' + MSP[0], *MSP[1:]]), [("ligne", 2, "", f'"{";".join(MSP)}')]),
    "zip de deux fichiers": (_zip(SAIN, fichiers=2), [("archive", 0, "", "2 fichiers")]),
    "zip au CRC faux": (_zip(SAIN, abime=True), [("archive", 0, "", "Bad CRC-32 for file '0base.csv'")]),
    "zip tronqué": (_zip(SAIN)[:-30], [("archive", 0, "", "File is not a zip file")]),
}


@pytest.mark.parametrize(("contenu", "attendues"), FAUTES.values(), ids=FAUTES.keys())
def test_un_fichier_fautif_est_refuse_avec_ses_raisons(
    tmp_path: Path, contenu: str | bytes, attendues: list[tuple[str, int, str, str]]
) -> None:
    fini = importer(tmp_path, contenu)

    assert sorted(anomalies(fini)) == sorted(attendues)
    assert fini.statut == ImportDeBase.Statut.REFUSE
    assert (Structure.objects.count(), VersionDeBase.objects.count()) == (0, 0)


def test_chaque_anomalie_dit_ce_qui_est_attendu_et_comment_reparer(tmp_path: Path) -> None:
    importer(tmp_path, FAUTES["valeurs refusées, toutes dites"][0])

    assert not AnomalieDImport.objects.filter(attendu="").exists()
    assert not AnomalieDImport.objects.filter(reparation="").exists()


TOLERES: dict[str, Callable[[str], bytes]] = {
    "marque d’ordre": lambda texte: b"\xef\xbb\xbf" + texte.encode(),
    "fins de ligne de Windows": lambda texte: texte.replace("\n", "\r\n").encode(),
    "une ligne vide à la fin": lambda texte: f"{texte}\n".encode(),
    "entêtes sans accents": lambda texte: texte.replace("é", "e").replace("É", "E").encode(),
    "guillemets": lambda texte: texte.replace("Maison de santé", '"Maison de santé ; les ""Lilas"""').encode(),
    "zip": lambda texte: _zip(texte),
}


@pytest.mark.parametrize("ecrire", TOLERES.values(), ids=TOLERES.keys())
def test_un_fichier_lisible_est_importe(tmp_path: Path, ecrire: Callable[[str], bytes]) -> None:
    fini = importer(tmp_path, ecrire(SAIN))

    assert (fini.statut, Structure.objects.count()) == (ImportDeBase.Statut.IMPORTE, 2)


def test_la_marque_d_ordre_est_dite(tmp_path: Path) -> None:
    assert "BOM" in importer(tmp_path, b"\xef\xbb\xbf" + SAIN.encode()).issue


def test_la_ligne_40_000_suffit_a_tout_refuser(tmp_path: Path) -> None:
    lignes = [[finess(rang), *MSP[1:]] for rang in range(39_998)]

    fini = importer(tmp_path, reference(*lignes, [finess(39_998), *MSP[1:3], "Z", *MSP[4:]]))

    assert anomalies(fini) == [("valeur", 40_000, "Tranche", "Z")]
    assert Structure.objects.count() == 0


def test_les_anomalies_sont_toutes_comptees_et_les_premieres_detaillees(tmp_path: Path) -> None:
    lignes = [[finess(rang), *MSP[1:3], "Z", *MSP[4:]] for rang in range(120)]

    fini = importer(tmp_path, reference(*lignes))

    assert [(d.genre, d.nombre, d.anomalies.count()) for d in fini.decomptes.all()] == [("valeur", 120, 50)]
    assert fini.rapport is not None
    assert fini.rapport.lire().decode("utf-8-sig").count("\r\n") == 121


def test_le_rapport_ne_porte_aucune_formule(tmp_path: Path) -> None:
    fini = importer(tmp_path, reference([MSP[0], MSP[1], "=HYPERLINK(1)", *MSP[3:]]))

    assert fini.rapport is not None
    assert ";'=HYPERLINK(1);" in fini.rapport.lire().decode()


# ---- annuaire santé -------------------------------------------------------------------------------------------------


@pytest.mark.exigence("B-ANN-02")
def test_l_annuaire_ne_garde_que_ce_qu_une_regle_demande(tmp_path: Path) -> None:
    fini = importer(tmp_path, annuaire(activite(1), activite(2, **{"Code profession": "60"})), "annuaire")

    (ligne,) = Activite.objects.values()
    assert (fini.lignes_lues, fini.lignes_ecartees) == (2, 1)
    assert (ligne["cle"], ligne["nom"], ligne["recherche"]) == (rpps(1), "DURÀND-MÜLLER", "durand-muller zoe")
    assert not {"0102030405", "zoe@cabinet.example"} & {str(valeur) for valeur in ligne.values()}


def test_un_medecin_sans_rpps_est_ecarte(tmp_path: Path) -> None:
    adeli = activite(1, **{"Identification nationale PP": "0759300000"})

    fini = importer(tmp_path, annuaire(adeli, activite(2)), "annuaire")

    assert (fini.statut, fini.lignes_ecartees, Activite.objects.count()) == (ImportDeBase.Statut.IMPORTE, 1, 1)


@pytest.mark.exigence("B-ANN-03")
def test_une_activite_ecrite_deux_fois_ne_compte_qu_une(tmp_path: Path) -> None:
    salarie = activite(1, **{"Code mode exercice": "S"})
    autre_adresse = activite(1, **{"Libellé Voie (coord. structure)": "DES LILAS"})

    importer(tmp_path, annuaire(activite(1), salarie, autre_adresse), "annuaire")

    assert sorted(Activite.objects.values_list("mode", flat=True)) == ["L", "S"]


@pytest.mark.exigence("B-ANN-02")
def test_l_annuaire_sans_savoir_faire_est_accepte_s_il_a_ses_colonnes(tmp_path: Path) -> None:
    sans = annuaire(activite(1)).replace("Code savoir-faire", "Réservé")

    fini = importer(tmp_path, sans, "annuaire")

    assert (fini.statut, Activite.objects.get().savoir_faire) == (ImportDeBase.Statut.IMPORTE, "")


@pytest.mark.parametrize("base", ["annuaire"])
def test_l_annuaire_a_56_colonnes(tmp_path: Path, base: str) -> None:
    fini = importer(tmp_path, annuaire(activite(1)).replace("|\n", "|x|\n"), base)

    assert anomalies(fini) == [("colonne_en_trop", 1, "", "57 colonnes")]


def test_une_ligne_de_l_annuaire_sans_fin(tmp_path: Path) -> None:
    fini = importer(tmp_path, annuaire(activite(1)) + "x" * 70_000, "annuaire")

    assert anomalies(fini) == [("ligne", 3, "", "")]
