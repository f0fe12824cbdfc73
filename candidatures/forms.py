"""What a vendor types in steps 1 and 2."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm
from stdnum.fr import siret

from candidatures.avancement import CONDITIONNELLES, SECTIONS_1
from candidatures.models import CandidatureAdministrative, Collaborateur, Eligibilite, Interet, Produit, Vague
from segur.noyau.comptes.models import EDITEUR, Organisation, Utilisateur
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.champs import DepotField

AUCUN = "aucun"


class OuiNonField(forms.TypedChoiceField):
    """A question answered by Oui or Non, or not answered yet. Cleaned value: bool or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("True", "Oui"), ("False", "Non")],
            coerce=lambda valeur: valeur == "True",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **options,
        )


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


class CharteForm(DsfrBaseForm):
    acceptation = forms.BooleanField(required=False)


class EtapeForm(DsfrBaseForm):
    """A draft: every answer may be missing, none may be wrong. Fields that the gauge counts show an asterisk."""

    def marquer(self, champs: set[str]) -> None:
        for nom in champs & set(self.fields):
            self.fields[nom].obligatoire = True


class Etape1Form(EtapeForm, forms.ModelForm):
    est_reference_precedemment = OuiNonField()
    est_en_cours_ailleurs = OuiNonField()
    publication_autorisee = OuiNonField()
    precedente_vague = forms.TypedChoiceField(
        choices=[("", "Choisir…"), *Vague.choices], coerce=int, empty_value=None, required=False
    )
    siret = forms.CharField(max_length=20, required=False)

    class Meta:
        model = CandidatureAdministrative
        fields = [champ for champs in SECTIONS_1.values() for champ in champs]
        widgets = {"premier_depot_prevu_le": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for nom, champ in self.fields.items():
            champ.required = False
            champ.label = self._meta.model._meta.get_field(nom).verbose_name
        self.marquer(set(self.fields))

    def clean_siret(self) -> str:
        return siret.compact(self.cleaned_data["siret"]) if self.cleaned_data["siret"] else ""

    def clean(self) -> dict[str, Any]:
        """A conditional answer whose question is not asked any more is not kept."""
        donnees = super().clean() or self.cleaned_data
        for champ, condition in CONDITIONNELLES.items():
            if not donnees.get(condition):
                donnees[champ] = None if champ == "precedente_vague" else ""
        return donnees

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(titre, [self[champ] for champ in champs]) for titre, champs in SECTIONS_1.items()]


class Etape2Form(EtapeForm, forms.ModelForm):
    documentation = DepotField(zone="documentation_dsr", multiple=True, required=False)

    class Meta:
        model = Eligibilite
        fields = ["nie", "nil", "profils"]
        widgets = {"profils": forms.CheckboxSelectMultiple}
        help_texts = {
            "nie": "Numéro d’identification éditeur délivré par le CNDA. Exemple : 212121212",
            "nil": "Numéro d’identification logiciel délivré par le CNDA. Exemple : 123456789",
            "profils": "Le profil général s’applique à toutes les solutions.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["documentation"].label = Eligibilite._meta.get_field("documentation").verbose_name
        profils = self.instance.candidature.dispositif.profils.order_by("ordre")
        self.fields["profils"].queryset = profils  # type: ignore[attr-defined]
        self.marquer(set(self.fields))

    def clean_documentation(self) -> list[Any]:
        nouveaux = self.cleaned_data["documentation"]
        zone, presents = ZONES["documentation_dsr"], self.instance.documentation.count()
        if zone.nombre_max and presents + len(nouveaux) > zone.nombre_max:
            raise forms.ValidationError(
                f"{presents} documents sont déjà joints : cet espace en accepte {zone.nombre_max} au plus."
            )
        return nouveaux
