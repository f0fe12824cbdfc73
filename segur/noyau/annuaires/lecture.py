"""From the bytes of a file to checked rows, as a stream: no more than one line is ever held."""

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from segur.noyau.annuaires.anomalies import Carnet, Genre
from segur.noyau.annuaires.formats import Champ, Ecartee, Format, Refusee, cle_d_entete
from segur.noyau.annuaires.parametres import IMPORT

SEPARATEURS = {";": "point-virgule", ",": "virgule", "|": "barre verticale", "\t": "tabulation"}
MARQUE = b"\xef\xbb\xbf"
MARQUES_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DEMANDEZ = "Demandez à la source un fichier entier, puis recommencez."


class FichierIllisible(Exception):
    """Nothing more can be read; the notebook says why."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row kept: its rank in the file, and the value of each field in the order of the format."""

    rang: int
    valeurs: tuple[Any, ...]


class Lecture:
    """Iterates over the rows kept. Counts what went by; notes every problem; stops only when nothing can follow."""

    def __init__(self, flux: IO[bytes], forme: Format, carnet: Carnet, octets: int) -> None:
        self.forme, self.carnet, self.octets_en_tout = forme, carnet, octets
        self.lignes = self.ecartees = self.octets = 0
        self._flux, self._ouvert = flux, flux

    @property
    def pour_cent(self) -> int:
        return min(100, 100 * self.octets // self.octets_en_tout) if self.octets_en_tout else 100

    def __iter__(self) -> Iterator[Ligne]:
        try:
            self._ouvert, self.octets_en_tout = self._deplier()
            yield from self._lire()
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as erreur:
            self._arreter(Genre.ARCHIVE, 0, str(erreur), "une archive zip entière, sans mot de passe", DEMANDEZ)

    def _arreter(self, genre: Genre, ligne: int, valeur: str, attendu: str, reparation: str) -> None:
        self.carnet.noter(genre, ligne, "", valeur, attendu, reparation)
        raise FichierIllisible(attendu)

    def _deplier(self) -> tuple[IO[bytes], int]:
        """The text itself: the file, or the only file of its archive, whose CRC is checked at its end."""
        debut = self._flux.read(4)
        self._flux.seek(0)
        if debut != b"PK\x03\x04":
            return self._flux, self._peser(self.octets_en_tout)
        archive = zipfile.ZipFile(self._flux)
        fichiers = [entree for entree in archive.infolist() if not entree.is_dir()]
        if len(fichiers) != 1:
            self._arreter(Genre.ARCHIVE, 0, f"{len(fichiers)} fichiers", "un seul fichier dans l’archive", DEMANDEZ)
        return archive.open(fichiers[0]), self._peser(fichiers[0].file_size)

    def _peser(self, octets: int) -> int:
        if octets > IMPORT.fichier_octets_au_plus:
            attendu = f"{IMPORT.fichier_octets_au_plus} octets au plus"
            self._arreter(Genre.TAILLE, 0, f"{octets} octets", attendu, "Vérifiez que c’est le fichier de la base.")
        return octets

    # ---- lines ----

    def _lignes(self) -> Iterator[tuple[int, bytes]]:
        """Rank and bytes of each line, without its end. A last line that is not ended is a file cut short."""
        rang = 0
        while brut := self._ouvert.readline(IMPORT.ligne_octets_au_plus):
            rang += 1
            self.octets += len(brut)
            if not brut.endswith(b"\n"):
                if len(brut) >= IMPORT.ligne_octets_au_plus:
                    attendu = f"des lignes de {IMPORT.ligne_octets_au_plus} octets au plus"
                    self._arreter(Genre.LIGNE, rang, "", attendu, "Vérifiez les fins de ligne du fichier.")
                self._signaler_la_coupure(rang, brut)
            yield rang, brut.rstrip(b"\r\n")

    def _signaler_la_coupure(self, rang: int, brut: bytes) -> None:
        if self.forme.fin_de_ligne_exigee:
            valeur = brut[-60:].decode(self.forme.encodage, "replace")
            self.carnet.noter(Genre.TRONQUE, rang, "", valeur, "une fin de ligne après la dernière ligne", DEMANDEZ)

    def _decoder(self, rang: int, brut: bytes) -> str | None:
        try:
            return brut.decode(self.forme.encodage)
        except UnicodeDecodeError as erreur:
            valeur = brut[max(0, erreur.start - 20) : erreur.end + 20].decode("latin-1")
            attendu = f"un texte en {self.forme.encodage.upper()}"
            reparation = "Enregistrez le fichier dans cet encodage (il est sans doute en Windows-1252 ou ISO 8859-1)."
            self.carnet.noter(Genre.ENCODAGE, rang, f"octet {erreur.start + 1}", valeur, attendu, reparation)
            return None

    def _couper(self, rang: int, texte: str) -> list[str] | None:
        if not self.forme.guillemets:
            return texte.split(self.forme.separateur)
        try:
            return next(csv.reader([texte], delimiter=self.forme.separateur, strict=True), [])
        except csv.Error:
            reparation = "Fermez les guillemets, et gardez une ligne du fichier par ligne de la base."
            self.carnet.noter(Genre.LIGNE, rang, "", texte, "des guillemets ouverts et fermés", reparation)
            return None

    # ---- header ----

    def _lire(self) -> Iterator[Ligne]:
        lignes = self._lignes()
        rang, brut = next(lignes, (0, b""))
        if not brut:
            self._arreter(Genre.VIDE, rang, "", "une ligne d’entête puis des lignes", DEMANDEZ)
        entete = self._entete(brut)
        plan = self._plan(entete)
        self.lignes = 0
        for rang, brut in lignes:
            if not brut:
                continue
            self.lignes += 1
            ligne = self._ligne(rang, brut, plan)
            if ligne is not None:
                yield ligne
        if not self.lignes:
            self._arreter(Genre.VIDE, 0, "", "des lignes après l’entête", DEMANDEZ)

    def _entete(self, brut: bytes) -> list[str]:
        if brut.startswith(MARQUES_UTF_16):
            self._arreter(Genre.ENCODAGE, 1, "UTF-16", f"un texte en {self.forme.encodage}", "Réenregistrez-le.")
        if brut.startswith(MARQUE):
            self._signaler_la_marque()
            brut = brut.removeprefix(MARQUE)
        texte = self._decoder(1, brut)
        cellules = None if texte is None else self._couper(1, texte)
        if texte is None or cellules is None:
            raise FichierIllisible("entête")
        if len(cellules) == 1:
            self._refuser_le_separateur(texte)
        self._final = self.forme.separateur_final and cellules[-1] == ""
        return cellules[:-1] if self._final else cellules

    def _signaler_la_marque(self) -> None:
        if self.forme.marque_toleree:
            self.carnet.remarques.append("Le fichier commence par une marque d’ordre (BOM) : elle est ignorée.")
        else:
            attendu = "un fichier sans marque d’ordre des octets (BOM)"
            self.carnet.noter(Genre.ENCODAGE, 1, "", "", attendu, "Enregistrez-le en UTF-8 sans BOM.")

    def _refuser_le_separateur(self, texte: str) -> None:
        attendu = self.forme.separateur
        trouve = max(SEPARATEURS, key=texte.count)
        if len(self.forme.champs) > 1 and texte.count(trouve):
            self._arreter(
                Genre.SEPARATEUR,
                1,
                SEPARATEURS[trouve],
                f"le séparateur {SEPARATEURS.get(attendu, attendu)}",
                f"Enregistrez le fichier avec « {attendu} » entre les colonnes.",
            )

    def _plan(self, entete: list[str]) -> "Plan":
        """Where each field is read. Raises FichierIllisible, once every missing and extra column is told."""
        places = {cle_d_entete(nom): i for i, nom in reversed(list(enumerate(entete)))}
        reconnues: set[str] = set()
        colonnes = []
        for rang, champ in enumerate(self.forme.champs):
            trouvees = champ.entetes & places.keys()
            reconnues |= trouvees
            if trouvees:
                colonnes.append((rang, places[trouvees.pop()], champ))
            elif not champ.facultatif:
                self._noter_l_absence(champ, entete)
        self._noter_les_surplus(entete, reconnues)
        if self.carnet.total:
            raise FichierIllisible("colonnes")
        return Plan(self.forme, colonnes, entete)

    def _noter_l_absence(self, champ: Champ, entete: list[str]) -> None:
        reparation = "Ajoutez la colonne, ou changez son nom dans la configuration de la base."
        vu = ", ".join(nom for nom in entete if nom)
        self.carnet.noter(Genre.COLONNE_ABSENTE, 1, champ.entete, vu, f"la colonne « {champ.entete} »", reparation)

    def _noter_les_surplus(self, entete: list[str], reconnues: set[str]) -> None:
        if self.forme.colonnes is None:
            doubles = [nom for i, nom in enumerate(entete) if nom in entete[:i]]
            for nom in [n for n in entete if cle_d_entete(n) not in reconnues] + doubles:
                reparation = "Retirez la colonne : rien n’est lu qu’une règle ne demande."
                self.carnet.noter(Genre.COLONNE_EN_TROP, 1, nom, nom, "aucune autre colonne", reparation)
        elif len(entete) != self.forme.colonnes:
            genre = Genre.COLONNE_EN_TROP if len(entete) > self.forme.colonnes else Genre.COLONNE_ABSENTE
            reparation = "Le format a changé : vérifiez le fichier, puis la configuration de la base."
            self.carnet.noter(genre, 1, "", f"{len(entete)} colonnes", f"{self.forme.colonnes} colonnes", reparation)

    # ---- rows ----

    def _ligne(self, rang: int, brut: bytes, plan: "Plan") -> Ligne | None:
        texte = self._decoder(rang, brut)
        cellules = None if texte is None else self._couper(rang, texte)
        if cellules is None:
            return None
        if self._final and cellules[-1] == "":
            cellules.pop()
        if len(cellules) != plan.nombre:
            attendu = f"{plan.nombre} colonnes"
            reparation = "Vérifiez les séparateurs de cette ligne, ou demandez le fichier entier."
            self.carnet.noter(Genre.LIGNE, rang, "", f"{len(cellules)} colonnes", attendu, reparation)
            return None
        if cellules == plan.entete:
            self._noter_la_repetition(rang)
            return None
        if not plan.garde(cellules):
            self.ecartees += 1
            return None
        return self._convertir(rang, cellules, plan)

    def _noter_la_repetition(self, rang: int) -> None:
        reparation = "Deux fichiers ont sans doute été mis bout à bout : gardez une seule entête."
        self.carnet.noter(Genre.ENTETE_REPETEE, rang, "", "", "une seule ligne d’entête", reparation)

    def _convertir(self, rang: int, cellules: list[str], plan: "Plan") -> Ligne | None:
        valeurs = list(plan.par_defaut)
        saine = True
        for i, place, champ, convertir in plan.lectures:
            brute = cellules[place].strip()
            if not brute and champ.requis:
                self.carnet.noter(Genre.MANQUANT, rang, champ.entete, "", "une valeur", "Complétez la cellule.")
                saine = False
                continue
            try:
                valeurs[i] = convertir(brute)
            except Ecartee:
                self.ecartees += 1
                return None
            except Refusee as refus:
                self.carnet.noter(Genre.VALEUR, rang, champ.entete, brute, refus.attendu, refus.reparation)
                saine = False
        return Ligne(rang, tuple(valeurs)) if saine else None


_PAR_DEFAUT: dict[str, Any] = {"entier": None, "montant": None, "booleen": False}


class Plan:
    """Where each field of the format is in this very file, and how it is read."""

    def __init__(self, forme: Format, colonnes: list[tuple[int, int, Champ]], entete: list[str]) -> None:
        self.entete, self.nombre = entete, len(entete)
        self.lectures: list[tuple[int, int, Champ, Callable[[str], Any]]] = [
            (rang, place, champ, champ.convertisseur()) for rang, place, champ in colonnes
        ]
        self.par_defaut = tuple(_PAR_DEFAUT.get(champ.genre, "") for champ in forme.champs)
        places = {champ.champ: place for _, place, champ in colonnes}
        self._filtres = [(places[nom], frozenset(valeurs)) for nom, valeurs in forme.garder.items()]

    def garde(self, cellules: list[str]) -> bool:
        return all(cellules[place] in valeurs for place, valeurs in self._filtres)
