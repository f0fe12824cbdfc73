from django.db import migrations

from financement.models import declencheurs


def etendre(apps, schema_editor):
    declencheurs.etendre_aux_creances(schema_editor.connection)


def restreindre(apps, schema_editor):
    declencheurs.restreindre_aux_commandes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("financement", "0011_realisation")]

    operations = [migrations.RunPython(etendre, restreindre)]
