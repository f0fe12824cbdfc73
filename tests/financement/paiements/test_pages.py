"""The pages of payments: who sees what, what they cost, what bad input is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from financement.models import LotDePaiement, Position, RetourBancaire, Virement
from segur.noyau.comptes.models import Acteur, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.paiements.caisse import Caisse, releve
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_l_heure(caisse: Caisse, monkeypatch: pytest.MonkeyPatch) -> Caisse:
    """The pages read the hour of the till."""
    monkeypatch.setattr("segur.noyau.horloge.maintenant", lambda: caisse.instant)
    return caisse


def client_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


@pytest.mark.parametrize(
    ("nom", "qui"),
    [
        ("a_payer", "payeur"),
        ("a_payer?format=csv", "valideur"),
        ("preparer?tout=1", "payeur"),
        ("paiements", "valideur"),
        ("paiements?format=csv", "payeur"),
        ("lot", "payeur"),
        ("lot", "valideur"),
        ("retours", "payeur"),
        ("retour", "payeur"),
        ("versements", "mandataire"),
        ("versements?format=csv", "mandataire"),
    ],
)
def test_une_page_coute_autant_pour_trois_que_pour_un(
    a_deux: Caisse, en_plus: Callable[[str], DossierDEnrolement], nom: str, qui: str
) -> None:
    acteur = a_deux.dossiers[0].mandataire if qui == "mandataire" else getattr(a_deux, qui)
    _un_de_chaque(a_deux)
    pour_un = cout(acteur, _adresse(nom))
    for _ in range(2):
        _un_de_chaque(a_deux)
    assert cout(acteur, _adresse(nom)) == pour_un <= BUDGET


def _un_de_chaque(caisse: Caisse) -> None:
    """A batch exported, its return read, and an advance left to pay."""
    for dossier in caisse.dossiers:
        caisse.commande(dossier=dossier)
    lot = caisse.exporte()
    caisse.importer(releve(*((v.reference, v.montant) for v in lot.virements.all())))
    caisse.commande()


def _adresse(nom: str) -> str:
    nom, _, suite = nom.partition("?")
    objets = {"lot": LotDePaiement, "retour": RetourBancaire}
    arguments = [objets[nom].objects.latest("pk").pk] if nom in objets else []  # type: ignore[attr-defined]
    return f"{reverse(f'financement:{nom}', args=arguments)}?{suite}"


def test_un_lot_se_prepare_depuis_le_choix_affiche(a_l_heure: Caisse) -> None:
    caisse = a_l_heure
    deux = [caisse.commande(), caisse.commande("10.00")]
    caisse.commande("33.00")
    client = client_de(caisse.payeur)
    pks = [position.pk for position in Position.objects.filter(commande__in=deux, part="avance")]

    apercu = client.get(reverse("financement:preparer"), {"p": pks})
    assert "2 commandes, 1 virement" in apercu.content.decode()
    reponse = client.post(reverse("financement:preparer"), {"p": pks, "execution_le": caisse.execution_le})

    lot = LotDePaiement.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, lot.get_absolute_url())
    assert lot.montant == sum(commande.avance or 0 for commande in deux)


@pytest.mark.parametrize(
    ("execution", "statut", "dit"),
    [
        ("", 422, "Dites quel jour la banque"),
        ("jamais", 422, "Saisissez une date valide"),
        ("2025-09-06", 409, "est passée"),
        ("2025-09-13", 409, "pas un jour ouvré"),
        ("2026-09-14", 409, "dans les 30 jours"),
    ],
)
def test_une_mauvaise_date_se_dit_pres_d_elle(a_l_heure: Caisse, execution: str, statut: int, dit: str) -> None:
    caisse = a_l_heure
    caisse.commande()
    donnees = {"tout": "1", "execution_le": execution, "motif_signaux": "gardé"}
    reponse = client_de(caisse.payeur).post(reverse("financement:preparer"), donnees)
    assert reponse.status_code == statut
    assert dit in reponse.content.decode()
    assert "gardé" in reponse.content.decode()
    assert not LotDePaiement.objects.exists()


def test_le_fichier_se_telecharge_par_le_payeur_et_s_inscrit(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.exporte()
    adresse = reverse("financement:fichier_du_lot", args=[lot.pk])

    reponse = client_de(caisse.payeur).post(adresse)
    assert lot.fichier is not None
    assert reponse.content == lot.fichier.lire()
    assert "no-store" in reponse["Cache-Control"]
    assert client_de(caisse.valideur).post(adresse).status_code == 403
    assert EntreeJournal.objects.filter(action="lotdepaiement.telecharger").count() == 1
    assert client_de(caisse.payeur).get(lot.fichier.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"<Document>", "pas un XML"),
        (b"<Document/>", "ni un pain.002"),
        (b'<!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>', "pas un XML"),
        (b"", "est vide"),
        (releve(("SEGUR-1", "beaucoup")), "pas un nombre"),
        (releve(("SEGUR-1", "1")).replace(b'"EUR"', b'"USD"'), "pas en euros"),
    ],
)
def test_un_mauvais_fichier_se_dit_et_ne_laisse_rien(caisse: Caisse, contenu: bytes, dit: str) -> None:
    fichier = SimpleUploadedFile("retour.xml", contenu)
    reponse = client_de(caisse.payeur).post(reverse("financement:retours"), {"fichier": fichier})
    assert reponse.status_code == 422
    assert dit in reponse.content.decode()
    assert not RetourBancaire.objects.exists()


@pytest.mark.parametrize("nom", ["q", "dispositif", "fournisseur", "part"])
def test_un_octet_nul_ne_cherche_rien(a_l_heure: Caisse, nom: str) -> None:
    """PostgreSQL holds none in a text."""
    a_l_heure.commande()
    assert client_de(a_l_heure.payeur).get(reverse("financement:a_payer"), {nom: "a\x00b"}).status_code == 200


def test_un_retour_se_lit_avant_de_s_appliquer(caisse: Caisse) -> None:
    caisse.commande()
    virement = caisse.exporte().virements.get()
    contenu = releve((virement.reference, virement.montant), ("SEGUR-INCONNU", "3.00"))
    client = client_de(caisse.payeur)

    adresses = [
        client.post(reverse("financement:retours"), {"fichier": SimpleUploadedFile("r.xml", contenu)})["Location"]
        for _ in range(2)
    ]

    assert adresses == [RetourBancaire.objects.get().get_absolute_url()] * 2
    page = client.get(adresses[0]).content.decode()
    assert "2 lignes, dont <strong>1 sans effet</strong>" in page
    assert "Référence inconnue" in page
    assert Virement.objects.get().statut == "exporte"


def test_un_fournisseur_voit_les_siens_une_fois_envoyes(a_deux: Caisse) -> None:
    for dossier in a_deux.dossiers:
        a_deux.commande("100.00", dossier)
    lot = a_deux.approuver(a_deux.preparer())
    client = client_de(a_deux.dossiers[0].mandataire)
    assert "Aucun virement" in client.get(reverse("financement:versements")).content.decode()

    a_deux.exporter(lot)
    page = client.get(reverse("financement:versements")).content.decode()
    sien, autre = lot.virements.order_by("pk")
    assert sien.reference in page
    assert autre.reference not in page
    assert sien.coordonnees.iban_masque in page
    assert sien.coordonnees.iban() not in page
    assert client.get(lot.get_absolute_url()).status_code == 404


def test_un_salarie_sans_droit_ne_voit_pas_les_paiements(caisse: Caisse) -> None:
    caisse.commande()
    virement = caisse.exporte().virements.get()
    assert not Virement.objects.visibles_par(_salarie(caisse)).exists()
    assert Virement.objects.visibles_par(caisse.dossiers[0].mandataire).get() == virement


def _salarie(caisse: Caisse) -> Acteur:
    organisation = caisse.dossiers[0].mandataire.entreprise
    return acteur_pour(Utilisateur.objects.ayant_role("salarie", organisation=organisation).earliest("pk"))


def test_un_changement_d_iban_est_dit_avant_de_preparer(a_l_heure: Caisse) -> None:
    caisse = a_l_heure
    caisse.commande()
    dossier = caisse.dossiers[0]
    dossier.instant = caisse.instant + timedelta(minutes=1)
    dossier.declarer("FR7610278060000002034567806", "CMCIFR2A").verifier().approuver()
    caisse.instant = dossier.instant
    page = client_de(caisse.payeur).get(f"{reverse('financement:preparer')}?tout=1").content.decode()
    assert "Laissées hors du lot (1)" in page
