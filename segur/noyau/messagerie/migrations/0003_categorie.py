"""What each message is about. Those already written are told as decisions, the most common ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messagerie", "0002_lien_ephemere"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="categorie",
            preserve_default=False,
            field=models.CharField(
                choices=[
                    ("decision", "Décisions sur vos candidatures"),
                    ("officiel", "Documents officiels et signature de la convention"),
                    ("a_instruire", "Dossiers qui attendent une instruction, un avis ou une décision"),
                    ("attribution", "Dossiers qui vous sont attribués"),
                    ("message", "Messages des conversations"),
                    ("rappel", "Rappels d’échéance"),
                    ("calendrier", "Textes qui changent un calendrier, dérogations de délai"),
                    ("produit", "Responsables et collaborateurs des produits"),
                    ("compte", "Comptes, rôles et invitations"),
                    ("registre", "Changements du registre public"),
                ],
                default="decision",
                max_length=20,
            ),
        ),
    ]
