"""A question to the ASP, and a message of its thread."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.sujets import LIMITES, PIECE_JOINTE, SUJETS
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.champs import DepotField


class MessageForm(DsfrBaseForm):
    texte = forms.CharField(
        label="Message",
        max_length=LIMITES.texte_au_plus,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Écrivez votre message."},
    )
    fichier = DepotField(
        label="Joindre un fichier (facultatif)",
        zone=PIECE_JOINTE.code,
        help_text=PIECE_JOINTE.annonce(),
        required=False,
    )

    def clean_fichier(self) -> Any:
        return next(iter(self.cleaned_data["fichier"]), None)


class QuestionForm(MessageForm):
    sujet = forms.ChoiceField(
        label="Sujet",
        choices=[("", "Choisir un sujet…"), *SUJETS.items()],
        error_messages={
            "required": "Choisissez le sujet de votre question.",
            "invalid_choice": "Choisissez un sujet de la liste.",
        },
    )
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.order_by("libelle"),
        label="Dispositif (facultatif)",
        required=False,
        to_field_name="code",
        empty_label="Aucun en particulier",
        error_messages={"invalid_choice": "Choisissez un dispositif de la liste."},
    )
    objet = forms.CharField(
        label="Votre question en quelques mots",
        max_length=120,
        error_messages={"required": "Résumez votre question en quelques mots."},
    )
    field_order = ("sujet", "dispositif", "objet", "texte", "fichier")
