"""The signed copy of the convention, wherever it comes from: its signatures are read, and none may be broken."""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import File

from candidatures import regles
from candidatures.models import Convention
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.depot import deposer
from segur.noyau.documents.signature import Signature, signatures_de
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande

ZONE = "convention_signee"


def signatures_lues(fichier: File) -> list[Signature]:
    fichier.seek(0)
    octets = fichier.read()
    fichier.seek(0)
    return signatures_de(octets)


def intactes(lues: Sequence[Signature]) -> Verdict:
    return Verdict((regles.signatures_intactes(rompues=[lue.signataire for lue in lues if not lue.intacte]),))


def garder(convention: Convention, fichier: File, demande: Demande) -> dict[str, Any]:
    """Stores the copy and what its signatures say, for who will validate it."""
    lues = signatures_lues(fichier)
    acteur: Acteur = demande.acteur
    document = deposer(fichier, nom=str(fichier.name), zone=ZONE, acteur=acteur, le=demande.recu_le)
    convention.exemplaire_signe, convention.signee_le, convention.motif = document, demande.recu_le, ""
    convention.signatures = [
        {"signataire": lue.signataire, "le": lue.le and lue.le.isoformat(), "reconnue": lue.reconnue} for lue in lues
    ]
    return {"document": document.nom, "empreinte": document.fichier.empreinte, "signatures": convention.signatures}
