#!/usr/bin/env bash
# `make test`: everything that must hold before a change is shared, on services of its own, started and stopped here.
# SUITE=rapide stops after the linters and the SQLite suite, without any service.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
. outils/machine.sh
. outils/services.sh

ATELIER=$(mktemp -d "${TMPDIR:-/tmp}/segur-tests.XXXXXX") || exit 1
RAPPORTS=$ATELIER/rapports
ETAPES_RATEES=0
PID_REDIS=
PG_LANCE=
PID_PYTEST=
exec </dev/null

nettoyer() {
    [ -z "$PID_PYTEST" ] || { kill "$PID_PYTEST" && wait "$PID_PYTEST"; } 2>/dev/null
    [ -z "$PG_LANCE" ] || en_postgres "$PG_BIN/pg_ctl" -D "$ATELIER/pg/donnees" -m immediate -s stop
    [ -z "$PID_REDIS" ] || { kill "$PID_REDIS" && wait "$PID_REDIS"; } 2>/dev/null
    rm -rf "$ATELIER"
}

# The closing line is printed whatever happened, even when a step stopped everything.
terminer() {
    local code=$?
    trap - EXIT
    trap '' INT TERM HUP
    [ "$code" -eq 0 ] || [ "$ETAPES_RATEES" -gt 0 ] || ETAPES_RATEES=1
    python_de_service outils/bilan.py "$RAPPORTS" "$ETAPES_RATEES"
    local bilan=$?
    nettoyer
    [ "$code" -ne 0 ] || code=$bilan
    exit "$code"
}

python_de_service() { if [ -x .venv/bin/python ]; then .venv/bin/python "$@"; else python3 "$@"; fi; }

# etape TITRE COMMANDE…: stops everything when the command fails.
etape() {
    local titre=$1 debut=$SECONDS
    shift
    printf '\n=== %s\n' "$titre"
    if ! "$@"; then
        ETAPES_RATEES=$((ETAPES_RATEES + 1))
        printf '=== %s : échec\n' "$titre"
        exit 1
    fi
    printf '=== %s : %d s\n' "$titre" $((SECONDS - debut))
}

# ---- suites ---------------------------------------------------------------------------------------------------------

avec_services() { DATABASE_URL=$DATABASE_URL_TESTS REDIS_URL=$REDIS_URL_TESTS "$@"; }

# lancer_pytest NOM OPTION…: no test at all is a failure too (pytest's exit code 5).
lancer_pytest() {
    local nom=$1
    shift
    # In the background, so that a signal is heard at once and not when the suite ends.
    .venv/bin/python -m pytest -q -p no:cacheprovider --junitxml "$RAPPORTS/$nom.xml" "$@" &
    PID_PYTEST=$!
    wait "$PID_PYTEST"
    local code=$?
    PID_PYTEST=
    return "$code"
}

SUITE=${SUITE:-complete}
trap terminer EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
case $SUITE in complete | rapide) ;; *) arreter "SUITE vaut « complete » ou « rapide »." ;; esac

unset DATABASE_URL REDIS_URL DEBUG SEGUR_DEMO EMAIL_URL TRUSTED_PROXIES SEGUR_DOCUMENTS ALLOWED_HOSTS URL_PUBLIQUE
export SECRET_KEY=cle-de-test SEGUR_HTTPS=0 SEGUR_VAR=$ATELIER/var PYTHONDONTWRITEBYTECODE=1
mkdir -p "$RAPPORTS" "$SEGUR_VAR"/taches/{messages,faites,controle}

etape "Paquets du système" installer_le_systeme
etape "Environnement" venv requirements-test.txt
etape "ruff check" .venv/bin/python -m ruff check --no-cache .
etape "ruff format" .venv/bin/python -m ruff format --no-cache --check .
etape "mypy" .venv/bin/python -m mypy
etape "import-linter" .venv/bin/lint-imports --no-cache
etape "Migrations à jour" .venv/bin/python manage.py makemigrations --check --dry-run
etape "Fichiers statiques" .venv/bin/python manage.py collectstatic --noinput --verbosity 0
if [ "$SUITE" = complete ]; then
    etape "Fournisseur d’identité des essais" installer_le_fournisseur_d_essai
    etape "Services" demarrer_les_services
    etape "Suite sur PostgreSQL" avec_services lancer_pytest postgresql -n 2 --dist worksteal -m "not navigateur"
fi
# What uses no database ran once already, and would say the same again.
seconde=()
[ "$SUITE" = rapide ] || seconde=(--base-seule)
etape "Suite sur SQLite" lancer_pytest sqlite -n 2 --dist worksteal -m "not navigateur" "${seconde[@]}"
if [ "$SUITE" = complete ]; then
    etape "Parcours dans le navigateur" avec_services lancer_pytest navigateur -n 2 --dist worksteal -m navigateur
fi
