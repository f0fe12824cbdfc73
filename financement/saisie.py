"""The form of the enrolment bound to what is typed. A draft may miss anything."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.forms import BoundField, ModelForm, modelform_factory

from candidatures.saisie import champ_de_formulaire
from financement.models import Enrolement
from financement.questionnaire import questions_de


class SaisieDeLEnrolement:
    """`ouverts` names the only keys that may change (None: all of them); `seulement`, the field that saves itself."""

    def __init__(
        self,
        enrolement: Enrolement,
        donnees: Mapping[str, Any] | None = None,
        *,
        ouverts: frozenset[str] | None = None,
        seulement: str = "",
    ) -> None:
        self.enrolement, self.donnees, self.ouverts, self.seulement = enrolement, donnees, ouverts, seulement

    @cached_property
    def formulaire(self) -> ModelForm:
        champs = [q.champ for q in questions_de(self.enrolement) if self._concerne(q.champ)]
        classe = modelform_factory(Enrolement, fields=champs, formfield_callback=champ_de_formulaire)
        return classe(self.donnees, instance=self.enrolement)

    def _concerne(self, champ: str) -> bool:
        return self.seulement in ("", champ) and (self.ouverts is None or champ in self.ouverts)

    def is_valid(self) -> bool:
        return self.formulaire.is_valid()

    @property
    def erreurs(self) -> dict[str, list[str]]:
        return {champ: [str(message) for message in messages] for champ, messages in self.formulaire.errors.items()}

    @property
    def valeurs(self) -> dict[str, Any]:
        return dict(self.formulaire.cleaned_data)

    def champ(self, nom: str) -> BoundField | None:
        return self.formulaire[nom] if nom in self.formulaire.fields else None
