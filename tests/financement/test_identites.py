"""Identity papers: seen as marked copies, each look written, gone once checked; their trace remains."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageChops
from pypdf import PdfReader

from financement.models import Piece
from financement.regles.enrolement import NATURES
from financement.situation import faits
from financement.tasks import effacer_les_identites_controlees
from financement.transitions import enrolement as gestes
from financement.transitions.saisie import joindre
from segur.noyau.documents import filigrane
from segur.noyau.documents.antivirus.analyse import a_analyser
from segur.noyau.documents.depot import deposer_octets, oublier
from segur.noyau.documents.rapprochement import Defaut, anomalies
from segur.noyau.documents.rotation import rechiffrer_les_fichiers
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import AVANT_DATE_1, PDF, Monde, fichier

IDENTITE = "identite_representant"
Connecter = Callable[[Any], Any]
Capture = Callable[..., AbstractContextManager[Any]]


@contextmanager
def apres_validation(capture: Capture) -> Iterator[None]:
    with capture(execute=True):
        yield


def identite(dossier: DossierDEnrolement) -> Piece:
    return Piece.objects.select_related("document__fichier").filter(nature=IDENTITE).latest("pk")


def test_une_piece_acceptee_est_effacee_et_sa_trace_reste(
    enrolable: DossierDEnrolement, connecter: Connecter, django_capture_on_commit_callbacks: Capture
) -> None:
    enrolable.complet().transmettre().prendre_en_charge().tout_juger_conforme().verifier().approuver()
    avant = identite(enrolable)
    assert default_storage.exists(avant.document.fichier.chemin)

    with apres_validation(django_capture_on_commit_callbacks):
        enrolable.accepter()

    piece, client = identite(enrolable), connecter(enrolable.gestionnaire)
    assert piece.document.efface_le is not None
    entree = EntreeJournal.objects.get(action="enrolement.effacer_les_identites")
    assert piece.document.fichier.empreinte in str(entree.details)
    page = client.get(enrolable.enrolement.get_absolute_url()).content.decode()
    assert "Pièce vérifiée puis effacée le" in page
    assert piece.document.fichier.empreinte in page
    refusee = client.post(f"/financement/pieces/{piece.pk}/", follow=True)
    assert "Pièce vérifiée puis effacée le" in refusee.content.decode()
    assert not EntreeJournal.objects.filter(action="enrolement.consulter").exists()
    assert (IDENTITE in faits(enrolable.enrolement).jointes, effacer_les_identites_controlees()) == (True, 0)


def test_apres_un_refus_la_piece_est_effacee_et_redevient_due(
    enrolable: DossierDEnrolement, django_capture_on_commit_callbacks: Capture
) -> None:
    enrolable.complet().transmettre().juger("non_hds", "Illisible.")
    with apres_validation(django_capture_on_commit_callbacks):
        gestes.refuser(enrolable.enrolement, enrolable.demande(enrolable.gestionnaire, motif="Non conforme."))

    gestes.reprendre(enrolable.enrolement, enrolable.demande(enrolable.mandataire))

    jointes = faits(enrolable.enrolement).jointes
    assert (IDENTITE in jointes, "non_hds" in jointes) == (False, True)
    assert Piece.objects.get(nature=IDENTITE).document.efface_le is not None


def test_une_piece_remplacee_apres_l_acceptation_attend_son_controle(enrolable: DossierDEnrolement) -> None:
    """And what the decision could not erase, the sweep does."""
    enrolable.accepte().joindre(IDENTITE, "nouvelle.pdf")
    pendant = effacer_les_identites_controlees()

    enrolable.juger(IDENTITE)

    assert (pendant, effacer_les_identites_controlees(), effacer_les_identites_controlees()) == (0, 1, 0)
    assert not Piece.objects.filter(nature=IDENTITE, document__efface_le=None).exists()


@pytest.mark.django_db
def test_les_octets_partent_avec_leur_dernier_proprietaire_et_reviennent_avec_un_depot(
    monde: Monde, settings: Any
) -> None:
    def deposer() -> Any:
        return deposer_octets(PDF, nom="a.pdf", zone="piece_sensible", acteur=monde.mandataire, le=AVANT_DATE_1)

    premier, second = deposer(), deposer()
    chemin, maintenant = premier.fichier.chemin, timezone.now()

    assert (oublier(premier, maintenant), second.lire()) == (False, PDF)
    assert (oublier(second, maintenant), default_storage.exists(chemin)) == (True, False)
    assert (list(anomalies(maintenant)), a_analyser().count(), rechiffrer_les_fichiers()) == ([], 0, 0)
    default_storage.save(chemin, BytesIO(b"reste"))
    assert [anomalie.defaut for anomalie in anomalies(maintenant)] == [Defaut.ENCORE_LA]

    troisieme = deposer()

    premier.refresh_from_db()
    assert (troisieme.lire(), troisieme.fichier_id) == (PDF, premier.fichier_id)
    assert (premier.efface_le, list(anomalies(maintenant))) == (maintenant, [])


def test_la_copie_d_un_pdf_dit_a_qui_pourquoi_et_quand(enrolable: DossierDEnrolement, connecter: Connecter) -> None:
    enrolable.complet().transmettre().prendre_en_charge()
    piece = identite(enrolable)

    copie = connecter(enrolable.gestionnaire).post(f"/financement/pieces/{piece.pk}/")

    lu = PdfReader(BytesIO(copie.content)).pages[0].extract_text()
    assert "Copie pour le contrôle d’un enrôlement Ségur" in lu
    assert str(enrolable.gestionnaire.personne) in lu
    assert f"{timezone.localtime():%d/%m/%Y}" in lu
    assert piece.document.lire() != copie.content


@pytest.mark.parametrize("nom", ["capture.png", "photo.jpg"])
def test_la_copie_d_une_image_est_marquee(enrolable: DossierDEnrolement, connecter: Connecter, nom: str) -> None:
    enrolable.complet()
    tampon = BytesIO()
    Image.new("RGB", (800, 500), "white").save(tampon, format="PNG" if nom.endswith("png") else "JPEG")
    donnees = {"nature": IDENTITE, "fichier": fichier(nom, tampon.getvalue()), "perimetre": ""}
    valable = identite(enrolable).expire_le
    joindre(enrolable.enrolement, enrolable.demande(enrolable.mandataire, **donnees, expire_le=valable))
    piece = identite(enrolable)
    assert NATURES[piece.nature].sensible

    copie = connecter(enrolable.mandataire).post(f"/financement/pieces/{piece.pk}/")

    image, origine = Image.open(BytesIO(copie.content)), Image.open(BytesIO(piece.document.lire()))
    assert (copie["Content-Type"], image.size) == (piece.document.fichier.type_mime, (800, 500))
    assert ImageChops.difference(image.convert("RGB"), origine.convert("RGB")).getbbox() is not None


def test_sans_copie_rien_ne_sort(
    enrolable: DossierDEnrolement, connecter: Connecter, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolable.complet()
    monkeypatch.setattr(filigrane, "PROGRAMME", "/nulle/part")

    reponse = connecter(enrolable.mandataire).post(f"/financement/pieces/{identite(enrolable).pk}/", follow=True)

    assert "n’a pas pu être préparée" in reponse.content.decode()
