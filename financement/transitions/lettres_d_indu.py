"""Letters of the recovery: made once from the template of the day, kept as they were sent."""

from typing import Any

from financement.models import Indu, LettreDIndu
from financement.recours import voies_de_recours
from financement.regles.indus import causes, version_des_lettres
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande

ZONE = "officiel"
GABARITS = {
    ("v1", LettreDIndu.Nature.MISE_EN_DEMEURE): "pdf/indus/v1/mise_en_demeure.html",
    ("v1", LettreDIndu.Nature.DECISION): "pdf/indus/v1/decision.html",
    ("v1", LettreDIndu.Nature.ORDRE): "pdf/indus/v1/ordre.html",
}
"""By version, then by kind of letter."""


def emettre(indu: Indu, nature: LettreDIndu.Nature, demande: Demande) -> LettreDIndu:
    version = version_des_lettres(jour_de_paris(demande.recu_le))
    octets = en_pdf(GABARITS[version, nature], contexte_de(indu, nature, demande) | {"version": version})
    nom = f"Indu-{indu.pk}_{nature}.pdf"
    document = deposer_octets(octets, nom=nom, zone=ZONE, acteur=SYSTEME, le=demande.recu_le)
    return LettreDIndu.objects.create(
        indu=indu, nature=nature, version=version, document=document, emise_le=demande.recu_le
    )


def contexte_de(indu: Indu, nature: LettreDIndu.Nature, demande: Demande) -> dict[str, Any]:
    lignes = list(indu.lignes.select_related("commande__dispositif").order_by("pk"))
    return {
        "indu": indu,
        "nature": nature,
        "le": demande.recu_le,
        "lignes": lignes,
        "reclame": sum(ligne.montant for ligne in lignes),
        "a_reverser": sum(ligne.ordonne for ligne in lignes),
        "cause": causes()[indu.cause],
        "recours": voies_de_recours(),
        "observations": list(indu.observations.order_by("pk")),
    }
