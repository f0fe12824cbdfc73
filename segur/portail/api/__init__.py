"""/api/v1/: the doors of programs. Same objects, same transitions and same verdicts as the screens."""
