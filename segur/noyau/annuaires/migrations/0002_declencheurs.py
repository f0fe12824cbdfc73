"""The log of lookups becomes append-only."""

from typing import Any

from django.db import migrations

from segur.noyau.annuaires import declencheurs


def poser(apps: Any, schema_editor: Any) -> None:
    declencheurs.poser(schema_editor.connection)


def lever(apps: Any, schema_editor: Any) -> None:
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annuaires", "0001_initial")]
    operations = [migrations.RunPython(poser, lever)]
