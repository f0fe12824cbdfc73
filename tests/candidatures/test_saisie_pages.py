"""The pages of steps 1 and 2: what the guide announces, files, and what is imported from other candidatures."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from candidatures.models import (
    Candidature,
    CandidatureAdministrative,
    Eligibilite,
    PrecedentReferencement,
)
from candidatures.transitions import administrative
from candidatures.transitions.saisie import ENREGISTRER
from segur.noyau import horloge
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.referentiel.models import ChapitreRem
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, PDF, Monde, citer, fichier

pytestmark = pytest.mark.django_db
VALEURS = ["", None, "x", [], ["a"], False, 0]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


def _champ(client: Client, numero: str, cle: str, valeur: Any, vu: str = "", etape: int = 1) -> Any:
    saisie = {"champ": cle, cle: valeur, "vu": vu}
    return client.post(f"/candidatures/{numero}/etape-{etape}/", saisie, headers=HTMX)


@pytest.fixture
def etape_2(monde: Monde) -> Eligibilite:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(scenario.editeur))
    return scenario.candidature.eligibilite


def test_un_fichier_de_trop_est_refuse_et_les_autres_restent(etape_2: Eligibilite, editeur: Client) -> None:
    adresse = f"/candidatures/{etape_2.candidature.numero}/etape-2/"
    editeur.post(adresse, {"documentation_dsr": [_pdf(n) for n in range(9)]})

    refus = editeur.post(adresse, {"documentation_dsr": [_pdf(9), _pdf(10)]})

    assert (refus.status_code, etape_2.pieces.count()) == (422, 9)
    assert "9 fichiers sont déjà joints" in refus.content.decode()


PAGE_1 = {
    "E1-02": ["LGC vague 2", "Candidature n°"],
    "E1-04": ["Candidature administrative", "Éligibilité", "Dépôt des preuves", "Convention"],
    "E1-06": ["Informations utiles", "dans les meilleurs délais"],
    "E1-07": ["Les champs obligatoires sont signalés par un astérisque *"],
    "E1-11": ["Informations du responsable légal de l’entreprise", "Fonction *", "CEO, Président, DG, etc."],
    "E1-17": ["La dénomination sociale vient du compte de l’entreprise"],
    "E1-19": ["Informations relatives à la Version candidate", "Date prévisionnelle de premier dépôt des preuves *"],
}
PAGE_2 = {
    "E2-01": ["le NIL de la solution et ceux de ses composants additionnels", "le NRU obtenu au guichet EDC PSC"],
    "E2-02": ["Date limite pour soumettre une première fois l’éligibilité", "heure de Paris"],
    "E2-03": ["l’espace de dépôt des preuves s’ouvre"],
    "E2-07": ["Il peut être le même que celui de votre LPS"],
    "E2-08": ["le même NRU dans les deux champs"],
    "E2-09": ["Démarche EDC PSC Editeur"],
    "E2-11": ["Une solution référencée en vague 1 a déjà ces numéros"],
    "E2-14": ["Le NIL est propre à chaque nom commercial"],
    "E2-15": ["les noms sont ceux du guichet EDC PSC Éditeur"],
    "E2-20": ["Êtes-vous le représentant d’un groupement d’éditeurs ? *"],
    "E2-24": ["un nouveau composant en demande une nouvelle"],
    "E2-25": ["demande de conformité CNDA intègre ces composants"],
}


@pytest.mark.exigence("E1-01", "E1-02", "E1-04", "E1-06", "E1-07", "E1-11", "E1-17", "E1-19")
@pytest.mark.parametrize("exigence", PAGE_1)
def test_la_page_de_l_etape_1_dit_ce_que_le_guide_annonce(monde: Monde, editeur: Client, exigence: str) -> None:
    lu = _lire(editeur, f"/candidatures/{monde.brouillon().candidature.numero}/etape-1/")

    assert [texte for texte in PAGE_1[exigence] if texte not in lu] == []


@pytest.mark.exigence("E2-01", "E2-02", "E2-03", "E2-07", "E2-08", "E2-09", "E2-11", "E2-14", "E2-15", "E2-20")
@pytest.mark.exigence("E2-24", "E2-25")
@pytest.mark.parametrize("exigence", PAGE_2)
def test_la_page_de_l_etape_2_dit_ce_que_le_guide_annonce(etape_2: Eligibilite, editeur: Client, exigence: str) -> None:
    lu = _lire(editeur, etape_2.get_absolute_url())

    assert [texte for texte in PAGE_2[exigence] if texte not in lu] == []


def _lire(client: Client, adresse: str) -> str:
    """The page's text, its tags taken out and its spaces made plain."""
    return " ".join(re.sub(r"<[^>]*>", " ", client.get(adresse).content.decode()).split())


