"""A file kept without being read says so; those of the old formats joined until now were not. Reversible."""

from django.db import migrations, models
from django.db.models import F, Q


def marquer(apps, schema_editor):
    anciens = Q(document__nom__iendswith=".xls") | Q(document__nom__iendswith=".zip")
    Piece = apps.get_model("candidatures", "Piece")
    for piece in Piece.objects.filter(anciens, zone="versions_obsoletes").annotate(nom=F("document__nom")):
        Piece.objects.filter(pk=piece.pk).update(non_lu=piece.nom)


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0008_instructeur")]

    operations = [
        migrations.AddField(
            model_name="piece",
            name="non_lu",
            field=models.TextField(blank=True, verbose_name="ce que le portail n’a pas lu"),
        ),
        migrations.RunPython(marquer, migrations.RunPython.noop),
    ]
