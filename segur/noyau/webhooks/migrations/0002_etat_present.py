"""The webhooks as the migration 0001 left them.

What a new base starts from (decision 0076).
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [("webhooks", "0001_webhooks")]

    initial = True

    dependencies = [
        ("comptes", "0005_generation_des_sessions"),
        ("journal", "0002_declencheurs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nom", models.CharField(max_length=80, verbose_name="nom")),
                        (
                            "statut",
                            models.CharField(
                                choices=[("actif", "Actif"), ("suspendu", "Suspendu"), ("retire", "Retiré")],
                                default="actif",
                                max_length=10,
                            ),
                        ),
                        ("url", models.CharField(max_length=500, verbose_name="adresse")),
                        ("familles", models.JSONField(default=list, verbose_name="ce qu’il annonce")),
                        ("secret", models.TextField(blank=True, verbose_name="secret chiffré")),
                        ("secret_ancien", models.TextField(blank=True, verbose_name="ancien secret chiffré")),
                        (
                            "ancien_jusqu_a",
                            models.DateTimeField(null=True, verbose_name="l’ancien secret signe jusqu’au"),
                        ),
                        ("cree_le", models.DateTimeField(verbose_name="créé le")),
                        ("suspendu_le", models.DateTimeField(null=True, verbose_name="suspendu le")),
                        ("motif", models.CharField(blank=True, max_length=300, verbose_name="raison de la suspension")),
                        ("retire_le", models.DateTimeField(null=True, verbose_name="retiré le")),
                        (
                            "cree_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="webhooks",
                                to="comptes.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "retire"), _negated=True),
                                fields=("organisation", "nom"),
                                name="webhook_un_nom_par_organisation",
                                violation_error_message="Un webhook en service porte déjà ce nom.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("statut", "suspendu"),
                                        ("suspendu_le__isnull", False),
                                        models.Q(("motif", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "suspendu"), _negated=True),
                                        ("motif", ""),
                                        ("suspendu_le", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="webhook_suspendu_dit_pourquoi",
                                violation_error_message="Un webhook suspendu, et lui seul, dit quand et pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("retire_le__isnull", False),
                                        ("secret", ""),
                                        ("secret_ancien", ""),
                                        ("statut", "retire"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "retire"), _negated=True),
                                        ("retire_le", None),
                                        models.Q(("secret", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="webhook_retire_sans_secret",
                                violation_error_message="Un webhook retiré, et lui seul, n’a plus de secret.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ancien_jusqu_a", None), ("secret_ancien", "")),
                                    models.Q(
                                        models.Q(("secret_ancien", ""), _negated=True),
                                        ("ancien_jusqu_a__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="webhook_ancien_secret_a_une_fin",
                                violation_error_message="Un ancien secret dit jusqu’à quand il signe.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evenement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identifiant", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("type", models.CharField(max_length=80, verbose_name="type")),
                        ("du_dossier", models.CharField(blank=True, max_length=60, verbose_name="dossier")),
                        ("rang", models.PositiveIntegerField(default=0)),
                        ("corps", models.TextField()),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("a_livrer", "À livrer"),
                                    ("envoi_demande", "Envoi demandé"),
                                    ("livre", "Livré"),
                                    ("ecarte", "Écarté"),
                                ],
                                default="a_livrer",
                                max_length=20,
                            ),
                        ),
                        ("cree_le", models.DateTimeField(verbose_name="créé le")),
                        ("prochain_le", models.DateTimeField(verbose_name="prochain essai le")),
                        ("essais", models.PositiveIntegerField(default=0)),
                        ("echecs", models.PositiveIntegerField(default=0)),
                        ("livre_le", models.DateTimeField(null=True, verbose_name="livré le")),
                        ("motif", models.CharField(blank=True, max_length=300)),
                        (
                            "entree",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="journal.entreejournal",
                            ),
                        ),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evenements",
                                to="webhooks.webhook",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "événement",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("statut__in", ["a_livrer", "envoi_demande"])),
                                fields=["webhook", "prochain_le"],
                                name="evenement_a_envoyer",
                            ),
                            models.Index(
                                condition=models.Q(("statut", "a_livrer")),
                                fields=["webhook", "du_dossier", "rang"],
                                name="evenement_a_son_tour",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("webhook", "entree"),
                                name="evenement_un_par_ligne",
                                violation_error_message="Cette ligne du journal est déjà annoncée à ce webhook.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "livre"), _negated=True),
                                    ("livre_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="evenement_livre_a_un_instant",
                                violation_error_message="Un événement livré dit quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "ecarte"), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="evenement_ecarte_dit_pourquoi",
                                violation_error_message="Un événement écarté dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("du_dossier", ""),
                                        ("entree", None),
                                        ("rang", 0),
                                        models.Q(("statut", "a_livrer"), _negated=True),
                                    ),
                                    models.Q(
                                        ("entree__isnull", False),
                                        ("rang__gte", 1),
                                        models.Q(("du_dossier", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="evenement_de_qui_vient_d_un_dossier",
                                violation_error_message="Un événement vient d’une ligne d’un dossier, ou d’un essai demandé.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tentative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("numero", models.PositiveIntegerField(verbose_name="n°")),
                        ("le", models.DateTimeField()),
                        ("reponse", models.PositiveSmallIntegerField(null=True, verbose_name="code de réponse")),
                        ("cause", models.CharField(blank=True, max_length=300)),
                        ("extrait", models.CharField(blank=True, max_length=500, verbose_name="début de la réponse")),
                        ("duree_ms", models.PositiveIntegerField(verbose_name="durée en millisecondes")),
                        (
                            "evenement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tentatives",
                                to="webhooks.evenement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["evenement", "numero"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("evenement", "numero"),
                                name="tentative_numerotee",
                                violation_error_message="Cette tentative est déjà inscrite.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reponse__isnull", False), models.Q(("cause", ""), _negated=True), _connector="OR"
                                ),
                                name="tentative_sans_reponse_dit_pourquoi",
                                violation_error_message="Une tentative sans réponse dit pourquoi.",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
