"""What is claimed on one order, as it is typed. Every field comes from the format, and the same reader judges both."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_origin

from django import forms
from django.forms import BoundField
from dsfr.forms import DsfrBaseForm
from pydantic.fields import FieldInfo

from financement.formats import FORMATS, Erreur, LigneLue, en_json, lire_ligne
from financement.formats.documentation import LIBELLES_DES_VALEURS, valeurs_de
from financement.forms.champs import Groupe, champ_de, phrase, valeur_saisie

FIXES = ("reference", "cle")
"""What names the order: typed by nobody who came from its page."""
DES_FICHIERS = ("pieces",)
RESTE = "Déclaration"
TITRES = {"va_": "Vérification d’aptitude", "facture_": "Facture"}
"""By the first letters of a field, the title that it goes under; the others follow the one before."""


class DeclarationForm(DsfrBaseForm):
    """`nature`: of the request, whose format is typed. `brut`: the claim as it stands, order included. `fixes`: what is
    never typed.

    `seulement`: the only fields that may change; the others keep what `brut` says. `fonctions`: codes and labels that
    the text lists for the dispositif, None when it lists none.
    """

    def __init__(
        self,
        donnees: Any = None,
        *,
        nature: str,
        brut: Mapping[str, Any],
        seulement: Collection[str] | None = None,
        fonctions: Mapping[str, str] | None = None,
        fixes: Collection[str] = FIXES,
        **options: Any,
    ) -> None:
        super().__init__(donnees, **options)
        self.format, self.depart = FORMATS[nature], en_json(dict(brut))
        for nom, info in self.format.ligne.model_fields.items():
            offerts = fonctions if _est_une_liste(info) else {}
            if nom not in (*fixes, *DES_FICHIERS) and (seulement is None or nom in seulement) and offerts is not None:
                self.fields[nom] = _champ(info, self.depart.get(nom), offerts)

    @classmethod
    def relu(cls, brut: Mapping[str, Any], erreurs: Iterable[Mapping[str, str]], **options: Any) -> "DeclarationForm":
        """What a file held, its errors beside their fields. `erreurs`: those told of the row among the others too."""
        vide = cls(brut=brut, **options)
        form = cls({nom: vide[nom].value() for nom in vide.fields}, brut=brut, **options)
        form.full_clean()
        dites = {erreur.chemin for erreur in form.ligne.erreurs}
        for erreur in (Erreur(**lue) for lue in erreurs):
            champ = form._champ_en_cause(erreur)
            if champ and erreur.chemin not in dites:
                form.add_error(champ, phrase(erreur))
        return form

    def clean(self) -> dict[str, Any]:
        """Judged as a row of a file is; each error beside the field that it names."""
        self.ligne: LigneLue = lire_ligne(self.en_brut(), format=self.format)
        for erreur in self.ligne.erreurs:
            self.add_error(self._champ_en_cause(erreur), phrase(erreur))
        return self.cleaned_data

    def _champ_en_cause(self, erreur: Erreur) -> str | None:
        nom = erreur.chemin.split("[")[0].split(".")[0]
        return nom if nom in self.fields else None

    @property
    def declaration(self) -> Any:
        """Once the form is valid."""
        return self.ligne.objet

    def en_brut(self) -> dict[str, Any]:
        """The claim as a file would hold it: what was typed, over what stood."""
        brut = {nom: valeur for nom, valeur in self.depart.items() if nom in self.format.ligne.model_fields}
        for nom in self.fields:
            info, saisi = self.format.ligne.model_fields[nom], self[nom].data
            brut[nom] = list(saisi or ()) if _est_une_liste(info) else valeur_saisie(info, str(saisi or "").strip())
        return brut

    @property
    def groupes(self) -> list[Groupe]:
        """The fields that are open, under their titles."""
        groupes: dict[str, list[BoundField]] = {}
        for nom in self.fields:
            titre = next((titre for debut, titre in TITRES.items() if nom.startswith(debut)), "")
            groupes.setdefault(titre or next(reversed(groupes), RESTE), []).append(self[nom])
        return [Groupe(titre, champs) for titre, champs in groupes.items()]


def _est_une_liste(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is list


def _champ(info: FieldInfo, depart: Any, offerts: Mapping[str, str]) -> forms.Field:
    if not _est_une_liste(info):
        return champ_de(info, depart, str(info.title))
    libelles = {code: LIBELLES_DES_VALEURS[code] for code in valeurs_de(info)}
    choix = [(code, str(libelle)) for code, libelle in (offerts or libelles).items()]
    cases = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=str(info.title),
        choices=choix,
        widget=cases,
        required=False,
        initial=depart if isinstance(depart, list) else [],
    )
