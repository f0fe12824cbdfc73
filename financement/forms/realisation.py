"""What a supplier declares after the advance: the work done, or impossible."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from dsfr.forms import DsfrBaseForm

from financement.formats.types import DERNIER_JOUR, PREMIER_JOUR
from financement.models import Moyen
from segur.noyau.documents.champs import DepotField

MOYENS = [("", "Choisir…"), *Moyen.choices]
CLE_AU_PLUS = 18
ANNEE = f"Vérifiez l’année, de {PREMIER_JOUR.year} à {DERNIER_JOUR.year}, en quatre chiffres."


def un_jour(libelle: str, manque: str = "", **options: Any) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": manque, "invalid": "Écrivez un jour : jj/mm/aaaa."},
        required=bool(manque),
        validators=[MinValueValidator(PREMIER_JOUR, ANNEE), MaxValueValidator(DERNIER_JOUR, ANNEE)],
        **options,
    )


class AttestationForm(DsfrBaseForm):
    achevee_le = un_jour("Prestation achevée le", "Indiquez le jour où la prestation s’est achevée.")
    fichier = DepotField(label="Attestation signée (facultative)", zone="attestation_de_fin", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_attestation_%s", **options)

    @property
    def valeurs(self) -> dict[str, Any]:
        fichiers = self.cleaned_data["fichier"]
        return {**self.cleaned_data, "fichier": fichiers[0] if fichiers else None}


class PlusieursForm(DsfrBaseForm):
    """The same day for several orders ticked in the list."""

    achevee_le = un_jour("Prestations achevées le", "Indiquez le jour où ces prestations se sont achevées.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_plusieurs_%s", **options)


class IncapaciteForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Pourquoi la prestation ne sera pas réalisée",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’ASP lira ce texte tel quel.",
        error_messages={"required": "Dites pourquoi la prestation ne sera pas réalisée."},
    )
    client_informe_le = un_jour("Client informé le (si c’est fait)")
    client_informe_par = forms.ChoiceField(label="Client informé par", choices=MOYENS, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_incapacite_%s", **options)


class InformationForm(DsfrBaseForm):
    """When and how the client was told of the incapacity."""

    client_informe_le = un_jour("Client informé le", "Indiquez le jour où le client a été informé.")
    client_informe_par = forms.ChoiceField(
        label="Client informé par", choices=MOYENS, error_messages={"required": "Dites par quel moyen."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_information_%s", **options)


class PreserieForm(DsfrBaseForm):
    """What the ANS records once the Assurance maladie has validated the series for good."""

    validee_le = un_jour("Validée définitivement le", "Indiquez le jour de la validation par l’Assurance maladie.")
    reference = forms.CharField(
        label="Référence du constat",
        max_length=100,
        help_text="Celle du courrier ou du relevé de l’Assurance maladie.",
        error_messages={"required": "Donnez la référence du constat."},
    )
    fichier = DepotField(label="Constat (facultatif)", zone="constat_de_preserie", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_preserie_%s", **options)

    @property
    def valeurs(self) -> dict[str, Any]:
        fichiers = self.cleaned_data["fichier"]
        return {**self.cleaned_data, "fichier": fichiers[0] if fichiers else None}


class RetraitForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif du retrait",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’éditeur lira ce texte tel quel.",
        error_messages={"required": "Donnez le motif : l’éditeur le lira tel quel."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_retrait_%s", **options)


def cles_cochees(valeurs: list[str]) -> list[int]:
    """Primary keys ticked in a list, once each; what is not one is left aside."""
    return [int(v) for v in dict.fromkeys(valeurs) if v.isascii() and v.isdecimal() and len(v) <= CLE_AU_PLUS]
