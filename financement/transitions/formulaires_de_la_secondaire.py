"""What the transitions of the secondary service ask of the person who runs them."""

from django import forms
from dsfr.forms import DsfrBaseForm


def un_jour(label: str, requis: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": requis, "invalid": "Indiquez un jour, comme 16/07/2027."},
    )


class AnnonceForm(DsfrBaseForm):
    demande_de_pieces = forms.CharField(
        label="Éléments demandés",
        help_text="Le fournisseur lira ce texte tel quel.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites ce que le fournisseur doit fournir."},
    )


class NonConformiteForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Le fournisseur lira ce texte tel quel.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif : le fournisseur le lira tel quel."},
    )


class InformationForm(DsfrBaseForm):
    client_informe_le = un_jour("Niveau adressé au client le", "Indiquez le jour où le client a été informé.")


class ResiliationForm(DsfrBaseForm):
    resiliee_le = un_jour("Contrat résilié le", "Indiquez le jour de la résiliation.")


class RetraitDeLaResiliationForm(DsfrBaseForm):
    raison = forms.CharField(
        label="Pourquoi cette résiliation n’a pas eu lieu",
        help_text="L’ASP lira ce texte tel quel.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : l’ASP lira ce texte tel quel."},
    )
