"""The proofs as the migrations up to 0012 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import candidatures.models.candidature
from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [
        ("preuves", "0001_initial"),
        ("preuves", "0002_provenance"),
        ("preuves", "0003_jugements"),
        ("preuves", "0004_instruction"),
        ("preuves", "0005_lot"),
        ("preuves", "0006_attribution"),
        ("preuves", "0007_pieces_provisoires"),
        ("preuves", "0008_audit_ins"),
        ("preuves", "0009_index_des_depots_actuels"),
        ("preuves", "0010_competences"),
        ("preuves", "0011_export_dossier"),
        ("preuves", "0012_archives_expirees"),
    ]

    initial = True

    dependencies = [
        ("candidatures", "0024_contreseing"),
        ("dispositifs", "0001_initial"),
        ("documents", "0001_initial"),
        ("referentiel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Chapitre",
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
                                    ("a_completer", "A compléter"),
                                    ("soumis", "Soumis"),
                                    ("a_modifier", "A modifier"),
                                    ("valide", "Validé"),
                                    ("dispense", "Aucune preuve à déposer"),
                                ],
                                default="a_completer",
                                max_length=20,
                            ),
                        ),
                        ("premiere_soumission_le", models.DateTimeField(null=True)),
                        ("soumis_le", models.DateTimeField(null=True)),
                        ("valide_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chapitres",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "chapitre_rem",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referentiel.chapitrerem",
                            ),
                        ),
                        (
                            "titre",
                            models.CharField(blank=True, max_length=250, verbose_name="titre d’un chapitre hors REM"),
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
                        ("instruit_depuis", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "chapitre",
                        "ordering": [models.OrderBy(models.F("chapitre_rem__ordre"), nulls_last=True), "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidature", "chapitre_rem"), name="chapitre_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("titre", ""), _negated=True),
                                fields=("candidature", "titre"),
                                name="chapitre_hors_rem_unique",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chapitre_rem__isnull", False), ("titre", "")),
                                    models.Q(("chapitre_rem", None), models.Q(("titre", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="chapitre_du_rem_ou_titre",
                                violation_error_message="Un chapitre est du REM, ou porte son propre titre.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut__in", ["a_completer", "dispense"]),
                                    ("premiere_soumission_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="chapitre_soumis_a_une_date",
                                violation_error_message="Un chapitre soumis porte l’instant de sa première soumission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="chapitre_instruit_depuis_une_date",
                                violation_error_message="Un chapitre pris en charge dit par qui et depuis quand.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preuve",
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
                                    ("a_charger", "à charger"),
                                    ("chargee", "chargée"),
                                    ("soumise", "soumise"),
                                    ("conforme", "conforme"),
                                    ("a_modifier", "à modifier"),
                                ],
                                default="a_charger",
                                max_length=20,
                            ),
                        ),
                        ("motif", models.TextField(blank=True, verbose_name="modification demandée")),
                        (
                            "attendue",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referentiel.preuveattendue",
                            ),
                        ),
                        (
                            "chapitre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="preuves",
                                to="preuves.chapitre",
                            ),
                        ),
                        (
                            "intitule",
                            models.CharField(blank=True, max_length=200, verbose_name="intitulé d’une pièce hors REM"),
                        ),
                        (
                            "provenance",
                            models.CharField(
                                choices=[
                                    ("a_deposer", "à déposer"),
                                    ("heritee", "héritée"),
                                    ("equivalente", "équivalente"),
                                    ("complementaire", "complémentaire"),
                                    ("retiree", "plus attendue"),
                                ],
                                default="a_deposer",
                                max_length=20,
                            ),
                        ),
                        ("raison", models.TextField(blank=True, verbose_name="raison de la provenance")),
                        ("reference", models.CharField(blank=True, max_length=250, verbose_name="texte de référence")),
                        (
                            "sources",
                            models.TextField(
                                blank=True, verbose_name="ce dont la provenance dépend, une source par ligne"
                            ),
                        ),
                        ("commentaire", models.TextField(blank=True, verbose_name="commentaire de l’éditeur")),
                    ],
                    options={
                        "ordering": [models.OrderBy(models.F("attendue__ordre"), nulls_last=True), "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("chapitre", "attendue"), name="preuve_unique"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "a_modifier"), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="preuve_a_modifier_a_un_motif",
                                violation_error_message="Une preuve à modifier porte son motif.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("intitule", ""), _negated=True),
                                fields=("chapitre", "intitule"),
                                name="preuve_hors_rem_unique",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attendue__isnull", False), ("intitule", "")),
                                    models.Q(("attendue", None), models.Q(("intitule", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="preuve_attendue_ou_intitulee",
                                violation_error_message="Une preuve est attendue par le REM, ou porte son propre intitulé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("provenance__in", ["heritee", "equivalente", "retiree"]), _negated=True),
                                    models.Q(
                                        models.Q(("raison", ""), _negated=True),
                                        models.Q(("statut", "conforme"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="preuve_dispensee_a_une_raison",
                                violation_error_message="Une preuve dispensée dit pourquoi, et n’est pas jugée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Depot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("lien", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                        ("depose_le", models.DateTimeField()),
                        ("archive_le", models.DateTimeField(null=True)),
                        (
                            "depose_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="depots",
                                to="documents.document",
                            ),
                        ),
                        (
                            "preuve",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="depots", to="preuves.preuve"
                            ),
                        ),
                        ("declaration", models.TextField(blank=True, verbose_name="déclaration")),
                        ("substitut", models.CharField(blank=True, max_length=40, verbose_name="pièce provisoire")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("archive_le", None)), fields=["preuve"], name="depot_actuel"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("declaration", ""), ("document__isnull", False), ("lien", "")),
                                    models.Q(
                                        ("declaration", ""), ("document", None), models.Q(("lien", ""), _negated=True)
                                    ),
                                    models.Q(
                                        ("document", None),
                                        ("lien", ""),
                                        ("substitut", ""),
                                        models.Q(("declaration", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="depot_fichier_lien_ou_declaration",
                                violation_error_message="Un dépôt est un fichier, un lien ou une déclaration.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreuveReclamee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cas",
                            models.CharField(
                                choices=[
                                    ("vague_1", "Preuve de la vague 1 exigée par l’ANS"),
                                    ("non_conformite", "Non-conformité relevée après audit ou signalement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("motif", models.TextField()),
                        ("reclamee_le", models.DateTimeField()),
                        (
                            "attendue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referentiel.preuveattendue",
                            ),
                        ),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="preuves_reclamees",
                                to="candidatures.candidature",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidature", "attendue"), name="preuve_reclamee_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="preuve_reclamee_a_un_motif",
                                violation_error_message="Une preuve réclamée dit pourquoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProfilRetenu",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("retenu_le", models.DateTimeField()),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="profils_retenus",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "profil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispositifs.profil"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("candidature", "profil"), name="profil_retenu_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Jugement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("conforme", "conforme"),
                                    ("a_modifier", "modification demandée"),
                                    ("interrompue", "demande de modification interrompue"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("motif", models.TextField(blank=True)),
                        ("juge_le", models.DateTimeField()),
                        ("depots", models.ManyToManyField(related_name="jugements", to="preuves.depot")),
                        (
                            "juge_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "preuve",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="jugements",
                                to="preuves.preuve",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verdict", "a_modifier"), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="jugement_a_modifier_a_un_motif",
                                violation_error_message="Une demande de modification porte son motif.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MotifReutilisable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "identifiant",
                            models.CharField(blank=True, max_length=80, verbose_name="exigence, scénario ou preuve"),
                        ),
                        ("texte", models.TextField()),
                        ("cree_le", models.DateTimeField()),
                        ("retire_le", models.DateTimeField(null=True)),
                        (
                            "cree_par",
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
                            models.UniqueConstraint(
                                condition=models.Q(("retire_le", None)),
                                fields=("identifiant", "texte"),
                                name="motif_reutilisable_unique",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="motif_reutilisable_a_un_texte",
                                violation_error_message="Un motif a un texte.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoteInterne",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("texte", models.TextField()),
                        ("ecrite_le", models.DateTimeField()),
                        (
                            "destinataire",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ecrite_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "preuve",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes_internes",
                                to="preuves.preuve",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="note_interne_a_un_texte",
                                violation_error_message="Une note a un texte.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FichierDuLot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("chemin", models.CharField(max_length=500, verbose_name="nom, ou chemin dans le dossier")),
                        (
                            "etat",
                            models.CharField(
                                choices=[("en_attente", "en attente"), ("depose", "déposé"), ("refuse", "refusé")],
                                default="en_attente",
                                max_length=20,
                            ),
                        ),
                        (
                            "raison",
                            models.TextField(blank=True, verbose_name="pourquoi cette preuve, ou pourquoi aucune"),
                        ),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lot",
                                to="candidatures.candidature",
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
                            "preuve",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="preuves.preuve",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fichier du lot",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("document__isnull", False),
                                    models.Q(("etat", "refuse"), models.Q(("raison", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="lot_fichier_garde_ou_refuse",
                                violation_error_message="Un fichier qui n’est pas gardé est refusé, et dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("etat", "depose"), _negated=True),
                                    ("preuve__isnull", False),
                                    _connector="OR",
                                ),
                                name="lot_fichier_depose_a_sa_preuve",
                                violation_error_message="Un fichier déposé l’est pour une preuve.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleveIntrusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ko_hauts",
                            models.PositiveIntegerField(verbose_name="points de contrôle KO de gravité haute"),
                        ),
                        (
                            "ko_moyens",
                            models.PositiveIntegerField(verbose_name="points de contrôle KO de gravité moyenne"),
                        ),
                        ("saisi_le", models.DateTimeField()),
                        (
                            "preuve",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releve_intrusion",
                                to="preuves.preuve",
                            ),
                        ),
                        (
                            "saisi_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditIns",
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
                                choices=[("a_venir", "Visite annoncée"), ("valide", "Validé")],
                                default="a_venir",
                                max_length=20,
                            ),
                        ),
                        ("visite_le", models.DateField(verbose_name="date de la visite")),
                        ("valide_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_ins",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "pas_a_pas",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pas_a_pas_ins",
                                to="documents.document",
                            ),
                        ),
                        (
                            "rapport",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rapports_ins",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "audit INS",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut", "a_venir"),
                                    models.Q(
                                        ("pas_a_pas__isnull", False),
                                        ("rapport__isnull", False),
                                        ("valide_le__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="audit_ins_valide_a_ses_documents",
                                violation_error_message="Un audit INS validé a son rapport, son pas à pas et sa date.",
                            )
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
                migrations.CreateModel(
                    name="Competence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("chapitre", models.CharField(max_length=250, verbose_name="titre du chapitre")),
                        (
                            "personne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="competences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["chapitre", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("personne", "chapitre"), name="competence_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExportDossier",
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
                                    ("demande", "En préparation"),
                                    ("produit", "Disponible"),
                                    ("expiree", "Expirée"),
                                ],
                                default="demande",
                                max_length=20,
                            ),
                        ),
                        ("demande_le", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(null=True)),
                        (
                            "empreinte",
                            models.CharField(blank=True, max_length=64, verbose_name="de ce que l’archive contient"),
                        ),
                        ("fichiers_copies", models.PositiveIntegerField(default=0)),
                        ("fichiers_en_tout", models.PositiveIntegerField(default=0)),
                        (
                            "signe_de_vie_le",
                            models.DateTimeField(null=True, verbose_name="dernier signe de vie de qui la produit"),
                        ),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exports",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "demande_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exports",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "archive",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "demande")),
                                fields=("candidature",),
                                name="export_un_seul_en_preparation",
                                violation_error_message="Une archive de ce dossier est déjà en préparation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("document", None), ("empreinte", ""), ("statut", "demande"), ("version", None)
                                    ),
                                    models.Q(
                                        ("document__isnull", False),
                                        ("statut", "produit"),
                                        ("version__gte", 1),
                                        models.Q(("empreinte", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("document", None),
                                        ("statut", "expiree"),
                                        ("version__gte", 1),
                                        models.Q(("empreinte", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="export_produit_existe",
                                violation_error_message="Seule une archive disponible existe ; expirée, elle garde sa version.",
                            ),
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
            ]
        ),
    ]
