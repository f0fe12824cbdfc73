"""The shapes of what is sent: documentation only, the forms of the screens check it."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from financement.natures import NATURES
from segur.portail.api.formes import Lecture

CLE_D_IDEMPOTENCE = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]*$"},
    OpenApiParameter.HEADER,
    description=(
        "Une même clé n’agit qu’une fois ; un nouvel essai reçoit la même réponse. "
        "La même clé pour un autre contenu est refusée (422, motif « cle »)."
    ),
)


class DepotDePreuveSerializer(Lecture):
    """Un fichier, plusieurs, ou un lien."""

    fichiers = serializers.FileField(required=False, help_text="Fichier de la preuve ; le champ peut se répéter.")
    lien = serializers.URLField(required=False, help_text="Adresse https, à la place d’un fichier.")


class FichierDeCommandesSerializer(Lecture):
    """Un fichier au format « demande-d-avance » 1.0."""

    fichier = serializers.FileField(help_text="Fichier JSON des commandes.")
    candidature = serializers.CharField(help_text="Numéro de la candidature de la solution.")


class DemandeEnvoyeeSerializer(FichierDeCommandesSerializer):
    nature = serializers.ChoiceField(list(NATURES), required=False, default="avance", help_text="Ce qui est demandé.")
    archive = serializers.FileField(required=False, help_text="Archive ZIP des pièces, maintenant ou plus tard.")
    malgre_tout = serializers.BooleanField(
        required=False, default=True, help_text="Déposer aussi ce que l’ASP rejetterait probablement."
    )


class ArchiveSerializer(Lecture):
    archive = serializers.FileField(help_text="Archive ZIP des pièces.")
    malgre_tout = serializers.BooleanField(required=False, default=True)
