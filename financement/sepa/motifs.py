"""Why a bank rejects a transfer, in French."""

import tomllib
from pathlib import Path

MOTIFS: dict[str, str] = tomllib.loads(
    (Path(__file__).parents[1] / "donnees" / "motifs_bancaires.toml").read_text(encoding="utf-8")
)
SANS_CODE = "La banque n’a pas donné de code."


def dire_le_motif(code: str) -> str:
    """« AC04 : le compte est clos. »; an unknown code is shown as it came."""
    if not code:
        return SANS_CODE
    motif = MOTIFS.get(code)
    return f"{code} : {motif[0].lower()}{motif[1:]}" if motif else f"{code} : motif que ce portail ne connaît pas."
