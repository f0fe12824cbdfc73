"""What is asked to make a token."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.jetons.models import Portee
from segur.noyau.jetons.regles import duree_permise, lire_les_reseaux
from segur.noyau.temps import instant_de_paris, lendemain


def fin_du_jour(jour: date) -> datetime:
    """The end of that day, in Paris. Raises ValidationError past the calendar."""
    try:
        return instant_de_paris(lendemain(jour), time())
    except (ValueError, OverflowError):
        raise forms.ValidationError("Indiquez un jour, par exemple 01/06/2027.") from None


class JetonForm(DsfrBaseForm):
    nom = forms.CharField(
        label="Nom",
        help_text="À quoi il sert, par exemple « intégration continue ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au jeton."},
    )
    portees = forms.MultipleChoiceField(
        label="Ce qu’il permet",
        choices=Portee.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un droit."},
    )
    expire_le = forms.DateField(
        label="Dernier jour de validité",
        help_text="Un an au plus.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Indiquez un jour.", "invalid": "Indiquez un jour, par exemple 01/06/2027."},
    )
    reseaux = forms.CharField(
        label="Réseaux admis",
        help_text="Un par ligne, par exemple 192.0.2.0/24. Vide : toutes les adresses.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, le: datetime, **options: Any) -> None:
        """`le`: aware instant of the request, from which the last day is judged."""
        super().__init__(*args, **options)
        self.le = le

    def clean_expire_le(self) -> date:
        jour: date = self.cleaned_data["expire_le"]
        motif = duree_permise(cree_le=self.le, expire_le=fin_du_jour(jour))
        if not motif.satisfait:
            raise forms.ValidationError(motif.explication)
        return jour

    def clean_reseaux(self) -> list[str]:
        try:
            return lire_les_reseaux(self.cleaned_data["reseaux"])
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur)) from None

    @property
    def expiration(self) -> datetime:
        return fin_du_jour(self.cleaned_data["expire_le"])

    @property
    def choix(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] for nom in ("nom", "portees", "reseaux")}
