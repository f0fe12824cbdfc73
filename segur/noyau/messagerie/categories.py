"""What a message is about."""

from django.db import models


class Categorie(models.TextChoices):
    """One word per kind of event: what a person may want at once, once a day, or not at all."""

    DECISION = "decision", "Décisions sur vos candidatures"
    OFFICIEL = "officiel", "Documents officiels et signature de la convention"
    A_INSTRUIRE = "a_instruire", "Dossiers qui attendent une instruction, un avis ou une décision"
    ATTRIBUTION = "attribution", "Dossiers qui vous sont attribués"
    MESSAGE = "message", "Messages des conversations"
    RAPPEL = "rappel", "Rappels d’échéance"
    CALENDRIER = "calendrier", "Textes qui changent un calendrier, dérogations de délai"
    PRODUIT = "produit", "Responsables et collaborateurs des produits"
    COMPTE = "compte", "Comptes, rôles et invitations"
    REGISTRE = "registre", "Changements du registre public"
