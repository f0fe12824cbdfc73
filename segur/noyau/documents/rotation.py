"""Encrypting again, with the current key, the files that a former one has encrypted."""

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction as db

from segur.noyau.documents.chiffrement import chiffrer, nom_de_la_cle
from segur.noyau.documents.models import Document, Fichier


def rechiffrer_les_fichiers() -> int:
    """Returns how many. Stopped half-way, it is run again: each file is written anew before the former one goes."""
    anciens = Fichier.objects.filter(efface_le=None).exclude(cle__in=["", nom_de_la_cle()]).order_by("pk")
    return sum(_rechiffrer(pk) for pk in anciens.values_list("pk", flat=True))


def _rechiffrer(pk: int) -> bool:
    with db.atomic():
        fichier = Fichier.objects.select_for_update().get(pk=pk)
        if fichier.cle == nom_de_la_cle():
            return False
        ancien, contenu = fichier.chemin, fichier.lire()
        deja = Fichier.objects.filter(empreinte=fichier.empreinte, cle=nom_de_la_cle()).first()
        if deja:
            Document.objects.filter(fichier=fichier).update(fichier=deja)
            fichier.delete()
        else:
            fichier.cle = nom_de_la_cle()
            _ecrire(fichier, contenu)
            fichier.save(update_fields=["cle"])
        db.on_commit(partial(default_storage.delete, ancien))
    return True


def _ecrire(fichier: Fichier, contenu: bytes) -> None:
    """What a run stopped half-way left there is replaced."""
    default_storage.delete(fichier.chemin)
    default_storage.save(fichier.chemin, ContentFile(chiffrer(contenu)))
