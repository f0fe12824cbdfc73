"""Undue sums; a set-off that falls with its payment is a new nature of line, which the triggers add up."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import financement.models.fournisseur
from financement.models import declencheurs


def poser(apps, schema_editor):
    declencheurs.poser(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_controles_et_antivirus"),
        ("financement", "0012_paiement_des_creances"),
        ("journal", "0002_declencheurs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lever, poser),
        migrations.CreateModel(
            name="Indu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("date_5", "Prestation non réalisée à la Date 5"),
                            ("incapacite", "Incapacité à réaliser la prestation"),
                            ("surcompensation", "Surcompensation"),
                            ("declaration", "Déclaration erronée"),
                            ("secondaire", "Prestation secondaire non due"),
                            ("retrait", "Retrait du référencement"),
                            ("controle", "Contrôle a posteriori non conforme"),
                            ("manquement", "Manquement à l’arrêté ou à la convention"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("constate", "Constaté"),
                            ("mis_en_demeure", "Mise en demeure"),
                            ("propose", "Décision en préparation"),
                            ("ordonne", "Reversement ordonné"),
                            ("solde", "Soldé"),
                            ("classe", "Classé sans suite"),
                        ],
                        default="constate",
                        max_length=20,
                    ),
                ),
                ("constat", models.TextField(verbose_name="constat")),
                ("constate_le", models.DateTimeField(verbose_name="constaté le")),
                ("mis_en_demeure_le", models.DateTimeField(null=True, verbose_name="mise en demeure")),
                ("repondre_jusqu_au", models.DateTimeField(null=True, verbose_name="réponse attendue jusqu’au")),
                ("propose_le", models.DateTimeField(null=True, verbose_name="décision proposée le")),
                ("motivation", models.TextField(blank=True, verbose_name="motifs de la décision")),
                ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
                ("reverser_jusqu_au", models.DateTimeField(null=True, verbose_name="à reverser jusqu’au")),
                (
                    "par_compensation",
                    models.BooleanField(default=False, verbose_name="retenu sur les paiements à venir"),
                ),
                ("solde_le", models.DateTimeField(null=True, verbose_name="soldé le")),
            ],
            options={
                "verbose_name": "dossier d’indu",
                "verbose_name_plural": "dossiers d’indu",
                "ordering": ["-pk"],
            },
            bases=(financement.models.fournisseur.DuFournisseur, models.Model),
        ),
        migrations.CreateModel(
            name="LettreDIndu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("mise_en_demeure", "Mise en demeure"),
                            ("decision", "Décision"),
                            ("ordre", "Ordre de reversement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("version", models.CharField(max_length=10)),
                ("emise_le", models.DateTimeField(verbose_name="émise le")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LigneDIndu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("avance", "Avance"), ("solde", "Solde"), ("secondaire", "Prestation secondaire")],
                        max_length=12,
                    ),
                ),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant réclamé")),
                (
                    "propose",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="montant proposé"),
                ),
                ("ordonne", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="à reverser")),
                (
                    "rembourse",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="remboursé"),
                ),
                (
                    "retenu",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="retenu sur un paiement en cours"
                    ),
                ),
                ("compense", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="compensé")),
                ("vive", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ObservationDIndu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("texte", models.TextField()),
                ("deposee_le", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Remboursement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=35, unique=True, verbose_name="référence bancaire")),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                ("valeur_le", models.DateField(verbose_name="date de valeur")),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Retenue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vive", models.BooleanField(default=True)),
                ("imputee_le", models.DateTimeField(null=True, verbose_name="compensée le")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="ecriture",
            name="ecriture_a_son_signe",
        ),
        migrations.RemoveConstraint(
            model_name="virement",
            name="virement_positif",
        ),
        migrations.AddField(
            model_name="virement",
            name="retenu",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="retenu sur un indu"),
        ),
        migrations.AlterField(
            model_name="ecriture",
            name="nature",
            field=models.CharField(
                choices=[
                    ("engagement", "Engagement"),
                    ("avance", "Avance versée"),
                    ("solde", "Solde versé"),
                    ("secondaire", "Prestation secondaire versée"),
                    ("reglement", "Règlement confirmé par la banque"),
                    ("rejet", "Virement rejeté par la banque"),
                    ("retour", "Fonds retournés par la banque"),
                    ("reprise", "Reprise"),
                    ("compensation", "Compensation"),
                    ("annulation", "Compensation annulée : le paiement est revenu"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="ecriture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("montant__gt", 0),
                        ("nature__in", ("engagement", "avance", "solde", "secondaire", "reglement", "annulation")),
                    ),
                    models.Q(("montant__lt", 0), ("nature__in", ("rejet", "retour", "reprise", "compensation"))),
                    _connector="OR",
                ),
                name="ecriture_a_son_signe",
                violation_error_message="Un engagement ou un versement est positif, un rejet ou une reprise négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0), ("retenu__gte", 0)),
                name="virement_positif",
                violation_error_message="Un virement est d’un montant positif.",
            ),
        ),
        migrations.AddField(
            model_name="indu",
            name="constate_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="indu",
            name="decide_par",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="indu",
            name="fournisseur",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="indus", to="financement.fournisseur"
            ),
        ),
        migrations.AddField(
            model_name="indu",
            name="propose_par",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="lettredindu",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
            ),
        ),
        migrations.AddField(
            model_name="lettredindu",
            name="indu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lettres", to="financement.indu"
            ),
        ),
        migrations.AddField(
            model_name="lignedindu",
            name="commande",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="indus", to="financement.commande"
            ),
        ),
        migrations.AddField(
            model_name="lignedindu",
            name="indu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lignes", to="financement.indu"
            ),
        ),
        migrations.AddField(
            model_name="observationdindu",
            name="deposee_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="observationdindu",
            name="document",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
            ),
        ),
        migrations.AddField(
            model_name="observationdindu",
            name="indu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="financement.indu"
            ),
        ),
        migrations.AddField(
            model_name="remboursement",
            name="enregistre_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="remboursement",
            name="indu",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="remboursements", to="financement.indu"
            ),
        ),
        migrations.AddField(
            model_name="retenue",
            name="ligne",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="retenues", to="financement.lignedindu"
            ),
        ),
        migrations.AddField(
            model_name="retenue",
            name="virement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="retenues", to="financement.virement"
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(("constat", ""), _negated=True),
                name="indu_dit_pourquoi",
                violation_error_message="Un constat dit ce qui est reproché.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("mis_en_demeure_le", None), ("repondre_jusqu_au", None), ("statut__in", ["constate", "classe"])
                    ),
                    models.Q(
                        ("mis_en_demeure_le__isnull", False), ("repondre_jusqu_au__gt", models.F("mis_en_demeure_le"))
                    ),
                    _connector="OR",
                ),
                name="indu_mis_en_demeure_avec_un_delai",
                violation_error_message="Rien n’est décidé sans mise en demeure, ni sans délai pour répondre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("propose_le", None), ("propose_par", None)),
                    models.Q(
                        ("propose_le__gt", models.F("repondre_jusqu_au")),
                        ("propose_par__isnull", False),
                        models.Q(("motivation", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="indu_propose_apres_le_delai",
                violation_error_message="Une décision se propose après le délai de réponse, et dit ses motifs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decide_par", None),
                    ("propose_par", None),
                    models.Q(("decide_par", models.F("propose_par")), _negated=True),
                    _connector="OR",
                ),
                name="indu_decide_par_autrui",
                violation_error_message="Qui propose la décision et qui la prend sont deux personnes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["ordonne", "solde"]), _negated=True),
                    models.Q(
                        ("decide_par__isnull", False),
                        ("propose_par__isnull", False),
                        ("decide_le__gte", models.F("propose_le")),
                        ("reverser_jusqu_au__gt", models.F("decide_le")),
                    ),
                    _connector="OR",
                ),
                name="indu_ordonne_par_deux_personnes",
                violation_error_message="Un reversement est proposé par une personne, ordonné par une autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("solde_le__isnull", False), ("statut", "solde")),
                    models.Q(models.Q(("statut", "solde"), _negated=True), ("solde_le", None)),
                    _connector="OR",
                ),
                name="indu_solde_a_une_date",
                violation_error_message="Un dossier soldé, et lui seul, dit quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indu",
            constraint=models.CheckConstraint(
                condition=models.Q(("par_compensation", False), ("statut__in", ["ordonne", "solde"]), _connector="OR"),
                name="indu_compense_une_fois_ordonne",
                violation_error_message="On ne retient sur un paiement qu’un reversement ordonné.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lettredindu",
            constraint=models.UniqueConstraint(
                fields=("indu", "nature"),
                name="lettre_d_indu_une_par_nature",
                violation_error_message="Cette lettre est déjà émise.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedindu",
            constraint=models.UniqueConstraint(
                fields=("indu", "commande", "part"),
                name="ligne_d_indu_unique",
                violation_error_message="Cette part est déjà dans le dossier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedindu",
            constraint=models.UniqueConstraint(
                condition=models.Q(("vive", True)),
                fields=("commande", "part"),
                name="ligne_d_indu_une_vive",
                violation_error_message="Un dossier d’indu est déjà ouvert pour cette part.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedindu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("montant__gt", 0),
                    ("ordonne__gte", 0),
                    ("ordonne__lte", models.F("montant")),
                    models.Q(
                        ("propose", None),
                        models.Q(("propose__gte", 0), ("propose__lte", models.F("montant"))),
                        _connector="OR",
                    ),
                ),
                name="ligne_d_indu_dans_le_reclame",
                violation_error_message="On n’ordonne pas plus que ce qui a été réclamé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedindu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("compense__gte", 0),
                    ("rembourse__gte", 0),
                    ("retenu__gte", 0),
                    (
                        "ordonne__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("rembourse"), "+", models.F("retenu")
                            ),
                            "+",
                            models.F("compense"),
                        ),
                    ),
                ),
                name="ligne_d_indu_reprise_dans_l_ordonne",
                violation_error_message="On ne reprend pas plus que ce qui est ordonné.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observationdindu",
            constraint=models.CheckConstraint(
                condition=models.Q(("texte", ""), _negated=True),
                name="observation_d_indu_a_un_texte",
                violation_error_message="Une observation a un texte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remboursement",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0), models.Q(("reference", ""), _negated=True)),
                name="remboursement_positif",
                violation_error_message="Un remboursement a une référence et un montant positif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retenue",
            constraint=models.UniqueConstraint(
                fields=("virement", "ligne"),
                name="retenue_unique",
                violation_error_message="Ce virement retient déjà sur cette somme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retenue",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0)),
                name="retenue_positive",
                violation_error_message="Une retenue est d’un montant positif.",
            ),
        ),
        migrations.RunPython(poser, lever),
    ]
