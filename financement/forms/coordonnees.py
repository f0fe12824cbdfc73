"""Bank details as they are typed: with or without spaces."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm
from stdnum import bic, iban

from financement.validateurs import valider_bic, valider_iban
from segur.noyau.documents.champs import DepotField


class CompactField(forms.CharField):
    """Kept without spaces, in capitals."""

    def __init__(self, *, compacter: Any, **options: Any) -> None:
        self.compacter = compacter
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value) or ""
        return str(self.compacter(texte)) if texte else ""


class CoordonneesForm(DsfrBaseForm):
    titulaire = forms.CharField(
        label="Titulaire du compte", max_length=200, error_messages={"required": "Indiquez le titulaire du compte."}
    )
    iban = CompactField(
        label="IBAN",
        compacter=iban.compact,
        validators=[valider_iban],
        max_length=60,
        help_text="Gardé chiffré, montré à qui en a besoin. Exemple : FR76 3000 6000 0112 3456 7890 189",
        error_messages={"required": "Indiquez l’IBAN."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = CompactField(
        label="BIC",
        compacter=bic.compact,
        validators=[valider_bic],
        max_length=20,
        help_text="8 ou 11 caractères. Exemple : BNPAFRPP",
        error_messages={"required": "Indiquez le BIC."},
    )
    rib = DepotField(label="RIB", zone="piece_sensible", error_messages={"required": "Joignez le RIB."})

    def clean_rib(self) -> Any:
        return self.cleaned_data["rib"][0]
