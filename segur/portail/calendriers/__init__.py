"""Texts that amend the calendars: entered, previewed on the dossiers they move, published, told to the vendors."""
