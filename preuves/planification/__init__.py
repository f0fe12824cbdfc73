"""Where a candidature stands against the milestone and the Dates, and what to file first (CAL-06, E3-36, E3-37)."""
