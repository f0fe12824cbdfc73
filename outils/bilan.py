"""Sums the JUnit reports of several pytest runs into one closing line: `bilan.py FOLDER FAILED_STEPS`.

A step that failed without a failed test (a linter, a crash before the first test) counts as one failure.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def compter(rapports: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests. A test in error failed."""
    arbres = [ElementTree.parse(fichier) for fichier in rapports.glob("*.xml")]  # noqa: S314 (our own files)
    suites = [suite for arbre in arbres for suite in arbre.iter("testsuite")]
    total, echecs, erreurs, sautes = (
        sum(int(suite.get(nom, 0)) for suite in suites) for nom in ("tests", "failures", "errors", "skipped")
    )
    return total - echecs - erreurs - sautes, echecs + erreurs, sautes


def main(rapports: str, etapes_ratees: str) -> int:
    reussis, rates, sautes = compter(Path(rapports))
    if int(etapes_ratees) and not rates:
        rates = 1
    print(f"\n{reussis} passed, {rates} failed, {sautes} skipped")
    return 1 if rates else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
