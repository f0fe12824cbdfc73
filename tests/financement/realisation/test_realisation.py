"""Declared, replaced, refused, withdrawn: what each gesture leaves, who is told, and what each page costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from financement.expirations import prevenir_des_expirations
from financement.models import AttestationDeFin, Commande, Creance, DemandeDeFinancement, Incapacite
from financement.realisation import sans_solde_ni_attestation
from financement.transitions import realisation as gestes
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus, Transition
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import DossierDePilotes, validees
from tests.financement.realisation.conftest import MICRO, connu_de_l_asp
from tests.monde import PDF
from tests.portail.test_requetes import BUDGET, cout

LISTE = "/financement/realisation/"


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def attester(pret: DossierDePilotes, commande: Commande, le: datetime | None = None, **donnees: Any) -> None:
    instant = le or pret.instant
    valeurs = {"achevee_le": jour_de_paris(instant), "fichier": None} | donnees
    gestes.attester(commande, Demande(pret.mandataire, instant, valeurs))


def declarer(pret: DossierDePilotes, commande: Commande, le: datetime | None = None, **donnees: Any) -> None:
    valeurs = {"motif": "Client parti", "client_informe_le": None, "client_informe_par": ""} | donnees
    gestes.declarer_l_incapacite(commande, Demande(pret.mandataire, le or pret.instant, valeurs))


def solde_de(commande: Commande, le: datetime) -> Creance:
    """A balance that counts, as the database holds it."""
    assert commande.decidee_par is not None
    demande = DemandeDeFinancement.objects.create(
        fournisseur=commande.demande.fournisseur,
        dispositif=commande.dispositif,
        candidature=commande.demande.candidature,
        nature="solde",
        source="formulaire",
        statut="deposee",
        recue_le=le,
        recue_de=commande.decidee_par,
        premier_depot_le=le,
    )
    return Creance.objects.create(
        demande=demande,
        commande=commande,
        dispositif=commande.dispositif,
        part="solde",
        rang=1,
        contenu={},
        statut="deposee",
        deposee_le=le,
        empreinte="e",
    )


@pytest.mark.exigence("REA-02", "SOL-02")
@pytest.mark.parametrize(("ecart", "recue"), [(-MICRO, True), (timedelta(), True), (MICRO, False)])
def test_l_instant_de_reception_juge_l_attestation(
    pret: DossierDePilotes, commande: Commande, date_5: datetime, ecart: timedelta, recue: bool
) -> None:
    if recue:
        attester(pret, commande, date_5 + ecart)
    else:
        with pytest.raises(Refus, match="La Date 5 est passée"):
            attester(pret, commande, date_5 + ecart)
    assert AttestationDeFin.objects.exists() is recue


@pytest.mark.exigence("REA-02", "REA-03", "SOL-02")
@pytest.mark.parametrize("geste", [gestes.attester, gestes.declarer_l_incapacite])
def test_un_envoi_repris_apres_une_panne_garde_son_premier_instant(
    pret: DossierDePilotes, commande: Commande, date_5: datetime, geste: Transition
) -> None:
    valeurs = {"achevee_le": jour_de_paris(pret.instant), "fichier": None, "motif": "Client parti"}
    valeurs |= {"client_informe_le": None, "client_informe_par": ""}
    plus_tard = date_5 + timedelta(minutes=5)
    with pytest.raises(Refus, match="La Date 5 est passée"):
        geste(commande, Demande(pret.mandataire, plus_tard, valeurs, premier_recu_le=date_5 + MICRO))

    geste(commande, Demande(pret.mandataire, plus_tard, valeurs, premier_recu_le=date_5))

    faites = [relu.values_list("declaree_le", flat=True) for relu in (commande.attestations, commande.incapacites)]
    assert [instant for instants in faites for instant in instants] == [date_5]


def test_un_envoi_repris_ne_passe_pas_devant_ce_qui_fut_declare_apres_lui(
    pret: DossierDePilotes, commande: Commande, date_5: datetime
) -> None:
    attester(pret, commande, date_5)
    valeurs = {"achevee_le": jour_de_paris(pret.instant), "fichier": None}
    reprise = Demande(pret.mandataire, date_5 + MICRO, valeurs, premier_recu_le=date_5 - MICRO)

    with pytest.raises(Refus, match="La Date 5 est passée"):
        gestes.attester(commande, reprise)


def test_une_attestation_est_remplacee_et_l_ancienne_gardee(pret: DossierDePilotes, commande: Commande) -> None:
    attester(pret, commande, fichier=SimpleUploadedFile("attestation.pdf", PDF))
    attester(pret, commande, pret.instant + timedelta(hours=1))
    assert commande.attestations.count() == 2
    actuelle = commande.attestations.actuelles().get()
    assert actuelle.document is None
    with pytest.raises(IntegrityError):
        AttestationDeFin.objects.create(
            commande=commande,
            achevee_le=actuelle.achevee_le,
            declaree_le=pret.instant,
            declaree_par=actuelle.declaree_par,
        )


@pytest.mark.exigence("REA-03", "MSG-11")
def test_une_incapacite_previent_l_asp_et_fait_cesser_l_attestation(pret: DossierDePilotes, commande: Commande) -> None:
    attester(connu_de_l_asp(pret), commande)
    declarer(pret, commande)

    assert not commande.attestations.actuelles().exists()
    recus = Notification.objects.filter(sujet__contains="incapacité à réaliser déclarée")
    assert "gestionnaire@asp.example" in recus.values_list("adresse", flat=True)
    page = connecte(pret.ans(Role.GESTIONNAIRE)).get(f"{LISTE}?etat=incapables").content.decode()
    assert "Client parti" in page
    assert "client à informer" in page
    with pytest.raises(Refus, match="déjà déclarée"):
        declarer(pret, commande)
    with pytest.raises(Refus, match="retirez-la d’abord"):
        attester(pret, commande)


@pytest.mark.exigence("MSG-10")
def test_le_client_informe_est_confirme_une_fois(pret: DossierDePilotes, commande: Commande) -> None:
    declarer(pret, commande)
    dit = {"client_informe_le": jour_de_paris(pret.instant), "client_informe_par": "courriel"}
    gestes.confirmer_l_information(commande, Demande(pret.mandataire, pret.instant, dit))
    assert Incapacite.objects.get().client_informe_par == "courriel"
    with pytest.raises(Refus, match="est informé depuis"):
        gestes.confirmer_l_information(commande, Demande(pret.mandataire, pret.instant, dit))


def test_une_incapacite_retiree_rouvre_l_attestation(pret: DossierDePilotes, commande: Commande) -> None:
    declarer(pret, commande)
    gestes.retirer_l_incapacite(commande, Demande(pret.mandataire, pret.instant + timedelta(days=1)))
    retiree = Incapacite.objects.get()
    assert retiree.retiree_par == pret.mandataire.personne
    attester(pret, commande, pret.instant + timedelta(days=2))
    assert commande.attestations.actuelles().exists()


def test_pas_d_incapacite_une_fois_le_solde_demande(pret: DossierDePilotes, commande: Commande) -> None:
    solde_de(commande, pret.instant)
    with pytest.raises(Refus, match="retirez d’abord cette demande"):
        declarer(pret, commande)


@pytest.mark.exigence("REA-02")
def test_le_rappel_avant_la_date_5_part_une_fois_par_palier(pret: DossierDePilotes, date_5: datetime) -> None:
    attester(pret, pret.commandes[0])
    declarer(pret, pret.commandes[1])
    solde_de(pret.commandes[2], pret.instant)
    assert [nombre for _, _, nombre in sans_solde_ni_attestation()] == [2]

    for jours in (61, 60, 59, 30, 30):
        prevenir_des_expirations(date_5 - timedelta(days=jours))

    rappels = Notification.objects.filter(categorie="rappel", sujet__contains="Date 5 pour 2 commande(s)")
    assert rappels.filter(adresse="mandataire@logipro.example").count() == 2


def test_rien_n_est_rappele_a_qui_n_a_plus_rien_a_declarer(pret: DossierDePilotes, date_5: datetime) -> None:
    for commande in pret.commandes:
        attester(pret, commande)
    prevenir_des_expirations(date_5 - timedelta(days=7))
    assert not Notification.objects.filter(sujet__contains="Date 5 pour").exists()


# ---- the pages ------------------------------------------------------------------------------------------------------


def test_plusieurs_commandes_d_un_coup_chacune_avec_son_sort(
    pret: DossierDePilotes, connecter: Callable[[Any], Client]
) -> None:
    declarer(pret, pret.commandes[1])
    client = connecter(pret.mandataire)
    signe_le = pret.commandes[0].bon.signe_le
    cochees = [str(c.pk) for c in pret.commandes[:2]]

    rien = client.post(f"{LISTE}attester/", {"achevee_le": f"{signe_le}"})
    sans_jour = client.post(f"{LISTE}attester/", {"commande": [*cochees, "999999999999999999999", "x"]})
    assert (rien.status_code, sans_jour.status_code) == (422, 422)
    assert "Cochez au moins une commande" in rien.content.decode()
    assert f'value="{cochees[0]}" id="commande-{cochees[0]}" checked' in sans_jour.content.decode()

    reponse = client.post(f"{LISTE}attester/", {"achevee_le": f"{signe_le}", "commande": cochees}, follow=True)
    page = reponse.content.decode()
    assert "1 attestation(s) déclarée(s)" in page
    assert f"{pret.commandes[1].reference} : L’incapacité" in page
    assert AttestationDeFin.objects.get().commande == pret.commandes[0]


def test_la_page_d_une_commande_rend_ce_qui_est_refuse_avec_ses_raisons(
    pret: DossierDePilotes, commande: Commande, connecter: Callable[[Any], Client]
) -> None:
    client, base = connecter(pret.mandataire), f"/financement/commandes/{commande.pk}"
    vide = client.post(f"{base}/incapacite/", {"client_informe_par": "courriel"})
    trop_tot = client.post(f"{base}/attestation/", {"achevee_le": "2020-01-01"})
    pas_pdf = {"achevee_le": "2020-01-01", "fichier": SimpleUploadedFile("a.pdf", b"non")}
    faux = client.post(f"{base}/attestation/", pas_pdf)
    assert (vide.status_code, set(vide.context["form_incapacite"].errors)) == (422, {"motif"})
    assert (trop_tot.status_code, set(trop_tot.context["form_attestation"].errors)) == (409, {"achevee_le"})
    assert (faux.status_code, set(faux.context["form_attestation"].errors)) == (422, {"fichier"})
    assert not AttestationDeFin.objects.exists()


def test_le_modele_le_recepisse_et_la_copie_signee(
    pret: DossierDePilotes, commande: Commande, connecter: Callable[[Any], Client], piloter: Piloter
) -> None:
    base = f"/financement/commandes/{commande.pk}"
    client = connecter(pret.mandataire)
    assert client.get(f"{base}/attestation/recepisse/").status_code == 302
    attester(pret, commande, fichier=SimpleUploadedFile("attestation.pdf", PDF))
    for adresse in ("modele", "recepisse"):
        assert client.get(f"{base}/attestation/{adresse}/").content.startswith(b"%PDF")
    document = commande.attestations.get().document
    assert document is not None
    autre = piloter("MédiSoft", "MédiCab", 0).mandataire
    etranger = connecte(autre)
    assert etranger.get(document.get_absolute_url()).status_code == 404
    assert etranger.get(f"{base}/realisation/").status_code == 404
    assert commande.reference not in {c.reference for c in etranger.get(LISTE).context["page"] if c.pk == commande.pk}


def test_l_asp_lit_et_ne_declare_pas(pret: DossierDePilotes, commande: Commande) -> None:
    client = connecte(connu_de_l_asp(pret).ans(Role.GESTIONNAIRE))
    assert client.get(f"/financement/commandes/{commande.pk}/realisation/").status_code == 200
    assert client.post(f"/financement/commandes/{commande.pk}/attestation/").status_code == 403
    assert client.post(f"{LISTE}attester/").status_code == 403
    assert commande.reference in client.get(f"{LISTE}?format=csv").getvalue().decode()


@pytest.mark.parametrize("qui", ["mandataire", Role.GESTIONNAIRE])
def test_la_liste_coute_autant_pour_trois_commandes_que_pour_une(piloter: Piloter, qui: str) -> None:
    pret = connu_de_l_asp(piloter(commandes=1))
    acteur = pret.mandataire if qui == "mandataire" else pret.ans(qui)
    pour_une = cout(acteur, LISTE)
    plus = validees(pret.fournisseur, pret.candidature, pret.signe_le, 2, depuis=50, avance=Decimal(40))
    attester(pret, plus[0])
    declarer(pret, plus[1])
    assert cout(acteur, LISTE) == pour_une <= BUDGET
    assert cout(acteur, f"/financement/commandes/{plus[0].pk}/realisation/") <= BUDGET
