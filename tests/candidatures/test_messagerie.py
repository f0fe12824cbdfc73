"""The pages of conversations: what each person reads there, finds, has not read; and what never shows."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.echeances import limite_connue
from candidatures.messagerie import fils, messages_trouves, non_lus, particulariser, valeurs
from candidatures.models import Candidature, Fil, Lecture, Message, NoteDuFil
from candidatures.regles.conversation import LONGUEUR_D_UN_MESSAGE
from candidatures.transitions import conversation, reponses_types
from segur.noyau import horloge
from segur.noyau.documents.models import Document
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import en_clair
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde, fichier

pytestmark = pytest.mark.django_db
SECRET = "Ce mot ne sort pas de l’ANS"
XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(2)</script>",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(3)",
    "<a href='https://mal.example'>clic</a>",
]


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    return monde.soumise()


@pytest.fixture
def fil(monde: Monde, scenario: Scenario) -> Fil:
    return ouvrir(scenario, monde.mandataire)


def ouvrir(scenario: Scenario, acteur: Any, texte: str = "Une question.", **donnees: Any) -> Fil:
    voulu = {"sujet": "Sujet", "objet": "dossier", "texte": texte, **donnees}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(acteur, **voulu))
    return Fil.objects.select_related("candidature").latest("pk")


def lire(client: Client, adresse: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", client.get(adresse).content.decode()).split())


@pytest.mark.exigence("MSG-01", "E1-05", "CP-33")
@pytest.mark.parametrize("suite", ["", "etape-1/", "etape-2/", "etape-3/", "etape-4/", "historique/"])
def test_toutes_les_etapes_menent_a_la_conversation(
    petit_monde: Monde, connecter: Callable[..., Client], suite: str
) -> None:
    candidature = petit_monde.eligible().candidature

    for acteur in (petit_monde.mandataire, petit_monde.verificateur):
        page = connecter(acteur).get(f"/candidatures/{candidature.numero}/{suite}").content.decode()

        assert f'href="/candidatures/{candidature.numero}/messagerie/">Accéder à la conversation' in page
        assert 'href="/messagerie/"' in page


@pytest.mark.exigence("MSG-01")
def test_un_message_s_envoie_avec_ses_pieces_et_se_lit_des_deux_cotes(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    adresse = f"/candidatures/{scenario.candidature.numero}/messagerie/nouveau/"
    donnees = {"cle": "c" * 32, "sujet": "Écran", "objet": "etape:2:3", "texte": "Ligne 1\r\nLigne 2"}

    envoi = connecter(monde.mandataire).post(adresse, {**donnees, "fichiers": [fichier("a.pdf"), fichier("b.pdf")]})
    encore = connecter(monde.mandataire).post(adresse, {**donnees, "fichiers": [fichier("a.pdf")]})

    message = Message.objects.get()
    lu = lire(connecter(monde.verificateur), envoi["Location"])
    assert (message.texte, envoi["Location"]) == ("Ligne 1\nLigne 2", encore["Location"])
    assert f"{monde.mandataire} (LogiPro)" in lu
    assert "Étape 2 — Informations de la solution logicielle" in lu
    assert {"a.pdf", "b.pdf"} <= set(lu.split())


@pytest.mark.parametrize(
    ("donnees", "dit"),
    [
        ({"texte": ""}, "Écrivez votre message."),
        ({"texte": "é" * (LONGUEUR_D_UN_MESSAGE + 3)}, "Le texte dépasse de 3 caractère(s)"),
        ({"texte": "T", "fichiers": fichier("virus.exe")}, "n’est pas dans un format accepté ici."),
        ({"texte": "T", "fichiers": fichier("faux.pdf", b"MZ\x90")}, "n’est pas celui d’un fichier PDF."),
        ({"texte": "T", "fichiers": fichier("vide.pdf", b"")}, "est vide."),
        ({"texte": "T", "fichiers": [fichier(f"{n}.pdf") for n in range(6)]}, "6 fichiers choisis"),
        ({"texte": "T", "fichiers": fichier("gros.pdf", b"%PDF-" + b"x" * 10 * 1024**2)}, "moins de 10 Mo"),
    ],
    ids=["vide", "long", "exe", "faux pdf", "fichier vide", "six", "gros"],
)
def test_un_message_refuse_dit_pourquoi_et_rend_le_texte(
    monde: Monde, fil: Fil, connecter: Callable[..., Client], donnees: dict[str, Any], dit: str
) -> None:
    reponse = connecter(monde.verificateur).post(fil.get_absolute_url(), donnees)

    page = reponse.content.decode()
    assert (reponse.status_code, dit in page, Message.objects.count()) == (422, True, 1)
    assert donnees["texte"] in page
    assert not Document.objects.filter(zone="message").exists()


@pytest.mark.parametrize("texte", XSS)
def test_rien_de_ce_qui_est_ecrit_n_est_execute(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client], texte: str
) -> None:
    fil = ouvrir(scenario, monde.mandataire, texte, sujet=texte[:100])
    conversation.annoter(fil, scenario.demande(monde.verificateur, texte=texte))
    client = connecter(monde.verificateur)

    adresses = [fil.get_absolute_url(), f"/messagerie/?q={texte}", "/messagerie/?etat="]
    adresses.append(f"/candidatures/{scenario.candidature.numero}/messagerie/")
    pages = [client.get(adresse).content.decode() for adresse in adresses]
    pages.append(client.post(fil.get_absolute_url(), {"texte": texte + "é" * LONGUEUR_D_UN_MESSAGE}).content.decode())

    interdits = ("<script>alert", "<img src=x", "<a href='https://mal", 'href="javascript:')
    assert [i for page in pages for i in interdits if i in page] == []
    assert [page for page in pages if "14" in page.split("echange__texte")[-1][:40]] == []


def test_deux_reponses_croisees_gardent_le_texte_de_la_seconde(
    monde: Monde, fil: Fil, connecter: Callable[..., Client]
) -> None:
    vu = fil.messages.get().pk
    connecter(monde.verificateur).post(fil.get_absolute_url(), {"texte": "Oui.", "vu": vu})

    refus = connecter(monde.responsable).post(fil.get_absolute_url(), {"texte": "Mon autre avis.", "vu": vu})

    page = refus.content.decode()
    assert (refus.status_code, fil.messages.count()) == (409, 2)
    assert "Amina Roux a écrit dans ce fil pendant que vous rédigiez" in page
    assert "Mon autre avis.</textarea>" in page
    assert f'name="vu" value="{fil.messages.latest("pk").pk}"' in page


@pytest.mark.exigence("MSG-01")
def test_lire_se_dit_a_l_autre_cote_par_personne_et_une_seule_fois(
    monde: Monde, fil: Fil, connecter: Callable[..., Client]
) -> None:
    message = fil.messages.get()
    connecter(monde.verificateur).get(fil.get_absolute_url())
    sans_accuse = lire(connecter(monde.mandataire), fil.get_absolute_url())
    for acteur in (monde.verificateur, monde.verificateur, monde.responsable):
        connecter(acteur).post(f"{fil.get_absolute_url()}lu/", {"dernier": message.pk})
    observateur = connecter(monde.college).post(f"{fil.get_absolute_url()}lu/", {"dernier": message.pk})

    editeur = lire(connecter(monde.mandataire), fil.get_absolute_url())
    ans = lire(connecter(monde.verificateur), fil.get_absolute_url())
    assert "Pas encore lu par l’ANS" in sans_accuse
    assert (editeur.count("Lu par l’ANS le 06/10/2025"), "Amina Roux le" in editeur) == (1, False)
    assert (ans.count("Lu par Amina Roux le"), ans.count(f"Lu par {monde.responsable} le")) == (1, 1)
    assert (observateur.status_code, Lecture.objects.count()) == (403, 2)


def test_le_nombre_de_non_lus_suit_les_lectures_de_chacun(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    fil = ouvrir(scenario, monde.verificateur)
    conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Suite."))
    dossier = scenario.candidature.pk

    client = connecter(monde.mandataire)
    accueil = lire(client, "/")
    client.post(f"{fil.get_absolute_url()}lu/", {"dernier": fil.messages.earliest("pk").pk})

    assert "Messagerie 2 messages non lus" in accueil
    assert "2 messages non lus dans la candidature" in accueil
    assert non_lus(monde.mandataire).par_dossier == {dossier: 1}
    assert non_lus(monde.salarie).par_dossier == {dossier: 2}
    assert (non_lus(monde.verificateur).total, non_lus(monde.autre_editeur).total) == (0, 0)


def test_un_verificateur_compte_ses_dossiers_et_ceux_de_personne(monde: Monde, scenario: Scenario, fil: Fil) -> None:
    a_personne = [non_lus(monde.verificateur).total, non_lus(monde.responsable).total, non_lus(monde.college).total]
    Candidature.objects.update(instructeur=monde.verificateur.personne, instruite_depuis=AVANT_DATE_1)

    assert a_personne == [1, 1, 0]
    assert [non_lus(monde.verificateur).total, non_lus(monde.responsable).total] == [1, 0]


@pytest.mark.exigence("MSG-01")
def test_la_file_montre_ce_qui_attend_l_ans_du_plus_ancien_au_plus_recent(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    ancien, recent, repondu = (monde.soumise(produit=nom) for nom in ("Ancien", "Récent", "Répondu"))
    recent.instant = ancien.instant
    premiers = [
        ouvrir(scenario, monde.mandataire, sujet=f"Fil {scenario.produit.nom}") for scenario in (ancien, recent)
    ]
    conversation.ecrire(ouvrir(repondu, monde.mandataire), repondu.demande(monde.responsable, texte="Oui."))
    Candidature.objects.filter(pk=ancien.candidature.pk).update(
        instructeur=monde.verificateur.personne, instruite_depuis=ancien.instant
    )

    page = lire(connecter(monde.verificateur), "/messagerie/")

    def sujets(**choix: str) -> list[str]:
        return [str(fil) for fil in fils(monde.verificateur, {"etat": "attente", **choix})]

    assert "Fil Ancien" in page
    assert "Fil Répondu" not in page
    assert set(sujets()) == {str(fil) for fil in premiers}
    assert (sujets(a="moi"), sujets(a="personne")) == (["Fil Ancien"], ["Fil Récent"])
    assert [sujets(dossier=recent.candidature.numero), sujets(dispositif="absent")] == [["Fil Récent"], []]


def test_chercher_trouve_sans_accents_dans_ce_que_l_on_peut_lire_et_mene_au_message(
    monde: Monde, scenario: Scenario, connecter: Callable[..., Client]
) -> None:
    fil = ouvrir(scenario, monde.mandataire, "La vidéo est décodée à l’écran.")
    ouvrir(monde.soumise(produit="Autre"), monde.mandataire, "Rien à voir.")
    conversation.annoter(fil, scenario.demande(monde.verificateur, texte=f"{SECRET} ecran"))
    adresse = "/messagerie/?q=ECRAN+video"

    def trouves(acteur: Any, **choix: str) -> int:
        return messages_trouves(acteur, {"q": "ecran", **choix}).count()

    assert (
        f'href="{fil.get_absolute_url()}#message-{fil.messages.get().pk}"'
        in connecter(monde.mandataire).get(adresse).content.decode()
    )
    assert (trouves(monde.verificateur), trouves(monde.autre_editeur), trouves(monde.gestionnaire)) == (1, 0, 0)
    assert messages_trouves(monde.verificateur, {"q": "sort pas"}).count() == 0
    jour = f"{scenario.instant:%Y-%m-%d}"
    assert (trouves(monde.mandataire, du=jour, au=jour), trouves(monde.mandataire, au="2025-01-01")) == (1, 0)
    assert (trouves(monde.mandataire, etat="clos"), trouves(monde.mandataire, du="n’importe quoi")) == (0, 1)


def test_une_note_ne_se_voit_par_aucun_chemin_de_l_editeur(
    monde: Monde, scenario: Scenario, fil: Fil, connecter: Callable[..., Client]
) -> None:
    reponse = connecter(monde.verificateur).post(f"{fil.get_absolute_url()}note/", {"note-texte": SECRET})
    vue_de_l_ans = lire(connecter(monde.college), fil.get_absolute_url())
    client, numero = connecter(monde.mandataire), scenario.candidature.numero

    adresses = [
        fil.get_absolute_url(),
        f"/candidatures/{numero}/messagerie/",
        f"/messagerie/?q={SECRET[:10]}",
        f"/candidatures/{numero}/historique/",
        f"/candidatures/{numero}/historique/?format=csv",
        f"/candidatures/{numero}/",
        "/notifications/",
        "/",
    ]
    pages = [b"".join(client.get(adresse)).decode() for adresse in adresses]

    page = connecter(monde.verificateur).get(fil.get_absolute_url()).content.decode()
    assert re.search(r'<label class="fr-label" for="id_note-texte">Note interne \*', page)
    assert page.count("Votre message *") == 1
    assert (reponse.status_code, NoteDuFil.objects.count(), SECRET in vue_de_l_ans) == (302, 1, True)
    assert [page for page in pages if SECRET in page.replace("value=", "") or "ote interne" in page] == []
    assert Notification.objects.filter(corps__contains=SECRET).count() == 0


def test_le_texte_d_une_note_ne_part_pas_comme_un_message_ni_l_inverse(
    monde: Monde, fil: Fil, connecter: Callable[..., Client]
) -> None:
    client, adresse = connecter(monde.verificateur), fil.get_absolute_url()

    comme_message = client.post(adresse, {"note-texte": SECRET})
    comme_note = client.post(f"{adresse}note/", {"texte": "Bonjour."})

    assert (comme_message.status_code, comme_note.status_code) == (422, 422)
    assert (fil.messages.count(), NoteDuFil.objects.count()) == (1, 0)


def test_le_brouillon_ne_s_ouvre_pas_a_l_ans_par_sa_conversation(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    scenario = monde.brouillon()
    fil = ouvrir(scenario, monde.mandataire, objet="etape:1")
    client, numero = connecter(monde.verificateur), scenario.candidature.numero

    page = client.get(fil.get_absolute_url()).content.decode()
    autres = [
        f"/candidatures/{numero}/",
        f"/candidatures/{numero}/etape-1/",
        f"/candidatures/{numero}/messagerie/nouveau/",
    ]

    assert "Une question." in page
    assert [adresse for adresse in autres if f'href="{adresse}"' in page] == []
    assert {client.get(adresse).status_code for adresse in autres} == {404}
    assert client.post(fil.get_absolute_url(), {"texte": "Bonjour."}).status_code == 302


def test_une_reponse_type_s_ajoute_au_texte_et_n_envoie_rien(
    monde: Monde, scenario: Scenario, fil: Fil, connecter: Callable[..., Client]
) -> None:
    texte = "Bonjour {destinataire}, {produit} {numero}."
    reponse = reponses_types.creer(monde.demande(monde.responsable, titre="Accueil", texte=texte))
    donnees = {"texte": "Déjà tapé.", "reponse": reponse.pk}
    client, adresse = connecter(monde.verificateur), f"{fil.get_absolute_url()}inserer/"

    fragment = client.post(adresse, donnees, headers={"HX-Request": "true"}).content.decode()
    entiere = client.post(adresse, donnees).content.decode()

    attendu = f"Déjà tapé.\n\nBonjour {monde.mandataire}, LogiMed {scenario.candidature.numero}."
    assert (attendu in fragment, "<html" in fragment, attendu in entiere) == (True, False, True)
    assert Message.objects.count() == 1


def test_les_variables_se_remplacent_d_un_coup(monde: Monde, scenario: Scenario, fil: Fil) -> None:
    candidature = Candidature.objects.pour_dossier().get(pk=scenario.candidature.pk)
    remplacements = valeurs(candidature, monde.verificateur, AVANT_DATE_1, fil)

    dit = particulariser("{dispositif}|{date_limite}|{objet}|{agent}|{editeur}|{version}", remplacements)

    version = limite_connue(candidature, 2, au=AVANT_DATE_1)
    assert version is not None
    assert version.valeur is not None
    limite = en_clair(version.valeur)
    assert dit == f"LGC vague 2|{limite}|Le dossier dans son ensemble|Amina Roux|LogiPro|1.0"
    assert particulariser("{produit}", {"produit": "{numero}", "numero": "X"}) == "{numero}"
