import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import financement.models.fournisseur


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0024_contreseing"),
        ("dispositifs", "0002_amendements"),
        ("documents", "0002_chiffrement"),
        ("financement", "0001_enrolement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandeDeFinancement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(choices=[("avance", "Financement et avance")], default="avance", max_length=20),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("fichier", "Fichier JSON"), ("formulaire", "Formulaire")], max_length=20
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("en_lecture", "Lecture en cours"),
                            ("incomplete", "Incomplète"),
                            ("deposee", "Déposée"),
                            ("refusee", "Fichier refusé"),
                            ("abandonnee", "Abandonnée"),
                        ],
                        default="en_lecture",
                        max_length=20,
                    ),
                ),
                ("recue_le", models.DateTimeField(verbose_name="reçue le")),
                ("premier_depot_le", models.DateTimeField(null=True, verbose_name="premier dépôt complet")),
                ("empreinte", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 du fichier")),
                ("cle", models.CharField(blank=True, max_length=64, verbose_name="clé d’idempotence")),
                ("lues", models.PositiveIntegerField(default=0, verbose_name="commandes lues")),
                ("ecartees", models.PositiveIntegerField(default=0, verbose_name="commandes écartées")),
                ("anomalies", models.JSONField(default=list)),
                (
                    "archive",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "candidature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demandes_de_financement",
                        to="candidatures.candidature",
                    ),
                ),
                (
                    "dispositif",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispositifs.dispositif"
                    ),
                ),
                (
                    "fichier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "fournisseur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demandes",
                        to="financement.fournisseur",
                    ),
                ),
                (
                    "recue_de",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de financement",
                "verbose_name_plural": "demandes de financement",
                "ordering": ["-pk"],
            },
            bases=(financement.models.fournisseur.DuFournisseur, models.Model),
        ),
        migrations.CreateModel(
            name="Commande",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("incomplete", "Incomplète"),
                            ("deposee", "À instruire"),
                            ("a_modifier", "À modifier"),
                            ("controlee", "Contrôlée, à valider"),
                            ("validee", "Validée"),
                            ("rejetee", "Rejetée"),
                            ("retiree", "Retirée"),
                        ],
                        default="incomplete",
                        max_length=20,
                    ),
                ),
                ("deposee_le", models.DateTimeField(null=True, verbose_name="déposée le")),
                ("instruit_depuis", models.DateTimeField(null=True)),
                ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 du contenu et des pièces")),
                ("jugement", models.JSONField(default=dict)),
                ("juge_le", models.DateTimeField(null=True)),
                (
                    "proposition",
                    models.CharField(
                        blank=True, choices=[("valider", "Valider"), ("rejeter", "Rejeter")], max_length=10
                    ),
                ),
                ("motif", models.TextField(blank=True, verbose_name="motif")),
                ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                ("controlee_le", models.DateTimeField(null=True, verbose_name="contrôlée le")),
                ("empreinte_controlee", models.CharField(blank=True, max_length=64)),
                ("decidee_le", models.DateTimeField(null=True, verbose_name="décidée le")),
                ("rang", models.PositiveIntegerField(verbose_name="rang dans le fichier")),
                ("reference", models.CharField(max_length=50, verbose_name="numéro du bon de commande")),
                (
                    "client",
                    models.CharField(
                        choices=[
                            ("medecin", "Médecin libéral (RPPS)"),
                            ("structure", "Structure (FINESS)"),
                            ("etablissement", "Établissement de santé (FINESS)"),
                        ],
                        max_length=20,
                        verbose_name="nature du client",
                    ),
                ),
                ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                ("nom", models.CharField(max_length=200, verbose_name="client")),
                ("contenu", models.JSONField()),
                ("occupe", models.BooleanField(default=False, verbose_name="tient la place du client")),
                ("modifiee_le", models.DateTimeField(null=True)),
                (
                    "financement",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="prestation principale financée"
                    ),
                ),
                ("avance", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("solde", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                (
                    "controlee_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decidee_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispositif",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispositifs.dispositif"
                    ),
                ),
                (
                    "instructeur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commandes",
                        to="financement.demandedefinancement",
                    ),
                ),
            ],
            options={
                "ordering": ["demande", "rang"],
            },
            bases=(financement.models.fournisseur.DuFournisseur, models.Model),
        ),
        migrations.CreateModel(
            name="PieceDeCommande",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("bon", "Bon de commande signé"),
                            ("aides", "Déclaration des aides de minimis"),
                            ("autre", "Autre pièce"),
                        ],
                        max_length=20,
                    ),
                ),
                ("deposee_le", models.DateTimeField()),
                ("remplacee_le", models.DateTimeField(null=True)),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="financement.commande"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PointDeCommande",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cle", models.CharField(max_length=60)),
                ("libelle", models.CharField(max_length=200)),
                ("conforme", models.BooleanField()),
                ("motif", models.TextField(blank=True)),
                ("releve_le", models.DateTimeField()),
                ("envoye_le", models.DateTimeField(null=True)),
                ("leve_le", models.DateTimeField(null=True)),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="financement.commande"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="demandedefinancement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("empreinte", ""), _negated=True),
                    models.Q(("statut__in", ["refusee", "abandonnee"]), _negated=True),
                ),
                fields=("fournisseur", "dispositif", "nature", "empreinte"),
                name="demande_un_fichier_une_fois",
                violation_error_message="Ce fichier a déjà été déposé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandedefinancement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cle", ""), _negated=True),
                fields=("fournisseur", "cle"),
                name="demande_une_cle_une_fois",
                violation_error_message="Cette demande a déjà été reçue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandedefinancement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "fichier"), _negated=True),
                    models.Q(models.Q(("empreinte", ""), _negated=True), ("fichier__isnull", False)),
                    _connector="OR",
                ),
                name="demande_fichier_a_une_empreinte",
                violation_error_message="Une demande par fichier garde son fichier et son empreinte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandedefinancement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("premier_depot_le", None), ("premier_depot_le__gte", models.F("recue_le")), _connector="OR"
                ),
                name="demande_depot_apres_reception",
                violation_error_message="Un dépôt complet suit la réception.",
            ),
        ),
        migrations.AddIndex(
            model_name="commande",
            index=models.Index(fields=["dispositif", "cle"], name="commande_par_client"),
        ),
        migrations.AddIndex(
            model_name="commande",
            index=models.Index(fields=["statut", "deposee_le"], name="commande_en_file"),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("statut__in", ["incomplete", "retiree"]), ("deposee_le__isnull", False), _connector="OR"
                ),
                name="commande_deposee_a_une_date",
                violation_error_message="Une ligne déposée porte l’instant de son dépôt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["controlee", "validee", "rejetee"]), _negated=True),
                    models.Q(
                        ("controlee_le__isnull", False),
                        ("controlee_par__isnull", False),
                        models.Q(("proposition", ""), _negated=True),
                        models.Q(("empreinte_controlee", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commande_controlee_par_une_personne",
                violation_error_message="Une ligne contrôlée dit par qui, quand, sur quoi et pour quelle suite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decidee_par", None),
                    models.Q(("decidee_par", models.F("controlee_par")), _negated=True),
                    _connector="OR",
                ),
                name="commande_decidee_par_autrui",
                violation_error_message="Qui contrôle et qui décide sont deux personnes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["validee", "rejetee"]), _negated=True),
                    models.Q(
                        ("decidee_le__isnull", False),
                        ("decidee_par__isnull", False),
                        ("empreinte_controlee", models.F("empreinte")),
                    ),
                    _connector="OR",
                ),
                name="commande_decidee_sur_le_contenu_controle",
                violation_error_message="La décision porte sur le contenu contrôlé, et dit par qui et quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("statut", "validee"), _negated=True), ("proposition", "valider"), _connector="OR"
                    ),
                    models.Q(
                        models.Q(("statut", "rejetee"), _negated=True), ("proposition", "rejeter"), _connector="OR"
                    ),
                ),
                name="commande_decidee_comme_propose",
                violation_error_message="La décision suit la proposition contrôlée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["a_modifier", "rejetee"]), _negated=True),
                    models.Q(("motif", ""), _negated=True),
                    _connector="OR",
                ),
                name="commande_defavorable_a_un_motif",
                violation_error_message="Une ligne à modifier ou rejetée dit pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                    _connector="OR",
                ),
                name="commande_instruite_depuis_une_date",
                violation_error_message="Une ligne prise en charge dit par qui et depuis quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("controlee_le", None), ("controlee_le__gte", models.F("deposee_le")), _connector="OR"),
                    models.Q(("decidee_le", None), ("decidee_le__gte", models.F("controlee_le")), _connector="OR"),
                ),
                name="commande_dates_en_ordre",
                violation_error_message="Dépôt, contrôle et décision se suivent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.UniqueConstraint(
                fields=("demande", "rang"),
                name="commande_un_rang_une_fois",
                violation_error_message="Cette ligne du fichier est déjà une commande.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occupe", True)),
                fields=("dispositif", "cle"),
                name="commande_une_par_client",
                violation_error_message="Une commande existe déjà pour ce client.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("statut", "validee"), _negated=True),
                        models.Q(("proposition", "valider"), ("statut", "controlee"), _negated=True),
                    ),
                    ("occupe", True),
                    _connector="OR",
                ),
                name="commande_validee_tient_la_place",
                violation_error_message="Une commande n’est validée que si elle tient la place du client.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut__in", ["incomplete", "rejetee", "retiree"]), _negated=True),
                    ("occupe", False),
                    _connector="OR",
                ),
                name="commande_close_libere_la_place",
                violation_error_message="Une commande incomplète, rejetée ou retirée ne tient pas de place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("avance", None),
                        ("financement", None),
                        ("solde", None),
                        models.Q(("statut", "validee"), _negated=True),
                    ),
                    models.Q(
                        ("avance__isnull", False),
                        ("financement__isnull", False),
                        ("solde__isnull", False),
                        ("avance__gt", 0),
                        ("financement__gt", 0),
                        ("solde__gte", 0),
                        (
                            "financement",
                            django.db.models.expressions.CombinedExpression(models.F("avance"), "+", models.F("solde")),
                        ),
                    ),
                    _connector="OR",
                ),
                name="commande_validee_a_ses_montants",
                violation_error_message="L’avance et le solde font ensemble le montant financé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="piecedecommande",
            constraint=models.UniqueConstraint(
                condition=models.Q(("remplacee_le", None)),
                fields=("commande", "nature"),
                name="piece_de_commande_actuelle_unique",
                violation_error_message="Cette pièce est déjà jointe.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointdecommande",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leve_le", None)),
                fields=("commande", "cle"),
                name="point_de_commande_actuel_unique",
                violation_error_message="Ce point porte déjà un avis.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointdecommande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conforme", True), ("envoye_le", None)),
                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                    _connector="OR",
                ),
                name="point_de_commande_a_corriger_a_un_motif",
                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
            ),
        ),
    ]
