"""What a payer types: the day of a batch, the file of the bank."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField


class PreparationForm(DsfrBaseForm):
    execution_le = forms.DateField(
        label="Date d’exécution",
        help_text="Un jour ouvré, dans les trente jours.",
        error_messages={"required": "Dites quel jour la banque exécute les virements."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    motif_signaux = forms.CharField(
        label="Motif de payer malgré un signal de risque (facultatif)",
        help_text="Sans lui, les fournisseurs qui portent un signal restent hors du lot. Il reste dans l’historique.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RetourForm(DsfrBaseForm):
    fichier = DepotField(
        label="Fichier de la banque (pain.002, camt.053 ou camt.054)",
        zone="fichier_bancaire",
        error_messages={"required": "Choisissez le fichier de la banque."},
    )

    def clean_fichier(self) -> Any:
        return self.cleaned_data["fichier"][0]
