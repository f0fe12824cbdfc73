"""What the register of filings keeps of step 3."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max

from candidatures.echeances import Applicable, applicable
from candidatures.envois import date, envoi
from candidatures.models import EnvoiRecu
from preuves.models import Chapitre, Preuve
from segur.noyau.journal.models import EntreeJournal

PREMIERS, ECHANGES = 2, 3


def numero_de_la_date(chapitre: Chapitre) -> int:
    """Date 2 until the chapter was filed once, then Date 3 (E3-23, E3-26)."""
    return ECHANGES if chapitre.premiere_soumission_le else PREMIERS


def _regle_du_depot(preuve: Preuve, le: datetime) -> Applicable:
    return applicable(preuve.dossier, numero_de_la_date(preuve.chapitre), au=le)


def touche_le(chapitre: Chapitre) -> datetime | None:
    """When the vendor last did anything on a proof of the chapter, told by the journal."""
    gestes = EntreeJournal.objects.filter(
        type_objet=ContentType.objects.get_for_model(Preuve),
        id_objet__in=chapitre.preuves.values("pk"),
        organisation=chapitre.dossier.produit.editeur_id,
    )
    dernier: datetime | None = gestes.aggregate(dernier=Max("recu_le"))["dernier"]
    return dernier


def _apporte_tout(preuve: Preuve) -> None:
    """The request brings the file or the link whole: nothing else is filed with it."""


PREMIERE_SOUMISSION = envoi(EnvoiRecu.Nature.CHAPITRE, date(PREMIERS), touche_le)
NOUVELLE_SOUMISSION = envoi(EnvoiRecu.Nature.CHAPITRE, date(ECHANGES), touche_le)
DEPOT = envoi(EnvoiRecu.Nature.PREUVE, _regle_du_depot, _apporte_tout)
