"""A PV and a training support as they are joined."""

from collections.abc import Iterable
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from financement.models.pilote import SIGNATURES
from financement.regles.formations import Contenu
from segur.noyau.documents.champs import DepotField


def _jour(libelle: str, manque: str) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": manque},
    )


class ProcesVerbalForm(DsfrBaseForm):
    """One form for each pilot on the page: their fields have names of their own in the document."""

    fichier = DepotField(label="PV signé", zone="proces_verbal", error_messages={"required": "Joignez le PV signé."})
    installe_le = _jour("Installation complète et effective le", "Indiquez le jour de l’installation complète.")
    signe_le = _jour("PV signé par le client le", "Indiquez le jour de la signature.")
    signature = forms.ChoiceField(
        label="Nature de la signature",
        choices=[("", "Choisir…"), *SIGNATURES],
        error_messages={"required": "Indiquez comment le client a signé."},
    )
    signataire = forms.CharField(
        label="Signataire, pour le client",
        max_length=200,
        help_text="Nom, prénom et fonction.",
        error_messages={"required": "Indiquez qui a signé pour le client."},
    )
    observation = forms.CharField(
        label="Ce qui a été observé (facultatif)",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, pilote: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id=f"id_pv{pilote}_%s", **options)

    @property
    def valeurs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "fichier": self.cleaned_data["fichier"][0]}


class SupportForm(DsfrBaseForm):
    """A file or a link; `contenus`: the contents of the annex that may be ticked now."""

    titre = forms.CharField(
        label="Titre du support", max_length=200, error_messages={"required": "Donnez un titre au support."}
    )
    fichier = DepotField(label="Fichier", zone="support_de_formation", required=False)
    lien = forms.URLField(
        label="Ou lien vers le support",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Vidéo, e-learning : une adresse que l’ANS peut ouvrir sans compte.",
    )
    contenus = forms.MultipleChoiceField(
        label="Contenus de l’annexe que ce support couvre",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un contenu que ce support couvre."},
    )

    def __init__(self, contenus: Iterable[Contenu], *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="id_support_%s", **options)
        offerts = [(contenu.code, f"{contenu.theme} : {contenu.libelle}") for contenu in contenus]
        champ: Any = self.fields["contenus"]
        champ.choices, champ.required = offerts, bool(offerts)

    def clean(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        presents = [nom for nom in ("fichier", "lien") if lues.get(nom) or nom in self.errors]
        if not presents:
            self.add_error("fichier", "Joignez un fichier, ou donnez un lien.")
        elif len(presents) > 1 and not self.errors:
            self.add_error("lien", "Un support est un fichier ou un lien : ajoutez l’autre comme un second support.")
        return lues

    @property
    def valeurs(self) -> dict[str, Any]:
        fichiers = self.cleaned_data["fichier"]
        return {**self.cleaned_data, "fichier": fichiers[0] if fichiers else None}
