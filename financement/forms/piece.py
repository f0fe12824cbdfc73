"""A piece as it is joined: the file, and what its kind asks for besides."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.regles.enrolement import NATURES
from segur.noyau.documents.champs import DepotField


class PieceForm(DsfrBaseForm):
    """Fields that the kind does not ask for are not there, and come out empty."""

    def __init__(self, nature: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id=f"id_{nature}_%s", **options)
        due = NATURES[nature]
        zone = "piece_sensible" if due.sensible else "piece_d_enrolement"
        self.fields["fichier"] = DepotField(label="Fichier", zone=zone)
        if due.perimetre:
            self.fields["perimetre"] = forms.CharField(
                label="Périmètre et organisme certificateur",
                max_length=300,
                help_text="Par exemple : centre de données de Rennes, LNE",
                error_messages={"required": "Indiquez le périmètre du certificat et l’organisme certificateur."},
            )
        if due.date:
            self.fields["expire_le"] = forms.DateField(
                label="Valable jusqu’au (inclus)",
                required=due.expire,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                error_messages={"required": "Indiquez la date d’expiration."},
            )

    @property
    def valeurs(self) -> dict[str, Any]:
        lues = self.cleaned_data
        return {
            "fichier": lues["fichier"][0],
            "perimetre": lues.get("perimetre", ""),
            "expire_le": lues.get("expire_le"),
        }
