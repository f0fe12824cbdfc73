"""The INS audit of a solution not referenced in wave 1: visit announced, then report and guide (E3-30, E3-31)."""

from datetime import date
from typing import Any

from candidatures.models import Candidature
from candidatures.transitions.annonces import prevenir_l_editeur
from preuves import regles
from preuves.models import AuditIns
from preuves.transitions.formulaires import AuditInsForm, VisiteInsForm
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.documents.depot import deposer
from segur.noyau.documents.models import Document
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


def _visite_prevue(candidature: Candidature, demande: Demande) -> Verdict:
    valide = AuditIns.objects.filter(candidature=candidature, statut=AuditIns.Statut.VALIDE).exists()
    return regles.visite_ins_prevue(
        reference_en_vague_1=candidature.administrative.est_reference_en_vague_1,
        depot_ouvert=candidature.rem_id is not None,
        deja_validee=valide,
    )


@transition(
    Candidature,
    de=Candidature.Statut.EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_visite_prevue,
    formulaire=VisiteInsForm,
    libelle="Annoncer la visite INS",
    recit="Date de la visite INS enregistrée",
    question="L’éditeur lira cette date. Elle peut être changée tant que l’audit n’est pas validé.",
    bouton="Enregistrer",
)
def annoncer_la_visite_ins(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """E3-30: the vendor is reminded of the date of the visit."""
    visite_le: date = demande.donnees["visite_le"]
    audit, _ = AuditIns.objects.update_or_create(candidature=candidature, defaults={"visite_le": visite_le})
    prevenir_l_editeur(audit, demande, "visite INS", f"La visite INS aura lieu le {visite_le:%d/%m/%Y}.")
    return {"visite_le": visite_le}


@transition(
    AuditIns,
    de=AuditIns.Statut.A_VENIR,
    vers=AuditIns.Statut.VALIDE,
    roles=ANS_INSTRUIT,
    formulaire=AuditInsForm,
    libelle="Valider l’audit INS",
    recit="Audit INS validé",
    question="Le rapport et le guide pas à pas seront mis à la disposition de l’éditeur.",
    bouton="Valider l’audit INS",
)
def valider(audit: AuditIns, demande: Demande) -> dict[str, str]:
    """E3-31: validated with its two documents."""
    audit.rapport = _ranger("rapport", demande)
    audit.pas_a_pas = _ranger("pas_a_pas", demande)
    audit.valide_le = demande.recu_le
    corps = "L’audit INS a été validé. Vous pouvez télécharger les documents associés."
    prevenir_l_editeur(audit, demande, "audit INS validé", corps)
    return {"rapport": audit.rapport.fichier.empreinte, "pas_a_pas": audit.pas_a_pas.fichier.empreinte}


def _ranger(nom: str, demande: Demande) -> Document:
    (fichier,) = demande.donnees[nom]
    return deposer(fichier, nom=fichier.name, zone="audit_ins", acteur=demande.acteur, le=demande.recu_le)
