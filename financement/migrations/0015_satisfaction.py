"""Reports on the satisfaction of clients."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_controles_et_antivirus"),
        ("financement", "0014_controles_a_posteriori"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BilanDeSatisfaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("derniere_va_le", models.DateField(verbose_name="dernière VA couverte")),
                ("depose_le", models.DateTimeField(verbose_name="déposé le")),
                (
                    "depose_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "enrolement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bilans", to="financement.enrolement"
                    ),
                ),
            ],
            options={
                "verbose_name": "bilan de satisfaction",
                "verbose_name_plural": "bilans de satisfaction",
                "ordering": ["pk"],
            },
        ),
    ]
