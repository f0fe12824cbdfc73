"""The ANS records that the series of the Ordonnance numérique is validated, and withdraws its record (SOL-01)."""

from typing import Any

from django.urls import reverse

from candidatures.models import Candidature
from financement.models import PreserieValidee
from financement.regles import preserie as regles
from segur.noyau.comptes.models import ANS_INSTRUIT, ENGAGE_L_EDITEUR, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

FUT_REFERENCEE = (Candidature.Statut.REFERENCEE, Candidature.Statut.SUSPENDUE)


def preserie_de(candidature: Candidature) -> PreserieValidee | None:
    actuelles = PreserieValidee.objects.actuelles().filter(candidature=candidature)
    return actuelles.select_related("constatee_par", "document").first()


def _constatable(candidature: Candidature, demande: Demande) -> Verdict:
    deja = preserie_de(candidature)
    demandee = candidature.dispositif.code in regles.dispositifs_qui_la_demandent(jour_de_paris(demande.recu_le))
    return regles.constatable(demandee=demandee, deja_le=deja.validee_le if deja else None)


def _jour_du_constat(candidature: Candidature, demande: Demande) -> Verdict:
    return regles.jour_du_constat(validee_le=demande.donnees["validee_le"], jour=jour_de_paris(demande.recu_le))


@transition(
    Candidature,
    de=FUT_REFERENCEE,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_constatable,
    controle=_jour_du_constat,
    libelle="Constater la présérie Ordonnance numérique",
    recit="Présérie Ordonnance numérique constatée",
    a_sa_page=False,
)
def constater_la_preserie(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """With its reference and, when there is one, the paper of the Assurance maladie."""
    donnees, document = demande.donnees, None
    if donnees["fichier"]:
        document = deposer(
            donnees["fichier"],
            nom=donnees["fichier"].name,
            zone="constat_de_preserie",
            acteur=demande.acteur,
            le=demande.recu_le,
        )
    constat = PreserieValidee.objects.create(
        candidature=candidature,
        validee_le=donnees["validee_le"],
        reference=donnees["reference"].strip(),
        document=document,
        constatee_le=demande.recu_le,
        constatee_par=demande.acteur.personne,
    )
    _prevenir(candidature, demande, "présérie Ordonnance numérique validée", f"Référence : {constat.reference}.")
    return {"validee_le": constat.validee_le, "reference": constat.reference}


def _retirable(candidature: Candidature, demande: Demande) -> Verdict:
    constat = preserie_de(candidature)
    meme = constat is not None and constat.constatee_par_id == demande.acteur.compte_pour(constat.constatee_par_id)
    return regles.retirable(constatee=constat is not None, par_la_meme_personne=meme)


@transition(
    Candidature,
    de=(*FUT_REFERENCEE, Candidature.Statut.RETIREE),
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_retirable,
    libelle="Retirer le constat de présérie",
    recit="Constat de présérie Ordonnance numérique retiré",
    a_sa_page=False,
)
def retirer_la_preserie(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """Kept with its reason; another may be recorded."""
    constat = PreserieValidee.objects.actuelles().get(candidature=candidature)
    constat.retiree_le, constat.retiree_par = demande.recu_le, demande.acteur.personne
    constat.motif_du_retrait = demande.donnees["motif"].strip()
    constat.save(update_fields=["retiree_le", "retiree_par", "motif_du_retrait"])
    _prevenir(candidature, demande, "constat de présérie retiré", constat.motif_du_retrait)
    return {"reference": constat.reference, "motif": constat.motif_du_retrait}


def _prevenir(candidature: Candidature, demande: Demande, quoi: str, suite: str) -> None:
    notifier(
        Utilisateur.objects.ayant_role(*ENGAGE_L_EDITEUR, organisation=candidature.produit.editeur),
        categorie=Categorie.DECISION,
        evenement=f"{candidature.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{candidature.produit} : {quoi}",
        corps=f"{candidature.produit}, {candidature.dispositif.libelle} : {quoi}.\n\n{suite}",
        lien=reverse("financement:preserie", args=[candidature.numero]),
        dossier=candidature.cle_dossier,
    )
