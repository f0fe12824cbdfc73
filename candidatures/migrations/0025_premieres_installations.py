from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0024_contreseing"),
        ("dispositifs", "0002_amendements"),
        ("referentiel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="candidature",
            name="premieres_installations_le",
            field=models.DateTimeField(null=True, verbose_name="premières installations réussies le"),
        ),
        migrations.AddConstraint(
            model_name="candidature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("premieres_installations_le", None),
                    models.Q(
                        ("premieres_installations_le__gte", models.F("referencee_le")), ("referencee_le__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="candidature_installee_fut_referencee",
                violation_error_message="Les premières installations suivent le référencement.",
            ),
        ),
    ]
