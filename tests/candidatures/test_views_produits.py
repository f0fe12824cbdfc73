"""The catalogue and the sheet of a product, by HTTP."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from candidatures.models import Collaborateur, Interet, Produit
from segur.noyau import horloge
from segur.noyau.journal.models import EntreeJournal
from tests.candidatures.test_catalogue import collegue, modifier, valeurs
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


def saisie(produit: Produit, **changements: Any) -> dict[str, Any]:
    """The form of the product as a browser sends it."""
    actuelles = valeurs(produit, **changements)
    return actuelles | {"responsable": getattr(actuelles["responsable"], "pk", actuelles["responsable"])}


def noms(client: Client, requete: str) -> list[str]:
    return [produit.nom for produit in client.get(f"/produits/?{requete}").context["page"]]


@pytest.mark.exigence("CP-21")
@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("", ["Émeraude", "LogiMed", "Zeste"]),
        ("tri=-nom", ["Zeste", "LogiMed", "Émeraude"]),
        ("tri=reference", ["Zeste", "Émeraude", "LogiMed"]),
        ("tri=-reference", ["LogiMed", "Émeraude", "Zeste"]),
        ("tri=version", ["Émeraude", "LogiMed", "Zeste"]),
        ("tri=responsable", ["LogiMed", "Zeste", "Émeraude"]),
        ("tri=parcours", ["Zeste", "Émeraude", "LogiMed"]),
        ("tri=responsable__password", ["Émeraude", "LogiMed", "Zeste"]),
        ("q=emeraude", ["Émeraude"]),
        ("q=BBBB", ["Émeraude"]),
        ("q=123456789", ["Zeste"]),
        ("programme=segur", ["Émeraude", "LogiMed"]),
        ("programme=mes", []),
        ("programme=inconnu", ["Émeraude", "LogiMed", "Zeste"]),
        ("responsable=99999999999999999999999", ["Émeraude", "LogiMed", "Zeste"]),
        ("q=log&programme=segur&tri=-nom", ["LogiMed"]),
    ],
)
def test_le_catalogue_se_trie_se_cherche_et_se_filtre(
    monde: Monde, editeur: Client, requete: str, attendus: list[str]
) -> None:
    _ranger(monde, "LogiMed", "CCCCCCCC", "2")
    _ranger(monde, "Zeste", "AAAAAAAA", "3", nil="123456789").interets.all().delete()
    emeraude = _ranger(monde, "Émeraude", "BBBBBBBB", "1")
    Produit.objects.filter(pk=emeraude.pk).update(responsable=collegue(nom="Zola"))

    assert noms(editeur, requete) == attendus


def _ranger(monde: Monde, nom: str, reference: str, version: str, nil: str = "") -> Produit:
    produit = monde.scenario(produit=nom).produit
    produit.reference, produit.version, produit.nil = reference, version, nil
    produit.indexer()
    produit.save()
    return produit


@pytest.mark.exigence("CP-21")
def test_le_catalogue_se_filtre_par_responsable(monde: Monde, editeur: Client) -> None:
    personne = collegue(nom="Zola")
    for nom in ("LogiMed", "Zeste"):
        monde.scenario(produit=nom)
    Produit.objects.filter(nom="Zeste").update(responsable=personne)

    assert noms(editeur, f"responsable={personne.pk}") == ["Zeste"]


@pytest.mark.exigence("CP-21")
def test_les_entetes_sont_des_liens_qui_disent_leur_sens(monde: Monde, editeur: Client) -> None:
    monde.scenario()

    page = editeur.get("/produits/?tri=-version&q=logi").content.decode()

    assert page.count("aria-sort=") == 1
    assert '<th scope="col" aria-sort="descending"><a href="?tri=version&amp;q=logi">' in page
    colonnes = ["Réf. produit", "Nom du produit", "Version", "Responsable", "Parcours", "Actions"]
    assert [entete.libelle for entete in editeur.get("/produits/").context["tri"].entetes] == colonnes


@pytest.mark.exigence("CP-21")
@pytest.mark.parametrize(("requete", "lignes"), [("", 10), ("page=2", 1), ("taille=25", 11), ("taille=7", 10)])
def test_le_catalogue_se_lit_par_pages(monde: Monde, editeur: Client, requete: str, lignes: int) -> None:
    for rang in range(11):
        monde.scenario(produit=f"Produit {rang:02}")

    assert len(noms(editeur, requete)) == lignes


@pytest.mark.exigence("CP-21")
@pytest.mark.parametrize("nom", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")'])
def test_l_export_ne_contient_aucune_formule(monde: Monde, editeur: Client, nom: str) -> None:
    monde.scenario(produit=nom)
    monde.scenario(produit="Autre")

    reponse: Any = editeur.get("/produits/?format=csv&q=autre&tri=-nom")
    tout: Any = editeur.get("/produits/?format=csv")

    export = b"".join(tout.streaming_content).decode()
    assert [
        ligne for ligne in export.splitlines()[1:] if ligne.split(";")[1].strip('"').startswith(tuple("=+-@"))
    ] == []
    assert "'" + nom.split('"')[0] in export
    assert b"".join(reponse.streaming_content).decode().splitlines()[1:] == [
        ligne for ligne in export.splitlines()[1:] if ";Autre;" in ligne
    ]


@pytest.mark.exigence("CP-15", "CP-23")
def test_la_fiche_dit_ou_l_on_est_et_ce_que_le_portail_ne_traite_pas(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit

    page = editeur.get(produit.get_absolute_url()).content.decode()

    titre = f"LogiMed - 1.0 - {produit.reference}"
    assert f"<h1>{titre}</h1>" in page
    fil = page.split("fr-breadcrumb__list")[1].split("</ol>")[0]
    assert [fil.index(etape) for etape in ("Vos produits", "Votre catalogue produits", titre)] == sorted(
        fil.index(etape) for etape in ("Vos produits", "Votre catalogue produits", titre)
    )
    assert page.count("Ce parcours n’est pas traité sur ce portail.") == 2
    assert page.count("Exporter la fiche produit") == 1
    assert "Produit ajouté au catalogue" in page


@pytest.mark.exigence("CP-22", "CP-23")
def test_seul_le_segur_se_commence(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit
    produit.interets.all().delete()

    page = editeur.get(produit.get_absolute_url()).content.decode()
    assert page.count(">Commencer</button>") == 1
    editeur.post(f"{produit.get_absolute_url()}commencer/")

    assert produit.interets.get().programme == Interet.Programme.SEGUR


@pytest.mark.exigence("CP-23")
def test_la_fiche_s_exporte_en_pdf_balise(monde: Monde, editeur: Client) -> None:
    candidature = monde.brouillon(produit="LogiMéd <b>").candidature
    produit = candidature.produit

    reponse = editeur.get(f"{produit.get_absolute_url()}fiche.pdf")

    pdf = PdfReader(io.BytesIO(reponse.content))
    catalogue: Any = pdf.trailer["/Root"]
    texte = "".join(page.extract_text() for page in pdf.pages)
    assert (catalogue["/MarkInfo"]["/Marked"], "/StructTreeRoot" in catalogue, catalogue["/Lang"]) == (True, True, "fr")
    assert f"LogiMéd <b> - 1.0 - {produit.reference}" in texte
    assert (f"n° {candidature.numero}" in texte, "/JavaScript" in str(catalogue)) == (True, False)
    assert reponse["Content-Type"] == "application/pdf"
    assert "attachment" in reponse["Content-Disposition"]
    assert produit.reference in reponse["Content-Disposition"]


@pytest.mark.exigence("CP-16")
def test_une_fiche_se_modifie(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    assert editeur.get(adresse).context["form"].initial["interets"] == ["segur"]

    reponse = editeur.post(adresse, saisie(produit, nom="LogiMed 2", interets=["aucun"]))

    assert (reponse.status_code, reponse["Location"]) == (302, produit.get_absolute_url())
    assert (Produit.objects.get().nom, produit.interets.count()) == ("LogiMed 2", 0)
    assert "« LogiMed » devient « LogiMed 2 »" in editeur.get(produit.get_absolute_url()).content.decode()


@pytest.mark.exigence("CP-16")
def test_un_nom_soumis_ne_se_modifie_plus_et_la_saisie_revient(monde: Monde, editeur: Client) -> None:
    scenario = monde.soumise()
    produit = scenario.produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    annonce = editeur.get(adresse).content.decode()

    refus = editeur.post(adresse, saisie(produit, nom="Autre", description="Nouveau texte"))
    permis = editeur.post(adresse, saisie(produit, description="Nouveau texte"))

    page = refus.content.decode()
    raison = f"candidature n° {scenario.candidature.numero}"
    assert (raison in annonce, refus.status_code, raison in page.split('id="erreurs"')[1]) == (True, 409, True)
    assert ('value="Autre"' in page, "Nouveau texte" in page) == (True, True)
    assert f"<h1>Modifier {produit}</h1>" in page
    produit.refresh_from_db()
    assert (permis.status_code, produit.nom, produit.description) == (302, "LogiMed", "Nouveau texte")


def _vus(client: Client, adresse: str) -> str:
    return str(client.get(adresse).context["vus"])


@pytest.mark.exigence("CP-16")
def test_le_second_apprend_qui_a_change_quoi_et_n_ecrase_rien(monde: Monde, connecter: Callable[..., Client]) -> None:
    produit = monde.scenario().produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    client = connecter(monde.mandataire)
    vus = _vus(client, adresse)
    modifier(monde, produit, monde.representant, description="Celle du collègue", nil="123456789", interets=["mes"])

    envoi = saisie(produit, description="La mienne", certifications="ISO", interets=["segur"], vus=vus)
    refus = client.post(adresse, envoi)

    form, qui = refus.context["form"], str(monde.representant.personne)
    assert (refus.status_code, set(form.errors)) == (409, {"description", "nil", "interets"})
    assert form.errors["description"][0].startswith(f"{qui} a enregistré entre-temps « Celle du collègue ».")
    assert form.errors["interets"][0].startswith(f"{qui} a enregistré entre-temps « Catalogue de services")
    assert [form[champ].value() for champ in ("description", "certifications", "nil", "interets")] == [
        "La mienne",
        "ISO",
        "123456789",
        ["mes"],
    ]
    assert Produit.objects.get().description == "Celle du collègue"


@pytest.mark.exigence("CP-16")
def test_une_fois_prevenu_on_choisit_et_le_reste_du_collegue_demeure(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    produit = monde.scenario().produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    client = connecter(monde.mandataire)
    vus = _vus(client, adresse)
    modifier(monde, produit, monde.representant, description="Celle du collègue", nil="123456789")
    refus = client.post(adresse, saisie(produit, description="La mienne", vus=vus))
    rendu = {champ.name: champ.value() for champ in refus.context["form"]}

    garde = client.post(adresse, {**rendu, "vus": refus.context["vus"]})

    produit.refresh_from_db()
    assert (garde.status_code, produit.description, produit.nil) == (302, "La mienne", "123456789")


@pytest.mark.parametrize("dernier", ["Celle du collègue", "La mienne"])
def test_la_meme_valeur_ou_un_champ_revenu_ne_sont_pas_un_conflit(
    monde: Monde, connecter: Callable[..., Client], dernier: str
) -> None:
    """Both typed the same; or the colleague came back to what was seen."""
    produit = monde.scenario().produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    client = connecter(monde.mandataire)
    vus, vue = _vus(client, adresse), produit.description
    modifier(monde, produit, monde.representant, description="Celle du collègue")
    if dernier == "La mienne":
        modifier(monde, produit, monde.representant, description=vue)

    reponse = client.post(adresse, saisie(produit, description=dernier, vus=vus))

    assert (reponse.status_code, Produit.objects.get().description) == (302, dernier)


def test_une_erreur_de_saisie_ne_fait_pas_oublier_ce_qui_avait_ete_vu(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    produit = monde.scenario().produit
    adresse = f"{produit.get_absolute_url()}modifier/"
    client = connecter(monde.mandataire)
    vus = _vus(client, adresse)
    modifier(monde, produit, monde.representant, description="Celle du collègue")

    erreur = client.post(adresse, saisie(produit, description="La mienne", nil="court", vus=vus))
    refus = client.post(adresse, saisie(produit, description="La mienne", vus=erreur.context["vus"]))

    assert (erreur.status_code, refus.status_code) == (422, 409)


def test_un_etat_illisible_ne_casse_rien(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit

    reponse = editeur.post(f"{produit.get_absolute_url()}modifier/", saisie(produit, vus='{"nom": 3'))

    assert reponse.status_code == 302


@pytest.mark.parametrize("nil", ["12345678", "1234567890", "12345678A"])
def test_un_nil_a_neuf_chiffres(monde: Monde, editeur: Client, nil: str) -> None:
    produit = monde.scenario().produit

    reponse = editeur.post(f"{produit.get_absolute_url()}modifier/", saisie(produit, nil=nil))

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, ["nil"])


def test_deux_confirmations_n_ajoutent_qu_un_produit(monde: Monde, editeur: Client) -> None:
    produit = monde.scenario().produit
    nouveau = {**saisie(produit, nom="Nouveau"), "confirmer": "1", "cle": "une-cle"}

    reponses = [editeur.post("/produits/ajouter/", nouveau)["Location"] for _ in range(2)]

    assert len(set(reponses)) == 1
    assert Produit.objects.filter(nom="Nouveau").count() == 1


@pytest.mark.exigence("E1-08", "ROL-08")
def test_un_collaborateur_s_ajoute_et_se_retire(monde: Monde, editeur: Client) -> None:
    produit, personne = monde.scenario().produit, collegue()
    adresse = f"{produit.get_absolute_url()}collaborateurs/"

    ajout = editeur.post(adresse, {"utilisateur": personne.pk, "droit": "saisie"})
    acces = Collaborateur.objects.get(utilisateur=personne)
    assert (ajout.status_code, acces.droit, str(personne) in editeur.get(adresse).content.decode()) == (
        302,
        "saisie",
        True,
    )
    for _ in range(2):
        retrait = editeur.post(f"{adresse}{acces.pk}/retirer/")
        assert (retrait.status_code, retrait["Location"]) == (302, adresse)

    acces.refresh_from_db()
    assert acces.retire_le is not None
    assert EntreeJournal.objects.filter(action="collaborateur.retirer").count() == 1


@pytest.mark.parametrize(
    ("champ", "valeur"), [("utilisateur", "etranger"), ("droit", "proprietaire"), ("droit", ""), ("utilisateur", "")]
)
def test_un_collaborateur_est_un_membre_avec_un_droit_connu(
    monde: Monde, editeur: Client, champ: str, valeur: str
) -> None:
    produit = monde.scenario().produit
    donnees = {"utilisateur": str(collegue().pk), "droit": "saisie", champ: valeur}
    if valeur == "etranger":
        donnees["utilisateur"] = str(monde.autre_editeur.personne.pk)

    reponse = editeur.post(f"{produit.get_absolute_url()}collaborateurs/", donnees)

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])


@pytest.mark.exigence("E1-08")
def test_un_salarie_voit_les_collaborateurs_sans_les_choisir(monde: Monde, connecter: Callable[..., Client]) -> None:
    produit = monde.scenario().produit
    client, adresse = connecter(monde.salarie), f"{produit.get_absolute_url()}collaborateurs/"
    acces = produit.collaborateurs.get(utilisateur=monde.mandataire.personne)

    page = client.get(adresse).content.decode()
    ajout = client.post(adresse, {"utilisateur": monde.salarie.personne.pk, "droit": "soumission"})
    retrait = client.post(f"{adresse}{acces.pk}/retirer/")

    assert ("Claire Martin" in page, ">Retirer<" in page, "choisis par son responsable" in page) == (True, False, True)
    assert (ajout.status_code, retrait.status_code) == (409, 409)
    acces.refresh_from_db()
    assert acces.retire_le is None


@pytest.mark.exigence("E1-08")
def test_un_acces_retire_se_coupe_a_la_page_suivante(monde: Monde, connecter: Callable[..., Client]) -> None:
    candidature = monde.brouillon().candidature
    produit = candidature.produit
    client = connecter(monde.salarie)
    assert client.get(candidature.get_absolute_url()).status_code == 200

    produit.collaborateurs.filter(utilisateur=monde.salarie.personne).update(retire_le=AVANT_DATE_1)

    for adresse in (
        candidature.get_absolute_url(),
        produit.get_absolute_url(),
        f"{produit.get_absolute_url()}fiche.pdf",
    ):
        assert client.get(adresse).status_code == 404


@pytest.mark.exigence("E1-08")
def test_les_collaborateurs_se_lisent_sur_la_fiche_et_sur_la_candidature(monde: Monde, editeur: Client) -> None:
    """The same box on both."""
    candidature = monde.brouillon().candidature

    for adresse in (candidature.produit.get_absolute_url(), candidature.get_absolute_url()):
        page = editeur.get(adresse).content.decode()
        assert ("Collaborateurs ayant accès au produit" in page, "Inès Petit" in page) == (True, True)
        assert ("Voir tous les collaborateurs" in page, "Ajouter un collaborateur" in page) == (True, True)
