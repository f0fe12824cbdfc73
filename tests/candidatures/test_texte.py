"""The text of the convention: published by version, filled in for each candidature, kept as it was signed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from candidatures.models import DocumentOfficiel, TexteDeConvention
from candidatures.texte import DEMONSTRATION, EXEMPLES, VARIABLES, articles, publier, variables_inconnues
from preuves.certificats import produire
from segur.noyau.journal.verification import anomalies
from segur.noyau.transitions import Refus
from tests.monde import Monde

pytestmark = pytest.mark.django_db
PAGE = "/convention/texte/"
TEXTE = "## Article unique\n\n{editeur} s’engage pour {solution}."


def lu(officiel: DocumentOfficiel, texte: TexteDeConvention | None) -> str:
    pages = PdfReader(BytesIO(produire(officiel, texte))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_la_demonstration_sert_et_le_dit_tant_que_rien_n_est_publie(petit_monde: Monde) -> None:
    petit_monde.convention().produire_les_documents()

    officiel = DocumentOfficiel.objects.get(nature="convention")

    assert officiel.texte is None
    assert "Texte de démonstration" in lu(officiel, None)
    assert variables_inconnues(DEMONSTRATION) == []
    assert set(EXEMPLES) == set(VARIABLES)


def test_une_version_publiee_sert_aux_conventions_suivantes_et_pas_aux_precedentes(petit_monde: Monde) -> None:
    petit_monde.convention(produit="Avant").produire_les_documents()
    publie = publier(TEXTE, petit_monde.demande(petit_monde.responsable))
    petit_monde.convention(produit="Après").produire_les_documents()

    textes = {o.candidature.produit.nom: o.texte for o in DocumentOfficiel.objects.filter(nature="convention")}

    assert textes == {"Avant": None, "Après": publie}
    rendu = lu(DocumentOfficiel.objects.get(texte=publie), publie)
    assert "LogiPro s’engage pour Après, version" in rendu
    assert "Texte de démonstration" not in rendu
    assert list(anomalies()) == []


@pytest.mark.parametrize(
    ("texte", "raisons"),
    [
        (" \n ", ["Le texte est vide."]),
        ("{editeur} et {prix}, {}", ["Le portail ne sait pas remplacer : {prix}, {}."]),
        ("{inconnu} {editeur", ["Le portail ne sait pas remplacer : {inconnu}, accolade non refermée."]),
        ("{editeur", ["Le portail ne sait pas remplacer : accolade non refermée."]),
        (DEMONSTRATION, ["Ce texte est celui en vigueur."]),
    ],
    ids=["vide", "inconnues", "les deux", "ouverte", "identique"],
)
def test_un_texte_que_le_portail_ne_sait_pas_remplir_n_est_pas_publie(
    petit_monde: Monde, connecter: Callable[..., Client], texte: str, raisons: list[str]
) -> None:
    reponse = connecter(petit_monde.responsable).post(PAGE, {"texte": texte, "geste": "publier"})

    assert reponse.status_code == 422
    assert [motif.explication for motif in reponse.context["refus"].obstacles] == raisons
    assert (reponse.context["texte"], TexteDeConvention.objects.count()) == (texte, 0)


def test_l_apercu_ne_publie_rien_et_la_publication_compte(petit_monde: Monde, connecter: Callable[..., Client]) -> None:
    client = connecter(petit_monde.responsable)

    apercu = client.post(PAGE, {"texte": TEXTE, "geste": "apercu"})
    assert "Éditeur Exemple s’engage pour Solution Exemple, version 1.0." in apercu.content.decode()
    assert TexteDeConvention.objects.count() == 0

    for texte in (TEXTE, f"{TEXTE}\n\nEncore."):
        client.post(PAGE, {"texte": texte, "geste": "publier"})
    assert list(TexteDeConvention.objects.values_list("version", flat=True)) == [2, 1]


def test_ce_que_porte_un_nom_n_est_que_du_texte(petit_monde: Monde) -> None:
    rendus = articles("{editeur} : {solution}", {"editeur": "{solution.__class__}", "solution": "## X"})

    assert rendus == [(False, "{solution.__class__} : ## X")]


def test_seul_un_responsable_publie(petit_monde: Monde) -> None:
    with pytest.raises(Refus, match="Seul un responsable de l’ANS"):
        publier(TEXTE, petit_monde.demande(petit_monde.verificateur))


def test_une_version_publiee_entre_temps_ne_s_ecrase_pas(petit_monde: Monde, connecter: Callable[..., Client]) -> None:
    client = connecter(petit_monde.responsable)
    vue = client.get(PAGE).context["vue"]
    publier(TEXTE, petit_monde.demande(petit_monde.responsable))

    reponse = client.post(PAGE, {"texte": "Autre texte.", "geste": "publier", "vue": vue})

    assert "Une autre version a été publiée" in reponse.content.decode()
    assert (reponse.status_code, TexteDeConvention.objects.get().texte) == (422, TEXTE)
    client.post(PAGE, {"texte": "Autre texte.", "geste": "publier", "vue": reponse.context["vue"]})
    assert TexteDeConvention.objects.count() == 2
