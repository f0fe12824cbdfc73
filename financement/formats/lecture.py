"""A file read once, then validated line by line: one bad order or claim never hides the others."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from pydantic import ValidationError

from financement.formats.erreurs import DOUBLE, TROP_DE_NOMS, Erreur, FichierIllisible, montrer, propre, traduire
from financement.formats.modeles import EnTete
from financement.formats.registre import AVANCE, Format
from financement.formats.types import decimal, entier
from financement.regles.commande.faits import Bon
from segur.noyau.dispositifs.zones import ZONES

ZONE = "demande_d_avance"
COMMANDES_AU_PLUS = 100_000
NOMS_AU_PLUS = 200
"""Of one object: far past those of any version, and few enough to tell each one that is not known."""
ANOMALIES_AU_PLUS = 50
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SYNTAXE = {
    "Expecting value": "une valeur est attendue",
    "Expecting property name enclosed in double quotes": "un nom de champ entre guillemets doubles est attendu",
    "Expecting ',' delimiter": "une virgule est attendue",
    "Expecting ':' delimiter": "deux-points sont attendus après le nom du champ",
    "Unterminated string starting at": "un texte n’est pas fermé par un guillemet",
    "Invalid control character at": "un retour à la ligne ou un caractère de contrôle est dans un texte",
    "Invalid \\escape": "une barre oblique inverse n’introduit rien de connu",
    "Invalid \\uXXXX escape": "un caractère \\u n’a pas quatre chiffres hexadécimaux",
    "Extra data": "le fichier continue après sa fin",
    "Illegal trailing comma before end of object": "une virgule est de trop",
    "Illegal trailing comma before end of array": "une virgule est de trop",
}
_VIRGULE_DE_TROP = re.compile(r",\s*$")


class ObjetAmbigu(dict[str, Any]):
    """An object where a name is written twice: JSON allows it, nobody knows which value was meant."""

    doubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One order or claim of the file. `rang` counts from 1; `objet`, which the rules judge, is None with `erreurs`."""

    rang: int
    brut: Any
    objet: Any = None
    erreurs: tuple[Erreur, ...] = ()
    pieces: dict[str, str] = field(default_factory=dict)

    @property
    def bon(self) -> Bon | None:
        """Of a request of an advance."""
        return self.objet if isinstance(self.objet, Bon) else None


@dataclass(frozen=True, slots=True)
class Lecture:
    """Its length is the number of lines; iterating validates them one by one, as often as asked."""

    entete: EnTete
    brutes: list[Any]
    format: Format = AVANCE

    def __len__(self) -> int:
        return len(self.brutes)

    def __iter__(self) -> Iterator[LigneLue]:
        return lire_lignes(enumerate(self.brutes, 1), self.format)


def lire(flux: IO[bytes] | bytes, *, format: Format = AVANCE, commandes_au_plus: int = COMMANDES_AU_PLUS) -> Lecture:
    """Raises FichierIllisible when no line can be read at all."""
    octets = flux if isinstance(flux, bytes) else flux.read(ZONES[ZONE].taille_max + 1)
    racine = _decoder(_texte(octets))
    entete, brutes = _entete(racine, format), racine[format.liste]
    if len(brutes) > commandes_au_plus:
        raise FichierIllisible(
            f"Le fichier contient {len(brutes)} {format.des} : {commandes_au_plus} au plus. Partagez-le en plusieurs."
        )
    return Lecture(entete, brutes, format)


def _texte(octets: bytes) -> str:
    if len(octets) >= ZONES[ZONE].taille_max:
        limite = ZONES[ZONE].taille_annoncee
        raise FichierIllisible(f"Le fichier est trop lourd (accepté : {limite}). Partagez-le en plusieurs fichiers.")
    if not octets.strip():
        raise FichierIllisible("Le fichier est vide. Partez du fichier vierge ou de l’exemple.")
    if octets.startswith(_UTF_16):
        raise FichierIllisible("Le fichier est encodé en UTF-16. Enregistrez-le de nouveau en UTF-8.")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        raise FichierIllisible(
            f"Le fichier n’est pas encodé en UTF-8 : octet {octets[erreur.start]:#04x} à la ligne {ligne}. "
            "Enregistrez-le de nouveau en UTF-8."
        ) from None


def _decoder(texte: str) -> Any:
    try:
        return json.loads(
            texte, parse_int=entier, parse_float=decimal, parse_constant=_constante, object_pairs_hook=_objet
        )
    except json.JSONDecodeError as erreur:
        raise FichierIllisible(_raconter(erreur)) from None
    except RecursionError:
        raise FichierIllisible("Le fichier imbrique trop d’objets ou de listes les uns dans les autres.") from None


def _constante(nom: str) -> Any:
    raise FichierIllisible(f"« {nom} » n’est pas un nombre que JSON connaît. Écrivez un montant, ou null.")


def _objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) == len(paires):
        return objet
    comptes = Counter(nom for nom, _ in paires)
    ambigu = ObjetAmbigu(objet)
    ambigu.doubles = tuple(nom for nom, nombre in comptes.items() if nombre > 1)
    return ambigu


def _raconter(erreur: json.JSONDecodeError) -> str:
    cause = _SYNTAXE.get(erreur.msg, "la syntaxe est inattendue")
    avant = erreur.doc[max(0, erreur.pos - 200) : erreur.pos]
    if erreur.msg.startswith("Expecting") and _VIRGULE_DE_TROP.search(avant):
        cause += " (une virgule est peut-être de trop)"
    extrait = propre(erreur.doc[max(0, erreur.pos - 20) : erreur.pos + 20].replace("\n", " "))
    lieu = f"ligne {erreur.lineno}, colonne {erreur.colno}"
    return f"Le fichier n’est pas du JSON : {lieu}, {cause}. Près de : « {extrait} »."


