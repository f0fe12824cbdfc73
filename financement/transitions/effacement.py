"""An identity paper is kept for the time of its check: once the enrolment is decided, its bytes go, its trace stays."""

from functools import partial
from typing import Any

from django.db import transaction as db
from django.db.models import Q, QuerySet

from financement.models import Enrolement, Piece
from financement.regles.enrolement import NATURES
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.documents.depot import oublier
from segur.noyau.transitions import Demande, transition

Statut = Enrolement.Statut
IDENTITES = [code for code, nature in NATURES.items() if nature.sensible]


def a_effacer() -> QuerySet[Piece]:
    """Those of a decided enrolment, replaced ones included; not while a paper replaced since waits for its check."""
    decides = Q(enrolement__statut=Statut.REFUSE) | Q(
        enrolement__statut=Statut.ACCEPTE, enrolement__controle_attendu_le=None
    )
    return Piece.objects.filter(decides, nature__in=IDENTITES, document__efface_le=None)


@transition(
    Enrolement,
    de=(Statut.ACCEPTE, Statut.REFUSE),
    vers=None,
    roles=(Role.SYSTEME,),
    libelle="Effacer les pièces d’identité",
    recit="Pièces d’identité effacées après leur contrôle",
    a_sa_page=False,
)
def effacer_les_identites(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """Name, hash and looks remain. After a refusal the paper is due again, should the file be taken up."""
    pieces = list(a_effacer().filter(enrolement=enrolement).select_related("document__fichier").order_by("pk"))
    if enrolement.statut == Statut.REFUSE:
        enrolement.pieces.actuelles().filter(nature__in=IDENTITES).update(retiree_le=demande.recu_le)
    for piece in pieces:
        oublier(piece.document, demande.recu_le)
    return {"pieces": [f"{p.get_nature_display()}, SHA-256 {p.document.fichier.empreinte}" for p in pieces]}


def apres_le_controle(enrolement: Enrolement) -> None:
    """Once the decision is written; the sweep does what a storage that fails left there."""
    db.on_commit(partial(effacer, enrolement.pk), robust=True)


def effacer(pk: int) -> bool:
    """False when nothing is to be erased. Run twice, the second does nothing."""
    if not a_effacer().filter(enrolement=pk).exists():
        return False
    effacer_les_identites(Enrolement.objects.get(pk=pk), Demande(SYSTEME, horloge.maintenant()))
    return True


def balayer() -> int:
    """Returns how many enrolments were relieved of their identity papers."""
    return sum(effacer(pk) for pk in a_effacer().values_list("enrolement", flat=True).order_by().distinct())
