"""From what to what: a line of a text beside the version that it replaces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from segur.noyau.dispositifs.models import (
    Amendement,
    DateAmendee,
    Dispositif,
    SeuilAmende,
    VersionEcheance,
    VersionSeuil,
)
from segur.noyau.dispositifs.seuils import Valeur
from segur.noyau.jours import Jour, jour
from segur.noyau.regles import Version
from segur.noyau.temps import en_clair, instant_de_paris, jour_de_paris
from segur.portail.calendriers import regles

Ligne = DateAmendee | SeuilAmende


@dataclass(frozen=True)
class Changement:
    """`avant`: the version of the day before the effect; None when no text set the value. `autres`: versions beside."""

    ligne: Ligne
    dispositif: Dispositif
    avant: Version[Valeur] | None
    meme_jour: Version[Valeur] | None

    @property
    def numero(self) -> int | None:
        return self.ligne.numero if isinstance(self.ligne, DateAmendee) else None

    @property
    def depuis(self) -> date:
        return self.ligne.depuis

    @property
    def effet(self) -> datetime:
        """The first instant of the day of effect, in Paris."""
        return instant_de_paris(self.depuis, time.min)

    @property
    def valeur_avant(self) -> Valeur:
        return self.avant.valeur if self.avant else None

    @property
    def est_sans_avant(self) -> bool:
        return self.avant is None

    @property
    def avant_dit(self) -> str:
        return self.dire(self.avant.valeur) if self.avant else "aucun texte"

    @property
    def apres_dit(self) -> str:
        return self.dire(self.ligne.valeur)

    @property
    def jour(self) -> Jour | None:
        return jour_de(self.ligne.valeur)

    @property
    def ecart(self) -> int | None:
        avant, apres = self.valeur_avant, self.ligne.valeur
        if not isinstance(avant, datetime) or not isinstance(apres, datetime):
            return None
        return regles.ecart(avant=avant, apres=apres)

    @property
    def ecart_dit(self) -> str:
        return dire_l_ecart(self.ecart)

    def dire(self, valeur: Valeur) -> str:
        return self.ligne.seuil.dire(valeur) if isinstance(self.ligne, SeuilAmende) else dire_la_date(valeur)


def dire_la_date(valeur: Valeur) -> str:
    return en_clair(valeur) if isinstance(valeur, datetime) else "date non publiée"


def dire_l_ecart(jours: int | None) -> str:
    """« + 182 jours »; empty when it cannot be told."""
    if jours is None:
        return ""
    return f"{'+' if jours >= 0 else '−'} {abs(jours)} jour{'s' if abs(jours) > 1 else ''}"


def jour_de(valeur: Valeur) -> Jour | None:
    return jour(jour_de_paris(valeur)) if isinstance(valeur, datetime) else None


def changements(amendement: Amendement) -> list[Changement]:
    """In the order of the dispositifs; three queries for one line as for twenty, with `avec_lignes` beforehand."""
    par_cle = amendement.calendriers
    resultat = [changement(ligne, par_cle[ligne.dispositif_id], amendement) for ligne in amendement.lignes]
    return sorted(resultat, key=lambda c: c.dispositif.libelle)


def dispositifs_des(lignes: Iterable[Ligne]) -> dict[int, Dispositif]:
    """Those of the lines, with their calendars and their thresholds."""
    cles = {ligne.dispositif_id for ligne in lignes}
    return Dispositif.objects.filter(pk__in=cles).avec_calendrier().avec_seuils().in_bulk()


def changement(ligne: Ligne, dispositif: Dispositif, amendement: Amendement) -> Changement:
    """The text's own versions, once published, are not compared with themselves."""
    autres = versions_sans(ligne, dispositif, amendement)
    avant = [version for version in autres if version.depuis < ligne.depuis]
    meme_jour = [version for version in autres if version.depuis == ligne.depuis]
    return Changement(ligne, dispositif, avant[-1] if avant else None, meme_jour[0] if meme_jour else None)


def versions_sans(ligne: Ligne, dispositif: Dispositif, amendement: Amendement) -> list[Version[Valeur]]:
    """Every version of the value that this text did not write, oldest first."""
    versions: list[VersionEcheance | VersionSeuil] = (
        [v for v in dispositif.echeances.all() if v.numero == ligne.numero]
        if isinstance(ligne, DateAmendee)
        else [v for v in dispositif.seuils.all() if v.code == ligne.code]
    )
    autres: list[Version[Valeur]] = [_lue(v) for v in versions if v.amendement_id != (amendement.pk or 0)]
    return sorted(autres, key=lambda version: version.depuis)


def _lue(version: VersionEcheance | VersionSeuil) -> Version[Valeur]:
    lue = version.en_version()
    return Version(lue.depuis, lue.valeur, lue.reference)
