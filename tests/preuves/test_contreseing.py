"""The direction signs the PDF: the very copy that the ANS validated, with a signature more, or a reason why not."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader

from candidatures.models import Candidature, Convention, DocumentOfficiel
from candidatures.transitions import college
from candidatures.transitions import convention as etape_4
from candidatures.transitions.officiels import essayer_de_nouveau
from preuves.tasks import balayer_certificats, produire_certificat
from preuves.transitions import convention as saisine
from segur.noyau.documents.autorite_de_test import NOM_DU_SIGNATAIRE
from segur.noyau.documents.signature import ABIME, CHIFFRE, VERROUILLE, contresigner, signatures, signer
from segur.noyau.messagerie.models import Notification
from segur.portail.demonstration.scenario import Scenario, pdf
from tests.monde import Monde

pytestmark = pytest.mark.django_db
Referencer = Callable[[bytes], Candidature]

SANS_PAGES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def vierge() -> bytes:
    return pdf("Convention signée")


@pytest.fixture(scope="module")
def signee_par_l_editeur(vierge: bytes) -> bytes:
    """Electronically, as a vendor does: an approval signature, which certifies nothing."""
    return contresigner(vierge, raison="Lu et approuvé", lieu="Rennes")


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    return petit_monde.convention()


@pytest.fixture
def referencer(petit_monde: Monde, scenario: Scenario) -> Referencer:
    """The dossier référencé on that copy of the convention; its documents are owed, not made."""

    def faire(exemplaire: bytes) -> Candidature:
        scenario.produire_les_documents()
        etape = scenario.candidature.convention
        etape_4.envoyer(etape, scenario.demande(petit_monde.responsable))
        depot = [SimpleUploadedFile("signee.pdf", exemplaire)]
        etape_4.signer(etape, scenario.demande(scenario.editeur, exemplaire=depot))
        saisine.valider(etape, scenario.demande(petit_monde.responsable))
        scenario.rendre_avis()
        college.referencer(etape, scenario.demande(petit_monde.direction))
        return Candidature.objects.get(pk=scenario.candidature.pk)

    return faire


def contresignee() -> DocumentOfficiel:
    return DocumentOfficiel._default_manager.get(nature="contresignee")


@pytest.mark.exigence("E4-06", "E4-09")
def test_la_direction_signe_l_exemplaire_que_l_editeur_a_signe(
    referencer: Referencer, signee_par_l_editeur: bytes, petit_monde: Monde
) -> None:
    candidature = referencer(signee_par_l_editeur)

    assert produire_certificat(contresignee().pk) is True

    document = contresignee().document
    assert document is not None
    octets = document.lire()
    assert octets.startswith(signee_par_l_editeur)
    assert [lue.intacte for lue in signatures(octets)] == [True, True]
    assert signatures(octets)[1].reconnue
    sienne = PdfFileReader(BytesIO(octets)).embedded_signatures[1].sig_object
    direction = petit_monde.direction.personne
    assert str(sienne["/Reason"]).startswith(f"Signée pour la direction générale de l’ANS par {direction}, qui a")
    assert (str(candidature.nru) in sienne["/Reason"], "heure de Paris" in sienne["/Reason"]) == (True, True)
    assert str(sienne["/Location"]).endswith(f"/verifier/{contresignee().code}/")
    assert document.nom.startswith("ANS Segur_Convention de referencement signee_LogiMed_LGC Vague 2_")


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) n’est pas installé")
def test_un_outil_public_reconnait_les_deux_signatures(
    referencer: Referencer, signee_par_l_editeur: bytes, tmp_path: Path
) -> None:
    referencer(signee_par_l_editeur)
    balayer_certificats()
    document, chemin = contresignee().document, tmp_path / "convention.pdf"
    assert document is not None
    chemin.write_bytes(document.lire())

    dit = subprocess.run(["pdfsig", str(chemin)], capture_output=True, text=True, check=False).stdout

    assert (dit.count("Signature is Valid"), dit.count("  - Total document signed")) == (2, 1)


@pytest.mark.exigence("E4-06")
def test_un_exemplaire_signe_a_la_main_recoit_la_signature_de_la_direction(
    referencer: Referencer, vierge: bytes, connecter: Callable[..., Client], petit_monde: Monde, client: Client
) -> None:
    candidature = referencer(vierge)
    page = f"/candidatures/{candidature.numero}/etape-4/"
    avant = connecter(petit_monde.mandataire).get(page).content.decode()

    balayer_certificats()

    document = contresignee().document
    assert document is not None
    apres = connecter(petit_monde.mandataire).get(page).content.decode()
    verifie = client.post("/verifier/", {"fichier": SimpleUploadedFile("c.pdf", document.lire())})
    assert ("Convention signée par les deux parties, version 1 : en préparation" in avant, "hx-get" in avant) == (
        True,
        True,
    )
    assert (document.get_absolute_url() in apres, "hx-get" in apres) == (True, False)
    assert [lue.signataire for lue in signatures(document.lire())] == [NOM_DU_SIGNATAIRE]
    assert (verifie.context["constat"].verdict, verifie.context["constat"].officiel) == ("authentique", contresignee())
    assert contresignee().jumeau["exemplaire_de_l_editeur"]["sha256"] in verifie.content.decode()


def test_une_convention_contresignee_puis_changee_est_alteree(
    referencer: Referencer, vierge: bytes, client: Client
) -> None:
    referencer(vierge)
    balayer_certificats()
    document = contresignee().document
    assert document is not None
    change = bytearray(document.lire())
    change[len(vierge) // 2] ^= 1

    verifie = client.post("/verifier/", {"fichier": SimpleUploadedFile("c.pdf", bytes(change))})

    assert verifie.context["constat"].verdict == "altere"


def chiffre(contenu: bytes) -> bytes:
    sortie = BytesIO()
    with pikepdf.open(BytesIO(contenu)) as ouvert:
        ouvert.save(sortie, encryption=pikepdf.Encryption(owner="secret", user=""))
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("fabriquer", "raison"),
    [
        (chiffre, CHIFFRE),
        (lambda contenu: SANS_PAGES, ABIME),
        (lambda contenu: signer(contenu, raison="Certifié par l’éditeur"), VERROUILLE),
    ],
    ids=["chiffré", "abîmé", "certifié sans changement"],
)
@pytest.mark.exigence("E4-06")
def test_un_exemplaire_qui_ne_se_signe_pas_ne_bloque_pas_le_referencement(
    referencer: Referencer,
    vierge: bytes,
    petit_monde: Monde,
    connecter: Callable[..., Client],
    fabriquer: Callable[[bytes], bytes],
    raison: str,
) -> None:
    candidature = referencer(fabriquer(vierge))
    Notification.objects.all().delete()

    balayer_certificats()

    page = f"/candidatures/{candidature.numero}/etape-4/"
    vue_de_l_ans = connecter(petit_monde.responsable).get(page).content.decode()
    vue_de_l_editeur = connecter(petit_monde.mandataire).get(page).content.decode()
    assert (candidature.statut, contresignee().statut, contresignee().empechement) == (
        "referencee",
        "impossible",
        raison,
    )
    assert (raison in vue_de_l_ans, "Essayer de nouveau" in vue_de_l_ans) == (True, True)
    assert ("ne peut pas être produite" in vue_de_l_editeur, raison in vue_de_l_editeur) == (True, False)
    assert set(candidature.officiels.exclude(nature="contresignee").values_list("statut", flat=True)) == {"produit"}
    avertis = Notification.objects.filter(sujet__contains="impossible à produire")
    assert {a.adresse for a in avertis} == {"verificateur@ans.example", "responsable@ans.example"}
    assert balayer_certificats() == 0


def test_un_responsable_fait_essayer_de_nouveau(referencer: Referencer, vierge: bytes, petit_monde: Monde) -> None:
    referencer(chiffre(vierge))
    balayer_certificats()
    convention = Convention._default_manager.select_related("exemplaire_signe__fichier").get()
    assert convention.exemplaire_signe is not None

    essayer_de_nouveau(contresignee(), petit_monde.demande(petit_monde.responsable))

    assert (contresignee().statut, contresignee().empechement) == ("demande", "")
    assert (balayer_certificats(), contresignee().statut) == (1, "impossible")


def test_un_exemplaire_qui_n_est_plus_celui_valide_n_est_jamais_signe(
    referencer: Referencer, vierge: bytes, caplog: Any
) -> None:
    """Bytes changed under the storage: an operator's matter, and the ANS reads that it waits."""
    referencer(vierge)
    convention = Convention._default_manager.select_related("exemplaire_signe__fichier").get()
    assert convention.exemplaire_signe is not None
    chemin = convention.exemplaire_signe.fichier.chemin
    default_storage.delete(chemin)
    default_storage.save(chemin, SimpleUploadedFile("x", vierge + b"%"))

    balayer_certificats()

    assert (contresignee().statut, contresignee().empechement[:26]) == ("demande", "La production a échoué ; l")
    assert "n’est plus celui qui a été validé" in caplog.text


def test_la_tache_deux_fois_ne_signe_qu_une_fois(referencer: Referencer, vierge: bytes) -> None:
    referencer(vierge)

    assert [produire_certificat(contresignee().pk) for _ in range(2)] == [True, False]


def test_sans_horodatage_le_document_attend_et_l_ans_le_sait(
    referencer: Referencer, vierge: bytes, petit_monde: Monde, connecter: Callable[..., Client], settings: Any
) -> None:
    candidature = referencer(vierge)
    settings.SIGNATURE_HORODATAGE_URL = "http://127.0.0.1:9/"

    balayer_certificats()

    page = f"/candidatures/{candidature.numero}/etape-4/"
    dit = "L’autorité d’horodatage ne répond pas"
    assert set(candidature.officiels.exclude(nature="convention").values_list("statut", flat=True)) == {"demande"}
    assert connecter(petit_monde.responsable).get(page).content.decode().count(dit) == 3
    assert dit not in connecter(petit_monde.mandataire).get(page).content.decode()
    settings.SIGNATURE_HORODATAGE_URL = ""
    assert (balayer_certificats(), contresignee().statut, contresignee().empechement) == (3, "produit", "")
