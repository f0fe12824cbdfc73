"""After the advance: the supplier declares that the work is done, or that it will not be (AF 4.4, 6.4)."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from financement.models import AttestationDeFin, Commande, Droit, Incapacite
from financement.realisation import avancement
from financement.regles import realisation as regles
from financement.transitions.annonces import qui_engage
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Role, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Demande, Envoi, transition

VALIDEE = Commande.Statut.VALIDEE


def _declaree_le(commande: Commande) -> datetime | None:
    """When the end of the order was last declared, impossible, or possible again: a retry is not older than that."""
    attestee = commande.attestations.aggregate(le=Max("declaree_le"))["le"]
    incapacites = commande.incapacites.aggregate(declaree=Max("declaree_le"), retiree=Max("retiree_le"))
    return max((instant for instant in (attestee, *incapacites.values()) if instant), default=None)


def _consigner_rien(commande: Commande, demande: Demande, entree: Any) -> None:
    """What is declared keeps the instant of its own reception."""


ENVOI = Envoi(_consigner_rien, _declaree_le)
"""Declared at Date 5 at the latest: a retry after a failure of the portal's keeps the instant of the first attempt."""


def _attestable(commande: Commande, demande: Demande) -> Verdict:
    etat = avancement(commande, demande.recu_le)
    incapacite_le = etat.incapacite.declaree_le if etat.incapacite else None
    return regles.attestable(recu_le=demande.recu_le, date_5=etat.date_5, incapacite_le=incapacite_le)


def _achevement_date(commande: Commande, demande: Demande) -> Verdict:
    return regles.achevement_date(
        achevee_le=demande.donnees["achevee_le"],
        signe_le=commande.bon.signe_le,
        jour=jour_de_paris(demande.recu_le),
    )


