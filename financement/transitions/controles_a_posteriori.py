"""One order controlled after its payment: evidence, result, answer, decision of a second person (CAP-01 to CAP-06)."""

from typing import Any

from financement.models import ControleAPosteriori, ReponseAuControle
from financement.models.fournisseur import Droit
from financement.regles import campagnes as regles
from financement.regles.indus import personnes_distinctes
from financement.transitions.annonces import qui_engage
from financement.transitions.formulaires_des_indus import DecisionDuControleForm, ObservationForm
from segur.noyau.comptes.models import EDITEUR, Role, Utilisateur
from segur.noyau.documents.depot import deposer as deposer_un_fichier
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Motif, Verdict, Version
from segur.noyau.temps import a_temps, en_clair
from segur.noyau.transitions import Demande, transition

Statut = ControleAPosteriori.Statut


def seuils_de(controle: ControleAPosteriori) -> Version[tuple[regles.Seuil, ...]] | None:
    """Those of the day it was asked."""
    return regles.seuils(dispositif=controle.campagne.dispositif.code, le=controle.demande_le)


def prevenir(controle: ControleAPosteriori, demande: Demande, quoi: str, corps: str, role: Role | None = None) -> None:
    """The supplier, or who holds that role at the ASP."""
    firme = controle.commande.demande.fournisseur
    notifier(
        Utilisateur.objects.ayant_role(role) if role else qui_engage(firme),
        categorie=Categorie.A_INSTRUIRE if role else Categorie.DECISION,
        evenement=f"{controle.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{controle} : {quoi}",
        corps=corps,
        lien=controle.get_absolute_url(),
        dossier=controle.cle_dossier,
    )


def _repondre(controle: ControleAPosteriori, demande: Demande) -> dict[str, Any]:
    fichier, depose = demande.donnees.get("fichier"), None
    if fichier:
        depose = deposer_un_fichier(
            fichier, nom=fichier.name, zone="message", acteur=demande.acteur, le=demande.recu_le
        )
    reponse = ReponseAuControle.objects.create(
        controle=controle,
        texte=demande.donnees["texte"].strip(),
        document=depose,
        deposee_le=demande.recu_le,
        deposee_par=demande.acteur.personne,
    )
    prevenir(controle, demande, "réponse du fournisseur", f"{controle} : à examiner.", Role.GESTIONNAIRE)
    return {"reponse": reponse.pk}


