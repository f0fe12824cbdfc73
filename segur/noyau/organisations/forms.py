"""What is typed about a firm and its members."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.db.models import QuerySet
from dsfr.forms import DsfrBaseForm

from segur.noyau.comptes.models import (
    EDITEUR,
    ROLE_DELEGUE,
    ROLES_DEMANDABLES,
    Appartenance,
    Organisation,
    Role,
    Utilisateur,
)
from segur.noyau.comptes.validateurs import valider_siren, valider_siret

EXPLICATIONS = {
    Role.MANDATAIRE: "Mandataire : engage l’entreprise, gère tous les membres et les données de l’entreprise.",
    Role.REPRESENTANT: "Représentant : engage l’entreprise, invite et gère les salariés.",
    Role.SALARIE: "Salarié : prépare les dossiers, ne gère aucun membre.",
}


LONGUEUR_DU_SIREN = 9
LONGUEUR_D_UNE_ADRESSE = 254
"""What the database keeps of an e-mail address; a form of Django accepts longer ones."""


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
        max_length=LONGUEUR_D_UNE_ADRESSE,
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
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=LONGUEUR_D_UNE_ADRESSE,
        help_text="Exemple : prenom.nom@entreprise.fr",
    )
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


class InstantField(forms.DateTimeField):
    """A minute of the clock of Paris."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "required": "Indiquez un jour et une heure.",
        "invalid": "Indiquez un jour et une heure, par exemple 15/10/2025 12:00.",
    }


class DelegationForm(DsfrBaseForm):
    role = forms.ChoiceField(label="Rôle délégué", error_messages={"required": "Choisissez le rôle à déléguer."})
    delegataire = forms.ModelChoiceField(
        label="À qui",
        queryset=Utilisateur.objects.none(),
        empty_label="Choisir une personne",
        error_messages={
            "required": "Choisissez la personne.",
            "invalid_choice": "Choisissez une personne de votre organisation.",
        },
    )
    debut = InstantField(
        label="Début (heure de Paris)",
        help_text="La délégation agit dès cette minute. Vide : dès maintenant.",
        required=False,
    )
    fin = InstantField(label="Fin (heure de Paris)", help_text="À cet instant encore ; elle cesse juste après.")
    motif = forms.CharField(
        label="Motif",
        help_text="Par exemple : congés d’été. La personne et les mandataires le liront.",
        max_length=300,
        error_messages={"required": "Donnez le motif de la délégation."},
    )

    def __init__(self, *args: Any, a_preter: list[Appartenance], le: datetime, **options: Any) -> None:
        """`a_preter`: the memberships of who lends; `le`: instant of the request, when no start is given."""
        super().__init__(*args, **options)
        self.siennes = {str(appartenance.pk): appartenance for appartenance in a_preter}
        choix = [(cle, _prete(appartenance)) for cle, appartenance in self.siennes.items()]
        self.fields["role"].choices = choix
        self.fields["delegataire"].queryset = _collegues(a_preter)
        self.le = le

    def clean_debut(self) -> datetime:
        debut: datetime | None = self.cleaned_data["debut"]
        return debut or self.le

    @property
    def appartenance(self) -> Appartenance:
        return self.siennes[self.cleaned_data["role"]]

    @property
    def delegation(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] for nom in ("delegataire", "debut", "fin", "motif")}


def _prete(appartenance: Appartenance) -> str:
    """What a mandataire lends is less than what they hold."""
    prete = ROLE_DELEGUE[appartenance.role]
    if prete == appartenance.role:
        return str(prete.label).capitalize()
    return f"{str(prete.label).capitalize()} : remplir, soumettre, signer, demander, sans gérer les membres"


def _collegues(a_preter: list[Appartenance]) -> QuerySet[Utilisateur]:
    if not a_preter:
        return Utilisateur.objects.none()
    organisation = a_preter[0].organisation_id
    en_place = Appartenance.objects.actives().filter(organisation=organisation).values("utilisateur")
    collegues = Utilisateur.objects.filter(pk__in=en_place, is_active=True)
    return collegues.exclude(pk=a_preter[0].utilisateur_id).order_by("nom", "prenom", "pk")


class VisiteForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="La personne le lira tel quel, avec votre nom, sur la page de son compte.",
        max_length=300,
        error_messages={"required": "Donnez le motif : la personne le lira tel quel."},
    )
