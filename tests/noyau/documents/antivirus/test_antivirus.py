"""From the deposit to the verdict, and from the verdict to the door: never late, never served before it is clean."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from preuves.models import Depot, Preuve
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.documents.antivirus import taches
from segur.noyau.documents.antivirus.analyse import a_analyser, analyser
from segur.noyau.documents.antivirus.regles import servable
from segur.noyau.documents.antivirus.taches import balayer_les_fichiers_non_analyses
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Analyse, Document, Fichier
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from tests.monde import AVANT_DATE_1, PDF
from tests.noyau.documents.antivirus.clamd import VERSION
from tests.noyau.documents.corpus.eicar import EICAR


@pytest.fixture
def preuve(monde) -> Preuve:
    return monde.eligible().chapitres()[0].preuves.first()


def joindre(monde, preuve, contenu: bytes = PDF, nom: str = "preuve.txt") -> Document:
    document = deposer_octets(contenu, nom=nom, zone="preuve", acteur=monde.mandataire, le=AVANT_DATE_1)
    par = monde.mandataire.utilisateur
    Depot.objects.create(preuve=preuve, document=document, depose_le=AVANT_DATE_1, depose_par=par)
    return document


def relu(document: Document) -> Document:
    return Document.objects.select_related("fichier").get(pk=document.pk)


def statut(client, document: Document, acteur) -> int:
    client.force_login(acteur.utilisateur)
    return client.get(document.get_absolute_url()).status_code


# ---- the verdict ----------------------------------------------------------------------------------------------------


def test_un_fichier_sain_dit_par_qui_et_quand(monde, preuve, clamd):
    avant = timezone.now()
    document = joindre(monde, preuve)

    assert analyser(document.fichier_id)

    fichier = relu(document).fichier
    assert (fichier.analyse, fichier.virus, fichier.moteur) == (Analyse.SAIN, "", VERSION)
    assert avant <= fichier.analyse_le <= timezone.now()
    assert clamd.recus == [PDF]


def test_un_fichier_infecte_est_garde_et_dit_a_qui_le_doit(monde, preuve, clamd, agent):
    document = joindre(monde, preuve, EICAR)

    analyser(document.fichier_id)

    fichier = relu(document).fichier
    assert (fichier.analyse, fichier.virus, fichier.lire()) == (Analyse.INFECTE, "Eicar-Test-Signature", EICAR)
    messages = {n.destinataire: n.corps for n in Notification.objects.filter(sujet="Fichier infecté : preuve.txt")}
    assert set(messages) == {monde.mandataire.utilisateur, monde.responsable.utilisateur}
    assert all("« preuve.txt »" in corps and "Eicar-Test-Signature" in corps for corps in messages.values())
    assert "déposez à sa place" in messages[monde.mandataire.utilisateur]
    entree = EntreeJournal.objects.get(action="fichier.infecte")
    assert (entree.details["signature"], entree.details["document"]) == ("Eicar-Test-Signature", "preuve.txt")


def test_les_memes_octets_deposes_ensuite_sont_dits_infectes_aussitot(monde, preuve, clamd):
    analyser(joindre(monde, preuve, EICAR).fichier_id)

    seconde = deposer_octets(EICAR, nom="b.txt", zone="preuve", acteur=monde.autre_editeur, le=AVANT_DATE_1)

    assert seconde.fichier.analyse == Analyse.INFECTE
    assert len(clamd.recus) == 1
    prevenu = Notification.objects.get(sujet="Fichier infecté : b.txt", destinataire=monde.autre_editeur.utilisateur)
    assert "Eicar" in prevenu.corps


def test_une_piece_chiffree_est_analysee_en_clair(monde, clamd):
    document = deposer_octets(EICAR, nom="rib.pdf", zone="piece_sensible", acteur=monde.mandataire, le=AVANT_DATE_1)

    analyser(document.fichier_id)

    assert clamd.recus == [EICAR]
    assert relu(document).fichier.analyse == Analyse.INFECTE
    destinataires = {n.destinataire for n in Notification.objects.filter(sujet__startswith="Fichier infecté")}
    assert destinataires == {monde.mandataire.utilisateur, monde.gestionnaire.utilisateur}


@pytest.mark.parametrize("panne", ["ferme", "moitié", b"ERROR\0", b"stream: Heuristics.Encrypted.Zip FOUND\0"])
def test_une_panne_laisse_le_fichier_non_analyse_et_dit_pourquoi(monde, preuve, clamd, panne):
    clamd.panne = panne
    document = joindre(monde, preuve)

    analyser(document.fichier_id)

    fichier = relu(document).fichier
    assert (fichier.analyse, fichier.moteur, fichier.analyse_le) == (Analyse.NON_ANALYSE, "", None)
    assert fichier.essaye_le
    assert "clamd" in fichier.raison_de_l_attente


@pytest.mark.parametrize("ranges", [b"autre chose", PDF[:-1], None])
def test_le_verdict_ne_vaut_que_pour_les_octets_du_depot(monde, preuve, clamd, ranges):
    document = joindre(monde, preuve)
    default_storage.delete(document.fichier.chemin)
    if ranges is not None:
        default_storage.save(document.fichier.chemin, ContentFile(ranges))

    analyser(document.fichier_id)

    assert relu(document).fichier.analyse == Analyse.NON_ANALYSE
    assert not Notification.objects.filter(sujet__startswith="Fichier infecté").exists()


def test_un_verdict_rendu_ne_change_plus(monde, preuve, clamd):
    document = joindre(monde, preuve)
    analyser(document.fichier_id)
    clamd.panne = b"stream: Eicar FOUND\0"

    assert analyser(document.fichier_id)

    assert relu(document).fichier.analyse == Analyse.SAIN
    assert len(clamd.recus) == 1


def test_deux_analyses_en_meme_temps_n_ecrivent_qu_un_verdict(monde, preuve, clamd):
    """The other one, faster, has found something while this one was reading."""
    document = joindre(monde, preuve)
    autre = {"analyse": "infecte", "virus": "X", "analyse_le": timezone.now(), "moteur": VERSION}
    fait = Fichier.objects.filter(pk=document.fichier_id)
    interroger = taches.analyser_le_fichier.__globals__["_interroger"]

    def plus_lente(fichier):
        reponse = interroger(fichier)
        fait.update(**autre)
        return reponse

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(taches.analyser_le_fichier.__globals__, "_interroger", plus_lente)
        analyser(document.fichier_id)

    assert relu(document).fichier.analyse == Analyse.INFECTE


# ---- never late -----------------------------------------------------------------------------------------------------


def test_la_reception_n_attend_pas_l_antivirus(
    monde, preuve, clamd, taches_immediates, django_capture_on_commit_callbacks
):
    """Nothing is asked of clamd before the commit; once it is done, the file goes by itself."""
    with django_capture_on_commit_callbacks(execute=True):
        document = joindre(monde, preuve)
        assert clamd.recus == []

    assert (clamd.recus, relu(document).fichier.analyse) == ([PDF], Analyse.SAIN)


def test_clamd_absent_ne_refuse_ni_ne_retarde_rien(
    monde, preuve, settings, taches_immediates, django_capture_on_commit_callbacks
):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    with django_capture_on_commit_callbacks(execute=True):
        document = joindre(monde, preuve)

    assert relu(document).fichier.analyse == Analyse.NON_ANALYSE


def test_sans_antivirus_rien_n_est_confie(monde, preuve, settings, django_capture_on_commit_callbacks):
    settings.CLAMD_URL = ""
    with django_capture_on_commit_callbacks() as a_faire:
        joindre(monde, preuve)

    assert (a_faire, balayer_les_fichiers_non_analyses()) == ([], 0)


def test_un_depot_annule_n_est_pas_analyse(monde, preuve, clamd, taches_immediates, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        joindre(monde, preuve)
        transaction.set_rollback(True)

    assert clamd.recus == []


def test_le_balayage_reprend_ce_qui_reste(monde, preuve, clamd):
    sain, infecte = joindre(monde, preuve), joindre(monde, preuve, EICAR)

    assert balayer_les_fichiers_non_analyses() == Fichier.objects.count()
    assert (relu(sain).fichier.analyse, relu(infecte).fichier.analyse) == (Analyse.SAIN, Analyse.INFECTE)
    assert balayer_les_fichiers_non_analyses() == 0


def test_le_balayage_s_arrete_quand_clamd_est_absent(monde, preuve, clamd):
    for rang in range(3):
        joindre(monde, preuve, b"texte %d" % rang)
    clamd.panne = "ferme"

    assert balayer_les_fichiers_non_analyses() == 1


def test_un_fichier_que_clamd_refuse_n_empeche_pas_les_autres(monde, preuve, clamd):
    """The one that failed goes behind those that were never tried."""
    premier, second = joindre(monde, preuve, b"un"), joindre(monde, preuve, b"deux")
    clamd.panne = b"INSTREAM size limit exceeded. ERROR\0"
    analyser(premier.fichier_id)

    *_, avant_dernier, dernier = a_analyser()
    assert (avant_dernier, dernier) == (second.fichier, premier.fichier)
    assert balayer_les_fichiers_non_analyses() == Fichier.objects.count()


# ---- the door -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "du_deposant", "tolere", "servi"),
    [
        ("sain", False, False, True),
        ("sain", True, True, True),
        ("non_analyse", False, False, False),
        ("non_analyse", True, False, True),
        ("non_analyse", False, True, True),
        ("infecte", False, False, False),
        ("infecte", True, True, False),
    ],
)
def test_la_regle(etat, du_deposant, tolere, servi):
    verdict = servable(etat=etat, signature="X", du_deposant=du_deposant, non_analyse_tolere=tolere)

    assert verdict.favorable is servi


def test_un_fichier_non_analyse_n_est_remis_qu_a_son_deposant(monde, preuve, clamd, client):
    document = joindre(monde, preuve)

    assert statut(client, document, monde.mandataire) == 200
    assert statut(client, document, monde.salarie) == 200
    assert statut(client, document, monde.verificateur) == 409
    assert "n’a pas encore analysé" in client.get(document.get_absolute_url()).content.decode()


def test_une_fois_sain_il_est_remis(monde, preuve, clamd, client):
    document = joindre(monde, preuve)
    analyser(document.fichier_id)

    assert statut(client, document, monde.verificateur) == 200


def test_un_fichier_infecte_n_est_remis_a_personne(monde, preuve, clamd, client, settings):
    settings.SERVIR_NON_ANALYSE = True
    document = joindre(monde, preuve, EICAR)
    analyser(document.fichier_id)

    for qui in (monde.mandataire, monde.verificateur, monde.direction):
        assert statut(client, document, qui) == 409
        assert client.get(f"{document.get_absolute_url()}apercu/").status_code == 409
    assert statut(client, document, monde.autre_editeur) == 404


def test_le_reglage_laisse_ouvrir_en_avertissant(monde, preuve, settings, client):
    settings.SERVIR_NON_ANALYSE = True
    document = joindre(monde, preuve)

    assert statut(client, document, monde.verificateur) == 200
    assert "Non analysé par l’antivirus." in client.get(f"/preuves/{preuve.pk}/").content.decode()


def test_qui_ouvre_une_preuve_lit_ce_que_la_structure_a_dit(monde, preuve, client):
    joindre(monde, preuve, PDF + b"reste", "rapport.pdf")
    Document.objects.update(remarques=["macros", "octets_en_trop"])
    client.force_login(monde.verificateur.utilisateur)

    page = client.get(f"/preuves/{preuve.pk}/").content.decode()

    assert "Contient des macros : ne les activez pas." in page
    assert "Des octets suivent la fin du document" in page
    assert "Contient des macros" in client.get(preuve.chapitre.get_absolute_url()).content.decode()
    client.force_login(monde.mandataire.utilisateur)
    for adresse in (f"/preuves/{preuve.pk}/", preuve.chapitre.get_absolute_url()):
        assert "Contient des macros" not in client.get(adresse).content.decode()


# ---- the database ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "faux",
    [
        {"analyse": "sain"},
        {"analyse": "sain", "analyse_le": timezone.now()},
        {"analyse": "infecte", "analyse_le": timezone.now(), "moteur": VERSION},
        {"analyse": "sain", "analyse_le": timezone.now(), "moteur": VERSION, "virus": "X"},
        {"analyse_le": timezone.now()},
        {"virus": "X"},
    ],
)
def test_la_base_refuse_un_verdict_incoherent(monde, faux):
    document = deposer_octets(PDF, nom="a.pdf", zone="", acteur=SYSTEME, le=AVANT_DATE_1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Fichier.objects.filter(pk=document.fichier_id).update(**faux)


def test_l_editeur_lit_sous_son_fichier_qu_il_est_infecte(monde, preuve, clamd, client):
    """On its card, on the page of the proof, and at once when the same bytes come in a lot."""
    chapitre = preuve.chapitre
    analyser(joindre(monde, preuve, EICAR).fichier_id)
    client.force_login(monde.mandataire.personne)
    dit = "Infecté : l’antivirus y a reconnu « Eicar-Test-Signature »"
    lot = f"/candidatures/{chapitre.candidature.numero}/etape-3/lot/"

    carte = client.get(chapitre.get_absolute_url()).content.decode()
    page = client.get(f"/preuves/{preuve.pk}/").content.decode()
    recu = client.post(lot, {"fichiers": ContentFile(EICAR, "c.txt")}, headers={"HX-Request": "true"}).content.decode()

    assert [dit in texte for texte in (carte, page, recu)] == [True, True, True]
