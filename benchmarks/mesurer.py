"""Measures our pages beside the bare ones, in turns, and says which budgets hold.

Small and large database are served at the same time, by two servers of two workers each; only one is asked at a
time. Each round asks, one after the other, our page, the bare page, and our page on the large database, so that a
machine that slows down slows all three; ratios are medians over the rounds. One connection per request, on the
loopback; the client shares the two cores with the workers.
"""

import argparse
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import psycopg

CLIENTS = (1, 4)
RECU_LE = int(datetime(2026, 11, 3, 9, tzinfo=UTC).timestamp())  # in the calendar, before LGC's Date 2
JETON_CSRF = "b" * 32
REQUETES_SQL_MAX = 15
VOLUME_MAX = 1.2
MEMOIRE_MAX = 150
RESET = (
    "UPDATE preuves_preuve SET statut = 'chargee' WHERE statut = 'soumise' AND chapitre_id = ANY(%(chapitres)s)",
    "UPDATE preuves_chapitre SET statut = 'a_completer', premiere_soumission_le = NULL, soumis_le = NULL"
    " WHERE id = ANY(%(chapitres)s)",
)
Chemins = Callable[[dict[str, Any]], Iterator[str]]


def toujours(modele: str) -> Chemins:
    """The same address each time, from the values of the volume."""
    return lambda volume: iter(lambda: modele.format(**volume), None)


def un_par_chapitre(modele: str) -> Chemins:
    return lambda volume: (modele.format(pk=pk) for pk in volume["a_soumettre"])


@dataclass(frozen=True)
class Ligne:
    """A page to measure. Later issues add theirs to `LIGNES`."""

    nom: str
    session: str
    page: Chemins
    nue: Chemins
    rapport_min: float
    ecrit: bool = False
    vide: str = ""
    """The same page with fewer rows: its queries are counted beside."""


LIGNES = (
    Ligne(
        "Liste de 50 candidatures (ANS)",
        "verificateur",
        toujours("/candidatures/"),
        toujours("/nu/liste/"),
        1 / 3,
        vide="/candidatures/?q={numero}",
    ),
    Ligne(
        "Chapitre de 200 preuves (éditeur)",
        "editeur",
        toujours("/candidatures/{a_completer[0]}/etape-3/{a_completer[1]}/"),
        toujours("/nu/chapitre/{a_completer[1]}/"),
        1 / 2,
        vide="/candidatures/{a_completer[0]}/etape-3/{a_completer[1]}/?statut=conforme",
    ),
    Ligne(
        "Chapitre de 200 preuves (vérificateur)",
        "verificateur",
        toujours("/candidatures/{soumis[0]}/etape-3/{soumis[1]}/"),
        toujours("/nu/chapitre/{soumis[1]}/"),
        1 / 2,
        vide="/candidatures/{soumis[0]}/etape-3/{soumis[1]}/?statut=conforme",
    ),
    Ligne(
        "Registre public (10 solutions)",
        "editeur",
        toujours("/registre/"),
        toujours("/nu/registre/"),
        1 / 3,
        vide="/registre/?q=LGCV2B000001",
    ),
    Ligne(
        "Aperçu d’un amendement (tous les dossiers)",
        "verificateur",
        toujours("/amendements/{amendement}/"),
        toujours("/nu/amendement/"),
        1 / 5,
        vide="/amendements/{arrete}/",
    ),
    Ligne(
        "Soumission d’un chapitre de 200 preuves",
        "editeur",
        un_par_chapitre("/actions/chapitre.soumettre/{pk}/"),
        un_par_chapitre("/nu/soumettre/{pk}/"),
        1 / 4,
        ecrit=True,
    ),
)


@dataclass(frozen=True)
class Reponse:
    secondes: float
    statut: int
    requetes_sql: int
    octets: int


