"""Small words of the pages."""

import pytest
from django.utils.safestring import SafeString

from preuves.lignes import Ligne
from segur.noyau.documents.mesures import en_octets
from segur.portail.templatetags.portail import oui_non, pluriel, remplir


@pytest.mark.parametrize(("nombre", "marque"), [(0, ""), (1, ""), (2, "s"), (200, "s")])
def test_le_pluriel_commence_a_deux(nombre: int, marque: str) -> None:
    assert pluriel(nombre) == marque


@pytest.mark.parametrize(
    ("octets", "texte"), [(1, "1 ko"), (999_499, "999 ko"), (1_400_000, "1,4 Mo"), (9_960_000, "10,0 Mo")]
)
def test_le_poids_se_lit_en_unites_decimales(octets: int, texte: str) -> None:
    assert en_octets(octets) == texte


@pytest.mark.parametrize(("valeur", "texte"), [(True, "Oui"), (False, "Non"), ("LogiPro", "LogiPro"), (2, 2)])
def test_une_reponse_se_lit_en_francais(valeur: object, texte: object) -> None:
    assert oui_non(valeur) == texte


def test_remplir_une_carte_echappe_ce_que_la_preuve_y_met() -> None:
    ligne = Ligne(
        cle=SafeString("7"),
        etat="conforme",
        etat_libelle=SafeString("conforme"),
        motif="",
        commentaire="",
        identifiant="A<b>@cle@",
        libelle="« x » & y",
        nature="",
        raison=None,
    )

    rempli = remplir(ligne, '<p id="@cle@" class="@couleur@">@identifiant@ @libelle@ @inconnu@ @etat_libelle@</p>')

    assert rempli == ('<p id="7" class="fr-badge--success">A&lt;b&gt;@cle@ « x » &amp; y @inconnu@ conforme</p>')
    assert "@" not in remplir(ligne, "@vu@")
