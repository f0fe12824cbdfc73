import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.identifiants import (
    CARACTERES_FINESS,
    CHIFFRES_RPPS,
    canonique,
    defaut_finess,
    defaut_rpps,
)
from segur.noyau.annuaires.models import Consultation
from segur.noyau.annuaires.parametres import LETTRES_AU_MOINS
from segur.noyau.documents.champs import DepotField
from segur.noyau.recherche import normaliser

Critere = Consultation.Critere
ZONE = "base_de_reference"
JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ImportForm(forms.Form):
    base = forms.ChoiceField(label="Base")
    fichier = DepotField(label="Fichier", zone=ZONE)
    extrait_du = forms.DateField(
        label="Date d’extraction",
        required=False,
        widget=JOUR,
        help_text="Celle du nom du fichier, quand il la donne. Cette version vaut à partir de ce jour.",
    )

    def __init__(self, *args: Any, gerees: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choix: Any = self.fields["base"]
        choix.choices = [("", "Choisir une base"), *((code, formats()[code].libelle) for code in gerees)]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        base, fichiers = donnees.get("base"), donnees.get("fichier")
        if base and fichiers and not donnees.get("extrait_du") and "extrait_du" not in self.errors:
            donnees["extrait_du"] = formats()[base].jour_du_nom(fichiers[0].name)
            if donnees["extrait_du"] is None:
                self.add_error("extrait_du", "Le nom du fichier ne dit pas la date d’extraction : indiquez-la.")
        return donnees


class ConsulterForm(forms.Form):
    """Cleaned: `critere` and `valeur` (canonical number, or normalised beginning of a name), `au`."""

    q = forms.CharField(
        label="RPPS, FINESS ou nom",
        max_length=120,
        help_text=(
            f"RPPS : {CHIFFRES_RPPS} chiffres. FINESS géographique : {CARACTERES_FINESS} caractères. "
            f"Nom : ses {LETTRES_AU_MOINS} premières lettres au moins, le nom avant le prénom, accents facultatifs."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    au = forms.DateField(
        label="Au (date)",
        required=False,
        widget=JOUR,
        help_text="Ce que disaient les bases ce jour-là. Sinon, aujourd’hui.",
    )

    def __init__(self, *args: Any, aujourd_hui: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.aujourd_hui = aujourd_hui

    def clean_au(self) -> date:
        jour: date = self.cleaned_data["au"] or self.aujourd_hui
        if jour > self.aujourd_hui:
            raise ValidationError("Cette date est à venir : les bases ne disent rien de l’avenir.")
        return jour

    def clean_q(self) -> str:
        saisie: str = self.cleaned_data["q"]
        numero = canonique(saisie)
        if re.fullmatch(r"\d[\dAB]\d*", numero, re.ASCII):
            self.cleaned_data["critere"], probleme = self._numero(numero)
            valeur = numero
        else:
            self.cleaned_data["critere"], valeur = Critere.NOM, normaliser(saisie)
            lettres = sum(c.isalpha() for c in valeur)
            probleme = "" if lettres >= LETTRES_AU_MOINS else f"Donnez {LETTRES_AU_MOINS} lettres au moins."
        if probleme:
            raise ValidationError(probleme)
        self.cleaned_data["valeur"] = valeur
        return saisie

    @staticmethod
    def _numero(numero: str) -> tuple[str, str]:
        if len(numero) == CHIFFRES_RPPS:
            return Critere.RPPS, defaut_rpps(numero)
        if len(numero) == CARACTERES_FINESS:
            return Critere.FINESS, defaut_finess(numero)
        attendu = f"Un RPPS a {CHIFFRES_RPPS} chiffres, un FINESS {CARACTERES_FINESS} caractères"
        return Critere.RPPS, f"{attendu} ; ce numéro en a {len(numero)}."


class RegistreForm(forms.Form):
    """Filters of the log of lookups; what is not understood filters nothing."""

    personne = forms.CharField(label="Personne (nom ou adresse)", required=False, max_length=100)
    cle = forms.CharField(label="RPPS ou FINESS", required=False, max_length=20)
    du = forms.DateField(label="Du", required=False, widget=JOUR)
    jusqu_au = forms.DateField(label="Au", required=False, widget=JOUR)
    refusees = forms.BooleanField(label="Refusées seulement (trop de recherches)", required=False)

    def clean_cle(self) -> str:
        return canonique(self.cleaned_data["cle"])
