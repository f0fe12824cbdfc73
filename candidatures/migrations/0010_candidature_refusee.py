from typing import Any

from django.db import migrations, models
from django.db.models import Q


def clore(apps: Any, schema_editor: Any) -> None:
    """A candidature one of whose steps was refused before the status existed."""
    refusee = Q(administrative__statut="refusee") | Q(eligibilite__statut="refusee")
    Candidature = apps.get_model("candidatures", "Candidature")
    Candidature.objects.filter(
        pk__in=list(Candidature.objects.filter(refusee, statut="en_cours").values_list("pk", flat=True))
    ).update(statut="refusee")


def rouvrir(apps: Any, schema_editor: Any) -> None:
    apps.get_model("candidatures", "Candidature").objects.filter(statut="refusee").update(statut="en_cours")


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0009_pieces_non_lues")]

    operations = [
        migrations.AlterField(
            model_name="candidature",
            name="statut",
            field=models.CharField(
                choices=[
                    ("en_cours", "En cours"),
                    ("refusee", "Candidature refusée"),
                    ("referencee", "Candidature référencée"),
                ],
                default="en_cours",
                max_length=20,
            ),
        ),
        migrations.RunPython(clore, rouvrir),
    ]
