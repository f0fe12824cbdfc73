"""Sizes as people read them."""


def en_octets(octets: int) -> str:
    """« 1,4 Mo », in decimal units as the limits are announced."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1e3))} ko"
    return f"{octets / 1e6:.1f} Mo".replace(".", ",")
