"""Every change of status of step 3."""

from preuves.transitions import chapitre, eligibilite, preuve, provenance

__all__ = ["chapitre", "eligibilite", "preuve", "provenance"]
