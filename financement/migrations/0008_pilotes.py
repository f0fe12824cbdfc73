import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import financement.models.fournisseur


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0025_premieres_installations"),
        ("documents", "0002_chiffrement"),
        ("financement", "0007_paiements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DossierPilote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("a_constituer", "À constituer"),
                            ("transmis", "Transmis à l’ANS"),
                            ("a_completer", "À compléter"),
                            ("accepte", "Accepté"),
                        ],
                        default="a_constituer",
                        max_length=20,
                    ),
                ),
                ("ouvert_le", models.DateTimeField(verbose_name="ouvert le")),
                ("premiere_transmission_le", models.DateTimeField(null=True)),
                ("transmis_le", models.DateTimeField(null=True, verbose_name="transmis le")),
                ("instruit_depuis", models.DateTimeField(null=True)),
                ("motif", models.TextField(blank=True, verbose_name="motif")),
                ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                ("accepte_le", models.DateTimeField(null=True, verbose_name="accepté le")),
                (
                    "accepte_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "candidature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_pilotes",
                        to="candidatures.candidature",
                    ),
                ),
                (
                    "fournisseur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_pilotes",
                        to="financement.fournisseur",
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
                    "ouvert_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "transmis_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier des pilotes",
                "verbose_name_plural": "dossiers des pilotes",
                "ordering": ["-pk"],
            },
            bases=(financement.models.fournisseur.DuFournisseur, models.Model),
        ),
        migrations.CreateModel(
            name="Pilote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("choisi_le", models.DateTimeField()),
                ("retire_le", models.DateTimeField(null=True)),
                (
                    "choisi_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "commande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pilotes", to="financement.commande"
                    ),
                ),
                (
                    "dossier_pilote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilotes",
                        to="financement.dossierpilote",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PointDePilote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cle", models.CharField(max_length=80)),
                ("libelle", models.CharField(max_length=300, verbose_name="libellé")),
                ("conforme", models.BooleanField()),
                ("motif", models.TextField(blank=True)),
                ("vu", models.TextField(blank=True)),
                ("pose_le", models.DateTimeField()),
                ("envoye_le", models.DateTimeField(null=True)),
                ("leve_le", models.DateTimeField(null=True)),
                ("valeur_apres", models.TextField(blank=True)),
                (
                    "dossier_pilote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="financement.dossierpilote",
                    ),
                ),
                (
                    "pose_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProcesVerbal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("installe_le", models.DateField(verbose_name="installation complète le")),
                ("signe_le", models.DateField(verbose_name="PV signé par le client le")),
                (
                    "signature",
                    models.CharField(
                        choices=[
                            ("manuscrite", "Manuscrite"),
                            ("cpx", "Carte CPx"),
                            ("psc", "Pro Santé Connect"),
                            ("rgs", "Certificat RGS"),
                            ("eidas_simple", "Électronique simple (eIDAS)"),
                            ("eidas_avancee", "Électronique avancée (eIDAS)"),
                            ("eidas_qualifiee", "Électronique qualifiée (eIDAS)"),
                        ],
                        max_length=20,
                        verbose_name="nature de la signature",
                    ),
                ),
                ("signataire", models.CharField(max_length=200, verbose_name="signataire, pour le client")),
                ("observation", models.TextField(blank=True, verbose_name="ce qui a été observé")),
                ("depose_le", models.DateTimeField()),
                ("remplace_le", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "pilote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proces_verbaux",
                        to="financement.pilote",
                    ),
                ),
            ],
            options={
                "verbose_name": "procès-verbal d’installation pilote",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SupportDeFormation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("lien", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                ("ajoute_le", models.DateTimeField()),
                ("retire_le", models.DateTimeField(null=True)),
                (
                    "ajoute_par",
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
                (
                    "dossier_pilote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="financement.dossierpilote",
                    ),
                ),
            ],
            options={
                "verbose_name": "support de formation",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ContenuCouvert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                (
                    "support",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contenus",
                        to="financement.supportdeformation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.UniqueConstraint(
                fields=("fournisseur", "candidature"),
                name="dossier_pilote_unique",
                violation_error_message="Un dossier des pilotes existe déjà pour cette solution.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("premiere_transmission_le", None), ("statut", "a_constituer"), ("transmis_le", None)),
                    models.Q(
                        models.Q(("statut", "a_constituer"), _negated=True),
                        ("premiere_transmission_le__isnull", False),
                        ("transmis_le__isnull", False),
                        ("transmis_par__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dossier_pilote_transmis_a_une_date",
                violation_error_message="Un dossier transmis, et lui seul, dit par qui et quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("transmis_le", None),
                    models.Q(
                        ("premiere_transmission_le__gte", models.F("ouvert_le")),
                        ("transmis_le__gte", models.F("premiere_transmission_le")),
                    ),
                    _connector="OR",
                ),
                name="dossier_pilote_dates_en_ordre",
                violation_error_message="Ouverture, première et dernière transmission se suivent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepte_le__gte", models.F("transmis_le")),
                        ("accepte_le__isnull", False),
                        ("accepte_par__isnull", False),
                        ("statut", "accepte"),
                    ),
                    models.Q(
                        models.Q(("statut", "accepte"), _negated=True), ("accepte_le", None), ("accepte_par", None)
                    ),
                    _connector="OR",
                ),
                name="dossier_pilote_accepte_a_une_date",
                violation_error_message="Un dossier accepté, et lui seul, dit par qui et quand, après sa transmission.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statut", "a_completer"), _negated=True), ("a_rendre_le__isnull", False), _connector="OR"
                ),
                name="dossier_pilote_a_completer_a_une_date_de_retour",
                violation_error_message="Un dossier à compléter dit pour quel jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                    _connector="OR",
                ),
                name="dossier_pilote_instruit_depuis_une_date",
                violation_error_message="Un dossier pris en charge dit par qui et depuis quand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retire_le", None)),
                fields=("commande",),
                name="pilote_une_commande_une_fois",
                violation_error_message="Cette commande est déjà l’un des pilotes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilote",
            constraint=models.CheckConstraint(
                condition=models.Q(("retire_le", None), ("retire_le__gte", models.F("choisi_le")), _connector="OR"),
                name="pilote_dates_en_ordre",
                violation_error_message="Un pilote se retire après avoir été choisi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointdepilote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leve_le", None)),
                fields=("dossier_pilote", "cle"),
                name="point_de_pilote_actuel_unique",
                violation_error_message="Ce point porte déjà un avis.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointdepilote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conforme", True), ("envoye_le", None), ("motif", "")),
                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                    _connector="OR",
                ),
                name="point_de_pilote_a_corriger_a_un_motif",
                violation_error_message="Un point à corriger, et lui seul, dit pourquoi ; lui seul s’envoie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procesverbal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("remplace_le", None)),
                fields=("pilote",),
                name="pv_un_seul_par_pilote",
                violation_error_message="Ce pilote a déjà son PV.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procesverbal",
            constraint=models.CheckConstraint(
                condition=models.Q(("signe_le__gte", models.F("installe_le"))),
                name="pv_signe_apres_l_installation",
                violation_error_message="Le PV se signe après l’installation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="procesverbal",
            constraint=models.CheckConstraint(
                condition=models.Q(("signataire", ""), _negated=True),
                name="pv_a_un_signataire",
                violation_error_message="Le PV dit qui l’a signé pour le client.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportdeformation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document", None), models.Q(("lien", ""), _negated=True)),
                    models.Q(("document__isnull", False), ("lien", "")),
                    _connector="OR",
                ),
                name="support_fichier_ou_lien",
                violation_error_message="Un support est un fichier ou un lien.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportdeformation",
            constraint=models.CheckConstraint(
                condition=models.Q(("retire_le", None), ("retire_le__gte", models.F("ajoute_le")), _connector="OR"),
                name="support_dates_en_ordre",
                violation_error_message="Un support se retire après avoir été ajouté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contenucouvert",
            constraint=models.UniqueConstraint(
                fields=("support", "code"),
                name="contenu_couvert_une_fois",
                violation_error_message="Ce support couvre déjà ce contenu.",
            ),
        ),
    ]