@pytest.mark.parametrize("etape", [1, 2])
def test_chaque_question_restante_mene_a_son_champ(etape_2: Eligibilite, editeur: Client, etape: int) -> None:
    numero = etape_2.candidature.numero
    CandidatureAdministrative.objects.update(statut="a_completer", siret="", est_reference_precedemment=True)
    PrecedentReferencement.objects.create(etape=etape_2.candidature.administrative)

    page = editeur.get(f"/candidatures/{numero}/etape-{etape}/").content.decode()

    liens = re.findall(r'href="#(id_[^"]*)"', page.split("Questions restantes")[1].split("</details>")[0])
    assert len(liens) >= 4
    assert [lien for lien in liens if f'id="{lien}"' not in page] == []


@pytest.mark.exigence("E2-16")
def test_les_profils_deja_references_sont_rappeles(
    monde: Monde, editeur: Client, anciennes: tuple[Candidature, Candidature]
) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    etape = scenario.candidature.administrative
    administrative.soumettre(etape, scenario.demande(scenario.editeur))
    adresse = f"/candidatures/{scenario.candidature.numero}/etape-2/"
    avant = _lire(editeur, adresse)

    citer(scenario.candidature, 2, str(anciennes[0].nru))

    apres = _lire(editeur, adresse)
    assert "Les profils référencés précédemment pour cette solution : LGC vague 2 : Général" in apres
    assert "Les profils référencés précédemment" not in avant


@pytest.mark.exigence("E2-23")
def test_les_chapitres_d_un_composant_se_choisissent_dans_le_rem(etape_2: Eligibilite, editeur: Client) -> None:
    numero = etape_2.candidature.numero
    titres = list(ChapitreRem.objects.filter(version=etape_2.candidature.rem).values_list("titre", flat=True))
    ligne = etape_2.composants.create(chapitres="Ancien chapitre")
    Eligibilite.objects.update(a_des_composants=True)
    cle = f"composants-{ligne.pk}-chapitres"

    page = editeur.get(f"/candidatures/{numero}/etape-2/").content.decode()
    proposes = page.count(f'name="{cle}"')
    choix = {"champ": cle, cle: titres[:2], "vu": "Ancien chapitre"}
    choisis = editeur.post(f"/candidatures/{numero}/etape-2/", choix, headers=HTMX)
    inconnu = editeur.post(f"/candidatures/{numero}/etape-2/", {**choix, cle: ["Inventé"]}, headers=HTMX)

    ligne.refresh_from_db()
    assert (proposes, choisis.status_code, inconnu.status_code) == (len(titres) + 1, 200, 422)
    assert ligne.titres_des_chapitres == titres[:2]


def _pdf(numero: int) -> Any:
    return fichier(f"{numero}.pdf", PDF + str(numero).encode())


def _joindre(client: Client, etape: Eligibilite, *fichiers: Any, zone: str = "documentation_dsr") -> Any:
    saisie = {"champ": zone, zone: list(fichiers)}
    return client.post(f"/candidatures/{etape.candidature.numero}/etape-2/", saisie, headers=HTMX)


def test_un_fichier_se_joint_seul_et_la_page_le_montre(etape_2: Eligibilite, editeur: Client) -> None:
    reponse = _joindre(editeur, etape_2, fichier("notice.pdf"))

    page = reponse.content.decode()
    assert (reponse.status_code, [piece.document.nom for piece in etape_2.pieces.all()]) == (200, ["notice.pdf"])
    assert ('hx-swap-oob="innerHTML:#zone-sections"' in page, "Retirer" in page) == (True, True)
    assert page.count("Enregistré à 10:00") == 2  # for the place that is drawn again, and for the one that asked


def test_un_fichier_refuse_seul_le_dit_sous_sa_place(etape_2: Eligibilite, editeur: Client) -> None:
    reponse = _joindre(editeur, etape_2, fichier("outil.exe", b"MZ"), fichier("notice.pdf"))

    page = reponse.content.decode()
    assert (reponse.status_code, etape_2.pieces.count()) == (422, 0)
    assert ("n’est pas dans un format accepté ici" in page, "Rien n’a été joint." in page) == (True, True)


