"""The directories and the triggers of the log of lookups, as the migrations up to 0002 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.annuaires import declencheurs
from segur.noyau.tables import CreerLesTables


def poser(apps, schema_editor):
    declencheurs.poser(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    replaces = [("annuaires", "0001_initial"), ("annuaires", "0002_declencheurs")]

    initial = True

    dependencies = [
        ("comptes", "0004_absences"),
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="VersionDeBase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("annuaire", "Annuaire santé"),
                                    ("reference", "Base de référence"),
                                    ("es", "Base des ES éligibles – AC 2022"),
                                    ("vague1", "Bénéficiaires de la vague 1"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                        ("extrait_du", models.DateField(verbose_name="extraction du")),
                        ("publiee_le", models.DateTimeField(verbose_name="publiée le")),
                        ("nom_fichier", models.CharField(max_length=255, verbose_name="nom du fichier")),
                        ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 du fichier")),
                        ("nb_cles", models.PositiveIntegerField(verbose_name="clients")),
                        ("cles_ajoutees", models.PositiveIntegerField(verbose_name="clients ajoutés")),
                        ("cles_modifiees", models.PositiveIntegerField(verbose_name="clients modifiés")),
                        ("cles_retirees", models.PositiveIntegerField(verbose_name="clients retirés")),
                        ("lignes_ajoutees", models.PositiveIntegerField(verbose_name="lignes ajoutées")),
                        ("lignes_fermees", models.PositiveIntegerField(verbose_name="lignes fermées")),
                    ],
                    options={
                        "verbose_name": "version d’une base",
                        "ordering": ["base", "-numero"],
                        "indexes": [
                            models.Index(fields=["base", "extrait_du", "numero"], name="version_de_base_en_vigueur")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("base", "numero"),
                                name="version_de_base_unique",
                                violation_error_message="Cette version de la base existe déjà.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("numero__gte", 1)),
                                name="version_de_base_numerotee",
                                violation_error_message="La première version d’une base porte le numéro 1.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportDeBase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("annuaire", "Annuaire santé"),
                                    ("reference", "Base de référence"),
                                    ("es", "Base des ES éligibles – AC 2022"),
                                    ("vague1", "Bénéficiaires de la vague 1"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_attente", "En attente"),
                                    ("en_cours", "En cours"),
                                    ("a_confirmer", "À confirmer par une seconde personne"),
                                    ("importe", "Importé"),
                                    ("sans_changement", "Sans changement"),
                                    ("refuse", "Refusé"),
                                    ("annule", "Annulé"),
                                    ("interrompu", "Interrompu"),
                                ],
                                default="en_attente",
                                max_length=20,
                            ),
                        ),
                        ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                        ("nom_fichier", models.CharField(max_length=255, verbose_name="nom du fichier")),
                        ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 du fichier")),
                        ("taille", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                        ("chemin", models.CharField(blank=True, max_length=255)),
                        ("extrait_du", models.DateField(verbose_name="extraction du")),
                        ("termine_le", models.DateTimeField(null=True, verbose_name="terminé le")),
                        ("issue", models.CharField(blank=True, max_length=500, verbose_name="ce qui est arrivé")),
                        (
                            "phase",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("lecture", "Lecture du fichier"),
                                    ("comparaison", "Comparaison avec la version en vigueur"),
                                    ("bascule", "Bascule vers la nouvelle version"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("pour_cent", models.PositiveSmallIntegerField(default=0)),
                        ("lignes_lues", models.PositiveIntegerField(default=0)),
                        (
                            "lignes_ecartees",
                            models.PositiveIntegerField(default=0, verbose_name="lignes lues et non gardées"),
                        ),
                        ("essai", models.PositiveIntegerField(default=0)),
                        ("signe_de_vie_le", models.DateTimeField(null=True, verbose_name="dernier signe de vie")),
                        (
                            "confirme_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "demande_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rapport",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imports_de_bases",
                                to="documents.document",
                            ),
                        ),
                        (
                            "version",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="importation",
                                to="annuaires.versiondebase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import d’une base",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("statut__in", ["en_attente", "en_cours", "a_confirmer", "interrompu"])
                                ),
                                fields=("base",),
                                name="import_de_base_un_seul_actif",
                                violation_error_message="Un import de cette base n’est pas terminé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirme_par", None),
                                    ("demande_par", None),
                                    models.Q(("confirme_par", models.F("demande_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="import_de_base_deux_personnes",
                                violation_error_message="Qui confirme un import n’est pas qui l’a demandé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "importe"), ("version__isnull", False)),
                                    models.Q(models.Q(("statut", "importe"), _negated=True), ("version", None)),
                                    _connector="OR",
                                ),
                                name="import_de_base_publie_une_version",
                                violation_error_message="Un import terminé, et lui seul, a publié une version.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("statut__in", ["en_attente", "en_cours", "a_confirmer", "interrompu"]),
                                        ("termine_le", None),
                                    ),
                                    models.Q(
                                        ("statut__in", ["importe", "sans_changement", "refuse", "annule"]),
                                        ("termine_le__gte", models.F("demande_le")),
                                    ),
                                    _connector="OR",
                                ),
                                name="import_de_base_dates_en_ordre",
                                violation_error_message="Un import se termine après avoir été demandé.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecompteDAnomalies",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("genre", models.CharField(max_length=20)),
                        ("libelle", models.CharField(max_length=60)),
                        ("nombre", models.PositiveIntegerField()),
                        (
                            "importation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decomptes",
                                to="annuaires.importdebase",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["importation", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("importation", "genre"),
                                name="decompte_d_anomalies_unique",
                                violation_error_message="Ce genre d’anomalie est déjà compté pour cet import.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Activite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                        ("empreinte", models.BigIntegerField()),
                        ("depuis", models.PositiveIntegerField(verbose_name="depuis la version")),
                        ("jusqu_a", models.PositiveIntegerField(null=True, verbose_name="jusqu’à la version, exclue")),
                        ("nom", models.CharField(max_length=100)),
                        ("prenom", models.CharField(max_length=100, verbose_name="prénom")),
                        ("profession", models.CharField(max_length=4)),
                        ("savoir_faire", models.CharField(max_length=10, verbose_name="savoir-faire")),
                        ("mode", models.CharField(max_length=4, verbose_name="mode d’exercice")),
                        ("finess_site", models.CharField(max_length=20, verbose_name="FINESS du site")),
                        ("finess_juridique", models.CharField(max_length=20, verbose_name="FINESS juridique")),
                        ("secteur", models.CharField(max_length=10, verbose_name="secteur d’activité")),
                        ("commune", models.CharField(max_length=5)),
                        ("departement", models.CharField(max_length=4, verbose_name="département")),
                        ("recherche", models.CharField(max_length=200)),
                    ],
                    options={
                        "verbose_name": "activité",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["cle", "depuis"], name="activite_par_cle"),
                            models.Index(fields=["depuis"], name="activite_venues"),
                            models.Index(
                                condition=models.Q(("jusqu_a__isnull", False)),
                                fields=["jusqu_a"],
                                name="activite_parties",
                            ),
                            models.Index(
                                fields=["recherche"], name="activite_par_nom", opclasses=["varchar_pattern_ops"]
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("depuis__gte", 1),
                                    models.Q(("jusqu_a", None), ("jusqu_a__gt", models.F("depuis")), _connector="OR"),
                                ),
                                name="activite_versions_en_ordre",
                                violation_error_message="Une ligne quitte la base après y être entrée.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle", "empreinte"),
                                name="activite_une_fois",
                                violation_error_message="Cette ligne est déjà dans la base.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BeneficiaireVague1",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                        ("empreinte", models.BigIntegerField()),
                        ("depuis", models.PositiveIntegerField(verbose_name="depuis la version")),
                        ("jusqu_a", models.PositiveIntegerField(null=True, verbose_name="jusqu’à la version, exclue")),
                        ("sons", models.CharField(max_length=40, verbose_name="SONS")),
                    ],
                    options={
                        "verbose_name": "bénéficiaire de la vague 1",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["cle", "depuis"], name="beneficiairevague1_par_cle"),
                            models.Index(fields=["depuis"], name="beneficiairevague1_venues"),
                            models.Index(
                                condition=models.Q(("jusqu_a__isnull", False)),
                                fields=["jusqu_a"],
                                name="beneficiairevague1_parties",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("depuis__gte", 1),
                                    models.Q(("jusqu_a", None), ("jusqu_a__gt", models.F("depuis")), _connector="OR"),
                                ),
                                name="beneficiairevague1_versions_en_ordre",
                                violation_error_message="Une ligne quitte la base après y être entrée.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle", "empreinte"),
                                name="beneficiairevague1_une_fois",
                                violation_error_message="Cette ligne est déjà dans la base.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle",),
                                name="beneficiairevague1_un_par_cle",
                                violation_error_message="Ce client est déjà dans la base.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("le", models.DateTimeField()),
                        (
                            "critere",
                            models.CharField(
                                choices=[("rpps", "RPPS"), ("finess", "FINESS"), ("nom", "Nom")],
                                max_length=6,
                                verbose_name="critère",
                            ),
                        ),
                        ("valeur", models.CharField(max_length=11, verbose_name="numéro, ou premières lettres du nom")),
                        ("au", models.DateField(verbose_name="ce que disaient les bases au")),
                        ("refusee", models.BooleanField(default=False, verbose_name="refusée : trop de recherches")),
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
                            "personne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-le"],
                        "indexes": [
                            models.Index(fields=["-le"], name="consultation_par_date"),
                            models.Index(fields=["personne", "-le"], name="consultation_par_personne"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("critere__in", ["rpps", "finess", "nom"])),
                                name="consultation_critere_connu",
                                violation_error_message="Le critère est un RPPS, un FINESS ou un nom.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClientConsulte",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(db_index=True, max_length=11, verbose_name="RPPS ou FINESS")),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clients",
                                to="annuaires.consultation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "client consulté",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("consultation", "cle"),
                                name="client_consulte_une_fois",
                                violation_error_message="Ce client est déjà dit pour cette consultation.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnomalieDImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ligne", models.PositiveIntegerField()),
                        ("colonne", models.CharField(blank=True, max_length=120)),
                        ("valeur", models.CharField(blank=True, max_length=200)),
                        ("attendu", models.CharField(max_length=500)),
                        ("reparation", models.CharField(max_length=300, verbose_name="réparation")),
                        (
                            "decompte",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="anomalies",
                                to="annuaires.decomptedanomalies",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "anomalie d’un import",
                        "ordering": ["decompte", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EtablissementEligible",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                        ("empreinte", models.BigIntegerField()),
                        ("depuis", models.PositiveIntegerField(verbose_name="depuis la version")),
                        ("jusqu_a", models.PositiveIntegerField(null=True, verbose_name="jusqu’à la version, exclue")),
                        ("nom", models.CharField(max_length=200, verbose_name="raison sociale")),
                        ("activite_combinee", models.PositiveIntegerField(verbose_name="activité combinée")),
                        (
                            "montant_dpi",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="montant maximal DPI"
                            ),
                        ),
                        (
                            "montant_pfi",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="montant maximal PFI"
                            ),
                        ),
                        ("recherche", models.CharField(max_length=200)),
                    ],
                    options={
                        "verbose_name": "établissement éligible",
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["cle", "depuis"], name="etablissementeligible_par_cle"),
                            models.Index(fields=["depuis"], name="etablissementeligible_venues"),
                            models.Index(
                                condition=models.Q(("jusqu_a__isnull", False)),
                                fields=["jusqu_a"],
                                name="etablissementeligible_parties",
                            ),
                            models.Index(
                                fields=["recherche"],
                                name="etablissementeligible_par_nom",
                                opclasses=["varchar_pattern_ops"],
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("depuis__gte", 1),
                                    models.Q(("jusqu_a", None), ("jusqu_a__gt", models.F("depuis")), _connector="OR"),
                                ),
                                name="etablissementeligible_versions_en_ordre",
                                violation_error_message="Une ligne quitte la base après y être entrée.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle", "empreinte"),
                                name="etablissementeligible_une_fois",
                                violation_error_message="Cette ligne est déjà dans la base.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle",),
                                name="etablissementeligible_un_par_cle",
                                violation_error_message="Ce client est déjà dans la base.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Structure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                        ("empreinte", models.BigIntegerField()),
                        ("depuis", models.PositiveIntegerField(verbose_name="depuis la version")),
                        ("jusqu_a", models.PositiveIntegerField(null=True, verbose_name="jusqu’à la version, exclue")),
                        ("nom", models.CharField(max_length=200, verbose_name="raison sociale")),
                        ("categorie", models.CharField(max_length=20, verbose_name="catégorie")),
                        ("tranche", models.CharField(max_length=1)),
                        ("signataire_aci", models.BooleanField(verbose_name="signataire de l’ACI")),
                        (
                            "medecins_liberaux",
                            models.PositiveIntegerField(null=True, verbose_name="médecins libéraux déclarés"),
                        ),
                        (
                            "medecins_salaries",
                            models.PositiveIntegerField(null=True, verbose_name="médecins salariés déclarés"),
                        ),
                        ("recherche", models.CharField(max_length=200)),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["cle", "depuis"], name="structure_par_cle"),
                            models.Index(fields=["depuis"], name="structure_venues"),
                            models.Index(
                                condition=models.Q(("jusqu_a__isnull", False)),
                                fields=["jusqu_a"],
                                name="structure_parties",
                            ),
                            models.Index(
                                fields=["recherche"], name="structure_par_nom", opclasses=["varchar_pattern_ops"]
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("depuis__gte", 1),
                                    models.Q(("jusqu_a", None), ("jusqu_a__gt", models.F("depuis")), _connector="OR"),
                                ),
                                name="structure_versions_en_ordre",
                                violation_error_message="Une ligne quitte la base après y être entrée.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle", "empreinte"),
                                name="structure_une_fois",
                                violation_error_message="Cette ligne est déjà dans la base.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("jusqu_a", None)),
                                fields=("cle",),
                                name="structure_un_par_cle",
                                violation_error_message="Ce client est déjà dans la base.",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(poser, lever),
    ]
