"""A token is revoked by who engages the firm, and never comes back."""

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR
from segur.noyau.jetons.models import Jeton
from segur.noyau.transitions import Demande, transition


@transition(
    Jeton,
    de=Jeton.Statut.ACTIF,
    vers=Jeton.Statut.REVOQUE,
    roles=ENGAGE_L_EDITEUR,
    libelle="Révoquer le jeton",
    recit="Jeton d’API révoqué : {objet}",
    question="Les programmes qui s’en servent seront refusés dès leur prochaine requête. C’est définitif.",
    bouton="Révoquer le jeton",
)
def revoquer(jeton: Jeton, demande: Demande) -> dict[str, str]:
    jeton.revoque_le = demande.recu_le
    return {"nom": jeton.nom}
