"""A zip archive from outside: measured first, inflated by pieces, refused with its repair."""

import tracemalloc
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from segur.noyau.documents.archives import (
    ENTREES_AU_PLUS,
    MO,
    OCTETS_AU_PLUS,
    RAPPORT_AU_PLUS,
    ArchiveRefusee,
    deplier,
    replier,
)


def _zip(*fichiers: tuple[str | ZipInfo, bytes], methode: int = ZIP_DEFLATED) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w", methode) as archive:
        for nom, contenu in fichiers:
            archive.writestr(nom, contenu)
    return flux.getvalue()


def _refus(contenu: bytes, octets_au_plus: int = OCTETS_AU_PLUS) -> str:
    with pytest.raises(ArchiveRefusee) as refus:
        deplier(contenu, octets_au_plus=octets_au_plus)
    return str(refus.value)


def test_ce_qui_est_lu_se_relit_et_le_reste_se_nomme() -> None:
    contenu = _zip(("a.xlsx", b"un"), ("dossier/b.XLSX", b"deux"), ("c.pdf", b"trois"), ("vide/", b""))

    lus = deplier(contenu, lues=frozenset({"xlsx"}))

    assert lus == {"a.xlsx": b"un", "dossier/b.XLSX": b"deux", "c.pdf": b""}


def test_ce_qu_un_mac_ajoute_pour_lui_ne_compte_pas() -> None:
    assert deplier(_zip(("a.xlsx", b"un"), ("__MACOSX/._a.xlsx", b"pour lui"))) == {"a.xlsx": b"un"}


def test_une_archive_repliee_se_deplie() -> None:
    fichiers = {"a.xml": b"un", "b/c.xml": b"deux"}

    assert deplier(replier(fichiers)) == fichiers


@pytest.mark.parametrize(
    "contenu", [b"", b"pas une archive", _zip(("a.xlsx", b"un"))[:30]], ids=["vide", "texte", "coupée"]
)
def test_une_archive_illisible_se_dit(contenu: bytes) -> None:
    assert _refus(contenu) == "Elle est illisible ou abîmée : refaites-la, puis déposez-la à nouveau."


def test_le_nombre_de_fichiers_a_une_limite() -> None:
    fichiers = [(f"{rang}.txt", b"") for rang in range(ENTREES_AU_PLUS + 1)]

    assert len(deplier(_zip(*fichiers[:-1]))) == ENTREES_AU_PLUS
    assert f"{ENTREES_AU_PLUS + 1} fichiers : {ENTREES_AU_PLUS} au plus" in _refus(_zip(*fichiers))


def test_le_poids_deplie_a_une_limite() -> None:
    contenu = _zip(("a", b"x" * 600), ("b", b"y" * 400))

    assert len(deplier(contenu, octets_au_plus=1000)) == 2
    assert "Une fois dépliée, elle pèse 1 ko" in _refus(contenu, octets_au_plus=999)


def test_un_fichier_trop_compresse_est_refuse() -> None:
    assert f"compressé plus de {RAPPORT_AU_PLUS} fois" in _refus(_zip(("bombe.xml", bytes(2 * MO))))
    assert deplier(_zip(("petit.xml", bytes(MO)))) == {"petit.xml": bytes(MO)}


def test_un_mot_de_passe_se_dit() -> None:
    contenu = bytearray(_zip(("secret.xlsx", b"un")))
    contenu[contenu.index(b"PK\x01\x02") + 8] |= 1

    assert _refus(bytes(contenu)) == "« secret.xlsx » est protégé par un mot de passe : ôtez-le."


def test_une_autre_compression_se_dit() -> None:
    assert "refaites un zip ordinaire" in _refus(_zip(("a.xlsx", b"un"), methode=ZIP_BZIP2))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_deux_fichiers_de_meme_nom_se_disent() -> None:
    assert "Deux fichiers y portent le même nom" in _refus(_zip(("a.xlsx", b"un"), ("a.xlsx", b"deux")))


def test_toutes_les_raisons_se_disent_ensemble() -> None:
    fichiers = [(f"{rang}.txt", b"x" * 20) for rang in range(ENTREES_AU_PLUS + 1)]
    refus = _refus(_zip(*fichiers), octets_au_plus=1000)

    assert ("fichiers" in refus, "dépliée" in refus) == (True, True)


def test_un_en_tete_menteur_ne_fait_rien_deplier_de_plus() -> None:
    """It declares 10 bytes and holds 64 Mo: no more than a piece is inflated before the lie is seen."""
    contenu = bytearray(_zip(("bombe.xml", bytes(64 * MO))))
    for signature, decalage in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        debut = contenu.index(signature) + decalage
        contenu[debut : debut + 4] = (10).to_bytes(4, "little")

    tracemalloc.start()
    refus = _refus(bytes(contenu))
    _, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert refus == "Elle est illisible ou abîmée : refaites-la, puis déposez-la à nouveau."
    assert pointe < MO
