"""What an agent types of a campaign, and of the result of one control."""

import secrets
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.models import Part
from financement.regles.campagnes import Seuil
from segur.noyau.dispositifs.models import Dispositif

JOUR = {"type": "date"}


class CampagneForm(DsfrBaseForm):
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.order_by("libelle"),
        label="Dispositif",
        to_field_name="code",
        empty_label="Choisir un dispositif…",
        error_messages={"required": "Choisissez le dispositif.", "invalid_choice": "Choisissez un dispositif."},
    )
    part = forms.ChoiceField(label="Part payée", choices=Part, initial=Part.SOLDE)
    du = forms.DateField(
        label="Payées du",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR),
        error_messages={"required": "Donnez le premier jour."},
    )
    au = forms.DateField(
        label="Payées au",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR),
        error_messages={"required": "Donnez le dernier jour."},
    )
    taille = forms.IntegerField(
        label="Nombre de commandes à tirer",
        min_value=1,
        max_value=1000,
        error_messages={"required": "Dites combien de commandes tirer."},
    )
    graine = forms.CharField(
        label="Graine du tirage",
        help_text="Gardée et publiée avec la campagne : la même graine redonne le même tirage.",
        max_length=100,
        initial=lambda: secrets.token_hex(8),
        error_messages={"required": "Donnez une graine : elle rend le tirage refaisable."},
    )


class ResultatForm(DsfrBaseForm):
    """`seuils`: those published; without any, the agent says whether it is conform."""

    def __init__(self, *args: Any, seuils: tuple[Seuil, ...], **options: Any) -> None:
        self.seuils = seuils
        super().__init__(*args, **options)
        for seuil in seuils:
            self.fields[seuil.code] = forms.IntegerField(
                label=seuil.libelle,
                help_text=f"{seuil.minimum} au moins.",
                min_value=0,
                error_messages={"required": "Dites ce que montrent les justificatifs, 0 s’ils ne montrent rien."},
            )
        if not seuils:
            self.fields["resultat"] = forms.ChoiceField(
                label="Résultat (aucun seuil n’est publié pour ce dispositif)",
                choices=[("", "Choisir…"), ("conforme", "Conforme"), ("non_conforme", "Non conforme")],
                error_messages={"required": "Dites si le contrôle est conforme."},
            )
        self.fields["motif"] = forms.CharField(
            label="Motif de la non-conformité",
            help_text="Demandé quand le contrôle n’est pas conforme. Le fournisseur le lira.",
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def mesures(self) -> dict[str, int]:
        return {seuil.code: self.cleaned_data[seuil.code] for seuil in self.seuils}

    def conforme(self) -> bool:
        if not self.seuils:
            return bool(self.cleaned_data["resultat"] == "conforme")
        return all(self.cleaned_data[seuil.code] >= seuil.minimum for seuil in self.seuils)
