"""Who may look a client up, how often, and the trace it leaves."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from segur.noyau.annuaires import regles
from segur.noyau.annuaires.models import ClientConsulte, Consultation
from segur.noyau.annuaires.parametres import CONSULTATION, LETTRES_AU_MOINS, LimitesDeConsultation
from segur.noyau.comptes.models import ANS, ASP, EDITEUR, Acteur, Role
from segur.noyau.regles import Motif
from segur.noyau.temps import PARIS

CONSULTENT = (*EDITEUR, *ANS, *ASP, Role.ADMINISTRATEUR)
HEURE, JOUR = timedelta(hours=1), timedelta(days=1)
LONGUEUR_D_UN_RPPS = 11


def limites(acteur: Acteur) -> LimitesDeConsultation:
    return CONSULTATION["editeur" if acteur.est_editeur else "agent"]


def compter(acteur: Acteur, le: datetime) -> Motif:
    """Counts this search, then says whether it is one too many; counters are shared, so two at once are two."""
    bornes = limites(acteur)
    cette_heure = _incrementer(_cle("heure", acteur, le), HEURE)
    ce_jour = _incrementer(_cle("jour", acteur, le), JOUR)
    return regles.consultation_permise(
        cette_heure=cette_heure - 1,
        ce_jour=ce_jour - 1,
        sans_reponse=cache.get(_cle("sans", acteur, le), 0),
        par_heure=bornes.par_heure,
        par_jour=bornes.par_jour,
        sans_reponse_par_heure=bornes.sans_reponse_par_heure,
    )


def compter_sans_reponse(acteur: Acteur, le: datetime) -> None:
    _incrementer(_cle("sans", acteur, le), HEURE)


def _cle(compteur: str, acteur: Acteur, le: datetime) -> str:
    fenetre = le.astimezone(PARIS).strftime("%Y%m%d" if compteur == "jour" else "%Y%m%d%H")
    return f"annuaires:{compteur}:{acteur.personne.pk}:{fenetre}"


def _incrementer(cle: str, duree: timedelta) -> int:
    cache.add(cle, 0, int(duree.total_seconds()))
    try:
        return int(cache.incr(cle))
    except ValueError:  # it expired in between
        cache.set(cle, 1, int(duree.total_seconds()))
        return 1


@transaction.atomic
def inscrire(
    acteur: Acteur,
    le: datetime,
    *,
    critere: str,
    valeur: str,
    au: date,
    trouves: Iterable[str] = (),
    refusee: bool = False,
) -> Consultation:
    """Numbers are kept whole; of a name, as many letters as a search needs. Clients shown are their numbers."""
    garde = valeur[:LETTRES_AU_MOINS] if critere == Consultation.Critere.NOM else valeur[:LONGUEUR_D_UN_RPPS]
    consultation = Consultation.objects.create(
        personne=acteur.personne,
        organisation=acteur.organisation,
        le=le,
        critere=critere,
        valeur=garde,
        au=au,
        refusee=refusee,
    )
    ClientConsulte.objects.bulk_create(
        ClientConsulte(consultation=consultation, cle=cle) for cle in dict.fromkeys(trouves)
    )
    return consultation
