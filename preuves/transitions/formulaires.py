"""What a transition of step 3 asks of the person who runs it."""

from django import forms
from dsfr.forms import DsfrBaseForm

from preuves.models import PreuveReclamee
from segur.noyau.documents.champs import DepotField

LEVER = "lever"


class ReclamationForm(DsfrBaseForm):
    cas = forms.ChoiceField(
        label="Demande",
        choices=[*PreuveReclamee.Cas.choices, (LEVER, "Ne plus réclamer ces preuves")],
        widget=forms.RadioSelect,
    )
    preuves = forms.CharField(
        label="Preuves",
        help_text="Un identifiant par ligne. Exemple : INS/va1.05.01.01",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    motif = forms.CharField(
        label="Raison",
        help_text="L’éditeur lira ce texte tel quel.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez pourquoi ces preuves sont demandées."},
    )

    def clean_preuves(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["preuves"].split()))


class VisiteInsForm(DsfrBaseForm):
    visite_le = forms.DateField(
        label="Date de la visite",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Indiquez la date de la visite.", "invalid": "Cette date n’est pas valide."},
    )


class AuditInsForm(DsfrBaseForm):
    rapport = DepotField(label="Rapport d’audit INS", zone="audit_ins")
    pas_a_pas = DepotField(label="Pas à pas INS", zone="audit_ins")
