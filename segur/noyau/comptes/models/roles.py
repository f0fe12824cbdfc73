"""What a person may be in an organisation."""

from django.db import models


class Role(models.TextChoices):
    MANDATAIRE = "mandataire", "mandataire"
    REPRESENTANT = "representant", "représentant"
    SALARIE = "salarie", "salarié"
    VERIFICATEUR = "verificateur", "vérificateur ANS"
    RESPONSABLE = "responsable", "responsable ANS"
    COLLEGE = "college", "membre du collège"
    DIRECTION = "direction", "direction générale de l’ANS"
    PILOTAGE = "pilotage", "pilotage ANS"
    GESTIONNAIRE = "gestionnaire", "gestionnaire ASP"
    VALIDEUR = "valideur", "valideur ASP"
    PAYEUR = "payeur", "payeur ASP"
    ADMINISTRATEUR = "administrateur", "administrateur du portail"
    SYSTEME = "systeme", "portail"


EDITEUR = (Role.MANDATAIRE, Role.REPRESENTANT, Role.SALARIE)
ENGAGE_L_EDITEUR = (Role.MANDATAIRE, Role.REPRESENTANT)
ANS = (Role.VERIFICATEUR, Role.RESPONSABLE, Role.COLLEGE, Role.DIRECTION, Role.PILOTAGE)
ANS_INSTRUIT = (Role.VERIFICATEUR, Role.RESPONSABLE)
OUVRE_LES_ORGANISATIONS = (Role.RESPONSABLE, Role.ADMINISTRATEUR)
ASP = (Role.GESTIONNAIRE, Role.VALIDEUR, Role.PAYEUR)

ROLES_GERES: dict[str, tuple[Role, ...]] = {
    Role.MANDATAIRE: EDITEUR,
    Role.REPRESENTANT: (Role.SALARIE,),
    **dict.fromkeys(OUVRE_LES_ORGANISATIONS, (Role.MANDATAIRE,)),
}
"""The roles whose holders each role invites and manages (CP-03…CP-05). The ANS brings mandataires in, nobody else."""
