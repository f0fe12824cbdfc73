"""Requests for financing as they arrive: received, read by a worker, matched with their pieces."""
