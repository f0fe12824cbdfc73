"""The dispositifs as the migrations up to 0002 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [("dispositifs", "0001_initial"), ("dispositifs", "0002_amendements")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Dispositif",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("libelle", models.CharField(max_length=60, verbose_name="libellé")),
                        ("nom_long", models.CharField(max_length=200)),
                        ("couloir", models.CharField(max_length=60)),
                        ("vague", models.PositiveSmallIntegerField()),
                        ("prefixe_nru", models.CharField(max_length=10, verbose_name="préfixe du NRU")),
                        (
                            "nb_pilotes",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="nombre de pilotes"),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("vague__gte", 1)),
                                name="dispositif_vague_positive",
                                violation_error_message="La vague est un nombre à partir de 1.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("nb_pilotes__isnull", True), ("nb_pilotes__gte", 1), _connector="OR"
                                ),
                                name="dispositif_pilotes_positifs",
                                violation_error_message="Le nombre de pilotes est au moins 1, ou vide s’il n’est pas publié.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chapitre",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("titre", models.CharField(max_length=200)),
                        ("ordre", models.PositiveSmallIntegerField(default=0)),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chapitres",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif", "ordre", "titre"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dispositif", "titre"),
                                name="chapitre_unique_par_dispositif",
                                violation_error_message="Ce chapitre existe déjà pour ce dispositif.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Profil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("libelle", models.CharField(max_length=120, verbose_name="libellé")),
                        ("est_general", models.BooleanField(default=False, verbose_name="profil général")),
                        ("ordre", models.PositiveSmallIntegerField(default=0)),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="profils",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif", "ordre", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dispositif", "code"),
                                name="profil_unique_par_dispositif",
                                violation_error_message="Ce profil existe déjà pour ce dispositif.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("est_general", True)),
                                fields=("dispositif",),
                                name="profil_un_seul_general",
                                violation_error_message="Ce dispositif a déjà son profil général.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amendement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("titre", models.CharField(max_length=200, verbose_name="intitulé du texte")),
                        ("signe_le", models.DateField(verbose_name="date du texte")),
                        ("jo_le", models.DateField(blank=True, null=True, verbose_name="date du Journal officiel")),
                        (
                            "jo_numero",
                            models.CharField(blank=True, max_length=20, verbose_name="numéro du Journal officiel"),
                        ),
                        ("url", models.URLField(blank=True, verbose_name="adresse du texte")),
                        ("effet", models.DateField(verbose_name="en vigueur à compter du")),
                        ("hypothese", models.TextField(blank=True, verbose_name="hypothèse de lecture")),
                        (
                            "ordre_confirme",
                            models.BooleanField(
                                default=False, verbose_name="le texte fixe bien les Dates dans cet ordre"
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("brouillon", "Brouillon"),
                                    ("a_approuver", "À approuver"),
                                    ("publie", "Publié"),
                                    ("abandonne", "Abandonné"),
                                ],
                                default="brouillon",
                                max_length=20,
                            ),
                        ),
                        (
                            "origine",
                            models.CharField(
                                choices=[
                                    ("saisie", "saisi sur le portail"),
                                    ("texte", "chargé avec les textes du portail"),
                                ],
                                default="saisie",
                                max_length=10,
                            ),
                        ),
                        ("saisi_le", models.DateTimeField(null=True)),
                        ("publie_le", models.DateTimeField(null=True)),
                        (
                            "propose_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "publie_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "saisi_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "amendement",
                        "ordering": ["-effet", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("origine", "texte")),
                                fields=("titre", "signe_le"),
                                name="amendement_des_textes_unique",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("titre", ""), _negated=True),
                                name="amendement_a_un_titre",
                                violation_error_message="Un amendement cite son texte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("effet__gte", models.F("signe_le"))),
                                name="amendement_effet_apres_le_texte",
                                violation_error_message="Un texte ne prend pas effet avant sa date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("jo_le", None), ("jo_le__gte", models.F("signe_le")), _connector="OR"
                                ),
                                name="amendement_jo_apres_le_texte",
                                violation_error_message="Un texte paraît au Journal officiel le jour de sa signature ou après.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origine", "texte"), ("saisi_par", None), ("statut", "publie")),
                                    models.Q(("origine", "saisie"), ("saisi_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="amendement_saisi_par_une_personne",
                                violation_error_message="Un amendement est saisi par une personne, ou chargé avec les textes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origine", "saisie"), _negated=True),
                                    models.Q(("statut__in", ["a_approuver", "publie"]), _negated=True),
                                    ("propose_par__isnull", False),
                                    _connector="OR",
                                ),
                                name="amendement_propose_par_une_personne",
                                violation_error_message="Un amendement proposé dit par qui.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("origine", "saisie"),
                                        ("publie_le__isnull", False),
                                        ("publie_par__isnull", False),
                                        ("statut", "publie"),
                                    ),
                                    models.Q(
                                        ("origine", "texte"),
                                        ("publie_le__isnull", False),
                                        ("publie_par", None),
                                        ("statut", "publie"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "publie"), _negated=True),
                                        ("publie_le", None),
                                        ("publie_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="amendement_publie_par_une_personne",
                                violation_error_message="Un amendement publié, et lui seul, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("publie_par", None),
                                    models.Q(
                                        models.Q(("publie_par", models.F("saisi_par")), _negated=True),
                                        models.Q(("publie_par", models.F("propose_par")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="amendement_a_deux_personnes",
                                violation_error_message="Qui a saisi ou proposé un amendement ne le publie pas.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VersionEcheance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("numero", models.PositiveSmallIntegerField(verbose_name="numéro de la Date")),
                        ("depuis", models.DateField(verbose_name="en vigueur depuis")),
                        (
                            "instant",
                            models.DateTimeField(
                                blank=True, help_text="Vide tant que la date n’est pas publiée.", null=True
                            ),
                        ),
                        ("texte", models.CharField(max_length=300)),
                        ("article", models.CharField(blank=True, max_length=200)),
                        ("url", models.URLField(blank=True)),
                        ("hypothese", models.TextField(blank=True, verbose_name="hypothèse")),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="echeances",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "amendement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="dispositifs.amendement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif", "numero", "depuis"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dispositif", "numero", "depuis"),
                                name="echeance_unique_par_texte",
                                violation_error_message="Cette Date a déjà une version en vigueur depuis ce jour.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("numero__lte", 6)),
                                name="echeance_date_0_a_6",
                                violation_error_message="Les échéances vont de la Date 0 à la Date 6.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="echeance_a_un_texte",
                                violation_error_message="Une échéance vient toujours d’un texte : citez-le.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AvisDAmendement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("corps", models.TextField()),
                        ("prevenue_le", models.DateTimeField(null=True)),
                        (
                            "amendement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="avis",
                                to="dispositifs.amendement",
                            ),
                        ),
                        (
                            "personne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("prevenue_le", None)),
                                fields=["amendement"],
                                name="avis_d_amendement_a_ecrire",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendement", "personne"), name="avis_d_amendement_un_par_personne"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DateAmendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=200)),
                        ("hypothese", models.TextField(blank=True, verbose_name="hypothèse")),
                        ("effet", models.DateField(blank=True, null=True, verbose_name="en vigueur à compter du")),
                        ("numero", models.PositiveSmallIntegerField(verbose_name="numéro de la Date")),
                        ("instant", models.DateTimeField(blank=True, null=True)),
                        (
                            "amendement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dates",
                                to="dispositifs.amendement",
                            ),
                        ),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif__libelle", "numero"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendement", "dispositif", "numero"),
                                name="date_amendee_une_fois",
                                violation_error_message="Ce texte change déjà cette Date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("numero__lte", 6)),
                                name="date_amendee_0_a_6",
                                violation_error_message="Les échéances vont de la Date 0 à la Date 6.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeuilAmende",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=200)),
                        ("hypothese", models.TextField(blank=True, verbose_name="hypothèse")),
                        ("effet", models.DateField(blank=True, null=True, verbose_name="en vigueur à compter du")),
                        ("code", models.CharField(max_length=80, verbose_name="seuil")),
                        ("nombre", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                        ("instant", models.DateTimeField(blank=True, null=True)),
                        (
                            "amendement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seuils",
                                to="dispositifs.amendement",
                            ),
                        ),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif__libelle", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendement", "dispositif", "code"),
                                name="seuil_amende_une_fois",
                                violation_error_message="Ce texte change déjà ce seuil.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("nombre", None), ("instant", None), _connector="OR"),
                                name="seuil_amende_d_une_seule_nature",
                                violation_error_message="Un seuil est un nombre ou un instant.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VersionSeuil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=80, verbose_name="seuil")),
                        ("nombre", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                        ("instant", models.DateTimeField(blank=True, null=True)),
                        ("depuis", models.DateField(verbose_name="en vigueur depuis")),
                        ("texte", models.CharField(max_length=300)),
                        ("article", models.CharField(blank=True, max_length=200)),
                        ("url", models.URLField(blank=True)),
                        ("hypothese", models.TextField(blank=True, verbose_name="hypothèse")),
                        (
                            "amendement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions_de_seuils",
                                to="dispositifs.amendement",
                            ),
                        ),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seuils",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["dispositif", "code", "depuis"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dispositif", "code", "depuis"),
                                name="seuil_unique_par_texte",
                                violation_error_message="Ce seuil a déjà une version en vigueur depuis ce jour.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("nombre", None), ("instant", None), _connector="OR"),
                                name="seuil_d_une_seule_nature",
                                violation_error_message="Un seuil est un nombre ou un instant.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="seuil_a_un_texte",
                                violation_error_message="Un seuil vient toujours d’un texte : citez-le.",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
