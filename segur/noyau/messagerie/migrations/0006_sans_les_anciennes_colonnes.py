"""What a message said of its mail is now said by the mail."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("messagerie", "0005_un_courriel_par_message"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="notification",
            name="notification_en_attente",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="derniere_erreur",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="envoyee_le",
        ),
        migrations.RemoveField(
            model_name="notification",
            name="essais",
        ),
    ]
