"""The messages as the migrations up to 0006 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [
        ("messagerie", "0001_initial"),
        ("messagerie", "0002_lien_ephemere"),
        ("messagerie", "0003_categorie"),
        ("messagerie", "0004_courriels"),
        ("messagerie", "0005_un_courriel_par_message"),
        ("messagerie", "0006_sans_les_anciennes_colonnes"),
    ]

    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Courriel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "genre",
                            models.CharField(
                                choices=[
                                    ("seul", "Message seul"),
                                    ("urgent", "Messages urgents"),
                                    ("groupe", "Messages rassemblés"),
                                    ("resume", "Résumé du jour"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_attente", "En attente"),
                                    ("envoye", "Envoyé"),
                                    ("echec", "Échec"),
                                    ("rappele", "Rappelé"),
                                    ("classe", "Échec classé"),
                                ],
                                default="en_attente",
                                max_length=20,
                            ),
                        ),
                        ("adresse", models.EmailField(max_length=254)),
                        ("sujet", models.CharField(max_length=200)),
                        ("nombre", models.PositiveIntegerField(default=1, verbose_name="messages")),
                        ("jour", models.DateField(null=True)),
                        ("rang", models.PositiveSmallIntegerField(default=0)),
                        ("cree_le", models.DateTimeField()),
                        ("part_le", models.DateTimeField()),
                        ("essais", models.PositiveSmallIntegerField(default=0)),
                        ("derniere_erreur", models.CharField(blank=True, max_length=300)),
                        ("envoye_le", models.DateTimeField(null=True)),
                        ("motif", models.CharField(blank=True, max_length=300)),
                        ("recherche", models.TextField()),
                        (
                            "destinataire",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courriels",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "origine",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renvois",
                                to="messagerie.courriel",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("statut", "en_attente")),
                                fields=["part_le"],
                                name="courriel_en_attente",
                            ),
                            models.Index(fields=["adresse", "genre", "-id"], name="courriel_de_la_boite"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("envoye_le__isnull", False), ("statut", "envoye")),
                                    models.Q(models.Q(("statut", "envoye"), _negated=True), ("envoye_le", None)),
                                    _connector="OR",
                                ),
                                name="courriel_envoye_a_un_instant",
                                violation_error_message="Un courriel envoyé, et lui seul, dit quand il est parti.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("statut__in", ["rappele", "classe"]), models.Q(("motif", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ["rappele", "classe"]), _negated=True), ("motif", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="courriel_rappele_ou_classe_a_un_motif",
                                violation_error_message="Un courriel rappelé ou classé, et lui seul, dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origine", None), ("rang", 0)),
                                    models.Q(("origine__isnull", False), ("rang__gte", 1)),
                                    _connector="OR",
                                ),
                                name="courriel_renvoi_numerote",
                                violation_error_message="Un renvoi porte un rang ; un premier envoi n’en porte pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("jour", None), ("genre", "resume"), _connector="OR"),
                                name="courriel_jour_d_un_resume",
                                violation_error_message="Seul un résumé porte un jour.",
                            ),
                            models.UniqueConstraint(
                                fields=("origine", "rang"),
                                name="courriel_renvoi_unique",
                                violation_error_message="Ce courriel a déjà été renvoyé.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "rappele"), _negated=True),
                                fields=("destinataire", "adresse", "jour"),
                                name="courriel_un_resume_par_jour",
                                violation_error_message="Le résumé de ce jour existe déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=200, unique=True)),
                        ("adresse", models.EmailField(max_length=254)),
                        ("sujet", models.CharField(max_length=200)),
                        ("corps", models.TextField()),
                        ("lien", models.CharField(blank=True, max_length=200)),
                        ("creee_le", models.DateTimeField(auto_now_add=True)),
                        (
                            "destinataire",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("pieces", models.ManyToManyField(blank=True, to="documents.document")),
                        ("lien_ephemere", models.BooleanField(default=False)),
                        (
                            "categorie",
                            models.CharField(
                                choices=[
                                    ("decision", "Décisions sur vos candidatures"),
                                    ("officiel", "Documents officiels et signature de la convention"),
                                    ("a_instruire", "Dossiers qui attendent une instruction, un avis ou une décision"),
                                    ("attribution", "Dossiers qui vous sont attribués"),
                                    ("message", "Messages des conversations"),
                                    ("rappel", "Rappels d’échéance"),
                                    ("calendrier", "Textes qui changent un calendrier, dérogations de délai"),
                                    ("information", "Informations de l’ANS aux éditeurs"),
                                    ("produit", "Responsables et collaborateurs des produits"),
                                    ("compte", "Comptes, rôles et invitations"),
                                    ("registre", "Changements du registre public"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("dossier", models.CharField(blank=True, max_length=60)),
                        ("lue_le", models.DateTimeField(null=True)),
                        (
                            "rythme",
                            models.CharField(
                                choices=[
                                    ("immediat", "Tout de suite"),
                                    ("quotidien", "Une fois par jour"),
                                    ("aucun", "Pas de courriel"),
                                ],
                                default="immediat",
                                max_length=10,
                            ),
                        ),
                        ("seule", models.BooleanField(default=False)),
                        ("urgente", models.BooleanField(default=False)),
                        (
                            "courriel",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to="messagerie.courriel",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("courriel", None), models.Q(("rythme", "aucun"), _negated=True)),
                                fields=["adresse"],
                                name="notification_a_rassembler",
                            ),
                            models.Index(
                                condition=models.Q(("lue_le", None)),
                                fields=["destinataire"],
                                name="notification_non_lue",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("rythme", "aucun"), _negated=True), ("courriel", None), _connector="OR"
                                ),
                                name="notification_sans_courriel",
                                violation_error_message="Qui ne veut pas de courriel n’en reçoit pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("urgente", False), ("rythme", "immediat"), _connector="OR"),
                                name="notification_urgente_immediate",
                                violation_error_message="Un message urgent part tout de suite.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Diffusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("a_confirmer", "À confirmer"),
                                    ("confirmee", "Confirmée"),
                                    ("annulee", "Annulée"),
                                ],
                                default="a_confirmer",
                                max_length=20,
                            ),
                        ),
                        ("sujet", models.CharField(max_length=150)),
                        ("corps", models.TextField()),
                        ("choix", models.CharField(max_length=300)),
                        ("nombre", models.PositiveIntegerField(verbose_name="destinataires")),
                        ("deux_personnes", models.BooleanField()),
                        ("ecrite_le", models.DateTimeField()),
                        ("confirmee_le", models.DateTimeField(null=True)),
                        (
                            "confirmee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("destinataires", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                        (
                            "ecrite_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("nombre__gte", 1)),
                                name="diffusion_a_des_destinataires",
                                violation_error_message="Un message s’adresse à quelqu’un.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmee_le__isnull", False),
                                        ("confirmee_par__isnull", False),
                                        ("statut", "confirmee"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "confirmee"), _negated=True),
                                        ("confirmee_le", None),
                                        ("confirmee_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="diffusion_confirmee_par_quelqu_un",
                                violation_error_message="Un message confirmé, et lui seul, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deux_personnes", False),
                                    ("confirmee_par", None),
                                    models.Q(("confirmee_par", models.F("ecrite_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="diffusion_deux_personnes",
                                violation_error_message="Une autre personne que l’auteur confirme ce message.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmee_le", None),
                                    ("confirmee_le__gte", models.F("ecrite_le")),
                                    _connector="OR",
                                ),
                                name="diffusion_dates_en_ordre",
                                violation_error_message="La confirmation suit la rédaction.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "categorie",
                            models.CharField(
                                choices=[
                                    ("decision", "Décisions sur vos candidatures"),
                                    ("officiel", "Documents officiels et signature de la convention"),
                                    ("a_instruire", "Dossiers qui attendent une instruction, un avis ou une décision"),
                                    ("attribution", "Dossiers qui vous sont attribués"),
                                    ("message", "Messages des conversations"),
                                    ("rappel", "Rappels d’échéance"),
                                    ("calendrier", "Textes qui changent un calendrier, dérogations de délai"),
                                    ("information", "Informations de l’ANS aux éditeurs"),
                                    ("produit", "Responsables et collaborateurs des produits"),
                                    ("compte", "Comptes, rôles et invitations"),
                                    ("registre", "Changements du registre public"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "rythme",
                            models.CharField(
                                choices=[
                                    ("immediat", "Tout de suite"),
                                    ("quotidien", "Une fois par jour"),
                                    ("aucun", "Pas de courriel"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("utilisateur", "categorie"),
                                name="preference_unique",
                                violation_error_message="Un seul rythme par sorte de message.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("rythme", "aucun"), _negated=True),
                                    models.Q(
                                        (
                                            "categorie__in",
                                            ["calendrier", "compte", "decision", "information", "officiel"],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="preference_obligatoire_envoyee",
                                violation_error_message="Ces courriels sont obligatoires.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rythme", "immediat"),
                                    models.Q(("categorie__in", ["compte", "officiel"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="preference_immediate",
                                violation_error_message="Ces courriels partent toujours tout de suite.",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
