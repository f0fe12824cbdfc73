"""The offline verifier, run as its user runs it: what it accepts, and every alteration it must see."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from preuves.archive.cles import cle
from tests.preuves.archive.conftest import membres, refaire

VERIFICATEUR = Path(__file__).resolve().parents[3] / "outils" / "verifier_dossier.py"
Fichiers = dict[str, bytes]


@pytest.fixture
def verifier(tmp_path: Path, la_cle: Path) -> Callable[[bytes], tuple[int, list[str]]]:
    def _verifier(archive: bytes, cle: Path = la_cle) -> tuple[int, list[str]]:
        chemin = tmp_path / "dossier.zip"
        chemin.write_bytes(archive)
        commande = [sys.executable, "-I", *map(str, (VERIFICATEUR, chemin, cle))]
        fini = subprocess.run(commande, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert fini.stderr == ""
        return fini.returncode, fini.stdout.splitlines()

    return _verifier


def de_preuve(fichiers: Fichiers) -> str:
    return next(nom for nom in fichiers if nom.startswith("fichiers/etape-3/"))


def signer(fichiers: Fichiers, privee: Ed25519PrivateKey | None = None) -> Fichiers:
    """The manifest made and signed again: by the portal's own key, or by another one."""
    manifeste = json.loads(fichiers["manifeste.json"])
    contenus = {nom: fichiers[nom] for nom in fichiers if nom not in ("manifeste.json", "manifeste.sig")}
    manifeste["fichiers"] = [
        {"chemin": nom, "taille": len(contenu), "sha256": hashlib.sha256(contenu).hexdigest()}
        for nom, contenu in sorted(contenus.items())
    ]
    if privee:
        publique = privee.public_key().public_bytes_raw()
        manifeste["cle"]["sha256"] = hashlib.sha256(publique).hexdigest()
    octets = json.dumps(manifeste).encode()
    signature = (privee or cle().privee).sign(octets)
    return contenus | {"manifeste.json": octets, "manifeste.sig": signature}


def changer_le_journal(fichiers: Fichiers, changement: Callable[[list[Any]], None]) -> Fichiers:
    journal = json.loads(fichiers["journal.json"])
    changement(journal["entrees"])
    return fichiers | {"journal.json": json.dumps(journal, ensure_ascii=False).encode()}


def test_une_archive_intacte_est_acceptee(archive, verifier, candidature):
    code, lignes = verifier(archive)

    assert (code, lignes[0]) == (0, "ARCHIVE AUTHENTIQUE ET INTACTE")
    assert lignes[1].startswith(f"- Candidature n° {candidature.numero}, version 1 du ")
    assert "dont 3 internes à l’ANS" in lignes[2]
    assert lignes[3].startswith("- Signée par : clé de démonstration")


def test_un_octet_change_se_voit(archive, verifier):
    """In place, in the file itself: the ZIP stays readable, its own checksum aside."""
    contenu = membres(archive)[nom := de_preuve(membres(archive))]
    position = archive.index(contenu) + len(contenu) // 2
    altere = archive[:position] + bytes([archive[position] ^ 1]) + archive[position + 1 :]

    assert verifier(altere) == (1, ["ARCHIVE REFUSÉE", f"- Le fichier « {nom} » a été modifié."])


def test_un_fichier_refait_se_voit(archive, verifier):
    fichiers = membres(archive)
    nom = de_preuve(fichiers)

    memes, autre_taille = fichiers[nom][:-1] + b"!", fichiers[nom] + b"!"

    for contenu in (memes, autre_taille):
        attendu = (1, ["ARCHIVE REFUSÉE", f"- Le fichier « {nom} » a été modifié."])
        assert verifier(refaire(fichiers | {nom: contenu})) == attendu


def test_un_manifeste_change_se_voit(archive, verifier):
    """The file and its line in the manifest together."""
    fichiers = membres(archive)
    refaits = signer(fichiers | {de_preuve(fichiers): b"autre preuve"}) | {"manifeste.sig": fichiers["manifeste.sig"]}

    code, lignes = verifier(refaire(refaits))

    assert (code, len(lignes)) == (1, 2)
    assert lignes[1].startswith("- La signature du manifeste n’est pas celle de la clé donnée")


def test_un_fichier_retire_se_voit(archive, verifier):
    fichiers = membres(archive)
    nom = de_preuve(fichiers)
    del fichiers[nom]

    assert verifier(refaire(fichiers)) == (1, ["ARCHIVE REFUSÉE", f"- Le fichier « {nom} » a été retiré de l’archive."])


def test_un_fichier_ajoute_se_voit(archive, verifier):
    fichiers = membres(archive) | {"fichiers/etape-3/intrus.pdf": b"%PDF"}

    code, lignes = verifier(refaire(fichiers))

    assert (code, lignes[1:]) == (1, ["- Le fichier « fichiers/etape-3/intrus.pdf » a été ajouté à l’archive."])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_un_fichier_en_double_se_voit(archive, verifier, tmp_path):
    flux = BytesIO(archive)
    with ZipFile(flux, "a") as ouverte:
        ouverte.writestr("dossier.json", b"{}")

    code, lignes = verifier(flux.getvalue())

    assert (code, lignes[1]) == (1, "- Le fichier « dossier.json » est présent 2 fois.")


