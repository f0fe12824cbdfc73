"""The rules of one purchase order: facts in, explained findings out. Standard library only, no clock."""
