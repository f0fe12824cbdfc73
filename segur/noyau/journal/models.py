"""The append-only history of each dossier. Each entry carries the hash of the one before it (surete.md J1)."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from segur.noyau.comptes.models import Organisation


class Registre(models.Model):
    """Where the chain of one dossier stands. Its row is locked while an entry is added, so ranks never race."""

    dossier = models.CharField(max_length=60, primary_key=True)
    rang = models.PositiveIntegerField(default=0)
    empreinte = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.dossier} ({self.rang})"


class EntreeJournal(models.Model):
    dossier = models.CharField(max_length=60)
    rang = models.PositiveIntegerField()
    type_objet = models.ForeignKey(ContentType, models.PROTECT)
    id_objet = models.PositiveBigIntegerField()
    objet = GenericForeignKey("type_objet", "id_objet")
    action = models.CharField(max_length=80)
    recit = models.CharField(max_length=300)
    de = models.CharField(max_length=30, blank=True)
    vers = models.CharField(max_length=30, blank=True)
    acteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    recu_le = models.DateTimeField()
    inscrite_le = models.DateTimeField()
    motifs = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    cle = models.CharField(max_length=64, blank=True)
    precedente = models.CharField(max_length=64, blank=True)
    empreinte = models.CharField(max_length=64)

    class Meta:
        ordering = ["dossier", "rang"]
        indexes = [models.Index(fields=["type_objet", "id_objet"])]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "rang"], name="journal_rang_unique"),
            models.UniqueConstraint(fields=["dossier", "cle"], condition=~models.Q(cle=""), name="journal_cle_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} n° {self.rang} : {self.recit}"

    @property
    def auteur(self) -> str:
        """« X, par délégation de Y », for people; the portal when it acted by itself."""
        if self.acteur is None:
            return "Portail"
        delegants = self.details.get("par_delegation_de")
        return f"{self.acteur}, par délégation de {', '.join(delegants)}" if delegants else str(self.acteur)

    def contenu_condense(self) -> dict[str, Any]:
        """What the hash bears on: every field of the entry, and the hash of the entry before it."""
        return {
            "dossier": self.dossier,
            "rang": self.rang,
            "objet": f"{self.type_objet.app_label}.{self.type_objet.model}:{self.id_objet}",
            "action": self.action,
            "recit": self.recit,
            "de": self.de,
            "vers": self.vers,
            "acteur": self.acteur_id,
            "organisation": self.organisation_id,
            "recu_le": self.recu_le.astimezone(UTC).isoformat(),
            "inscrite_le": self.inscrite_le.astimezone(UTC).isoformat(),
            "motifs": self.motifs,
            "details": self.details,
            "cle": self.cle,
            "precedente": self.precedente,
        }

    def calculer_empreinte(self) -> str:
        """SHA-256 (hexadecimal) of the content, as JSON with sorted keys."""
        contenu = json.dumps(self.contenu_condense(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(contenu.encode()).hexdigest()


def en_json(valeur: Any) -> Any:
    """The value as the database will give it back (dates as text…), so that its hash can be computed again."""
    return json.loads(json.dumps(valeur, cls=DjangoJSONEncoder, ensure_ascii=False))
