"""The documents as the migrations up to 0004 left them.

What a new base starts from (decision 0076).
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_chiffrement"),
        ("documents", "0003_controles_et_antivirus"),
        ("documents", "0004_effacement"),
    ]

    initial = True

    dependencies = [
        ("comptes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Fichier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("taille", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                        ("type_mime", models.CharField(max_length=120)),
                        ("cle", models.CharField(blank=True, max_length=12, verbose_name="clé de chiffrement")),
                        (
                            "analyse",
                            models.CharField(
                                choices=[("non_analyse", "non analysé"), ("sain", "sain"), ("infecte", "infecté")],
                                default="non_analyse",
                                max_length=12,
                                verbose_name="antivirus",
                            ),
                        ),
                        ("analyse_le", models.DateTimeField(null=True, verbose_name="analysé le")),
                        ("essaye_le", models.DateTimeField(null=True, verbose_name="dernier essai d’analyse")),
                        ("moteur", models.CharField(blank=True, max_length=120, verbose_name="version de l’antivirus")),
                        ("raison_de_l_attente", models.CharField(blank=True, max_length=200)),
                        ("virus", models.CharField(blank=True, max_length=200, verbose_name="signature reconnue")),
                        ("efface_le", models.DateTimeField(null=True, verbose_name="octets effacés le")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("analyse", "non_analyse")),
                                fields=["essaye_le"],
                                name="fichier_a_analyser",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("empreinte", "cle"), name="fichier_unique"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("analyse", "non_analyse"), ("analyse_le", None), ("moteur", "")),
                                    models.Q(
                                        models.Q(("analyse", "non_analyse"), _negated=True),
                                        ("analyse_le__isnull", False),
                                        models.Q(("moteur", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fichier_analyse_datee",
                                violation_error_message="Un verdict de l’antivirus dit quand il a été rendu, et par quelle version.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("analyse", "infecte"), ("virus", ""), _connector="XOR"),
                                name="fichier_infecte_dit_par_quoi",
                                violation_error_message="Un fichier infecté, et lui seul, dit ce que l’antivirus y a reconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("efface_le", None), models.Q(("cle", ""), _negated=True), _connector="OR"
                                ),
                                name="fichier_efface_etait_chiffre",
                                violation_error_message="Seules des pièces sensibles s’effacent en gardant leur ligne.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identifiant", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("nom", models.CharField(max_length=255)),
                        ("zone", models.CharField(max_length=40)),
                        ("depose_le", models.DateTimeField()),
                        (
                            "depose_par",
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
                            "fichier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="documents.fichier",
                            ),
                        ),
                        (
                            "remarques",
                            models.JSONField(blank=True, default=list, verbose_name="remarques sur la structure"),
                        ),
                        ("efface_le", models.DateTimeField(null=True, verbose_name="n’est plus lisible depuis")),
                    ],
                ),
            ]
        ),
    ]
