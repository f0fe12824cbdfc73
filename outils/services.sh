# shellcheck shell=bash
# Throwaway PostgreSQL and Redis, for the tests and the measures. Sourced after machine.sh, never run.
# The caller gives ATELIER (a temporary folder) and SUITE, and stops what PG_LANCE and PID_REDIS say was started.

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
        command -v pdfsig >/dev/null || manquants+=(poppler-utils)
        command -v node >/dev/null || manquants+=(nodejs)
        command -v npm >/dev/null || manquants+=(npm)
    fi
    preparer_machine "${manquants[@]}"
}

# The OpenID provider that the tests of the doors run: its packages, as locked, none of whose scripts are run.
installer_le_fournisseur_d_essai() { npm ci --prefix tests/fournisseur_oidc --ignore-scripts --no-audit --no-fund --loglevel=error; }

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
