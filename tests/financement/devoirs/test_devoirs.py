"""The list, the confirmation of many at once, the reminder, what the ASP reads, and what each page costs."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from financement.devoirs import Devoirs
from financement.models import Commande, Incapacite, InformationDuClient
from financement.rappels_des_devoirs import rappeler_les_devoirs
from financement.transitions.devoirs import informer_le_client
from financement.transitions.realisation import declarer_l_incapacite
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus
from tests.financement.devoirs.conftest import Regler, en_attente
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import DossierDePilotes, validees
from tests.financement.realisation.conftest import MICRO, connu_de_l_asp
from tests.monde import Monde
from tests.portail.test_requetes import BUDGET, cout

LISTE = "/financement/clients-a-informer/"
RETIREE = {"statut": "retiree", "occupe": False, "financement": None, "avance": None, "solde": None}
CONFIRMER = f"{LISTE}confirmer/"


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


@pytest.fixture
def attente(pret: DossierDePilotes, date_2: datetime, regler: Regler) -> DossierDePilotes:
    """Two days after Date 2, without any complete file; the orders were signed twenty days before."""
    dossier = connu_de_l_asp(en_attente(pret, jour_de_paris(date_2) - timedelta(days=20)))
    dossier.instant = date_2 + timedelta(days=2)
    regler(dossier.instant)
    return dossier


def references(le: datetime, **filtres: str) -> list[str]:
    return sorted(c.reference for c in Devoirs(Commande.objects.all(), le).lignes(**filtres))


def informer(attente: DossierDePilotes, commande: Commande, motif: str = "date_2", **donnees: Any) -> None:
    dites = {"motif": motif, "informe_le": jour_de_paris(attente.instant), "moyen": "courriel", "envoi": "Courriel"}
    informer_le_client(commande, Demande(attente.mandataire, attente.instant, dites | donnees))


def envoi(*commandes: Commande, **donnees: Any) -> dict[str, Any]:
    cochees = [commande.pk for commande in commandes]
    return {"commande": cochees, "motif": "date_2", "moyen": "courriel", "envoi": "Dossier non déposé"} | donnees


@pytest.mark.exigence("CMD-08", "MSG-10")
@pytest.mark.parametrize(("ecart", "nombre"), [(-MICRO, 0), (timedelta(), 0), (MICRO, 5)])
def test_le_filtre_de_la_base_suit_la_regle_a_la_date_2(
    attente: DossierDePilotes, date_2: datetime, ecart: timedelta, nombre: int
) -> None:
    assert len(references(date_2 + ecart, motif="date_2")) == nombre


@pytest.mark.exigence("CMD-08", "MSG-10")
def test_le_filtre_de_la_base_suit_la_regle_au_120e_jour(attente: DossierDePilotes) -> None:
    signe_le = attente.commandes[0].bon.signe_le
    for jours, nombre in ((120, 0), (121, 5)):
        le = attente.instant + (signe_le + timedelta(days=jours) - jour_de_paris(attente.instant))
        lus = Devoirs(Commande.objects.all(), le)
        lignes = lus.lignes(motif="delai").select_related("demande").prefetch_related("informations")
        assert len(lignes) == nombre
        assert all("delai" in {devoir.motif for devoir, _ in lus.de(ligne)} for ligne in lignes)


def test_une_commande_retiree_ne_doit_plus_rien(attente: DossierDePilotes) -> None:
    Commande.objects.filter(pk=attente.commandes[0].pk).update(**RETIREE)
    assert len(references(attente.instant)) == 4


@pytest.mark.exigence("MSG-10")
def test_confirmer_plusieurs_clients_en_une_fois(attente: DossierDePilotes) -> None:
    un, deux, *_ = attente.commandes
    client = connecte(attente.mandataire)
    jour = jour_de_paris(attente.instant)
    reponse = client.post(CONFIRMER, envoi(un, deux, informe_le=jour), follow=True)

    assert "2 client(s) confirmé(s) informé(s)" in reponse.content.decode()
    assert references(attente.instant, etat="informes") == [un.reference, deux.reference]
    assert len(references(attente.instant, etat="a_informer", motif="date_2")) == 3
    information = InformationDuClient.objects.get(commande=un)
    assert (information.informe_le, information.envoi, information.confirmee_par) == (
        jour,
        "Dossier non déposé",
        attente.mandataire.personne,
    )
    assert EntreeJournal.objects.filter(action="commande.informer_le_client").count() == 2
    messages = Notification.objects.filter(sujet__contains="clients confirmés informés")
    assert messages.filter(destinataire=attente.mandataire.personne).count() == 1


@pytest.mark.exigence("MSG-10", "CMD-08")
@pytest.mark.parametrize(("jours", "dit"), [(-3, "au plus tôt le"), (1, "au plus tard ce jour")])
def test_ni_avant_le_fait_ni_a_venir(attente: DossierDePilotes, jours: int, dit: str) -> None:
    informe_le = jour_de_paris(attente.instant) + timedelta(days=jours)
    with pytest.raises(Refus, match=dit):
        informer(attente, attente.commandes[0], informe_le=informe_le)
    reponse = connecte(attente.mandataire).post(CONFIRMER, envoi(attente.commandes[0], informe_le=informe_le))
    assert reponse.status_code == 409
    assert dit in reponse.content.decode()
    assert not InformationDuClient.objects.exists()


def test_un_formulaire_incomplet_dit_tout_et_garde_tout(attente: DossierDePilotes) -> None:
    un = attente.commandes[0]
    saisi = {"commande": [un.pk, "x"], "envoi": "Mon courriel", "informe_le": "hier", "motif": ""}
    reponse = connecte(attente.mandataire).post(CONFIRMER, saisi)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    for dit in ("Dites de quoi", "Dites par quel moyen", "Écrivez un jour", "Mon courriel"):
        assert dit in page
    assert f'value="{un.pk}" id="commande-{un.pk}" checked' in page


def test_refusee_une_commande_n_en_retient_aucune_autre(attente: DossierDePilotes) -> None:
    un, deux, *_ = attente.commandes
    informer(attente, un)
    reponse = connecte(attente.mandataire).post(
        CONFIRMER, envoi(un, deux, informe_le=jour_de_paris(attente.instant)), follow=True
    )
    page = reponse.content.decode()
    assert "1 client(s) confirmé(s)" in page
    assert "Le client est informé depuis" in page
    assert InformationDuClient.objects.count() == 2


@pytest.mark.exigence("REA-03", "MSG-10")
def test_l_incapacite_garde_sa_propre_confirmation(attente: DossierDePilotes) -> None:
    un, deux, *_ = attente.commandes
    for commande in (un, deux):
        dit = {"motif": "Client parti", "client_informe_le": None, "client_informe_par": ""}
        declarer_l_incapacite(commande, Demande(attente.mandataire, attente.instant, dit))
    donnees = envoi(un, motif="incapacite", informe_le=jour_de_paris(attente.instant))
    assert connecte(attente.mandataire).post(CONFIRMER, donnees).status_code == 302

    assert Incapacite.objects.get(commande=un).client_informe_par == "courriel"
    assert not InformationDuClient.objects.exists()
    assert references(attente.instant, motif="incapacite", etat="informes") == [un.reference]
    assert references(attente.instant, motif="incapacite", etat="a_informer") == [deux.reference]


@pytest.mark.exigence("MSG-10")
def test_un_rappel_par_jour_et_par_entreprise(attente: DossierDePilotes) -> None:
    ecrits = rappeler_les_devoirs(attente.instant)
    rappels = Notification.objects.filter(sujet__contains="information(s) à donner à vos clients")
    recus = rappels.filter(destinataire=attente.mandataire.personne)
    assert ecrits == rappels.count() > 0
    assert "Pas de dossier complet à la Date 2 : 5 commande(s)" in recus.get().corps
    assert rappeler_les_devoirs(attente.instant + timedelta(minutes=5)) == 0
    for commande in attente.commandes:
        informer(attente, commande)
    assert rappeler_les_devoirs(attente.instant + timedelta(days=1)) == 0


def test_le_rappel_revient_le_lendemain_tant_qu_un_client_reste(attente: DossierDePilotes) -> None:
    rappeler_les_devoirs(attente.instant)
    informer(attente, attente.commandes[0])
    assert rappeler_les_devoirs(attente.instant + timedelta(days=1)) > 0
    assert Notification.objects.filter(corps__contains="4 commande(s)").exists()


def test_l_asp_lit_et_ne_confirme_pas(attente: DossierDePilotes) -> None:
    informer(attente, attente.commandes[0])
    asp = connecte(attente.ans(Role.GESTIONNAIRE))
    page = asp.get(LISTE).content.decode()
    assert "À informer" in page
    assert "depuis 2 jours" in page
    assert CONFIRMER not in page
    assert asp.post(CONFIRMER, envoi(attente.commandes[1])).status_code == 403

    lu = asp.get(f"{LISTE}?etat=informes&format=csv").getvalue().decode()
    rangees = list(csv.DictReader(io.StringIO(lu.lstrip("\ufeff")), delimiter=";"))
    assert [(r["Commande"], r["Motif"], r["Par"], r["Âge en jours"]) for r in rangees] == [
        (attente.commandes[0].reference, "Pas de dossier complet à la Date 2", "Courriel", "2")
    ]


def test_personne_d_autre_ne_voit_ces_clients(attente: DossierDePilotes, monde: Monde) -> None:
    informer(attente, attente.commandes[0])
    autre = connecte(monde.autre_editeur)
    assert attente.commandes[0].reference not in autre.get(LISTE).content.decode()
    donnees = envoi(attente.commandes[1], informe_le=jour_de_paris(attente.instant))
    assert autre.post(CONFIRMER, donnees).status_code == 422  # nothing of its own is ticked
    assert not InformationDuClient.objects.visibles_par(monde.autre_editeur).exists()
    assert InformationDuClient.objects.visibles_par(attente.mandataire).count() == 1
    assert connecte(monde.verificateur).get(LISTE).status_code == 403


def test_la_base_tient_l_ordre_des_dates_et_l_unicite(attente: DossierDePilotes) -> None:
    informer(attente, attente.commandes[0])
    information = InformationDuClient.objects.get()
    for changement in ({"informe_le": information.ne_le - timedelta(days=1)}, {"envoi": ""}, {"moyen": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationDuClient.objects.filter(pk=information.pk).update(**changement)
    information.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        information.save(force_insert=True)


@pytest.mark.parametrize("adresse", [LISTE, f"{LISTE}?etat=a_informer&motif=date_2", f"{LISTE}?format=csv"])
def test_la_liste_coute_autant_pour_trois_commandes_que_pour_une(
    pret: DossierDePilotes, piloter: Piloter, monde: Monde, date_2: datetime, regler: Regler, adresse: str
) -> None:
    regler(date_2 + timedelta(days=2))
    signe_le = jour_de_paris(date_2) - timedelta(days=20)
    en_attente(connu_de_l_asp(pret), signe_le)
    Commande.objects.exclude(pk=pret.commandes[0].pk).update(**RETIREE)
    pour_une = cout(monde.mandataire, adresse)
    for rang, produit in enumerate(("Deux", "Trois"), start=2):
        autre = piloter("LogiPro", produit, 0)
        autre.commandes = validees(autre.fournisseur, autre.candidature, autre.signe_le, 1, depuis=rang)
        en_attente(autre, signe_le)
    assert cout(monde.mandataire, adresse) == pour_une <= BUDGET
    assert cout(monde.gestionnaire, adresse) <= BUDGET
