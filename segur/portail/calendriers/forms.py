"""What is typed of an amendment: the text, then one line per Date or threshold that it changes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif, SeuilAmende
from segur.noyau.dispositifs.seuils import REGISTRE, Genre, Seuil
from segur.noyau.temps import PARIS
from segur.portail.calendriers import regles
from segur.portail.calendriers.changements import Ligne
from segur.portail.calendriers.verification import verifier_les_lignes

DU_TEXTE = ("titre", "signe_le", "jo_le", "jo_numero", "url", "effet", "hypothese", "ordre_confirme")
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y à %H:%M")
LIGNES_AU_PLUS = 60
SAISIE_DE_L_INSTANT = "%Y-%m-%dT%H:%M"


class InstantDeParisField(forms.CharField):
    """A wall-clock time of Paris. An hour that the change of time skips or repeats is refused, with its reason."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        saisi = super().to_python(value)
        return lire_l_instant(saisi) if saisi else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.astimezone(PARIS):{SAISIE_DE_L_INSTANT}}" if isinstance(value, datetime) else value


def lire_l_instant(saisi: str) -> datetime:
    """The aware instant; ValidationError in French."""
    local = next((lu for lu in (_lire(saisi, forme) for forme in FORMATS) if lu), None)
    if local is None:
        raise forms.ValidationError("Indiquez une date et une heure, par exemple 20/01/2027 12:00.")
    premiere, seconde = (local.replace(tzinfo=PARIS, fold=fold) for fold in (0, 1))
    if premiere.utcoffset() != seconde.utcoffset():
        saute = datetime.fromtimestamp(premiere.timestamp(), PARIS).replace(tzinfo=None) != local
        quoi = "n’existe pas" if saute else "a lieu deux fois"
        raise forms.ValidationError(f"Cette heure {quoi} à Paris ce jour-là : l’heure change. Donnez-en une autre.")
    return premiere


def _lire(saisi: str, forme: str) -> datetime | None:
    try:
        return datetime.strptime(saisi.strip(), forme)
    except ValueError:
        return None


def _jour(label: str, **options: Any) -> forms.DateField:
    invalide = {"invalid": "Indiquez un jour, par exemple 11/06/2026.", "required": "Indiquez ce jour."}
    saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=saisie, error_messages=invalide, **options)


class TexteForm(DsfrBaseForm):
    titre = forms.CharField(
        label="Intitulé du texte",
        help_text="Par exemple : arrêté du 8 juin 2026 modifiant l’arrêté du 30 avril 2025.",
        max_length=200,
        error_messages={"required": "Citez le texte."},
    )
    signe_le = _jour("Date du texte")
    jo_le = _jour("Date du Journal officiel", required=False)
    jo_numero = forms.CharField(label="Numéro du Journal officiel", max_length=20, required=False)
    url = forms.URLField(
        label="Adresse du texte",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Indiquez une adresse entière, par exemple https://www.legifrance.gouv.fr/…"},
    )
    effet = _jour("En vigueur à compter du", help_text="À zéro heure, heure de Paris.")
    hypothese = forms.CharField(
        label="Hypothèse de lecture",
        help_text="Ce que le texte ne dit pas et que le portail retient. Elle sera publiée avec les dates.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ordre_confirme = forms.BooleanField(
        label="Le texte fixe bien les Dates dans cet ordre, même si l’une précède la précédente", required=False
    )

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        signe_le, effet = donnees.get("signe_le"), donnees.get("effet")
        if signe_le and effet:
            self._exiger("effet", regles.effet_apres_le_texte(effet=effet, signe_le=signe_le))
        if signe_le and donnees.get("jo_le"):
            self._exiger("jo_le", regles.parution_apres_le_texte(jo_le=donnees["jo_le"], signe_le=signe_le))
        return donnees

    def _exiger(self, champ: str, motif: Any) -> None:
        if not motif.satisfait:
            self.add_error(champ, motif.explication)


class LigneForm(DsfrBaseForm):
    """What the two kinds of lines have in common."""

    article = forms.CharField(label="Article", max_length=200, required=False)
    effet = _jour("Effet, s’il diffère de celui du texte", required=False)

    def _dispositif(self, code: str) -> Dispositif | None:
        return self.dispositifs.get(code)

    def __init__(self, *args: Any, dispositifs: Mapping[str, Dispositif], **options: Any) -> None:
        super().__init__(*args, **options)
        self.dispositifs = dispositifs


