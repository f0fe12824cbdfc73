"""« Vérifier un document »: genuine, altered or unknown; in force, replaced or withdrawn."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidatures.models import Candidature, DocumentOfficiel
from candidatures.transitions import college
from candidatures.transitions.officiels import delivrer_de_nouveau
from candidatures.verification import OCTETS_AU_PLUS
from preuves.tasks import balayer_certificats
from segur.noyau.transitions import Refus
from tests.monde import PDF, Monde

pytestmark = pytest.mark.django_db
PAGE = "/verifier/"


@pytest.fixture
def candidature(petit_monde: Monde) -> Candidature:
    """Référencée, its documents delivered."""
    scenario = petit_monde.convention()
    scenario.signer_la_convention()
    etape = scenario.candidature.convention
    scenario.rendre_avis()
    college.referencer(etape, scenario.demande(petit_monde.direction))
    balayer_certificats()
    return Candidature.objects.get()


def attestation(version: int = 1) -> DocumentOfficiel:
    return DocumentOfficiel.objects.get(nature="attestation", version=version)


def octets(officiel: DocumentOfficiel) -> bytes:
    assert officiel.document is not None
    with default_storage.open(officiel.document.fichier.chemin) as fichier:
        return bytes(fichier.read())


def deposer(client: Client, contenu: bytes, nom: str = "attestation.pdf") -> Any:
    return client.post(PAGE, {"fichier": SimpleUploadedFile(nom, contenu)})


def test_le_document_delivre_est_authentique(candidature: Candidature, client: Client) -> None:
    reponse = deposer(client, octets(attestation()))

    page = reponse.content.decode()
    constat = reponse.context["constat"]
    assert (constat.verdict, constat.officiel) == ("authentique", attestation())
    assert [(s.intacte, s.reconnue) for s in constat.signatures] == [(True, True)]
    assert "Document authentique" in page
    assert candidature.nru in page


def bornes(contenu: bytes) -> list[int]:
    """Start and length of what is signed before the signature, then after it."""
    trouvee = re.findall(rb"/ByteRange *\[ *(\d+) +(\d+) +(\d+) +(\d+)", contenu)[-1]
    return [int(nombre) for nombre in trouvee]


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.9])
def test_un_octet_change_se_dit_altere(candidature: Candidature, client: Client, place: float) -> None:
    contenu = bytearray(octets(attestation()))
    debut, longueur, reprise, suite = bornes(bytes(contenu))
    signes = [*range(debut, debut + longueur), *range(reprise, reprise + suite)]
    contenu[signes[int(place * len(signes))]] ^= 1

    reponse = deposer(client, bytes(contenu))

    assert reponse.context["constat"].verdict == "altere"
    assert "Document altéré" in reponse.content.decode()
    assert "officiel" not in reponse.context
    assert not any(signature.intacte for signature in reponse.context["constat"].signatures)


def test_un_octet_que_la_signature_ne_couvre_pas_se_dit_altere_aussi(candidature: Candidature, client: Client) -> None:
    contenu = bytearray(octets(attestation()))
    contenu[bornes(bytes(contenu))[2] - 10] ^= 1  # the zeros that fill up the place of the signature

    reponse = deposer(client, bytes(contenu))

    assert reponse.context["constat"].verdict == "altere"
    assert "officiel" not in reponse.context


@pytest.mark.parametrize("contenu", [PDF, b"pas un pdf", b"\x00" * 1000], ids=["autre pdf", "texte", "zeros"])
def test_un_autre_fichier_est_inconnu(candidature: Candidature, client: Client, contenu: bytes) -> None:
    reponse = deposer(client, contenu)

    assert (reponse.status_code, reponse.context["constat"].verdict) == (200, "inconnu")
    assert reponse.context["constat"].signatures == ()
    assert "Document inconnu" in reponse.content.decode()


def test_une_convention_n_est_pas_un_document_a_verifier(candidature: Candidature, client: Client) -> None:
    reponse = deposer(client, octets(DocumentOfficiel.objects.get(nature="convention")))

    assert reponse.context["constat"].verdict == "inconnu"


def test_l_etape_4_mene_aux_pages_de_verification_qui_existent(
    petit_monde: Monde, candidature: Candidature, connecter: Callable[..., Client]
) -> None:
    page = connecter(petit_monde.mandataire).get(candidature.convention.get_absolute_url()).content.decode()

    codes = re.findall(r'href="/verifier/(\w+)/"', page)
    assert sorted(codes) == sorted(o.code for o in candidature.officiels.exclude(nature="convention"))
    assert {Client().get(f"/verifier/{code}/").status_code for code in codes} == {200}


def test_sans_fichier_ou_trop_gros_la_page_le_dit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    vide = client.post(PAGE)
    monkeypatch.setattr("segur.portail.views.verification.OCTETS_AU_PLUS", 10)
    gros = deposer(client, b"x" * 11)

    assert (vide.status_code, gros.status_code) == (422, 422)
    assert "Choisissez le fichier PDF à vérifier." in vide.content.decode()
    assert "aucun document du portail n’est si gros" in gros.content.decode()
    assert OCTETS_AU_PLUS > 10


@pytest.mark.exigence("E4-11")
def test_par_nru_les_documents_en_vigueur(candidature: Candidature, client: Client) -> None:
    assert candidature.nru is not None
    saisie = f" {candidature.nru[:4].lower()} {candidature.nru[4:]}-"

    reponse = client.get(PAGE, {"q": saisie})

    assert [d.nature for d in reponse.context["documents"]] == ["attestation", "rapport", "contresignee"]
    assert reponse.context["situation"].libelle == "Référencée"


def test_par_code_la_page_du_document(candidature: Candidature, client: Client) -> None:
    code = attestation().code

    reponse = client.get(PAGE, {"q": f"{code[:5].lower()} {code[5:]}"}, follow=True)

    assert reponse.redirect_chain == [(f"/verifier/{code}/", 302)]
    assert reponse.context["officiel"] == attestation()


def test_un_code_mal_recopie_n_est_pas_un_code_inconnu(candidature: Candidature, client: Client) -> None:
    code = attestation().code
    faux = ("A" if code[0] != "A" else "B") + code[1:]

    page = client.get(PAGE, {"q": faux}).content.decode()
    DocumentOfficiel.objects.filter(code=code).update(statut="demande", document=None)

    assert "mal recopié" in page
    reponse = client.get(f"/verifier/{code}/")
    assert reponse.status_code == 404
    assert "Aucun document ni référencement ne porte ce code" in reponse.content.decode()


def test_une_nouvelle_version_remplace_l_ancienne_qui_reste_verifiable(
    petit_monde: Monde, candidature: Candidature, client: Client
) -> None:
    ancienne = attestation()
    delivrer_de_nouveau(ancienne, petit_monde.demande(petit_monde.responsable))
    assert client.get(f"/verifier/{ancienne.code}/").context["remplacant"] is None  # still being made
    balayer_certificats()

    constat = deposer(client, octets(ancienne))
    assert (constat.context["constat"].verdict, constat.context["remplacant"]) == ("authentique", attestation(2))
    assert "Ce document est remplacé" in constat.content.decode()
    with pytest.raises(Refus, match="Une version plus récente existe déjà"):
        delivrer_de_nouveau(ancienne, petit_monde.demande(petit_monde.responsable))
    assert client.get(PAGE, {"q": str(candidature.nru)}).context["documents"][0] == attestation(2)


def test_le_jumeau_dit_les_memes_faits_sans_personne(candidature: Candidature, client: Client) -> None:
    officiel = attestation()

    lu = client.get(f"/verifier/{officiel.code}.json").json()

    assert officiel.document is not None
    assert lu["sha256"] == officiel.document.fichier.empreinte
    assert lu["document"] | {"profils": []} == {
        "schema": "1",
        "nature": "attestation",
        "code": officiel.code,
        "version": 1,
        "nru": candidature.nru,
        "referencee_le": candidature.referencee_le and candidature.referencee_le.isoformat(),
        "solution": {"denomination": "LogiMed", "version": lu["document"]["solution"]["version"]},
        "editeur": {"denomination": "LogiPro", "siret": "73282932000074"},
        "dispositif": {"code": "MDV-LGC-Va2", "libelle": "LGC vague 2"},
        "profils": [],
        "convention": lu["document"]["convention"],
    }
    assert lu["situation"]["en_vigueur"] is True
    assert candidature.administrative.legal_nom not in str(lu)
    assert client.get("/verifier/INCONNU.json").status_code == 404


def test_le_pdf_porte_le_jumeau_que_la_page_donne(candidature: Candidature, client: Client) -> None:
    with pikepdf.open(BytesIO(octets(attestation()))) as pdf:
        dans_le_pdf = json.loads(pdf.attachments["jumeau.json"].get_file().read_bytes())

    assert dans_le_pdf == client.get(f"/verifier/{attestation().code}.json").json()["document"]


def test_le_rapport_et_son_jumeau_listent_les_memes_preuves(candidature: Candidature, client: Client) -> None:
    officiel = DocumentOfficiel.objects.get(nature="rapport")

    preuves = [p for chapitre in officiel.jumeau["chapitres"] for p in chapitre["preuves"]]

    assert (len(preuves), {p["etat"] for p in preuves}) == (5, {"conforme"})
    assert all(len(empreinte) == 64 for p in preuves for empreinte in p["sha256"])


def test_la_page_coute_autant_pour_tous(
    candidature: Candidature, client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(6):
        client.get(f"/verifier/{attestation().code}/")
    with django_assert_max_num_queries(6):
        client.get(PAGE, {"q": str(candidature.nru)})
