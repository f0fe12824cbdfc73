"""The repeatable blocks of steps 1 and 2: each row belongs to one step, and is filled like the rest of it."""

from django.db import models

from candidatures.models.administrative import CandidatureAdministrative, Vague
from candidatures.models.eligibilite import Eligibilite
from candidatures.validateurs import valider_numero_cnda, valider_siret


class Bloc(models.Model):
    """One row. Empty answers are those of a draft."""

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} n° {self.pk}"


class PrecedentReferencement(Bloc):
    """E1-20…E1-23: one NRU of wave 2 at most, several of wave 1."""

    etape = models.ForeignKey(CandidatureAdministrative, models.CASCADE, related_name="precedents")
    vague = models.PositiveSmallIntegerField("Vague", choices=Vague, null=True)
    nru = models.CharField("Numéro unique de référencement", max_length=20, blank=True)
    dispositif = models.CharField("DSR", max_length=60, blank=True, help_text="Par exemple : LGC vague 2")

    class Meta(Bloc.Meta):
        verbose_name = "précédent référencement"
        constraints = [
            models.UniqueConstraint(
                fields=["etape"],
                condition=models.Q(vague=Vague.VAGUE_2),
                name="un_seul_precedent_de_vague_2",
                violation_error_message="Un seul NRU de vague 2 peut être indiqué.",
            )
        ]


class ReferencementEnCours(Bloc):
    """E1-24, E1-25: a candidature in progress in another dispositif of wave 2, or in the same one."""

    etape = models.ForeignKey(CandidatureAdministrative, models.CASCADE, related_name="en_cours")
    nru = models.CharField("Numéro unique de candidature", max_length=20, blank=True)
    dispositif = models.CharField("DSR vague 2", max_length=60, blank=True, help_text="Par exemple : DUI vague 2")

    class Meta(Bloc.Meta):
        verbose_name = "référencement en cours"


class NomCommercial(Bloc):
    """E2-12, E2-14: each commercial name has its own NIL."""

    etape = models.ForeignKey(Eligibilite, models.CASCADE, related_name="noms_commerciaux")
    nom = models.CharField("Nom commercial", max_length=120, blank=True)
    nil = models.CharField("NIL", max_length=9, blank=True, validators=[valider_numero_cnda])
    version_technique = models.CharField("Numéro de version technique", max_length=40, blank=True)

    class Meta(Bloc.Meta):
        verbose_name = "autre nom commercial"


class MembreDuGroupement(Bloc):
    """E2-20: a partner of the group of vendors."""

    etape = models.ForeignKey(Eligibilite, models.CASCADE, related_name="membres_du_groupement")
    denomination = models.CharField("Dénomination sociale", max_length=200, blank=True)
    siret = models.CharField("N° de SIRET", max_length=14, blank=True, validators=[valider_siret])
    adresse = models.CharField("Adresse du siège social", max_length=300, blank=True)
    nie = models.CharField("NIE", max_length=9, blank=True, validators=[valider_numero_cnda])
    representant = models.CharField("Nom et prénom du représentant légal", max_length=200, blank=True)
    fonction = models.CharField("Fonction du représentant légal", max_length=100, blank=True)

    class Meta(Bloc.Meta):
        verbose_name = "éditeur du groupement"


class Distributeur(Bloc):
    """E2-21: a mandated distributor and the dates of its mandate."""

    etape = models.ForeignKey(Eligibilite, models.CASCADE, related_name="distributeurs")
    denomination = models.CharField("Dénomination sociale", max_length=200, blank=True)
    siret = models.CharField("N° de SIRET", max_length=14, blank=True, validators=[valider_siret])
    mandat_signe_le = models.DateField("Date de signature du mandat de distribution", null=True)
    mandat_fin_le = models.DateField("Date de fin du mandat de distribution", null=True)

    class Meta(Bloc.Meta):
        verbose_name = "éditeur distributeur"
        constraints = [
            models.CheckConstraint(
                name="mandat_de_distribution_en_ordre",
                condition=models.Q(mandat_fin_le=None)
                | models.Q(mandat_signe_le=None)
                | models.Q(mandat_fin_le__gte=models.F("mandat_signe_le")),
                violation_error_message="Le mandat de distribution finit après sa signature.",
            )
        ]


class ComposantAdditionnel(Bloc):
    """E2-22: a component that serves to validate one or several chapters of the REM."""

    etape = models.ForeignKey(Eligibilite, models.CASCADE, related_name="composants")
    editeur = models.CharField("Nom de l’éditeur du composant additionnel", max_length=200, blank=True)
    denomination = models.CharField("Dénomination commerciale", max_length=120, blank=True)
    version = models.CharField("Version", max_length=40, blank=True)
    nil = models.CharField("NIL (facultatif)", max_length=9, blank=True, validators=[valider_numero_cnda])
    chapitres = models.TextField("Chapitre(s) du REM concerné(s)", blank=True, help_text="Un chapitre par ligne.")

    class Meta(Bloc.Meta):
        verbose_name = "composant additionnel"

    @property
    def titres_des_chapitres(self) -> list[str]:
        return [titre for ligne in self.chapitres.splitlines() if (titre := ligne.strip())]
