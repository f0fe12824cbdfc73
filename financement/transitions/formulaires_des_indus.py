"""What people type around undue sums."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from segur.noyau.documents.champs import DepotField

JOUR = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Pour les agents de l’ASP : le fournisseur ne le lit pas.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi."},
    )


class ObservationForm(DsfrBaseForm):
    texte = forms.CharField(
        label="Vos observations",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Écrivez vos observations."},
    )
    fichier = DepotField(label="Joindre une pièce (facultatif)", zone="message", required=False)

    def clean_fichier(self) -> Any:
        return next(iter(self.cleaned_data["fichier"]), None)


class RemboursementForm(DsfrBaseForm):
    reference = forms.CharField(
        label="Référence bancaire du virement reçu",
        max_length=35,
        error_messages={"required": "Donnez la référence bancaire du virement reçu."},
    )
    montant = forms.DecimalField(
        label="Montant reçu, en euros",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        localize=True,
        error_messages={"required": "Donnez le montant reçu.", "invalid": "Écrivez un montant, par exemple 1204,55."},
    )
    valeur_le = forms.DateField(
        label="Date de valeur", widget=JOUR, error_messages={"required": "Donnez la date de valeur."}
    )


class DecisionDuControleForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Le fournisseur le lira.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi la justification est retenue."},
    )
