#!/usr/bin/env bash
# `make demo`: from a bare Debian or Ubuntu to the running portal. The rest, once Python is there, is outils/demo.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. outils/machine.sh

preparer_machine
venv requirements.txt
exec .venv/bin/python outils/demo.py "$@"
