"""A campaign drawn, evidence, result, answer, decision of a second person, and the undue sums that may follow."""

import pytest
from django.db import IntegrityError
from django.db import transaction as db
from django.test import Client
from django.urls import reverse

from financement.campagnes import retirer
from financement.models import CampagneDeControle, ControleAPosteriori, Indu, Position
from financement.transitions import controles_a_posteriori as gestes
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import lendemain
from segur.noyau.transitions import Refus
from tests.financement.controles.campagne import Controles
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse, collegue
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db


@pytest.fixture
def controles(caisse: Caisse, monkeypatch: pytest.MonkeyPatch) -> Controles:
    monkeypatch.setattr("segur.noyau.horloge.maintenant", lambda: caisse.instant)
    return Controles(caisse)


def client_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


@pytest.mark.exigence("CAP-01")
def test_une_campagne_tire_et_demande(controles: Controles) -> None:
    campagne = controles.lancer().campagne
    relue = CampagneDeControle.objects.get(pk=campagne.pk)
    assert retirer(relue) == sorted(campagne.controles.values_list("commande", flat=True))
    assert campagne.controles.count() == 2
    assert "Tirage de 2 commandes parmi 3" in campagne.methode
    mandataire = controles.caisse.dossiers[0].mandataire.personne
    assert Notification.objects.filter(destinataire=mandataire, sujet__endswith="justificatifs demandés").count() == 2


@pytest.mark.exigence("CAP-01")
def test_une_campagne_ne_se_lance_pas_deux_fois(controles: Controles) -> None:
    """Sent twice, the same form asks each supplier once; another seed is another draw."""
    controles.lancer()
    with pytest.raises(Refus, match="déjà lancé"):
        controles.lancer(graine=" 2026 ")
    assert ControleAPosteriori.objects.count() == 2
    assert controles.lancer(graine="2027").campagne.controles.count() == 2


@pytest.mark.exigence("CAP-01")
def test_un_perimetre_sans_commande_payee(controles: Controles) -> None:
    apres = lendemain(controles.caisse.instant.date())
    for donnees in ({"part": "solde"}, {"du": lendemain(apres), "au": lendemain(apres)}):
        with pytest.raises(Refus, match="0 commandes"):
            controles.lancer(**donnees)
    with pytest.raises(Refus, match="gestionnaire"):
        controles.lancer(controles.caisse.payeur)


@pytest.mark.exigence("CAP-05", "CAP-06")
def test_les_deux_cotes_entendus_puis_deux_personnes(controles: Controles) -> None:
    controles.lancer().deposer().relever()
    caisse, mandataire = controles.caisse, controles.caisse.dossiers[0].mandataire
    gestes.justifier(controles.controle, caisse.demande(mandataire, texte="L’opérateur MSSanté n’était pas conforme."))
    with pytest.raises(Refus, match="Le fournisseur a jusqu’au"):
        controles.decider()
    controles.laisser_passer()
    with pytest.raises(Refus, match="s’est achevé"):
        gestes.justifier(controles.controle, caisse.demande(mandataire, texte="Encore."))
    gestionnaire = caisse.asp(Role.GESTIONNAIRE)
    les_deux = collegue(Role.VALIDEUR, gestionnaire.personne.email.partition("@")[0])
    with pytest.raises(Refus, match="deux personnes"):
        controles.decider(les_deux)
    controles.decider(collegue(Role.VALIDEUR, "autre-valideur"))
    assert controles.controle.statut == "non_conforme"
    with pytest.raises(IntegrityError, match="controle_non_conforme_par_deux_personnes"), db.atomic():
        ControleAPosteriori.objects.filter(pk=controles.controle.pk).update(decide_par=gestionnaire.personne)
    assert list(anomalies()) == []