class Serveur:
    def __init__(self, atelier: Path, nom: str) -> None:
        self.volume = json.loads((atelier / f"{nom}.json").read_text())
        self.port = int((atelier / f"{nom}.port").read_text())
        self.maitre = int((atelier / f"{nom}.pid").read_text())
        self.instants = count(RECU_LE)

    def demander(self, chemin: str, session: str, *, ecrit: bool) -> Reponse:
        """One request, from the connection to the last byte."""
        corps = f"csrfmiddlewaretoken={JETON_CSRF}&cle=" if ecrit else ""
        entetes = [
            f"{'POST' if ecrit else 'GET'} {chemin} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            f"X-Received-At: {next(self.instants)}.000",
            f"Cookie: sessionid={self.volume[session]}; csrftoken={JETON_CSRF}",
        ]
        if ecrit:
            entetes += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(corps)}"]
        demande = ("\r\n".join(entetes) + "\r\n\r\n" + corps).encode()
        morceaux = []
        depart = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as prise:
            prise.sendall(demande)
            while morceau := prise.recv(1 << 18):
                morceaux.append(morceau)
        duree = time.perf_counter() - depart
        tete, _, contenu = b"".join(morceaux).partition(b"\r\n\r\n")
        statut, sql = int(tete.split(b" ", 2)[1]), _entete(tete, "X-Requetes-SQL")
        if statut != (302 if ecrit else 200):
            raise SystemExit(f"{chemin} : réponse {statut}\n{contenu[-3000:].decode(errors='replace')}")
        return Reponse(duree, statut, sql, len(contenu))

    def memoires(self) -> list[float]:
        """Resident memory of each worker, in MB (10⁶ bytes)."""
        enfants = Path(f"/proc/{self.maitre}/task/{self.maitre}/children").read_text().split()
        return [int(_ligne_de(Path(f"/proc/{enfant}/status"), "VmRSS")) * 1024 / 1e6 for enfant in enfants]

    def remettre(self) -> None:
        """Chapters submitted by a measure are to be submitted again."""
        with psycopg.connect(self.volume["base"]) as connexion:
            for ordre in RESET:
                connexion.execute(ordre, {"chapitres": self.volume["a_soumettre"]})


def _entete(tete: bytes, nom: str) -> int:
    debut = f"{nom.lower()}: ".encode()
    lignes = (ligne for ligne in tete.split(b"\r\n") if ligne.lower().startswith(debut))
    return int(next(lignes)[len(debut) :])


def _ligne_de(fichier: Path, nom: str) -> str:
    return next(ligne.split()[1] for ligne in fichier.read_text().splitlines() if ligne.startswith(f"{nom}:"))


@dataclass
class Serie:
    """All the rounds of one page with that many clients."""

    debits: list[float] = field(default_factory=list)
    reponses: list[Reponse] = field(default_factory=list)

    @property
    def debit(self) -> float:
        return median(self.debits)

    def centile(self, rang: int) -> float:
        return 1000 * quantiles([r.secondes for r in self.reponses], n=100)[rang - 1]

    @property
    def requetes_sql(self) -> int:
        return max(r.requetes_sql for r in self.reponses)

    @property
    def octets(self) -> float:
        return fmean(r.octets for r in self.reponses)


def tour(serveur: Serveur, ligne: Ligne, chemins: Chemins, *, clients: int, nombre: int) -> Serie:
    """That many requests shared by that many clients."""
    suite = chemins(serveur.volume)
    a_faire = iter([chemin for chemin, _ in zip(suite, range(nombre), strict=False)])
    verrou, reponses = threading.Lock(), []
    echecs: list[BaseException] = []

    def client() -> None:
        try:
            while True:
                with verrou:
                    chemin = next(a_faire, None)
                if chemin is None:
                    return
                reponses.append(serveur.demander(chemin, ligne.session, ecrit=ligne.ecrit))
        except BaseException as echec:
            echecs.append(echec)

    fils = [threading.Thread(target=client) for _ in range(clients)]
    depart = time.perf_counter()
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    duree = time.perf_counter() - depart
    if echecs:
        raise echecs[0]
    if ligne.ecrit:
        serveur.remettre()
    return Serie([len(reponses) / duree], reponses)


@dataclass
class Mesure:
    ligne: Ligne
    clients: int
    notre: Serie = field(default_factory=Serie)
    nue: Serie = field(default_factory=Serie)
    grande: Serie = field(default_factory=Serie)

    @property
    def rapport(self) -> float:
        return median(a / b for a, b in zip(self.notre.debits, self.nue.debits, strict=True))

    @property
    def volume(self) -> float:
        """How much more one request costs at ten times the volume."""
        return median(a / b for a, b in zip(self.notre.debits, self.grande.debits, strict=True))


def mesurer(petit: Serveur, grand: Serveur, tours: int) -> list[Mesure]:
    mesures = [Mesure(ligne, clients) for ligne in LIGNES for clients in CLIENTS]
    for rang in range(-1, tours):  # the first round warms up and is forgotten
        for mesure in mesures:
            ligne = mesure.ligne
            nombre = 10 * mesure.clients if rang < 0 else 40
            cotes = [
                (mesure.notre, petit, ligne.page),
                (mesure.nue, petit, ligne.nue),
                (mesure.grande, grand, ligne.page),
            ]
            for serie, serveur, chemins in cotes if rang % 2 else reversed(cotes):
                resultat = tour(serveur, ligne, chemins, clients=mesure.clients, nombre=nombre)
                if rang >= 0:
                    serie.debits += resultat.debits
                    serie.reponses += resultat.reponses
    return mesures


def requetes_de_la_page_vide(serveur: Serveur, ligne: Ligne) -> int | None:
    if not ligne.vide:
        return None
    return serveur.demander(ligne.vide.format(**serveur.volume), ligne.session, ecrit=False).requetes_sql


# ---- the report -----------------------------------------------------------------------------------------------------


