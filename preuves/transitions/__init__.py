"""Every change of status of step 3."""

from preuves.transitions import attribution, chapitre, eligibilite, preuve, provenance

__all__ = ["attribution", "chapitre", "eligibilite", "preuve", "provenance"]