@transition(
    Commande,
    de=VALIDEE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_attestable,
    controle=_achevement_date,
    envoi=ENVOI,
    libelle="Attester la fin de la prestation",
    recit="Attestation de fin de prestation déclarée",
    a_sa_page=False,
)
def attester(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Takes the place of the former one, which is kept (REA-02, SOL-02)."""
    fichier, document = demande.donnees.get("fichier"), None
    if fichier:
        document = deposer(
            fichier, nom=fichier.name, zone="attestation_de_fin", acteur=demande.acteur, le=demande.recu_le
        )
    commande.attestations.actuelles().update(remplacee_le=demande.recu_le)
    attestation = AttestationDeFin.objects.create(
        commande=commande,
        achevee_le=demande.donnees["achevee_le"],
        declaree_le=demande.recu_le,
        declaree_par=demande.acteur.personne,
        document=document,
    )
    empreinte = document.fichier.empreinte if document else ""
    return {"achevee_le": attestation.achevee_le, "empreinte": empreinte}


def _incapacite_declarable(commande: Commande, demande: Demande) -> Verdict:
    etat = avancement(commande, demande.recu_le)
    return regles.incapacite_declarable(
        recu_le=demande.recu_le,
        date_5=etat.date_5,
        deja_le=etat.incapacite.declaree_le if etat.incapacite else None,
        solde_demande=etat.solde_demande,
    )


def _client_informe(commande: Commande, demande: Demande) -> Verdict:
    return regles.client_informe(
        le=demande.donnees["client_informe_le"],
        moyen=demande.donnees["client_informe_par"],
        declaration_le=jour_de_paris(demande.recu_le),
    )


@transition(
    Commande,
    de=VALIDEE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    garde=_incapacite_declarable,
    controle=_client_informe,
    envoi=ENVOI,
    libelle="Déclarer l’incapacité à réaliser",
    recit="Incapacité à réaliser la prestation déclarée",
    a_sa_page=False,
)
def declarer_l_incapacite(commande: Commande, demande: Demande) -> dict[str, Any]:
    """No balance any more, the advance to repay; the ASP is told at once (REA-03, MSG-11)."""
    commande.attestations.actuelles().update(remplacee_le=demande.recu_le)
    incapacite = Incapacite.objects.create(
        commande=commande,
        motif=demande.donnees["motif"].strip(),
        declaree_le=demande.recu_le,
        declaree_par=demande.acteur.personne,
        client_informe_le=demande.donnees["client_informe_le"],
        client_informe_par=demande.donnees["client_informe_par"],
    )
    _prevenir(commande, demande, "incapacité à réaliser déclarée", f"Motif : {incapacite.motif}")
    return {"motif": incapacite.motif, "client_informe_le": incapacite.client_informe_le}


def _a_confirmer(commande: Commande, demande: Demande) -> Verdict:
    etat = avancement(commande, demande.recu_le)
    return regles.client_a_informer(
        declaree_le=etat.incapacite.declaree_le if etat.incapacite else None,
        informe_le=etat.incapacite.client_informe_le if etat.incapacite else None,
    )


@transition(
    Commande,
    de=VALIDEE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    garde=_a_confirmer,
    controle=_client_informe,
    libelle="Confirmer que le client est informé",
    recit="Client informé de l’incapacité à réaliser",
    a_sa_page=False,
)
def confirmer_l_information(commande: Commande, demande: Demande) -> dict[str, Any]:
    """When and how the client was told, where it was not said with the declaration (MSG-10)."""
    incapacite = commande.incapacites.actuelles().get()
    incapacite.client_informe_le = demande.donnees["client_informe_le"]
    incapacite.client_informe_par = demande.donnees["client_informe_par"]
    incapacite.save(update_fields=["client_informe_le", "client_informe_par"])
    envoi = demande.donnees.get("envoi", "")
    return {"le": incapacite.client_informe_le, "par": incapacite.client_informe_par, "envoi": envoi}


def _incapacite_retirable(commande: Commande, demande: Demande) -> Verdict:
    etat = avancement(commande, demande.recu_le)
    return regles.incapacite_retirable(
        recu_le=demande.recu_le,
        date_5=etat.date_5,
        declaree_le=etat.incapacite.declaree_le if etat.incapacite else None,
        recouvrement=etat.recouvrement,
    )


@transition(
    Commande,
    de=VALIDEE,
    vers=None,
    roles=ENGAGE_L_EDITEUR,
    garde=_incapacite_retirable,
    envoi=ENVOI,
    libelle="Retirer l’incapacité",
    recit="Incapacité à réaliser retirée",
    a_sa_page=False,
)
def retirer_l_incapacite(commande: Commande, demande: Demande) -> dict[str, Any]:
    """The work will be done after all; what was declared is kept."""
    incapacite = commande.incapacites.actuelles().get()
    incapacite.retiree_le, incapacite.retiree_par = demande.recu_le, demande.acteur.personne
    incapacite.save(update_fields=["retiree_le", "retiree_par"])
    _prevenir(commande, demande, "incapacité à réaliser retirée", "La prestation sera réalisée.")
    return {"declaree_le": en_clair(incapacite.declaree_le)}


def _prevenir(commande: Commande, demande: Demande, quoi: str, suite: str) -> None:
    """The gestionnaires of the ASP, and who engages the firm, so that no colleague learns it from the client."""
    fournisseur = commande.demande.fournisseur
    for personnes, categorie, lien in (
        (
            Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
            Categorie.A_INSTRUIRE,
            f"{reverse('financement:realisation')}?etat=incapables",
        ),
        (qui_engage(fournisseur), Categorie.DECISION, reverse("financement:realisation_de", args=[commande.pk])),
    ):
        notifier(
            personnes,
            categorie=categorie,
            evenement=f"{commande.cle_dossier}:c{commande.pk}:{quoi}:{demande.recu_le.isoformat()}",
            sujet=f"{fournisseur} : {quoi}, {commande.reference}",
            corps=f"{commande}, chez {fournisseur} : {quoi} le {en_clair(demande.recu_le)}.\n\n{suite}",
            lien=lien,
        )


GESTES = (attester, declarer_l_incapacite, confirmer_l_information, retirer_l_incapacite)
"""Whose lines tell the story of the end of an order."""
