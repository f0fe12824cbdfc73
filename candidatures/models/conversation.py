"""The conversation of a dossier between the firm and the ANS: threads, messages, requests, and notes apart (MSG-01)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from candidatures.models.candidature import DU_DOSSIER, Candidature, CandidatureQuerySet, Etape
from candidatures.models.produit import Collaborateur
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, Acteur, Organisation, Role
from segur.noyau.documents.models import Document
from segur.noyau.recherche import normaliser


class Cote(models.TextChoices):
    EDITEUR = "editeur", "éditeur"
    ANS = "ans", "ANS"


def cote_de(acteur: Acteur) -> str:
    return str(Cote.EDITEUR if acteur.est_editeur else Cote.ANS)


def conversations_visibles(acteur: Acteur) -> CandidatureQuerySet:
    """The candidatures whose conversation may be read: those seen, and for the ANS a draft whose vendor wrote to it."""
    if not acteur.tient(*ANS, Role.ADMINISTRATEUR):
        return Candidature.objects.visibles_par(acteur)
    ecrite = Exists(Fil.objects.filter(candidature=OuterRef("pk")))
    return Candidature.objects.filter(Q(administrative__premiere_soumission_le__isnull=False) | ecrite)


class DeLaConversation(Etape):
    """What belongs to a conversation, and is seen by whoever reads it. Writing needs the right to fill in."""

    class Meta:
        abstract = True

    def droit_exige(self, transition: object) -> str:
        return Collaborateur.Droit.SAISIE


class FilQuerySet(models.QuerySet["Fil"]):
    def visibles_par(self, acteur: Acteur) -> "FilQuerySet":
        return self.filter(candidature__in=conversations_visibles(acteur))

    def pour_page(self) -> "FilQuerySet":
        """With its dossier, and with what was asked in it, in one query."""
        return self.select_related(
            "clos_par",
            "demande__posee_par",
            "demande__decidee_par",
            *(f"candidature__{proche}" for proche in DU_DOSSIER),
        ).prefetch_related("candidature__dispositif__echeances")

    def pour_liste(self) -> "FilQuerySet":
        return self.select_related(
            "candidature__produit__editeur", "candidature__dispositif", "candidature__instructeur"
        )


class Fil(DeLaConversation):
    """One subject of the conversation. `objet`: stable key of what it is about (`etape:1:3`, `preuve:12`)."""

    class Statut(models.TextChoices):
        OUVERT = "ouvert", "Ouvert"
        CLOS = "clos", "Clos"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="fils")
    sujet = models.CharField(max_length=120)
    objet = models.CharField("ce dont le fil parle", max_length=40)
    objet_libelle = models.CharField(max_length=300)
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.OUVERT)
    recherche = models.CharField(max_length=500, default="", editable=False)
    ouvert_le = models.DateTimeField()
    ouvert_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dernier_message_le = models.DateTimeField()
    attend_depuis = models.DateTimeField("l’éditeur attend une réponse depuis", null=True)
    clos_le = models.DateTimeField(null=True)
    clos_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FilQuerySet.as_manager()  # type: ignore[assignment, misc]
    lus_avec = ("candidature__produit__editeur", "candidature__dispositif")

    class Meta:
        verbose_name = "fil"
        ordering = ["-dernier_message_le", "-pk"]
        indexes = [
            models.Index(fields=["attend_depuis"], condition=Q(attend_depuis__isnull=False), name="fil_en_attente")
        ]
        constraints = [
            models.CheckConstraint(
                name="fil_a_un_sujet",
                condition=~Q(sujet="") & ~Q(objet="") & ~Q(objet_libelle=""),
                violation_error_message="Un fil a un sujet et dit de quoi il parle.",
            ),
            models.CheckConstraint(
                name="fil_clos_par_une_personne",
                condition=Q(statut="ouvert", clos_le=None, clos_par=None)
                | Q(statut="clos", clos_le__isnull=False, clos_par__isnull=False, attend_depuis=None),
                violation_error_message="Un fil clos, et lui seul, dit par qui et quand ; il n’attend rien.",
            ),
            models.CheckConstraint(
                name="fil_dates_en_ordre",
                condition=Q(dernier_message_le__gte=F("ouvert_le")),
                violation_error_message="Un message suit l’ouverture de son fil.",
            ),
        ]

    def __str__(self) -> str:
        return self.sujet

    def get_absolute_url(self) -> str:
        return reverse("candidatures:fil", args=[self.candidature.numero, self.pk])


class Message(models.Model):
    """What was said, by whom and for whom. Never changed, never erased."""

    fil = models.ForeignKey(Fil, models.PROTECT, related_name="messages")
    cote = models.CharField(max_length=10, choices=Cote)
    texte = models.TextField()
    recherche = models.TextField(editable=False)
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    envoye_le = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="message_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Un message a un texte.",
            ),
            models.CheckConstraint(
                name="message_d_un_cote_connu",
                condition=Q(cote__in=["editeur", "ans"]),
                violation_error_message="Un message vient de l’éditeur ou de l’ANS.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fil} n° {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.fil.get_absolute_url()}#message-{self.pk}"


class PieceJointe(models.Model):
    """A file sent with a message."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="pieces")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "document"], name="piece_jointe_unique")]

    def __str__(self) -> str:
        return self.document.nom


