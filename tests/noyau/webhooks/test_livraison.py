"""From a line of the journal to the receiver: what is told, signed how, in which order, tried again when."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import transaction as db

from candidatures.models import Produit
from candidatures.transitions import administrative
from candidatures.transitions.instruction import prendre_en_charge
from segur.noyau.comptes.models import SYSTEME, Organisation
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from segur.noyau.webhooks import constats, regles, tasks, transitions
from segur.noyau.webhooks.models import Evenement, Famille, Tentative, Webhook
from segur.noyau.webhooks.purge import effacer_les_anciens
from segur.noyau.webhooks.rotation import rechiffrer_les_secrets
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde
from tests.noyau.webhooks.exemples import Recepteur, evenement_de, maintenant, un_webhook

pytestmark = pytest.mark.django_db
RACINE = Path(__file__).resolve().parents[3]
TOUT = ("id", "type", "recu_le", "dossier", "rang", "objet", "statut")


def soumise(monde: Monde) -> Scenario:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return scenario


def ligne(monde: Monde, scenario: Scenario, **options: Any) -> EntreeJournal:
    valeurs = {"action": "candidature.essai", "recit": "Secret de Claire Martin", "acteur": monde.mandataire}
    return inscrire(scenario.candidature, recu_le=scenario.instant, **{**valeurs, **options})


def livrer(webhook: Webhook, le: Any = None) -> int:
    return tasks.livrer_les_evenements(webhook.pk, le or maintenant())


def verificateur_de_la_documentation() -> Any:
    espace: dict[str, Any] = {}
    exec((RACINE / "templates/api/verifier_webhook.py").read_text(), espace)  # noqa: S102 (what vendors are told to run)
    return espace["verifier"]


def test_une_transition_ecrit_son_evenement_et_le_recepteur_verifie_la_signature(
    monde: Monde, recepteur: Recepteur
) -> None:
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    secret = webhook.secrets(maintenant())[0]
    scenario = soumise(monde)

    assert livrer(webhook) == webhook.evenements.count()

    recu = recepteur.recus[-1]
    contenu, entree = recu.contenu, EntreeJournal.objects.filter(action="candidatureadministrative.soumettre").get()
    numero = scenario.candidature.numero
    assert tuple(contenu) == TOUT
    assert contenu["statut"] == {"code": "soumise", "libelle": "Soumise"}
    assert (contenu["dossier"], contenu["rang"]) == (f"candidature:{numero}", entree.rang)
    assert contenu["objet"] == {
        "nature": "etape_1",
        "candidature": numero,
        "lien": f"/api/v1/candidatures/{numero}/",
    }
    assert (recu.entetes["Segur-Evenement"], recu.entetes["Segur-Type"]) == (contenu["id"], entree.action)
    verifier = verificateur_de_la_documentation()
    signature = recu.entetes["Segur-Signature"]
    assert verifier(recu.corps, signature, secret)
    fausses = (recu.corps + b" ", signature, secret), (recu.corps, signature, "autre"), (recu.corps, "", secret)
    vieille = regles.signer(recu.corps, secrets=[secret], le=maintenant() - timedelta(seconds=301))
    assert [verifier(*fausse) for fausse in fausses] == [False] * 3
    assert not verifier(recu.corps, vieille, secret)


def test_rien_d_une_personne_ne_part(monde: Monde, recepteur: Recepteur) -> None:
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    scenario = soumise(monde)
    ligne(monde, scenario, details={"motif": "Secret", "adresse": "claire@logipro.example"})
    livrer(webhook)

    envoye = " ".join(recu.corps.decode() for recu in recepteur.recus)
    personne = monde.mandataire.personne
    secrets = ("Secret", "@", personne.nom, personne.prenom, scenario.produit.nom)
    assert [mot for mot in secrets if mot in envoye] == []


def test_seule_la_firme_qui_voit_le_dossier_est_prevenue_et_jamais_des_lignes_internes(monde: Monde) -> None:
    notre, autre = un_webhook(monde.mandataire), un_webhook(monde.autre_editeur)
    preuves = un_webhook(monde.mandataire, nom="Preuves", familles=[Famille.PREUVES.value])
    scenario = soumise(monde)
    avant = notre.evenements.count()

    prendre_en_charge(scenario.candidature, scenario.demande(monde.verificateur))

    assert EntreeJournal.objects.filter(action=prendre_en_charge.nom).exists()
    assert (avant > 0, notre.evenements.count()) == (True, avant)
    assert (autre.evenements.count(), preuves.evenements.count()) == (0, 0)


def test_une_transaction_defaite_n_annonce_rien(monde: Monde) -> None:
    webhook, scenario = un_webhook(monde.mandataire), monde.brouillon()
    avant = webhook.evenements.count()
    with db.atomic():
        ligne(monde, scenario)
        assert webhook.evenements.count() == avant + 1
        db.set_rollback(True)
    assert webhook.evenements.count() == avant


def test_ce_que_la_firme_ne_voit_plus_n_est_pas_envoye(monde: Monde, recepteur: Recepteur) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    livrer(webhook)
    deja = len(recepteur.recus)
    ligne(monde, scenario)
    Produit.objects.filter(pk=scenario.produit.pk).update(editeur=Organisation.objects.get(nom="MédiSoft"))

    livrer(webhook)

    evenement = evenement_de(webhook)
    assert (evenement.statut, evenement.motif) == ("ecarte", "L’organisation ne voit plus ce dossier.")
    assert (len(recepteur.recus), evenement.tentatives.count()) == (deja, 0)


def test_un_echec_retient_son_dossier_et_aucun_autre(monde: Monde, recepteur: Recepteur) -> None:
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    un, deux = monde.brouillon(produit="Un"), monde.brouillon(produit="Deux")
    webhook.evenements.update(statut="livre", livre_le=maintenant())
    recepteur.refuse = {un.candidature.cle_dossier}
    entrees = [ligne(monde, scenario) for scenario in (un, deux, un, deux)]
    le = maintenant()

    livrer(webhook, le)

    rangs = [(entree.dossier, entree.rang) for entree in entrees]
    assert recepteur.dossiers() == [rangs[0], rangs[1], rangs[3]]
    premier = webhook.evenements.get(entree=entrees[0])
    tentative = premier.tentatives.get()
    assert (premier.statut, premier.echecs, premier.prochain_le) == ("a_livrer", 1, le + timedelta(minutes=1))
    assert (tentative.reponse, tentative.cause) == (500, "Le récepteur a répondu 500.")

    recepteur.refuse = set()
    assert livrer(webhook, le + timedelta(seconds=59)) == 0
    assert livrer(webhook, le + timedelta(minutes=1)) == 2
    assert recepteur.dossiers()[3:] == [rangs[0], rangs[2]]
    essais = [recu.entetes["Segur-Essai"] for recu in recepteur.recus]
    assert essais == ["1", "1", "1", "2", "1"]


def test_des_echecs_repetes_suspendent_et_previennent_puis_tout_repart_dans_l_ordre(
    monde: Monde, recepteur: Recepteur
) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    webhook.evenements.update(statut="livre", livre_le=maintenant())
    recepteur.attitude = 503
    entrees, le = [ligne(monde, scenario) for _ in range(2)], maintenant()
    for essai in range(1, regles.ESSAIS + 1):
        assert Webhook.objects.get(pk=webhook.pk).statut == "actif"
        livrer(webhook, le)
        le += regles.delai_apres(essai)

    suspendu = Webhook.objects.get(pk=webhook.pk)
    assert (suspendu.statut, suspendu.motif) == ("suspendu", "8 échecs de suite. Le récepteur a répondu 503.")
    prevenus = Notification.objects.filter(sujet=f"Webhook suspendu : {webhook.nom}")
    assert {n.adresse for n in prevenus} == {"mandataire@logipro.example", "representant@logipro.example"}
    assert (len(recepteur.recus), livrer(webhook, le)) == (regles.ESSAIS, 0)
    ligne(monde, scenario)  # written all the same, and waits

    recepteur.attitude = 200
    with pytest.raises(Webhook.DoesNotExist):
        transitions.reactiver(suspendu, monde.demande(monde.salarie))
    transitions.reactiver(suspendu, monde.demande(monde.representant))
    assert livrer(webhook) == 3
    rangs = [rang for _, rang in recepteur.dossiers()[regles.ESSAIS :]]
    assert (rangs[:2], rangs) == ([entree.rang for entree in entrees], sorted(rangs))


def test_rejouer_garde_l_identifiant_et_signe_de_nouveau(monde: Monde, recepteur: Recepteur) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    livrer(webhook, maintenant() + timedelta(seconds=1))
    evenement = evenement_de(webhook)
    livre_le = evenement.livre_le
    transitions.rejouer(evenement, scenario.demande(monde.mandataire))
    ligne(monde, scenario)

    livrer(webhook, maintenant() + timedelta(seconds=90))

    memes = [recu for recu in recepteur.recus if recu.contenu["id"] == str(evenement.identifiant)]
    assert (len(memes), memes[0].corps == memes[1].corps) == (2, True)
    assert memes[0].entetes["Segur-Signature"] != memes[1].entetes["Segur-Signature"]
    relu = Evenement.objects.get(pk=evenement.pk)
    assert (relu.statut, relu.livre_le, relu.tentatives.count()) == ("livre", livre_le, 2)


def test_un_rejeu_manque_est_tente_une_fois_et_reste_livre(monde: Monde, recepteur: Recepteur) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    livrer(webhook)
    evenement, recepteur.attitude = evenement_de(webhook), 500
    transitions.rejouer(evenement, scenario.demande(monde.mandataire))

    livrer(webhook)
    livrer(webhook, maintenant() + timedelta(days=1))

    relu = Evenement.objects.get(pk=evenement.pk)
    assert (relu.statut, relu.echecs, relu.tentatives.count()) == ("livre", 0, 2)


def test_ecarter_libere_les_suivants(monde: Monde, recepteur: Recepteur) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    livrer(webhook)
    recepteur.attitude = 500
    premiere, _ = ligne(monde, scenario), ligne(monde, scenario)
    livrer(webhook)
    recepteur.attitude = 200
    transitions.ecarter(webhook.evenements.get(entree=premiere), scenario.demande(monde.mandataire))

    assert livrer(webhook) == 1
    assert recepteur.dossiers()[-1] == (scenario.candidature.cle_dossier, premiere.rang + 1)


def test_un_rejeu_manque_ne_suspend_pas_un_webhook_remis_en_service(monde: Monde, recepteur: Recepteur) -> None:
    """The event that once suspended it, set aside since then: a copy asked by hand is tried once, and harms nobody."""
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    webhook.evenements.update(statut="livre", livre_le=maintenant())
    fatale = webhook.evenements.get(entree=ligne(monde, scenario))
    Evenement.objects.filter(pk=fatale.pk).update(echecs=regles.ESSAIS)
    constats.suspendre(webhook, monde.demande(SYSTEME, motif="Panne."))
    transitions.ecarter(fatale, scenario.demande(monde.mandataire))
    transitions.reactiver(webhook, monde.demande(monde.mandataire))
    recepteur.attitude = 500
    transitions.rejouer(fatale, scenario.demande(monde.mandataire))

    livrer(webhook)

    assert Evenement.objects.get(pk=fatale.pk).statut == "ecarte"
    assert Webhook.objects.get(pk=webhook.pk).statut == "actif"


def test_un_essai_part_meme_suspendu_et_une_seule_fois(monde: Monde, recepteur: Recepteur) -> None:
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    constats.suspendre(webhook, monde.demande(SYSTEME, motif="Panne."))
    recepteur.attitude = 500
    transitions.essayer(webhook, monde.demande(monde.mandataire))
    livrer(webhook)
    essai = evenement_de(webhook)
    assert (essai.statut, essai.motif) == ("ecarte", "Envoi demandé sans succès. Le récepteur a répondu 500.")

    recepteur.attitude = 200
    transitions.rejouer(essai, monde.demande(monde.mandataire))
    livrer(webhook)
    assert (Evenement.objects.get(pk=essai.pk).statut, len(recepteur.recus)) == ("livre", 2)
    assert recepteur.recus[1].contenu.keys() == {"id", "type", "recu_le"}


def test_deux_signatures_pendant_le_recouvrement_puis_une(monde: Monde, recepteur: Recepteur) -> None:
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    ancien = webhook.secrets(maintenant())[0]
    renouvele = transitions.renouveler_le_secret(webhook, monde.demande(monde.mandataire, maintenant(), secret="n0"))
    fin = renouvele.ancien_jusqu_a
    transitions.essayer(webhook, monde.demande(monde.mandataire))
    livrer(webhook)

    signature = recepteur.recus[0].entetes["Segur-Signature"]
    verifier = verificateur_de_la_documentation()
    assert [verifier(recepteur.recus[0].corps, signature, secret) for secret in (ancien, "n0", "n1")] == [
        True,
        True,
        False,
    ]
    instants = (fin - timedelta(microseconds=1), fin)
    assert [renouvele.secrets(le) for le in instants] == [["n0", ancien], ["n0"]]
    assert ancien not in str(list(Webhook.objects.values()))


def test_retirer_efface_les_secrets_et_arrete_tout(monde: Monde, recepteur: Recepteur) -> None:
    webhook, scenario = un_webhook(monde.mandataire, url=recepteur.url), monde.brouillon()
    transitions.retirer(webhook, scenario.demande(monde.mandataire))
    ligne(monde, scenario)

    relu = Webhook.objects.get(pk=webhook.pk)
    assert (relu.secret, relu.secret_ancien, livrer(webhook), recepteur.recus) == ("", "", 0, [])
    assert set(webhook.evenements.values_list("statut", flat=True)) == {"ecarte"}
    with pytest.raises(Refus, match="retiré"):
        transitions.rejouer(evenement_de(webhook), scenario.demande(monde.mandataire))


def test_la_rotation_des_cles_rechiffre_les_secrets(monde: Monde, settings: Any) -> None:
    webhook = un_webhook(monde.mandataire)
    secret = webhook.secrets(maintenant())
    settings.CLES_DONNEES = [Fernet.generate_key().decode(), "demonstration"]
    assert rechiffrer_les_secrets() == 1
    settings.CLES_DONNEES = settings.CLES_DONNEES[:1]
    assert Webhook.objects.get(pk=webhook.pk).secrets(maintenant()) == secret


def test_les_anciens_s_effacent_sauf_ceux_qui_attendent(monde: Monde) -> None:
    webhook, scenario = un_webhook(monde.mandataire, essaye=True), monde.brouillon()
    for _ in range(2):
        ligne(monde, scenario)
    essai, attend = webhook.evenements.get(entree=None), webhook.evenements.filter(statut="a_livrer").count()
    Tentative.objects.create(evenement=essai, numero=1, le=maintenant(), cause="Panne.", duree_ms=1)
    fin = maintenant() + regles.GARDE

    assert effacer_les_anciens(essai.cree_le + regles.GARDE) == 0
    assert (effacer_les_anciens(fin), webhook.evenements.count(), Tentative.objects.count()) == (1, attend, 0)


def test_le_corps_est_celui_de_l_instant(monde: Monde) -> None:
    """What changed since is told by its own event."""
    webhook, scenario = un_webhook(monde.mandataire), monde.brouillon()
    ligne(monde, scenario)
    assert json.loads(evenement_de(webhook).corps)["statut"]["code"] == "en_cours"
