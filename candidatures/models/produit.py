"""The vendor's catalogue (CP-15…CP-23), and who has access to each product (E1-08)."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidatures.validateurs import valider_numero_cnda
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Acteur, Appartenance, Organisation, Utilisateur
from segur.noyau.recherche import normaliser

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ"  # no I, L, O: read aloud without mistake


def tirer(longueur: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))


def nouvelle_reference() -> str:
    return tirer(8)


def responsable_en_place() -> models.Exists:
    """Of a product: its responsable is a member of the firm today, with an open account."""
    membres = Appartenance.objects.actives().filter(role__in=EDITEUR, utilisateur__is_active=True)
    return models.Exists(
        membres.filter(organisation=models.OuterRef("editeur"), utilisateur=models.OuterRef("responsable"))
    )


class ProduitQuerySet(models.QuerySet["Produit"]):
    def visibles_par(self, acteur: Acteur) -> "ProduitQuerySet":
        """Those of the firm for who engages it; for a salarié, those they answer for or collaborate on."""
        if acteur.est_systeme:
            return self
        if not acteur.est_editeur:
            return self.none()
        produits = self.filter(editeur=acteur.organisation)
        if acteur.tient(*ENGAGE_L_EDITEUR):
            return produits
        collabore = Collaborateur.objects.actuels().filter(utilisateur=acteur.utilisateur).values("produit")
        return produits.filter(Q(responsable=acteur.utilisateur) | Q(pk__in=collabore))

    def rattaches_au_segur(self) -> "ProduitQuerySet":
        return self.filter(interets__programme=Interet.Programme.SEGUR)

    def avec_responsable(self) -> "ProduitQuerySet":
        """With the person who answers for each, and whether they are still in place (ROL-07)."""
        return self.select_related("responsable").annotate(est_tenu=responsable_en_place())

    def sans_responsable(self) -> "ProduitQuerySet":
        return self.filter(~responsable_en_place())

    def pour_liste(self) -> "ProduitQuerySet":
        return self.avec_responsable().annotate(
            est_au_segur=models.Exists(
                Interet.objects.filter(produit=models.OuterRef("pk"), programme=Interet.Programme.SEGUR)
            )
        )


class Produit(models.Model):
    """CP-16: the fields of a product."""

    editeur = models.ForeignKey(Organisation, models.PROTECT, related_name="produits")
    reference = models.CharField("réf. produit", max_length=8, unique=True, default=nouvelle_reference, editable=False)
    nom = models.CharField("nom du produit", max_length=120)
    version = models.CharField(max_length=40)
    nil = models.CharField(
        "N° d’identification (NIL délivré par le CNDA)", max_length=20, blank=True, validators=[valider_numero_cnda]
    )
    responsable = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="produits")
    description = models.TextField("description du produit", max_length=4000)
    certifications = models.TextField(max_length=2000, blank=True)
    recherche = models.CharField(max_length=400, default="", editable=False)
    recherche_publique = models.CharField(max_length=200, default="", editable=False)

    objects = ProduitQuerySet.as_manager()

    class Meta:
        ordering = ["nom", "version", "pk"]
        indexes = [models.Index(fields=["recherche_publique"], name="produit_recherche_publique")]

    def __str__(self) -> str:
        return f"{self.nom} - {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("candidatures:produit", args=[self.reference])

    @property
    def cle_dossier(self) -> str:
        return f"produit:{self.reference}"

    def indexer(self) -> None:
        """What the catalogue is searched and sorted by (CP-21); to call before saving a name, a version or a NIL.

        The public registry is searched by the name and the version only: it must not tell the NIL nor the reference.
        """
        self.recherche = normaliser(f"{self.nom} {self.version} {self.reference} {self.nil}")[:400]
        self.recherche_publique = normaliser(f"{self.nom} {self.version}")[:200]

    def droit_tenu(self, acteur: Acteur) -> str:
        """The right of a member of the firm on this product, the highest for who engages the firm; "" for none."""
        if not acteur.est_editeur or acteur.utilisateur is None or acteur.entreprise.pk != self.editeur_id:
            return ""
        if acteur.tient(*ENGAGE_L_EDITEUR) or acteur.utilisateur.pk == self.responsable_id:
            return Collaborateur.Droit.SOUMISSION.value
        actuels = Collaborateur.objects.actuels().filter(produit=self, utilisateur=acteur.utilisateur)
        return actuels.values_list("droit", flat=True).first() or ""

    def a_un_responsable(self) -> bool:
        """Whether who answers for the product is still a member of the firm; read beforehand by `avec_responsable`."""
        if hasattr(self, "est_tenu"):
            return bool(self.est_tenu)
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=self.editeur)
        return membres.filter(pk=self.responsable_id).exists()

    @property
    def nom_du_responsable(self) -> str:
        if self.a_un_responsable():
            return str(self.responsable)
        return f"sans responsable depuis le départ de {self.responsable}"

    def personnes(self) -> models.QuerySet[Utilisateur]:
        """Members of the firm who may see this product today: the same as `visibles_par`, read the other way."""
        engagent = Utilisateur.objects.ayant_role(*ENGAGE_L_EDITEUR, organisation=self.editeur).values("pk")
        collaborent = Collaborateur.objects.actuels().filter(produit=self).values("utilisateur")
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=self.editeur)
        return membres.filter(Q(pk=self.responsable_id) | Q(pk__in=engagent) | Q(pk__in=collaborent))


class Interet(models.Model):
    """CP-17: a programme the vendor is interested in. « Ségur » attaches the product to the démarche (CP-18)."""

    class Programme(models.TextChoices):
        MES = "mes", "Catalogue de services de Mon espace santé"
        DMN = "dmn", "Certification de conformité des DMN"
        SEGUR = "segur", "Ségur du Numérique en Santé"
        BSP = "bsp", "Référencement du Bouquet de Services Professionnels (à venir)"
        TELECONSULTATION = "teleconsultation", "Certification de conformité des solutions de Téléconsultations"
        EDC_PSC = "edc_psc", "Espace de Confiance ProSantéConnect"

    produit = models.ForeignKey(Produit, models.CASCADE, related_name="interets")
    programme = models.CharField(max_length=20, choices=Programme)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["produit", "programme"], name="interet_unique")]

    def __str__(self) -> str:
        return self.get_programme_display()


class CollaborateurQuerySet(models.QuerySet["Collaborateur"]):
    def visibles_par(self, acteur: Acteur) -> "CollaborateurQuerySet":
        return self.filter(produit__in=Produit.objects.visibles_par(acteur))

    def actuels(self) -> "CollaborateurQuerySet":
        return self.filter(retire_le=None)

    def pour_liste(self, produit: Produit) -> "CollaborateurQuerySet":
        """Those who have access to the product today: a person who left the firm has none, and is not shown."""
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=produit.editeur).values("pk")
        actuels = self.actuels().filter(produit=produit, utilisateur__in=membres)
        return actuels.select_related("utilisateur").order_by("utilisateur__nom", "utilisateur__prenom", "pk")


class Collaborateur(models.Model):
    """E1-08, ROL-08: the right of one person on one product. A removal closes it; nothing is erased."""

    class Droit(models.TextChoices):
        LECTURE = "lecture", "Lecture : consulter le produit et ses candidatures"
        SAISIE = "saisie", "Saisie : remplir les brouillons et déposer les preuves"
        SOUMISSION = "soumission", "Soumission : tout ce qui précède, et soumettre à l’ANS"

    produit = models.ForeignKey(Produit, models.PROTECT, related_name="collaborateurs")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="collaborations")
    droit = models.CharField(max_length=12, choices=Droit)
    ajoute_le = models.DateTimeField()
    retire_le = models.DateTimeField(null=True)

    objects = CollaborateurQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["produit", "utilisateur"],
                condition=Q(retire_le=None),
                name="collaborateur_un_seul_droit",
                violation_error_message="Cette personne a déjà accès à ce produit.",
            ),
            models.CheckConstraint(
                name="collaborateur_dates_en_ordre",
                condition=Q(retire_le=None) | Q(retire_le__gte=models.F("ajoute_le")),
                violation_error_message="Le retrait suit l’ajout.",
            ),
            models.CheckConstraint(
                name="collaborateur_droit_connu",
                condition=Q(droit__in=["lecture", "saisie", "soumission"]),
                violation_error_message="Le droit est lecture, saisie ou soumission.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} — {self.droit}"
