"""Official PDFs: what they say, that everyone can read them, and that they come once."""

import re
from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from candidatures.models import Candidature, DocumentOfficiel
from candidatures.transitions import college
from candidatures.transitions.officiels import nom_de_fichier
from preuves import tasks
from preuves.certificats import produire
from preuves.models import Preuve
from preuves.tasks import balayer_certificats, produire_certificat
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.tasks import balayer
from segur.noyau.temps import PARIS

TITRES = {
    "convention": "Convention de référencement",
    "attestation": "Attestation de référencement",
    "rapport": "Rapport de conformité",
}


@pytest.fixture
def scenario(petit_monde):
    """Referenced; attestation and report are owed, not made yet."""
    monde = petit_monde
    scenario = monde.convention()
    scenario.signer_la_convention()
    etape = scenario.candidature.convention
    scenario.rendre_avis()
    college.referencer(etape, scenario.demande(monde.direction))
    return scenario


@pytest.fixture
def candidature(scenario) -> Candidature:
    return Candidature.objects.get(pk=scenario.candidature.pk)


def officiel(candidature: Candidature, nature: str) -> DocumentOfficiel:
    return candidature.officiels.get(nature=nature)


def lu(octets: bytes) -> tuple[PdfReader, str]:
    lecteur = PdfReader(BytesIO(octets))
    return lecteur, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in lecteur.pages))


@pytest.mark.exigence("E4-11")
@pytest.mark.parametrize("nature", TITRES)
def test_le_pdf_s_ouvre_dit_l_essentiel_et_se_lit_par_tous(candidature, nature):
    octets = produire(officiel(candidature, nature))

    lecteur, texte = lu(octets)
    racine = lecteur.trailer["/Root"]
    attendus = [TITRES[nature], "LogiMed", "LogiPro"] + [candidature.nru] * (nature != "convention")
    assert [mot for mot in attendus if mot not in texte] == []
    assert (bool(racine["/MarkInfo"]["/Marked"]), "/StructTreeRoot" in racine) == (True, True)
    assert (str(racine["/Lang"])[:2], bool(racine["/ViewerPreferences"]["/DisplayDocTitle"])) == ("fr", True)
    assert lecteur.metadata.title.startswith(TITRES[nature])
    assert [nom for nom in (b"/JavaScript", b"/JS ", b"/Launch") if nom in octets] == []


def test_le_rapport_liste_chaque_preuve(candidature):
    _, texte = lu(produire(officiel(candidature, "rapport")))
    compact = texte.replace(" ", "")

    preuves = list(Preuve.objects.filter(chapitre__candidature=candidature))
    assert len(preuves) == 5
    assert [str(preuve) for preuve in preuves if str(preuve).replace(" ", "") not in compact] == []


def test_un_nom_de_produit_hostile_est_du_texte(candidature):
    etape = candidature.administrative
    etape.denomination_commerciale = "<script>alert(1)</script><img src='http://exemple.fr/x.png'>"
    etape.save()

    _, texte = lu(produire(officiel(candidature, "attestation")))

    assert "<script>alert(1)</script>" in texte.replace(" ", "")


@pytest.mark.exigence("E4-09")
def test_le_fichier_porte_le_nom_de_l_exigence(candidature):
    for nature in ("attestation", "rapport"):
        produire_certificat(officiel(candidature, nature).pk)

    prefixes = {"attestation": "Attestation de referencement", "rapport": "Rapport de conformite"}
    for nature, prefixe in prefixes.items():
        publie = officiel(candidature, nature).document
        le = publie.depose_le.astimezone(PARIS)
        assert publie.nom == f"ANS Segur_{prefixe}_LogiMed_LGC Vague 2_{le:%Y%m%d_%H%M%S}.pdf"


def test_un_nom_de_produit_ne_sort_pas_du_nom_de_fichier(candidature, scenario):
    due = officiel(candidature, "attestation")
    due.candidature.produit.nom = "../../a/b:c*?\r\n\u202eé"

    nom = nom_de_fichier(due, scenario.instant)

    assert nom.startswith("ANS Segur_Attestation de referencement_....abcé_LGC Vague 2_")


@pytest.mark.exigence("E4-08")
def test_attestation_et_rapport_partent_au_responsable_legal(candidature):
    mail.outbox.clear()
    Notification.objects.all().delete()

    balayer_certificats()
    balayer()

    responsable = candidature.administrative.legal_email
    assert [courriel.to for courriel in mail.outbox] == [[responsable]] * 3
    pieces = [courriel.attachments[0] for courriel in mail.outbox]
    assert [nom.split("_")[1] for nom, _, _ in pieces] == [
        "Attestation de referencement",
        "Rapport de conformite",
        "Convention de referencement signee",
    ]
    for (_, octets, type_mime), nature in zip(pieces, ("attestation", "rapport", "contresignee"), strict=True):
        assert (octets, type_mime) == (officiel(candidature, nature).document.lire(), "application/pdf")


def test_la_tache_deux_fois_ne_produit_qu_une_fois(candidature):
    due = officiel(candidature, "attestation")

    resultats = [produire_certificat(due.pk) for _ in range(2)]

    assert resultats == [True, False]
    assert EntreeJournal.objects.filter(action="documentofficiel.publier", id_objet=due.pk).count() == 1
    assert Notification.objects.filter(cle__contains=":officiel:attestation").count() == 1


def test_deux_ouvriers_sur_le_meme_document_le_second_ne_change_rien(candidature, monkeypatch):
    """The second had read « demandé » before the first published."""
    due = officiel(candidature, "attestation")
    ordinaire = tasks.produire

    def produire_pendant_qu_un_autre_publie(objet, texte):
        monkeypatch.setattr(tasks, "produire", ordinaire)
        assert produire_certificat(due.pk) is True
        return ordinaire(objet, texte)

    monkeypatch.setattr(tasks, "produire", produire_pendant_qu_un_autre_publie)

    assert produire_certificat(due.pk) is False
    assert Document.objects.filter(officiels=due).count() == 1
    assert EntreeJournal.objects.filter(action="documentofficiel.publier", id_objet=due.pk).count() == 1


def test_le_balayage_produit_ce_qui_est_du_et_rien_de_plus(candidature):
    assert [balayer_certificats() for _ in range(2)] == [3, 0]
    assert set(candidature.officiels.values_list("statut", flat=True)) == {"produit"}


def test_un_document_inconnu_ne_casse_rien(db):
    assert produire_certificat(999) is False


def test_un_gabarit_en_panne_n_arrete_pas_les_autres_documents(candidature, monkeypatch):
    ordinaire = tasks.produire

    def produire_sauf_l_attestation(objet, texte):
        if objet.nature == "attestation":
            raise ValueError("panne")
        return ordinaire(objet, texte)

    monkeypatch.setattr(tasks, "produire", produire_sauf_l_attestation)

    balayer_certificats()

    assert officiel(candidature, "rapport").statut == "produit"
