# shellcheck shell=bash
# What the machine must hold before anything runs: Python, its virtual environment, system packages. Sourced, never run.

dire() { printf '%s\n' "$*" >&2; }
arreter() { dire "$@"; exit 1; }

# paquets PAQUET…: installs Debian packages as root or by passwordless sudo, else says the one command and stops.
paquets() {
    local commande="apt-get update && apt-get install -y --no-install-recommends $*"
    local prefixe=()
    command -v apt-get >/dev/null || arreter "Il manque, sur cette machine sans apt-get : $*. Installez-les puis recommencez."
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || arreter "Il manque des paquets du système. Lancez, puis recommencez :" \
            $'\n\n'"    sudo sh -c '$commande'"$'\n'
        prefixe=(sudo -n)
    fi
    dire "Installation de : $*"
    "${prefixe[@]}" apt-get update -qq </dev/null >&2 || dire "La liste des paquets n’a pas pu être mise à jour."
    "${prefixe[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2 ||
        arreter "L’installation a échoué. Lancez, puis recommencez :" $'\n\n'"    sudo sh -c '$commande'"$'\n'
}

# The first Python of the machine that is recent enough, or nothing.
python_assez_recent() {
    local candidat
    for candidat in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidat" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidat"
            return
        fi
    done
}

venv_utilisable() {
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# venv EXIGENCES: .venv holds exactly what the hashed file says. The stamp remembers which files it was filled from.
venv() {
    local exigences=$1 empreinte
    local timbre=.venv/exigences.sha256
    empreinte=$(sha256sum <"$exigences")
    if venv_utilisable && grep -qsxF "$empreinte" "$timbre"; then return; fi
    if ! venv_utilisable; then
        local python
        python=$(python_assez_recent)
        [ -n "$python" ] || arreter "Il faut Python 3.11 ou plus récent ; cette machine a : $(python3 --version 2>&1)."
        dire "Création de l’environnement virtuel .venv"
        "$python" -m venv --clear .venv || arreter "L’environnement virtuel n’a pas pu être créé."
    fi
    rm -f "$timbre"
    dire "Installation des dépendances verrouillées ($exigences)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$exigences" </dev/null >&2 ||
        arreter "Les dépendances de $exigences n’ont pas pu être installées (le message de pip est au-dessus)."
    printf '%s\n' "$empreinte" >"$timbre"
    # The test requirements hold the others: the demo has nothing more to install after them.
    [ "$exigences" = requirements.txt ] || sha256sum <requirements.txt >>"$timbre"
}

# preparer_machine PAQUET…: those packages and what Python and PDF making lack, all at once: one command, typed once.
preparer_machine() {
    local manquants=("$@") pdf=() python=.venv/bin/python
    if ! venv_utilisable; then
        python=$(python_assez_recent)
        if [ -z "$python" ]; then
            manquants+=(python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core)
        elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            manquants+=("python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv")
        fi
    fi
    [ -z "$python" ] || mapfile -t pdf < <(paquets_pdf_manquants "$python")
    manquants+=("${pdf[@]}")
    [ ${#manquants[@]} -eq 0 ] || paquets "${manquants[@]}"
}

# paquets_pdf_manquants PYTHON: what PDF making needs from the system, one package per line, when it is missing.
paquets_pdf_manquants() {
    "$1" - <<'PYTHON'
import ctypes
from pathlib import Path

BIBLIOTHEQUES = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}
DOSSIERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts", Path.home() / ".fonts"]

for bibliotheque, paquet in BIBLIOTHEQUES.items():
    try:
        ctypes.CDLL(bibliotheque)
    except OSError:
        print(paquet)
if not any(police.suffix.lower() in {".ttf", ".otf", ".ttc"} for dossier in DOSSIERS for police in dossier.rglob("*")):
    print("fonts-dejavu-core")
PYTHON
}
