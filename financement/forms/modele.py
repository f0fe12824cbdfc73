"""A model of document as it is imported: kind of document, and the file as the ASP takes it (ASP-09, ASP-10)."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from dsfr.forms import DsfrBaseForm

from financement.regles.modeles import nom_de_modele
from segur.noyau.documents.champs import DepotField


class ModeleField(DepotField):
    """The name counts too; every defect is told at once, each with its repair."""

    def _defauts(self, fichier: UploadedFile) -> list[str]:
        nom = nom_de_modele(nom=fichier.name or "")
        return [*super()._defauts(fichier), *([] if nom.satisfait else [nom.explication])]


class ModeleForm(DsfrBaseForm):
    type_de_document = forms.ChoiceField(
        label="Type de fichier",
        error_messages={
            "required": "Choisissez le type de fichier.",
            "invalid_choice": "Choisissez un type de fichier de la liste.",
        },
    )
    fichier = ModeleField(label="Ajouter un fichier", zone="modele_asp")

    def __init__(self, *args: Any, types: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["type_de_document"].choices = [("", "Choisir un type de fichier…"), *types]

    @property
    def valeurs(self) -> dict[str, Any]:
        lues = self.cleaned_data
        return {"type_de_document": lues["type_de_document"], "fichier": lues["fichier"][0]}
