"""Every change of status of step 3."""

from preuves.transitions import audit, chapitre, convention, derogations, eligibilite, preuve, provenance

__all__ = ["audit", "chapitre", "convention", "derogations", "eligibilite", "preuve", "provenance"]
