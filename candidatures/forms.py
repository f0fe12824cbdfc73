"""What people type of a product, to accept the Charte, and to one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from dsfr.forms import DsfrBaseForm

from candidatures.models import Collaborateur, Interet, Produit, Vague
from candidatures.regles import conversation as regles_des_messages
from segur.noyau.comptes.models import EDITEUR, Organisation, Utilisateur
from segur.noyau.documents.champs import DepotField

AUCUN = "aucun"


class ProduitForm(DsfrBaseForm, forms.ModelForm):
    interets = forms.MultipleChoiceField(
        label="Votre intérêt pour les dispositifs de référencement et/ou de certification",
        help_text="Cochez « Ségur du Numérique en Santé » pour rattacher directement le produit à cette démarche.",
        choices=[*Interet.Programme.choices, (AUCUN, "Aucun dispositif identifié pour le moment")],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Produit
        fields = ["nom", "version", "nil", "responsable", "description", "certifications"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "certifications": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        responsables = Utilisateur.objects.ayant_role(*EDITEUR, organisation=organisation)
        if self.instance.pk:  # who left the firm still answers for the product until somebody else is chosen
            responsables = responsables | Utilisateur.objects.filter(pk=self.instance.responsable_id)
            programmes = [interet.programme for interet in self.instance.interets.all()]
            self.initial["interets"] = programmes or [AUCUN]
        self.fields["responsable"].queryset = responsables  # type: ignore[attr-defined]

    def clean_interets(self) -> list[str]:
        choix = self.cleaned_data["interets"]
        if AUCUN in choix and len(choix) > 1:
            raise forms.ValidationError("« Aucun dispositif » ne se coche pas avec un autre choix.")
        return [programme for programme in choix if programme != AUCUN]


class CollaborateurForm(DsfrBaseForm):
    """ROL-08: a member of the firm and their right on the product."""

    utilisateur = forms.ModelChoiceField(
        Utilisateur.objects.none(),
        label="Collaborateur",
        empty_label="Choisir une personne…",
        help_text="Parmi les membres de votre entreprise. Une personne déjà présente change de droit.",
    )
    droit = forms.ChoiceField(
        label="Droit sur le produit", choices=Collaborateur.Droit.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=organisation)
        self.fields["utilisateur"].queryset = membres


class ResponsableForm(DsfrBaseForm):
    """CP-16: another member of the firm answers for the product."""

    responsable = forms.ModelChoiceField(
        Utilisateur.objects.none(),
        label="Nouveau responsable",
        empty_label="Choisir une personne…",
        help_text="Parmi les membres de votre entreprise.",
    )

    def __init__(self, *args: Any, produit: Produit, **options: Any) -> None:
        super().__init__(*args, **options)
        membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=produit.editeur)
        self.fields["responsable"].queryset = membres


class CharteForm(DsfrBaseForm):
    acceptation = forms.BooleanField(required=False)


def champ_de_texte(libelle: str, aide: str, rangs: int, manque: str) -> forms.CharField:
    longueur = regles_des_messages.LONGUEUR_D_UN_MESSAGE
    return forms.CharField(
        label=libelle,
        help_text=f"{aide} {longueur} caractères au plus, retours à la ligne compris.".strip(),
        widget=forms.Textarea(attrs={"rows": rangs, "data-compteur": longueur}),
        error_messages={"required": manque},
    )


class TexteForm(DsfrBaseForm):
    """Plain text, its length counted as it will be kept: one character per line break."""

    texte = champ_de_texte("Votre message", "", 6, "Écrivez votre message.")

    def clean_texte(self) -> str:
        texte: str = self.cleaned_data["texte"].replace("\r\n", "\n")
        recevable = regles_des_messages.texte_recevable(longueur=len(texte))
        if not recevable.satisfait:
            raise forms.ValidationError(recevable.explication)
        return texte


class MessageForm(TexteForm):
    fichiers = DepotField(label="Pièces jointes", zone="message", multiple=True, required=False)


class NoteForm(TexteForm):
    prefix = "note"
    texte = champ_de_texte("Note interne", "Lue par l’ANS seule.", 3, "Écrivez la note.")


class FilForm(MessageForm):
    sujet = forms.CharField(
        label="Sujet", max_length=120, error_messages={"required": "Donnez un sujet : il nomme le fil."}
    )
    objet = forms.ChoiceField(label="De quoi parlez-vous ?")
    field_order = ["sujet", "objet", "texte", "fichiers"]

    def __init__(self, *args: Any, objets: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["objet"].choices = list(objets)


@dataclass(frozen=True)
class ChampOffert:
    """One field that a request may name, as its page shows it."""

    cle: str
    libelle: str
    actuelle: str
    coche: bool
    proposee: BoundField


class DemandeForm(DsfrBaseForm):
    """MSG-03: which fields, with which values, and why. A value proposed names its field, ticked or not."""

    motif = forms.CharField(
        label="Pourquoi demandez-vous cette modification ?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi vous demandez cette modification."},
    )

    def __init__(self, *args: Any, offerts: Mapping[str, str], actuelles: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offerts, self.actuelles = offerts, actuelles
        self.fields["champs"] = forms.MultipleChoiceField(
            label="Champs à modifier",
            choices=list(offerts.items()),
            required=False,
            error_messages={"invalid_choice": "Un champ coché n’est pas demandé dans cette étape."},
        )
        for cle, libelle in offerts.items():
            self.fields[f"valeur-{cle}"] = forms.CharField(
                label=f"Valeur proposée (facultatif) : {libelle}", max_length=2000, required=False
            )

    def clean(self) -> dict[str, Any]:
        propre = super().clean() or self.cleaned_data
        if not self.voulus and "champs" not in self.errors:
            self.add_error("champs", "Cochez au moins un champ à modifier.")
        return propre

    @property
    def voulus(self) -> dict[str, str]:
        """Value proposed, maybe empty, for each field named."""
        coches = set(self.cleaned_data.get("champs", []))
        valeurs = {cle: self.cleaned_data.get(f"valeur-{cle}", "") for cle in self.offerts}
        return {cle: valeur for cle, valeur in valeurs.items() if cle in coches or valeur}

    @property
    def lignes(self) -> list[ChampOffert]:
        coches = set(self["champs"].value() or [])
        return [
            ChampOffert(cle, libelle, self.actuelles.get(cle, ""), cle in coches, self[f"valeur-{cle}"])
            for cle, libelle in self.offerts.items()
        ]


class NruForm(DsfrBaseForm):
    """E1-27: a NRU obtained after step 1 was submitted."""

    vague = forms.ChoiceField(
        label="Vague",
        choices=Vague.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la vague."},
    )
    nru = forms.CharField(
        label="Numéro unique de référencement",
        max_length=20,
        error_messages={"required": "Donnez le numéro à ajouter."},
    )
    dispositif = forms.CharField(
        label="DSR",
        help_text="Par exemple : LGC vague 2",
        max_length=60,
        error_messages={"required": "Donnez le dispositif de ce référencement."},
    )
    motif = forms.CharField(
        label="Pourquoi l’ajouter maintenant ?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi vous demandez cette modification."},
    )

    @property
    def voulus(self) -> dict[str, str]:
        donnees = self.cleaned_data
        ligne = f"{Vague(int(donnees['vague'])).label}, {donnees['nru']}, {donnees['dispositif']}"
        return {"est_reference_precedemment": "Oui", "precedents": ligne}


class ReponseTypeForm(TexteForm):
    titre = forms.CharField(label="Titre", max_length=120, error_messages={"required": "Donnez un titre."})
    field_order = ["titre", "texte"]
    texte = champ_de_texte("Texte de la réponse", "", 6, "Donnez un texte.")
