"""What a vendor deposits for a proof."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField

DECLARATION = "L’éditeur déclare disposer du label e-santé."
LONGUEUR_D_UN_RANG = 3


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


class ProvisoireForm(DepotForm):
    """A piece accepted for a time: which one, and each element that it shows (`elements`: « code:rang »)."""

    substitut = forms.CharField(error_messages={"required": "Choisissez la pièce provisoire que vous déposez."})
    elements = forms.CharField(required=False)

    def clean_elements(self) -> list[int]:
        """Ranks ticked under the chosen piece; the others' boxes do not count."""
        code = self.cleaned_data.get("substitut", "")
        coches = [coche.rpartition(":") for coche in self.data.getlist("elements")]
        rangs = [rang for de, _, rang in coches if de == code and len(rang) < LONGUEUR_D_UN_RANG]
        return [int(rang) for rang in rangs if rang.isdecimal()]


class DeclarationForm(DsfrBaseForm):
    """E3-48: the box, and whatever the vendor wishes to add."""

    dispose = forms.BooleanField(error_messages={"required": "Cochez la case pour déclarer disposer du label e-santé."})
    precision = forms.CharField(required=False, max_length=2000)

    @property
    def texte(self) -> str:
        precision = self.cleaned_data["precision"].strip()
        return f"{DECLARATION} {precision}".strip()


class IntrusionForm(DsfrBaseForm):
    """E3-45: failed control points, by gravity."""

    ko_hauts = forms.IntegerField(
        min_value=0,
        max_value=9999,
        error_messages={
            "required": "Indiquez le nombre de points de contrôle KO de gravité haute.",
            "invalid": "Gravité haute : indiquez un nombre entier.",
            "min_value": "Gravité haute : indiquez un nombre positif ou nul.",
            "max_value": "Gravité haute : 9999 points au plus.",
        },
    )
    ko_moyens = forms.IntegerField(
        min_value=0,
        max_value=9999,
        error_messages={
            "required": "Indiquez le nombre de points de contrôle KO de gravité moyenne.",
            "invalid": "Gravité moyenne : indiquez un nombre entier.",
            "min_value": "Gravité moyenne : indiquez un nombre positif ou nul.",
            "max_value": "Gravité moyenne : 9999 points au plus.",
        },
    )
