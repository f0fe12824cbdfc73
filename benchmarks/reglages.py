"""The portal's own settings, with the bare pages and a count of SQL queries. For `make bench` alone."""

from segur.settings import *  # noqa: F403
from segur.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.compteur.CompteurDeRequetes", *MIDDLEWARE]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "gabarits"]
