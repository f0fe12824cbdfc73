"""What a vendor types of a product, and to accept the Charte."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from candidatures.models import Collaborateur, Interet, Produit
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
        if self.instance.pk:  # who left the firm still answers for the product until somebody else is chosen
            responsables = responsables | Utilisateur.objects.filter(pk=self.instance.responsable_id)
            programmes = [interet.programme for interet in self.instance.interets.all()]
            self.initial["interets"] = programmes or [AUCUN]
        self.fields["responsable"].queryset = responsables  # type: ignore[attr-defined]

    def clean_interets(self) -> list[str]:
        choix = self.cleaned_data["interets"]
        if AUCUN in choix and len(choix) > 1:
            raise forms.ValidationError("« Aucun dispositif » ne se coche pas avec un autre choix.")
        return [programme for programme in choix if programme != AUCUN]


class CollaborateurForm(DsfrBaseForm):
    """ROL-08: a member of the firm and their right on the product."""

    utilisateur = forms.ModelChoiceField(
        Utilisateur.objects.none(),
        label="Collaborateur",
        empty_label="Choisir une personne…",
        help_text="Parmi les membres de votre entreprise. Une personne déjà présente change de droit.",
    )
    droit = forms.ChoiceField(
        label="Droit sur le produit", choices=Collaborateur.Droit.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=organisation)
        self.fields["utilisateur"].queryset = membres


class ResponsableForm(DsfrBaseForm):
    """CP-16: another member of the firm answers for the product."""

    responsable = forms.ModelChoiceField(
        Utilisateur.objects.none(),
        label="Nouveau responsable",
        empty_label="Choisir une personne…",
        help_text="Parmi les membres de votre entreprise.",
    )

    def __init__(self, *args: Any, produit: Produit, **options: Any) -> None:
        super().__init__(*args, **options)
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=produit.editeur)
        self.fields["responsable"].queryset = membres


class CharteForm(DsfrBaseForm):
    acceptation = forms.BooleanField(required=False)
