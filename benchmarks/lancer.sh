#!/usr/bin/env bash
# `make bench`: the cost of our pages beside bare Django pages of the same rows, on services started and stopped here.
# CANDIDATURES, PREUVES (in each) and TOURS (rounds of measure) may be given; the second database is ten times larger.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
. outils/machine.sh
. outils/services.sh

CANDIDATURES=${CANDIDATURES:-200}
PREUVES=${PREUVES:-200}
SUITE=complete
ATELIER=$(mktemp -d "${TMPDIR:-/tmp}/segur-bench.XXXXXX") || exit 1
PID_REDIS=
PG_LANCE=
PIDS=()
exec </dev/null

nettoyer() {
    trap - EXIT
    trap '' INT TERM HUP
    [ ${#PIDS[@]} -eq 0 ] || { kill "${PIDS[@]}" && wait "${PIDS[@]}"; } 2>/dev/null
    [ -z "$PG_LANCE" ] || en_postgres "$PG_BIN/pg_ctl" -D "$ATELIER/pg/donnees" -m immediate -s stop
    [ -z "$PID_REDIS" ] || { kill "$PID_REDIS" && wait "$PID_REDIS"; } 2>/dev/null
    rm -rf "$ATELIER"
}
trap nettoyer EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

base() { printf 'postgres://segur@/%s?host=%s/pg' "$1" "$ATELIER"; }

# remplir BASE CANDIDATURES
remplir() {
    DATABASE_URL=$(base "$1") .venv/bin/python -m benchmarks.volume \
        --candidatures "$2" --preuves "$PREUVES" --sortie "$ATELIER/$1.json"
}

# servir BASE: gunicorn as in production/, on a port of its own, ready when it returns.
servir() {
    local port
    port=$(port_libre)
    DATABASE_URL=$(base "$1") .venv/bin/gunicorn segur.wsgi --bind "127.0.0.1:$port" --worker-class gthread \
        --workers 2 --threads 4 --worker-tmp-dir /dev/shm --log-level warning --pid "$ATELIER/$1.pid" &
    PIDS+=($!)
    printf '%s\n' "$port" >"$ATELIER/$1.port"
    for _ in $(seq 150); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && [ -s "$ATELIER/$1.pid" ]; then return; fi
        sleep 0.2
    done
    arreter "gunicorn n’a pas démarré."
}

unset DEBUG SEGUR_DEMO EMAIL_URL SEGUR_DOCUMENTS ALLOWED_HOSTS URL_PUBLIQUE DATABASE_URL REDIS_URL
export SECRET_KEY=cle-de-mesure SEGUR_HTTPS=0 SEGUR_VAR=$ATELIER/var NIVEAU_DE_JOURNAL=WARNING PYTHONDONTWRITEBYTECODE=1
export TRUSTED_PROXIES=127.0.0.1/32 DJANGO_SETTINGS_MODULE=benchmarks.reglages
mkdir -p "$SEGUR_VAR"

installer_le_systeme
venv requirements-test.txt
dire "Services et volume…"
demarrer_postgresql && demarrer_redis || exit 1
export REDIS_URL=$REDIS_URL_TESTS
creer_base() { en_postgres "$PG_BIN/createdb" -h "$ATELIER/pg" -U segur "$@"; }
creer_base petit || exit 1
DATABASE_URL=$(base petit) .venv/bin/python manage.py migrate --verbosity 0 || exit 1
.venv/bin/python manage.py collectstatic --noinput --verbosity 0 || exit 1
remplir petit "$CANDIDATURES" && creer_base -T petit grand && remplir grand $((CANDIDATURES * 10)) || exit 1
dire "Volume chargé en $SECONDS s. Mesures…"
servir petit
servir grand
.venv/bin/python -m benchmarks.mesurer --atelier "$ATELIER" --tours "${TOURS:-5}" --sortie benchmarks/RESULTATS.md
code=$?
dire "Durée : $SECONDS s."
exit "$code"
