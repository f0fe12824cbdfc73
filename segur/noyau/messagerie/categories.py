"""What a message is about, and when its mail leaves."""

from django.db import models

from segur.noyau.messagerie import regles


class Categorie(models.TextChoices):
    """One word per kind of event: what a person may want at once, once a day, or not at all."""

    DECISION = "decision", "Décisions sur vos candidatures"
    OFFICIEL = "officiel", "Documents officiels et signature de la convention"
    A_INSTRUIRE = "a_instruire", "Dossiers qui attendent une instruction, un avis ou une décision"
    ATTRIBUTION = "attribution", "Dossiers qui vous sont attribués"
    MESSAGE = "message", "Messages des conversations"
    RAPPEL = "rappel", "Rappels d’échéance"
    CALENDRIER = "calendrier", "Textes qui changent un calendrier, dérogations de délai"
    INFORMATION = "information", "Informations de l’ANS aux éditeurs"
    PRODUIT = "produit", "Responsables et collaborateurs des produits"
    COMPTE = "compte", "Comptes, rôles et invitations"
    REGISTRE = "registre", "Changements du registre public"

    @property
    def est_obligatoire(self) -> bool:
        """Whether its mails always leave, at once or in the digest."""
        return regles.AUCUN not in regles.rythmes_permis(self)


class Rythme(models.TextChoices):
    IMMEDIAT = regles.IMMEDIAT, "Tout de suite"
    QUOTIDIEN = regles.QUOTIDIEN, "Une fois par jour"
    AUCUN = regles.AUCUN, "Pas de courriel"
