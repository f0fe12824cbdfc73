"""What is typed about a firm and its members."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import EDITEUR, ROLES_DEMANDABLES, Organisation, Role, Utilisateur
from segur.noyau.comptes.validateurs import valider_siren, valider_siret

EXPLICATIONS = {
    Role.MANDATAIRE: "Mandataire : engage l’entreprise, gère tous les membres et les données de l’entreprise.",
    Role.REPRESENTANT: "Représentant : engage l’entreprise, invite et gère les salariés.",
    Role.SALARIE: "Salarié : prépare les dossiers, ne gère aucun membre.",
}


LONGUEUR_DU_SIREN = 9


class NumeroField(forms.CharField):
    """A number, typed with or without spaces. Cleaned value: without."""

    def to_python(self, valeur: Any) -> str:
        return "".join(str(super().to_python(valeur) or "").split())


class OrganisationForm(DsfrBaseForm, forms.ModelForm):
    siren = NumeroField(label="SIREN", required=False, help_text="9 chiffres. Exemple : 732829320")
    siret = NumeroField(label="SIRET du siège social", required=False, help_text="14 chiffres, le SIREN en tête.")
    nie = NumeroField(label="NIE", required=False, help_text="Numéro d’identification éditeur délivré par le CNDA.")

    class Meta:
        model = Organisation
        fields = ["nom", "siren", "siret", "forme_juridique", "adresse", "nie"]
        help_texts = {"forme_juridique": "SAS, SARL, etc."}

    def clean_siret(self) -> str:
        """Said on the field and not above the form, where the constraint alone would say it."""
        siret: str = self.cleaned_data["siret"]
        if siret and not siret.startswith(self.cleaned_data.get("siren") or "aucun"):
            raise forms.ValidationError("Le SIRET commence par le SIREN de l’organisation, à indiquer aussi.")
        return siret


class OuvertureForm(OrganisationForm):
    email = forms.EmailField(
        label="Adresse électronique du premier mandataire",
        help_text="Une invitation lui est envoyée. Exemple : prenom.nom@entreprise.fr",
    )
    verifiee = forms.BooleanField(
        label="J’ai vérifié l’entreprise (Kbis) et l’identité du mandataire (pièce d’identité)",
        error_messages={"required": "L’entreprise et l’identité du mandataire sont vérifiées avant l’ouverture."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["siren"].required = True


class InvitationForm(DsfrBaseForm):
    email = forms.EmailField(label="Adresse électronique", help_text="Exemple : prenom.nom@entreprise.fr")
    role = forms.ChoiceField(label="Rôle dans l’entreprise", widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: frozenset[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(r.value, EXPLICATIONS[r]) for r in EDITEUR if r in roles]


class RejoindreForm(DsfrBaseForm):
    """B-CVG-04: the number of the firm, whole, and the role wanted there (CP-02)."""

    numero = NumeroField(label="SIREN ou SIRET de l’entreprise", help_text="9 ou 14 chiffres. Exemple : 732829320")
    role = forms.ChoiceField(
        label="Votre rôle dans l’entreprise – Vous êtes",
        choices=[(role.value, EXPLICATIONS[role]) for role in ROLES_DEMANDABLES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez votre rôle dans l’entreprise."},
    )

    def clean_numero(self) -> str:
        numero: str = self.cleaned_data["numero"]
        (valider_siret if len(numero) > LONGUEUR_DU_SIREN else valider_siren)(numero)
        return numero


class CompteForm(DsfrBaseForm):
    """A new account: the address is the invitation's own and is not asked."""

    prenom = forms.CharField(
        label="Prénom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nom = forms.CharField(label="Nom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    mot_de_passe = forms.CharField(
        label="Mot de passe", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    confirmation = forms.CharField(
        label="Mot de passe, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email
        self.fields["mot_de_passe"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        mot_de_passe, confirmation = donnees.get("mot_de_passe"), donnees.get("confirmation")
        if mot_de_passe and confirmation and mot_de_passe != confirmation:
            self.add_error("confirmation", "Les deux mots de passe sont différents.")
        elif mot_de_passe:
            self._valider(mot_de_passe, donnees)
        return donnees

    def _valider(self, mot_de_passe: str, donnees: dict[str, Any]) -> None:
        personne = Utilisateur(email=self.email, prenom=donnees.get("prenom", ""), nom=donnees.get("nom", ""))
        try:
            validate_password(mot_de_passe, personne)
        except forms.ValidationError as erreur:
            self.add_error("mot_de_passe", erreur)
