import django.db.models.deletion
from django.db import migrations, models

import candidatures.models.candidature


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0013_college_et_mesures"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandeDeSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cle", models.CharField(max_length=60, unique=True)),
                ("reference", models.CharField(max_length=64, null=True, unique=True)),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("draft", "En préparation"),
                            ("approval", "En attente d’approbation"),
                            ("rejected", "Rejetée par un approbateur"),
                            ("ongoing", "En attente de signature"),
                            ("declined", "Refusée par le signataire"),
                            ("expired", "Expirée"),
                            ("deleted", "Supprimée"),
                            ("canceled", "Annulée"),
                            ("done", "Signée"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("signataire", models.CharField(max_length=201)),
                ("envoi_le", models.DateTimeField()),
                ("creee_le", models.DateTimeField()),
                ("expire_le", models.DateTimeField(null=True)),
                ("verifiee_le", models.DateTimeField(null=True)),
                (
                    "candidature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="candidatures.candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de signature",
            },
            bases=(candidatures.models.candidature.DuProduit, models.Model),
        ),
        migrations.CreateModel(
            name="EvenementYousign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifiant", models.CharField(max_length=100, unique=True)),
                ("nom", models.CharField(max_length=100)),
                ("recu_le", models.DateTimeField()),
                ("traite_le", models.DateTimeField(null=True)),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evenements",
                        to="candidatures.demandedesignature",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="demandedesignature",
            constraint=models.UniqueConstraint(fields=("candidature", "envoi_le"), name="signature_unique_par_envoi"),
        ),
        migrations.AddConstraint(
            model_name="demandedesignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("statut__in", ["draft", "approval", "ongoing"])),
                fields=("candidature",),
                name="signature_une_seule_ouverte",
                violation_error_message="Une demande de signature est déjà ouverte pour cette convention.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandedesignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("statut", "draft"), ("reference__isnull", False), _connector="OR"),
                name="signature_adressee_a_une_reference",
                violation_error_message="Une demande adressée porte la référence du prestataire.",
            ),
        ),
    ]
