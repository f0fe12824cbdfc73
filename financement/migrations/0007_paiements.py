"""The ledger, batches of payments, files of the bank; and the triggers that hold them in the database itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from financement.models import declencheurs


def poser(apps, schema_editor):
    declencheurs.poser_les_premiers(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_chiffrement"),
        ("financement", "0006_simulations"),
        ("journal", "0002_declencheurs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LotDePaiement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("prepare", "Préparé, à approuver"),
                            ("approuve", "Approuvé, à exporter"),
                            ("exporte", "Exporté, attend la banque"),
                            ("clos", "Clos"),
                            ("annule", "Annulé"),
                        ],
                        default="prepare",
                        max_length=12,
                    ),
                ),
                ("prepare_le", models.DateTimeField(verbose_name="préparé le")),
                ("execution_le", models.DateField(verbose_name="date d’exécution")),
                ("nombre", models.PositiveIntegerField(default=0, verbose_name="virements")),
                ("montant", models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 du contenu")),
                ("motif_signaux", models.TextField(blank=True, verbose_name="motif de payer malgré un signal")),
                ("approuve_le", models.DateTimeField(null=True, verbose_name="approuvé le")),
                ("empreinte_approuvee", models.CharField(blank=True, max_length=64)),
                ("exporte_le", models.DateTimeField(null=True, verbose_name="exporté le")),
                ("annule_le", models.DateTimeField(null=True, verbose_name="annulé le")),
                ("motif", models.TextField(blank=True)),
                (
                    "annule_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approuve_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "exporte_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fichier",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "prepare_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "lot de paiement",
                "verbose_name_plural": "lots de paiement",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("avance", "Avance"), ("solde", "Solde"), ("secondaire", "Prestation secondaire")],
                        max_length=12,
                    ),
                ),
                ("engage", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="engagé")),
                ("verse", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="versé")),
                ("regle", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="réglé")),
                ("repris", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="positions", to="financement.commande"
                    ),
                ),
            ],
            options={
                "ordering": ["commande", "part"],
            },
        ),
        migrations.CreateModel(
            name="RetourBancaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "statut",
                    models.CharField(
                        choices=[("lu", "Lu, à appliquer"), ("applique", "Appliqué")], default="lu", max_length=12
                    ),
                ),
                ("format", models.CharField(max_length=20)),
                ("empreinte", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 du fichier")),
                ("recu_le", models.DateTimeField(verbose_name="reçu le")),
                ("applique_le", models.DateTimeField(null=True, verbose_name="appliqué le")),
                (
                    "applique_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "recu_de",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "retour de la banque",
                "verbose_name_plural": "retours de la banque",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Virement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=35, unique=True, verbose_name="référence de bout en bout")),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("a_payer", "À payer"),
                            ("exporte", "Envoyé à la banque"),
                            ("paye", "Payé"),
                            ("rejete", "Rejeté par la banque"),
                            ("ecarte", "Retiré du lot"),
                        ],
                        default="a_payer",
                        max_length=12,
                    ),
                ),
                ("signal", models.CharField(blank=True, max_length=300)),
                ("regle_le", models.DateTimeField(null=True, verbose_name="dernière nouvelle de la banque")),
                ("code", models.CharField(blank=True, max_length=4, verbose_name="code ISO du rejet")),
                ("motif", models.TextField(blank=True)),
                (
                    "coordonnees",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="virements",
                        to="financement.coordonneesbancaires",
                    ),
                ),
                (
                    "fournisseur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="virements",
                        to="financement.fournisseur",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="virements",
                        to="financement.lotdepaiement",
                    ),
                ),
            ],
            options={
                "ordering": ["reference"],
            },
        ),
        migrations.CreateModel(
            name="LigneDeRetour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rang", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=35, verbose_name="référence de bout en bout")),
                ("montant", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("constat", models.CharField(choices=[("paye", "Payé"), ("rejete", "Rejeté")], max_length=8)),
                ("retour_de_fonds", models.BooleanField(default=False)),
                ("code", models.CharField(blank=True, max_length=4, verbose_name="code ISO")),
                ("anomalie", models.CharField(blank=True, max_length=300)),
                (
                    "retour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes",
                        to="financement.retourbancaire",
                    ),
                ),
                (
                    "virement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="financement.virement",
                    ),
                ),
            ],
            options={
                "ordering": ["rang"],
            },
        ),
        migrations.CreateModel(
            name="LigneDePaiement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("avance", "Avance"), ("solde", "Solde"), ("secondaire", "Prestation secondaire")],
                        max_length=12,
                    ),
                ),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vive", models.BooleanField(default=True)),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes_de_paiement",
                        to="financement.commande",
                    ),
                ),
                (
                    "virement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lignes", to="financement.virement"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Ecriture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("avance", "Avance"), ("solde", "Solde"), ("secondaire", "Prestation secondaire")],
                        max_length=12,
                    ),
                ),
                (
                    "nature",
                    models.CharField(
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
                        ],
                        max_length=14,
                    ),
                ),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant signé")),
                ("le", models.DateTimeField(verbose_name="inscrite le")),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ecritures", to="financement.commande"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.entreejournal"
                    ),
                ),
                (
                    "ligne",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ecritures",
                        to="financement.lignedepaiement",
                    ),
                ),
            ],
            options={
                "verbose_name": "écriture",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("montant__gt", 0),
                                ("nature__in", ("engagement", "avance", "solde", "secondaire", "reglement")),
                            ),
                            models.Q(
                                ("montant__lt", 0), ("nature__in", ("rejet", "retour", "reprise", "compensation"))
                            ),
                            _connector="OR",
                        ),
                        name="ecriture_a_son_signe",
                        violation_error_message="Un engagement ou un versement est positif, un rejet ou une reprise négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nature__in", ["avance", "solde", "secondaire"]), _negated=True),
                            ("part", models.F("nature")),
                            _connector="OR",
                        ),
                        name="ecriture_porte_sa_part",
                        violation_error_message="Un versement porte le nom de sa part.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ligne__isnull", False),
                                ("nature__in", ("avance", "solde", "secondaire", "reglement", "rejet", "retour")),
                            ),
                            models.Q(
                                models.Q(
                                    ("nature__in", ("avance", "solde", "secondaire", "reglement", "rejet", "retour")),
                                    _negated=True,
                                ),
                                ("ligne", None),
                            ),
                            _connector="OR",
                        ),
                        name="ecriture_a_son_virement",
                        violation_error_message="Un versement, un règlement ou un rejet vient d’une ligne de virement.",
                    ),
                    models.UniqueConstraint(
                        fields=("decision", "commande", "part", "nature"),
                        name="ecriture_une_fois_par_decision",
                        violation_error_message="Cette décision a déjà cette écriture.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("nature", "engagement")),
                        fields=("commande", "part"),
                        name="ecriture_un_engagement",
                        violation_error_message="Cette part est déjà engagée.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ligne__isnull", False)),
                        fields=("ligne", "nature"),
                        name="ecriture_une_fois_par_ligne",
                        violation_error_message="Cette ligne de virement a déjà cette écriture.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="lotdepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approuve_par", None),
                    models.Q(("approuve_par", models.F("prepare_par")), _negated=True),
                    _connector="OR",
                ),
                name="lot_approuve_par_autrui",
                violation_error_message="Qui prépare et qui approuve sont deux personnes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("statut__in", ["prepare", "annule"]),
                    models.Q(
                        ("approuve_le__isnull", False),
                        ("approuve_par__isnull", False),
                        ("empreinte_approuvee", models.F("empreinte")),
                    ),
                    _connector="OR",
                ),
                name="lot_approuve_par_une_personne",
                violation_error_message="Un lot approuvé dit par qui, quand et sur quel contenu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("fichier__isnull", False),
                        ("statut__in", ["exporte", "clos"]),
                        ("exporte_le__isnull", False),
                        ("exporte_par__isnull", False),
                    ),
                    models.Q(
                        models.Q(("statut__in", ["exporte", "clos"]), _negated=True),
                        ("exporte_le", None),
                        ("fichier", None),
                    ),
                    _connector="OR",
                ),
                name="lot_exporte_a_son_fichier",
                violation_error_message="Un lot exporté, et lui seul, a son fichier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("annule_le__isnull", False),
                        ("annule_par__isnull", False),
                        ("statut", "annule"),
                        models.Q(("motif", ""), _negated=True),
                    ),
                    models.Q(models.Q(("statut", "annule"), _negated=True), ("annule_le", None), ("annule_par", None)),
                    _connector="OR",
                ),
                name="lot_annule_par_une_personne",
                violation_error_message="Un lot annulé, et lui seul, dit par qui, quand et pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approuve_le", None), ("approuve_le__gte", models.F("prepare_le")), _connector="OR"),
                    models.Q(("exporte_le", None), ("exporte_le__gte", models.F("approuve_le")), _connector="OR"),
                ),
                name="lot_dates_en_ordre",
                violation_error_message="Préparation, approbation et export se suivent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(
                fields=("commande", "part"),
                name="position_unique",
                violation_error_message="Cette part de la commande a déjà sa position.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("engage__gte", 0), models.Q(("verse", 0), ("verse", models.F("engage")), _connector="OR")
                ),
                name="position_versee_en_entier_ou_pas",
                violation_error_message="Une part se verse en entier, une fois, et jamais au-delà de l’engagé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("regle", 0), ("regle", models.F("verse")), _connector="OR"),
                name="position_reglee_si_versee",
                violation_error_message="Ce que la banque règle a été versé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("repris__gte", 0), ("repris__lte", models.F("regle"))),
                name="position_reprise_dans_le_regle",
                violation_error_message="On ne reprend que ce qui a été réglé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retourbancaire",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applique_le__isnull", False), ("applique_par__isnull", False), ("statut", "applique")),
                    models.Q(("applique_le", None), ("applique_par", None), ("statut", "lu")),
                    _connector="OR",
                ),
                name="retour_applique_par_une_personne",
                violation_error_message="Un retour appliqué, et lui seul, dit par qui et quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.UniqueConstraint(
                fields=("lot", "fournisseur"),
                name="virement_un_par_fournisseur",
                violation_error_message="Un lot paie un fournisseur par un seul virement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0)),
                name="virement_positif",
                violation_error_message="Un virement est d’un montant positif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["rejete", "ecarte"]), models.Q(("motif", ""), _negated=True)),
                    models.Q(
                        models.Q(("statut__in", ["rejete", "ecarte"]), _negated=True), ("code", ""), ("motif", "")
                    ),
                    _connector="OR",
                ),
                name="virement_rejete_a_un_motif",
                violation_error_message="Un virement rejeté ou retiré, et lui seul, dit pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("regle_le__isnull", False), ("statut__in", ["paye", "rejete"])),
                    models.Q(models.Q(("statut__in", ["paye", "rejete"]), _negated=True), ("regle_le", None)),
                    _connector="OR",
                ),
                name="virement_regle_a_une_date",
                violation_error_message="Un virement payé ou rejeté dit quand la banque l’a dit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignederetour",
            constraint=models.UniqueConstraint(
                fields=("retour", "rang"),
                name="ligne_de_retour_unique",
                violation_error_message="Cette ligne du fichier est déjà lue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedepaiement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("vive", True)),
                fields=("commande", "part"),
                name="ligne_de_paiement_une_vive",
                violation_error_message="Cette part de la commande est déjà dans un lot.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lignedepaiement",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gt", 0)),
                name="ligne_de_paiement_positive",
                violation_error_message="Une ligne de paiement est d’un montant positif.",
            ),
        ),
        migrations.RunPython(poser, lever),
    ]