@pytest.mark.exigence("CAP-05", "IND-07")
def test_un_controle_non_conforme_ouvre_la_voie_a_un_indu(controles: Controles) -> None:
    controles.lancer().laisser_passer().relever().laisser_passer()
    commande = controles.controle.commande
    dossier = Recouvrement.__new__(Recouvrement)
    dossier.caisse, dossier.commande = controles.caisse, commande
    with pytest.raises(Refus, match="aucun contrôle"):
        dossier.constater("controle", montant="1")
    controles.decider()
    client = client_de(controles.caisse.asp(Role.GESTIONNAIRE))
    position = Position.objects.get(commande=commande, part="avance")
    lien = f"{reverse('financement:constater_un_indu')}?cause=controle&amp;p={position.pk}"
    assert lien in client.get(controles.controle.get_absolute_url()).content.decode()
    assert "Contrôle a posteriori non conforme" in client.get("/financement/indus/a-examiner/").content.decode()
    assert dossier.constater("controle", montant="1").indu.cause == Indu.Cause.CONTROLE


def test_une_justification_retenue(controles: Controles) -> None:
    controles.lancer().deposer().relever()
    caisse = controles.caisse
    gestes.retenir_la_justification(controles.controle, caisse.demande(caisse.valideur, motif="Opérateur en cause."))
    assert controles.controle.statut == "conforme"


@pytest.mark.exigence("CAP-02")
def test_un_resultat_sous_le_seuil_ne_peut_etre_conforme(controles: Controles) -> None:
    controles.lancer().deposer()
    dpi = Dispositif.objects.get(code="HOP-DPI-Va2")
    CampagneDeControle.objects.update(dispositif=dpi)
    client = client_de(controles.caisse.asp(Role.GESTIONNAIRE))
    adresse = reverse("financement:juger_un_controle", args=[controles.controle.pk])
    sans_motif = client.post(adresse, {"consultations_dmp": "0", "motif": ""})
    assert (sans_motif.status_code, list(sans_motif.context["form"].errors)) == (409, ["motif"])
    demande = controles.caisse.demande(controles.caisse.asp(Role.GESTIONNAIRE), mesures={"consultations_dmp": 0})
    with pytest.raises(Refus, match="1 au moins"):
        gestes.constater_la_conformite(controles.controle, demande)
    assert client.post(adresse, {"consultations_dmp": "1"}).status_code == 302
    assert (controles.controle.statut, controles.controle.mesures) == ("conforme", {"consultations_dmp": 1})


@pytest.mark.parametrize(
    ("nom", "qui"),
    [
        ("controles", "gestionnaire"),
        ("controles?format=csv", "valideur"),
        ("controles", "mandataire"),
        ("campagnes", "valideur"),
        ("campagne", "gestionnaire"),
        ("controle", "gestionnaire"),
        ("controle", "mandataire"),
        ("juger_un_controle", "gestionnaire"),
    ],
)
def test_une_page_coute_autant_pour_trois_que_pour_un(controles: Controles, nom: str, qui: str) -> None:
    caisse = controles.caisse
    acteur = caisse.dossiers[0].mandataire if qui == "mandataire" else caisse.asp(qui)
    controles.lancer(taille=1).deposer()
    base, _, suite = nom.partition("?")
    cles = {"campagne": controles.campagne.pk, "controle": controles.controle.pk}
    cles["juger_un_controle"] = cles["controle"]
    adresse = f"{reverse(f'financement:{base}', args=[cles[base]] if base in cles else [])}?{suite}"
    pour_un = cout(acteur, adresse)
    controles.deposer().lancer(taille=3)
    assert cout(acteur, adresse) == pour_un <= BUDGET


def test_la_page_d_une_campagne_garde_ce_qui_est_saisi(controles: Controles) -> None:
    client = client_de(controles.caisse.asp(Role.GESTIONNAIRE))
    adresse = reverse("financement:campagne_nouvelle")
    vide = client.post(adresse, {"graine": "ma-graine"})
    assert (vide.status_code, "ma-graine" in vide.content.decode()) == (422, True)
    jour = f"{controles.caisse.instant:%Y-%m-%d}"
    saisie = {"dispositif": controles.caisse.dossiers[0].dispositif.code, "graine": "g", "taille": "1", "au": jour}
    assert client.post(adresse, saisie | {"part": "solde", "du": jour}).status_code == 409
    assert client.post(adresse, saisie | {"part": "avance", "du": jour}).status_code == 302
