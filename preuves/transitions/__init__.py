"""Every change of status of step 3."""

from preuves.transitions import chapitre, convention, derogations, eligibilite, preuve, provenance

__all__ = ["chapitre", "convention", "derogations", "eligibilite", "preuve", "provenance"]
