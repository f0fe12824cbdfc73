"""What a transition asks of the person who runs it."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.models import Droit
from segur.noyau.comptes.models import Utilisateur


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Le fournisseur lira ce texte tel quel.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif : le fournisseur le lira tel quel."},
    )


class AbandonForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : le motif est gardé avec la demande."},
    )


class MotifDeRejetForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif (facultatif quand une mention est absente)",
        help_text="Le fournisseur lira ce texte tel quel, suivi des mentions absentes.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DemandeDeCorrectionsForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Message d’ensemble (facultatif)",
        help_text="Il accompagne les points à corriger.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    a_rendre_le = forms.DateField(
        label="À rendre le",
        error_messages={"required": "Dites pour quel jour le fournisseur doit répondre."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class HabilitationForm(DsfrBaseForm):
    utilisateur = forms.ModelChoiceField(
        Utilisateur.objects.none(),
        label="Salarié",
        empty_label="Choisir une personne…",
        error_messages={"required": "Choisissez un salarié de l’entreprise."},
    )
    droit = forms.ChoiceField(label="Droit accordé", choices=[("", "Choisir…"), *Droit.choices])

    def __init__(self, *args: Any, salaries: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["utilisateur"].queryset = salaries