def _entete(racine: Any, format: Format) -> EnTete:
    """What holds for the whole file. Whatever is wrong there is told at once."""
    if not isinstance(racine, dict):
        raise FichierIllisible(
            f"La racine du fichier est {montrer(racine)} : un objet est attendu, avec l’en-tête et "
            f"les « {format.liste} »."
        )
    if doubles := getattr(racine, "doubles", ()):
        cites = tuple(_ambigus("", doubles[:ANOMALIES_AU_PLUS]))
        raise FichierIllisible("Un champ de l’en-tête est écrit deux fois.", cites)
    if len(racine) > NOMS_AU_PLUS:
        raise FichierIllisible(f"L’en-tête du fichier a {len(racine)} champs : {NOMS_AU_PLUS} au plus.")
    _meme_version(racine, format)
    _exiger_la_liste(racine, format)
    try:
        return format.entete.model_validate({nom: valeur for nom, valeur in racine.items() if nom != format.liste})
    except ValidationError as erreur:
        raise FichierIllisible("L’en-tête du fichier est à corriger.", traduire(erreur, format.entete)) from None


def _exiger_la_liste(racine: Mapping[str, Any], format: Format) -> None:
    if isinstance(racine.get(format.liste), list):
        return
    trouve = montrer(racine[format.liste]) if format.liste in racine else "rien"
    attendu, remede = f"une liste de {format.des} entre crochets [ ]", "Partez du fichier vierge ou de l’exemple."
    erreur = Erreur(format.liste, trouve, attendu, remede)
    raise FichierIllisible(f"Le champ « {format.liste} » n’est pas une liste.", (erreur,))


def _meme_version(racine: Mapping[str, Any], format: Format) -> None:
    ecrits, nom, version = (racine.get("format"), racine.get("version")), format.nom, format.version
    if ecrits == (nom, version):
        return
    trouves = ", ".join(montrer(ecrit) if ecrit is not None else "rien" for ecrit in ecrits)
    raise FichierIllisible(
        f"Format et version inconnus ({trouves}) : « format » vaut « {nom} » et « version » vaut « {version} »."
    )


def lire_lignes(brutes: Iterable[tuple[int, Any]], format: Format = AVANCE) -> Iterator[LigneLue]:
    """Lines of one file, with their ranks, in order: what is unique in the file is checked along the way."""
    vues: dict[tuple[str, str], int] = {}
    for rang, brut in brutes:
        yield _sans_double(lire_ligne(brut, rang, format), vues, format)


def lire_commande(brut: Any, rang: int = 1) -> LigneLue:
    """One order by itself."""
    return lire_ligne(brut, rang, AVANCE)


def lire_ligne(brut: Any, rang: int = 1, format: Format = AVANCE) -> LigneLue:
    """One line by itself, as the file, the form or the correction brings it."""
    if trouvees := anomalies(brut):
        return LigneLue(rang, brut, erreurs=trouvees)
    try:
        lue: Any = format.ligne.model_validate(brut)
    except ValidationError as erreur:
        return LigneLue(rang, brut, erreurs=traduire(erreur, format.ligne))
    return LigneLue(rang, brut, format.objet(lue), pieces=lue.noms_des_pieces)


def anomalies(brut: Any) -> tuple[Erreur, ...]:
    """What keeps a line from being read at all; the first ones, when there are too many to tell."""
    return tuple(islice(_anomalies(brut), ANOMALIES_AU_PLUS))


def _anomalies(brut: Any, prefixe: str = "") -> Iterator[Erreur]:
    """Repeated names, or far too many, in the line and in what it directly holds."""
    if isinstance(brut, ObjetAmbigu):
        yield from _ambigus(prefixe, brut.doubles)
    if not isinstance(brut, dict) or prefixe.count(".") > 1:
        return
    if len(brut) > NOMS_AU_PLUS:
        yield Erreur(prefixe.removesuffix("."), montrer(brut), f"{NOMS_AU_PLUS} champs au plus", TROP_DE_NOMS)
        return
    for nom, valeur in brut.items():
        if isinstance(valeur, dict):
            yield from _anomalies(valeur, f"{prefixe}{propre(nom)}.")
        elif isinstance(valeur, list):
            for rang, element in enumerate(valeur):
                yield from _anomalies(element, f"{prefixe}{propre(nom)}[{rang}].")


def _ambigus(prefixe: str, doubles: Iterable[str]) -> Iterator[Erreur]:
    return (Erreur(f"{prefixe}{propre(nom)}", "plusieurs fois ce champ", *DOUBLE) for nom in doubles)


def _sans_double(ligne: LigneLue, vues: dict[tuple[str, str], int], format: Format) -> LigneLue:
    """The first line of a reference or of a client stands; the next ones name it."""
    if ligne.objet is None:
        return ligne
    erreurs = []
    for champ in format.uniques:
        valeur = getattr(ligne.objet, champ)
        premiere = vues.setdefault((champ, valeur), ligne.rang)
        if premiere != ligne.rang:
            attendu = f"une valeur unique dans le fichier ; celle-ci est déjà à la {format.une} n° {premiere}"
            erreurs.append(Erreur(champ, montrer(valeur), attendu, f"Gardez une seule de ces {format.des}."))
    return LigneLue(ligne.rang, ligne.brut, None, tuple(erreurs), ligne.pieces) if erreurs else ligne
