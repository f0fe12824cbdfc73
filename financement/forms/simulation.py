"""What is asked before a simulation: which solution, at which instant, which file."""

from datetime import date, datetime
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from candidatures.models import Candidature
from financement.formats import ZONE
from financement.formats.types import DERNIER_JOUR, PREMIER_JOUR
from financement.simulation import instant_du_rejeu
from segur.noyau.documents.champs import DepotField


class RejeuForm(DsfrBaseForm):
    """The instant at which a simulation is judged."""

    jour = forms.DateField(
        label="Simuler au (date)",
        required=False,
        help_text="Vide : le même instant qu’avant.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Indiquez un jour, comme 16/07/2027."},
    )
    heure = forms.TimeField(
        label="À (heure de Paris)",
        required=False,
        help_text="12:00 si elle n’est pas indiquée.",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Indiquez une heure, comme 12:00."},
    )

    def clean_jour(self) -> date | None:
        jour: date | None = self.cleaned_data["jour"]
        if jour and not PREMIER_JOUR <= jour <= DERNIER_JOUR:
            raise forms.ValidationError("Indiquez un jour de 2000 à 2099.")
        return jour

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("heure") and "jour" in self.cleaned_data and not self.cleaned_data["jour"]:
            self.add_error("jour", "Indiquez le jour de cette heure.")
        return self.cleaned_data

    @property
    def au(self) -> datetime | None:
        """None when no day is asked."""
        jour = self.cleaned_data["jour"]
        return instant_du_rejeu(jour, self.cleaned_data["heure"]) if jour else None


class CadreForm(RejeuForm):
    """`solutions`: those that the supplier may simulate."""

    solution = forms.ChoiceField(
        label="Solution",
        error_messages={"required": "Choisissez une solution.", "invalid_choice": "Choisissez une solution."},
    )
    field_order = ("solution", "fichier", "jour", "heure")

    def __init__(self, *args: Any, solutions: list[Candidature], **options: Any) -> None:
        super().__init__(*args, **options)
        self.par_numero = {candidature.numero: candidature for candidature in solutions}
        choix = [(numero, f"{c.produit.nom} ({c.dispositif.libelle})") for numero, c in self.par_numero.items()]
        self.fields["solution"].choices = choix
        self.fields["jour"].help_text = "Pour rejouer un dépôt à un autre jour ; vide : maintenant."

    @property
    def candidature(self) -> Candidature:
        return self.par_numero[self.cleaned_data["solution"]]


class SimulationForm(CadreForm):
    fichier = DepotField(label="Fichier JSON", zone=ZONE)
