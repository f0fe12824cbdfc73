"""Sorting by headers, searching, reading page by page."""

from datetime import datetime

import pytest
from django.db.models import Q
from django.http import QueryDict

from candidatures.models import Produit
from segur.noyau.listes import Colonne, Entete, Tri, chercher, paginer, periode
from tests.monde import Monde

COLONNES = (Colonne("nom", "Nom", ("recherche",)), Colonne("version", "Version", ("version",)), Colonne("vide", "Vide"))


@pytest.mark.parametrize(
    ("demande", "colonne", "decroissant"),
    [
        ("nom", "nom", False),
        ("-version", "version", True),
        ("", "nom", False),
        ("vide", "nom", False),
        ("-inconnue", "nom", False),
        ("password", "nom", False),
        ("--nom", "nom", False),
    ],
)
def test_le_tri_est_celui_demande_s_il_est_connu(demande: str, colonne: str, decroissant: bool) -> None:
    tri = Tri(COLONNES, demande, defaut="nom")

    assert (tri.colonne.cle, tri.decroissant) == (colonne, decroissant)


def test_chaque_entete_dit_son_sens_et_ou_mene_son_lien() -> None:
    assert Tri(COLONNES, "-version", defaut="nom").entetes == [
        Entete("Nom", "nom"),
        Entete("Version", "version", "descending"),
        Entete("Vide"),
    ]
    assert Tri(COLONNES, "version", defaut="nom").entetes[1] == Entete("Version", "-version", "ascending")


@pytest.mark.django_db
def test_a_egalite_l_ordre_reste_celui_des_cles(monde: Monde) -> None:
    attendus = [monde.scenario(produit="Jumeau").produit.pk for _ in range(4)]

    for demande in ("version", "-version"):
        tries = Tri(COLONNES, demande, defaut="nom").trier(Produit.objects.all())
        assert [produit.pk for produit in tries] == attendus


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recherche", "attendu"),
    [
        ("éléphant", ["Éléphant rose"]),
        ("ELEPHANT", ["Éléphant rose"]),
        ("rose éléph", ["Éléphant rose"]),
        ("rose gris", []),
        ("%", ["100 % Cabinet"]),
        ("_", []),
        ("\x00", ["100 % Cabinet", "Éléphant rose"]),
        ("  ", ["100 % Cabinet", "Éléphant rose"]),
        ("' OR 1=1 --", []),
    ],
)
def test_la_recherche_trouve_chaque_mot_sans_accent(monde: Monde, recherche: str, attendu: list[str]) -> None:
    for nom in ("Éléphant rose", "100 % Cabinet"):
        monde.scenario(produit=nom)

    assert [produit.nom for produit in chercher(Produit.objects.order_by("recherche"), recherche)] == attendu


@pytest.mark.parametrize(
    ("requete", "numero", "taille", "pages"),
    [
        ("", 1, 10, 5),
        ("taille=25&page=2", 2, 25, 2),
        ("taille=50", 1, 50, 1),
        ("taille=1000", 1, 10, 5),
        ("taille=-1&page=zero", 1, 10, 5),
        ("page=999", 5, 10, 5),
        ("page=-3", 5, 10, 5),
    ],
)
def test_une_page_existe_toujours(requete: str, numero: int, taille: int, pages: int) -> None:
    page = paginer(list(range(50)), QueryDict(requete))

    assert (page.number, page.paginator.per_page, page.paginator.num_pages) == (numero, taille, pages)


@pytest.mark.parametrize(
    ("du", "au", "bornes"),
    [
        ("2026-10-24", "2026-10-24", ("2026-10-23T22:00", "2026-10-24T22:00")),
        pytest.param("2026-10-25", "2026-10-25", ("2026-10-24T22:00", "2026-10-25T23:00"), id="un jour de 25 heures"),
        pytest.param("2027-03-28", "2027-03-28", ("2027-03-27T23:00", "2027-03-28T22:00"), id="un jour de 23 heures"),
        pytest.param("2026-01-01", "9999-12-31", ("2025-12-31T23:00", None), id="après le dernier jour"),
        pytest.param("hier", "2026-02-30", (None, None), id="ce ne sont pas des jours"),
    ],
)
def test_une_periode_va_d_un_jour_de_paris_a_l_autre_compris(du, au, bornes):
    debut, fin = (borne and datetime.fromisoformat(f"{borne}+00:00") for borne in bornes)

    attendu = (Q(le__gte=debut) if debut else Q()) & (Q(le__lt=fin) if fin else Q())

    assert periode("le", du=du, au=au) == attendu
