"""From « Ajouter un produit » to « Candidature référencée », by five persons in five browsers."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from candidatures.models import Candidature
from candidatures.obsolescence import modele_des_versions_obsoletes
from preuves.models import Preuve
from preuves.tasks import balayer_certificats
from segur.noyau import horloge
from segur.noyau.documents.signature import signatures
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.tasks import balayer
from segur.portail.demonstration.scenario import pdf
from tests.monde import PDF
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ETAPE_1 = {
    "legal_nom": "Martin",
    "legal_prenom": "Claire",
    "legal_email": "claire.martin@logipro.example",
    "legal_telephone": "02 99 00 00 00",
    "legal_fonction": "Présidente",
    "contact_nom": "Petit",
    "contact_prenom": "Inès",
    "contact_email": "ines.petit@logipro.example",
    "contact_telephone": "06 12 34 56 78",
    "denomination": "LogiPro",
    "siret": "732 829 320 00074",
    "forme_juridique": "SAS",
    "adresse_siege": "12 rue des Lilas, 35000 Rennes",
    "denomination_commerciale": "LogiMed",
    "version_technique": "4.2.1",
    "premier_depot_prevu_le": "2025-12-01",
}


@pytest.mark.exigence(
    "CP-16", "CP-19", "CP-27", "CP-28", "CP-29", "E1-29", "E2-29", "E3-21", "E3-22", "E4-06", "E4-07", "E4-08"
)
def test_un_produit_va_de_son_ajout_a_son_referencement(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    editeur = portail("mandataire@logipro.example")
    candidature = _ouvrir_la_candidature(editeur)
    _remplir_et_soumettre_les_etapes_1_et_2(editeur, candidature, tmp_path)

    verificateur = portail("verificateur@ans.example")
    _declarer_eligible(verificateur, candidature)
    _deposer_et_valider_les_chapitres(editeur, verificateur, candidature, tmp_path)
    _signer_et_referencer(portail, editeur, candidature, tmp_path)

    candidature.refresh_from_db()
    editeur.aller(f"/candidatures/{candidature.numero}/etape-4/")
    assert f"Numéro unique de référencement : {candidature.nru}" in editeur.lire()
    attestation = _telecharger(editeur, "ANS Segur_Attestation de referencement_LogiMed_LGC Vague 2_20251006")
    assert attestation.startswith(b"%PDF-")
    convention = _telecharger(editeur, "ANS Segur_Convention de referencement signee_LogiMed_LGC Vague 2_20251006")
    assert [(lue.intacte, lue.reconnue) for lue in signatures(convention)] == [(True, True)]
    balayer()
    pieces = Notification.objects.filter(sujet__startswith="Attestation").get()
    assert (pieces.adresse, pieces.pieces.count()) == ("claire.martin@logipro.example", 1)
    assert pieces.courriel is not None
    assert pieces.courriel.statut == "envoye"
    assert list(anomalies()) == []


def _ouvrir_la_candidature(editeur: Onglet) -> Candidature:
    page = editeur.page
    editeur.cliquer("Ajouter un produit")
    page.get_by_label("Nom du produit").fill("LogiMed")
    page.get_by_label("Version", exact=False).fill("4.2")
    page.get_by_label("Description du produit").fill("Logiciel de gestion de cabinet.")
    editeur.cliquer("Suivant", role="button").cliquer("Valider", role="button")
    editeur.cliquer("Choisir une démarche").cliquer("Choisir LGC vague 2").cliquer("Démarrer LogiMed - 4.2")
    page.get_by_text("En cochant cette case").click()
    editeur.cliquer("Confirmer l’inscription du produit", role="button")
    return Candidature.objects.get()


def _remplir_et_soumettre_les_etapes_1_et_2(editeur: Onglet, candidature: Candidature, dossier: Path) -> None:
    page = editeur.page
    editeur.cliquer("Démarrer l’étape Candidature administrative")
    assert "0/19 questions obligatoires répondues" in editeur.lire()
    for champ, valeur in ETAPE_1.items():
        page.locator(f"#id_{champ}").fill(valeur)
    for champ in ("est_reference_precedemment", "est_en_cours_ailleurs"):
        page.locator(f"label[for=id_{champ}_1]").click()
    editeur.cliquer("Enregistrer le brouillon", role="button")
    assert "18/19 questions obligatoires répondues" in editeur.lire()
    page.locator("label[for=id_publication_autorisee_0]").click()
    editeur.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre votre candidature")
    editeur.cliquer("Confirmer la soumission", role="button")

    editeur.aller(f"/candidatures/{candidature.numero}/etape-2/")
    page.locator("#id_nie").fill("212121212")
    page.locator("#id_nil").fill("123456789")
    page.locator("#id_documentation_dsr").set_input_files(_fichier(dossier, "documentation.pdf"))
    (dossier / "versions.xlsx").write_bytes(modele_des_versions_obsoletes(non_concerne=True))
    page.locator("#id_versions_obsoletes").set_input_files(dossier / "versions.xlsx")
    for champ in ("a_d_autres_noms", "represente_un_groupement", "a_des_distributeurs", "a_des_composants"):
        page.locator(f"label[for=id_{champ}_1]").click()
    editeur.cliquer("Vérifier et soumettre", role="button").cliquer("Soumettre l’éligibilité")
    editeur.cliquer("Confirmer la soumission", role="button")


def _declarer_eligible(verificateur: Onglet, candidature: Candidature) -> None:
    verificateur.aller("/candidatures/?filtre=etape1").cliquer(candidature.numero)
    verificateur.cliquer("Voir l’étape Candidature administrative").cliquer("Valider la candidature administrative")
    verificateur.cliquer("Valider", role="button")
    verificateur.aller(f"/candidatures/{candidature.numero}/etape-2/").cliquer("Déclarer éligible")
    verificateur.cliquer("Déclarer éligible", role="button")


def _deposer_et_valider_les_chapitres(
    editeur: Onglet, verificateur: Onglet, candidature: Candidature, dossier: Path
) -> None:
    chapitres = list(candidature.chapitres.all())
    premier = chapitres[0]
    _charger(editeur, premier, dossier)
    editeur.cliquer("Soumettre le chapitre").cliquer("Soumettre", role="button")
    _juger(verificateur, premier, a_modifier=True)
    editeur.aller(premier.get_absolute_url())
    assert "La vidéo ne montre pas la date." in editeur.lire()
    preuve = premier.preuves.get(statut=Preuve.Statut.A_MODIFIER)
    _deposer_un_lien(editeur, preuve.pk)
    editeur.aller(premier.get_absolute_url()).cliquer("Resoumettre le chapitre").cliquer("Soumettre", role="button")
    _juger(verificateur, premier)
    for chapitre in chapitres[1:]:
        _charger(editeur, chapitre, dossier)
        editeur.cliquer("Soumettre le chapitre").cliquer("Soumettre", role="button")
        _juger(verificateur, chapitre)


def _charger(editeur: Onglet, chapitre: Any, dossier: Path) -> None:
    """The first proof by a file, the others by a link, each without leaving the page."""
    editeur.aller(chapitre.get_absolute_url())
    premiere, *autres = chapitre.preuves.values_list("pk", flat=True)
    editeur.page.locator(f"#preuve-{premiere} [name=fichiers]").set_input_files(_fichier(dossier, "preuve.pdf"))
    _envoyer(editeur, premiere, "Déposer")
    for pk in autres:
        _deposer_un_lien(editeur, pk)


def _deposer_un_lien(editeur: Onglet, pk: int) -> None:
    deja = editeur.page.locator(f"#preuve-{pk} .depot").count()
    editeur.page.locator(f"#preuve-{pk} [name=lien]").fill(f"https://preuves.logipro.example/rapport/{deja + 1}")
    _envoyer(editeur, pk, "Ajouter" if deja else "Déposer")


def _envoyer(onglet: Onglet, pk: int, bouton: str) -> None:
    with onglet.page.expect_response(lambda reponse: f"/preuves/{pk}/" in reponse.url):
        onglet.page.locator(f"#preuve-{pk} button", has_text=bouton).click()
    onglet.page.locator(f"#preuve-{pk}:not(.htmx-swapping):not(.htmx-settling)").wait_for()


def _juger(verificateur: Onglet, chapitre: Any, *, a_modifier: bool = False) -> None:
    verificateur.aller(chapitre.get_absolute_url())
    preuves = list(chapitre.preuves.filter(statut=Preuve.Statut.SOUMISE).values_list("pk", flat=True))
    if a_modifier:
        pk = preuves.pop()
        verificateur.page.locator(f"#preuve-{pk} [name=motif]").fill("La vidéo ne montre pas la date.")
        _envoyer(verificateur, pk, "Demander la modification")
    for pk in preuves:
        _envoyer(verificateur, pk, "Conforme")
    libelle = "Demander les modifications" if a_modifier else "Valider le chapitre"
    bouton = "Renvoyer le chapitre" if a_modifier else "Valider le chapitre"
    verificateur.cliquer(libelle).cliquer(bouton, role="button")


def _signer_et_referencer(
    portail: Callable[..., Onglet], editeur: Onglet, candidature: Candidature, dossier: Path
) -> None:
    adresse = f"/candidatures/{candidature.numero}/etape-4/"
    balayer_certificats()
    responsable = portail("responsable@ans.example")
    responsable.aller(adresse).cliquer("Envoyer la convention").cliquer("Envoyer", role="button")
    editeur.aller(adresse).cliquer("Déposer la convention signée")
    editeur.page.locator("#id_exemplaire").set_input_files(
        _fichier(dossier, "convention-signee.pdf", pdf("Convention signée"))
    )
    editeur.cliquer("Déposer", role="button")
    responsable.aller(adresse).cliquer("Valider la convention signée").cliquer("Valider", role="button")
    responsable.aller("/college/")
    responsable.page.get_by_label("Date et heure").fill("2025-10-06T14:00")
    responsable.cliquer("Convoquer", role="button")
    responsable.aller(adresse).cliquer("Inscrire à l’ordre du jour du collège")
    responsable.page.get_by_label("Séance").select_option(index=1)
    responsable.cliquer("Inscrire", role="button")
    horloge.regler(datetime(2025, 10, 6, 12, tzinfo=UTC))
    college = portail("college@ans.example")
    college.aller("/college/").cliquer("Séance du 06/10/2025 à 14:00").cliquer("LogiMed - 4.2")
    college.aller(adresse).cliquer("Rendre un avis favorable").cliquer("Rendre l’avis favorable", role="button")
    direction = portail("direction@ans.example")
    direction.cliquer("LogiMed - 4.2").cliquer("Signer la convention et prononcer le référencement")
    direction.cliquer("Prononcer le référencement", role="button")
    assert "Félicitations ! Le référencement a été obtenu" in direction.lire()
    balayer_certificats()


def _telecharger(onglet: Onglet, debut_du_nom: str) -> bytes:
    with onglet.page.expect_download() as attente:
        onglet.page.get_by_role("link", name=debut_du_nom).click()
    return Path(attente.value.path()).read_bytes()


def _fichier(dossier: Path, nom: str, contenu: bytes = PDF) -> str:
    chemin = dossier / nom
    chemin.write_bytes(contenu)
    return str(chemin)
