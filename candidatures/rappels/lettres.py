"""What a reminder says: to the firm, what is missing; to the ANS, which dossiers are at risk."""

from collections.abc import Sequence
from datetime import datetime

from candidatures.models import Candidature, Rappel, Relance
from candidatures.rappels.obligations import Manque, Obligation
from candidatures.rappels.regles import dans
from segur.noyau.regles import Version
from segur.noyau.temps import en_clair


def sujet(candidature: Candidature, obligation: Obligation, echeance: datetime, le: datetime) -> str:
    return f"{candidature.produit} : {obligation.libelle.split(' — ')[0]} {dans(limite=echeance, le=le)}"


def corps(
    candidature: Candidature, obligation: Obligation, version: Version[datetime], manque: Manque, le: datetime
) -> str:
    reference = f"\n{version.reference}" if str(version.reference) else ""
    return (
        f"{candidature.produit}, {candidature.dispositif.libelle}, candidature n° {candidature.numero}.\n\n"
        f"{obligation.libelle} : {en_clair(version.valeur)}, {dans(limite=version.valeur, le=le)}.{reference}\n\n"
        f"{manque.texte}\n\n"
        "Ce rappel va à qui peut agir sur ce produit. Il n’y en a plus dès que rien ne manque."
    )


def sujet_pour_l_ans(dossiers: int) -> str:
    return f"{dossiers} dossier{'s' if dossiers > 1 else ''} à risque sur une échéance proche"


def corps_pour_l_ans(rappels: Sequence[Rappel], le: datetime) -> str:
    lignes = "\n\n".join(_dossier(rappel.relance, le) for rappel in rappels)
    return f"Il y manque encore de quoi tenir leur échéance.\n\n{lignes}"


def _dossier(relance: Relance, le: datetime) -> str:
    candidature = relance.candidature
    return (
        f"- {candidature.produit} ({candidature.produit.editeur}), {candidature.dispositif.libelle}, "
        f"candidature n° {candidature.numero}\n"
        f"  {relance.libelle} : {en_clair(relance.echeance)}, {dans(limite=relance.echeance, le=le)}\n"
        f"  {relance.manque}"
    )
