"""What the texts say of each dispositif at an instant, read once for all the orders of a page."""

from dataclasses import dataclass
from datetime import datetime

from financement.regles.commande.parametres import parametres as de_la_commande
from financement.regles.secondaire.parametres import regime
from financement.regles.solde.parametres import parametres as du_solde
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.regles import HorsPeriode, Reference
from segur.noyau.temps import jour_de_paris


@dataclass(frozen=True)
class Cadre:
    """`le`: aware instant of the reading. The dispositifs come with their Dates."""

    le: datetime
    dispositifs: dict[int, Dispositif]

    @property
    def avec_preserie(self) -> list[int]:
        jour = jour_de_paris(self.le)
        lus = {pk: du_solde(d.code, jour) for pk, d in self.dispositifs.items()}
        return [pk for pk, textes in lus.items() if textes and textes.preserie.valeur]

    @property
    def avec_secondaire(self) -> list[int]:
        jour = jour_de_paris(self.le)
        return [pk for pk, dispositif in self.dispositifs.items() if regime(dispositif.code, jour)]

    @property
    def mois_pour_demander(self) -> dict[int, int]:
        """By dispositif that has one, months left to claim the secondary service, from its start."""
        lus = {pk: regime(d.code, jour_de_paris(self.le)) for pk, d in self.dispositifs.items()}
        return {pk: textes.mois.demande for pk, textes in lus.items() if textes}

    def passees(self, numero: int) -> list[int]:
        """Dispositifs whose Date, as the text sets it, is over: the very instant is not."""
        dates = {pk: _date(dispositif, numero, self.le) for pk, dispositif in self.dispositifs.items()}
        return [pk for pk, instant in dates.items() if instant and instant < self.le]

    def reference(self, dispositif: int, section: str) -> Reference | None:
        """A section of the text of the dispositif; None when none is read, or when the step cites none."""
        textes = de_la_commande(self.dispositifs[dispositif].code, jour_de_paris(self.le))
        return textes.reference(section) if textes and section else None


def _date(dispositif: Dispositif, numero: int, le: datetime) -> datetime | None:
    try:
        return dispositif.echeance(numero, au=le).valeur
    except HorsPeriode:
        return None


def cadre(le: datetime) -> Cadre:
    return Cadre(le, {d.pk: d for d in Dispositif.objects.prefetch_related("echeances")})
