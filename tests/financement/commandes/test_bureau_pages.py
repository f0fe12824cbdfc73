"""The pages of the desk: what they show, what they refuse, what they cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from financement.models import Commande, PointDeCommande
from segur.noyau.comptes.models import Acteur, Role
from tests.financement.commandes.au_bureau import Bureau, collegue

pytestmark = pytest.mark.django_db
FILE, AVANCES = "/financement/commandes/a-instruire/", "/financement/avances/"


def client(acteur: Acteur) -> Client:
    navigateur = Client()
    navigateur.force_login(acteur.personne)
    return navigateur


def adresse(commande: Commande) -> str:
    return f"/financement/commandes/{commande.pk}/instruction/"


def lire(acteur: Acteur, ou: str) -> str:
    reponse = client(acteur).get(ou)
    assert reponse.status_code == 200
    return reponse.getvalue().decode()


# ---- the queue ------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("PIL-F07", "ASP-01")
def test_la_file_montre_ce_qui_attend_et_depuis_quand(bureau: Bureau) -> None:
    commandes = bureau.deposer(3)
    bureau.proposer(commandes[2])
    Commande.objects.filter(pk=commandes[0].pk).update(deposee_le=bureau.instant - timedelta(days=400))
    page = lire(bureau.gestionnaire, FILE)
    assert page.index("BC-001") < page.index("BC-002")
    assert "Délai visé : 10 jours" in page
    assert "environ une dizaine de jours" in page
    assert "délai dépassé" in page
    export = lire(bureau.gestionnaire, f"{FILE}?format=csv&etat=controlee")
    assert "BC-003" in export
    assert "BC-001" not in export
    assert "Commandes à instruire" in lire(bureau.gestionnaire, "/")


@pytest.mark.parametrize(
    ("choix", "attendues"),
    [
        ("etat=deposee", {"BC-001", "BC-002"}),
        ("etat=controlee", {"BC-003"}),
        ("a=moi", {"BC-001"}),
        ("a=personne", {"BC-002", "BC-003"}),
        ("bloquee=oui", {"BC-002"}),
        ("q=cabinet 2", {"BC-002"}),
        ("q=BC-003", {"BC-003"}),
        ("prediction=a_verifier", {"BC-003"}),
        ("prediction=sans", {"BC-001", "BC-002"}),
        ("signaux=non", {"BC-001", "BC-002", "BC-003"}),
        ("signaux=oui", set()),
        ("dispositif=inconnu&fournisseur=9999999999999999999", {"BC-001", "BC-002", "BC-003"}),
        ("q=%00", {"BC-001", "BC-002", "BC-003"}),
    ],
)
def test_chaque_filtre_choisit(bureau: Bureau, choix: str, attendues: set[str]) -> None:
    commandes = bureau.deposer(3)
    bureau.proposer(commandes[2])
    client(bureau.gestionnaire).post(adresse(commandes[0]), {"geste": "prendre"})
    Commande.objects.filter(pk=commandes[1].pk).update(occupe=False)
    page = lire(bureau.gestionnaire, f"{FILE}?{choix}")
    assert {c.reference for c in commandes if f">{c.reference}<" in page} == attendues


def test_prendre_les_plus_anciennes(bureau: Bureau) -> None:
    commandes = bureau.deposer(3)
    Commande.objects.filter(pk=commandes[2].pk).update(deposee_le=bureau.instant - timedelta(days=5))
    agent = client(bureau.gestionnaire)
    for mauvais in ("", "0", "51", "x", "9" * 30):
        agent.post("/financement/commandes/prendre/", {"nombre": mauvais})
    assert not Commande.objects.exclude(instructeur=None).exists()
    agent.post("/financement/commandes/prendre/", {"nombre": "2"})
    prises = Commande.objects.filter(instructeur=bureau.gestionnaire.personne)
    assert set(prises.values_list("reference", flat=True)) == {"BC-003", "BC-001"}
    assert agent.get("/financement/commandes/suivante/")["Location"] == adresse(commandes[2])
    suite = agent.get(f"/financement/commandes/suivante/?sauf={commandes[2].pk}")
    assert suite["Location"] == adresse(commandes[0])
    assert client(bureau.valideur).post("/financement/commandes/prendre/", {"nombre": "1"}).status_code == 403


# ---- one order ------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("AV-04", "CMD-30", "CMD-32", "CMD-41")
def test_la_page_montre_l_avis_les_controles_et_le_calcul(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    page = lire(bureau.gestionnaire, adresse(commande))
    for attendu in ("Avance : 40 % de 451,50 € = 180,60 €.", "CMD-32", "CMD-41", "Pourquoi", "Date 0", "apercu"):
        assert attendu in page


def test_tout_se_fait_en_un_envoi_et_passe_a_la_suivante(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    agent = client(bureau.gestionnaire)
    for commande in commandes:
        agent.post(adresse(commande), {"geste": "prendre"})
    saisie = _tout_conforme(lire(bureau.gestionnaire, adresse(commandes[0])))

    reponse = agent.post(adresse(commandes[0]), {**saisie, "geste": "proposer"}, follow=True)

    assert reponse.redirect_chain[-1][0] == adresse(commandes[1])
    assert Commande.objects.get(pk=commandes[0].pk).statut == "controlee"


def _tout_conforme(page: str) -> dict[str, str]:
    avis = {f"avis:{m.split(chr(34))[0]}": "conforme" for m in page.split('name="avis:')[1:]}
    remarques = {f"motif:{m.split(chr(34))[0]}": "Vu." for m in page.split('name="motif:constat')[1:]}
    return avis | {nom.replace("motif:", "motif:constat", 1): texte for nom, texte in remarques.items()}


def test_rien_de_ce_qui_est_tape_ne_se_perd(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    agent = client(bureau.gestionnaire)
    saisie = {"avis:controle:tva": "a_corriger", "motif:controle:tva": " ", "motif:champ:nom": "Nom incomplet."}
    refusee = agent.post(adresse(commande), {**saisie, "geste": "modifier"})
    assert refusee.status_code == 422
    assert "Dites ce qui est à corriger" in refusee.content.decode()
    assert "Nom incomplet." in refusee.content.decode()

    sans_date = agent.post(adresse(commande), {"geste": "modifier", "modifications-motif": "Message gardé."})
    assert sans_date.status_code == 422
    assert "Message gardé." in sans_date.content.decode()
    assert "Dites pour quel jour" in sans_date.content.decode()

    trop_tot = agent.post(adresse(commande), {"geste": "proposer"})
    assert trop_tot.status_code == 409
    assert Commande.objects.get().statut == "deposee"


def test_un_motif_efface_leve_le_point(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    agent = client(bureau.gestionnaire)
    agent.post(adresse(commande), {"motif:champ:nom": "Nom incomplet."})
    assert PointDeCommande.objects.get().conforme is False
    agent.post(adresse(commande), {"motif:champ:nom": ""})
    assert PointDeCommande.objects.get().conforme is True


def test_le_valideur_lit_valide_ou_renvoie(bureau: Bureau) -> None:
    commandes = bureau.deposer(2)
    for commande in commandes:
        bureau.proposer(commande)
    valideur = client(bureau.valideur)
    assert "Valider et suivante" in lire(bureau.valideur, adresse(commandes[0]))
    assert valideur.post(adresse(commandes[0]), {"geste": "renvoyer", "renvoi-motif": ""}).status_code == 422
    suite = valideur.post(adresse(commandes[0]), {"geste": "valider"}, follow=True)
    assert suite.redirect_chain[-1][0] == adresse(commandes[1])
    valideur.post(adresse(commandes[1]), {"geste": "renvoyer", "renvoi-motif": "À revoir."})
    assert [c.statut for c in Commande.objects.order_by("rang")] == ["validee", "deposee"]


def test_la_page_annule_le_controle_d_un_contenu_change(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    bureau.joindre(Commande.objects.get(), b"%PDF-1.4\nautre\n%%EOF\n")
    reponse = client(bureau.valideur).post(adresse(commande), {"geste": "valider"})
    assert reponse.status_code == 409
    assert "Le contenu a changé depuis le contrôle" in reponse.content.decode()
    assert Commande.objects.get().statut == "deposee"


def test_une_page_ancienne_ne_decide_pas(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    reponse = client(bureau.valideur).post(adresse(commande), {"geste": "valider", "rang_lu": "0"})
    assert reponse.status_code == 409
    assert "relisez avant de décider" in reponse.content.decode()


def test_le_fournisseur_n_apprend_le_rejet_que_confirme(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.rejeter(commande, motif="Motif encore secret.")
    pages = (commande.get_absolute_url(), f"{commande.demande.get_absolute_url()}?format=csv", "/notifications/")
    for page in pages:
        assert "Motif encore secret." not in lire(bureau.dossier.mandataire, page)
    assert "Motif encore secret." in lire(bureau.valideur, adresse(commande))
    client(bureau.valideur).post(adresse(commande), {"geste": "rejeter"})
    assert "Motif encore secret." in lire(bureau.dossier.mandataire, pages[0])


# ---- who ------------------------------------------------------------------------------------------------------------


def test_a_chacun_son_geste_et_rien_aux_autres(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    payeur = collegue(Role.PAYEUR)
    assert client(payeur).get(adresse(commande)).status_code == 200
    for acteur, geste in (
        (payeur, "prendre"),
        (payeur, "valider"),
        (bureau.gestionnaire, "valider"),
        (bureau.valideur, "proposer"),
    ):
        assert client(acteur).post(adresse(commande), {"geste": geste}).status_code == 403
    for page in (FILE, AVANCES, adresse(commande), f"/financement/demandes/{commande.demande_id}/instruction/"):
        assert client(bureau.dossier.mandataire).get(page).status_code == 403
    assert client(bureau.gestionnaire).get("/financement/commandes/999999/instruction/").status_code == 404


def test_une_commande_pas_deposee_n_existe_pas_pour_l_asp(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    Commande.objects.update(statut="incomplete", deposee_le=None, occupe=False)
    assert client(bureau.gestionnaire).get(adresse(commande)).status_code == 404


# ---- advances -------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("AV-04")
def test_les_avances_pretes_ont_leurs_totaux_au_centime(bureau: Bureau) -> None:
    for commande in bureau.deposer(3):
        bureau.proposer(commande)
        bureau.valider(commande)
    page = lire(collegue(Role.PAYEUR), AVANCES)
    assert "541,80" in page  # three advances of 180,60 €
    assert "1354,50" in page.replace("\u202f", "").replace("\xa0", "")
    assert lire(bureau.valideur, f"{AVANCES}?format=csv").count("180.60") == 3


# ---- what pages cost ------------------------------------------------------------------------------------------------


def cout(acteur: Acteur, ou: str) -> int:
    navigateur = client(acteur)
    navigateur.get(ou)
    with CaptureQueriesContext(connection) as requetes:
        reponse = navigateur.get(ou)
        reponse.getvalue()
    assert reponse.status_code == 200
    return len(requetes)


PAGES: dict[str, tuple[Callable[[Commande], str], int]] = {
    "file": (lambda c: FILE, 15),
    "export": (lambda c: f"{FILE}?format=csv", 15),
    "demande": (lambda c: f"/financement/demandes/{c.demande_id}/instruction/", 15),
    "signaux": (lambda c: "/financement/commandes/signaux/", 15),
    "avances": (lambda c: AVANCES, 15),
    "apercu": (lambda c: f"/financement/commandes/lot/?geste=proposer&demande={c.demande_id}", 24),
    "commande": (adresse, 28),
}


@pytest.mark.parametrize("page", PAGES)
def test_une_page_coute_autant_pour_trois_commandes_que_pour_une(bureau: Bureau, page: str) -> None:
    ou, budget = PAGES[page]
    demande, premiere = bureau.demande_de_financement(), None
    couts: list[int] = []
    for rang in (1, 2, 3, 4):
        commande = bureau.ajouter(demande, rang, reference="MEME")
        premiere = premiere or commande
        if page == "avances":
            bureau.proposer(commande)
            bureau.valider(commande)
        if rang in (2, 4):
            couts.append(cout(bureau.gestionnaire, ou(premiere)))
    assert couts[0] == couts[1] <= budget, couts
