from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.classeur import OCTETS_MAX


class ImportRemForm(forms.Form):
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.all(),
        to_field_name="code",
        empty_label="Choisir un dispositif",
    )
    fichier = forms.FileField(
        label="Classeur du REM",
        help_text="Format accepté : XLSX, feuille « Exigences », 14 colonnes. Taille : moins de 10 Mo.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_fichier(self) -> UploadedFile:
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if not (fichier.name or "").lower().endswith(".xlsx"):
            raise ValidationError("Le fichier n’est pas au format xlsx.")
        if (fichier.size or 0) >= OCTETS_MAX:
            raise ValidationError("Le fichier doit faire moins de 10 Mo.")
        return fichier
