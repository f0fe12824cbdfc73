"""When the secondary service starts, which months are observed, until when it is claimed (AF 4.5). Days of Paris."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from financement.regles.secondaire.parametres import Regime
from segur.noyau.regles import Motif
from segur.noyau.temps import ajouter_mois, jour_de_paris, premier_du_mois_suivant

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def en_mois(mois: date) -> str:
    """« mars 2027 »."""
    return f"{MOIS[mois.month - 1]} {mois.year}"


def demarrage(va_signee_le: date) -> date:
    """The first day of the month after the signature, even when it is signed on a first or a last day (SEC-01)."""
    return premier_du_mois_suivant(va_signee_le)


def mois_observes(*, debut: date, regime: Regime) -> Iterator[date]:
    """First days of the months in which the level may be reached (SEC-02)."""
    return (ajouter_mois(debut, rang) for rang in range(regime.mois.observation))


def fin_de_l_observation(*, debut: date, regime: Regime) -> date:
    """Last day of the last month observed."""
    return ajouter_mois(debut, regime.mois.observation) - timedelta(days=1)


def limite_de_la_demande(*, debut: date, regime: Regime) -> date:
    """Last day on which the service may be claimed, included."""
    return ajouter_mois(debut, regime.mois.demande)


def est_fini(*, mois: date, jour: date) -> bool:
    """A month is known once it is over."""
    return premier_du_mois_suivant(mois) <= jour


def mois_manquants(*, debut: date, connus: Collection[date], jour: date, regime: Regime) -> list[date]:
    """Months observed that are over and that the journal does not hold."""
    observes = mois_observes(debut=debut, regime=regime)
    return [mois for mois in observes if est_fini(mois=mois, jour=jour) and mois not in connus]


def demande_a_temps(*, debut: date, recu_le: datetime, regime: Regime) -> Motif:
    """Late is never paid (SEC-02, SEC-09)."""
    limite, jour = limite_de_la_demande(debut=debut, regime=regime), jour_de_paris(recu_le)
    explication = (
        f"La demande se dépose au plus tard le {limite:%d/%m/%Y}, {regime.mois.demande} mois après le démarrage du "
        f"{debut:%d/%m/%Y} ; elle est reçue le {jour:%d/%m/%Y}."
    )
    return Motif("delai", jour <= limite, explication, regime.calendrier.reference)


# ---- after the journal is sent --------------------------------------------------------------------------------------


def limite_de_verification(*, transmis_le: datetime, regime: Regime) -> date:
    """Last day on which the ANS may announce a verification (SEC-07)."""
    suivant = premier_du_mois_suivant(jour_de_paris(transmis_le))
    return ajouter_mois(suivant, regime.verification.valeur) - timedelta(days=1)


def verification_annoncable(*, transmis_le: datetime, le: datetime, regime: Regime) -> Motif:
    """Past the delay, what was sent is definitive."""
    limite = limite_de_verification(transmis_le=transmis_le, regime=regime)
    a_temps = jour_de_paris(le) <= limite
    explication = f"L’ANS peut annoncer une vérification jusqu’au {limite:%d/%m/%Y} compris."
    if not a_temps:
        explication = f"Sans vérification annoncée au {limite:%d/%m/%Y}, les données sont définitivement validées."
    return Motif("delai", a_temps, explication, regime.verification.reference)


def resiliation_dite_a_temps(*, resiliee_le: date, le: datetime, regime: Regime) -> Motif:
    """The supplier tells the ASP; a late word is kept all the same (SEC-14)."""
    limite, jour = ajouter_mois(resiliee_le, regime.resiliation.valeur), jour_de_paris(le)
    explication = f"Résiliation du {resiliee_le:%d/%m/%Y}, à dire à l’ASP au plus tard le {limite:%d/%m/%Y}"
    suite = " : elle l’est à temps." if jour <= limite else f" ; elle l’est le {jour:%d/%m/%Y}, hors délai."
    return Motif("resiliation", jour <= limite, explication + suite, regime.resiliation.reference)
