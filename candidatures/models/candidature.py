"""A product on its way to the référencement of one dispositif."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from candidatures import regles
from candidatures.models.produit import Collaborateur, Produit, tirer
from segur.noyau.comptes.models import ANS, ENGAGE_L_EDITEUR, Acteur, Role, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.regles import Verdict

if TYPE_CHECKING:
    from segur.noyau.transitions import Transition


def nouveau_numero() -> str:
    return tirer(9)


DU_DOSSIER = ("produit__editeur", "dispositif", "administrative", "eligibilite", "convention", "rem", "instructeur")
"""What a page of a dossier reads with it."""


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def visibles_par(self, acteur: Acteur) -> "CandidatureQuerySet":
        """A vendor sees those of the products they see; the ANS those whose step 1 was submitted at least once."""
        if acteur.est_systeme:
            return self
        if acteur.est_editeur:
            return self.filter(produit__in=Produit.objects.visibles_par(acteur))
        if acteur.tient(*ANS, Role.ADMINISTRATEUR):
            return self.filter(administrative__premiere_soumission_le__isnull=False)
        return self.none()

    def pour_dossier(self) -> "CandidatureQuerySet":
        return self.select_related(*DU_DOSSIER).prefetch_related("dispositif__echeances")

    def pour_liste(self) -> "CandidatureQuerySet":
        """What one line of a list shows, and no more: every join here is paid for each page."""
        return self.select_related(
            "produit__editeur", "dispositif", "administrative", "eligibilite", "convention"
        ).defer("produit__description", "produit__certifications")


class DuProduit:
    """Whatever hangs on a product: a salarié acts there according to their right on the product (E1-08)."""

    def droit_exige(self, transition: "Transition") -> str:
        """What moves the dossier is submitting; what leaves its status as it is is only filling it in."""
        if transition.droit:
            return transition.droit
        return Collaborateur.Droit.SAISIE if transition.vers is None else Collaborateur.Droit.SOUMISSION

    def droit_de(self: Any, acteur: Acteur, transition: "Transition") -> Verdict:
        """Asked by the kernel for every transition. Silent on who engages the firm and on other organisations."""
        if not acteur.est_editeur or acteur.tient(*ENGAGE_L_EDITEUR):
            return Verdict()
        tenu = self.dossier.produit.droit_tenu(acteur)
        return Verdict((regles.droit_suffisant(tenu=tenu, exige=self.droit_exige(transition)),))


SITUATIONS = {
    "referencee": ("Référencée", True),
    "suspendue": ("Référencement suspendu", False),
    "retiree": ("Référencement retiré", False),
}
"""What the public is told of a candidature that has a NRU, and whether its référencement is in force. The registry, the
verification of documents, the feed and the messages all say it in these words."""
A_UN_NRU = tuple(SITUATIONS)


class Candidature(DuProduit, models.Model):
    class Statut(models.TextChoices):
        EN_COURS = "en_cours", "En cours"
        REFUSEE = "refusee", "Candidature refusée"
        REFERENCEE = "referencee", "Candidature référencée"
        SUSPENDUE = "suspendue", "Référencement suspendu"
        RETIREE = "retiree", "Référencement retiré"

    produit = models.ForeignKey(Produit, models.PROTECT, related_name="candidatures")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="candidatures")
    rem = models.ForeignKey(VersionRem, models.PROTECT, null=True, related_name="candidatures")
    numero = models.CharField("numéro", max_length=9, unique=True, default=nouveau_numero, editable=False)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_COURS)
    charte_version = models.CharField(max_length=20)
    charte_empreinte = models.CharField(max_length=64)
    charte_acceptee_le = models.DateTimeField()
    charte_acceptee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nru = models.CharField("numéro unique de référencement", max_length=20, unique=True, null=True)  # noqa: DJ001
    referencee_le = models.DateTimeField(null=True)
    premieres_installations_le = models.DateTimeField("premières installations réussies le", null=True)
    situation_depuis = models.DateTimeField("dans cette situation depuis", null=True)
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruite_depuis = models.DateTimeField(null=True)

    objects = CandidatureQuerySet.as_manager()
    lus_avec = ("produit__editeur", "dispositif", "eligibilite")

    class Meta:
        ordering = ["-pk"]
        indexes = [  # counts and sorts the public registry without reading the candidatures themselves
            models.Index(fields=["produit"], condition=models.Q(nru__isnull=False), name="candidature_du_registre")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["produit", "dispositif"],
                name="candidature_unique_par_demarche",
                violation_error_message="Ce produit a déjà une candidature à ce dispositif.",
            ),
            models.CheckConstraint(
                name="candidature_referencee_a_un_nru",
                condition=models.Q(statut__in=A_UN_NRU, nru__isnull=False, referencee_le__isnull=False)
                | (~models.Q(statut__in=A_UN_NRU) & models.Q(nru=None, referencee_le=None)),
                violation_error_message="Une candidature qui fut référencée, et elle seule, porte un NRU et une date.",
            ),
            models.CheckConstraint(
                name="candidature_installee_fut_referencee",
                condition=models.Q(premieres_installations_le=None)
                | models.Q(referencee_le__isnull=False, premieres_installations_le__gte=models.F("referencee_le")),
                violation_error_message="Les premières installations suivent le référencement.",
            ),
            models.CheckConstraint(
                name="candidature_instruite_depuis_une_date",
                condition=models.Q(instructeur=None, instruite_depuis=None)
                | models.Q(instructeur__isnull=False, instruite_depuis__isnull=False),
                violation_error_message="Une candidature prise en charge dit par qui et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"Candidature n° {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("portail:dossier", args=[self.numero])

    @property
    def dossier(self) -> "Candidature":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"candidature:{self.numero}"

    @property
    def suivi(self) -> tuple[Utilisateur | None, datetime | None]:
        """Who follows it for the ANS, in place or not, and since when."""
        return self.instructeur, self.instruite_depuis

    def instructeur_en_place(self, le: datetime) -> Utilisateur | None:
        """Who follows the candidature for the ANS; nobody while that person is away or examines no more."""
        if self.instructeur_id is None:
            return None
        return Utilisateur.objects.instruisant(le).filter(pk=self.instructeur_id).first()


class EtapeQuerySet(models.QuerySet["Etape"]):
    def visibles_par(self, acteur: Acteur) -> "EtapeQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))


class Etape(DuProduit, models.Model):
    """What every step of a candidature has: it belongs to that dossier, and is seen by whoever sees the dossier."""

    objects = EtapeQuerySet.as_manager()
    vue: str
    rang: int | None = None
    lus_avec: tuple[str, ...] = ("candidature",)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} de la candidature n° {self.dossier.numero}"

    def get_absolute_url(self) -> str:
        rang = [self.rang] if self.rang else []
        return reverse(self.vue, args=[self.dossier.numero, *rang])

    @property
    def dossier(self) -> Candidature:
        return self.candidature

    @dossier.setter
    def dossier(self, dossier: Candidature) -> None:
        self.candidature = dossier

    @property
    def cle_dossier(self) -> str:
        return self.dossier.cle_dossier
