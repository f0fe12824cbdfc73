from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0005_reprise_des_reponses")]
    operations = [
        migrations.RemoveField(
            model_name="candidatureadministrative",
            name="precedent_nru",
        ),
        migrations.RemoveField(
            model_name="candidatureadministrative",
            name="precedente_vague",
        ),
        migrations.RemoveField(
            model_name="eligibilite",
            name="documentation",
        ),
    ]
