from segur.noyau.organisations.transitions import adhesion, appartenance, delegation, invitation, organisation, revue

__all__ = ["adhesion", "appartenance", "delegation", "invitation", "organisation", "revue"]
