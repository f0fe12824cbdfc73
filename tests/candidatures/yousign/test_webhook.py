"""S1: a webhook is believed when it is signed, once, and only as a sign that something changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.models import Convention, DemandeDeSignature, EvenementYousign
from candidatures.signature.suivi import actualiser
from candidatures.signature.webhook import OCTETS_AU_PLUS
from candidatures.tasks import balayer_signatures, relire_les_signatures
from candidatures.transitions.convention import signer
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import Prestataire, signature
from tests.monde import Monde, fichier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taches_immediates")]
Livrer = Callable[..., int]


@pytest.fixture
def livrer(django_capture_on_commit_callbacks: Any) -> Livrer:
    """Delivers a message; gives the status of the answer, once the tasks it started are done."""
    client = Client(enforce_csrf_checks=True)

    def envoyer(corps: bytes, entete: str | None = None) -> int:
        entetes = {"X-Yousign-Signature-256": signature(corps) if entete is None else entete}
        with django_capture_on_commit_callbacks(execute=True):
            reponse = client.post("/webhooks/yousign/", corps, content_type="application/json", headers=entetes)
        return reponse.status_code

    return envoyer


def statut(convention: Convention) -> str:
    return Convention.objects.get(pk=convention.pk).statut


def signatures_inscrites() -> int:
    return EntreeJournal.objects.filter(action="convention.signer_electroniquement").count()


@pytest.mark.exigence("B-YS-03", "B-YS-04")
def test_l_evenement_signe_fait_relire_l_etat_et_signe_la_convention(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer
) -> None:
    yousign.demande["status"] = "done"

    assert livrer(yousign.message()) == 200
    assert (statut(convention), EvenementYousign.objects.filter(traite_le=None).count()) == ("signee", 0)


@pytest.mark.exigence("B-YS-04")
def test_une_signature_forgee_est_refusee_et_rien_n_est_demande(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer
) -> None:
    yousign.demande["status"], appels = "done", len(yousign.appels)
    corps = yousign.message()
    juste = signature(corps)
    forgees = ["", "sha256=", juste[7:], juste.upper(), signature(corps + b" "), signature(corps, "autre"), "é"]

    assert [livrer(corps, forgee) for forgee in forgees] == [403] * len(forgees)
    assert (statut(convention), EvenementYousign.objects.count(), len(yousign.appels)) == ("envoyee", 0, appels)


def test_un_octet_change_apres_la_signature_se_voit(
    yousign: Prestataire, demande: DemandeDeSignature, livrer: Livrer
) -> None:
    corps = yousign.message("signature_request.declined")

    assert livrer(corps.replace(b"declined", b"done"), signature(corps)) == 403


def test_un_evenement_rejoue_ne_change_rien(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer
) -> None:
    corps = yousign.message()
    assert (livrer(corps), statut(convention)) == (200, "envoyee")
    yousign.demande["status"], appels = "done", len(yousign.appels)

    assert livrer(corps) == 200
    assert (statut(convention), len(yousign.appels)) == ("envoyee", appels)


@pytest.mark.exigence("B-YS-03")
def test_un_message_ne_fait_pas_foi_l_etat_relu_si(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer
) -> None:
    """Truly signed by Yousign, it tells of an end that its interface does not confirm."""
    assert livrer(yousign.message("signature_request.done")) == 200
    demande.refresh_from_db()
    assert (demande.statut, statut(convention)) == ("ongoing", "envoyee")


def test_des_evenements_en_desordre_donnent_le_meme_etat(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer
) -> None:
    yousign.demande["status"] = "done"
    noms = ["signature_request.done", "signer.done", "signature_request.activated", "signer.notified"]

    assert [livrer(yousign.message(nom)) for nom in noms] == [200] * 4
    assert (statut(convention), signatures_inscrites()) == ("signee", 1)


def test_deux_livraisons_du_meme_evenement_ne_signent_qu_une_fois(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer, scenario: Scenario
) -> None:
    """The second worker asks while the first one has already acted."""
    yousign.demande["status"] = "done"
    corps = yousign.message()

    assert [livrer(corps), livrer(corps)] == [200, 200]
    DemandeDeSignature.objects.update(statut="ongoing")
    assert actualiser(demande.pk, scenario.instant) is True
    assert (statut(convention), signatures_inscrites()) == ("signee", 1)


@pytest.mark.parametrize("fin", ["declined", "expired"])
def test_un_refus_et_une_expiration_arrivent_par_la(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer, fin: str
) -> None:
    yousign.demande["status"] = fin

    assert livrer(yousign.message(f"signature_request.{fin}")) == 200
    demande.refresh_from_db()
    assert (demande.statut, statut(convention)) == (fin, "envoyee")


def test_un_evenement_tardif_ne_defait_pas_une_copie_deposee(
    yousign: Prestataire,
    demande: DemandeDeSignature,
    convention: Convention,
    livrer: Livrer,
    monde: Monde,
    scenario: Any,
) -> None:
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("a-la-main.pdf")]))
    yousign.demande["status"] = "done"

    assert livrer(yousign.message()) == 200
    garde = Document.objects.get(conventions=convention)
    assert (garde.nom, signatures_inscrites()) == ("a-la-main.pdf", 0)


@pytest.mark.parametrize("reparation", [balayer_signatures, relire_les_signatures], ids=["minute", "heure"])
def test_un_evenement_recu_pendant_une_panne_n_est_pas_perdu(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer, reparation: Any
) -> None:
    yousign.demande["status"], yousign.pannes = "done", ["503"]
    assert (livrer(yousign.message()), statut(convention)) == (200, "envoyee")

    assert reparation() == 1
    assert (statut(convention), balayer_signatures()) == ("signee", 0)


def test_un_evenement_arrive_avant_la_reference_est_relu_apres(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, livrer: Livrer, scenario: Scenario
) -> None:
    """Yousign knows the key before the portal knows the reference."""
    DemandeDeSignature.objects.update(reference=None, statut="draft", verifiee_le=None)
    assert livrer(yousign.message()) == 200

    yousign.demande["status"] = "done"
    assert balayer_signatures() == 1
    assert (statut(convention), len(yousign.demandes)) == ("signee", 1)


def test_la_demande_d_une_autre_application_est_ignoree(
    yousign: Prestataire, demande: DemandeDeSignature, livrer: Livrer
) -> None:
    autre = yousign.message(data={"signature_request": {"id": "inconnue", "external_id": None}})

    assert [livrer(autre), livrer(yousign.message("contact.created", data={}))] == [200, 200]
    assert EvenementYousign.objects.count() == 0


@pytest.mark.exigence("B-YS-04")
@pytest.mark.parametrize(
    ("bac_a_sable", "annonce", "attendu"), [(False, True, 403), (True, False, 403), (True, True, 200)]
)
def test_un_evenement_d_un_autre_environnement_est_refuse(
    yousign: Prestataire, demande: DemandeDeSignature, livrer: Livrer, settings: Any, bac_a_sable, annonce, attendu
) -> None:
    settings.YOUSIGN_BAC_A_SABLE = bac_a_sable

    assert livrer(yousign.message(sandbox=annonce)) == attendu
    assert EvenementYousign.objects.count() == (attendu == 200)


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        json.dumps({"event_id": "a\x00", "event_name": "x", "sandbox": False, "data": {}}).encode(),
    ],
    ids=["vide", "tronqué", "liste", "sans champs", "identifiant hostile"],
)
def test_un_message_signe_mais_illisible_est_refuse(yousign: Prestataire, livrer: Livrer, corps: bytes) -> None:
    assert livrer(corps) == 400


@pytest.mark.parametrize(("octets", "attendu"), [(OCTETS_AU_PLUS, 400), (OCTETS_AU_PLUS + 1, 413), (3_000_000, 400)])
def test_un_message_trop_long_n_est_pas_lu(yousign: Prestataire, livrer: Livrer, octets: int, attendu: int) -> None:
    """Past Django's own limit, Django refuses first."""
    assert livrer(b" " * octets) == attendu


def test_sans_raccordement_l_adresse_n_existe_pas(livrer: Livrer) -> None:
    assert livrer(b"{}") == 404


def test_un_secret_vide_n_ouvre_pas_la_porte(yousign: Prestataire, livrer: Livrer, settings: Any) -> None:
    settings.YOUSIGN_SECRET_WEBHOOK = ""

    assert livrer(b"{}", signature(b"{}", "")) == 404


def test_l_adresse_ne_se_lit_pas(yousign: Prestataire, client: Client) -> None:
    assert client.get("/webhooks/yousign/").status_code == 405
