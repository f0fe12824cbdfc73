"""PERF of 60 000 clients over 18 months: `python -m benchmarks.perf`, on the PostgreSQL of `DATABASE_URL`.

The query is the portal's own, on temporary tables named as the real ones: nothing else is read or written.
"""

import os
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
django.setup()

from django.db import connection  # noqa: E402

from financement.regles.secondaire.parametres import dispositifs, regime  # noqa: E402
from financement.suivi_secondaire import fenetres_en_sql  # noqa: E402

CLIENTS, MOIS = 60_000, 18
JOUR = date(2029, 6, 1)
TABLES = f"""
CREATE TEMP TABLE dispositifs_dispositif (id bigint PRIMARY KEY, code varchar(20));
CREATE TEMP TABLE financement_commande (id bigint PRIMARY KEY, dispositif_id bigint);
CREATE TEMP TABLE financement_creance (id bigint PRIMARY KEY, commande_id bigint, demande_id bigint, part varchar(12),
  deposee_le timestamptz, statut varchar(20), contenu jsonb);
CREATE TEMP TABLE financement_moisdemonitoring (id bigserial PRIMARY KEY, commande_id bigint, mois date, dt bigint,
  dm bigint, t bigint, tq bigint, ts bigint, recu_le timestamptz, importation_id bigint, remplacee_le timestamptz);
INSERT INTO dispositifs_dispositif VALUES (1, '{dispositifs()[0]}');
INSERT INTO financement_commande SELECT n, 1 FROM generate_series(1, {CLIENTS}) n;
INSERT INTO financement_creance SELECT n, n, 1, 'solde', now(), 'validee',
  jsonb_build_object('va_signee_le', '2027-09-14', 'facture_client', 'Cabinet ' || n)
  FROM generate_series(1, {CLIENTS}) n;
INSERT INTO financement_moisdemonitoring (commande_id, mois, dt, dm, t, tq, ts, recu_le, importation_id)
  SELECT n, (date '2027-10-01' + make_interval(months => m))::date, 20 + (n + m) % 7, (n * 7 + m * 5) % 21, 50, 40, 3,
  now(), 1 FROM generate_series(1, {CLIENTS}) n, generate_series(0, {MOIS - 1}) m;
CREATE UNIQUE INDEX ON pg_temp.financement_moisdemonitoring (commande_id, mois) WHERE remplacee_le IS NULL;
ANALYZE dispositifs_dispositif, financement_commande, financement_creance, financement_moisdemonitoring;
"""  # noqa: S608 (constants of this module)


def mesurer(libelle: str, commandes: list[int] | None) -> None:
    debut = time.perf_counter()
    trouvees = fenetres_en_sql(JOUR, commandes)
    print(f"| {libelle} | {len(trouvees)} | {(time.perf_counter() - debut) * 1000:.0f} |")


def main() -> None:
    if connection.vendor != "postgresql" or regime(dispositifs()[0], JOUR) is None:
        raise SystemExit("Cette mesure demande PostgreSQL.")
    with connection.cursor() as curseur:
        curseur.execute(TABLES)
        print("| Quoi | Clients trouvés | Durée (ms) |\n| :-- | --: | --: |")
        mesurer("tous les clients", None)
        mesurer("une page de 25", list(range(1, 26)))
        mesurer("un client", [7])


if __name__ == "__main__":
    main()
