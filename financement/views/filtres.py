"""The choices that a list offers above it, read from its address."""

from typing import Any

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.requete import Requete

Options = list[Any]


def lire(request: Requete, *offerts: tuple[str, str, Options]) -> list[dict[str, Any]]:
    """(name, label, options) each; what is not one of the options chooses nothing."""
    return [
        {"nom": nom, "libelle": libelle, "options": options, "choisi": _connu(request.GET.get(nom, ""), options)}
        for nom, libelle, options in offerts
    ]


def choix_de(request: Requete, filtres: list[dict[str, Any]]) -> dict[str, str]:
    """By name, what was chosen; `q`, the words searched."""
    mots = request.GET.get("q", "").replace("\x00", "").strip()
    return {filtre["nom"]: filtre["choisi"] for filtre in filtres} | {"q": mots}


def dispositifs() -> Options:
    return list(Dispositif.objects.order_by("libelle").values_list("code", "libelle"))


def _connu(valeur: str, options: Options) -> str:
    return valeur if valeur in dict(options) else ""
