"""The undertakings of portability that a supplier signs for a solution (AF 4.4; REA-40 to REA-45). Dated data."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from financement.regles.commande.donnees import empreinte
from financement.regles.lecture import en_vigueur, fichier, historique
from segur.noyau.regles import Historique, Motif, Reference, Verdict, Version

FICHIER = "portabilite.toml"


@dataclass(frozen=True, slots=True)
class Engagement:
    """One line of the list, signed as it reads."""

    code: str
    libelle: str
    exigence: str


Liste = tuple[Engagement, ...]


@lru_cache(maxsize=8)
def _historique(dispositif: str) -> Historique[list[dict[str, str]]] | None:
    table = fichier(FICHIER)["dispositifs"].get(dispositif)
    return historique(table) if table else None


def liste_au(dispositif: str, jour: date) -> Version[Liste] | None:
    """None when no text that was read asks portability of the dispositif that day."""
    version = en_vigueur(_historique(dispositif), jour)
    if version is None:
        return None
    return Version(version.depuis, tuple(Engagement(**lu) for lu in version.valeur), version.reference)


def empreinte_de(liste: Liste) -> str:
    """SHA-256 of the list as it was read when it was signed."""
    return empreinte([[engagement.code, engagement.libelle] for engagement in liste])


def signable(*, liste: Version[Liste] | None, demandee: bool, deja: bool) -> Verdict:
    """A list is published, the supplier asks a financing for the solution, and it did not sign this list yet."""
    reference = liste.reference if liste else None
    publiee = "La liste des engagements est publiée." if liste else "Aucun texte lu ne la demande pour ce dispositif."
    demande = "Une demande de financement porte sur cette solution."
    if not demandee:
        demande = "Vous n’avez déposé aucune demande de financement pour cette solution."
    signee = "Cette liste est déjà signée." if deja else "Cette liste reste à signer."
    return Verdict(
        (
            Motif("liste", liste is not None, publiee, reference),
            Motif("demande", demandee, demande, reference),
            Motif("deja", not deja, signee, reference),
        )
    )


def tout_coche(*, liste: Version[Liste], coches: frozenset[str]) -> Verdict:
    """One by one: what is not ticked is named, all at once."""
    return Verdict(
        tuple(
            Motif(
                f"saisie:{engagement.code}",
                engagement.code in coches,
                f"Engagement à prendre : {engagement.libelle}",
                Reference(liste.reference.texte, liste.reference.article),
            )
            for engagement in liste.valeur
        )
    )
