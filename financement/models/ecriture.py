"""The ledger: lines that are added and never changed, and where they leave each part of each order (decision 0051)."""

from django.db import models
from django.db.models.functions import Cast, Concat

from candidatures.models import Candidature
from financement.models.commande import Commande
from financement.models.creance import Creance
from financement.models.indu import Indu, LigneDIndu
from financement.models.paiement import LigneDePaiement, Part
from financement.models.realisation import Incapacite
from financement.regles.ecritures import D_UN_VIREMENT, D_UNE_PART, NEGATIVES, POSITIVES, Totaux
from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal


class EcritureQuerySet(models.QuerySet["Ecriture"]):
    def visibles_par(self, acteur: Acteur) -> "EcritureQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))


class Ecriture(models.Model):
    """One movement, and the line of the journal that decided it. Triggers refuse to change or erase it."""

    class Nature(models.TextChoices):
        ENGAGEMENT = "engagement", "Engagement"
        AVANCE = "avance", "Avance versée"
        SOLDE = "solde", "Solde versé"
        SECONDAIRE = "secondaire", "Prestation secondaire versée"
        REGLEMENT = "reglement", "Règlement confirmé par la banque"
        REJET = "rejet", "Virement rejeté par la banque"
        RETOUR = "retour", "Fonds retournés par la banque"
        REPRISE = "reprise", "Reprise"
        COMPENSATION = "compensation", "Compensation"
        ANNULATION = "annulation", "Compensation annulée : le paiement est revenu"

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="ecritures")
    part = models.CharField(max_length=12, choices=Part)
    nature = models.CharField(max_length=14, choices=Nature)
    montant = models.DecimalField("montant signé", max_digits=14, decimal_places=2)
    le = models.DateTimeField("inscrite le")
    decision = models.ForeignKey(EntreeJournal, models.PROTECT, related_name="+")
    ligne = models.ForeignKey(LigneDePaiement, models.PROTECT, null=True, related_name="ecritures")

    objects = EcritureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "écriture"
        constraints = [
            models.CheckConstraint(
                name="ecriture_a_son_signe",
                condition=models.Q(nature__in=POSITIVES, montant__gt=0) | models.Q(nature__in=NEGATIVES, montant__lt=0),
                violation_error_message="Un engagement ou un versement est positif, un rejet ou une reprise négatif.",
            ),
            models.CheckConstraint(
                name="ecriture_porte_sa_part",
                condition=~models.Q(nature__in=list(D_UNE_PART)) | models.Q(part=models.F("nature")),
                violation_error_message="Un versement porte le nom de sa part.",
            ),
            models.CheckConstraint(
                name="ecriture_a_son_virement",
                condition=models.Q(nature__in=D_UN_VIREMENT, ligne__isnull=False)
                | ~models.Q(nature__in=D_UN_VIREMENT) & models.Q(ligne=None),
                violation_error_message="Un versement, un règlement ou un rejet vient d’une ligne de virement.",
            ),
            models.UniqueConstraint(
                fields=["decision", "commande", "part", "nature"],
                name="ecriture_une_fois_par_decision",
                violation_error_message="Cette décision a déjà cette écriture.",
            ),
            models.UniqueConstraint(
                fields=["commande", "part"],
                condition=models.Q(nature="engagement"),
                name="ecriture_un_engagement",
                violation_error_message="Cette part est déjà engagée.",
            ),
            models.UniqueConstraint(
                fields=["ligne", "nature"],
                condition=models.Q(ligne__isnull=False),
                name="ecriture_une_fois_par_ligne",
                violation_error_message="Cette ligne de virement a déjà cette écriture.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.montant} €"


def arretee(commande: str) -> models.Q:
    """Nothing is paid on it: its supplier will not do it (REA-03), or its référencement is withdrawn (IND-06).

    `commande`: path to the order.
    """
    impossible = Incapacite.objects.actuelles().filter(commande=models.OuterRef(commande))
    retiree = {f"{commande}__demande__candidature__statut": Candidature.Statut.RETIREE}
    return models.Q(models.Exists(impossible)) | models.Q(**retiree)


def reversement_attendu(commande: str) -> models.Q:
    """A sum ordered back on it is still owed, and nobody decided yet whether payments to come keep it (AF VII).

    Until then nothing more is paid on that order: once it is decided, transfers are lowered; suspended for a recourse,
    or lifted, the order is paid as the others. `commande`: path to the order.
    """
    dossier = Concat(models.Value("indu:"), Cast(models.OuterRef("indu_id"), models.CharField()))
    suspendus = EntreeJournal.objects.filter(dossier=dossier, action="indu.suspendre")
    dus = LigneDIndu.objects.filter(
        commande=models.OuterRef(commande),
        indu__statut=Indu.Statut.ORDONNE,
        indu__par_compensation=False,
        ordonne__gt=models.F("rembourse") + models.F("retenu") + models.F("compense"),
    )
    return models.Q(models.Exists(dus.exclude(models.Exists(suspendus))))


class PositionQuerySet(models.QuerySet["Position"]):
    def visibles_par(self, acteur: Acteur) -> "PositionQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))

    def a_payer(self) -> "PositionQuerySet":
        """Committed and decided by decisions that stand, not sent, and in no batch that lives.

        An advance is decided with its order; another part, with the claim that a second person validated. Nothing
        leaves on an order that is stopped, nor on one where a sum ordered back is awaited.
        """
        sienne = {"commande": models.OuterRef("commande"), "part": models.OuterRef("part")}
        demandee = models.Exists(Creance.objects.filter(**sienne, statut=Creance.Statut.VALIDEE))
        dues = self.filter(engage__gt=0, verse=0, commande__statut=Commande.Statut.VALIDEE)
        dues = dues.filter(models.Q(part=Part.AVANCE) | demandee)
        dues = dues.exclude(arretee("commande")).exclude(reversement_attendu("commande"))
        return dues.exclude(models.Exists(LigneDePaiement.objects.filter(**sienne, vive=True)))


class Position(models.Model):
    """Running totals of one part of one order. The trigger that adds a line writes them, and the checks hold there."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="positions")
    part = models.CharField(max_length=12, choices=Part)
    engage = models.DecimalField("engagé", max_digits=14, decimal_places=2)
    verse = models.DecimalField("versé", max_digits=14, decimal_places=2)
    regle = models.DecimalField("réglé", max_digits=14, decimal_places=2)
    repris = models.DecimalField(max_digits=14, decimal_places=2)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["commande", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["commande", "part"],
                name="position_unique",
                violation_error_message="Cette part de la commande a déjà sa position.",
            ),
            models.CheckConstraint(
                name="position_versee_en_entier_ou_pas",
                condition=models.Q(engage__gte=0) & (models.Q(verse=0) | models.Q(verse=models.F("engage"))),
                violation_error_message="Une part se verse en entier, une fois, et jamais au-delà de l’engagé.",
            ),
            models.CheckConstraint(
                name="position_reglee_si_versee",
                condition=models.Q(regle=0) | models.Q(regle=models.F("verse")),
                violation_error_message="Ce que la banque règle a été versé.",
            ),
            models.CheckConstraint(
                name="position_reprise_dans_le_regle",
                condition=models.Q(repris__gte=0, repris__lte=models.F("regle")),
                violation_error_message="On ne reprend que ce qui a été réglé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commande} : {self.get_part_display()}"

    @property
    def totaux(self) -> Totaux:
        return Totaux(self.engage, self.verse, self.regle, self.repris)
