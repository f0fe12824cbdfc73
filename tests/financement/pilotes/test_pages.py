"""The pages of the pilots: what is kept, what is refused beside its field, who sees them, what each costs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from financement.models import Droit, Habilitation, ProcesVerbal, SupportDeFormation
from financement.regles.pilotes import CONTROLES
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import Acteur, Role
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import DossierDePilotes, sans_nombre, validees
from tests.monde import PDF, Monde
from tests.portail.test_requetes import BUDGET, cout

Connecter = Callable[[Any], Any]


def connecte(acteur: Acteur) -> Client:
    """A browser of its own, beside those of the others."""
    client = Client()
    client.force_login(acteur.personne)
    return client


def champs(pret: DossierDePilotes, pilote: int, **changements: Any) -> dict[str, Any]:
    donnees = pret.pv(pilote) | changements
    del donnees["pilote"]
    return donnees


def test_le_parcours_du_fournisseur_commence_la_ou_une_commande_est_validee(
    pret: DossierDePilotes, connecter: Connecter
) -> None:
    client = connecter(pret.mandataire)
    assert "Commencer le dossier" in client.get("/financement/pilotes/").content.decode()
    assert "/financement/pilotes/" in client.get("/financement/").content.decode()

    reponse = client.post("/financement/pilotes/ouvrir/", {"candidature": pret.candidature.pk})

    assert reponse.status_code == 302
    page = client.get(reponse.url).content.decode()
    assert "0/5 pilotes choisis, 0/5 PV, 0/17 contenus" in page
    assert "BC-5, Client 5" in page


def test_sans_commande_validee_le_financement_ne_parle_pas_des_pilotes(piloter: Piloter, connecter: Connecter) -> None:
    dossier = piloter(commandes=0)
    client = connecter(dossier.mandataire)
    assert "Les premières installations" not in client.get("/financement/").content.decode()
    assert "Commencer" not in client.get("/financement/pilotes/").content.decode()


def test_un_nombre_non_publie_bloque_la_page(pret: DossierDePilotes, connecter: Connecter) -> None:
    sans_nombre(pret.candidature)
    client = connecter(pret.mandataire)
    page = client.get("/financement/pilotes/").content.decode()
    assert "Nombre non publié" in page
    assert "Commencer le dossier" not in page


@pytest.mark.exigence("PIL-F03")
def test_un_pv_refuse_revient_avec_toutes_ses_raisons(pret: DossierDePilotes, connecter: Connecter) -> None:
    pret.ouvrir().choisir(pret.commandes[0])
    pilote = pret.pilotes[0].pk
    adresse, client = f"{pret.adresse}pv/{pilote}/", connecter(pret.mandataire)

    vide = client.post(adresse, {"signataire": "Dr Client"})
    mal = champs(pret, pilote, installe_le="2020-01-01", signe_le="2019-01-01")
    dates = client.post(adresse, mal)

    form = vide.context["pilotes"][0].form
    assert (vide.status_code, set(form.errors)) == (422, {"fichier", "installe_le", "signe_le", "signature"})
    assert 'value="Dr Client"' in vide.content.decode()
    assert (dates.status_code, set(dates.context["pilotes"][0].form.errors)) == (409, {"installe_le", "signe_le"})
    assert not ProcesVerbal.objects.exists()


@pytest.mark.exigence("PIL-F03")
def test_un_fichier_qui_n_est_pas_un_pdf_est_refuse(pret: DossierDePilotes, connecter: Connecter) -> None:
    pret.ouvrir().choisir(pret.commandes[0])
    pilote = pret.pilotes[0].pk
    donnees = champs(pret, pilote, fichier=SimpleUploadedFile("pv.pdf", b"pas un pdf"))
    reponse = connecter(pret.mandataire).post(f"{pret.adresse}pv/{pilote}/", donnees)
    assert (reponse.status_code, set(reponse.context["pilotes"][0].form.errors)) == (422, {"fichier"})


@pytest.mark.parametrize(
    ("donnees", "erreurs"),
    [
        ({"titre": "Guide", "contenus": ["psc"]}, {"fichier"}),
        ({"titre": "", "lien": "https://a.example/", "contenus": []}, {"titre", "contenus"}),
        ({"titre": "Guide", "lien": "javascript:alert(1)", "contenus": ["psc"]}, {"lien"}),
        ({"titre": "Guide", "lien": "https://a.example/", "contenus": ["inconnu"]}, {"contenus"}),
    ],
)
def test_un_support_refuse_l_est_avec_ses_raisons(
    pret: DossierDePilotes, connecter: Connecter, donnees: dict[str, Any], erreurs: set[str]
) -> None:
    client = connecter(pret.ouvrir().mandataire)
    reponse = client.post(f"{pret.adresse}supports/", donnees)
    assert (reponse.status_code, set(reponse.context["form_support"].errors)) == (422, erreurs)
    assert not SupportDeFormation.objects.exists()


@pytest.mark.exigence("PR-09")
def test_un_support_est_un_fichier_ou_un_lien_qui_couvre_plusieurs_contenus(
    pret: DossierDePilotes, connecter: Connecter
) -> None:
    client = connecter(pret.ouvrir().mandataire)
    fichier = SimpleUploadedFile("guide.pdf", PDF)
    deux = {"titre": "Deux", "fichier": fichier, "lien": "https://a.example/", "contenus": ["psc"]}
    assert client.post(f"{pret.adresse}supports/", deux).status_code == 422

    un = {"titre": "Un", "fichier": SimpleUploadedFile("guide.pdf", PDF), "contenus": ["psc", "ins-traits"]}
    assert client.post(f"{pret.adresse}supports/", un).status_code == 302

    support = SupportDeFormation.objects.get()
    assert [contenu.code for contenu in support.contenus.all()] == ["psc", "ins-traits"]
    retrait = client.post(f"{pret.adresse}supports/retirer/", {"support": support.pk})
    assert retrait.status_code == 302
    assert not SupportDeFormation.objects.actuels().exists()


@pytest.mark.exigence("PIL-F03")
def test_le_modele_de_pv_est_prerempli(pret: DossierDePilotes, connecter: Connecter) -> None:
    pret.ouvrir().choisir(pret.commandes[0])
    client = connecter(pret.mandataire)
    reponse = client.get(f"{pret.adresse}pv/{pret.pilotes[0].pk}/modele/")
    assert reponse.content.startswith(b"%PDF")
    assert client.get(f"{pret.adresse}pv/999999/modele/").status_code == 404


@pytest.mark.parametrize("suite", ["choisir/", "retirer/", "supports/retirer/"])
def test_une_cle_absurde_ne_casse_rien(pret: DossierDePilotes, connecter: Connecter, suite: str) -> None:
    client = connecter(pret.ouvrir().mandataire)
    donnees = dict.fromkeys(("commande", "pilote", "support"), "9" * 40)
    assert client.post(f"{pret.adresse}{suite}", donnees).status_code == 302
    assert not pret.pilotes


def test_l_ans_ne_voit_rien_avant_l_envoi_et_une_autre_entreprise_jamais(pret: DossierDePilotes, monde: Monde) -> None:
    autre = monde.autre_editeur
    lecteurs = [pret.ans(), pret.ans(Role.GESTIONNAIRE), autre]
    pret.complet()
    pv, adresse = ProcesVerbal.objects.latest("pk").document.get_absolute_url(), pret.adresse

    def vus() -> list[tuple[int, int]]:
        clients = [connecte(lecteur) for lecteur in lecteurs]
        return [(client.get(adresse).status_code, client.get(pv).status_code) for client in clients]

    assert vus() == [(404, 404)] * 3
    pret.transmettre()
    assert vus() == [(200, 200), (200, 200), (404, 404)]
    gestionnaire, juger = connecte(lecteurs[1]), {"point": pret.pilotes[0].cle, "avis": "a_corriger", "motif": "Non"}
    assert gestionnaire.post(f"{adresse}juger/", juger).status_code == 403


@pytest.mark.exigence("PIL-F04")
def test_un_salarie_transmet_s_il_en_a_le_droit(pret: DossierDePilotes, monde: Monde, connecter: Connecter) -> None:
    pret.complet()
    salarie = monde.salarie
    client, action = connecter(salarie), f"/actions/dossierpilote.transmettre/{pret.pk}/"
    assert client.get(pret.adresse).status_code == 404
    commun = {"fournisseur": pret.fournisseur, "utilisateur": salarie.personne, "accordee_le": pret.instant}
    Habilitation.objects.create(droit=Droit.SAISIR, accordee_par=pret.mandataire.personne, **commun)
    assert client.post(action).status_code == 409
    Habilitation.objects.create(droit=Droit.DEMANDER, accordee_par=pret.mandataire.personne, **commun)
    assert client.post(action).status_code == 302
    assert pret.dossier.statut == "transmis"


def test_le_fournisseur_ne_lit_que_ce_qui_lui_est_envoye(pret: DossierDePilotes, connecter: Connecter) -> None:
    pret.complet().transmettre().juger(pret.pilotes[0].cle, motif="Secret de préparation.")
    client = connecter(pret.mandataire)
    assert "Secret" not in client.get(pret.adresse).content.decode()
    pret.demander()
    page = client.get(pret.adresse).content.decode()
    assert "Secret de préparation." in page
    assert len(re.findall(r"<summary>Remplacer le PV", page)) == 1
    assert "Point jugé" not in page


def test_l_avis_pose_par_la_page_joint_motif_courant_et_precision(pret: DossierDePilotes, connecter: Connecter) -> None:
    pret.complet().transmettre()
    cle, client = pret.pilotes[0].cle, connecter(pret.ans())
    donnees = {"point": cle, "avis": "a_corriger", "motif_type": "Le fichier manque.", "motif": "Page 2."}

    assert client.post(f"{pret.adresse}juger/", donnees | {"ancre": "pilote-1"}).url.endswith("#pilote-1")

    assert pret.dossier.points.get().motif == "Le fichier manque.\nPage 2."
    client.post(f"{pret.adresse}juger/", {"point": cle, "avis": "conforme", "controle": list(CONTROLES), "ancre": "<x"})
    assert pret.points() == {cle: True}


def test_la_file_se_filtre_se_partage_et_s_exporte(
    pret: DossierDePilotes, piloter: Piloter, connecter: Connecter
) -> None:
    pret.complet().transmettre()
    autre = piloter("MédiSoft", "MédiCab", commandes=0)
    autre.commandes = validees(autre.fournisseur, autre.candidature, autre.signe_le, 5, depuis=40)
    autre.complet().transmettre()
    client, file = connecter(pret.ans()), "/financement/pilotes/a-verifier/"

    def trouves(parametres: str) -> list[str]:
        return [a.dossier.candidature.produit.nom for a in client.get(f"{file}?{parametres}").context["attentes"]]

    assert trouves("") == ["LogiMed", "MédiCab"]
    assert trouves("q=medicab") == ["MédiCab"]
    assert trouves("etat=accepte") == []
    client.post("/financement/pilotes/confier/", {"dossier": pret.pk, "geste": "prendre"})
    assert (trouves("a=moi"), trouves("a=personne")) == (["LogiMed"], ["MédiCab"])
    export = client.get(f"{file}?format=csv").getvalue().decode()
    assert export.count("Transmis à l’ANS") == 2
    client.post("/financement/pilotes/confier/", {"dossier": pret.pk, "geste": "rendre"})
    responsable = connecte(pret.ans(Role.RESPONSABLE))
    donnees = {"dossier": pret.pk, "geste": "attribuer", "instructeur": pret.ans().personne.pk}
    responsable.post("/financement/pilotes/confier/", donnees)
    assert trouves("a=moi") == ["LogiMed"]
    assert client.post("/financement/pilotes/confier/", {"geste": "prendre"}).status_code == 302


@pytest.mark.parametrize("page", ["fournisseur", "ans", "asp", "liste", "file", "export", "espace"])
def test_une_page_coute_autant_pour_trois_que_pour_une(pret: DossierDePilotes, piloter: Piloter, page: str) -> None:
    """One pilot and one support, then three; one dossier, then three."""
    pret.ouvrir().choisir(pret.commandes[0]).joindre().former("psc")
    _faire_voir(pret)
    adresse, qui = _page(pret, page)
    pour_une = cout(qui, adresse)

    pret.instant = pret.dossier.ouvert_le
    dossier = pret.dossier
    dossier.statut, dossier.premiere_transmission_le, dossier.transmis_le = "a_constituer", None, None
    dossier.transmis_par = None
    dossier.save()
    pret.choisir(*pret.commandes[1:3]).joindre().former("ins-traits", titre="B").former("ins-retours", titre="C")
    _faire_voir(pret)
    for rang, produit in enumerate(("Deux", "Trois"), 1):
        autre = piloter("LogiPro", produit, commandes=0)
        autre.commandes = validees(autre.fournisseur, autre.candidature, autre.signe_le, 1, depuis=50 * rang)
        _faire_voir(autre.ouvrir().choisir())

    assert cout(qui, adresse) == pour_une
    assert pour_une <= BUDGET


def _faire_voir(dossier: DossierDePilotes) -> None:
    """Sent as it is: the page costs the same whether the dossier is whole or not."""
    objet = dossier.dossier
    objet.statut, objet.transmis_par = "transmis", dossier.mandataire.personne
    objet.premiere_transmission_le = objet.transmis_le = dossier.instant
    objet.save()


def _page(pret: DossierDePilotes, page: str) -> tuple[str, Acteur]:
    ans = pret.ans(Role.RESPONSABLE)
    if page == "ans":
        revue.prendre_en_charge(pret.dossier, pret.demande(ans))
    return {
        "fournisseur": (pret.adresse, pret.mandataire),
        "ans": (pret.adresse, ans),
        "asp": (pret.adresse, pret.ans(Role.GESTIONNAIRE)),
        "liste": ("/financement/pilotes/", pret.mandataire),
        "file": ("/financement/pilotes/a-verifier/", ans),
        "export": ("/financement/pilotes/a-verifier/?format=csv", ans),
        "espace": ("/financement/", pret.mandataire),
    }[page]


def test_la_saisie_coute_autant_pour_trois_pilotes_que_pour_un(pret: DossierDePilotes, monde: Monde) -> None:
    pret.ouvrir().choisir(pret.commandes[0]).joindre().former("psc")
    pour_un = cout(pret.mandataire, pret.adresse)
    pret.choisir(*pret.commandes[1:3]).joindre().former("ins-traits", titre="B")
    assert cout(pret.mandataire, pret.adresse) == pour_un
    assert pour_un <= BUDGET
