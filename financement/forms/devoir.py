"""What a supplier confirms of the clients that it told: the same envoy for the orders ticked."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.forms.realisation import MOYENS, un_jour
from financement.regles.devoirs import MOTIFS


class InformationsForm(DsfrBaseForm):
    motif = forms.ChoiceField(
        label="Ce que les clients cochés ont appris",
        choices=[("", "Choisir…"), *MOTIFS.items()],
        error_messages={"required": "Dites de quoi ces clients sont informés."},
    )
    envoi = forms.CharField(
        label="Ce qui leur a été envoyé",
        max_length=300,
        help_text="Objet du courriel ou du courrier, par exemple.",
        error_messages={"required": "Dites ce qui a été envoyé."},
    )
    informe_le = un_jour("Clients informés le", "Indiquez le jour où ces clients ont été informés.")
    moyen = forms.ChoiceField(
        label="Clients informés par", choices=MOYENS, error_messages={"required": "Dites par quel moyen."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_informations_%s", **options)
