"""What holds the house together: storeys, sizes, templates, migrations, pages that only read, doors that stay shut."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from importlinter.cli import lint_imports

from tests.adresses import FICTIFS, adresses

RACINE = Path(__file__).resolve().parent.parent
GABARITS = RACINE / "templates"
PRODUIT = ("segur", "candidatures", "preuves", "financement", "outils", "production")
HORS_PRODUIT = ("tests", "benchmarks")

# ---- storeys --------------------------------------------------------------------------------------------------------

# From the ground up; rooms of one storey do not know each other.
ETAGES = (
    {"comptes"},
    {"dispositifs", "reception"},
    {"referentiel", "journal", "documents"},
    {"acces"},
    {"messagerie"},
    {"organisations", "annuaires", "jetons", "webhooks"},
    {"candidatures"},
    {"preuves"},
    {"financement"},
    {"portail"},
)
RANG = {application: rang for rang, etage in enumerate(ETAGES) for application in etage}


def test_les_imports_descendent(capsys):
    code = lint_imports(config_filename=str(RACINE / "pyproject.toml"), no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_chaque_application_a_son_etage():
    noms = ("segur.", "candidatures", "preuves", "financement")
    notres = {config.label for config in apps.get_app_configs() if config.name.startswith(noms)}

    assert notres == RANG.keys()


def test_les_cles_etrangeres_descendent():
    remontees = [
        f"{champ} → {champ.related_model._meta.label}"
        for modele in apps.get_models()
        for champ in modele._meta.get_fields()
        if champ.is_relation and not champ.auto_created and champ.related_model and _remonte(modele, champ)
    ]

    assert remontees == []


def _remonte(modele: Any, champ: Any) -> bool:
    source, cible = modele._meta.app_label, champ.related_model._meta.app_label
    return source != cible and {source, cible} <= RANG.keys() and RANG[cible] >= RANG[source]


# ---- sizes and literals ---------------------------------------------------------------------------------------------


def sources(*dossiers: str) -> list[Path]:
    return [f for d in dossiers for f in sorted((RACINE / d).rglob("*.py")) if "migrations" not in f.parts]


def arbres(*dossiers: str) -> Iterator[tuple[Path, ast.Module]]:
    for fichier in sources(*dossiers):
        yield fichier.relative_to(RACINE), ast.parse(fichier.read_text(encoding="utf-8"))


def test_aucun_fichier_de_plus_de_400_lignes():
    longueurs = {
        f.relative_to(RACINE): len(f.read_text("utf-8").splitlines()) for f in sources(*PRODUIT, *HORS_PRODUIT)
    }

    assert {str(fichier): nombre for fichier, nombre in longueurs.items() if nombre > 400} == {}


def test_aucune_fonction_de_plus_de_60_lignes():
    longues = [
        f"{fichier}:{noeud.lineno} {noeud.name}"
        for fichier, arbre in arbres(*PRODUIT, *HORS_PRODUIT)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef) and (noeud.end_lineno or 0) - noeud.lineno + 1 > 60
    ]

    assert longues == []


def _annee_en_clair(noeud: ast.AST) -> bool:
    """date(2026, …), datetime(year=2026, …), "2026-07-22": a date of the programme written in the code."""
    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
        return bool(re.fullmatch(r"20(2[4-9]|30)-\d\d-\d\d([T ].*)?", noeud.value))
    if not isinstance(noeud, ast.Call):
        return False
    nom = noeud.func.attr if isinstance(noeud.func, ast.Attribute) else getattr(noeud.func, "id", "")
    annees = [*noeud.args[:1], *(cle.value for cle in noeud.keywords if cle.arg == "year")]
    return nom in {"date", "datetime"} and any(
        isinstance(a, ast.Constant) and a.value in range(2024, 2031) for a in annees
    )


def test_aucune_date_des_textes_dans_le_code():
    """Dates of the official texts are data (donnees/*.toml)."""
    litterales = [
        f"{fichier}:{noeud.lineno}"
        for fichier, arbre in arbres(*PRODUIT)
        for noeud in ast.walk(arbre)
        if _annee_en_clair(noeud)
    ]

    assert litterales == []


# ---- templates ------------------------------------------------------------------------------------------------------

DE_DJANGO = {"429.html", "400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def gabarits() -> dict[str, str]:
    fichiers = sorted(f for f in GABARITS.rglob("*") if f.is_file())
    return {f.relative_to(GABARITS).as_posix(): f.read_text(encoding="utf-8") for f in fichiers}


def _d_allauth(nom: str) -> bool:
    """A page of django-allauth that ours replaces, under the same name."""
    return any((Path(dossier) / "templates" / nom).exists() for dossier in allauth.__path__)


def _cites_par_le_code() -> set[str]:
    """Names written in full, and f"dossier/{nom}.html" for each value that the same module writes in full."""
    cites: set[str] = set()
    for _, arbre in arbres(*PRODUIT):
        noeuds = list(ast.walk(arbre))
        chaines = {n.value for n in noeuds if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        cites |= chaines
        for noeud in noeuds:
            if isinstance(noeud, ast.JoinedStr) and len(noeud.values) == 3:
                avant, _, apres = (getattr(morceau, "value", "") for morceau in noeud.values)
                cites |= {f"{avant}{chaine}{apres}" for chaine in chaines}
    return cites


def test_aucun_gabarit_inutile():
    tous = gabarits()
    cites = _cites_par_le_code() | DE_DJANGO
    for texte in tous.values():
        cites |= set(re.findall(r"{%-? *(?:include|extends) +[\"']([^\"']+)[\"']", texte))

    assert [nom for nom in tous if nom not in cites and not _d_allauth(nom)] == []


INTERDITS = {
    "script dans la page": r"<script(?![^>]*\bsrc=)",
    "style dans la balise": r"\sstyle\s*=",
    "gestionnaire dans la balise": r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=",
    "adresse javascript": r"javascript:",
}


@pytest.mark.parametrize("motif", INTERDITS.values(), ids=INTERDITS.keys())
def test_les_gabarits_respectent_la_politique_de_contenu(motif):
    assert [nom for nom, texte in gabarits().items() if re.search(motif, texte, re.IGNORECASE)] == []


def test_seuls_les_pdf_et_les_courriels_ont_une_feuille_de_style_dans_la_page():
    seuls = ("pdf/", "courriels/")

    assert [n for n, texte in gabarits().items() if "<style" in texte.lower() and not n.startswith(seuls)] == []


# ---- migrations -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_aucune_migration_ne_manque():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_chaque_operation_se_defait():
    irreversibles = [
        f"{application}.{nom} : {operation}"
        for (application, nom), migration in MigrationLoader(None).disk_migrations.items()
        if application in RANG
        for operation in migration.operations
        if not operation.reversible
    ]

    assert irreversibles == []


def test_les_migrations_se_defont_et_se_refont(tmp_path):
    """On a SQLite base of its own, from the roof down to nothing, then up again."""
    du_toit = [application for etage in reversed(ETAGES) for application in sorted(etage)]
    programme = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("migrate", verbosity=0)
defaire = MigrationExecutor(connection)
defaire.migrate([(nom, None) for nom in {du_toit} if nom in defaire.loader.migrated_apps])
restent = {{nom for nom, _ in MigrationExecutor(connection).loader.applied_migrations}} & set({du_toit})
assert not restent, restent
call_command("migrate", verbosity=0)
"""
    base = f"sqlite:///{tmp_path}/essai.sqlite3"
    env = os.environ | {"DATABASE_URL": base, "SEGUR_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "segur.settings"}

    fini = subprocess.run([sys.executable, "-c", programme], cwd=RACINE, env=env, capture_output=True, text=True)

    assert fini.returncode == 0, fini.stderr


# ---- addresses ------------------------------------------------------------------------------------------------------

PUBLIQUES = {
    "portail:accueil",
    "portail:calendrier",
    "portail:calendrier_comparer",
    "portail:calendrier_dispositif",
    "portail:calendrier_texte",
    "portail:versions_obsoletes",
    "portail:verifier",
    "portail:verifier_code",
    "portail:verifier_json",
    "portail:registre",
    "portail:registre_solution",
    "portail:abonnement",
    "portail:abonnement_confirmer",  # by a link that only the mailbox knows, like the next one
    "portail:abonnement_arreter",
    "portail:registre_comparer",
    "portail:registre_editeurs",
    "portail:registre_csv",
    "portail:registre_json",
    "portail:registre_schema",
    "portail:registre_flux",
    "portail:gazelle_rapports",
    "candidatures:yousign",  # the signature of the message is the right
    "preuves:cle_des_archives",
    "preuves:verificateur",
    "comptes:accepter",  # the link of an invitation: its token is the right
    "account_login",
    "account_logout",  # nothing to close: back to the public home page
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "security_txt",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "mfa_authenticate",  # a step of the login: without its first one, back to it
    "healthz",
    "readyz",
    "api:documentation",
    "api:webhooks",
    "api:schema",
    "api:registre",
    "api:calendrier",
}


def test_chaque_adresse_a_un_nom_et_un_seul():
    noms = [nom for nom, _ in adresses()]

    assert [nom for nom in noms if nom.endswith("None") or noms.count(nom) > 1] == []
    assert PUBLIQUES - set(noms) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_visiteur_est_conduit_a_la_connexion(client, methode):
    connexion = reverse("account_login")
    autrement = []
    for nom, arguments in adresses():
        chemin = reverse(nom, kwargs={argument: FICTIFS[genre] for argument, genre in arguments.items()})
        if nom in PUBLIQUES and methode == "post":
            continue
        reponse = getattr(client, methode)(chemin)
        conduit = reponse.status_code == 302 and reponse["Location"].startswith(f"{connexion}?next=")
        if nom.startswith("api:") and nom not in PUBLIQUES:  # a program is told, in the format of the API
            conduit = reponse["Content-Type"] == "application/problem+json" and reponse.status_code in (401, 404, 405)
        if conduit == (nom in PUBLIQUES):
            autrement.append(f"{nom} : {reponse.status_code}")

    assert autrement == []
