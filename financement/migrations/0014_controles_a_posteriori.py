"""A-posteriori controls: campaigns, the orders that they draw, what suppliers answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import financement.models.fournisseur


class Migration(migrations.Migration):
    dependencies = [
        ("dispositifs", "0002_amendements"),
        ("documents", "0003_controles_et_antivirus"),
        ("financement", "0013_indus"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CampagneDeControle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("avance", "Avance"), ("solde", "Solde"), ("secondaire", "Prestation secondaire")],
                        max_length=12,
                        verbose_name="part payée",
                    ),
                ),
                ("du", models.DateField(verbose_name="payées du")),
                ("au", models.DateField(verbose_name="payées au")),
                ("graine", models.CharField(max_length=100)),
                ("taille", models.PositiveIntegerField(verbose_name="commandes à tirer")),
                ("population", models.JSONField()),
                ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 de la population")),
                ("methode", models.TextField(verbose_name="méthode")),
                ("lancee_le", models.DateTimeField(verbose_name="lancée le")),
                (
                    "dispositif",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispositifs.dispositif"
                    ),
                ),
                (
                    "lancee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne de contrôle",
                "verbose_name_plural": "campagnes de contrôle",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ControleAPosteriori",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("demande", "Justificatifs demandés"),
                            ("depose", "Justificatifs déposés"),
                            ("conteste", "Non-conformité à justifier"),
                            ("conforme", "Conforme"),
                            ("non_conforme", "Non conforme"),
                        ],
                        default="demande",
                        max_length=20,
                    ),
                ),
                ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                ("preuves_jusqu_au", models.DateTimeField(verbose_name="justificatifs attendus jusqu’au")),
                ("mesures", models.JSONField(default=dict)),
                ("motif", models.TextField(blank=True, verbose_name="motif")),
                ("conteste_le", models.DateTimeField(null=True)),
                ("reponse_jusqu_au", models.DateTimeField(null=True, verbose_name="réponse attendue jusqu’au")),
                ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controles",
                        to="financement.campagnedecontrole",
                    ),
                ),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="controles", to="financement.commande"
                    ),
                ),
                (
                    "conteste_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decide_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "contrôle a posteriori",
                "verbose_name_plural": "contrôles a posteriori",
                "ordering": ["pk"],
            },
            bases=(financement.models.fournisseur.DuFournisseur, models.Model),
        ),
        migrations.CreateModel(
            name="ReponseAuControle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("texte", models.TextField()),
                ("deposee_le", models.DateTimeField()),
                (
                    "controle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reponses",
                        to="financement.controleaposteriori",
                    ),
                ),
                (
                    "deposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="campagnedecontrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("au__gte", models.F("du")), models.Q(("graine", ""), _negated=True), ("taille__gt", 0)
                ),
                name="campagne_dates_en_ordre",
                violation_error_message="Une campagne a une période, une graine et une taille.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controleaposteriori",
            constraint=models.UniqueConstraint(
                fields=("campagne", "commande"),
                name="controle_une_fois_par_campagne",
                violation_error_message="Cette commande est déjà contrôlée par cette campagne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controleaposteriori",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["conteste", "non_conforme"]), _negated=True),
                    models.Q(
                        ("conteste_le__isnull", False),
                        ("conteste_par__isnull", False),
                        ("reponse_jusqu_au__gt", models.F("conteste_le")),
                        models.Q(("motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="controle_conteste_avec_un_delai",
                violation_error_message="Une non-conformité dit pourquoi, par qui, et laisse un délai pour répondre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controleaposteriori",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decide_le__isnull", False),
                        ("decide_par__isnull", False),
                        ("statut__in", ["conforme", "non_conforme"]),
                    ),
                    models.Q(
                        models.Q(("statut__in", ["conforme", "non_conforme"]), _negated=True),
                        ("decide_le", None),
                        ("decide_par", None),
                    ),
                    _connector="OR",
                ),
                name="controle_decide_par_une_personne",
                violation_error_message="Un contrôle décidé, et lui seul, dit par qui et quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controleaposteriori",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut", "non_conforme"), _negated=True),
                    models.Q(
                        models.Q(("decide_par", models.F("conteste_par")), _negated=True),
                        ("decide_le__gt", models.F("reponse_jusqu_au")),
                    ),
                    _connector="OR",
                ),
                name="controle_non_conforme_par_deux_personnes",
                violation_error_message="Une non-conformité se constate par une personne et se décide par une autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reponseaucontrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("texte", ""), _negated=True),
                name="reponse_au_controle_a_un_texte",
                violation_error_message="Une réponse a un texte.",
            ),
        ),
    ]
