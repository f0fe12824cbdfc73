"""The form of one line of a format: an order, or what is claimed on one, its order typed too."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from financement.formats import AVANCE, Format
from financement.forms.commande import CommandeForm
from financement.forms.commande import ancre as ancre_de_la_commande
from financement.forms.declaration import DeclarationForm

LigneForm = CommandeForm | DeclarationForm


def formulaire(
    format: Format,
    donnees: QueryDict | None = None,
    *,
    brut: Any = None,
    erreurs: list[dict[str, str]] | None = None,
    fonctions: Mapping[str, str] | None = None,
) -> LigneForm:
    """`brut`: what a file held, `erreurs`: what was said of it; `fonctions`: those that a VA may attest."""
    tel_quel = brut if isinstance(brut, Mapping) else {}
    if format is AVANCE:
        return CommandeForm.relu(brut, erreurs) if erreurs else CommandeForm(donnees, brut=tel_quel)
    propres: dict[str, Any] = {"nature": format.nature, "fonctions": fonctions, "fixes": ()}
    if erreurs:
        return DeclarationForm.relu(tel_quel, erreurs, **propres)
    return DeclarationForm(donnees, brut=tel_quel, **propres)


def ancre(form: LigneForm, chemin: str) -> str:
    """Id of the field that a path names; empty for none."""
    if isinstance(form, CommandeForm):
        return ancre_de_la_commande(chemin)
    nom = chemin.split("[")[0].split(".")[0]
    return f"id_{nom}" if nom in form.fields else ""
