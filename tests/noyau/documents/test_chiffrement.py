from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from segur.noyau.documents.chiffrement import (
    DonneeIllisible,
    chiffrer,
    chiffrer_texte,
    dechiffrer,
    dechiffrer_texte,
    empreinte_secrete,
    empreintes_secretes,
    nom_de_la_cle,
    taille_chiffree,
)
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.rotation import rechiffrer_les_fichiers
from segur.noyau.documents.verifications import cles_des_donnees
from tests.monde import AVANT_DATE_1, PDF, Monde

A, B = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def octets_ranges() -> bytes:
    return b"".join(f.read_bytes() for f in sorted(Path(default_storage.path("")).rglob("*")) if f.is_file())


def deposer(monde: Monde, zone: str = "piece_sensible") -> Document:
    return deposer_octets(PDF, nom="rib.pdf", zone=zone, acteur=monde.mandataire, le=AVANT_DATE_1)


def test_ce_qui_est_chiffre_se_lit_et_ne_se_devine_pas() -> None:
    chiffre = chiffrer_texte("FR7630006000011234567890189")

    assert dechiffrer_texte(chiffre) == "FR7630006000011234567890189"
    assert "3000600001" not in chiffre
    assert chiffrer_texte("FR76") != chiffrer_texte("FR76")


@pytest.mark.parametrize("octets", [0, 1, 15, 16, 17, 1000, 4096, 100_003])
def test_la_taille_rangee_se_calcule(octets: int) -> None:
    assert taille_chiffree(octets) == len(chiffrer(b"x" * octets))


def test_une_ancienne_cle_lit_encore_et_n_ecrit_plus(settings: Any) -> None:
    settings.CLES_DONNEES = [A]
    ancien = chiffrer(b"secret")
    settings.CLES_DONNEES = [B, A]
    assert dechiffrer(ancien) == b"secret"

    nouveau = chiffrer(b"secret")

    settings.CLES_DONNEES = [B]
    assert dechiffrer(nouveau) == b"secret"
    with pytest.raises(DonneeIllisible):
        dechiffrer(ancien)


def test_deux_valeurs_egales_se_reconnaissent_sous_chaque_cle(settings: Any) -> None:
    settings.CLES_DONNEES = [A]
    ancienne = empreinte_secrete("FR76")
    settings.CLES_DONNEES = [B, A]

    assert empreinte_secrete("FR76") != ancienne
    assert empreintes_secretes("FR76") == [empreinte_secrete("FR76"), ancienne]
    assert ancienne not in empreintes_secretes("FR77")


@pytest.mark.parametrize("reglage", [[], [""], ["pas-une-cle"]])
def test_sans_cle_rien_ne_s_ecrit(settings: Any, reglage: list[str]) -> None:
    settings.CLES_DONNEES = reglage

    with pytest.raises(ImproperlyConfigured, match="SEGUR_CLES_DONNEES"):
        chiffrer(b"secret")


@pytest.mark.parametrize(("reglage", "erreurs"), [([], 1), (["pas-une-cle"], 1), (["demonstration"], 1), ([A], 0)])
def test_la_verification_du_deploiement_reclame_une_cle(settings: Any, reglage: list[str], erreurs: int) -> None:
    settings.CLES_DONNEES = reglage

    assert [erreur.id for erreur in cles_des_donnees(None)] == ["segur.E001"] * erreurs


def test_un_fichier_sensible_est_range_chiffre(monde: Monde) -> None:
    document = deposer(monde)

    assert document.lire() == PDF
    assert default_storage.size(document.fichier.chemin) == document.fichier.taille_rangee
    assert b"%PDF" not in octets_ranges()


def test_les_memes_octets_restent_en_clair_ailleurs(monde: Monde) -> None:
    """Negative control: the same bytes in an ordinary place are in clear, in a row of their own."""
    deposer(monde)
    ordinaire = deposer(monde, "piece_d_enrolement")

    assert ordinaire.fichier.cle == ""
    assert b"%PDF" in octets_ranges()
    assert Fichier.objects.filter(empreinte=ordinaire.fichier.empreinte).count() == 2


def test_un_fichier_chiffre_ne_sort_jamais_par_la_porte_commune(monde: Monde, connecter: Any) -> None:
    document = deposer(monde)

    assert not Document.objects.filter(pk=document.pk).visibles_par(monde.mandataire).exists()
    assert connecter(monde.mandataire).get(document.get_absolute_url()).status_code == 404


def test_la_rotation_rechiffre_tout_et_se_reprend(
    monde: Monde, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CLES_DONNEES = [A]
    premier = deposer(monde)
    ancien_chemin = premier.fichier.chemin
    settings.CLES_DONNEES = [B, A]
    second = deposer(monde)

    with django_capture_on_commit_callbacks(execute=True):
        assert rechiffrer_les_fichiers() == 1
    assert rechiffrer_les_fichiers() == 0

    settings.CLES_DONNEES = [B]
    assert not default_storage.exists(ancien_chemin)
    assert [Document.objects.get(pk=d.pk).lire() for d in (premier, second)] == [PDF, PDF]
    assert Fichier.objects.exclude(cle="").count() == 1


def test_une_rotation_interrompue_recommence(
    monde: Monde, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CLES_DONNEES = [A]
    document = deposer(monde)
    settings.CLES_DONNEES = [B, A]
    futur = Fichier(empreinte=document.fichier.empreinte, cle=nom_de_la_cle())
    default_storage.save(futur.chemin, ContentFile(b"a run killed while it wrote"))

    with django_capture_on_commit_callbacks(execute=True):
        rechiffrer_les_fichiers()

    assert Document.objects.get(pk=document.pk).lire() == PDF
