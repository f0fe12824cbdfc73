"""Proofs with rules of their own: provisional piece, final attestation, statement, figures of the intrusion test."""

from typing import Any

from candidatures.models import Convention
from candidatures.transitions.annonces import prevenir_l_ans
from preuves.derogations import faits, regles
from preuves.models import Depot, Preuve, ReleveIntrusion
from preuves.transitions.envois import DEPOT
from preuves.transitions.preuve import apporter, contenus_de, contenus_proposes, depot_ouvert
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.dispositifs.preuves import SUBSTITUTS
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Preuve.Statut
AVANT_LE_COLLEGE = (
    Convention.Statut.FERMEE,
    Convention.Statut.A_VENIR,
    Convention.Statut.ENVOYEE,
    Convention.Statut.SIGNEE,
)
OUVERTE = (Statut.A_CHARGER, Statut.CHARGEE, Statut.A_MODIFIER)


def _provisoire_ouvert(preuve: Preuve, demande: Demande) -> Verdict:
    prevue = faits.derogation_de(preuve, demande.recu_le) is not None
    return depot_ouvert(preuve, demande) + Verdict((regles.piece_provisoire_prevue(prevue=prevue),))


def _provisoire_recevable(preuve: Preuve, demande: Demande) -> Verdict:
    donnees = demande.donnees
    recevable = faits.recevabilite(preuve, donnees["substitut"], donnees["elements"], demande.recu_le)
    nouvelle = bool(contenus_proposes(demande) - contenus_de(preuve))
    return recevable + Verdict((regles.piece_apportee(nouvelle=nouvelle),))


@transition(
    Preuve,
    de=OUVERTE,
    vers=Statut.CHARGEE,
    roles=EDITEUR,
    garde=_provisoire_ouvert,
    controle=_provisoire_recevable,
    envoi=DEPOT,
    libelle="Déposer une pièce provisoire",
    recit="Pièce provisoire de la preuve {objet} chargée",
    a_sa_page=False,
)
def deposer_provisoire(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """DER-01…DER-07: what a text accepts for a time in the place of the attestation, with what it shows."""
    substitut = SUBSTITUTS[demande.donnees["substitut"]]
    deposes = apporter(preuve, demande, substitut=substitut.code)
    return {**deposes, "substitut": substitut.libelle, "elements": list(substitut.elements)}


def _definitive_ouverte(preuve: Preuve, demande: Demande) -> Verdict:
    convention = Convention._default_manager.get(candidature=preuve.dossier)
    return regles.definitive_attendue(
        attendue=not preuve.est_dispensee and faits.definitive_attendue(preuve),
        avant_le_college=convention.statut in AVANT_LE_COLLEGE,
    )


def _definitive_nouvelle(preuve: Preuve, demande: Demande) -> Verdict:
    deja = {depot.contenu for depot in preuve.depots.select_related("document__fichier")}
    nouvelle = bool(contenus_proposes(demande) - deja)
    return Verdict((regles.piece_apportee(nouvelle=nouvelle),))


@transition(
    Preuve,
    de=(Statut.CONFORME, Statut.A_MODIFIER),
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_definitive_ouverte,
    controle=_definitive_nouvelle,
    libelle="Déposer l’attestation définitive",
    recit="Attestation définitive de la preuve {objet} déposée",
    a_sa_page=False,
)
def deposer_la_definitive(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """DER-06, E4-13: it takes the place of everything there, and the ANS judges it, though the chapter be validated."""
    preuve.motif = ""
    preuve.depots.actuels().update(archive_le=demande.recu_le)
    prevenir_l_ans(preuve.chapitre, demande, f"attestation définitive de la preuve {preuve} à vérifier")
    return apporter(preuve, demande)


def _declaration_admise(preuve: Preuve, demande: Demande) -> Verdict:
    admise = faits.accepte_une_declaration(preuve)
    return depot_ouvert(preuve, demande) + Verdict((regles.declaration_admise(admise=admise),))


@transition(
    Preuve,
    de=OUVERTE,
    vers=Statut.CHARGEE,
    roles=EDITEUR,
    garde=_declaration_admise,
    envoi=DEPOT,
    libelle="Déclarer",
    recit="Déclaration faite pour la preuve {objet}",
    a_sa_page=False,
)
def declarer(preuve: Preuve, demande: Demande) -> dict[str, str]:
    """E3-48: the label is checked in the ANS's own table; the proof is only not left empty. Replaces the one before."""
    texte = demande.donnees["declaration"].strip()
    preuve.depots.actuels().exclude(declaration="").update(archive_le=demande.recu_le)
    Depot.objects.create(
        preuve=preuve, declaration=texte, depose_le=demande.recu_le, depose_par=demande.acteur.personne
    )
    return {"declaration": texte}


def _releve_ouvert(preuve: Preuve, demande: Demande) -> Verdict:
    version = faits.criteres_de(preuve, demande.recu_le)
    if version is None:
        return Verdict((regles.chiffres_demandes(demandes=False),))
    return depot_ouvert(preuve, demande) + Verdict((faits.guichet_du_test(preuve, version),))


@transition(
    Preuve,
    de=OUVERTE,
    vers=None,
    roles=EDITEUR,
    garde=_releve_ouvert,
    libelle="Enregistrer les résultats du test d’intrusion",
    recit="Résultats du test d’intrusion de la preuve {objet} enregistrés",
    a_sa_page=False,
)
def relever_le_test(preuve: Preuve, demande: Demande) -> dict[str, int]:
    """E3-45: the form's figures, beside its report; the criteria are judged by the rule, at once."""
    chiffres = {nom: demande.donnees[nom] for nom in ("ko_hauts", "ko_moyens")}
    qui = {"saisi_le": demande.recu_le, "saisi_par": demande.acteur.personne}
    ReleveIntrusion.objects.update_or_create(preuve=preuve, defaults=chiffres | qui)
    return chiffres
