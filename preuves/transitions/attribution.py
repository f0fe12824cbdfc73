"""Who judges a chapter for the ANS. It guides the work and forbids nothing: any reviewer may judge any chapter.

A chapter given to nobody is judged by who follows its candidature; one that was given has its own person.
"""

from datetime import datetime
from typing import Any

from candidatures import regles
from candidatures.transitions.annonces import prevenir
from preuves import regles as regles_des_preuves
from preuves.models import Chapitre, Preuve
from segur.noyau.comptes.models import ANS_INSTRUIT, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Chapitre.Statut
ATTENDUS = (Statut.A_COMPLETER, Statut.SOUMIS, Statut.A_MODIFIER, Statut.VALIDE)
"""A validated chapter too: its final attestation may still come (DER-06)."""
CE_CHAPITRE = "ce chapitre"


def _libre(chapitre: Chapitre, demande: Demande) -> Verdict:
    """Of a person of its own. A chapter whose candidature a colleague follows is taken all the same."""
    return _attend(chapitre, demande) + _de_personne(chapitre.instructeur, chapitre.instruit_depuis, demande.recu_le)


def _sans_personne(chapitre: Chapitre, demande: Demande) -> Verdict:
    return _attend(chapitre, demande) + _de_personne(*chapitre.suivi, demande.recu_le)


def _attend(chapitre: Chapitre, demande: Demande) -> Verdict:
    reste = chapitre.statut != Statut.VALIDE or chapitre.preuves.filter(statut=Preuve.Statut.SOUMISE).exists()
    return Verdict((regles_des_preuves.chapitre_attend(reste=reste),))


def _de_personne(personne: Utilisateur | None, depuis: Any, le: datetime) -> Verdict:
    nom = str(personne) if _instruit(personne, le) else ""
    return Verdict((regles.prise_en_charge_libre(objet=CE_CHAPITRE, instructeur=nom, depuis=depuis),))


def _instruit(personne: Utilisateur | None, le: datetime) -> bool:
    return personne is not None and Utilisateur.objects.instruisant(le).contains(personne)


def _attribuable(chapitre: Chapitre, demande: Demande) -> Verdict:
    personne = demande.donnees.get("instructeur")
    deja = personne is not None and chapitre.instructeur_id == personne.pk
    return regles.attribution_possible(
        objet="le chapitre", instruit=_instruit(personne, demande.recu_le), suivi_deja=deja
    )


def _rendable(chapitre: Chapitre, demande: Demande) -> Verdict:
    restitution = regles.restitution_possible(
        objet=CE_CHAPITRE,
        pris=chapitre.instructeur_id is not None,
        par_lui=chapitre.instructeur_id == demande.acteur.personne.pk,
        est_responsable=demande.acteur.tient(Role.RESPONSABLE),
    )
    return _attend(chapitre, demande) + Verdict((restitution,))


@transition(
    Chapitre,
    de=ATTENDUS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_libre,
    libelle="Prendre en charge",
    recit="Chapitre « {objet} » pris en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(chapitre: Chapitre, demande: Demande) -> dict[str, Any]:
    """For oneself. Whoever has it already is named, unless that person examines no more."""
    return _confier(chapitre, demande.acteur.personne, demande)


@transition(
    Chapitre,
    de=ATTENDUS,
    vers=None,
    roles=(Role.RESPONSABLE,),
    garde=_attend,
    controle=_attribuable,
    libelle="Attribuer",
    recit="Chapitre « {objet} » attribué à {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def attribuer(chapitre: Chapitre, demande: Demande) -> dict[str, Any]:
    """To a colleague, who is told; or from one to another."""
    personne = demande.donnees["instructeur"]
    produit = chapitre.dossier.produit
    a_prevenir = Utilisateur.objects.filter(pk=personne.pk).exclude(pk=demande.acteur.personne.pk)
    corps = f"{demande.acteur} vous attribue le chapitre « {chapitre} » de {produit} ({produit.editeur})."
    prevenir(a_prevenir, chapitre, demande, Categorie.ATTRIBUTION, f"chapitre « {chapitre} » attribué", corps)
    return _confier(chapitre, personne, demande)


@transition(
    Chapitre,
    de=(Statut.SOUMIS, Statut.VALIDE),
    vers=None,
    roles=(Role.RESPONSABLE,),
    garde=_sans_personne,
    controle=_attribuable,
    libelle="Répartir",
    recit="Chapitre « {objet} » attribué à {objet.instructeur} par répartition",
    a_sa_page=False,
    interne=True,
)
def repartir(chapitre: Chapitre, demande: Demande) -> dict[str, Any]:
    """One of several that nobody judges, shared at once between colleagues; each is told once, of all of them."""
    return _confier(chapitre, demande.donnees["instructeur"], demande)


@transition(
    Chapitre,
    de=ATTENDUS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_rendable,
    libelle="Rendre",
    recit="Chapitre « {objet} » rendu",
    a_sa_page=False,
    interne=True,
)
def rendre(chapitre: Chapitre, demande: Demande) -> dict[str, Any]:
    """Back to who follows the candidature, or to everybody."""
    return _confier(chapitre, None, demande)


def _confier(chapitre: Chapitre, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, chapitre.instructeur = chapitre.instructeur, personne
    chapitre.instruit_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}