def test_une_entree_du_journal_changee_se_voit(archive, verifier):
    fichiers = changer_le_journal(membres(archive), lambda entrees: entrees[3]["contenu"].update(recit="Autre chose"))

    assert verifier(refaire(fichiers)) == (
        1,
        [
            "ARCHIVE REFUSÉE",
            "- Le fichier « journal.json » a été modifié.",
            "- Historique : l’entrée n° 4 a été modifiée après son inscription.",
        ],
    )


def _retirer(entrees: list[Any]) -> None:
    del entrees[4]


def _changer_l_empreinte(entrees: list[Any]) -> None:
    interne = next(entree for entree in entrees if "contenu" not in entree)
    interne["empreinte"] = "0" * 64


@pytest.mark.parametrize(
    ("changement", "attendu"),
    [
        (lambda entrees: entrees[3]["contenu"].update(vers="ailleurs"), "l’entrée n° 4 a été modifiée"),
        (_retirer, "l’entrée n° 5 a disparu"),
        (_changer_l_empreinte, "ne suit pas celle qui la précède"),
        (lambda entrees: entrees[0].pop("empreinte"), "L’historique est illisible"),
    ],
    ids=["changée", "retirée", "interne changée", "mal formée"],
)
def test_la_chaine_se_verifie_meme_sous_une_bonne_signature(archive, verifier, changement, attendu):
    """Whoever holds the key can sign anything, not make the chain hold."""
    code, lignes = verifier(refaire(signer(changer_le_journal(membres(archive), changement))))

    assert (code, len(lignes)) == (1, 2)
    assert attendu in lignes[1]


def test_une_cle_changee_se_voit(archive, verifier):
    """An archive made again from end to end with the forger's key, put inside as well."""
    faussaire = Ed25519PrivateKey.generate()
    publique = faussaire.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    fichiers = membres(archive) | {"cle_publique.pem": publique}

    code, lignes = verifier(refaire(signer(fichiers, faussaire)))

    assert code == 1
    assert lignes[1].startswith("- La signature du manifeste n’est pas celle de la clé donnée")
    assert lignes[2:] == ["- Le manifeste annonce une autre clé que la clé donnée."]


@pytest.mark.parametrize(
    ("manquant", "attendu"),
    [("manifeste.sig", "« manifeste.sig » manque"), ("manifeste.json", "« manifeste.json » manque")],
)
def test_sans_manifeste_ni_signature_rien_n_est_accepte(archive, verifier, manquant, attendu):
    fichiers = membres(archive)
    del fichiers[manquant]

    code, lignes = verifier(refaire(fichiers))

    assert code == 1
    assert attendu in lignes[1]


def test_ce_qui_n_est_pas_une_archive_ou_une_cle_est_refuse_en_clair(archive, verifier, tmp_path):
    fausse = tmp_path / "fausse.pem"
    fausse.write_text("rien")

    assert verifier(archive[:1000]) == (
        1,
        ["ARCHIVE REFUSÉE", "- L’archive est illisible ou abîmée (BadZipFile)."],
    )
    assert verifier(archive, fausse) == (
        1,
        ["ARCHIVE REFUSÉE", f"- « {fausse} » n’est pas une clé publique Ed25519 en PEM."],
    )


def test_le_verificateur_et_la_cle_se_telechargent_sans_compte(client, archive, verifier, tmp_path):
    publiee = tmp_path / "publiee.pem"
    publiee.write_bytes(client.get(reverse("preuves:cle_des_archives")).content)

    assert client.get(reverse("preuves:verificateur")).content == VERIFICATEUR.read_bytes()
    assert verifier(archive, publiee)[0] == 0


def test_une_archive_signee_d_une_ancienne_cle_est_verifiee_par_elle(archive, verifier, client, settings, tmp_path):
    """The operator changed the key since; the published file holds both, and the fingerprint tells which one serves."""
    ancienne = cle().publique_pem.decode()
    settings.CLE_ARCHIVES, settings.CLE_ARCHIVES_ANCIENNES = base64.b64encode(bytes(range(32))).decode(), ancienne
    publiees, seule = tmp_path / "publiees.pem", tmp_path / "seule.pem"
    publiees.write_bytes(client.get(reverse("preuves:cle_des_archives")).content)
    seule.write_bytes(cle().publique_pem)

    assert verifier(archive, publiees)[0] == 0
    assert verifier(archive, seule)[1][1:] == [
        "- La signature du manifeste n’est pas celle de la clé donnée : manifeste modifié, ou autre clé.",
        "- Le manifeste annonce une autre clé que la clé donnée.",
    ]


def test_annoncer_une_cle_publiee_ne_suffit_pas(archive, verifier, tmp_path):
    """Signed by a stranger's key, under the fingerprint of ours."""
    fichiers = membres(archive)
    etrangere = Ed25519PrivateKey.generate()
    fichiers["manifeste.sig"] = etrangere.sign(fichiers["manifeste.json"])

    assert verifier(refaire(fichiers))[0] == 1
