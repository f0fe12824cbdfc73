"""Every change of status of steps 1, 2 and 4."""

from candidatures.transitions import administrative, convention, eligibilite, officiels, remarques, saisie

__all__ = ["administrative", "convention", "eligibilite", "officiels", "remarques", "saisie"]
