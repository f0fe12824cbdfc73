#!/usr/bin/env bash
# `make verrouiller`: locks the dependencies of pyproject.toml, then writes the two hashed files that plain pip reads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. outils/machine.sh

export PATH="$PWD/.venv/bin:$PATH"
command -v uv >/dev/null || arreter "Il manque uv. Lancez, puis recommencez :" $'\n\n'"    python3 -m pip install uv"$'\n'
# The lock must name the public index alone, whatever this machine is set up with.
unset PIP_FIND_LINKS UV_FIND_LINKS UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX
exporter() { uv export -q --frozen --no-config --format requirements-txt --no-header --no-annotate "$@"; }

uv lock --no-config
exporter --no-dev -o requirements.txt >/dev/null
exporter -o requirements-test.txt >/dev/null
