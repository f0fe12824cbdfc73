"""A step refused for good closes its candidature: nothing more is filled in, filed or examined there."""

from candidatures import regles
from candidatures.avancement import Etape
from candidatures.models import Candidature, Convention
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition


@transition(
    Candidature,
    de=Candidature.Statut.EN_COURS,
    vers=Candidature.Statut.REFUSEE,
    roles=(Role.SYSTEME,),
    libelle="Clore la candidature refusée",
    recit="Candidature refusée",
)
def clore(candidature: Candidature, demande: Demande) -> None:
    """What was deposited stays readable."""


@transition(
    Candidature,
    de=Candidature.Statut.REFUSEE,
    vers=Candidature.Statut.EN_COURS,
    roles=(Role.SYSTEME,),
    libelle="Rouvrir la candidature refusée",
    recit="Candidature rouverte",
)
def rouvrir(candidature: Candidature, demande: Demande) -> None:
    """By the portal, when a refused step is reopened by a derogation granted by two persons (decision 0037)."""


def fermer(etape: Etape | Convention, demande: Demande) -> None:
    """By the portal, in the transition that refuses the step."""
    clore(etape.dossier, Demande(SYSTEME, demande.recu_le))


def poursuivie(etape: Etape, demande: Demande) -> Verdict:
    """The guard of whatever goes on with a step."""
    refusee = etape.dossier.statut == Candidature.Statut.REFUSEE
    return Verdict((regles.candidature_poursuivie(refusee=refusee),))