def nombre(valeur: float, decimales: int = 1) -> str:
    return f"{valeur:.{decimales}f}".replace(".", ",")


def tableau(entetes: str, lignes: list[list[str]]) -> str:
    titres = entetes.split("|")
    tirets = [":--" if rang == 0 else "--:" for rang, _ in enumerate(titres)]
    return "\n".join("| " + " | ".join(cellules) + " |" for cellules in [titres, tirets, *lignes])


def verdict(tenu: bool) -> str:
    return "tenu" if tenu else "**non tenu**"


def budgets(mesures: list[Mesure], vides: dict[str, int | None], memoire: float) -> list[tuple[str, str, str, bool]]:
    """(what, measured, budget, held). With 1 and 4 clients, the worse of the two counts."""
    resultat = []
    for ligne in LIGNES:
        siennes = [m for m in mesures if m.ligne is ligne]
        rapport, volume = min(m.rapport for m in siennes), max(m.volume for m in siennes)
        sql = max(s.requetes_sql for m in siennes for s in (m.notre, m.grande))
        sans = "" if vides[ligne.nom] is None else f" ({vides[ligne.nom]} presque vide)"
        budget = f"≥ 1/{round(1 / ligne.rapport_min)} de {'l’écriture' if ligne.ecrit else 'la page'} nue"
        resultat += [
            (ligne.nom, nombre(rapport, 2), budget, rapport >= ligne.rapport_min),
            ("… requêtes SQL", f"{sql}{sans}", f"≤ {REQUETES_SQL_MAX}", sql <= REQUETES_SQL_MAX),
            ("… coût à dix fois le volume", f"× {nombre(volume, 2)}", f"≤ {nombre(VOLUME_MAX)}", volume <= VOLUME_MAX),
        ]
    resultat.append(
        ("Mémoire résidente par worker", f"{memoire:.0f} Mo", f"≤ {MEMOIRE_MAX} Mo", memoire <= MEMOIRE_MAX)
    )
    return resultat


def details(mesures: list[Mesure]) -> list[list[str]]:
    lignes = []
    for mesure in mesures:
        for cote, serie in (("la nôtre", mesure.notre), ("nue", mesure.nue), ("la nôtre, × 10", mesure.grande)):
            lignes.append(
                [
                    mesure.ligne.nom,
                    cote,
                    str(mesure.clients),
                    nombre(serie.debit),
                    nombre(serie.centile(50)),
                    nombre(serie.centile(95)),
                    str(serie.requetes_sql),
                    f"{serie.octets / 1000:.0f}",
                ]
            )
    return lignes


def rapport(petit: Serveur, grand: Serveur, mesures: list[Mesure], tenus: list[tuple[str, str, str, bool]]) -> str:
    memoires = " et ".join(
        f"{' / '.join(f'{m:.0f}' for m in serveur.memoires())} Mo ({nom})"
        for serveur, nom in ((petit, "petit volume"), (grand, "grand volume"))
    )
    volumes, decuple = (
        f"{s.volume['candidatures']} candidatures, {s.volume['preuves']} preuves, {s.volume['solutions']} solutions"
        for s in (petit, grand)
    )
    return f"""# Mesures (`make bench`)

Machine : {os.cpu_count()} cores ; gunicorn, 2 workers gthread ; PostgreSQL et Redis locaux, sans fsync.
Volume : {volumes} ; dix fois plus : {decuple}.
Page nue : mêmes middlewares, mêmes lignes, lues par une requête `.values()`, gabarit sans mise en page.
Écriture nue : un UPDATE des mêmes lignes et un INSERT dans une transaction.
Rapport : débit de notre page sur celui de la page nue, médiane des tours, le pire de 1 et 4 clients.

## Budgets

{tableau("Quoi|Mesuré|Budget|Verdict", [[q, m, b, verdict(t)] for q, m, b, t in tenus])}

Mémoire de chaque worker à la fin : {memoires}.

## Détail

{tableau("Page|Côté|Clients|Requêtes/s|p50 (ms)|p95 (ms)|SQL|ko", details(mesures))}
"""


def main() -> int:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--atelier", type=Path, required=True, help="dossier des fichiers .json, .port et .pid")
    lecteur.add_argument("--tours", type=int, default=5)
    lecteur.add_argument("--sortie", type=Path, required=True)
    options = lecteur.parse_args()
    petit, grand = Serveur(options.atelier, "petit"), Serveur(options.atelier, "grand")
    mesures = mesurer(petit, grand, options.tours)
    vides = {ligne.nom: requetes_de_la_page_vide(petit, ligne) for ligne in LIGNES}
    tenus = budgets(mesures, vides, max(petit.memoires() + grand.memoires()))
    texte = rapport(petit, grand, mesures, tenus)
    options.sortie.write_text(texte)
    print(texte)
    return 0 if all(tenu for *_, tenu in tenus) else 1


if __name__ == "__main__":
    raise SystemExit(main())
