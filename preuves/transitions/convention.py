"""From the signed convention to the collège: no proof may be provisional any more (DER-06, E4-13)."""

from candidatures.models import Convention
from candidatures.transitions.annonces import prevenir_l_editeur, prevenir_le_college
from preuves.derogations.regles import college_saisissable
from preuves.models import Preuve
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


def _saisissable(convention: Convention, demande: Demande) -> Verdict:
    preuves = Preuve.objects.filter(chapitre__candidature=convention.dossier).demandees().select_related("attendue")
    return college_saisissable(
        provisoires=[str(preuve) for preuve in preuves.provisoires()],
        a_juger=[str(preuve) for preuve in preuves.exclude(statut=Preuve.Statut.CONFORME)],
    )


@transition(
    Convention,
    de=Convention.Statut.SIGNEE,
    vers=Convention.Statut.VALIDEE,
    roles=(Role.RESPONSABLE,),
    garde=_saisissable,
    libelle="Valider la convention signée",
    recit="Convention signée validée",
    question="Confirmez-vous que l’exemplaire déposé est la convention envoyée, signée par le responsable légal ?",
    bouton="Valider",
)
def valider(convention: Convention, demande: Demande) -> None:
    """E4-04: the collège may now meet."""
    convention.validee_le = demande.recu_le
    prevenir_le_college(convention, demande, "dossier à étudier")
    prevenir_l_editeur(
        convention,
        demande,
        "convention signée validée",
        "Les équipes de l’ANS ont validé la convention signée. Vous serez informé de la décision du collège "
        "technique de référencement.",
    )