def _preuves_attendues(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    return Verdict((regles.dans_le_delai(recu_le=demande.recu_le, jusqu_au=controle.preuves_jusqu_au),))


@transition(
    ControleAPosteriori,
    de=(Statut.DEMANDE, Statut.DEPOSE),
    vers=Statut.DEPOSE,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_preuves_attendues,
    formulaire=ObservationForm,
    libelle="Envoyer des justificatifs",
    recit="{objet} : justificatifs déposés",
    bouton="Envoyer à l’ASP",
)
def deposer_des_preuves(controle: ControleAPosteriori, demande: Demande) -> dict[str, Any]:
    return _repondre(controle, demande)


def _reponse_attendue(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    limite = controle.reponse_jusqu_au
    return Verdict((regles.dans_le_delai(recu_le=demande.recu_le, jusqu_au=limite),)) if limite else Verdict()


@transition(
    ControleAPosteriori,
    de=Statut.CONTESTE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_reponse_attendue,
    formulaire=ObservationForm,
    libelle="Corriger ou justifier",
    recit="{objet} : réponse du fournisseur",
    question="Dites ce qui est corrigé, ou ce qui l’explique (opérateur MSSanté non conforme, par exemple).",
    bouton="Envoyer à l’ASP",
)
def justifier(controle: ControleAPosteriori, demande: Demande) -> dict[str, Any]:
    """Both sides heard before anything is decided (CAP-05)."""
    return _repondre(controle, demande)


def _examinable(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    depose = controle.statut == Statut.DEPOSE
    passe = not a_temps(recu_le=demande.recu_le, limite=controle.preuves_jusqu_au)
    dit = f"Le fournisseur a jusqu’au {en_clair(controle.preuves_jusqu_au)} pour envoyer ses justificatifs."
    return Verdict((Motif("preuves", depose or passe, dit),))


def _conforme(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    return regles.seuils_atteints(version=seuils_de(controle), mesures=demande.donnees["mesures"])


@transition(
    ControleAPosteriori,
    de=(Statut.DEMANDE, Statut.DEPOSE),
    vers=Statut.CONFORME,
    roles=(Role.GESTIONNAIRE,),
    garde=_examinable,
    controle=_conforme,
    libelle="Constater la conformité",
    recit="{objet} : conforme",
    a_sa_page=False,
)
def constater_la_conformite(controle: ControleAPosteriori, demande: Demande) -> dict[str, Any]:
    """Every threshold reached, where there are any; an agent's judgement otherwise (CAP-06)."""
    controle.mesures = demande.donnees["mesures"]
    controle.decide_le, controle.decide_par = demande.recu_le, demande.acteur.personne
    prevenir(controle, demande, "conforme", "Le contrôle est conforme. Rien ne vous est demandé.")
    return {"mesures": controle.mesures}


def _motive(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    return Verdict((Motif("saisie:motif", bool(demande.donnees["motif"].strip()), "Dites ce qui n’est pas conforme."),))


@transition(
    ControleAPosteriori,
    de=(Statut.DEMANDE, Statut.DEPOSE),
    vers=Statut.CONTESTE,
    roles=(Role.GESTIONNAIRE,),
    garde=_examinable,
    controle=_motive,
    libelle="Relever une non-conformité",
    recit="{objet} : non-conformité à justifier",
    a_sa_page=False,
)
def relever(controle: ControleAPosteriori, demande: Demande) -> dict[str, Any]:
    """The supplier is told why, and heard."""
    controle.mesures, controle.motif = demande.donnees["mesures"], demande.donnees["motif"].strip()
    controle.conteste_le, controle.conteste_par = demande.recu_le, demande.acteur.personne
    controle.reponse_jusqu_au = regles.reponse_jusqu_au(le=demande.recu_le)
    quand = en_clair(controle.reponse_jusqu_au)
    prevenir(controle, demande, "non-conformité à justifier", f"{controle.motif}\n\nRépondez jusqu’au {quand}.")
    return {"mesures": controle.mesures, "motif": controle.motif}


def _autre_personne(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    auteur = controle.conteste_par_id
    return Verdict((personnes_distinctes(auteur=auteur, acteur=demande.acteur.compte_pour(auteur)),))


def _decidable(controle: ControleAPosteriori, demande: Demande) -> Verdict:
    limite = controle.reponse_jusqu_au
    passe = (regles.delai_passe(le=demande.recu_le, jusqu_au=limite),) if limite else ()
    return _autre_personne(controle, demande) + Verdict(passe)


@transition(
    ControleAPosteriori,
    de=Statut.CONTESTE,
    vers=Statut.NON_CONFORME,
    roles=(Role.VALIDEUR,),
    garde=_decidable,
    sensible=True,
    libelle="Décider la non-conformité",
    recit="{objet} : non conforme",
    question="Un gestionnaire pourra constater un indu sur cette commande.",
    bouton="Décider",
)
def decider_la_non_conformite(controle: ControleAPosteriori, demande: Demande) -> dict[str, str]:
    controle.decide_le, controle.decide_par = demande.recu_le, demande.acteur.personne
    corps = f"{controle.motif}\n\nLe remboursement de la prestation pourra vous être demandé, après mise en demeure."
    prevenir(controle, demande, "non conforme", corps)
    return {"motif": controle.motif}


@transition(
    ControleAPosteriori,
    de=Statut.CONTESTE,
    vers=Statut.CONFORME,
    roles=(Role.VALIDEUR,),
    garde=_autre_personne,
    formulaire=DecisionDuControleForm,
    libelle="Retenir la justification",
    recit="{objet} : conforme, justification retenue",
    question="Rien n’est demandé au fournisseur.",
    bouton="Retenir",
)
def retenir_la_justification(controle: ControleAPosteriori, demande: Demande) -> dict[str, str]:
    controle.decide_le, controle.decide_par = demande.recu_le, demande.acteur.personne
    motif = str(demande.donnees["motif"]).strip()
    prevenir(controle, demande, "justification retenue", motif)
    return {"motif": motif}
