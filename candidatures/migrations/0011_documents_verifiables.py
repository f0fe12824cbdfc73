from typing import Any

from django.db import migrations, models

from candidatures.codes import nouveau_code


def donner_un_code(apps: Any, schema_editor: Any) -> None:
    """To the documents made before codes existed."""
    DocumentOfficiel = apps.get_model("candidatures", "DocumentOfficiel")
    for officiel in DocumentOfficiel.objects.filter(code=None):
        DocumentOfficiel.objects.filter(pk=officiel.pk).update(code=nouveau_code())


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0010_candidature_refusee")]

    operations = [
        migrations.AddField(
            model_name="documentofficiel", name="version", field=models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AddField(
            model_name="documentofficiel",
            name="jumeau",
            field=models.JSONField(blank=True, default=dict, verbose_name="mêmes faits, pour une machine"),
        ),
        migrations.AddField(
            model_name="documentofficiel", name="code", field=models.CharField(max_length=10, null=True)
        ),
        migrations.RunPython(donner_un_code, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="documentofficiel",
            name="code",
            field=models.CharField(
                default=nouveau_code,
                editable=False,
                max_length=10,
                unique=True,
                verbose_name="code de vérification",
            ),
        ),
        migrations.RemoveConstraint(model_name="documentofficiel", name="document_officiel_unique"),
        migrations.AddConstraint(
            model_name="documentofficiel",
            constraint=models.UniqueConstraint(
                fields=("candidature", "nature", "version"), name="document_officiel_unique"
            ),
        ),
    ]
