"""The accounts as the migrations up to 0007 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import segur.noyau.comptes.validateurs
from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [
        ("comptes", "0001_initial"),
        ("comptes", "0002_organisation_et_invitations"),
        ("comptes", "0003_adhesions"),
        ("comptes", "0004_absences"),
        ("comptes", "0005_generation_des_sessions"),
        ("comptes", "0006_delegations_revues_et_visites"),
        ("comptes", "0007_pages_vues_pendant_une_visite"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nom", models.CharField(max_length=200, verbose_name="dénomination sociale")),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("editeur", "éditeur ou distributeur"),
                                    ("ans", "Agence du numérique en santé"),
                                    ("asp", "Agence de services et de paiement"),
                                ],
                                default="editeur",
                                max_length=10,
                            ),
                        ),
                        (
                            "siren",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[segur.noyau.comptes.validateurs.valider_siren],
                                verbose_name="SIREN",
                            ),
                        ),
                        (
                            "forme_juridique",
                            models.CharField(blank=True, max_length=60, verbose_name="forme juridique"),
                        ),
                        (
                            "adresse",
                            models.CharField(blank=True, max_length=300, verbose_name="adresse du siège social"),
                        ),
                        (
                            "nie",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[segur.noyau.comptes.validateurs.valider_nie],
                                verbose_name="NIE",
                            ),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[segur.noyau.comptes.validateurs.valider_siret],
                                verbose_name="SIRET du siège social",
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[("en_attente", "Attend son mandataire"), ("active", "Active")],
                                default="active",
                                max_length=20,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("siren", ""), _negated=True),
                                fields=("siren",),
                                name="organisation_siren_unique",
                                violation_error_message="Une organisation porte déjà ce SIREN.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("siret", ""),
                                    ("siren", django.db.models.functions.text.Left("siret", 9)),
                                    _connector="OR",
                                ),
                                name="organisation_siret_du_siren",
                                violation_error_message="Le SIRET commence par le SIREN de l’organisation.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Utilisateur",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="adresse électronique")),
                        ("nom", models.CharField(max_length=100)),
                        ("prenom", models.CharField(max_length=100, verbose_name="prénom")),
                        ("telephone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                        ("fonction", models.CharField(blank=True, max_length=100)),
                        ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                        ("is_staff", models.BooleanField(default=False, verbose_name="accède à l’administration")),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="inscrit le"),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                        (
                            "generation",
                            models.PositiveIntegerField(
                                default=0, editable=False, verbose_name="génération des sessions"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Appartenance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("mandataire", "mandataire"),
                                    ("representant", "représentant"),
                                    ("salarie", "salarié"),
                                    ("verificateur", "vérificateur ANS"),
                                    ("responsable", "responsable ANS"),
                                    ("college", "membre du collège"),
                                    ("direction", "direction générale de l’ANS"),
                                    ("pilotage", "pilotage ANS"),
                                    ("gestionnaire", "gestionnaire ASP"),
                                    ("valideur", "valideur ASP"),
                                    ("payeur", "payeur ASP"),
                                    ("administrateur", "administrateur du portail"),
                                    ("systeme", "portail"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appartenances",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appartenances",
                                to="comptes.organisation",
                            ),
                        ),
                        ("entree_le", models.DateTimeField(blank=True, null=True)),
                        ("terminee_le", models.DateTimeField(blank=True, null=True)),
                        ("confirmee_le", models.DateTimeField(blank=True, null=True, verbose_name="dernière revue")),
                        (
                            "confirmee_par",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("role", "systeme"), _negated=True),
                                name="appartenance_humaine",
                                violation_error_message="Le rôle « portail » n’est tenu par personne.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("active", True)),
                                fields=("utilisateur", "organisation", "role"),
                                name="appartenance_unique",
                                violation_error_message="Cette personne tient déjà ce rôle dans cette organisation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("active", False), ("terminee_le", None), _connector="OR"),
                                name="appartenance_active_sans_fin",
                                violation_error_message="Une appartenance active n’a pas de date de fin.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("terminee_le", None),
                                    ("entree_le", None),
                                    ("terminee_le__gte", models.F("entree_le")),
                                    _connector="OR",
                                ),
                                name="appartenance_dates_en_ordre",
                                violation_error_message="La fin d’une appartenance suit son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmee_le", None), ("confirmee_par", None)),
                                    models.Q(("confirmee_le__isnull", False), ("confirmee_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="appartenance_confirmee_par_une_personne",
                                violation_error_message="Une revue dit par qui et quand.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("mandataire", "mandataire"),
                                    ("representant", "représentant"),
                                    ("salarie", "salarié"),
                                ],
                                max_length=20,
                                verbose_name="rôle",
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[("envoyee", "Envoyée"), ("acceptee", "Acceptée"), ("revoquee", "Révoquée")],
                                default="envoyee",
                                max_length=20,
                            ),
                        ),
                        ("empreinte", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 du jeton")),
                        ("envoyee_le", models.DateTimeField()),
                        ("expire_le", models.DateTimeField()),
                        ("acceptee_le", models.DateTimeField(blank=True, null=True)),
                        ("revoquee_le", models.DateTimeField(blank=True, null=True)),
                        (
                            "acceptee_par",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invitee_par",
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
                                related_name="invitations",
                                to="comptes.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "envoyee")),
                                fields=("organisation", "email"),
                                name="invitation_unique_en_attente",
                                violation_error_message="Une invitation attend déjà à cette adresse.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("acceptee_le__isnull", False),
                                        ("acceptee_par__isnull", False),
                                        ("statut", "acceptee"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "acceptee"), _negated=True),
                                        ("acceptee_le", None),
                                        ("acceptee_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="invitation_acceptee_par_une_personne",
                                violation_error_message="Une invitation acceptée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("revoquee_le__isnull", False), ("statut", "revoquee")),
                                    models.Q(models.Q(("statut", "revoquee"), _negated=True), ("revoquee_le", None)),
                                    _connector="OR",
                                ),
                                name="invitation_revoquee_a_une_date",
                                violation_error_message="Une invitation révoquée, et elle seule, dit quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expire_le__gt", models.F("envoyee_le"))),
                                name="invitation_dates_en_ordre",
                                violation_error_message="Une invitation expire après son envoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adhesion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("numero", models.CharField(max_length=14, verbose_name="SIREN ou SIRET")),
                        (
                            "role",
                            models.CharField(
                                choices=[("representant", "représentant"), ("salarie", "salarié")],
                                max_length=20,
                                verbose_name="rôle",
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_attente", "En attente"),
                                    ("acceptee", "Acceptée"),
                                    ("refusee", "Refusée"),
                                ],
                                default="en_attente",
                                max_length=20,
                            ),
                        ),
                        ("demandee_le", models.DateTimeField()),
                        ("expire_le", models.DateTimeField()),
                        ("motif", models.TextField(blank=True, verbose_name="motif du refus")),
                        ("decidee_le", models.DateTimeField(blank=True, null=True)),
                        (
                            "decidee_par",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "demandeur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adhesions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adhesions",
                                to="comptes.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "en_attente")),
                                fields=("demandeur", "numero"),
                                name="adhesion_une_seule_par_numero",
                                violation_error_message="Une demande attend déjà pour ce numéro.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "en_attente")),
                                fields=("demandeur", "organisation"),
                                name="adhesion_une_seule_par_organisation",
                                violation_error_message="Une demande attend déjà pour cette organisation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decidee_le", None), ("decidee_par", None), ("statut", "en_attente")),
                                    models.Q(
                                        ("decidee_le__isnull", False),
                                        ("decidee_par__isnull", False),
                                        ("organisation__isnull", False),
                                        models.Q(("statut", "en_attente"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="adhesion_decidee_par_une_personne",
                                violation_error_message="Une demande décidée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "refusee"), models.Q(("motif", ""), _negated=True)),
                                    models.Q(models.Q(("statut", "refusee"), _negated=True), ("motif", "")),
                                    _connector="OR",
                                ),
                                name="adhesion_refusee_a_un_motif",
                                violation_error_message="Une demande refusée, et elle seule, dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expire_le__gt", models.F("demandee_le"))),
                                name="adhesion_dates_en_ordre",
                                violation_error_message="Une demande expire après son envoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("debut", models.DateField(verbose_name="premier jour")),
                        ("fin", models.DateField(verbose_name="dernier jour")),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["debut", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("utilisateur", "debut", "fin"),
                                name="absence_unique",
                                violation_error_message="Cette absence est déjà inscrite.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fin__gte", models.F("debut"))),
                                name="absence_jours_en_ordre",
                                violation_error_message="Le dernier jour d’une absence suit le premier.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("mandataire", "mandataire"),
                                    ("representant", "représentant"),
                                    ("salarie", "salarié"),
                                    ("verificateur", "vérificateur ANS"),
                                    ("responsable", "responsable ANS"),
                                    ("college", "membre du collège"),
                                    ("direction", "direction générale de l’ANS"),
                                    ("pilotage", "pilotage ANS"),
                                    ("gestionnaire", "gestionnaire ASP"),
                                    ("valideur", "valideur ASP"),
                                    ("payeur", "payeur ASP"),
                                    ("administrateur", "administrateur du portail"),
                                    ("systeme", "portail"),
                                ],
                                max_length=20,
                                verbose_name="rôle délégué",
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[("accordee", "Accordée"), ("revoquee", "Révoquée")],
                                default="accordee",
                                max_length=20,
                            ),
                        ),
                        ("debut", models.DateTimeField(verbose_name="début")),
                        ("fin", models.DateTimeField()),
                        ("motif", models.CharField(max_length=300)),
                        ("accordee_le", models.DateTimeField()),
                        ("revoquee_le", models.DateTimeField(blank=True, null=True)),
                        (
                            "appartenance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="comptes.appartenance",
                            ),
                        ),
                        (
                            "delegant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_accordees",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "delegataire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_recues",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="comptes.organisation",
                            ),
                        ),
                        (
                            "revoquee_par",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-fin", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("delegant", models.F("delegataire")), _negated=True),
                                name="delegation_deux_personnes",
                                violation_error_message="On ne se délègue rien à soi-même.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fin__gt", models.F("debut"))),
                                name="delegation_dates_en_ordre",
                                violation_error_message="La fin d’une délégation suit son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "gestionnaire",
                                            "payeur",
                                            "representant",
                                            "responsable",
                                            "valideur",
                                            "verificateur",
                                        ],
                                    )
                                ),
                                name="delegation_role_delegable",
                                violation_error_message="Ce rôle ne se délègue pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("revoquee_le__isnull", False),
                                        ("revoquee_par__isnull", False),
                                        ("statut", "revoquee"),
                                    ),
                                    models.Q(("revoquee_le", None), ("revoquee_par", None), ("statut", "accordee")),
                                    _connector="OR",
                                ),
                                name="delegation_revoquee_par_une_personne",
                                violation_error_message="Une délégation révoquée, et elle seule, dit par qui et quand.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisiteDuSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("motif", models.CharField(max_length=300)),
                        ("ouverte_le", models.DateTimeField()),
                        ("expire_le", models.DateTimeField()),
                        ("fermee_le", models.DateTimeField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comptes.organisation"
                            ),
                        ),
                        (
                            "personne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visites_recues",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "support",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visites_faites",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-ouverte_le", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("fermee_le", None)),
                                fields=("support",),
                                name="visite_une_seule_a_la_fois",
                                violation_error_message="Une seule visite est ouverte à la fois.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("support", models.F("personne")), _negated=True),
                                name="visite_deux_personnes",
                                violation_error_message="Le support ne se visite pas lui-même.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expire_le__gt", models.F("ouverte_le"))),
                                name="visite_dates_en_ordre",
                                violation_error_message="Une visite expire après son ouverture.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("fermee_le", None), ("fermee_le__gte", models.F("ouverte_le")), _connector="OR"
                                ),
                                name="visite_fermee_apres_son_ouverture",
                                violation_error_message="Une visite se ferme après son ouverture.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="visite_motivee",
                                violation_error_message="Une visite a un motif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageVue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("chemin", models.CharField(max_length=300, verbose_name="adresse")),
                        ("vue_le", models.DateTimeField(verbose_name="vue le")),
                        (
                            "visite",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pages",
                                to="comptes.visitedusupport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["vue_le", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("chemin__startswith", "/"), models.Q(("chemin__contains", "?"), _negated=True)
                                ),
                                name="page_vue_sans_parametre",
                                violation_error_message="L’adresse d’une page vue se garde sans ses paramètres.",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
