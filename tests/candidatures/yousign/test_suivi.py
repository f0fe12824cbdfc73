"""From the sending of the convention to its signature: opened once, followed, repaired when the provider was away."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from candidatures.models import Convention, DemandeDeSignature
from candidatures.signature import suivi
from candidatures.signature.interface import FournisseurIndisponible
from candidatures.signature.suivi import NOUVEL_ESSAI, OUBLI, actualiser, ouvrir
from candidatures.tasks import balayer_signatures, relire_les_signatures
from candidatures.transitions.convention import demander_signature, signer
from candidatures.transitions.signature import redemander_la_signature
from segur.noyau import horloge
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import SIGNE, Prestataire
from tests.monde import Monde, fichier

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def relue(convention: Convention) -> Convention:
    return Convention.objects.get(pk=convention.pk)


def exemplaire(convention: Convention) -> Document:
    document = relue(convention).exemplaire_signe
    assert document is not None
    return document


def essayee_le(demande: DemandeDeSignature) -> datetime:
    assert demande.verifiee_le is not None
    return demande.verifiee_le


def recits() -> list[str]:
    return list(EntreeJournal.objects.filter(action__contains="demandedesignature").values_list("recit", flat=True))


@pytest.mark.exigence("E4-02", "MSG-07", "SYS-08")
def test_l_envoi_de_la_convention_invite_le_responsable_legal_une_seule_fois(
    yousign: Prestataire, scenario: Scenario
) -> None:
    assert [balayer_signatures() for _ in range(2)] == [1, 0]

    demande = DemandeDeSignature.objects.get()
    assert (demande.statut, demande.reference) == ("ongoing", yousign.demande["id"])
    assert yousign.demande["external_id"] == demande.cle
    assert yousign.demande["signers"][0]["info"]["email"] == "mandataire@logipro.example"
    assert recits() == ["Convention adressée au responsable légal pour signature électronique"]


def test_sans_raccordement_rien_ne_s_ouvre(scenario: Scenario) -> None:
    assert (balayer_signatures(), relire_les_signatures()) == (0, 0)
    assert DemandeDeSignature.objects.count() == 0


def test_l_invitation_du_portail_dit_ou_l_on_signe(yousign: Prestataire, scenario: Scenario) -> None:
    message = Notification.objects.get(sujet__startswith="Convention de référencement à signer")

    assert "invitation à signer électroniquement" in message.corps


@pytest.mark.parametrize("panne", ["503", "muet", "tronque", "perdu"])
def test_une_ouverture_manquee_reprend_plus_tard_et_n_ouvre_qu_une_demande(
    yousign: Prestataire, scenario: Scenario, panne: str
) -> None:
    yousign.pannes = ["", panne]
    assert balayer_signatures() == 0
    demande = DemandeDeSignature.objects.get()
    debut = essayee_le(demande)

    trop_tot = ouvrir(demande.pk, debut + NOUVEL_ESSAI)
    ensuite = ouvrir(demande.pk, debut + NOUVEL_ESSAI + MINUTE)

    demande.refresh_from_db()
    assert (trop_tot, ensuite, demande.statut) == (False, True, "ongoing")
    assert yousign.demande["id"] == demande.reference


def test_deux_ouvriers_sur_la_meme_demande_un_seul_appelle(yousign: Prestataire, scenario: Scenario) -> None:
    suivi.preparer_les_demandes(scenario.instant)
    demande = DemandeDeSignature.objects.get()
    yousign.pannes = ["503"]
    with pytest.raises(FournisseurIndisponible):
        ouvrir(demande.pk, scenario.instant)

    assert ouvrir(demande.pk, scenario.instant) is False
    assert len(yousign.appels) == 1


def test_la_signature_achevee_signe_la_convention(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, scenario: Scenario
) -> None:
    Notification.objects.all().delete()
    yousign.demande["status"] = "done"

    assert [actualiser(demande.pk, scenario.instant) for _ in range(2)] == [True, False]

    signee = relue(convention)
    assert (signee.statut, signee.signee_le) == ("signee", scenario.instant)
    assert (exemplaire(convention).lire(), exemplaire(convention).zone) == (SIGNE, "convention_signee")
    entree = EntreeJournal.objects.get(action="convention.signer_electroniquement")
    assert (entree.acteur, entree.details["empreinte"]) == (None, exemplaire(convention).fichier.empreinte)
    assert {m.sujet.partition(" : ")[2] for m in Notification.objects.all()} == {
        "convention signée à vérifier",
        "convention signée",
    }


@pytest.mark.exigence("B-YS-02")
@pytest.mark.parametrize("fin", ["declined", "expired", "rejected", "canceled", "deleted"])
def test_une_fin_sans_signature_se_dit_et_la_convention_attend(
    yousign: Prestataire,
    demande: DemandeDeSignature,
    convention: Convention,
    scenario: Scenario,
    fin: str,
    monde: Monde,
) -> None:
    Notification.objects.all().delete()
    yousign.demande["status"] = fin

    assert actualiser(demande.pk, scenario.instant) is True

    demande.refresh_from_db()
    adresses = set(Notification.objects.values_list("adresse", flat=True))
    assert (demande.statut, relue(convention).statut) == (fin, "envoyee")
    assert {"mandataire@logipro.example", "responsable@ans.example"} <= adresses
    assert EntreeJournal.objects.filter(de="ongoing", vers=fin).count() == 1
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("convention.pdf")]))
    assert relue(convention).statut == "signee"


def test_apres_un_refus_le_responsable_renvoie_et_une_nouvelle_demande_s_ouvre(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, scenario: Scenario, monde: Monde
) -> None:
    with pytest.raises(Refus, match="Aucune demande de signature électronique n’a échoué"):
        redemander_la_signature(convention, scenario.demande(monde.responsable))
    yousign.demande["status"] = "declined"
    actualiser(demande.pk, scenario.instant)
    assert balayer_signatures() == 0

    redemander_la_signature(convention, scenario.demande(monde.responsable))

    assert balayer_signatures() == 1
    nouvelle = DemandeDeSignature.objects.latest("pk")
    assert (nouvelle.statut, nouvelle.cle == demande.cle, len(yousign.demandes)) == ("ongoing", False, 2)
    with pytest.raises(Refus):
        redemander_la_signature(convention, scenario.demande(monde.responsable))


def test_une_nouvelle_signature_demandee_par_l_ans_ouvre_une_nouvelle_demande(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, scenario: Scenario, monde: Monde
) -> None:
    yousign.demande["status"] = "done"
    actualiser(demande.pk, scenario.instant)

    demander_signature(relue(convention), scenario.demande(monde.responsable, motif="Mauvaise personne."))

    assert (balayer_signatures(), len(yousign.demandes)) == (1, 2)


def test_la_copie_deposee_a_la_main_l_emporte_sur_une_signature_tardive(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, scenario: Scenario, monde: Monde
) -> None:
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("a-la-main.pdf")]))
    yousign.demande["status"] = "done"

    assert actualiser(demande.pk, scenario.instant) is True

    demande.refresh_from_db()
    assert (demande.statut, exemplaire(convention).nom) == ("done", "a-la-main.pdf")


def test_une_copie_deposee_avant_l_invitation_la_rend_inutile(
    yousign: Prestataire, convention: Convention, scenario: Scenario, monde: Monde
) -> None:
    suivi.preparer_les_demandes(scenario.instant)
    signer(convention, scenario.demande(monde.mandataire, exemplaire=[fichier("a-la-main.pdf")]))

    assert (balayer_signatures(), yousign.appels) == (1, [])
    assert DemandeDeSignature.objects.get().statut == "canceled"


@pytest.mark.parametrize(
    "octets",
    [b"<html>", b"", b"PK\x03\x04", SIGNE.replace(b"%%EOF", b""), b"%PDF-1.4\n%%EOF" + b"0" * 2000],
    ids=["page", "vide", "zip", "sans fin", "fin trop loin"],
)
def test_autre_chose_qu_un_pdf_entier_ne_signe_rien(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, scenario: Scenario, octets: bytes
) -> None:
    yousign.demande["status"], yousign.exemplaire = "done", octets

    assert actualiser(demande.pk, scenario.instant) is False
    demande.refresh_from_db()
    assert (demande.statut, relue(convention).statut, relue(convention).exemplaire_signe) == (
        "ongoing",
        "envoyee",
        None,
    )

    yousign.exemplaire = SIGNE
    assert actualiser(demande.pk, scenario.instant) is True
    assert relue(convention).statut == "signee"


@pytest.mark.parametrize("panne", ["503", "muet", "tronque", "html"])
def test_un_prestataire_absent_ne_change_rien_et_la_relecture_repare(
    yousign: Prestataire, demande: DemandeDeSignature, convention: Convention, panne: str
) -> None:
    yousign.demande["status"], yousign.pannes = "done", [panne]

    assert [relire_les_signatures() for _ in range(2)] == [0, 1]
    assert relue(convention).statut == "signee"


@pytest.mark.parametrize(("ecart", "relues"), [(timedelta(0), 0), (MINUTE, 1)])
def test_la_relecture_ne_demande_que_ce_qui_est_oublie(
    yousign: Prestataire, demande: DemandeDeSignature, ecart: timedelta, relues: int, monkeypatch: Any
) -> None:
    """Asked about half an hour ago at the most: nothing is asked."""
    instant = horloge.maintenant()
    DemandeDeSignature.objects.update(verifiee_le=instant - OUBLI - ecart)
    monkeypatch.setattr(horloge, "maintenant", lambda: instant)
    yousign.demande["status"] = "done"
    appels = len(yousign.appels)

    assert relire_les_signatures() == relues
    assert (len(yousign.appels) > appels) is bool(relues)


def test_une_demande_en_panne_n_arrete_pas_les_autres(
    yousign: Prestataire, demande: DemandeDeSignature, monde: Monde, convention: Convention
) -> None:
    yousign.demande["status"] = "done"
    perdue = monde.brouillon(produit="Autre").candidature
    DemandeDeSignature.objects.create(
        candidature=perdue,
        cle="perdue",
        reference="inconnue-chez-lui",
        statut="ongoing",
        envoi_le=demande.envoi_le,
        creee_le=demande.creee_le,
        verifiee_le=essayee_le(demande) - MINUTE,
    )

    assert relire_les_signatures() == 1
    assert relue(convention).statut == "signee"


def test_une_approbation_prealable_se_suit(yousign: Prestataire, scenario: Scenario) -> None:
    suivi.preparer_les_demandes(scenario.instant)
    demande = DemandeDeSignature.objects.get()
    yousign.etat_actif = "approval"

    ouvrir(demande.pk, scenario.instant)
    yousign.demande["status"] = "ongoing"
    actualiser(demande.pk, scenario.instant)

    assert list(EntreeJournal.objects.filter(id_objet=demande.pk, de="approval").values_list("vers", flat=True)) == [
        "ongoing"
    ]
