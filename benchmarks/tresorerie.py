"""The money pages over tens of thousands of orders: `python -m benchmarks.tresorerie`, on PostgreSQL.

The orders of the demonstration are copied in one transaction that is never committed, with what they are read with.
"""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
django.setup()

from django.db import connection, models, transaction  # noqa: E402

from financement import models as financement  # noqa: E402
from financement.tresorerie import page  # noqa: E402
from financement.tresorerie.cadre import cadre  # noqa: E402
from financement.tresorerie.sql import Tresorerie  # noqa: E402

FOIS = 1500
DECALAGE = 1_000_000
"""Added to the keys of a copy, times its number: no demonstration has so many rows."""
COPIES: dict[type[models.Model], dict[str, str]] = {
    financement.Commande: {"rang": "t.rang + k * 10000", "cle": "lpad((t.id * 100000 + k)::text, 11, '0')"},
    financement.Position: {},
    financement.LigneDePaiement: {},
    financement.Ecriture: {"ligne_id": f"t.ligne_id + k * {DECALAGE}"},
    financement.Creance: {"rang": "t.rang + k * 10000"},
    financement.AttestationDeFin: {},
    financement.Incapacite: {},
    financement.Resiliation: {},
    financement.PointDeCommande: {},
    financement.LigneDIndu: {},
}


def copier(modele: type[models.Model], remplacees: dict[str, str]) -> None:
    cles = {nom: f"t.{nom} + k * {DECALAGE}" for nom in ("id", "commande_id")} | remplacees
    colonnes = [champ.column for champ in modele._meta.concrete_fields]
    valeurs = ", ".join(cles.get(colonne, f"t.{colonne}") for colonne in colonnes)
    table = modele._meta.db_table
    with connection.cursor() as curseur:
        curseur.execute(
            f"INSERT INTO {table} ({', '.join(colonnes)}) OVERRIDING SYSTEM VALUE SELECT {valeurs} "  # noqa: S608
            f"FROM {table} t, generate_series(1, {FOIS}) k WHERE t.id < {DECALAGE}"
        )
        curseur.execute(f"ANALYZE {table}")


def mesurer(libelle: str, commandes: int, lire: Callable[[], Any]) -> None:
    debut = time.perf_counter()
    lire()
    print(f"| {libelle} | {commandes} | {(time.perf_counter() - debut) * 1000:.0f} |")


def tout_mesurer() -> None:
    toutes = financement.Commande.objects.all()
    siennes = toutes.filter(demande__fournisseur__organisation__nom="MédiSoft")
    textes = cadre(financement.Ecriture.objects.latest("le").le + timedelta(days=1))
    print("| Quoi | Commandes | Durée (ms) |\n| :-- | --: | --: |")
    for qui, commandes in (("un fournisseur", siennes), ("l’ASP", toutes)):
        _mesurer_une_page(qui, Tresorerie(commandes, textes))


def _mesurer_une_page(qui: str, vues: Tresorerie) -> None:
    nombre = vues.commandes.count()
    directe = page.Liste(vues, page.TOUTES, "reference ASC NULLS LAST, id", "reference")
    filtree = page.Liste(vues, "etape = 'a_payer'", "depuis ASC NULLS LAST, id")
    mesurer(f"{qui} : sommes, attentes, prévision, rapprochement", nombre, lambda: page.tableau(vues))
    mesurer(f"{qui} : les mêmes et les fournisseurs", nombre, lambda: page.tableau_et_fournisseurs(vues))
    mesurer(f"{qui} : une page de 25", nombre, lambda: directe[0:25])
    mesurer(f"{qui} : une page de 25 d’un état choisi", nombre, lambda: filtree[0:25])


def main() -> None:
    if connection.vendor != "postgresql" or not financement.Ecriture.objects.exists():
        raise SystemExit("Cette mesure demande une démonstration dans PostgreSQL.")
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL session_replication_role = replica")
        for modele, remplacees in COPIES.items():
            copier(modele, remplacees)
        tout_mesurer()
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
