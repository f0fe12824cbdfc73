"""The report on satisfaction: due eighteen months after the last VA, reminded, deposited to the ANS (PIL-15)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from financement.expirations import prevenir_des_expirations
from financement.models import BilanDeSatisfaction, Creance, Enrolement
from financement.regles import satisfaction as regles
from financement.satisfaction import suivi_de
from segur.noyau.comptes.models import Acteur, Role, Utilisateur, acteur_pour
from segur.noyau.documents.models import Document
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.paiements.caisse import Caisse
from tests.monde import PDF
from tests.portail.test_requetes import BUDGET, cout


@pytest.mark.exigence("PIL-15", "ENR-03")
@pytest.mark.parametrize(
    ("derniere_va", "attendue"),
    [
        (date(2026, 1, 15), date(2027, 7, 15)),
        (date(2026, 8, 31), date(2028, 2, 29)),  # leap year
        (date(2025, 8, 31), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2028, 6, 30)),
        (date(2025, 1, 2), date(2026, 7, 2)),  # a VA before the text: the first text rules it
    ],
)
def test_dix_huit_mois_de_calendrier(derniere_va: date, attendue: date) -> None:
    assert regles.echeance(derniere_va=derniere_va).valeur == attendue


@pytest.mark.exigence("PIL-15")
@pytest.mark.parametrize(
    ("derniere_va", "depose_le", "le", "attendu"),
    [
        (None, None, date(2027, 7, 15), "sans_va"),
        (date(2026, 1, 15), None, date(2027, 7, 15), "attendu"),
        (date(2026, 1, 15), None, date(2027, 7, 16), "en_retard"),
        (date(2026, 1, 15), date(2026, 1, 15), date(2027, 7, 16), "depose"),
        (date(2026, 1, 15), date(2026, 1, 14), date(2027, 7, 15), "attendu"),
        (date(2026, 1, 15), date(2027, 8, 1), date(2027, 8, 1), "depose"),
    ],
)
def test_ou_en_est_un_bilan(derniere_va: Any, depose_le: Any, le: date, attendu: str) -> None:
    assert regles.etat(derniere_va=derniere_va, depose_le=depose_le, le=le) == attendu
    assert set(regles.ETATS) == {"sans_va", "attendu", "en_retard", "depose"}


def va_validee(caisse: Caisse, dossier: DossierDEnrolement, jour: date, statut: str = "validee") -> Creance:
    """A claim of a balance as the database holds it."""
    commande, le = caisse.commande(dossier=dossier), caisse.instant
    decidee = {
        "proposition": "valider",
        "empreinte_controlee": "e",
        "controlee_le": le,
        "controlee_par": caisse.asp(Role.GESTIONNAIRE).personne,
        "decidee_le": le,
        "decidee_par": caisse.valideur.personne,
        "montant": 10,
    }
    return Creance.objects.create(
        demande=commande.demande,
        commande=commande,
        dispositif=commande.dispositif,
        part="solde",
        rang=1,
        contenu={"va_signee_le": jour.isoformat()},
        statut=statut,
        deposee_le=le,
        empreinte="e",
        **(decidee if statut == "validee" else {}),
    )


def client_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


@pytest.fixture
def a_l_heure(caisse: Caisse, monkeypatch: pytest.MonkeyPatch) -> Caisse:
    monkeypatch.setattr("segur.noyau.horloge.maintenant", lambda: caisse.instant)
    return caisse


def ans(nom: str = "responsable") -> Acteur:
    return acteur_pour(Utilisateur.objects.get(email=f"{nom}@ans.example"))


@pytest.mark.django_db
@pytest.mark.exigence("PIL-15", "ENR-03")
def test_la_derniere_va_validee_fait_courir_le_delai(a_l_heure: Caisse) -> None:
    dossier = a_l_heure.dossiers[0]
    enrolement = Enrolement.objects.get(pk=dossier.enrolement.pk)
    sans = suivi_de(enrolement, a_l_heure.instant)
    assert sans is not None
    assert sans.etat == "sans_va"
    va_validee(a_l_heure, dossier, date(2026, 1, 15))
    va_validee(a_l_heure, dossier, date(2026, 3, 31))
    va_validee(a_l_heure, dossier, date(2026, 6, 1), statut="deposee")
    suivi = suivi_de(enrolement, a_l_heure.instant)
    assert suivi is not None
    assert (suivi.derniere_va, suivi.echeance) == (date(2026, 3, 31), date(2027, 9, 30))


@pytest.mark.django_db
@pytest.mark.exigence("PIL-15")
def test_depose_par_le_fournisseur_lu_par_l_ans(a_l_heure: Caisse) -> None:
    dossier = a_l_heure.dossiers[0]
    adresse = reverse("financement:deposer_un_bilan", args=[dossier.enrolement.pk])
    client = client_de(dossier.mandataire)
    assert "Aucune VA n’est encore validée" in client.get(adresse).content.decode()
    trop_tot = client.post(adresse, {"fichier": SimpleUploadedFile("bilan.pdf", PDF)})
    assert (trop_tot.status_code, BilanDeSatisfaction.objects.count()) == (409, 0)
    va_validee(a_l_heure, dossier, jour_de_paris(a_l_heure.instant) - timedelta(days=3))
    assert client.post(adresse, {}).status_code == 422
    assert client.post(adresse, {"fichier": SimpleUploadedFile("bilan.pdf", PDF)}).status_code == 302
    bilan = BilanDeSatisfaction.objects.get()
    liste = client_de(ans()).get(reverse("financement:satisfaction")).content.decode()
    assert "Bilan déposé" in liste
    assert bilan.document.get_absolute_url() in liste
    assert client_de(ans("verificateur")).get(bilan.document.get_absolute_url()).status_code == 200
    assert client_de(a_l_heure.valideur).get(bilan.document.get_absolute_url()).status_code == 404
    assert Notification.objects.filter(sujet__endswith="bilan de satisfaction déposé").exists()


@pytest.mark.django_db
@pytest.mark.exigence("PIL-15")
def test_rappele_une_fois_par_palier_et_plus_une_fois_depose(a_l_heure: Caisse) -> None:
    dossier, instant = a_l_heure.dossiers[0], a_l_heure.instant
    va = jour_de_paris(instant)
    va_validee(a_l_heure, dossier, va)
    echeance = regles.echeance(derniere_va=va).valeur
    jours = (echeance - va).days

    def rappels(restent: int) -> int:
        prevenir_des_expirations(instant + timedelta(days=jours - restent))
        return Notification.objects.filter(corps__contains="bilan de satisfaction").values("corps").distinct().count()

    assert [rappels(n) for n in (61, 60, 59, 30, 0, -1)] == [0, 1, 1, 1, 1, 2]
    evenements = Notification.objects.filter(
        corps__contains="bilan de satisfaction", destinataire=dossier.mandataire.personne
    )
    assert evenements.count() == 4
    BilanDeSatisfaction.objects.create(
        enrolement=Enrolement.objects.get(pk=dossier.enrolement.pk),
        document=Document.objects.earliest("pk"),
        derniere_va_le=va,
        depose_le=a_l_heure.instant,
        depose_par=dossier.mandataire.personne,
    )
    prevenir_des_expirations(instant + timedelta(days=jours - 7))
    assert evenements.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(("suite", "qui"), [("", "ans"), ("?format=csv", "ans"), ("", "mandataire")])
def test_la_liste_coute_autant_pour_deux_que_pour_un(a_deux: Caisse, suite: str, qui: str) -> None:
    premier, second = a_deux.dossiers
    acteur = ans() if qui == "ans" else premier.mandataire
    va_validee(a_deux, premier, date(2026, 1, 15))
    pour_un = cout(acteur, reverse("financement:satisfaction") + suite)
    va_validee(a_deux, second, date(2026, 1, 15))
    va_validee(a_deux, premier, date(2026, 1, 16))
    assert cout(acteur, reverse("financement:satisfaction") + suite) == pour_un <= BUDGET
