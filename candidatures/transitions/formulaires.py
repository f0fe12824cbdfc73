"""What a transition asks of the person who runs it."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from candidatures import regles
from candidatures.models import Mesure, SeanceDuCollege
from segur.noyau.documents.champs import DepotField
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande


class MotifForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="L’éditeur lira ce texte tel quel.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif : l’éditeur le lira tel quel."},
    )


def motif_exige(objet: Any, demande: Demande) -> Verdict:
    """The guard that goes with `MotifForm`, for who asks for changes."""
    return Verdict((regles.motif_donne(demande.donnees.get("motif", "")),))


def decision_motivee(objet: Any, demande: Demande) -> Verdict:
    """The same, where nothing is asked to be changed: a decision."""
    return Verdict((regles.decision_motivee(demande.donnees.get("motif", "")),))


class DemandeDeModificationsForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Message d’ensemble (facultatif)",
        help_text="Il accompagne les remarques posées champ par champ.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    a_rendre_le = forms.DateField(
        label="À rendre le",
        error_messages={"required": "Dites pour quel jour l’éditeur doit répondre."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class AcceptationForm(DsfrBaseForm):
    a_rendre_le = forms.DateField(
        label="À rendre le",
        error_messages={"required": "Dites pour quel jour l’éditeur doit répondre."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reponse = forms.CharField(
        label="Message (facultatif)",
        help_text="Il est écrit dans le fil, avec la liste des champs ouverts.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InscriptionForm(DsfrBaseForm):
    seance = forms.ModelChoiceField(
        SeanceDuCollege.objects.order_by("-le"),
        label="Séance",
        empty_label="Choisir une séance…",
        help_text="Les séances se convoquent depuis la page « Collège ».",
        error_messages={"required": "Choisissez une séance."},
    )


class MotifInterneForm(MotifForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Il reste entre agents de l’ANS.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Donnez le motif de la décision."},
    )


class MesureForm(MotifForm):
    nature = forms.ChoiceField(
        label="Mesure",
        choices=Mesure.Nature.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la mesure que vous proposez."},
    )
    field_order = ["nature", "motif"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].help_text = "L’éditeur lira ce texte tel quel si la mesure est prononcée."


class ConventionSigneeForm(DsfrBaseForm):
    exemplaire = DepotField(label="Convention signée", zone="convention_signee")
