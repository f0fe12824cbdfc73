"""The journal becomes append-only in the database itself, on both engines."""

from django.db import migrations

from segur.noyau.journal import declencheurs


def poser(apps, schema_editor):
    declencheurs.poser(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(poser, lever)]
