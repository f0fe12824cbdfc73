"""The journal and its triggers, as the migrations up to 0002 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.journal import declencheurs
from segur.noyau.tables import CreerLesTables


def poser(apps, schema_editor):
    declencheurs.poser(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    replaces = [("journal", "0001_initial"), ("journal", "0002_declencheurs")]

    initial = True

    dependencies = [
        ("comptes", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Registre",
                    fields=[
                        ("dossier", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("rang", models.PositiveIntegerField(default=0)),
                        ("empreinte", models.CharField(blank=True, max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="EntreeJournal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("dossier", models.CharField(max_length=60)),
                        ("rang", models.PositiveIntegerField()),
                        ("id_objet", models.PositiveBigIntegerField()),
                        ("action", models.CharField(max_length=80)),
                        ("recit", models.CharField(max_length=300)),
                        ("de", models.CharField(blank=True, max_length=30)),
                        ("vers", models.CharField(blank=True, max_length=30)),
                        ("recu_le", models.DateTimeField()),
                        ("inscrite_le", models.DateTimeField()),
                        ("motifs", models.JSONField(default=list)),
                        ("details", models.JSONField(default=dict)),
                        ("cle", models.CharField(blank=True, max_length=64)),
                        ("precedente", models.CharField(blank=True, max_length=64)),
                        ("empreinte", models.CharField(max_length=64)),
                        (
                            "acteur",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="comptes.organisation",
                            ),
                        ),
                        (
                            "type_objet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dossier", "rang"],
                        "indexes": [
                            models.Index(fields=["type_objet", "id_objet"], name="journal_ent_type_ob_2dc2e8_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("dossier", "rang"), name="journal_rang_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("cle", ""), _negated=True),
                                fields=("dossier", "cle"),
                                name="journal_cle_unique",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(poser, lever),
    ]
