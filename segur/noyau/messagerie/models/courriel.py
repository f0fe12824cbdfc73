"""One mail: one row, one Message-ID, one fate."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.messagerie import regles
from segur.noyau.recherche import normaliser
from segur.noyau.temps import en_clair

VOIENT_LES_COURRIELS = (Role.RESPONSABLE, Role.ADMINISTRATEUR)
LONGUEUR_D_UNE_ERREUR = 300


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def visibles_par(self, acteur: Acteur) -> "CourrielQuerySet":
        return self if acteur.est_systeme or acteur.tient(*VOIENT_LES_COURRIELS) else self.none()

    def en_attente(self) -> "CourrielQuerySet":
        return self.filter(statut=Courriel.Statut.EN_ATTENTE)

    def ouverts(self) -> "CourrielQuerySet":
        """Those that other messages may still join: never tried."""
        return self.en_attente().filter(essais=0)

    def dus(self, le: datetime) -> "CourrielQuerySet":
        """Those that leave at that instant."""
        resume = models.Q(genre=Courriel.Genre.RESUME)
        inexplicable = ~resume & models.Q(part_le__gt=le + regles.RETARD_INEXPLICABLE)
        inexplicable |= resume & models.Q(part_le__gt=le + regles.RESUME_INEXPLICABLE)
        return self.en_attente().filter(models.Q(part_le__lte=le) | inexplicable)

    def en_echec(self) -> "CourrielQuerySet":
        """Definitive failures that nobody answered, by a new sending or otherwise."""
        suivants = Courriel.objects.filter(
            models.Q(origine=models.OuterRef("pk")) | models.Q(origine=models.OuterRef("origine")),
            rang__gt=models.OuterRef("rang"),
        )
        return self.filter(~models.Exists(suivants), statut=Courriel.Statut.ECHEC)


class Courriel(models.Model):
    """What it says is read in its messages, never stored twice. `origine`: the mail that this one sends again.

    `part_le`: when it leaves, then when it is tried again. `jour`: the Paris day of a digest.
    """

    class Genre(models.TextChoices):
        SEUL = "seul", "Message seul"
        URGENT = "urgent", "Messages urgents"
        GROUPE = "groupe", "Messages rassemblés"
        RESUME = "resume", "Résumé du jour"

    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        ENVOYE = "envoye", "Envoyé"
        ECHEC = "echec", "Échec"
        RAPPELE = "rappele", "Rappelé"
        CLASSE = "classe", "Échec classé"

    genre = models.CharField(max_length=10, choices=Genre)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_ATTENTE)
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="courriels")
    adresse = models.EmailField()
    sujet = models.CharField(max_length=200)
    nombre = models.PositiveIntegerField("messages", default=1)
    jour = models.DateField(null=True)
    origine = models.ForeignKey("self", models.PROTECT, null=True, related_name="renvois")
    rang = models.PositiveSmallIntegerField(default=0)
    cree_le = models.DateTimeField()
    part_le = models.DateTimeField()
    essais = models.PositiveSmallIntegerField(default=0)
    derniere_erreur = models.CharField(max_length=LONGUEUR_D_UNE_ERREUR, blank=True)
    envoye_le = models.DateTimeField(null=True)
    motif = models.CharField(max_length=300, blank=True)
    recherche = models.TextField()

    objects = CourrielQuerySet.as_manager()
    lus_avec = ("destinataire", "origine")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["part_le"], condition=models.Q(statut="en_attente"), name="courriel_en_attente"),
            models.Index(fields=["adresse", "genre", "-id"], name="courriel_de_la_boite"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(statut="envoye", envoye_le__isnull=False)
                | (~models.Q(statut="envoye") & models.Q(envoye_le=None)),
                name="courriel_envoye_a_un_instant",
                violation_error_message="Un courriel envoyé, et lui seul, dit quand il est parti.",
            ),
            models.CheckConstraint(
                condition=models.Q(statut__in=["rappele", "classe"]) & ~models.Q(motif="")
                | ~models.Q(statut__in=["rappele", "classe"]) & models.Q(motif=""),
                name="courriel_rappele_ou_classe_a_un_motif",
                violation_error_message="Un courriel rappelé ou classé, et lui seul, dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=models.Q(origine=None, rang=0) | models.Q(origine__isnull=False, rang__gte=1),
                name="courriel_renvoi_numerote",
                violation_error_message="Un renvoi porte un rang ; un premier envoi n’en porte pas.",
            ),
            models.CheckConstraint(
                condition=models.Q(jour=None) | models.Q(genre="resume"),
                name="courriel_jour_d_un_resume",
                violation_error_message="Seul un résumé porte un jour.",
            ),
            models.UniqueConstraint(
                fields=["origine", "rang"],
                name="courriel_renvoi_unique",
                violation_error_message="Ce courriel a déjà été renvoyé.",
            ),
            models.UniqueConstraint(
                fields=["destinataire", "adresse", "jour"],
                condition=~models.Q(statut="rappele"),
                name="courriel_un_resume_par_jour",
                violation_error_message="Le résumé de ce jour existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"Courriel « {self.sujet} » à {self.adresse}"

    def get_absolute_url(self) -> str:
        return reverse("portail:courriel", args=[self.pk])

    @property
    def dossier(self) -> "Courriel":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"courriel:{self.origine_id or self.pk}"

    @property
    def premier(self) -> "Courriel":
        """The mail whose messages this one carries."""
        return self.origine or self

    @property
    def dernier_envoi(self) -> "Courriel":
        """This mail, or the last one that sent it again."""
        return max([self, *self.renvois.all()], key=lambda courriel: courriel.rang)

    @property
    def est_retenu(self) -> bool:
        """Whether others may still join it before it leaves."""
        return self.statut == self.Statut.EN_ATTENTE and not self.essais and self.part_le > self.cree_le

    @property
    def sort(self) -> str:
        """What became of it, in words for who receives it."""
        if self.statut == self.Statut.ENVOYE and self.envoye_le:
            return f"Courriel envoyé le {en_clair(self.envoye_le)}."
        if self.statut == self.Statut.RAPPELE:
            return "Courriel rappelé avant son départ : il n’a pas été envoyé."
        if self.statut in (self.Statut.ECHEC, self.Statut.CLASSE):
            return f"Courriel non remis : {self.derniere_erreur}"
        if self.essais:
            return f"Courriel en attente, nouvel essai le {en_clair(self.part_le)}. {self.derniere_erreur}".strip()
        return f"Courriel prévu le {en_clair(self.part_le)}."

    def indexer(self) -> None:
        self.recherche = normaliser(f"{self.adresse} {self.sujet}")
