"""Who follows a candidature for the ANS. It guides the work and forbids nothing: any reviewer may act on any file."""

from typing import Any

from candidatures import regles
from candidatures.models import Candidature
from candidatures.transitions.annonces import prevenir
from segur.noyau.comptes.models import ANS_INSTRUIT, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

EN_COURS = Candidature.Statut.EN_COURS
CETTE_CANDIDATURE = "cette candidature"


def _libre(candidature: Candidature, demande: Demande) -> Verdict:
    instructeur = candidature.instructeur_en_place(demande.recu_le)
    libre = regles.prise_en_charge_libre(
        objet=CETTE_CANDIDATURE, instructeur=str(instructeur or ""), depuis=candidature.instruite_depuis
    )
    return Verdict((libre,))


@transition(
    Candidature,
    de=EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_libre,
    libelle="Prendre en charge",
    recit="Prise en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """For oneself. Whoever follows it already is named, unless that person examines no more."""
    return _confier(candidature, demande.acteur.personne, demande)


def _attribuable(candidature: Candidature, demande: Demande) -> Verdict:
    personne = demande.donnees.get("instructeur")
    instruit = personne is not None and Utilisateur.objects.instruisant(demande.recu_le).contains(personne)
    la_suit_deja = personne is not None and candidature.instructeur_id == personne.pk
    return regles.attribution_possible(objet="la candidature", instruit=instruit, suivi_deja=la_suit_deja)


@transition(
    Candidature,
    de=EN_COURS,
    vers=None,
    roles=(Role.RESPONSABLE,),
    controle=_attribuable,
    libelle="Attribuer",
    recit="Attribuée à {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def attribuer(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """To a colleague, who is told; or from one to another."""
    personne = demande.donnees["instructeur"]
    a_prevenir = Utilisateur.objects.filter(pk=personne.pk).exclude(pk=demande.acteur.personne.pk)
    corps = f"{demande.acteur} vous attribue la candidature de {candidature.produit} ({candidature.produit.editeur})."
    prevenir(a_prevenir, candidature, demande, Categorie.ATTRIBUTION, "vous est attribuée", corps)
    return _confier(candidature, personne, demande)


def _rendable(candidature: Candidature, demande: Demande) -> Verdict:
    return Verdict(
        (
            regles.restitution_possible(
                objet=CETTE_CANDIDATURE,
                pris=candidature.instructeur_id is not None,
                par_lui=candidature.instructeur_id == demande.acteur.personne.pk,
                est_responsable=demande.acteur.tient(Role.RESPONSABLE),
            ),
        )
    )


@transition(
    Candidature,
    de=EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_rendable,
    libelle="Rendre",
    recit="Rendue à la file d’instruction",
    a_sa_page=False,
    interne=True,
)
def rendre(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """Back to everybody."""
    return _confier(candidature, None, demande)


def _confier(candidature: Candidature, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, candidature.instructeur = candidature.instructeur, personne
    candidature.instruite_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}
