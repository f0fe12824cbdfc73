"""What a candidature as a whole has in step 3: proofs asked again, profiles that counted, the audit of the INS."""

from django.db import models
from django.db.models import Q

from candidatures.models import Candidature, Etape
from segur.noyau.dispositifs.models import Profil
from segur.noyau.documents.models import Document
from segur.noyau.referentiel.models import PreuveAttendue


class PreuveReclamee(models.Model):
    """A proof that the ANS asks in spite of the héritage or the équivalence, and why."""

    class Cas(models.TextChoices):
        VAGUE_1 = "vague_1", "Preuve de la vague 1 exigée par l’ANS"
        NON_CONFORMITE = "non_conformite", "Non-conformité relevée après audit ou signalement"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="preuves_reclamees")
    attendue = models.ForeignKey(PreuveAttendue, models.PROTECT, related_name="+")
    cas = models.CharField(max_length=20, choices=Cas)
    motif = models.TextField()
    reclamee_le = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "attendue"], name="preuve_reclamee_unique"),
            models.CheckConstraint(
                name="preuve_reclamee_a_un_motif",
                condition=~Q(motif=""),
                violation_error_message="Une preuve réclamée dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendue} — {self.get_cas_display()}"


class ProfilRetenu(models.Model):
    """A profile that counted in a computation of the proofs: none is added after Date 2 (E3-39)."""

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="profils_retenus")
    profil = models.ForeignKey(Profil, models.PROTECT, related_name="+")
    retenu_le = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidature", "profil"], name="profil_retenu_unique")]

    def __str__(self) -> str:
        return str(self.profil)


class AuditIns(Etape):
    """The visit for the INS of a solution that was not referenced in wave 1 (E3-30, E3-31)."""

    class Statut(models.TextChoices):
        A_VENIR = "a_venir", "Visite annoncée"
        VALIDE = "valide", "Validé"

    vue = "preuves:chapitres"

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="audit_ins")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_VENIR)
    visite_le = models.DateField("date de la visite")
    rapport = models.ForeignKey(Document, models.PROTECT, null=True, related_name="rapports_ins")
    pas_a_pas = models.ForeignKey(Document, models.PROTECT, null=True, related_name="pas_a_pas_ins")
    valide_le = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "audit INS"
        constraints = [
            models.CheckConstraint(
                name="audit_ins_valide_a_ses_documents",
                condition=Q(statut="a_venir")
                | Q(rapport__isnull=False, pas_a_pas__isnull=False, valide_le__isnull=False),
                violation_error_message="Un audit INS validé a son rapport, son pas à pas et sa date.",
            ),
        ]
