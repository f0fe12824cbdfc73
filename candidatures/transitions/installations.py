"""What the registry says of the first installations of a solution, once the ANS has accepted them (AF 6.3)."""

from candidatures.models import Candidature
from segur.noyau.comptes.models import Role
from segur.noyau.transitions import Demande, transition


@transition(
    Candidature,
    de=Candidature.Statut.REFERENCEE,
    vers=None,
    roles=(Role.RESPONSABLE,),
    libelle="Publier les premières installations réussies",
    recit="Premières installations réussies, publiées au registre",
    a_sa_page=False,
)
def publier_les_premieres_installations(candidature: Candidature, demande: Demande) -> None:
    """The first supplier's pilots count: a solution is published once. Called by the storey that knows the pilots."""
    candidature.premieres_installations_le = candidature.premieres_installations_le or demande.recu_le
