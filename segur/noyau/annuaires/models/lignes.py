"""The rows of the bases. Each one is valid from a version (included) to another (excluded), and never erased.

Written by imports alone, in sets. `cle` is the client; `empreinte` tells whether a row changed.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class LigneDateeQuerySet(models.QuerySet[Any]):
    def a_la_version(self, numero: int) -> Self:
        """What the base said in that version; nothing for version 0."""
        return self.filter(Q(jusqu_a=None) | Q(jusqu_a__gt=numero), depuis__lte=numero)

    def bougees_par(self, numero: int) -> Self:
        """Rows that came or went with that version."""
        return self.filter(Q(depuis=numero) | Q(jusqu_a=numero))

    def nommees(self, debut: str) -> Self:
        """Whose normalised name begins so."""
        return self.filter(recherche__startswith=debut)


class LigneDatee(models.Model):
    cle = models.CharField("RPPS ou FINESS", max_length=11)
    empreinte = models.BigIntegerField()
    depuis = models.PositiveIntegerField("depuis la version")
    jusqu_a = models.PositiveIntegerField("jusqu’à la version, exclue", null=True)

    objects = LigneDateeQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["cle", "depuis"], name="%(class)s_par_cle"),
            models.Index(fields=["depuis"], name="%(class)s_venues"),
            models.Index(fields=["jusqu_a"], condition=Q(jusqu_a__isnull=False), name="%(class)s_parties"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(depuis__gte=1) & (Q(jusqu_a=None) | Q(jusqu_a__gt=F("depuis"))),
                name="%(class)s_versions_en_ordre",
                violation_error_message="Une ligne quitte la base après y être entrée.",
            ),
            models.UniqueConstraint(
                fields=["cle", "empreinte"],
                condition=Q(jusqu_a=None),
                name="%(class)s_une_fois",
                violation_error_message="Cette ligne est déjà dans la base.",
            ),
        ]

    def __str__(self) -> str:
        return self.cle


def _en_vigueur_une_fois() -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["cle"],
        condition=Q(jusqu_a=None),
        name="%(class)s_un_par_cle",
        violation_error_message="Ce client est déjà dans la base.",
    )


def _par_nom() -> models.Index:
    return models.Index(fields=["recherche"], name="%(class)s_par_nom", opclasses=["varchar_pattern_ops"])


class Activite(LigneDatee):
    """One activity of one physician. No phone, e-mail, address nor SIRET: no rule needs them (decision 0042)."""

    nom = models.CharField(max_length=100)
    prenom = models.CharField("prénom", max_length=100)
    profession = models.CharField(max_length=4)
    savoir_faire = models.CharField("savoir-faire", max_length=10)
    mode = models.CharField("mode d’exercice", max_length=4)
    finess_site = models.CharField("FINESS du site", max_length=20)
    finess_juridique = models.CharField("FINESS juridique", max_length=20)
    secteur = models.CharField("secteur d’activité", max_length=10)
    commune = models.CharField(max_length=5)
    departement = models.CharField("département", max_length=4)
    recherche = models.CharField(max_length=200)

    class Meta(LigneDatee.Meta):
        verbose_name = "activité"
        indexes = [*LigneDatee.Meta.indexes, _par_nom()]


class Structure(LigneDatee):
    nom = models.CharField("raison sociale", max_length=200)
    categorie = models.CharField("catégorie", max_length=20)
    tranche = models.CharField(max_length=1)
    signataire_aci = models.BooleanField("signataire de l’ACI")
    medecins_liberaux = models.PositiveIntegerField("médecins libéraux déclarés", null=True)
    medecins_salaries = models.PositiveIntegerField("médecins salariés déclarés", null=True)
    recherche = models.CharField(max_length=200)

    class Meta(LigneDatee.Meta):
        indexes = [*LigneDatee.Meta.indexes, _par_nom()]
        constraints = [*LigneDatee.Meta.constraints, _en_vigueur_une_fois()]


class EtablissementEligible(LigneDatee):
    nom = models.CharField("raison sociale", max_length=200)
    activite_combinee = models.PositiveIntegerField("activité combinée")
    montant_dpi = models.DecimalField("montant maximal DPI", max_digits=14, decimal_places=2, null=True)
    montant_pfi = models.DecimalField("montant maximal PFI", max_digits=14, decimal_places=2, null=True)
    recherche = models.CharField(max_length=200)

    class Meta(LigneDatee.Meta):
        verbose_name = "établissement éligible"
        indexes = [*LigneDatee.Meta.indexes, _par_nom()]
        constraints = [*LigneDatee.Meta.constraints, _en_vigueur_une_fois()]


class BeneficiaireVague1(LigneDatee):
    sons = models.CharField("SONS", max_length=40)

    class Meta(LigneDatee.Meta):
        verbose_name = "bénéficiaire de la vague 1"
        constraints = [*LigneDatee.Meta.constraints, _en_vigueur_une_fois()]


LIGNES: dict[str, type[LigneDatee]] = {
    "annuaire": Activite,
    "reference": Structure,
    "es": EtablissementEligible,
    "vague1": BeneficiaireVague1,
}
