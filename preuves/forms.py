"""What a vendor deposits for a proof."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField


class DepotForm(DsfrBaseForm):
    """A file or a link, one of the two (E3-17)."""

    fichier = DepotField(label="Fichier", zone="preuve", required=False)
    lien = forms.URLField(
        label="ou lien (https://…)",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Ce lien n’est pas une adresse valide. Exemple : https://exemple.fr/rapport"},
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        fichiers, lien = donnees.get("fichier") or [], donnees.get("lien")
        if not self.errors and bool(fichiers) == bool(lien):
            raise forms.ValidationError("Choisissez un fichier ou indiquez un lien, l’un des deux.")
        donnees["fichier"] = fichiers[0] if fichiers else None
        return donnees