class Lecture(models.Model):
    """A person read a thread as far as that message: written once, whatever the number of times it is read again."""

    fil = models.ForeignKey(Fil, models.PROTECT, related_name="lectures")
    message = models.ForeignKey(Message, models.PROTECT, related_name="lectures")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cote = models.CharField(max_length=10, choices=Cote)
    lu_le = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["personne", "message"], name="lecture_unique")]
        indexes = [models.Index(fields=["fil", "personne", "message"], name="lecture_du_fil")]

    def __str__(self) -> str:
        return f"{self.personne} : {self.message}"


class NoteDuFil(models.Model):
    """What the ANS says to itself about a thread. A table of its own: nothing that shows messages can show it."""

    fil = models.ForeignKey(Fil, models.PROTECT, related_name="notes")
    texte = models.TextField()
    ecrite_le = models.DateTimeField()
    ecrite_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="note_du_fil_a_un_texte", condition=~Q(texte=""), violation_error_message="Une note a un texte."
            )
        ]

    def __str__(self) -> str:
        return f"{self.fil} : note de {self.ecrite_par}"


class DemandeDeModification(DeLaConversation):
    """MSG-03: the vendor asks to change a step already submitted, or to add a NRU; the ANS answers (E1-27, E2-29)."""

    class Nature(models.TextChoices):
        FORMULAIRE = "formulaire", "Modifier le formulaire"
        NRU = "nru", "Ajouter un NRU"

    class Statut(models.TextChoices):
        POSEE = "posee", "Posée"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="demandes")
    fil = models.OneToOneField(Fil, models.PROTECT, related_name="demande")
    nature = models.CharField(max_length=20, choices=Nature)
    etape = models.PositiveSmallIntegerField(choices=[(1, "Candidature administrative"), (2, "Éligibilité")])
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.POSEE)
    motif = models.TextField()
    posee_le = models.DateTimeField()
    posee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reponse = models.TextField("réponse de l’ANS", blank=True)
    decidee_le = models.DateTimeField(null=True)
    decidee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    lus_avec = ("fil", "candidature__produit__editeur", "candidature__dispositif")

    class Meta:
        verbose_name = "demande de modification"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "etape"],
                condition=Q(statut="posee"),
                name="demande_une_a_la_fois_par_etape",
                violation_error_message="Une demande de modification de cette étape attend déjà une réponse.",
            ),
            models.CheckConstraint(
                name="demande_decidee_par_une_personne",
                condition=Q(statut="posee", decidee_le=None, decidee_par=None)
                | (~Q(statut="posee") & Q(decidee_le__isnull=False, decidee_par__isnull=False)),
                violation_error_message="Une demande décidée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="demande_decidee_par_une_autre_personne",
                condition=Q(decidee_par=None) | ~Q(decidee_par=F("posee_par")),
                violation_error_message="Qui a posé une demande ne la décide pas.",
            ),
            models.CheckConstraint(
                name="demande_refusee_a_une_raison",
                condition=~Q(statut="refusee") | ~Q(reponse=""),
                violation_error_message="Une demande refusée dit pourquoi.",
            ),
            models.CheckConstraint(
                name="demande_de_nru_sur_l_etape_1",
                condition=~Q(nature="nru") | Q(etape=1),
                violation_error_message="Les précédents référencements se déclarent à l’étape 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} — étape {self.etape}"

    def get_absolute_url(self) -> str:
        return self.fil.get_absolute_url()


class ChampDemande(models.Model):
    """One field that the request names: what it holds, and what the vendor would write there."""

    demande = models.ForeignKey(DemandeDeModification, models.PROTECT, related_name="champs")
    cle = models.CharField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    valeur_actuelle = models.TextField(blank=True)
    valeur_proposee = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["demande", "cle"], name="champ_demande_unique")]

    def __str__(self) -> str:
        return self.libelle


class ReponseTypeQuerySet(models.QuerySet["ReponseType"]):
    def visibles_par(self, acteur: Acteur) -> "ReponseTypeQuerySet":
        return self if acteur.est_systeme or acteur.tient(*ANS_INSTRUIT) else self.none()

    def proposees(self) -> QuerySet["ReponseType"]:
        return self.filter(statut=ReponseType.Statut.PROPOSEE)


class ReponseType(models.Model):
    """A wording that reviewers share: the same defect is told in the same words to every vendor."""

    class Statut(models.TextChoices):
        PROPOSEE = "proposee", "Proposée"
        ARCHIVEE = "archivee", "Archivée"

    titre = models.CharField(max_length=120)
    texte = models.TextField()
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.PROPOSEE)
    modifiee_le = models.DateTimeField()
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReponseTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse type"
        ordering = ["titre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["titre"],
                condition=Q(statut="proposee"),
                name="reponse_type_titre_unique",
                violation_error_message="Une réponse type porte déjà ce titre.",
            ),
            models.CheckConstraint(
                name="reponse_type_entiere",
                condition=~Q(titre="") & ~Q(texte=""),
                violation_error_message="Une réponse type a un titre et un texte.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("candidatures:reponse_type", args=[self.pk])

    @property
    def dossier(self) -> "ReponseType":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"reponse_type:{self.pk}"


def indexe(*textes: str) -> str:
    """What a message or a thread is searched by."""
    return normaliser(" ".join(textes))
