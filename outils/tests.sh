#!/usr/bin/env bash
# `make test`: everything that must hold before a change is shared, on services of its own, started and stopped here.
# SUITE=rapide stops after the linters and the SQLite suite, without any service.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
. outils/machine.sh

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

# ---- services -------------------------------------------------------------------------------------------------------

dossier_postgresql() {
    local dossier
    for dossier in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(pg_config --bindir 2>/dev/null)" \
        "$(dirname "$(readlink -f "$(command -v initdb)" 2>/dev/null)" 2>/dev/null)"; do
        if [ -x "$dossier/initdb" ] && [ -x "$dossier/pg_ctl" ] && [ -x "$dossier/postgres" ]; then
            printf '%s\n' "$dossier"
            return
        fi
    done
}

chromium_du_systeme() {
    local candidat
    for candidat in "${SEGUR_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$candidat" ] && command -v "$candidat"; then return; fi
    done
}

installer_le_systeme() {
    local manquants=()
    if [ "$SUITE" = complete ]; then
        [ -n "$(dossier_postgresql)" ] || manquants+=(postgresql)
        command -v redis-server >/dev/null || manquants+=(redis-server)
        [ -n "$(chromium_du_systeme)" ] || manquants+=(chromium)
    fi
    preparer_machine "${manquants[@]}"
}

# PostgreSQL refuses root: the server runs as another user when we are root, as ourselves otherwise.
en_postgres() {
    if [ "$(id -u)" -ne 0 ]; then "$@"; else (cd / && setpriv --reuid "$COMPTE_PG" --regid "$(id -g "$COMPTE_PG")" --clear-groups "$@"); fi
}

port_libre() { .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

demarrer_postgresql() {
    PG_BIN=$(dossier_postgresql)
    [ -n "$PG_BIN" ] || { dire "PostgreSQL reste introuvable : sudo apt-get install -y postgresql"; return 1; }
    COMPTE_PG=$(id -un postgres 2>/dev/null || echo nobody)
    mkdir "$ATELIER/pg" && chmod 711 "$ATELIER" || return 1
    [ "$(id -u)" -ne 0 ] || chown "$COMPTE_PG" "$ATELIER/pg"
    en_postgres "$PG_BIN/initdb" -D "$ATELIER/pg/donnees" -U segur -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null || return 1
    local options="-k $ATELIER/pg -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options="$options -c max_wal_size=2GB -c shared_buffers=256MB -c max_connections=100"
    PG_LANCE=oui
    en_postgres "$PG_BIN/pg_ctl" -D "$ATELIER/pg/donnees" -l "$ATELIER/pg/journal" -w -t 60 -s -o "$options" start ||
        { cat "$ATELIER/pg/journal" >&2; return 1; }
    # Reached by its socket alone: nobody else's port, nobody else's server.
    export DATABASE_URL_TESTS="postgres://segur@/postgres?host=$ATELIER/pg"
}

demarrer_redis() {
    command -v redis-server >/dev/null || { dire "Redis reste introuvable : sudo apt-get install -y redis-server"; return 1; }
    local port
    port=$(port_libre)
    redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$ATELIER" >"$ATELIER/redis.log" 2>&1 &
    PID_REDIS=$!
    export REDIS_URL_TESTS="redis://127.0.0.1:$port/0"
    for _ in $(seq 100); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        kill -0 "$PID_REDIS" 2>/dev/null || break
        sleep 0.1
    done
    cat "$ATELIER/redis.log" >&2
    return 1
}

verifier_chromium() {
    SEGUR_CHROMIUM=$(chromium_du_systeme)
    export SEGUR_CHROMIUM
    [ -n "$SEGUR_CHROMIUM" ] || { dire "Chromium reste introuvable : sudo apt-get install -y chromium"; return 1; }
}

demarrer_les_services() { demarrer_postgresql && demarrer_redis && verifier_chromium; }

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
    etape "Services" demarrer_les_services
    etape "Suite sur PostgreSQL" avec_services lancer_pytest postgresql -n 2 -m "not navigateur"
fi
etape "Suite sur SQLite" lancer_pytest sqlite -n 2 -m "not navigateur"
if [ "$SUITE" = complete ]; then
    etape "Parcours dans le navigateur" avec_services lancer_pytest navigateur -m navigateur
fi
