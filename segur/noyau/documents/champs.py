"""The form field of a deposit place: announces what it takes, checks what arrives, all defects at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.controles import defauts


class ChoixDeFichiers(forms.FileInput):
    allow_multiple_selected = True


class DepotField(forms.FileField):
    """One or several files for a zone. Cleaned value: list of uploaded files."""

    widget = ChoixDeFichiers

    def __init__(self, *, zone: str, multiple: bool = False, **options: Any) -> None:
        self.zone, self.multiple = ZONES[zone], multiple
        options.setdefault("help_text", self.zone.annonce())
        options.setdefault("max_length", 255)
        super().__init__(**options)
        self.widget.attrs.update({"class": "fr-upload", **self.zone.attributs()})
        self.widget.attrs.pop("multiple", None)
        if multiple:
            self.widget.attrs["multiple"] = True

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        fichiers = [fichier for fichier in (data if isinstance(data, list) else [data]) if fichier]
        if not fichiers:
            if self.required:
                raise ValidationError("Choisissez un fichier.", code="required")
            return []
        problemes = [defaut for fichier in fichiers for defaut in self._defauts(fichier)]
        if self.zone.nombre_max and len(fichiers) > self.zone.nombre_max:
            problemes.append(f"{len(fichiers)} fichiers choisis : {self.zone.nombre_max} au plus sont acceptés ici.")
        if problemes:
            raise ValidationError(problemes)
        return fichiers

    def _defauts(self, fichier: UploadedFile) -> list[str]:
        if len(fichier.name or "") > (self.max_length or 255):
            return [f"Le nom « {fichier.name} » dépasse {self.max_length} caractères : renommez le fichier."]
        return defauts(fichier, self.zone)
