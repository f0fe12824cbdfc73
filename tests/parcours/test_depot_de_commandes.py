"""A supplier deposits ten orders, completes the one that lacked its signed copy, reads its receipt; then types one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import FilePayload

from financement.demandes.traitement import traiter
from financement.models import Commande, DemandeDeFinancement, PointDeCommande
from segur.noyau.journal.verification import anomalies
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.commandes import DepotDeCommandes
from segur.portail.demonstration.enrolements import PDF
from tests.financement.commandes.conftest import deposant
from tests.monde import AVANT_DATE_1, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
BANDEAU = "Attention : des demandes d’avance et/ou de solde n’ont pas été complétées."
PETIT = 320


@pytest.fixture
def depot(portail: Callable[..., Onglet], regler_horloge: Callable[[datetime], None]) -> DepotDeCommandes:
    importer_les_bases(AVANT_DATE_1 - timedelta(days=60))
    depot = deposant(Monde())
    regler_horloge(depot.dossier.instant)
    return depot


def _charge(fichier: object) -> FilePayload:
    contenu = fichier.read()  # type: ignore[attr-defined]
    return FilePayload(name=fichier.name, mimeType="application/octet-stream", buffer=contenu)  # type: ignore[attr-defined]


def _etroite(portail: Callable[..., Onglet], *adresses: str) -> None:
    """At 320 px: checked for accessibility like the others, and nothing overflows."""
    onglet = portail("mandataire@logipro.example", largeur=PETIT)
    for adresse in adresses:
        assert not onglet.aller(adresse).deborde(), adresse


@pytest.mark.exigence("B-FIN-06", "ASP-01", "AV-03")
def test_dix_commandes_deposees_dont_une_se_complete(portail: Callable[..., Onglet], depot: DepotDeCommandes) -> None:
    bons = depot.bons(10)
    references = [bon.reference for bon in bons]
    editeur = portail("mandataire@logipro.example")

    editeur.aller("/financement/demandes/deposer/")
    editeur.page.get_by_label("Fichier JSON des commandes").set_input_files([_charge(depot.fichier(bons))])
    archive = _charge(depot.archive(references[:9]))
    editeur.page.get_by_label("Archive ZIP des pièces").set_input_files([archive])
    editeur.cliquer("Envoyer", role="button")
    demande = DemandeDeFinancement.objects.get()
    traiter(demande.pk)  # the worker
    editeur.aller(demande.get_absolute_url())
    assert "10, dont 9 déposées" in editeur.lire()
    assert BANDEAU in editeur.lire()

    editeur.cliquer("Suivi demandes incomplètes")
    assert "1 incomplète" in editeur.lire()
    editeur.cliquer(f"N° {demande.pk}")
    editeur.page.get_by_label("Archive ZIP des pièces").set_input_files([_charge(depot.archive(references))])
    editeur.cliquer("Envoyer l’archive", role="button")
    traiter(demande.pk)
    editeur.aller(demande.get_absolute_url())
    assert "10, dont 10 déposées" in editeur.lire()
    assert BANDEAU not in editeur.lire()

    editeur.cliquer("Récépissé")
    assert "Instant de réception" in editeur.lire()
    assert demande.empreinte in editeur.lire()
    assert Commande.objects.filter(statut="deposee", occupe=True).count() == 10
    commande = Commande.objects.earliest("pk")
    editeur.aller(commande.get_absolute_url())
    assert "180,60" in editeur.page.content()
    adresse = demande.get_absolute_url()
    _etroite(portail, "/financement/demandes/", adresse, f"{adresse}recepisse/", commande.get_absolute_url())
    assert list(anomalies()) == []


@pytest.mark.exigence("AV-05")
def test_une_commande_saisie_puis_corrigee_sur_les_seuls_points_demandes(
    portail: Callable[..., Onglet], depot: DepotDeCommandes
) -> None:
    (bon,) = depot.bons(1)
    editeur = portail("mandataire@logipro.example")
    editeur.aller("/financement/demandes/saisir/")
    for champ, valeur in (("reference", bon.reference), ("cle", bon.cle), ("nom", bon.nom), ("taux_tva", "20")):
        editeur.page.locator(f"#id_{champ}").fill(valeur)
    for champ in ("emis_le", "signe_le", "aides_declarees_le"):
        editeur.page.locator(f"#id_{champ}").fill(bon.signe_le.isoformat())
    _remplir_le_reste(editeur, bon.signataire)
    piece = FilePayload(name="bon.pdf", mimeType="application/pdf", buffer=PDF)
    editeur.page.locator("#id_bon_bon-fichier").set_input_files([piece])
    editeur.cliquer("Enregistrer et relire", role="button")

    assert "rien n’est encore déposé" in editeur.lire()
    editeur.cliquer("Déposer la commande").cliquer("Déposer", role="button", exact=True)
    commande = Commande.objects.get()
    assert commande.statut == "deposee"

    _renvoyer_au_fournisseur(commande)
    editeur.aller(commande.get_absolute_url()).cliquer("Corriger la commande")
    assert editeur.page.locator("#id_nom").count() == 0
    editeur.page.locator("#id_signataire").fill("Camille Martin")
    editeur.cliquer("Enregistrer", role="button")
    editeur.cliquer("Renvoyer la commande corrigée").cliquer("Renvoyer", role="button", exact=True)
    commande.refresh_from_db()
    assert (commande.statut, commande.bon.signataire) == ("deposee", "Camille Martin")
    _etroite(portail, "/financement/demandes/deposer/", "/financement/demandes/saisir/")


def _remplir_le_reste(editeur: Onglet, signataire: str) -> None:
    textes = {
        "signataire": signataire,
        "version": "1.0",
        "version_installee": "0.9",
        "patients_mt": "0",
        "aides_de_minimis": "0",
        "lignes-0-libelle": "Prestation principale Vague 2",
        "lignes-0-montant_ht": "376,25",
        "lignes-0-montant_ttc": "451,50",
        "lignes-1-libelle": "Prestation secondaire",
        "lignes-1-montant_ht": "104,17",
        "lignes-1-montant_ttc": "125,00",
    }
    choix = {
        "client": "medecin",
        "signature": "psc",
        "signataire_habilite": "true",
        "mention_etat": "true",
        "mention_conditionnelle": "true",
        "conditionne": "false",
        "vague_1_autofinancee": "false",
        "lignes-0-prestation": "principale_vague_2",
        "lignes-1-prestation": "secondaire",
    }
    for champ, texte in textes.items():
        editeur.page.locator(f"#id_{champ}").fill(texte)
    for champ, valeur in choix.items():
        editeur.page.locator(f"#id_{champ}").select_option(valeur)


def _renvoyer_au_fournisseur(commande: Commande) -> None:
    """What the desk of the ASP does."""
    Commande.objects.filter(pk=commande.pk).update(statut="a_modifier", motif="Voir le point.")
    PointDeCommande.objects.create(
        commande=commande,
        cle="champ:signataire",
        libelle="Signataire",
        conforme=False,
        motif="Le bon porte un autre nom.",
        releve_le=commande.demande.recue_le,
        envoye_le=commande.demande.recue_le,
    )
