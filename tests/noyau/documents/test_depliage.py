"""A zip archive from outside: each entry taken out within bounds, or left there with its reason."""

import struct
import tracemalloc
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur.noyau.documents.depliage import ArchiveIllisible, Bornes, Entree, deplier, est_du_systeme

MO = 1024**2
BORNES = Bornes(entrees=5, octets=4 * MO, octets_par_fichier=2 * MO, rapport=100)


def zipper(*fichiers: tuple[str | ZipInfo, bytes], methode: int = ZIP_DEFLATED) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w", methode) as archive:
        for nom, contenu in fichiers:
            archive.writestr(nom, contenu)
    return flux.getvalue()


def deplies(contenu: bytes, bornes: Bornes = BORNES) -> list[Entree]:
    return list(deplier(BytesIO(contenu), bornes))


def refus(contenu: bytes, bornes: Bornes = BORNES) -> dict[str, str]:
    return {entree.nom: entree.refus for entree in deplies(contenu, bornes)}


def lien_symbolique(nom: str) -> ZipInfo:
    membre = ZipInfo(nom)
    membre.external_attr = 0o120777 << 16
    return membre


def test_chaque_fichier_sort_avec_son_chemin() -> None:
    contenu = zipper(("a.pdf", b"un"), ("dossier/b.PDF", b"deux"), ("win\\c.pdf", b"trois"), ("vide/", b""))

    assert deplies(contenu) == [Entree("a.pdf", b"un"), Entree("dossier/b.PDF", b"deux"), Entree("win/c.pdf", b"trois")]


def test_ce_qu_un_ordinateur_ajoute_pour_lui_ne_compte_pas() -> None:
    noms = ["__MACOSX/._a.pdf", "x/.DS_Store", "Thumbs.db", "desktop.ini", "x/._b.pdf"]

    assert [est_du_systeme(nom) for nom in [*noms, "", "a.pdf", "MACOSX/a.pdf"]] == [True] * 5 + [False] * 3
    assert [e.nom for e in deplies(zipper(("a.pdf", b"un"), *[(nom, b"lui") for nom in noms]))] == ["a.pdf"]


@pytest.mark.parametrize(
    ("membre", "raison"),
    [
        ("../a.pdf", "Son chemin sort de l’archive"),
        ("x/../../a.pdf", "Son chemin sort de l’archive"),
        ("..\\a.pdf", "Son chemin sort de l’archive"),
        ("/etc/a.pdf", "Son chemin sort de l’archive"),
        ("C:\\a.pdf", "Son chemin sort de l’archive"),
        ("a\u202efdp.exe", "Son chemin sort de l’archive ou n’est pas lisible"),
        (lien_symbolique("a.pdf"), "C’est un raccourci"),
        ("a.ZIP", "C’est une archive dans l’archive"),
        ("a.tar.gz", "C’est une archive dans l’archive"),
    ],
    ids=str,
)
def test_une_entree_a_ne_pas_ouvrir_reste_seule(membre: str | ZipInfo, raison: str) -> None:
    mauvaise, bonne = deplies(zipper((membre, b"contenu"), ("bonne.pdf", b"oui")))

    assert (mauvaise.contenu, mauvaise.refus.startswith(raison)) == (b"", True)
    assert bonne == Entree("bonne.pdf", b"oui")


def test_un_nom_coupe_par_un_octet_nul_se_dit() -> None:
    contenu = zipper(("a.pdf_.exe", b"un")).replace(b"a.pdf_.exe", b"a.pdf\0.exe")

    assert [raison[:10] for raison in refus(contenu).values()] == ["Son chemin"]


def test_un_mot_de_passe_et_une_autre_compression_se_disent() -> None:
    contenu = bytearray(zipper(("secret.pdf", b"un")))
    contenu[contenu.index(b"PK\x01\x02") + 8] |= 1

    assert refus(bytes(contenu)) == {"secret.pdf": "Ce fichier est protégé par un mot de passe : ôtez-le."}
    assert "refaites un ZIP ordinaire" in refus(zipper(("a.pdf", b"un"), methode=ZIP_BZIP2))["a.pdf"]


