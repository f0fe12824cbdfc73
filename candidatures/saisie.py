"""The form of a whole step: its own fields, the rows of its blocks, its deposit places. Drafts may miss anything."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms import BoundField, modelform_factory
from django.utils.datastructures import MultiValueDict
from stdnum.fr import siret as norme_siret

from candidatures import regles
from candidatures.avancement import Etape, sections_de
from candidatures.models import ComposantAdditionnel, Piece
from candidatures.questionnaire import Bloc, Depot, Question, Section
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.champs import DepotField
from segur.noyau.documents.depot import empreinte
from segur.noyau.regles import Motif

CHAMPS_SIRET = ("siret",)


class OuiNonField(forms.TypedChoiceField):
    """A question answered by Oui or Non, or not answered yet. Cleaned value: bool or None."""

    def __init__(self, **options: Any) -> None:
        options.pop("max_length", None)
        super().__init__(
            choices=[("True", "Oui"), ("False", "Non")],
            coerce=lambda valeur: valeur == "True",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            label=options.get("label"),
            help_text=options.get("help_text", ""),
        )


class SiretField(forms.CharField):
    """Typed with or without spaces, kept without."""

    def to_python(self, valeur: Any) -> str:
        texte = super().to_python(valeur) or ""
        return str(norme_siret.compact(texte)) if texte else ""


class ChapitresField(forms.MultipleChoiceField):
    """Titles of chapters, chosen among those of the REM (E2-23). Cleaned value: one title per line."""

    def __init__(self, titres: Iterable[str], **options: Any) -> None:
        choix = [(titre, titre) for titre in titres]
        super().__init__(choices=choix, widget=forms.CheckboxSelectMultiple, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.splitlines() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "\n".join(super().clean(value))


def champ_de_formulaire(champ: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a model field, in a draft: never required."""
    if isinstance(champ, models.BooleanField):
        return OuiNonField(label=champ.verbose_name, help_text=champ.help_text)
    if champ.name in CHAMPS_SIRET:
        return SiretField(label=champ.verbose_name, required=False, max_length=20)
    if isinstance(champ, models.DateField):
        options["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if isinstance(champ, models.ManyToManyField):
        options["widget"] = forms.CheckboxSelectMultiple
    formulaire = champ.formfield(**options)
    if formulaire is not None:
        formulaire.required = False
    return formulaire


class SaisieDeLEtape:
    """Binds the whole page. `ouverts` names the only keys that may change (None: all of them)."""

    def __init__(
        self,
        etape: Etape,
        donnees: Mapping[str, Any] | None = None,
        fichiers: MultiValueDict[str, UploadedFile] | None = None,
        *,
        seulement: frozenset[str] | None = None,
        ouverts: frozenset[str] | None = None,
    ) -> None:
        self.etape, self.donnees, self.fichiers = etape, donnees, fichiers
        self.seulement, self.ouverts = seulement, ouverts

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return sections_de(self.etape)

    @cached_property
    def formulaires(self) -> dict[str, forms.ModelForm]:
        """By prefix: "" for the step itself, « precedents-12 » for a row."""
        resultat = {"": self._formulaire(self.etape, self._questions(), None)}
        for bloc in self.blocs:
            for ligne in getattr(self.etape, bloc.nom).all():
                prefixe = f"{bloc.nom}-{ligne.pk}"
                resultat[prefixe] = self._formulaire(ligne, [q.champ for q in bloc.questions], prefixe)
        return resultat

    @cached_property
    def blocs(self) -> list[Bloc]:
        return [e for s in self.sections for e in s.visibles(self.etape) if isinstance(e, Bloc)]

    @cached_property
    def depots(self) -> dict[str, DepotField]:
        return {
            e.zone: DepotField(zone=e.zone, multiple=True, required=False)
            for s in self.sections
            for e in s.visibles(self.etape)
            if isinstance(e, Depot)
        }

    def _questions(self) -> list[str]:
        return [e.champ for s in self.sections for e in s.visibles(self.etape) if isinstance(e, Question)]

    def _formulaire(self, objet: models.Model, champs: list[str], prefixe: str | None) -> forms.ModelForm:
        gardes = [c for c in champs if self._concerne(f"{prefixe}-{c}" if prefixe else c)]
        classe = modelform_factory(type(objet), fields=gardes, formfield_callback=champ_de_formulaire)
        formulaire = classe(self.donnees, instance=objet, prefix=prefixe)
        self._proposer_les_choix(formulaire)
        return formulaire

    def _proposer_les_choix(self, formulaire: forms.ModelForm) -> None:
        """Profiles are those of the dispositif, chapters those of the REM (and what the row says already)."""
        champs, objet = formulaire.fields, formulaire.instance
        if "profils" in champs:
            profils = self.etape.candidature.dispositif.profils.order_by("ordre")
            champs["profils"].queryset = profils  # type: ignore[attr-defined]
        if "chapitres" in champs and isinstance(objet, ComposantAdditionnel) and self.chapitres_du_rem:
            titres = dict.fromkeys([*self.chapitres_du_rem, *objet.titres_des_chapitres])
            champs["chapitres"] = ChapitresField(titres, label=champs["chapitres"].label)

    @cached_property
    def chapitres_du_rem(self) -> list[str]:
        """Titles of the chapters that the candidature's REM has, in its order; none before a REM is imported."""
        rem = self.etape.candidature.rem
        return list(rem.chapitres.values_list("titre", flat=True)) if rem else []

    def _concerne(self, cle: str) -> bool:
        if self.seulement is not None and cle not in self.seulement:
            return False
        return est_ouvert(cle, self.ouverts)

    def is_valid(self) -> bool:
        return not self.erreurs

    @cached_property
    def erreurs(self) -> dict[str, list[str]]:
        """By key, every error of the page at once."""
        resultat: dict[str, list[str]] = {}
        for prefixe, formulaire in self.formulaires.items():
            for champ, messages in formulaire.errors.items():
                cle = f"{prefixe}-{champ}" if prefixe and champ != "__all__" else (prefixe or champ)
                resultat[cle] = [str(message) for message in messages]
        for zone in self.depots:
            try:
                self.fichiers_de(zone)
            except forms.ValidationError as erreur:
                resultat[zone] = erreur.messages
        return resultat

    def fichiers_de(self, zone: str) -> list[UploadedFile]:
        recus = self.fichiers.getlist(zone) if self.fichiers is not None else []
        if not recus or not self._concerne(zone):
            return []
        nouveaux = nouveaux_parmi(self.depots[zone].clean(recus), self.etape, zone)
        place = place_dans(self.etape, zone, len(nouveaux))
        if not place.satisfait:
            raise forms.ValidationError(place.explication)
        return nouveaux

    @property
    def valeurs(self) -> dict[str, dict[str, Any]]:
        """Cleaned values by prefix, for the transition that keeps them."""
        return {prefixe: dict(formulaire.cleaned_data) for prefixe, formulaire in self.formulaires.items()}

    def champ(self, cle: str) -> BoundField | None:
        prefixe, _, nom = cle.rpartition("-")
        formulaire = self.formulaires.get(prefixe)
        return formulaire[nom] if formulaire is not None and nom in formulaire.fields else None


def est_ouvert(cle: str, permis: frozenset[str] | None) -> bool:
    """A row's field is open with its own key, its row's block, or everything (None)."""
    return permis is None or cle in permis or cle.rsplit("-", 2)[0] in permis


def nouveaux_parmi(fichiers: list[UploadedFile], etape: Etape, zone: str) -> list[UploadedFile]:
    """Without those whose bytes are joined there already: a file sent twice is joined once."""
    if not fichiers:
        return []
    presentes = set(_jointes(etape, zone).values_list("document__fichier__empreinte", flat=True))
    nouveaux: dict[str, UploadedFile] = {}
    for fichier in fichiers:
        nouveaux.setdefault(empreinte(fichier), fichier)
    return [fichier for condense, fichier in nouveaux.items() if condense not in presentes]


def _jointes(etape: Etape, zone: str) -> models.QuerySet[Piece]:
    """Read again at each call: under the transition's lock, what another upload has just joined is there."""
    return Piece.objects.filter(etape_id=etape.pk, zone=zone, retiree_le=None)


def place_dans(etape: Etape, zone: str, nouveaux: int) -> Motif:
    presents = _jointes(etape, zone).count() if nouveaux else 0
    return regles.place_pour(presents=presents, nouveaux=nouveaux, maximum=ZONES[zone].nombre_max or 0)


def texte_de(valeur: Any) -> str:
    """A value as the page's field carries it: what two colleagues' screens compare."""
    if valeur is None:
        return ""
    if isinstance(valeur, models.Manager | models.QuerySet):
        return ",".join(sorted(str(element.pk) for element in valeur.all()))
    return str(valeur)
