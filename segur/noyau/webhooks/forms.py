"""What is asked to declare a webhook, or to change it."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.webhooks.models import Famille
from segur.noyau.webhooks.regles import LONGUEUR_D_UNE_ADRESSE
from segur.noyau.webhooks.transport import CibleRefusee, verifier_la_cible


class CibleForm(DsfrBaseForm):
    """Where it leads and what it tells: all that changes afterwards."""

    url = forms.CharField(
        label="Adresse du récepteur",
        help_text="En https, sur Internet, par exemple https://hooks.editeur.example/segur.",
        max_length=LONGUEUR_D_UNE_ADRESSE,
        error_messages={"required": "Indiquez l’adresse qui recevra les événements."},
    )
    familles = forms.MultipleChoiceField(
        label="Ce qu’il annonce",
        choices=Famille.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une famille d’événements."},
    )

    def clean_url(self) -> str:
        """Judged by the very check that each delivery makes."""
        url: str = self.cleaned_data["url"]
        try:
            verifier_la_cible(url)
        except CibleRefusee as refus:
            raise forms.ValidationError(str(refus)) from None
        return url

    @property
    def choix(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] for nom in self.fields}


class WebhookForm(CibleForm):
    nom = forms.CharField(
        label="Nom",
        help_text="À quoi il sert, par exemple « suivi des preuves ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au webhook."},
    )
    field_order = ("nom", "url", "familles")
