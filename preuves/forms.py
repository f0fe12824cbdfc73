"""What a vendor deposits for a proof."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField


class DepotForm(DsfrBaseForm):
    """Files, or a link (E3-17). `remplace`: primary key of the deposit they replace."""

    fichiers = DepotField(label="Fichiers", zone="preuve", multiple=True, required=False)
    remplace = forms.IntegerField(required=False, min_value=1)
    lien = forms.URLField(
        label="ou lien (https://…)",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Ce lien n’est pas une adresse valide. Exemple : https://exemple.fr/rapport"},
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not self.errors and not donnees.get("fichiers") and not donnees.get("lien"):
            raise forms.ValidationError("Choisissez un fichier ou indiquez un lien.")
        return donnees
