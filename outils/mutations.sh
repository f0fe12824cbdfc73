#!/usr/bin/env bash
# `make mutations`: the examination of files before thousands of damaged ones. MUTATIONS: how many archives.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export SECRET_KEY=cle-de-test SEGUR_HTTPS=0 PYTHONDONTWRITEBYTECODE=1 SEGUR_MUTATIONS=${MUTATIONS:-20000}
exec .venv/bin/python -m pytest -q -p no:cacheprovider -n 2 --dist worksteal tests/noyau/documents/corpus/test_mutations.py "$@"