@pytest.mark.parametrize(
    "contenu", [b"", b"pas une archive", zipper(("a.pdf", b"un"))[:30]], ids=["vide", "texte", "coupée"]
)
def test_une_archive_abimee_se_dit(contenu: bytes) -> None:
    with pytest.raises(ArchiveIllisible, match="abîmée ou n’est pas un ZIP"):
        deplies(contenu)


def test_le_nombre_d_entrees_a_une_borne() -> None:
    fichiers = [(f"{rang}.txt", b"x") for rang in range(6)]

    assert len(deplies(zipper(*fichiers[:5]))) == 5
    with pytest.raises(ArchiveIllisible, match="contient 6 fichiers : 5 au plus"):
        deplies(zipper(*fichiers))


def test_le_poids_d_un_fichier_a_une_borne_exclue() -> None:
    bornes = replace(BORNES, octets_par_fichier=1000)

    assert refus(zipper(("a", b"x" * 999), ("b", b"x" * 1000)), bornes) == {
        "a": "",
        "b": "Ce fichier atteint 1 ko : compressez-le.",
    }


def test_le_poids_total_a_une_borne_et_ce_qui_tient_encore_sort() -> None:
    contenu = zipper(("a", b"x" * 600), ("b", b"y" * 401), ("c", b"z" * 400))

    assert [len(entree.contenu) for entree in deplies(contenu, replace(BORNES, octets=1000))] == [600, 0, 400]
    assert "partagez-la en plusieurs" in refus(contenu, replace(BORNES, octets=1000))["b"]


def test_un_fichier_trop_compresse_reste() -> None:
    contenu = zipper(("bombe", bytes(MO + 1)), ("petit", bytes(MO)))

    assert refus(contenu) == {"bombe": "Ce fichier est compressé plus de 100 fois : déposez-le seul.", "petit": ""}


def test_un_en_tete_menteur_ne_fait_rien_gonfler_de_plus() -> None:
    """It declares 10 bytes and holds 64 Mo."""
    contenu = bytearray(zipper(("bombe.pdf", bytes(64 * MO))))
    for signature, decalage in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        debut = contenu.index(signature) + decalage
        contenu[debut : debut + 4] = (10).to_bytes(4, "little")

    tracemalloc.start()
    raisons = refus(bytes(contenu))
    _, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert raisons == {"bombe.pdf": "Ce fichier est abîmé dans l’archive : déposez-le seul."}
    assert pointe < MO


def test_une_entree_dont_le_nom_est_efface_ne_fait_rien_tomber() -> None:
    contenu = zipper(("a", b"un"))
    entree, fin = contenu.rindex(b"PK\x01\x02"), contenu.rindex(b"PK\x05\x06")
    entete, nom = contenu[entree : entree + 46], contenu[entree + 46 : entree + 47]
    taille = struct.unpack("<L", contenu[fin + 12 : fin + 16])[0]
    sans_nom = entete[:28] + b"\x00\x00" + entete[30:] + contenu[entree + 47 : fin]
    fin_ajustee = contenu[fin : fin + 12] + struct.pack("<L", taille - 1) + contenu[fin + 16 :]

    (seule,) = deplies(contenu[:entree] + sans_nom + fin_ajustee)

    assert (nom, seule.nom, seule.contenu, bool(seule.refus)) == (b"a", "", b"", True)


HONNETE = zipper(("a.pdf", b"un" * 50), ("b/c.txt", b"deux" * 50), ("d.png", bytes(range(256))))


@given(st.lists(st.tuples(st.integers(0, len(HONNETE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_une_archive_abimee_au_hasard_donne_des_fichiers_ou_des_raisons(coups: list[tuple[int, int]]) -> None:
    contenu = bytearray(HONNETE)
    for place, octet in coups:
        contenu[place] = octet
    entrees = _deplies_ou_rien(bytes(contenu))

    assert sum(len(entree.contenu) for entree in entrees) <= BORNES.octets
    assert all(not (entree.contenu and entree.refus) for entree in entrees)


def _deplies_ou_rien(contenu: bytes) -> list[Entree]:
    try:
        return deplies(contenu)
    except ArchiveIllisible:
        return []
