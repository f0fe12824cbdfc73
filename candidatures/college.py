"""Sessions of the collège: convening one, and the dossiers that wait for an agenda."""

from datetime import datetime

from django.db import IntegrityError
from django.db import transaction as db
from django.db.models import QuerySet

from candidatures.models import Candidature, Convention, SeanceDuCollege
from candidatures.regles import college as regles
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus


def convoquer(le: datetime, lieu: str, demande: Demande) -> SeanceDuCollege:
    """A new session, by a responsable. Raises Refus: in the past, or another at that very hour."""
    verdict = regles.seance_convocable(autorisee=demande.acteur.tient(Role.RESPONSABLE), le=le, recu_le=demande.recu_le)
    if not verdict.favorable:
        raise Refus(verdict)
    seance = SeanceDuCollege(
        le=le, lieu=lieu.strip(), convoquee_par=demande.acteur.personne, convoquee_le=demande.recu_le
    )
    try:
        with db.atomic():
            seance.save()
            inscrire(
                seance,
                action="seance.convoquer",
                recit="Séance du collège convoquée",
                acteur=demande.acteur,
                recu_le=demande.recu_le,
                motifs=verdict.motifs,
                details={"le": le.isoformat(), "lieu": seance.lieu},
            )
    except IntegrityError as cause:
        raise Refus(Verdict((Motif("seance", False, "Une séance est déjà convoquée à cette heure."),))) from cause
    return seance


def conventions_au_college(acteur: Acteur) -> QuerySet[Convention]:
    visibles = Candidature.objects.visibles_par(acteur)
    conventions: QuerySet[Convention] = Convention._default_manager.filter(candidature__in=visibles)
    return conventions.select_related("candidature__produit__editeur", "candidature__dispositif").order_by(
        "validee_le", "pk"
    )


def a_inscrire(acteur: Acteur) -> QuerySet[Convention]:
    """Validated, on no agenda."""
    return conventions_au_college(acteur).filter(statut=Convention.Statut.VALIDEE, seance=None)