class DateForm(LigneForm):
    dispositif = forms.ChoiceField(label="Dispositif", error_messages={"required": "Choisissez le dispositif."})
    numero = forms.TypedChoiceField(
        label="Date",
        choices=[("", "Choisir…"), *((str(n), f"Date {n}") for n in range(7))],
        coerce=int,
        error_messages={"required": "Choisissez la Date."},
    )
    instant = InstantDeParisField(
        label="Nouvelle date et heure (heure de Paris)",
        required=False,
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
    )
    non_publiee = forms.BooleanField(label="Date non publiée", required=False)
    field_order = ["dispositif", "numero", "instant", "non_publiee", "article", "effet"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choix = [("", "Choisir…"), *((code, d.libelle) for code, d in self.dispositifs.items())]
        self.fields["dispositif"].choices = choix

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if "instant" in donnees and bool(donnees["instant"]) == donnees["non_publiee"]:
            self.add_error("instant", "Donnez la date et l’heure, ou cochez « Date non publiée » : l’un ou l’autre.")
        return donnees

    def en_ligne(self) -> DateAmendee:
        lues = self.cleaned_data
        commun = {champ: lues[champ] for champ in ("numero", "instant", "article", "effet")}
        return DateAmendee(dispositif=self.dispositifs[lues["dispositif"]], **commun)


class SeuilForm(LigneForm):
    seuil = forms.ChoiceField(label="Seuil", error_messages={"required": "Choisissez le seuil."})
    valeur = forms.CharField(
        label="Nouvelle valeur",
        help_text="Un nombre, ou un instant (20/01/2027 12:00).",
        max_length=40,
        error_messages={"required": "Donnez la nouvelle valeur."},
    )
    field_order = ["seuil", "valeur", "article", "effet"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seuil"].choices = [("", "Choisir…"), *self._choix()]

    def _choix(self) -> Iterable[tuple[str, str]]:
        """The thresholds that some text already sets, dispositif by dispositif."""
        for code, dispositif in self.dispositifs.items():
            for seuil in (REGISTRE[s] for s in dispositif.seuils_suivis() if s in REGISTRE):
                yield f"{code}/{seuil.code}", f"{dispositif.libelle} — {seuil.libelle}"

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("seuil") and donnees.get("valeur"):
            seuil = REGISTRE[donnees["seuil"].partition("/")[2]]
            try:
                donnees["lue"] = lire_la_valeur(seuil, donnees["valeur"])
            except forms.ValidationError as erreur:
                self.add_error("valeur", erreur)
        return donnees

    def en_ligne(self) -> SeuilAmende:
        lues = self.cleaned_data
        dispositif, _, code = lues["seuil"].partition("/")
        champ = "instant" if REGISTRE[code].genre == Genre.INSTANT else "nombre"
        commun = {nom: lues[nom] for nom in ("article", "effet")}
        return SeuilAmende(dispositif=self.dispositifs[dispositif], code=code, **{champ: lues["lue"]}, **commun)


def lire_la_valeur(seuil: Seuil, saisie: str) -> datetime | Decimal:
    """ValidationError in French, where the value is not of the threshold's kind."""
    if seuil.genre == Genre.INSTANT:
        return lire_l_instant(saisie)
    try:
        nombre = Decimal("".join(saisie.split()).replace(",", "."))
    except InvalidOperation as cause:
        raise forms.ValidationError("Indiquez un nombre.") from cause
    if not nombre.is_finite() or nombre < 0 or nombre.adjusted() > 11:
        raise forms.ValidationError("Indiquez un nombre à partir de 0.")
    if seuil.entier and nombre != nombre.to_integral_value():
        raise forms.ValidationError("Indiquez un nombre entier.")
    if seuil.au_plus is not None and nombre > seuil.au_plus:
        raise forms.ValidationError(f"Indiquez au plus {seuil.au_plus}.")
    return nombre


class Saisie:
    """The form of a text and its lines, as one: bound to what was posted, or showing what is kept."""

    GENRES: Mapping[str, type[LigneForm]] = {"date": DateForm, "seuil": SeuilForm}

    def __init__(self, texte: TexteForm, lignes: list[tuple[str, LigneForm]]) -> None:
        self.texte, self.lignes = texte, lignes

    @classmethod
    def de(cls, amendement: Amendement | None) -> "Saisie":
        """As it is kept; with one empty Date for a new text."""
        dispositifs = _dispositifs()
        if amendement is None:
            return cls(TexteForm(), [("date", DateForm(prefix="l0", dispositifs=dispositifs))])
        texte = TexteForm(initial={champ: getattr(amendement, champ) for champ in DU_TEXTE})
        return cls(texte, [_de_la_ligne(rang, ligne, dispositifs) for rang, ligne in enumerate(amendement.lignes)])

    @classmethod
    def postee(cls, post: QueryDict) -> "Saisie":
        dispositifs = _dispositifs()
        lignes: list[tuple[str, LigneForm]] = [
            (genre, cls.GENRES[genre](post, prefix=f"l{rang}", dispositifs=dispositifs))
            for rang, genre in cls._lignes_postees(post)
        ]
        return cls(TexteForm(post), lignes)

    @classmethod
    def remaniee(cls, post: QueryDict, geste: str) -> "Saisie":
        """What was typed, with one more line or one less, and nothing judged yet."""
        dispositifs = _dispositifs()
        postees = [(f"l{rang}", genre) for rang, genre in cls._lignes_postees(post)]
        quoi, _, lequel = geste.partition(":")
        if quoi == "retirer":
            postees = [(prefixe, genre) for prefixe, genre in postees if prefixe != lequel]
        lignes: list[tuple[str, LigneForm]] = [
            (genre, cls.GENRES[genre](initial=_tape(post, prefixe), prefix=f"l{rang}", dispositifs=dispositifs))
            for rang, (prefixe, genre) in enumerate(postees)
        ]
        if quoi == "ajouter" and lequel in cls.GENRES and len(lignes) < LIGNES_AU_PLUS:
            lignes.append((lequel, cls.GENRES[lequel](prefix=f"l{len(lignes)}", dispositifs=dispositifs)))
        return cls(TexteForm(initial=post.dict()), lignes)

    @classmethod
    def _lignes_postees(cls, post: QueryDict) -> list[tuple[int, str]]:
        genres = enumerate(post.getlist("genre")[:LIGNES_AU_PLUS])
        return [(rang, genre) for rang, genre in genres if genre in cls.GENRES]

    @property
    def formulaires(self) -> list[forms.Form]:
        return [self.texte, *(ligne for _, ligne in self.lignes)]

    @property
    def erreurs(self) -> bool:
        return any(formulaire.errors for formulaire in self.formulaires)

    def est_valide(self, amendement: Amendement | None) -> bool:
        """Every error at once: of the fields first, then of each line beside the calendar in force."""
        juges = [formulaire.is_valid() for formulaire in self.formulaires]
        if not self.lignes:
            self.texte.add_error(None, regles.amendement_rempli(lignes=0).explication)
        self._refuser_les_doubles()
        if self.texte.is_valid():
            self._confronter(amendement)
        return all(juges) and not self.erreurs

    def _refuser_les_doubles(self) -> None:
        vues: set[tuple[object, ...]] = set()
        for genre, ligne in self.lignes:
            donnees = ligne.cleaned_data
            cle = (genre, donnees.get("dispositif"), donnees.get("numero"), donnees.get("seuil"))
            if ligne.is_valid() and cle in vues:
                champ = "numero" if genre == "date" else "seuil"
                ligne.add_error(champ, "Ce texte change déjà cette valeur, plus haut.")
            vues.add(cle)

    def _confronter(self, amendement: Amendement | None) -> None:
        texte = Amendement(pk=amendement.pk if amendement else None, **self.valeurs)
        valides = [(formulaire, _en_ligne(formulaire)) for _, formulaire in self.lignes if formulaire.is_valid()]
        for _, ligne in valides:
            ligne.amendement = texte
        des_lignes, d_ordre = verifier_les_lignes(texte, [ligne for _, ligne in valides])
        for (formulaire, _), (_, motifs) in zip(valides, des_lignes, strict=True):
            for motif in motifs:
                formulaire.add_error(_champ_de(formulaire, motif.code), motif.explication)
        for motif in d_ordre:
            self.texte.add_error("ordre_confirme", motif.explication)

    @property
    def valeurs(self) -> dict[str, Any]:
        return {champ: self.texte.cleaned_data[champ] for champ in DU_TEXTE}

    def en_lignes(self) -> list[Ligne]:
        return [_en_ligne(formulaire) for _, formulaire in self.lignes]


def _en_ligne(formulaire: LigneForm) -> Ligne:
    ligne: Ligne = formulaire.en_ligne()
    return ligne


def _champ_de(formulaire: LigneForm, code: str) -> str:
    """Where a reason of the rules is shown."""
    if code == "valeur":
        return "instant" if isinstance(formulaire, DateForm) else "valeur"
    return "effet"


def _dispositifs() -> dict[str, Dispositif]:
    return {d.code: d for d in Dispositif.objects.avec_seuils().order_by("couloir", "libelle")}


def _tape(post: QueryDict, prefixe: str) -> dict[str, str]:
    return {nom.removeprefix(f"{prefixe}-"): str(post[nom]) for nom in post if nom.startswith(f"{prefixe}-")}


def _de_la_ligne(rang: int, ligne: Ligne, dispositifs: Mapping[str, Dispositif]) -> tuple[str, LigneForm]:
    initial: dict[str, Any] = {"article": ligne.article, "effet": ligne.effet}
    if isinstance(ligne, DateAmendee):
        initial |= {"dispositif": ligne.dispositif.code, "numero": str(ligne.numero), "instant": ligne.instant}
        initial["non_publiee"] = ligne.instant is None
        return "date", DateForm(initial=initial, prefix=f"l{rang}", dispositifs=dispositifs)
    initial |= {"seuil": f"{ligne.dispositif.code}/{ligne.code}", "valeur": _valeur_tapee(ligne)}
    return "seuil", SeuilForm(initial=initial, prefix=f"l{rang}", dispositifs=dispositifs)


def _valeur_tapee(ligne: SeuilAmende) -> str:
    valeur = ligne.valeur
    if isinstance(valeur, datetime):
        return f"{valeur.astimezone(PARIS):%d/%m/%Y %H:%M}"
    return f"{valeur.normalize():f}".replace(".", ",") if valeur is not None else ""
