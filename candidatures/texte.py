"""The text of the convention: what it may name, how it is filled in, how a version is published."""

import re
from collections.abc import Mapping
from pathlib import Path

from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import Candidature, TexteDeConvention
from candidatures.regles import college as regles
from segur.noyau.comptes.models import Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Verdict
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, Refus

DEMONSTRATION = (Path(__file__).parent / "donnees" / "convention-demonstration.txt").read_text(encoding="utf-8")
VARIABLES = {
    "editeur": "dénomination sociale de l’éditeur",
    "solution": "dénomination commerciale et version",
    "dispositif": "nom du dispositif",
    "candidature": "numéro de la candidature",
    "charte_version": "version de la Charte acceptée",
    "charte_acceptee_le": "instant de son acceptation",
}
EXEMPLES = {
    "editeur": "Éditeur Exemple",
    "solution": "Solution Exemple, version 1.0",
    "dispositif": "Logiciels de gestion de cabinet",
    "candidature": "ABCDEFGHJ",
    "charte_version": "1",
    "charte_acceptee_le": "06/10/2025 à 10:00 (heure de Paris)",
}
TITRE = "## "
ENTRE_ACCOLADES = re.compile(r"\{([^{}]*)\}")


def en_vigueur() -> TexteDeConvention | None:
    """The last version published; None as long as the demonstration's text serves."""
    return TexteDeConvention._default_manager.order_by("-version").first()


def texte_en_vigueur() -> str:
    publie = en_vigueur()
    return publie.texte if publie else DEMONSTRATION


def variables_inconnues(texte: str) -> list[str]:
    """What stands between braces and is not offered. Braces that are not closed count as one."""
    nommees = set(ENTRE_ACCOLADES.findall(texte))
    seule = {"{", "}"} & set(ENTRE_ACCOLADES.sub("", texte))
    return [*sorted(f"{{{nom}}}" for nom in nommees - VARIABLES.keys()), *(["accolade non refermée"] if seule else [])]


def articles(texte: str, valeurs: Mapping[str, str]) -> list[tuple[bool, str]]:
    """(is a title, text) of each paragraph, filled in."""
    paragraphes = (p.strip() for p in texte.replace("\r\n", "\n").split("\n\n"))
    remplis = [_remplir(p, valeurs) for p in paragraphes if p]
    return [(p.startswith(TITRE), p.removeprefix(TITRE)) for p in remplis]


def _remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """Each name replaced as it stands: nothing else of a format is read."""
    for nom, valeur in valeurs.items():
        texte = texte.replace(f"{{{nom}}}", valeur)
    return texte


def valeurs_de(candidature: Candidature) -> dict[str, str]:
    administrative = candidature.administrative
    return {
        "editeur": administrative.denomination,
        "solution": f"{administrative.denomination_commerciale}, version {administrative.version_technique}",
        "dispositif": candidature.dispositif.nom_long,
        "candidature": candidature.numero,
        "charte_version": candidature.charte_version,
        "charte_acceptee_le": en_clair(candidature.charte_acceptee_le),
    }


def _version(texte: TexteDeConvention | None) -> int:
    return texte.version if texte else 0


def _publiable(texte: str, precedent: TexteDeConvention | None, demande: Demande, depassee: bool) -> Verdict:
    return regles.texte_publiable(
        autorise=demande.acteur.tient(Role.RESPONSABLE),
        vide=not texte.strip(),
        inconnues=variables_inconnues(texte),
        depassee=depassee,
        identique=texte.strip() == (precedent.texte if precedent else DEMONSTRATION).strip(),
    )


@db.atomic
def publier(texte: str, demande: Demande, vue: int | None = None) -> TexteDeConvention:
    """A new version, for the conventions made from then on. `vue`: the version that was read. Raises Refus."""
    precedent = TexteDeConvention._default_manager.select_for_update().order_by("-version").first()
    verdict = _publiable(texte, precedent, demande, vue is not None and vue != _version(precedent))
    if not verdict.favorable:
        raise Refus(verdict)
    publie = TexteDeConvention(
        version=_version(precedent) + 1,
        texte=texte.strip(),
        publie_le=demande.recu_le,
        publie_par=demande.acteur.personne,
    )
    try:
        with db.atomic():
            publie.save()
    except IntegrityError as cause:  # another version was published at this very instant
        raise Refus(_publiable(texte, precedent, demande, depassee=True)) from cause
    inscrire(
        publie,
        action="texte_de_convention.publier",
        recit=f"Texte de la convention publié : {publie}",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        motifs=verdict.motifs,
        details={"version": publie.version, "texte": publie.texte},
    )
    return publie
