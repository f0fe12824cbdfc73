"""What tests of reminders share: the deadlines, the hours of the paliers, what each person received."""

from datetime import UTC, datetime, timedelta

from candidatures.models import Candidature, Relance
from candidatures.rappels.regles import PAR_CODE, instant_du_palier
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from tests.monde import LGC

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
DATE_2 = datetime(2026, 7, 22, 10, tzinfo=UTC)
DATE_3 = datetime(2026, 10, 14, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


def a_l_heure(limite: datetime, code: str) -> datetime:
    return instant_du_palier(limite=limite, palier=PAR_CODE[code])


def recus(acteur: Acteur) -> list[Notification]:
    return list(Notification.objects.filter(categorie=Categorie.RAPPEL, destinataire=acteur.utilisateur).order_by("pk"))


def sujets(acteur: Acteur) -> list[str]:
    return [notification.sujet for notification in recus(acteur)]


def issues(candidature: Candidature, obligation: str = "date-1") -> list[tuple[str, str]]:
    relances = Relance.objects.filter(candidature=candidature, obligation=obligation).order_by("prevue_le", "pk")
    return list(relances.values_list("palier", "issue"))


def publier(numero: int, instant: datetime | None, depuis: datetime, texte: str = "arrêté modificatif") -> None:
    """A text in force from that day on moves the Date."""
    lgc = VersionEcheance.objects.filter(dispositif__code=LGC).values_list("dispositif", flat=True)[0]
    VersionEcheance.objects.update_or_create(
        dispositif_id=lgc, numero=numero, depuis=jour_de_paris(depuis), defaults={"instant": instant, "texte": texte}
    )
