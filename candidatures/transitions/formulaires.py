"""What a transition asks of the person who runs it."""

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Modification demandée",
        help_text="Dites ce qui doit changer et pourquoi. L’éditeur lira ce texte tel quel.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Indiquez ce qui doit être modifié, et pourquoi."},
    )


class ConventionSigneeForm(DsfrBaseForm):
    exemplaire = DepotField(label="Convention signée", zone="convention_signee")
