"""Writing in the conversation of a dossier: who may, what is kept, and what never leaves the ANS."""

import pytest

from candidatures.models import Candidature, Fil, Lecture, Message, NoteDuFil
from candidatures.models.conversation import conversations_visibles
from candidatures.regles import conversation as regles
from candidatures.sujets import du_dossier
from candidatures.transitions import conversation
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus, internes
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, fichier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    return monde.soumise()


def ouvrir(scenario: Scenario, acteur, texte: str = "Bonjour, une question.", **donnees) -> Fil:
    voulu = {"sujet": "Une question", "objet": "etape:1:3", "texte": texte, **donnees}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(acteur, **voulu))
    return Fil.objects.filter(candidature=scenario.candidature).latest("pk")


def refus_de(geste, objet, demande) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("MSG-01")
def test_un_fil_dit_de_quoi_il_parle_et_attend_l_ans(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)

    message = fil.messages.get()
    assert (fil.sujet, fil.objet, fil.objet_libelle) == (
        "Une question",
        "etape:1:3",
        "Étape 1 — Informations de l’entreprise",
    )
    assert (message.cote, message.texte, str(message.organisation)) == ("editeur", "Bonjour, une question.", "LogiPro")
    assert fil.attend_depuis == message.envoye_le


def test_la_reponse_de_l_ans_fait_que_rien_n_attend_et_la_question_suivante_attend_depuis_elle(
    monde: Monde, scenario: Scenario
) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Oui."))
    apres_reponse = Fil.objects.get(pk=fil.pk).attend_depuis
    conversation.ecrire(fil, scenario.demande(monde.salarie, texte="Et pour la suite ?"))
    premiere = Fil.objects.get(pk=fil.pk).attend_depuis
    conversation.ecrire(fil, scenario.demande(monde.mandataire, texte="Je précise."))

    assert apres_reponse is None
    assert Fil.objects.get(pk=fil.pk).attend_depuis == premiere == Message.objects.all()[2].envoye_le


@pytest.mark.parametrize(
    ("donnees", "codes"),
    [
        ({"texte": "   "}, ["texte"]),
        ({"texte": "é" * (regles.LONGUEUR_D_UN_MESSAGE + 1)}, ["texte"]),
        ({"objet": "etape:1:99"}, ["objet"]),
        ({"objet": "etape:3"}, ["objet"]),
        ({"objet": "preuve:1"}, ["objet"]),
        ({"objet": "inconnu:1", "texte": ""}, ["objet", "texte"]),
    ],
)
def test_un_fil_mal_forme_est_refuse_et_rien_n_est_garde(
    monde: Monde, scenario: Scenario, donnees: dict, codes: list[str]
) -> None:
    voulu = {"sujet": "Sujet", "objet": "dossier", "texte": "Texte", **donnees}

    codes_obtenus = refus_de(
        conversation.ouvrir_un_fil, scenario.candidature, scenario.demande(monde.mandataire, **voulu)
    )

    assert (codes_obtenus, Fil.objects.count(), Message.objects.count()) == (codes, 0, 0)


def test_un_message_de_dix_mille_caracteres_passe(monde: Monde, scenario: Scenario) -> None:
    texte = "é" * regles.LONGUEUR_D_UN_MESSAGE

    assert ouvrir(scenario, monde.mandataire, texte).messages.get().texte == texte


