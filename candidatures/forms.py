"""What a vendor types of a product, and to accept the Charte."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from candidatures.models import Interet, Produit
from segur.noyau.comptes.models import EDITEUR, Organisation, Utilisateur

AUCUN = "aucun"


class ProduitForm(DsfrBaseForm, forms.ModelForm):
    interets = forms.MultipleChoiceField(
        label="Votre intérêt pour les dispositifs de référencement et/ou de certification",
        help_text="Cochez « Ségur du Numérique en Santé » pour rattacher directement le produit à cette démarche.",
        choices=[*Interet.Programme.choices, (AUCUN, "Aucun dispositif identifié pour le moment")],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Produit
        fields = ["nom", "version", "nil", "responsable", "description", "certifications"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "certifications": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        responsables = Utilisateur.objects.ayant_role(*EDITEUR, organisation=organisation)
        self.fields["responsable"].queryset = responsables  # type: ignore[attr-defined]

    def clean_interets(self) -> list[str]:
        choix = self.cleaned_data["interets"]
        if AUCUN in choix and len(choix) > 1:
            raise forms.ValidationError("« Aucun dispositif » ne se coche pas avec un autre choix.")
        return [programme for programme in choix if programme != AUCUN]


class CharteForm(DsfrBaseForm):
    acceptation = forms.BooleanField(required=False)
