"""What the desk asks of who decides."""

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.transitions.formulaires import DemandeDeCorrectionsForm


class ModificationsForm(DemandeDeCorrectionsForm):
    """The day is asked; the message is not."""


class MotifDuRejetForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif du rejet",
        help_text="Les constats cochés le précèdent. Le fournisseur lira le tout tel quel.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RenvoiForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif du renvoi",
        help_text="Pour le gestionnaire : le fournisseur ne le lit pas.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites au gestionnaire ce qui est à revoir."},
    )


class ReponseForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Pour les agents de l’ASP : aucun fournisseur ne le lit.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi la proposition est écartée."},
    )
