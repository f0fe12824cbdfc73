from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def dater(apps: Any, schema_editor: Any) -> None:
    """Référenced before the column existed: since the référencement itself."""
    candidatures = apps.get_model("candidatures", "Candidature").objects.exclude(referencee_le=None)
    candidatures.update(situation_depuis=F("referencee_le"))


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0011_documents_verifiables"),
        ("dispositifs", "0001_initial"),
        ("referentiel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="candidature",
            name="candidature_referencee_a_un_nru",
        ),
        migrations.AddField(
            model_name="candidature",
            name="situation_depuis",
            field=models.DateTimeField(null=True, verbose_name="dans cette situation depuis"),
        ),
        migrations.RunPython(dater, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="candidature",
            name="statut",
            field=models.CharField(
                choices=[
                    ("en_cours", "En cours"),
                    ("refusee", "Candidature refusée"),
                    ("referencee", "Candidature référencée"),
                    ("suspendue", "Référencement suspendu"),
                    ("retiree", "Référencement retiré"),
                ],
                default="en_cours",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="candidature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("nru__isnull", False),
                        ("referencee_le__isnull", False),
                        ("statut__in", ("referencee", "suspendue", "retiree")),
                    ),
                    models.Q(
                        models.Q(("statut__in", ("referencee", "suspendue", "retiree")), _negated=True),
                        ("nru", None),
                        ("referencee_le", None),
                    ),
                    _connector="OR",
                ),
                name="candidature_referencee_a_un_nru",
                violation_error_message="Une candidature qui fut référencée, et elle seule, porte un NRU et une date.",
            ),
        ),
    ]