def test_un_double_clic_n_envoie_qu_un_message(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    demande = monde.demande(monde.verificateur, scenario.instant, cle="a" * 32, texte="Oui.")

    conversation.ecrire(fil, demande)
    conversation.ecrire(fil, demande)

    assert (
        Message.objects.filter(cote="ans").count()
        == Notification.objects.filter(categorie="message")
        .values("sujet")
        .filter(destinataire__email__contains="mandataire")
        .count()
        == 1
    )


@pytest.mark.exigence("MSG-01")
def test_l_e_mail_dit_qu_un_message_attend_et_ne_cite_rien(monde: Monde, scenario: Scenario) -> None:
    ouvrir(
        scenario, monde.mandataire, "Secret-du-texte", sujet="Secret-du-sujet", fichiers=[fichier("Secret-du-nom.pdf")]
    )
    fil = Fil.objects.get()
    conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Secret-de-la-réponse"))

    envois = list(Notification.objects.filter(categorie="message"))
    assert [n for n in envois if "Secret" in f"{n.sujet}{n.corps}{n.lien}"] == []
    assert {n.sujet for n in envois} == {"LogiMed - 1.0 : un message vous attend"}
    assert sorted(n.adresse for n in envois) == [
        "mandataire@logipro.example",
        "representant@logipro.example",
        "responsable@ans.example",
        "salarie@logipro.example",
        "verificateur@ans.example",
    ]


def test_quand_quelqu_un_suit_le_dossier_lui_seul_est_prevenu(monde: Monde, scenario: Scenario) -> None:
    Candidature.objects.filter(pk=scenario.candidature.pk).update(
        instructeur=monde.verificateur.personne, instruite_depuis=scenario.instant
    )

    ouvrir(scenario, monde.mandataire)

    assert [n.adresse for n in Notification.objects.filter(categorie="message")] == ["verificateur@ans.example"]


def test_personne_ne_repond_par_dessus_un_message_non_lu(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    vu = fil.messages.get().pk
    conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Oui.", vu=vu))

    codes = refus_de(conversation.ecrire, fil, scenario.demande(monde.responsable, texte="Non.", vu=vu))
    dernier = fil.messages.latest("pk").pk
    conversation.ecrire(fil, scenario.demande(monde.responsable, texte="D’accord.", vu=dernier))

    assert codes == ["fil_relu"]
    assert list(fil.messages.values_list("texte", flat=True))[1:] == ["Oui.", "D’accord."]


def test_un_fil_clos_se_rouvre_par_un_message(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    conversation.clore(fil, scenario.demande(monde.verificateur))
    clos = Fil.objects.get(pk=fil.pk)

    conversation.ecrire(clos, scenario.demande(monde.mandataire, texte="Encore une chose."))

    rouvert = Fil.objects.get(pk=fil.pk)
    assert (clos.statut, clos.clos_par, clos.attend_depuis) == ("clos", monde.verificateur.personne, None)
    assert (rouvert.statut, rouvert.clos_le, rouvert.clos_par) == ("ouvert", None, None)
    assert rouvert.attend_depuis is not None


@pytest.mark.parametrize("statut", ["refusee"])
def test_un_fil_clos_d_un_dossier_clos_se_lit_seulement(monde: Monde, scenario: Scenario, statut: str) -> None:
    clos, ouvert = ouvrir(scenario, monde.mandataire), ouvrir(scenario, monde.mandataire)
    conversation.clore(clos, scenario.demande(monde.verificateur))
    Candidature.objects.filter(pk=scenario.candidature.pk).update(statut=statut)

    ferme = refus_de(conversation.ecrire, clos, scenario.demande(monde.mandataire, texte="Encore ?"))
    neuf = refus_de(
        conversation.ouvrir_un_fil,
        scenario.candidature,
        scenario.demande(monde.mandataire, sujet="S", objet="dossier", texte="T"),
    )
    conversation.ecrire(ouvert, scenario.demande(monde.mandataire, texte="Merci."))

    assert (ferme, neuf, ouvert.messages.count()) == (["fil_ouvert"], ["dossier_ouvert"], 2)


def test_un_salarie_en_lecture_lit_et_n_ecrit_pas(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    scenario.produit.collaborateurs.update(droit="lecture")

    codes = refus_de(conversation.ecrire, fil, scenario.demande(monde.salarie, texte="Bonjour."))

    assert (codes, list(Fil.objects.visibles_par(monde.salarie))) == (["droit"], [fil])


def test_un_brouillon_dont_l_editeur_ecrit_a_l_ans_montre_sa_conversation_et_rien_d_autre(monde: Monde) -> None:
    brouillon, muet = monde.brouillon(produit="Écrit"), monde.brouillon(produit="Muet")
    fil = ouvrir(brouillon, monde.mandataire)

    visibles = set(conversations_visibles(monde.verificateur))
    conversation.ecrire(fil, brouillon.demande(monde.verificateur, texte="Bonjour."))

    assert visibles == {brouillon.candidature}
    assert muet.candidature not in visibles
    assert not Candidature.objects.visibles_par(monde.verificateur).exists()
    assert not Fil.objects.visibles_par(monde.autre_editeur).exists()
    assert not Fil.objects.visibles_par(monde.gestionnaire).exists()


def test_le_journal_garde_l_empreinte_du_message_et_jamais_son_texte(monde: Monde, scenario: Scenario) -> None:
    ouvrir(scenario, monde.mandataire, "Secret-du-texte", fichiers=[fichier("annexe.pdf")])

    details = EntreeJournal.objects.get(action="candidature.ouvrir_un_fil").details
    assert len(details["empreinte"]) == 64
    assert details["pieces"][0]["document"] == "annexe.pdf"
    assert "Secret-du-texte" not in str(details)


def test_les_pieces_se_lisent_par_qui_lit_le_fil(monde: Monde, scenario: Scenario) -> None:
    ouvrir(scenario, monde.mandataire, fichiers=[fichier("annexe.pdf")])
    document = Document.objects.get(zone="message")

    def voit(acteur) -> bool:
        return Document.objects.visibles_par(acteur).filter(pk=document.pk).exists()

    voient = [voit(acteur) for acteur in (monde.mandataire, monde.salarie, monde.verificateur, monde.college)]
    scenario.produit.collaborateurs.update(retire_le=scenario.instant)
    autres = [voit(acteur) for acteur in (monde.salarie, monde.autre_editeur, monde.gestionnaire)]

    assert (voient, autres) == ([True] * 4, [False] * 3)


def test_une_note_reste_a_l_ans(monde: Monde, scenario: Scenario) -> None:
    fil = ouvrir(scenario, monde.mandataire)
    avant = Notification.objects.count()

    conversation.annoter(fil, scenario.demande(monde.verificateur, texte="Entre nous."))

    entree = EntreeJournal.objects.latest("pk")
    assert (NoteDuFil.objects.get().texte, fil.messages.count()) == ("Entre nous.", 1)
    assert Fil.objects.get(pk=fil.pk).attend_depuis is not None, "une note n’est pas une réponse"
    assert (entree.action in internes(), "Entre nous." in str(entree.details)) == (True, False)
    assert (Notification.objects.count(), Lecture.objects.count()) == (avant, 0)
    assert refus_de(conversation.annoter, fil, scenario.demande(monde.mandataire, texte="Et moi ?")) == ["role"]


def test_une_decision_sur_deux_cents_preuves_tient_dans_un_message(monde: Monde, scenario: Scenario) -> None:
    texte = "x" * (2 * regles.LONGUEUR_D_UN_MESSAGE)
    for _ in range(2):
        conversation.dire(
            scenario.candidature,
            du_dossier(scenario.candidature),
            "Décision",
            texte,
            scenario.demande(monde.verificateur),
        )

    assert Fil.objects.count() == 1
    assert {len(message.texte) for message in Message.objects.all()} == {regles.LONGUEUR_D_UN_MESSAGE}
    assert Message.objects.latest("pk").texte.endswith("La suite se lit sur la page concernée.")
