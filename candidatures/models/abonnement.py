"""Who asked to be told of the changes of the public registry, and which changes were told."""

from django.db import models

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.journal.models import EntreeJournal


class Abonnement(models.Model):
    """One address. Without dispositif: all of them. Until confirmed, it receives only the link that confirms."""

    adresse = models.EmailField("adresse électronique", unique=True)
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    demande_le = models.DateTimeField("dernier lien de confirmation envoyé le")
    confirme_le = models.DateTimeField("confirmé le", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="abonnement_a_un_dispositif_est_confirme",
                condition=models.Q(dispositif=None) | models.Q(confirme_le__isnull=False),
                violation_error_message="Le choix d’un abonnement vient de sa confirmation.",
            )
        ]

    def __str__(self) -> str:
        return self.adresse


class Annonce(models.Model):
    """A change of the registry that every subscriber concerned was told of."""

    changement = models.OneToOneField(EntreeJournal, models.PROTECT, related_name="annonce")
    faite_le = models.DateTimeField()

    def __str__(self) -> str:
        return f"Annonce : {self.changement}"
