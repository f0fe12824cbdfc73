"""When a token lets a program in: alive, from an allowed network, for what it was given (ASVS 5.0, V10 and V11)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from segur.noyau.regles import Motif, Verdict

PREFIXE = "segur_"
"""What every secret begins with, so that a scanner of leaked secrets knows it."""
DUREE_AU_PLUS = timedelta(days=366)
RESEAUX_AU_PLUS = 20


def lire_les_reseaux(texte: str) -> list[str]:
    """One network or address a line, or separated by commas; written back in their short form. Raises ValueError."""
    ecrits = [morceau for ligne in texte.splitlines() for morceau in ligne.replace(",", " ").split()]
    if len(ecrits) > RESEAUX_AU_PLUS:
        raise ValueError(f"{RESEAUX_AU_PLUS} réseaux au plus.")
    return [_lire(ecrit) for ecrit in ecrits]


def _lire(ecrit: str) -> str:
    try:
        return str(ip_network(ecrit, strict=False))
    except ValueError:
        raise ValueError(f"« {ecrit} » n’est pas un réseau. Exemples : 192.0.2.0/24 ou 2001:db8::/32") from None


def reseau_admis(*, adresse: str, reseaux: Iterable[str]) -> bool:
    """Any address when no network is named."""
    admis = list(reseaux)
    if not admis:
        return True
    try:
        lue = ip_address(adresse)
    except ValueError:
        return False
    return any(lue in ip_network(reseau) for reseau in admis)


def jeton_valable(
    *, recu_le: datetime, expire_le: datetime, revoque: bool, adresse: str, reseaux: Iterable[str]
) -> Verdict:
    """Expired at the very instant that it bears."""
    return Verdict(
        (
            Motif("jeton_revoque", not revoque, "Ce jeton est révoqué."),
            Motif("jeton_expire", recu_le < expire_le, "Ce jeton a expiré."),
            Motif(
                "reseau",
                reseau_admis(adresse=adresse, reseaux=reseaux),
                "Ce jeton ne sert pas depuis cette adresse réseau.",
            ),
        )
    )


def duree_permise(*, cree_le: datetime, expire_le: datetime) -> Motif:
    permise = cree_le < expire_le <= cree_le + DUREE_AU_PLUS
    return Motif("duree", permise, f"Choisissez un jour à venir, dans les {DUREE_AU_PLUS.days} jours.")