def test_le_meme_fichier_envoye_deux_fois_est_joint_une_fois(etape_2: Eligibilite, editeur: Client) -> None:
    statuts = [
        _joindre(editeur, etape_2, fichier("notice.pdf"), fichier("copie.pdf")).status_code,
        _joindre(editeur, etape_2, fichier("notice.pdf")).status_code,
    ]

    assert (statuts, etape_2.pieces.count()) == ([200, 200], 1)


def test_deux_envois_ensemble_ne_depassent_pas_la_place(monde: Monde, etape_2: Eligibilite) -> None:
    """The page that each of the two people filled showed nine files and one place left."""
    _remplir(monde, etape_2, range(9))
    _remplir(monde, etape_2, [9])

    with pytest.raises(Refus, match="10 fichiers sont déjà joints : cet espace en accepte 10 au plus"):
        _remplir(monde, etape_2, [10])

    assert etape_2.pieces.count() == 10


def _remplir(monde: Monde, etape: Eligibilite, numeros: Iterable[int]) -> None:
    fichiers = {"documentation_dsr": [_pdf(numero) for numero in numeros]}
    ENREGISTRER[2](etape, monde.demande(monde.mandataire, fichiers=fichiers))


@pytest.mark.exigence("E2-17", "REM-01")
def test_le_profil_general_est_coche_au_depart(etape_2: Eligibilite) -> None:
    assert [profil.est_general for profil in etape_2.profils.all()] == [True]


@pytest.fixture
def anciennes(monde: Monde) -> tuple[Candidature, Candidature]:
    """Two other candidatures of LogiPro: one référencée, one in progress."""
    referencee, en_cours = monde.convention(produit="LogiAncien"), monde.brouillon(produit="LogiNeuf")
    referencee.signer_la_convention()
    referencee.referencer()
    return Candidature.objects.get(nru__gt=""), en_cours.candidature


def _importer(client: Client, candidature: Candidature, bloc: str, source: str) -> Any:
    return client.post(
        f"/candidatures/{candidature.numero}/etape-1/lignes/{bloc}/", {"source": source}, follow=True
    ).content.decode()


@pytest.mark.exigence("E1-20", "E1-21", "E1-24", "E1-25")
def test_un_nru_s_importe_d_une_candidature_de_l_entreprise(
    monde: Monde, editeur: Client, anciennes: tuple[Candidature, Candidature]
) -> None:
    candidature, (referencee, en_cours) = monde.brouillon().candidature, anciennes
    for champ in ("est_reference_precedemment", "est_en_cours_ailleurs"):
        page = _champ(editeur, candidature.numero, champ, "True").content.decode()
    assert page.count("Importer un NRU depuis un autre DSR") == 2

    _importer(editeur, candidature, "precedents", referencee.numero)
    _importer(editeur, candidature, "en_cours", en_cours.numero)

    etape = CandidatureAdministrative.objects.get(candidature=candidature)
    assert list(etape.precedents.values_list("nru", "dispositif", "vague")) == [(referencee.nru, "LGC vague 2", 2)]
    assert list(etape.en_cours.values_list("nru", "dispositif")) == [(en_cours.numero, "LGC vague 2")]


@pytest.mark.exigence("E1-21", "E1-22")
def test_ce_qui_ne_s_importe_pas(monde: Monde, editeur: Client, anciennes: tuple[Candidature, Candidature]) -> None:
    candidature, (referencee, en_cours) = monde.brouillon().candidature, anciennes
    ailleurs = monde.brouillon(produit="Secret", editeur="MédiSoft").candidature
    _champ(editeur, candidature.numero, "est_reference_precedemment", "True")

    assert "ne peut pas être citée ici" in _importer(editeur, candidature, "precedents", en_cours.numero)
    assert "ne peut pas être citée ici" in _importer(editeur, candidature, "precedents", candidature.numero)
    assert "Page introuvable" in _importer(editeur, candidature, "precedents", ailleurs.numero)
    assert PrecedentReferencement.objects.count() == 0
    _importer(editeur, candidature, "precedents", referencee.numero)
    assert "Un seul NRU de vague 2" in _importer(editeur, candidature, "precedents", referencee.numero)
    assert PrecedentReferencement.objects.count() == 1


def test_ce_qui_est_mal_forme_n_est_pas_complete(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon().candidature
    Utilisateur.objects.filter(pk=monde.mandataire.personne.pk).update(telephone="12")

    editeur.post(f"/candidatures/{candidature.numero}/completer/legal/")

    etape = CandidatureAdministrative.objects.get()
    assert (etape.legal_nom, etape.legal_telephone) == ("Martin", "")
