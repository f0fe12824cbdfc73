"""The pages: what is kept, what is refused beside its field, and what each costs."""

from collections.abc import Callable
from typing import Any

import pytest

from financement.models import Enrolement, Piece
from segur.noyau.comptes.models import Acteur
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import Monde, fichier
from tests.portail.test_requetes import BUDGET, cout

HTMX = {"HX-Request": "true"}
Connecter = Callable[[Any], Any]


def test_un_champ_s_enregistre_seul_et_redessine_ce_qu_il_commande(
    enrolable: DossierDEnrolement, connecter: Connecter
) -> None:
    client, adresse = connecter(enrolable.ouvrir().mandataire), enrolable.enrolement.get_absolute_url()

    reponse = client.post(adresse, {"champ": "heberge", "heberge": "True", "vu": ""}, headers=HTMX)

    corps = reponse.content.decode()
    assert (reponse.status_code, enrolable.enrolement.heberge) == (200, True)
    assert "Enregistré à" in corps
    assert "id_hds_physique" in corps


def test_une_reponse_fausse_est_dite_et_n_est_pas_gardee(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    client, adresse = connecter(enrolable.ouvrir().mandataire), enrolable.enrolement.get_absolute_url()
    donnees = {"representant_nom": "Martin", "representant_email": "pas une adresse"}

    reponse = client.post(adresse, donnees)

    assert reponse.status_code == 422
    assert 'value="Martin"' in reponse.content.decode()
    assert enrolable.enrolement.representant_nom == ""


def test_la_reponse_d_un_collegue_n_est_pas_ecrasee(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    enrolable.ouvrir().remplir(representant_nom="Martin")
    client, adresse = connecter(enrolable.mandataire), enrolable.enrolement.get_absolute_url()

    donnees = {"champ": "representant_nom", "representant_nom": "Durand", "vu": ""}
    reponse = client.post(adresse, donnees, headers=HTMX)

    assert reponse.status_code == 409
    assert "« Martin »" in reponse.content.decode()
    assert enrolable.enrolement.representant_nom == "Martin"


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize(
    ("nom", "contenu", "champs"),
    [
        ("piece.docx", b"x", {"fichier", "expire_le"}),
        ("piece.pdf", b"pas un pdf", {"fichier", "expire_le"}),
        ("piece.pdf", b"%PDF-" + b"x" * (4 * 1024**2), {"fichier", "expire_le"}),
    ],
    ids=["format", "contenu", "poids"],
)
def test_une_piece_refusee_l_est_avec_toutes_ses_raisons(
    enrolable: DossierDEnrolement, connecter: Connecter, nom: str, contenu: bytes, champs: set[str]
) -> None:
    adresse = f"{enrolable.ouvrir().enrolement.get_absolute_url()}pieces/identite_representant/"

    reponse = connecter(enrolable.mandataire).post(adresse, {"fichier": fichier(nom, contenu)})

    form = next(vue.form for vue in reponse.context["pieces"] if vue.due.nature == "identite_representant")
    assert reponse.status_code == 422
    assert set(form.errors) == champs
    assert not Piece.objects.exists()


def test_une_piece_qui_n_est_pas_due_n_est_pas_recue(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    adresse = enrolable.ouvrir().enrolement.get_absolute_url()

    client = connecter(enrolable.mandataire)
    non_due = client.post(f"{adresse}pieces/contrat/", {"fichier": fichier("contrat.pdf")})
    inconnue = client.post(f"{adresse}pieces/inconnue/", {"fichier": fichier("x.pdf")})

    assert (non_due.status_code, inconnue.status_code) == (409, 404)


@pytest.mark.exigence("ENR-05", "ENR-09", "ENR-12")
@pytest.mark.parametrize("nature", ["non_hds", "mandat"])
def test_les_modeles_sont_preremplis(enrolable: DossierDEnrolement, connecter: Connecter, nature: str) -> None:
    adresse = enrolable.ouvrir().remplir().enrolement.get_absolute_url()

    reponse = connecter(enrolable.mandataire).get(f"{adresse}modeles/{nature}/")

    assert reponse.content.startswith(b"%PDF")


@pytest.mark.parametrize("champ", ["nature", "dispositif", "a", "q", "tri", "page"])
def test_un_filtre_inconnu_ne_casse_rien(enrolable: DossierDEnrolement, connecter: Connecter, champ: str) -> None:
    enrolable.complet().transmettre()

    reponse = connecter(enrolable.gestionnaire).get(f"/financement/enrolements/a-instruire/?{champ}=%00'x")

    assert reponse.status_code == 200


def test_la_file_se_filtre_et_s_exporte(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    enrolable.complet().transmettre()
    client, file = connecter(enrolable.gestionnaire), "/financement/enrolements/a-instruire/"

    assert len(client.get(f"{file}?a=personne&q=logi").context["attentes"]) == 1
    assert len(client.get(f"{file}?a=moi").context["attentes"]) == 0
    assert "LogiPro;732829320" in client.get(f"{file}?format=csv").getvalue().decode()


@pytest.mark.exigence("ASP-01")
@pytest.mark.parametrize("role", ["gestionnaire", "valideur", "payeur"])
def test_chaque_agent_de_l_asp_a_son_accueil(enrolable: DossierDEnrolement, connecter: Connecter, role: str) -> None:
    page = connecter(enrolable.asp(role)).get("/").content.decode()

    assert "Ce qui attend l’ASP" in page
    assert "Enrôlements" in page
    assert "Importation JSONs" not in page  # for suppliers alone


PAGES: dict[str, Callable[[DossierDEnrolement], tuple[Acteur, str]]] = {
    "accueil du gestionnaire": lambda d: (d.gestionnaire, "/"),
    "accueil du fournisseur": lambda d: (d.mandataire, "/"),
    "espace": lambda d: (d.mandataire, "/financement/"),
    "file": lambda d: (d.gestionnaire, "/financement/enrolements/a-instruire/"),
    "export": lambda d: (d.gestionnaire, "/financement/enrolements/a-instruire/?format=csv"),
}


@pytest.mark.parametrize("page", PAGES)
def test_une_page_coute_autant_pour_trois_fournisseurs_que_pour_un(
    enrolable: DossierDEnrolement, en_plus: Callable[[str], DossierDEnrolement], page: str
) -> None:
    enrolable.complet().transmettre()
    acteur, adresse = PAGES[page](enrolable)
    pour_un = cout(acteur, adresse)

    en_plus("MédiSoft").complet().transmettre()
    en_plus("DistriSanté").complet().transmettre()

    assert cout(acteur, adresse) == pour_un <= BUDGET


TIERS = {"depositaire": "tiers", "depositaire_nom": "Roy", "depositaire_prenom": "Ève", "depositaire_email": "e@cab.fr"}


@pytest.mark.parametrize("qui", ["mandataire", "gestionnaire"])
def test_un_enrolement_coute_autant_pour_quatre_pieces_que_pour_deux(enrolable: DossierDEnrolement, qui: str) -> None:
    acteur = getattr(enrolable, qui)
    adresse = enrolable.complet().transmettre().enrolement.get_absolute_url()
    pour_deux = cout(acteur, adresse)

    Enrolement.objects.update(statut="brouillon")
    enrolable.remplir(**TIERS).joindre_tout().transmettre()

    assert cout(acteur, adresse) == pour_deux <= BUDGET


def test_le_formulaire_tient_dans_le_budget(enrolable: DossierDEnrolement) -> None:
    enrolable.complet()

    assert cout(enrolable.mandataire, enrolable.enrolement.get_absolute_url()) <= BUDGET


def test_les_coordonnees_coutent_autant_pour_trois_lignes_que_pour_une(
    enrolable: DossierDEnrolement, monde: Monde
) -> None:
    enrolable.complet().transmettre().prendre_en_charge().verifier().approuver()
    adresse = enrolable.coordonnees.get_absolute_url()
    pour_une = cout(enrolable.mandataire, adresse)

    for iban, bic in (("FR7610278060000002034567806", "CMCIFR2A"), ("FR7614508001001234567890141", "CEPAFRPP")):
        enrolable.declarer(iban, bic).verifier().approuver()
        enrolable.instant = enrolable.coordonnees.sert_le or enrolable.instant

    assert cout(enrolable.mandataire, adresse) == pour_une <= BUDGET
