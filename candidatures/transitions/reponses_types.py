"""Canned replies: a responsable keeps them, reviewers use them; the same defect is told in the same words."""

import re
from typing import Any

from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import ReponseType
from candidatures.regles import conversation as regles
from segur.noyau.comptes.models import Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, transition

VARIABLES = {
    "produit": "nom du produit",
    "version": "version du produit",
    "editeur": "dénomination de l’éditeur",
    "numero": "numéro de la candidature",
    "dispositif": "nom du dispositif",
    "date_limite": "date limite qui règle le dossier, avec l’heure",
    "destinataire": "personne de l’éditeur à qui l’on répond",
    "objet": "ce dont le fil parle",
    "agent": "personne de l’ANS qui écrit",
}
ENTRE_ACCOLADES = re.compile(r"\{([^{}]*)\}")


def variables_inconnues(texte: str) -> list[str]:
    """Everything between braces that is not offered, and braces left alone."""
    nommees = set(ENTRE_ACCOLADES.findall(texte))
    seules = {"{", "}"} & set(ENTRE_ACCOLADES.sub("", texte))
    inconnues = sorted(f"{{{nom}}}" for nom in nommees - VARIABLES.keys())
    return [*inconnues, *(["accolade non refermée"] if seules else [])]


def _gardable(titre: str, texte: str, sauf: int = 0, *, depassee: bool = False) -> Verdict:
    du_meme_titre = ReponseType.objects.proposees().filter(titre=titre).exclude(pk=sauf)
    return regles.reponse_type_gardable(
        vide=not titre or not texte,
        longueur=len(texte),
        inconnues=variables_inconnues(f"{titre}{texte}"),
        depassee=depassee,
        deja=du_meme_titre.exists(),
    )


def _saisie(demande: Demande) -> tuple[str, str]:
    return str(demande.donnees.get("titre", "")).strip(), str(demande.donnees.get("texte", "")).strip()


def creer(demande: Demande) -> ReponseType:
    """A new one, by a responsable. Raises Refus with everything that is wrong."""
    titre, texte = _saisie(demande)
    autorise = Motif("role", demande.acteur.tient(Role.RESPONSABLE), "Un responsable de l’ANS tient cette liste.")
    verdict = Verdict((autorise,)) + _gardable(titre, texte)
    if not verdict.favorable:
        raise Refus(verdict)
    reponse = ReponseType(titre=titre, texte=texte, modifiee_le=demande.recu_le, modifiee_par=demande.acteur.personne)
    try:
        with db.atomic():
            reponse.save()
            inscrire(
                reponse,
                action="reponsetype.creer",
                recit=f"Réponse type créée : {titre}",
                acteur=demande.acteur,
                recu_le=demande.recu_le,
                details={"titre": titre, "texte": texte},
                cle=demande.cle,
            )
    except IntegrityError as cause:
        raise Refus(Verdict((Motif("titre", False, "Une réponse type porte déjà ce titre."),))) from cause
    return reponse


def _modifiable(reponse: ReponseType, demande: Demande) -> Verdict:
    titre, texte = _saisie(demande)
    vue = demande.donnees.get("vue")
    return _gardable(titre, texte, reponse.pk, depassee=vue is not None and vue != etat_montre(reponse))


def etat_montre(reponse: ReponseType) -> str:
    """What a page that shows it hands back with a change."""
    return reponse.modifiee_le.isoformat()


@transition(
    ReponseType,
    de=ReponseType.Statut.PROPOSEE,
    vers=None,
    roles=(Role.RESPONSABLE,),
    controle=_modifiable,
    libelle="Modifier la réponse type",
    recit="Réponse type modifiée : {objet}",
    a_sa_page=False,
)
def modifier(reponse: ReponseType, demande: Demande) -> dict[str, Any]:
    """What was sent with the former wording stays as it was sent."""
    avant = {"titre": reponse.titre, "texte": reponse.texte}
    reponse.titre, reponse.texte = _saisie(demande)
    reponse.modifiee_le, reponse.modifiee_par = demande.recu_le, demande.acteur.personne
    return {"avant": avant, "apres": {"titre": reponse.titre, "texte": reponse.texte}}


@transition(
    ReponseType,
    de=ReponseType.Statut.PROPOSEE,
    vers=ReponseType.Statut.ARCHIVEE,
    roles=(Role.RESPONSABLE,),
    libelle="Archiver la réponse type",
    recit="Réponse type archivée : {objet}",
    a_sa_page=False,
)
def archiver(reponse: ReponseType, demande: Demande) -> None:
    """No longer offered."""
    reponse.modifiee_le, reponse.modifiee_par = demande.recu_le, demande.acteur.personne
