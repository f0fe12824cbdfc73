"""What an agent types of a dossier of undue sums: one amount per sum, all errors at once."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.models import Indu
from financement.regles.monnaie import en_euros

MANQUE = {"required": "Donnez un montant.", "invalid": "Écrivez un montant, par exemple 1204,55."}


class MontantsForm(DsfrBaseForm):
    """`sommes`: (key, label, highest amount) of each line; `montants()`: by key, what was typed."""

    def __init__(self, *args: Any, sommes: Iterable[tuple[int, str, Decimal]], **options: Any) -> None:
        self.sommes = list(sommes)
        super().__init__(*args, **options)
        for cle, libelle, au_plus in self.sommes:
            self.fields[f"montant_{cle}"] = forms.DecimalField(
                label=libelle,
                help_text=f"{en_euros(au_plus)} au plus.",
                min_value=0,
                max_value=au_plus,
                max_digits=14,
                decimal_places=2,
                localize=True,
                initial=au_plus,
                error_messages=MANQUE,
            )

    def montants(self) -> dict[int, Decimal]:
        return {cle: self.cleaned_data[f"montant_{cle}"] for cle, _, _ in self.sommes}


class ConstatForm(MontantsForm):
    cause = forms.ChoiceField(
        label="Cause",
        choices=[("", "Choisir une cause…"), *Indu.Cause.choices],
        error_messages={"required": "Choisissez la cause.", "invalid_choice": "Choisissez une cause de la liste."},
    )
    constat = forms.CharField(
        label="Ce qui est constaté",
        help_text="Le fournisseur le lira tel quel dans la mise en demeure.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Dites ce qui est constaté : le fournisseur le lira."},
    )


class PropositionForm(MontantsForm):
    motivation = forms.CharField(
        label="Motifs de la décision",
        help_text="Le fournisseur les lira tels quels. Répondez à ses observations.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Dites les motifs de la décision."},
    )
