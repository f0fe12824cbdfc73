"""The funding and the triggers that hold its money, as the migrations up to 0017 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import financement.models.fournisseur
from financement.models import declencheurs
from segur.noyau.tables import CreerLesTables


def poser(apps, schema_editor):
    declencheurs.poser(schema_editor.connection)


def lever(apps, schema_editor):
    declencheurs.lever(schema_editor.connection)


class Migration(migrations.Migration):
    replaces = [
        ("financement", "0001_enrolement"),
        ("financement", "0002_commandes"),
        ("financement", "0003_modeles_de_documents"),
        ("financement", "0004_depot"),
        ("financement", "0005_bureau"),
        ("financement", "0006_simulations"),
        ("financement", "0007_paiements"),
        ("financement", "0008_pilotes"),
        ("financement", "0009_creances"),
        ("financement", "0010_simulation_par_nature"),
        ("financement", "0011_realisation"),
        ("financement", "0012_paiement_des_creances"),
        ("financement", "0013_indus"),
        ("financement", "0014_controles_a_posteriori"),
        ("financement", "0015_satisfaction"),
        ("financement", "0016_journal_de_monitoring"),
        ("financement", "0017_devoirs_et_portabilite"),
    ]

    initial = True

    dependencies = [
        ("candidatures", "0025_premieres_installations"),
        ("comptes", "0004_absences"),
        ("dispositifs", "0002_amendements"),
        ("documents", "0003_controles_et_antivirus"),
        ("journal", "0002_declencheurs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Fournisseur",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("statut", models.CharField(choices=[("ouvert", "Ouvert")], default="ouvert", max_length=20)),
                        ("ouvert_le", models.DateTimeField()),
                        ("revue_le", models.DateTimeField(null=True, verbose_name="dernière revue des habilitations")),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fournisseur",
                                to="comptes.organisation",
                            ),
                        ),
                        (
                            "revue_par",
                            models.ForeignKey(
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
                                condition=models.Q(
                                    models.Q(("revue_le", None), ("revue_par", None)),
                                    models.Q(("revue_le__isnull", False), ("revue_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="fournisseur_revu_par_une_personne",
                                violation_error_message="Une revue des habilitations dit par qui et quand.",
                            )
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="Enrolement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("anticipe", "Enrôlement anticipé"),
                                    ("initial", "Enrôlement initial"),
                                    ("complementaire", "Enrôlement complémentaire"),
                                ],
                                default="anticipe",
                                max_length=20,
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("brouillon", "Brouillon"),
                                    ("transmis", "Transmis à l’ASP"),
                                    ("a_completer", "À compléter"),
                                    ("accepte", "Accepté"),
                                    ("refuse", "Refusé"),
                                ],
                                default="brouillon",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("modifiee_le", models.DateTimeField(null=True)),
                        ("premiere_transmission_le", models.DateTimeField(null=True)),
                        ("transmis_le", models.DateTimeField(null=True, verbose_name="transmis le")),
                        ("instruit_depuis", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True, verbose_name="motif")),
                        ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                        ("controle_attendu_le", models.DateTimeField(null=True, verbose_name="pièce remplacée le")),
                        ("accepte_le", models.DateTimeField(null=True, verbose_name="première acceptation")),
                        ("initial_le", models.DateTimeField(null=True, verbose_name="enrôlement initial accepté le")),
                        (
                            "representant_nom",
                            models.CharField(blank=True, max_length=100, verbose_name="Nom du représentant légal"),
                        ),
                        (
                            "representant_prenom",
                            models.CharField(blank=True, max_length=100, verbose_name="Prénom du représentant légal"),
                        ),
                        (
                            "representant_fonction",
                            models.CharField(blank=True, max_length=100, verbose_name="Fonction"),
                        ),
                        (
                            "representant_email",
                            models.EmailField(blank=True, max_length=254, verbose_name="E-mail du représentant légal"),
                        ),
                        (
                            "depositaire",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("representant", "Le représentant légal lui-même"),
                                    ("employe", "Un employé de l’entreprise"),
                                    ("tiers", "Un tiers (expert-comptable…)"),
                                ],
                                max_length=20,
                                verbose_name="Qui dépose ce dossier et les demandes de financement ?",
                            ),
                        ),
                        (
                            "depositaire_nom",
                            models.CharField(blank=True, max_length=100, verbose_name="Nom de la personne qui dépose"),
                        ),
                        (
                            "depositaire_prenom",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="Prénom de la personne qui dépose"
                            ),
                        ),
                        (
                            "depositaire_email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="E-mail de la personne qui dépose"
                            ),
                        ),
                        (
                            "heberge",
                            models.BooleanField(
                                help_text="Vous-même, ou un tiers sous votre responsabilité.",
                                null=True,
                                verbose_name="Hébergez-vous, ou fournissez-vous en SaaS, tout ou partie de la solution pour au moins un client ?",
                            ),
                        ),
                        (
                            "hds_physique",
                            models.BooleanField(
                                null=True, verbose_name="Activité « hébergeur d’infrastructure physique » certifiée ?"
                            ),
                        ),
                        (
                            "hds_infogere",
                            models.BooleanField(null=True, verbose_name="Activité « hébergeur infogéré » certifiée ?"),
                        ),
                        (
                            "hds_accreditation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("cofrac", "Organisme accrédité par le COFRAC"),
                                    ("ue", "Accréditation équivalente dans l’Union européenne"),
                                ],
                                max_length=10,
                                verbose_name="Organisme qui a délivré le certificat",
                            ),
                        ),
                        ("assujetti", models.BooleanField(null=True, verbose_name="Êtes-vous assujetti à la TVA ?")),
                        (
                            "usage_exclusif",
                            models.BooleanField(
                                null=True, verbose_name="La solution est-elle destinée à votre usage exclusif ?"
                            ),
                        ),
                        (
                            "reservee_aux_membres",
                            models.BooleanField(
                                null=True,
                                verbose_name="Est-elle destinée aux seuls membres du groupement qui l’édite ?",
                            ),
                        ),
                        (
                            "membres_libres",
                            models.BooleanField(
                                null=True,
                                verbose_name="Ces membres peuvent-ils se procurer une solution équivalente auprès d’un tiers ?",
                            ),
                        ),
                        (
                            "edc",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("propre", "Nous détenons cette habilitation"),
                                    ("editeur", "Le mandat nous autorise à utiliser celle de l’éditeur"),
                                    ("aucune", "Pas encore"),
                                ],
                                help_text="Exigée pour réaliser les prestations ; l’enrôlement n’en dépend pas.",
                                max_length=10,
                                verbose_name="Habilitation « Opérateur de service utilisateur » de l’EDC PSC",
                            ),
                        ),
                        (
                            "a_un_compte_vague_1",
                            models.BooleanField(
                                null=True, verbose_name="Avez-vous déjà un compte de la vague 1 auprès de l’ASP ?"
                            ),
                        ),
                        (
                            "engagement",
                            models.BooleanField(
                                null=True,
                                verbose_name="Vous engagez-vous à envoyer le questionnaire de satisfaction à vos clients, et à transmettre à l’ANS le bilan agrégé au plus tard 18 mois après la dernière VA signée ?",
                            ),
                        ),
                        (
                            "decide_par",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolements",
                                to="dispositifs.dispositif",
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
                            "modifiee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolements",
                                to="financement.fournisseur",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enrôlement",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("fournisseur", "dispositif"),
                                name="enrolement_unique",
                                violation_error_message="Un enrôlement existe déjà pour ce dispositif.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut", "brouillon"),
                                    models.Q(
                                        ("premiere_transmission_le__isnull", False), ("transmis_le__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="enrolement_transmis_a_une_date",
                                violation_error_message="Un enrôlement transmis porte l’instant de sa transmission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("transmis_le", None),
                                    ("transmis_le__gte", models.F("premiere_transmission_le")),
                                    _connector="OR",
                                ),
                                name="enrolement_dates_en_ordre",
                                violation_error_message="La dernière transmission suit la première.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "accepte"), _negated=True),
                                    models.Q(("accepte_le__isnull", False), ("decide_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="enrolement_accepte_a_une_date",
                                violation_error_message="Un enrôlement accepté dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("initial_le", None), ("initial_le__gte", models.F("accepte_le")), _connector="OR"
                                ),
                                name="enrolement_initial_fut_accepte",
                                violation_error_message="L’enrôlement initial est une acceptation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "refuse"), _negated=True),
                                    models.Q(models.Q(("motif", ""), _negated=True), ("decide_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="enrolement_refuse_a_un_motif",
                                violation_error_message="Un enrôlement refusé dit pourquoi, et par qui.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="enrolement_instruit_depuis_une_date",
                                violation_error_message="Un enrôlement pris en charge dit par qui et depuis quand.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="CoordonneesBancaires",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("titulaire", models.CharField(max_length=200, verbose_name="titulaire du compte")),
                        ("iban_chiffre", models.TextField(editable=False)),
                        ("iban_empreinte", models.CharField(editable=False, max_length=64)),
                        ("iban_masque", models.CharField(editable=False, max_length=20, verbose_name="IBAN")),
                        ("cle", models.CharField(editable=False, max_length=12, verbose_name="clé de chiffrement")),
                        ("bic", models.CharField(max_length=11, verbose_name="BIC")),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("demandees", "À vérifier"),
                                    ("verifiees", "Vérifiées, à approuver"),
                                    ("approuvees", "Approuvées"),
                                    ("rejetees", "Rejetées"),
                                    ("opposees", "Arrêtées par une opposition"),
                                ],
                                default="demandees",
                                max_length=20,
                            ),
                        ),
                        ("demandees_le", models.DateTimeField()),
                        ("verifiees_le", models.DateTimeField(null=True)),
                        ("approuvees_le", models.DateTimeField(null=True)),
                        ("sert_le", models.DateTimeField(null=True, verbose_name="sert à partir du")),
                        ("closes_le", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True)),
                        (
                            "approuvees_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closes_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "demandees_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rib",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "verifiees_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="coordonnees",
                                to="financement.fournisseur",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["iban_empreinte"], name="financement_iban_em_9821e5_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut__in", ["demandees", "verifiees"])),
                                fields=("fournisseur",),
                                name="coordonnees_un_seul_changement",
                                violation_error_message="Un changement de coordonnées est déjà en cours.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["verifiees", "approuvees"]), _negated=True),
                                    models.Q(("verifiees_le__isnull", False), ("verifiees_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="coordonnees_verifiees_par_une_personne",
                                violation_error_message="Des coordonnées vérifiées disent par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "approuvees"), _negated=True),
                                    models.Q(
                                        ("approuvees_le__isnull", False),
                                        ("approuvees_par__isnull", False),
                                        ("sert_le__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="coordonnees_approuvees_par_une_personne",
                                violation_error_message="Des coordonnées approuvées disent par qui, quand, et à partir de quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verifiees_par", None),
                                    models.Q(("verifiees_par", models.F("demandees_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="coordonnees_verifiees_par_autrui",
                                violation_error_message="Qui demande et qui vérifie sont deux personnes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approuvees_par", None),
                                    models.Q(
                                        models.Q(("approuvees_par", models.F("demandees_par")), _negated=True),
                                        models.Q(("approuvees_par", models.F("verifiees_par")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="coordonnees_approuvees_par_autrui",
                                violation_error_message="Qui approuve n’est ni qui demande ni qui vérifie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("verifiees_le", None),
                                        ("verifiees_le__gte", models.F("demandees_le")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("approuvees_le", None),
                                        ("approuvees_le__gte", models.F("verifiees_le")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("sert_le", None), ("sert_le__gte", models.F("approuvees_le")), _connector="OR"
                                    ),
                                ),
                                name="coordonnees_dates_en_ordre",
                                violation_error_message="Demande, vérification, approbation et service se suivent.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closes_le__isnull", False),
                                        ("closes_par__isnull", False),
                                        ("statut__in", ["rejetees", "opposees"]),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ["rejetees", "opposees"]), _negated=True),
                                        ("closes_le", None),
                                        ("closes_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="coordonnees_closes_par_une_personne",
                                violation_error_message="Des coordonnées closes, et elles seules, disent par qui et quand.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="Habilitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "droit",
                            models.CharField(
                                choices=[
                                    ("saisir", "remplir et téléverser"),
                                    ("demander", "déposer des demandes de financement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("accordee_le", models.DateTimeField()),
                        ("retiree_le", models.DateTimeField(null=True)),
                        (
                            "accordee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="habilitations",
                                to="financement.fournisseur",
                            ),
                        ),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retiree_le", None)),
                                fields=("fournisseur", "utilisateur", "droit"),
                                name="habilitation_unique",
                                violation_error_message="Cette personne a déjà ce droit.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Piece",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("hds_physique", "Certificat HDS « hébergeur d’infrastructure physique »"),
                                    ("hds_infogere", "Certificat HDS « hébergeur infogéré »"),
                                    ("non_hds", "Déclaration sur l’honneur de non-hébergement de données de santé"),
                                    ("identite_representant", "Pièce d’identité du représentant légal"),
                                    ("identite_depositaire", "Pièce d’identité de la personne qui dépose"),
                                    ("mandat", "Mandat du représentant légal avec délégation de signature"),
                                    ("contrat", "Contrat de prestation avec le tiers qui dépose"),
                                    ("non_assujettissement", "Attestation de non-assujettissement à la TVA"),
                                    (
                                        "habilitation_edc",
                                        "Habilitation « Opérateur de service utilisateur », ou mandat qui autorise celle de l’éditeur",
                                    ),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("nom_transmis", models.CharField(max_length=50, verbose_name="nom transmis à l’ASP")),
                        ("expire_le", models.DateField(null=True, verbose_name="dernier jour de validité")),
                        (
                            "perimetre",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="périmètre et organisme certificateur"
                            ),
                        ),
                        ("deposee_le", models.DateTimeField()),
                        ("retiree_le", models.DateTimeField(null=True)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces_d_enrolement",
                                to="documents.document",
                            ),
                        ),
                        (
                            "enrolement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="financement.enrolement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retiree_le", None)),
                                fields=("enrolement", "nature"),
                                name="piece_actuelle_unique",
                                violation_error_message="Cette pièce est déjà jointe.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Point",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "enrolement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="financement.enrolement",
                            ),
                        ),
                        (
                            "pose_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("leve_le", None)),
                                fields=("enrolement", "cle"),
                                name="point_actuel_unique",
                                violation_error_message="Ce point porte déjà un avis.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conforme", True), ("envoye_le", None)),
                                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="point_a_corriger_a_un_motif",
                                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DemandeDeFinancement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("avance", "Financement et avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
                                default="avance",
                                max_length=20,
                            ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issue",
                            models.CharField(blank=True, max_length=500, verbose_name="ce qui est arrivé au fichier"),
                        ),
                        (
                            "malgre_tout",
                            models.BooleanField(default=False, verbose_name="dépose aussi ce que l’ASP rejetterait"),
                        ),
                        ("motif", models.TextField(blank=True, verbose_name="motif de l’abandon")),
                        (
                            "signe_de_vie_le",
                            models.DateTimeField(null=True, verbose_name="dernier signe de vie du travailleur"),
                        ),
                    ],
                    options={
                        "verbose_name": "demande de financement",
                        "verbose_name_plural": "demandes de financement",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("empreinte", ""), _negated=True),
                                    models.Q(("statut__in", ["refusee", "abandonnee"]), _negated=True),
                                ),
                                fields=("fournisseur", "dispositif", "nature", "empreinte"),
                                name="demande_un_fichier_une_fois",
                                violation_error_message="Ce fichier a déjà été déposé.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("cle", ""), _negated=True),
                                fields=("fournisseur", "cle"),
                                name="demande_une_cle_une_fois",
                                violation_error_message="Cette demande a déjà été reçue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", "fichier"), _negated=True),
                                    models.Q(models.Q(("empreinte", ""), _negated=True), ("fichier__isnull", False)),
                                    _connector="OR",
                                ),
                                name="demande_fichier_a_une_empreinte",
                                violation_error_message="Une demande par fichier garde son fichier et son empreinte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("premier_depot_le", None),
                                    ("premier_depot_le__gte", models.F("recue_le")),
                                    _connector="OR",
                                ),
                                name="demande_depot_apres_reception",
                                violation_error_message="Un dépôt complet suit la réception.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "abandonnee"), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="demande_abandonnee_dit_pourquoi",
                                violation_error_message="Une demande abandonnée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "refusee"), _negated=True),
                                    models.Q(("issue", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="demande_refusee_dit_pourquoi",
                                violation_error_message="Un fichier refusé dit pourquoi.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="Commande",
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
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="prestation principale financée",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
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
                        ("fichiers", models.JSONField(default=dict)),
                        ("redeposee_le", models.DateTimeField(null=True, verbose_name="déposée à nouveau le")),
                        ("motif_propose", models.TextField(blank=True, verbose_name="motif proposé")),
                    ],
                    options={
                        "ordering": ["demande", "rang"],
                        "indexes": [
                            models.Index(fields=["dispositif", "cle"], name="commande_par_client"),
                            models.Index(fields=["statut", "deposee_le"], name="commande_en_file"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut__in", ["incomplete", "retiree"]),
                                    ("deposee_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="commande_deposee_a_une_date",
                                violation_error_message="Une ligne déposée porte l’instant de son dépôt.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_par", None),
                                    models.Q(("decidee_par", models.F("controlee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="commande_decidee_par_autrui",
                                violation_error_message="Qui contrôle et qui décide sont deux personnes.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("statut", "validee"), _negated=True),
                                        ("proposition", "valider"),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(("statut", "rejetee"), _negated=True),
                                        ("proposition", "rejeter"),
                                        _connector="OR",
                                    ),
                                ),
                                name="commande_decidee_comme_propose",
                                violation_error_message="La décision suit la proposition contrôlée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["a_modifier", "rejetee"]), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="commande_defavorable_a_un_motif",
                                violation_error_message="Une ligne à modifier ou rejetée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="commande_instruite_depuis_une_date",
                                violation_error_message="Une ligne prise en charge dit par qui et depuis quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("controlee_le", None),
                                        ("controlee_le__gte", models.F("deposee_le")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("decidee_le", None),
                                        ("decidee_le__gte", models.F("controlee_le")),
                                        _connector="OR",
                                    ),
                                ),
                                name="commande_dates_en_ordre",
                                violation_error_message="Dépôt, contrôle et décision se suivent.",
                            ),
                            models.UniqueConstraint(
                                fields=("demande", "rang"),
                                name="commande_un_rang_une_fois",
                                violation_error_message="Cette ligne du fichier est déjà une commande.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("occupe", True)),
                                fields=("dispositif", "cle"),
                                name="commande_une_par_client",
                                violation_error_message="Une commande existe déjà pour ce client.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["incomplete", "rejetee", "retiree"]), _negated=True),
                                    ("occupe", False),
                                    _connector="OR",
                                ),
                                name="commande_close_libere_la_place",
                                violation_error_message="Une commande incomplète, rejetée ou retirée ne tient pas de place.",
                            ),
                            models.CheckConstraint(
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
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("avance"), "+", models.F("solde")
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="commande_validee_a_ses_montants",
                                violation_error_message="L’avance et le solde font ensemble le montant financé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("redeposee_le", None),
                                    ("redeposee_le__gte", models.F("deposee_le")),
                                    _connector="OR",
                                ),
                                name="commande_redeposee_apres_depot",
                                violation_error_message="Un nouveau dépôt suit le premier.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="PieceDeCommande",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="financement.commande",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remplacee_le", None)),
                                fields=("commande", "nature"),
                                name="piece_de_commande_actuelle_unique",
                                violation_error_message="Cette pièce est déjà jointe.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointDeCommande",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "vu",
                            models.CharField(blank=True, max_length=64, verbose_name="empreinte de ce qui a été jugé"),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("leve_le", None)),
                                fields=("commande", "cle"),
                                name="point_de_commande_actuel_unique",
                                violation_error_message="Ce point porte déjà un avis.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conforme", True), ("envoye_le", None)),
                                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="point_de_commande_a_corriger_a_un_motif",
                                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ModeleDeDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("type_de_document", models.CharField(max_length=40, verbose_name="type de document")),
                        ("libelle", models.CharField(max_length=120, verbose_name="libellé du type")),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_cours_d_import", "En cours d’import"),
                                    ("supprime", "Supprimé"),
                                    ("en_attente", "En attente d’instruction"),
                                    ("valide", "Validé"),
                                    ("rejete", "Rejeté"),
                                ],
                                default="en_cours_d_import",
                                max_length=20,
                            ),
                        ),
                        ("ajoute_le", models.DateTimeField()),
                        ("envoye_le", models.DateTimeField(null=True, verbose_name="date d’import")),
                        ("instruit_depuis", models.DateTimeField(null=True)),
                        ("decide_le", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True, verbose_name="motif du rejet")),
                        ("grille_du", models.DateField(null=True, verbose_name="grille de contrôle du")),
                        (
                            "ajoute_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decide_par",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="modeles_de_documents",
                                to="documents.document",
                            ),
                        ),
                        (
                            "envoye_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="modeles",
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
                    ],
                    options={
                        "verbose_name": "modèle de document",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("envoye_le", None),
                                        ("envoye_par", None),
                                        ("statut__in", ("en_cours_d_import", "supprime")),
                                    ),
                                    models.Q(
                                        ("envoye_le__isnull", False),
                                        ("envoye_par__isnull", False),
                                        ("statut__in", ("en_attente", "valide", "rejete")),
                                    ),
                                    _connector="OR",
                                ),
                                name="modele_envoye_par_une_personne",
                                violation_error_message="Un modèle envoyé, et lui seul, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decide_le__isnull", False),
                                        ("decide_par__isnull", False),
                                        ("grille_du__isnull", False),
                                        ("statut__in", ("valide", "rejete")),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ("valide", "rejete")), _negated=True),
                                        ("decide_le", None),
                                        ("decide_par", None),
                                        ("grille_du", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="modele_decide_par_une_personne",
                                violation_error_message="Un modèle décidé, et lui seul, dit par qui, quand et sur quelle grille.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "rejete"), models.Q(("motif", ""), _negated=True)),
                                    models.Q(models.Q(("statut", "rejete"), _negated=True), ("motif", "")),
                                    _connector="OR",
                                ),
                                name="modele_rejete_a_un_motif",
                                violation_error_message="Un modèle rejeté, et lui seul, dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("envoye_le", None),
                                    models.Q(
                                        ("envoye_le__gte", models.F("ajoute_le")),
                                        models.Q(
                                            ("decide_le", None),
                                            ("decide_le__gte", models.F("envoye_le")),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="modele_dates_en_ordre",
                                violation_error_message="Un modèle est ajouté, puis envoyé, puis décidé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="modele_instruit_depuis_une_date",
                                violation_error_message="Un modèle pris en charge dit par qui et depuis quand.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="ControleDeMention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("libelle", models.CharField(max_length=300)),
                        ("texte", models.TextField(blank=True)),
                        ("reference", models.CharField(max_length=300, verbose_name="référence")),
                        ("obligatoire", models.BooleanField()),
                        ("presente", models.BooleanField(verbose_name="présente")),
                        ("remarque", models.CharField(blank=True, max_length=500)),
                        ("controle_le", models.DateTimeField()),
                        (
                            "controle_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "modele",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="controles",
                                to="financement.modelededocument",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("modele", "code"),
                                name="mention_controlee_une_fois",
                                violation_error_message="Cette mention est déjà contrôlée.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sujet", models.CharField(max_length=40)),
                        ("sujet_libelle", models.CharField(max_length=120, verbose_name="sujet")),
                        ("objet", models.CharField(max_length=120)),
                        (
                            "statut",
                            models.CharField(
                                choices=[("ouverte", "Ouverte"), ("repondue", "Répondue"), ("close", "Close")],
                                default="ouverte",
                                max_length=20,
                            ),
                        ),
                        ("posee_le", models.DateTimeField(verbose_name="posée le")),
                        ("dernier_message_le", models.DateTimeField()),
                        ("close_le", models.DateTimeField(null=True)),
                        (
                            "close_par",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions_a_l_asp",
                                to="comptes.organisation",
                            ),
                        ),
                        (
                            "posee_par",
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
                                condition=models.Q(
                                    models.Q(("objet", ""), _negated=True), models.Q(("sujet", ""), _negated=True)
                                ),
                                name="question_a_un_objet",
                                violation_error_message="Une question a un sujet et un objet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("close_le__isnull", False), ("close_par__isnull", False), ("statut", "close")
                                    ),
                                    models.Q(
                                        models.Q(("statut", "close"), _negated=True),
                                        ("close_le", None),
                                        ("close_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="question_close_par_une_personne",
                                violation_error_message="Une question close, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("dernier_message_le__gte", models.F("posee_le"))),
                                name="question_dates_en_ordre",
                                violation_error_message="Un message suit la question.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MessageDeQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cote",
                            models.CharField(choices=[("fournisseur", "Fournisseur"), ("asp", "ASP")], max_length=20),
                        ),
                        ("texte", models.TextField()),
                        ("envoye_le", models.DateTimeField()),
                        (
                            "auteur",
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
                                related_name="questions_a_l_asp",
                                to="documents.document",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="financement.question",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="message_de_question_a_un_texte",
                                violation_error_message="Un message a un texte.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnvoiDePieces",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recu_le", models.DateTimeField(verbose_name="reçu le")),
                        ("malgre_tout", models.BooleanField(default=False)),
                        ("traite_le", models.DateTimeField(null=True, verbose_name="traité le")),
                        (
                            "jointes",
                            models.PositiveIntegerField(default=0, verbose_name="pièces jointes à leur commande"),
                        ),
                        ("deposees", models.PositiveIntegerField(default=0, verbose_name="commandes déposées")),
                        ("nombre_de_refus", models.PositiveIntegerField(default=0)),
                        ("refus", models.JSONField(default=list)),
                        ("issue", models.CharField(blank=True, max_length=500, verbose_name="ce qui est arrivé")),
                        (
                            "demande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envois",
                                to="financement.demandedefinancement",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "recu_de",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "envoi de pièces",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("traite_le", None), ("traite_le__gte", models.F("recu_le")), _connector="OR"
                                ),
                                name="envoi_de_pieces_traite_apres_reception",
                                violation_error_message="Un envoi est traité après avoir été reçu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArbitrageDePlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=11, verbose_name="RPPS ou FINESS")),
                        ("empreinte_retenue", models.CharField(max_length=64)),
                        ("empreinte_ecartee", models.CharField(max_length=64)),
                        ("motif", models.TextField(verbose_name="motif")),
                        (
                            "statut",
                            models.CharField(
                                choices=[("propose", "Proposé"), ("confirme", "Confirmé"), ("ecarte", "Écarté")],
                                default="propose",
                                max_length=20,
                            ),
                        ),
                        ("propose_le", models.DateTimeField(verbose_name="proposé le")),
                        ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
                        ("reponse", models.TextField(blank=True)),
                        (
                            "decide_par",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "ecartee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arbitrages_perdus",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "propose_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "retenue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arbitrages_gagnes",
                                to="financement.commande",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "arbitrage de place",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "propose")),
                                fields=("dispositif", "cle"),
                                name="arbitrage_un_a_la_fois",
                                violation_error_message="Un arbitrage est déjà proposé pour ce client.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("retenue", models.F("ecartee")), _negated=True),
                                name="arbitrage_entre_deux_commandes",
                                violation_error_message="Un arbitrage départage deux commandes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="arbitrage_a_un_motif",
                                violation_error_message="Un arbitrage dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decide_le", None), ("decide_par", None), ("statut", "propose")),
                                    models.Q(
                                        models.Q(("statut", "propose"), _negated=True),
                                        ("decide_le__isnull", False),
                                        ("decide_par__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="arbitrage_decide_par_une_personne",
                                violation_error_message="Un arbitrage décidé, et lui seul, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decide_par", None),
                                    models.Q(("decide_par", models.F("propose_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="arbitrage_decide_par_autrui",
                                violation_error_message="Qui propose l’arbitrage et qui en décide sont deux personnes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decide_le", None), ("decide_le__gte", models.F("propose_le")), _connector="OR"
                                ),
                                name="arbitrage_dates_en_ordre",
                                violation_error_message="Proposition et décision se suivent.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FiltreDeFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nom", models.CharField(max_length=60, verbose_name="nom du filtre")),
                        ("requete", models.CharField(max_length=500)),
                        ("cree_le", models.DateTimeField()),
                        (
                            "personne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["nom"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("personne", "nom"),
                                name="filtre_un_nom_par_personne",
                                violation_error_message="Vous avez déjà un filtre de ce nom.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Simulation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
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
                                    ("en_attente", "En attente"),
                                    ("en_cours", "En cours"),
                                    ("terminee", "Terminée"),
                                    ("echouee", "Échouée"),
                                ],
                                default="en_attente",
                                max_length=20,
                            ),
                        ),
                        ("demandee_le", models.DateTimeField(verbose_name="demandée le")),
                        ("au", models.DateTimeField(verbose_name="simulée au")),
                        ("lue", models.BooleanField(default=False)),
                        ("terminee_le", models.DateTimeField(null=True, verbose_name="terminée le")),
                        ("issue", models.CharField(blank=True, max_length=500, verbose_name="ce qui est arrivé")),
                        ("erreurs", models.JSONField(default=list, verbose_name="erreurs de l’en-tête")),
                        ("nombre", models.PositiveIntegerField(default=0, verbose_name="commandes")),
                        ("acceptees", models.PositiveIntegerField(default=0, verbose_name="acceptées")),
                        ("a_verifier", models.PositiveIntegerField(default=0, verbose_name="à vérifier")),
                        ("rejetees", models.PositiveIntegerField(default=0, verbose_name="rejetées")),
                        (
                            "phase",
                            models.CharField(
                                blank=True,
                                choices=[("lecture", "Lecture du fichier"), ("jugement", "Contrôle des commandes")],
                                max_length=12,
                            ),
                        ),
                        ("pour_cent", models.PositiveSmallIntegerField(default=0)),
                        ("lignes_faites", models.PositiveIntegerField(default=0)),
                        ("essai", models.PositiveIntegerField(default=0)),
                        ("signe_de_vie_le", models.DateTimeField(null=True, verbose_name="dernier signe de vie")),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "demandee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fichier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="simulations",
                                to="documents.document",
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="simulations",
                                to="financement.fournisseur",
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("avance", "Financement et avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
                                default="avance",
                                max_length=20,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fichier__isnull", False), ("source", "fichier")),
                                    models.Q(("fichier", None), ("source", "formulaire")),
                                    _connector="OR",
                                ),
                                name="simulation_fichier_selon_la_source",
                                violation_error_message="Une simulation par fichier garde son fichier, et elle seule.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["en_attente", "en_cours"]), ("terminee_le", None)),
                                    models.Q(
                                        ("statut__in", ["terminee", "echouee"]),
                                        ("terminee_le__gte", models.F("demandee_le")),
                                        ("terminee_le__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="simulation_close_a_une_date",
                                violation_error_message="Une simulation se termine après avoir été demandée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "terminee"), _negated=True), ("lue", True), _connector="OR"
                                ),
                                name="simulation_terminee_est_lue",
                                violation_error_message="Une simulation terminée a lu toutes ses commandes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "echouee"), _negated=True),
                                    models.Q(("issue", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="simulation_echouee_dit_pourquoi",
                                violation_error_message="Une simulation échouée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "en_cours"), _negated=True),
                                    ("signe_de_vie_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="simulation_en_cours_donne_signe",
                                violation_error_message="Une simulation en cours donne signe de vie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LigneSimulee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rang", models.PositiveIntegerField(verbose_name="rang dans le fichier")),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=50, verbose_name="numéro du bon de commande"),
                        ),
                        ("cle", models.CharField(blank=True, max_length=20, verbose_name="RPPS ou FINESS")),
                        ("nom", models.CharField(blank=True, max_length=200, verbose_name="client")),
                        ("recherche", models.CharField(blank=True, max_length=300)),
                        ("contenu", models.JSONField(null=True)),
                        ("erreurs", models.JSONField(default=list, verbose_name="erreurs de format")),
                        ("jugement", models.JSONField(default=dict)),
                        (
                            "prediction",
                            models.CharField(
                                choices=[
                                    ("accepte", "Acceptée"),
                                    ("a_verifier", "À vérifier par un agent"),
                                    ("rejete", "Rejetée"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("regles", models.CharField(blank=True, max_length=500, verbose_name="règles en défaut")),
                        ("corrigee_le", models.DateTimeField(null=True, verbose_name="corrigée le")),
                        (
                            "simulation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lignes",
                                to="financement.simulation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["simulation", "rang"],
                        "indexes": [
                            models.Index(
                                fields=["simulation", "prediction", "rang"], name="ligne_simulee_par_prediction"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("simulation", "rang"),
                                name="ligne_simulee_un_rang_une_fois",
                                violation_error_message="Cette ligne du fichier est déjà simulée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("erreurs", []), models.Q(("jugement", {}), _negated=True)),
                                    models.Q(
                                        models.Q(("erreurs", []), _negated=True),
                                        ("jugement", {}),
                                        ("prediction", "rejete"),
                                    ),
                                    _connector="OR",
                                ),
                                name="ligne_simulee_illisible_est_rejetee",
                                violation_error_message="Une commande illisible est rejetée sans être jugée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotDePaiement",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lot de paiement",
                        "verbose_name_plural": "lots de paiement",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approuve_par", None),
                                    models.Q(("approuve_par", models.F("prepare_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="lot_approuve_par_autrui",
                                violation_error_message="Qui prépare et qui approuve sont deux personnes.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("annule_le__isnull", False),
                                        ("annule_par__isnull", False),
                                        ("statut", "annule"),
                                        models.Q(("motif", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "annule"), _negated=True),
                                        ("annule_le", None),
                                        ("annule_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="lot_annule_par_une_personne",
                                violation_error_message="Un lot annulé, et lui seul, dit par qui, quand et pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approuve_le", None),
                                        ("approuve_le__gte", models.F("prepare_le")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("exporte_le", None),
                                        ("exporte_le__gte", models.F("approuve_le")),
                                        _connector="OR",
                                    ),
                                ),
                                name="lot_dates_en_ordre",
                                violation_error_message="Préparation, approbation et export se suivent.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Position",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="positions",
                                to="financement.commande",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["commande", "part"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commande", "part"),
                                name="position_unique",
                                violation_error_message="Cette part de la commande a déjà sa position.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("engage__gte", 0),
                                    models.Q(("verse", 0), ("verse", models.F("engage")), _connector="OR"),
                                ),
                                name="position_versee_en_entier_ou_pas",
                                violation_error_message="Une part se verse en entier, une fois, et jamais au-delà de l’engagé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("regle", 0), ("regle", models.F("verse")), _connector="OR"),
                                name="position_reglee_si_versee",
                                violation_error_message="Ce que la banque règle a été versé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("repris__gte", 0), ("repris__lte", models.F("regle"))),
                                name="position_reprise_dans_le_regle",
                                violation_error_message="On ne reprend que ce qui a été réglé.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetourBancaire",
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
                                choices=[("lu", "Lu, à appliquer"), ("applique", "Appliqué")],
                                default="lu",
                                max_length=12,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "retour de la banque",
                        "verbose_name_plural": "retours de la banque",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("applique_le__isnull", False),
                                        ("applique_par__isnull", False),
                                        ("statut", "applique"),
                                    ),
                                    models.Q(("applique_le", None), ("applique_par", None), ("statut", "lu")),
                                    _connector="OR",
                                ),
                                name="retour_applique_par_une_personne",
                                violation_error_message="Un retour appliqué, et lui seul, dit par qui et quand.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Virement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(max_length=35, unique=True, verbose_name="référence de bout en bout"),
                        ),
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
                        (
                            "retenu",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="retenu sur un indu"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["reference"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("lot", "fournisseur"),
                                name="virement_un_par_fournisseur",
                                violation_error_message="Un lot paie un fournisseur par un seul virement.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("statut__in", ["rejete", "ecarte"]), models.Q(("motif", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ["rejete", "ecarte"]), _negated=True),
                                        ("code", ""),
                                        ("motif", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="virement_rejete_a_un_motif",
                                violation_error_message="Un virement rejeté ou retiré, et lui seul, dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("regle_le__isnull", False), ("statut__in", ["paye", "rejete"])),
                                    models.Q(
                                        models.Q(("statut__in", ["paye", "rejete"]), _negated=True), ("regle_le", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="virement_regle_a_une_date",
                                violation_error_message="Un virement payé ou rejeté dit quand la banque l’a dit.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("montant__gt", 0), ("retenu__gte", 0)),
                                name="virement_positif",
                                violation_error_message="Un virement est d’un montant positif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LigneDeRetour",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("retour", "rang"),
                                name="ligne_de_retour_unique",
                                violation_error_message="Cette ligne du fichier est déjà lue.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LigneDePaiement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lignes",
                                to="financement.virement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("vive", True)),
                                fields=("commande", "part"),
                                name="ligne_de_paiement_une_vive",
                                violation_error_message="Cette part de la commande est déjà dans un lot.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("montant__gt", 0)),
                                name="ligne_de_paiement_positive",
                                violation_error_message="Une ligne de paiement est d’un montant positif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ecriture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
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
                                    ("annulation", "Compensation annulée : le paiement est revenu"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("montant", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant signé")),
                        ("le", models.DateTimeField(verbose_name="inscrite le")),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ecritures",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="journal.entreejournal",
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
                                        (
                                            "nature__in",
                                            ("avance", "solde", "secondaire", "reglement", "rejet", "retour"),
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "nature__in",
                                                ("avance", "solde", "secondaire", "reglement", "rejet", "retour"),
                                            ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("montant__gt", 0),
                                        (
                                            "nature__in",
                                            ("engagement", "avance", "solde", "secondaire", "reglement", "annulation"),
                                        ),
                                    ),
                                    models.Q(
                                        ("montant__lt", 0),
                                        ("nature__in", ("rejet", "retour", "reprise", "compensation")),
                                    ),
                                    _connector="OR",
                                ),
                                name="ecriture_a_son_signe",
                                violation_error_message="Un engagement ou un versement est positif, un rejet ou une reprise négatif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DossierPilote",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("fournisseur", "candidature"),
                                name="dossier_pilote_unique",
                                violation_error_message="Un dossier des pilotes existe déjà pour cette solution.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("premiere_transmission_le", None),
                                        ("statut", "a_constituer"),
                                        ("transmis_le", None),
                                    ),
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
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("accepte_le__gte", models.F("transmis_le")),
                                        ("accepte_le__isnull", False),
                                        ("accepte_par__isnull", False),
                                        ("statut", "accepte"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "accepte"), _negated=True),
                                        ("accepte_le", None),
                                        ("accepte_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="dossier_pilote_accepte_a_une_date",
                                violation_error_message="Un dossier accepté, et lui seul, dit par qui et quand, après sa transmission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "a_completer"), _negated=True),
                                    ("a_rendre_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="dossier_pilote_a_completer_a_une_date_de_retour",
                                violation_error_message="Un dossier à compléter dit pour quel jour.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dossier_pilote_instruit_depuis_une_date",
                                violation_error_message="Un dossier pris en charge dit par qui et depuis quand.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="Pilote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("choisi_le", models.DateTimeField()),
                        ("retire_le", models.DateTimeField(null=True)),
                        (
                            "choisi_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pilotes",
                                to="financement.commande",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retire_le", None)),
                                fields=("commande",),
                                name="pilote_une_commande_une_fois",
                                violation_error_message="Cette commande est déjà l’un des pilotes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retire_le", None), ("retire_le__gte", models.F("choisi_le")), _connector="OR"
                                ),
                                name="pilote_dates_en_ordre",
                                violation_error_message="Un pilote se retire après avoir été choisi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointDePilote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("leve_le", None)),
                                fields=("dossier_pilote", "cle"),
                                name="point_de_pilote_actuel_unique",
                                violation_error_message="Ce point porte déjà un avis.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conforme", True), ("envoye_le", None), ("motif", "")),
                                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="point_de_pilote_a_corriger_a_un_motif",
                                violation_error_message="Un point à corriger, et lui seul, dit pourquoi ; lui seul s’envoie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProcesVerbal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remplace_le", None)),
                                fields=("pilote",),
                                name="pv_un_seul_par_pilote",
                                violation_error_message="Ce pilote a déjà son PV.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signe_le__gte", models.F("installe_le"))),
                                name="pv_signe_apres_l_installation",
                                violation_error_message="Le PV se signe après l’installation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signataire", ""), _negated=True),
                                name="pv_a_un_signataire",
                                violation_error_message="Le PV dit qui l’a signé pour le client.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportDeFormation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("titre", models.CharField(max_length=200, verbose_name="titre")),
                        ("lien", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                        ("ajoute_le", models.DateTimeField()),
                        ("retire_le", models.DateTimeField(null=True)),
                        (
                            "ajoute_par",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("document", None), models.Q(("lien", ""), _negated=True)),
                                    models.Q(("document__isnull", False), ("lien", "")),
                                    _connector="OR",
                                ),
                                name="support_fichier_ou_lien",
                                violation_error_message="Un support est un fichier ou un lien.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retire_le", None), ("retire_le__gte", models.F("ajoute_le")), _connector="OR"
                                ),
                                name="support_dates_en_ordre",
                                violation_error_message="Un support se retire après avoir été ajouté.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContenuCouvert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("support", "code"),
                                name="contenu_couvert_une_fois",
                                violation_error_message="Ce support couvre déjà ce contenu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Creance",
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
                        ("motif_propose", models.TextField(blank=True, verbose_name="motif proposé")),
                        ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                        ("controlee_le", models.DateTimeField(null=True, verbose_name="contrôlée le")),
                        ("empreinte_controlee", models.CharField(blank=True, max_length=64)),
                        ("decidee_le", models.DateTimeField(null=True, verbose_name="décidée le")),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("rang", models.PositiveIntegerField(verbose_name="rang dans le fichier")),
                        ("contenu", models.JSONField()),
                        ("fichiers", models.JSONField(default=dict)),
                        ("modifiee_le", models.DateTimeField(null=True)),
                        ("redeposee_le", models.DateTimeField(null=True, verbose_name="déposée à nouveau le")),
                        (
                            "montant",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="montant à verser"
                            ),
                        ),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="creances",
                                to="financement.commande",
                            ),
                        ),
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
                            "demande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="creances",
                                to="financement.demandedefinancement",
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
                        (
                            "instructeur",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "demande de paiement",
                        "verbose_name_plural": "demandes de paiement",
                        "ordering": ["demande", "rang"],
                        "indexes": [models.Index(fields=["statut", "deposee_le"], name="creance_en_file")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut__in", ["incomplete", "retiree"]),
                                    ("deposee_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="creance_deposee_a_une_date",
                                violation_error_message="Une ligne déposée porte l’instant de son dépôt.",
                            ),
                            models.CheckConstraint(
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
                                name="creance_controlee_par_une_personne",
                                violation_error_message="Une ligne contrôlée dit par qui, quand, sur quoi et pour quelle suite.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_par", None),
                                    models.Q(("decidee_par", models.F("controlee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="creance_decidee_par_autrui",
                                violation_error_message="Qui contrôle et qui décide sont deux personnes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["validee", "rejetee"]), _negated=True),
                                    models.Q(
                                        ("decidee_le__isnull", False),
                                        ("decidee_par__isnull", False),
                                        ("empreinte_controlee", models.F("empreinte")),
                                    ),
                                    _connector="OR",
                                ),
                                name="creance_decidee_sur_le_contenu_controle",
                                violation_error_message="La décision porte sur le contenu contrôlé, et dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("statut", "validee"), _negated=True),
                                        ("proposition", "valider"),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(("statut", "rejetee"), _negated=True),
                                        ("proposition", "rejeter"),
                                        _connector="OR",
                                    ),
                                ),
                                name="creance_decidee_comme_propose",
                                violation_error_message="La décision suit la proposition contrôlée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["a_modifier", "rejetee"]), _negated=True),
                                    models.Q(("motif", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="creance_defavorable_a_un_motif",
                                violation_error_message="Une ligne à modifier ou rejetée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruit_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruit_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="creance_instruite_depuis_une_date",
                                violation_error_message="Une ligne prise en charge dit par qui et depuis quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("controlee_le", None),
                                        ("controlee_le__gte", models.F("deposee_le")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("decidee_le", None),
                                        ("decidee_le__gte", models.F("controlee_le")),
                                        _connector="OR",
                                    ),
                                ),
                                name="creance_dates_en_ordre",
                                violation_error_message="Dépôt, contrôle et décision se suivent.",
                            ),
                            models.UniqueConstraint(
                                fields=("demande", "rang"),
                                name="creance_un_rang_une_fois",
                                violation_error_message="Cette ligne du fichier est déjà une demande de paiement.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("deposee_le__isnull", False),
                                    models.Q(("statut__in", ["rejetee", "retiree"]), _negated=True),
                                ),
                                fields=("commande", "part"),
                                name="creance_une_par_part",
                                violation_error_message="Cette part de la commande est déjà demandée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("part__in", ["solde", "secondaire"])),
                                name="creance_d_une_part_due_apres_l_avance",
                                violation_error_message="Une demande de paiement porte sur le solde ou la prestation secondaire.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("redeposee_le", None),
                                    ("redeposee_le__gte", models.F("deposee_le")),
                                    _connector="OR",
                                ),
                                name="creance_redeposee_apres_depot",
                                violation_error_message="Un nouveau dépôt suit le premier.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("montant", None), models.Q(("statut", "validee"), _negated=True)),
                                    models.Q(("montant__gt", 0), ("montant__isnull", False)),
                                    _connector="OR",
                                ),
                                name="creance_validee_a_son_montant",
                                violation_error_message="Une demande validée porte le montant à verser.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="Incapacite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("motif", models.TextField()),
                        ("declaree_le", models.DateTimeField(verbose_name="déclarée le")),
                        ("client_informe_le", models.DateField(null=True, verbose_name="client informé le")),
                        ("retiree_le", models.DateTimeField(null=True)),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incapacites",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "declaree_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "client_informe_par",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("courriel", "Courriel"),
                                    ("courrier", "Courrier"),
                                    ("recommande", "Lettre recommandée"),
                                    ("espace", "Espace client du fournisseur"),
                                    ("remise", "Remise en main propre"),
                                ],
                                max_length=12,
                                verbose_name="client informé par",
                            ),
                        ),
                        (
                            "retiree_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "incapacité à réaliser",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retiree_le", None)),
                                fields=("commande",),
                                name="incapacite_actuelle_unique",
                                violation_error_message="L’incapacité est déjà déclarée pour cette commande.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="incapacite_dit_pourquoi",
                                violation_error_message="Une incapacité dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("client_informe_le", None), ("client_informe_par", "")),
                                    models.Q(
                                        ("client_informe_le__isnull", False),
                                        models.Q(("client_informe_par", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incapacite_client_informe_quand_et_comment",
                                violation_error_message="Un client informé l’est un jour, par un moyen.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("retiree_le", None), ("retiree_par", None)),
                                    models.Q(
                                        ("retiree_le__gte", models.F("declaree_le")), ("retiree_par__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="incapacite_retiree_par_une_personne",
                                violation_error_message="Une incapacité retirée l’est après sa déclaration, par une personne.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PieceDeCreance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("va", "Vérification d’aptitude signée"),
                                    ("facture", "Copie de la facture"),
                                    ("attestation", "Attestation de fin de prestation"),
                                    ("journal", "Journal de monitoring"),
                                    ("autre", "Autre pièce"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("deposee_le", models.DateTimeField()),
                        ("remplacee_le", models.DateTimeField(null=True)),
                        (
                            "creance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="financement.creance",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remplacee_le", None)),
                                fields=("creance", "nature"),
                                name="piece_de_creance_actuelle_unique",
                                violation_error_message="Cette pièce est déjà jointe.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointDeCreance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=60)),
                        ("libelle", models.CharField(max_length=200)),
                        ("conforme", models.BooleanField()),
                        ("motif", models.TextField(blank=True)),
                        (
                            "vu",
                            models.CharField(blank=True, max_length=64, verbose_name="empreinte de ce qui a été jugé"),
                        ),
                        ("releve_le", models.DateTimeField()),
                        ("envoye_le", models.DateTimeField(null=True)),
                        ("leve_le", models.DateTimeField(null=True)),
                        (
                            "creance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="financement.creance",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("leve_le", None)),
                                fields=("creance", "cle"),
                                name="point_de_creance_actuel_unique",
                                violation_error_message="Ce point porte déjà un avis.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conforme", True), ("envoye_le", None)),
                                    models.Q(("conforme", False), models.Q(("motif", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="point_de_creance_a_corriger_a_un_motif",
                                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreserieValidee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("validee_le", models.DateField(verbose_name="validée le")),
                        ("reference", models.CharField(max_length=100, verbose_name="référence du constat")),
                        ("constatee_le", models.DateTimeField(verbose_name="constatée le")),
                        ("retiree_le", models.DateTimeField(null=True)),
                        ("motif_du_retrait", models.TextField(blank=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="preseries",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "constatee_par",
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
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "retiree_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "présérie Ordonnance numérique validée",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retiree_le", None)),
                                fields=("candidature",),
                                name="preserie_actuelle_unique",
                                violation_error_message="La présérie est déjà constatée pour cette solution.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retiree_le", None),
                                    models.Q(("motif_du_retrait", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="preserie_retiree_dit_pourquoi",
                                violation_error_message="Un constat retiré dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("retiree_le", None), ("retiree_par", None)),
                                    models.Q(
                                        ("retiree_le__gte", models.F("constatee_le")),
                                        ("retiree_par__isnull", False),
                                        models.Q(("retiree_par", models.F("constatee_par")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="preserie_retiree_par_autrui",
                                violation_error_message="Qui constate et qui retire sont deux personnes.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttestationDeFin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("achevee_le", models.DateField(verbose_name="prestation achevée le")),
                        ("declaree_le", models.DateTimeField(verbose_name="déclarée le")),
                        ("remplacee_le", models.DateTimeField(null=True)),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attestations",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "declaree_par",
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
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attestation de fin de prestation",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remplacee_le", None)),
                                fields=("commande",),
                                name="attestation_actuelle_unique",
                                violation_error_message="Cette commande a déjà son attestation de fin.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remplacee_le", None),
                                    ("remplacee_le__gte", models.F("declaree_le")),
                                    _connector="OR",
                                ),
                                name="attestation_remplacee_apres_sa_declaration",
                                violation_error_message="Une attestation est remplacée après avoir été déclarée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indu",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "repondre_jusqu_au",
                            models.DateTimeField(null=True, verbose_name="réponse attendue jusqu’au"),
                        ),
                        ("propose_le", models.DateTimeField(null=True, verbose_name="décision proposée le")),
                        ("motivation", models.TextField(blank=True, verbose_name="motifs de la décision")),
                        ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
                        ("reverser_jusqu_au", models.DateTimeField(null=True, verbose_name="à reverser jusqu’au")),
                        (
                            "par_compensation",
                            models.BooleanField(default=False, verbose_name="retenu sur les paiements à venir"),
                        ),
                        ("solde_le", models.DateTimeField(null=True, verbose_name="soldé le")),
                        (
                            "constate_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decide_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indus",
                                to="financement.fournisseur",
                            ),
                        ),
                        (
                            "propose_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dossier d’indu",
                        "verbose_name_plural": "dossiers d’indu",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("constat", ""), _negated=True),
                                name="indu_dit_pourquoi",
                                violation_error_message="Un constat dit ce qui est reproché.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("mis_en_demeure_le", None),
                                        ("repondre_jusqu_au", None),
                                        ("statut__in", ["constate", "classe"]),
                                    ),
                                    models.Q(
                                        ("mis_en_demeure_le__isnull", False),
                                        ("repondre_jusqu_au__gt", models.F("mis_en_demeure_le")),
                                    ),
                                    _connector="OR",
                                ),
                                name="indu_mis_en_demeure_avec_un_delai",
                                violation_error_message="Rien n’est décidé sans mise en demeure, ni sans délai pour répondre.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decide_par", None),
                                    ("propose_par", None),
                                    models.Q(("decide_par", models.F("propose_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="indu_decide_par_autrui",
                                violation_error_message="Qui propose la décision et qui la prend sont deux personnes.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("solde_le__isnull", False), ("statut", "solde")),
                                    models.Q(models.Q(("statut", "solde"), _negated=True), ("solde_le", None)),
                                    _connector="OR",
                                ),
                                name="indu_solde_a_une_date",
                                violation_error_message="Un dossier soldé, et lui seul, dit quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("par_compensation", False), ("statut__in", ["ordonne", "solde"]), _connector="OR"
                                ),
                                name="indu_compense_une_fois_ordonne",
                                violation_error_message="On ne retient sur un paiement qu’un reversement ordonné.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="LettreDIndu",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "indu",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lettres",
                                to="financement.indu",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indu", "nature"),
                                name="lettre_d_indu_une_par_nature",
                                violation_error_message="Cette lettre est déjà émise.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LigneDIndu",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "montant",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant réclamé"),
                        ),
                        (
                            "propose",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="montant proposé"
                            ),
                        ),
                        (
                            "ordonne",
                            models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="à reverser"),
                        ),
                        (
                            "rembourse",
                            models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="remboursé"),
                        ),
                        (
                            "retenu",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=14,
                                verbose_name="retenu sur un paiement en cours",
                            ),
                        ),
                        (
                            "compense",
                            models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="compensé"),
                        ),
                        ("vive", models.BooleanField(default=True)),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indus",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "indu",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lignes",
                                to="financement.indu",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indu", "commande", "part"),
                                name="ligne_d_indu_unique",
                                violation_error_message="Cette part est déjà dans le dossier.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("vive", True)),
                                fields=("commande", "part"),
                                name="ligne_d_indu_une_vive",
                                violation_error_message="Un dossier d’indu est déjà ouvert pour cette part.",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObservationDIndu",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("texte", models.TextField()),
                        ("deposee_le", models.DateTimeField()),
                        (
                            "deposee_par",
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
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "indu",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="observations",
                                to="financement.indu",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="observation_d_indu_a_un_texte",
                                violation_error_message="Une observation a un texte.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remboursement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=35, unique=True, verbose_name="référence bancaire")),
                        ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("valeur_le", models.DateField(verbose_name="date de valeur")),
                        ("enregistre_le", models.DateTimeField(verbose_name="enregistré le")),
                        (
                            "enregistre_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "indu",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remboursements",
                                to="financement.indu",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("montant__gt", 0), models.Q(("reference", ""), _negated=True)),
                                name="remboursement_positif",
                                violation_error_message="Un remboursement a une référence et un montant positif.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Retenue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("montant", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("vive", models.BooleanField(default=True)),
                        ("imputee_le", models.DateTimeField(null=True, verbose_name="compensée le")),
                        (
                            "ligne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retenues",
                                to="financement.lignedindu",
                            ),
                        ),
                        (
                            "virement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retenues",
                                to="financement.virement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("virement", "ligne"),
                                name="retenue_unique",
                                violation_error_message="Ce virement retient déjà sur cette somme.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("montant__gt", 0)),
                                name="retenue_positive",
                                violation_error_message="Une retenue est d’un montant positif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampagneDeControle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("avance", "Avance"),
                                    ("solde", "Solde"),
                                    ("secondaire", "Prestation secondaire"),
                                ],
                                max_length=12,
                                verbose_name="part payée",
                            ),
                        ),
                        ("du", models.DateField(verbose_name="payées du")),
                        ("au", models.DateField(verbose_name="payées au")),
                        ("graine", models.CharField(max_length=100)),
                        ("taille", models.PositiveIntegerField(verbose_name="commandes à tirer")),
                        ("population", models.JSONField()),
                        ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 de la population")),
                        ("methode", models.TextField(verbose_name="méthode")),
                        ("lancee_le", models.DateTimeField(verbose_name="lancée le")),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "lancee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "campagne de contrôle",
                        "verbose_name_plural": "campagnes de contrôle",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("au__gte", models.F("du")),
                                    models.Q(("graine", ""), _negated=True),
                                    ("taille__gt", 0),
                                ),
                                name="campagne_dates_en_ordre",
                                violation_error_message="Une campagne a une période, une graine et une taille.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ControleAPosteriori",
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
                                    ("demande", "Justificatifs demandés"),
                                    ("depose", "Justificatifs déposés"),
                                    ("conteste", "Non-conformité à justifier"),
                                    ("conforme", "Conforme"),
                                    ("non_conforme", "Non conforme"),
                                ],
                                default="demande",
                                max_length=20,
                            ),
                        ),
                        ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                        ("preuves_jusqu_au", models.DateTimeField(verbose_name="justificatifs attendus jusqu’au")),
                        ("mesures", models.JSONField(default=dict)),
                        ("motif", models.TextField(blank=True, verbose_name="motif")),
                        ("conteste_le", models.DateTimeField(null=True)),
                        ("reponse_jusqu_au", models.DateTimeField(null=True, verbose_name="réponse attendue jusqu’au")),
                        ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
                        (
                            "campagne",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="controles",
                                to="financement.campagnedecontrole",
                            ),
                        ),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="controles",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "conteste_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decide_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contrôle a posteriori",
                        "verbose_name_plural": "contrôles a posteriori",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campagne", "commande"),
                                name="controle_une_fois_par_campagne",
                                violation_error_message="Cette commande est déjà contrôlée par cette campagne.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["conteste", "non_conforme"]), _negated=True),
                                    models.Q(
                                        ("conteste_le__isnull", False),
                                        ("conteste_par__isnull", False),
                                        ("reponse_jusqu_au__gt", models.F("conteste_le")),
                                        models.Q(("motif", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="controle_conteste_avec_un_delai",
                                violation_error_message="Une non-conformité dit pourquoi, par qui, et laisse un délai pour répondre.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decide_le__isnull", False),
                                        ("decide_par__isnull", False),
                                        ("statut__in", ["conforme", "non_conforme"]),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ["conforme", "non_conforme"]), _negated=True),
                                        ("decide_le", None),
                                        ("decide_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="controle_decide_par_une_personne",
                                violation_error_message="Un contrôle décidé, et lui seul, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "non_conforme"), _negated=True),
                                    models.Q(
                                        models.Q(("decide_par", models.F("conteste_par")), _negated=True),
                                        ("decide_le__gt", models.F("reponse_jusqu_au")),
                                    ),
                                    _connector="OR",
                                ),
                                name="controle_non_conforme_par_deux_personnes",
                                violation_error_message="Une non-conformité se constate par une personne et se décide par une autre.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="ReponseAuControle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("texte", models.TextField()),
                        ("deposee_le", models.DateTimeField()),
                        (
                            "controle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reponses",
                                to="financement.controleaposteriori",
                            ),
                        ),
                        (
                            "deposee_par",
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
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="reponse_au_controle_a_un_texte",
                                violation_error_message="Une réponse a un texte.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BilanDeSatisfaction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("derniere_va_le", models.DateField(verbose_name="dernière VA couverte")),
                        ("depose_le", models.DateTimeField(verbose_name="déposé le")),
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "enrolement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bilans",
                                to="financement.enrolement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bilan de satisfaction",
                        "verbose_name_plural": "bilans de satisfaction",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportDeJournal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("fichier", "Fichier"), ("formulaire", "Formulaire")], max_length=12
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_attente", "En attente"),
                                    ("en_cours", "En cours"),
                                    ("termine", "Terminé"),
                                    ("echoue", "Échoué"),
                                ],
                                default="en_attente",
                                max_length=12,
                            ),
                        ),
                        ("recu_le", models.DateTimeField(verbose_name="reçu le")),
                        ("empreinte", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 du fichier")),
                        ("lues", models.PositiveIntegerField(default=0, verbose_name="lignes lues")),
                        ("gardees", models.PositiveIntegerField(default=0, verbose_name="mois enregistrés")),
                        ("corrigees", models.PositiveIntegerField(default=0, verbose_name="dont mois corrigés")),
                        ("inchangees", models.PositiveIntegerField(default=0, verbose_name="mois déjà connus")),
                        ("ecartees", models.PositiveIntegerField(default=0, verbose_name="lignes écartées")),
                        ("anomalies", models.JSONField(default=list)),
                        (
                            "issue",
                            models.CharField(blank=True, max_length=500, verbose_name="ce qui est arrivé au fichier"),
                        ),
                        ("termine_le", models.DateTimeField(null=True, verbose_name="terminé le")),
                        ("essai", models.PositiveIntegerField(default=0)),
                        ("pour_cent", models.PositiveSmallIntegerField(default=0)),
                        ("signe_de_vie_le", models.DateTimeField(null=True)),
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
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="journaux_importes",
                                to="financement.fournisseur",
                            ),
                        ),
                        (
                            "recu_de",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import d’un journal de monitoring",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("empreinte", ""), _negated=True),
                                    models.Q(
                                        ("statut__in", ["en_attente", "en_cours"]),
                                        models.Q(("ecartees", 0), ("statut", "termine")),
                                        _connector="OR",
                                    ),
                                ),
                                fields=("fournisseur", "empreinte"),
                                name="journal_un_fichier_une_fois",
                                violation_error_message="Ce fichier est déjà importé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("document__isnull", False),
                                        ("source", "fichier"),
                                        models.Q(("empreinte", ""), _negated=True),
                                    ),
                                    models.Q(("document", None), ("empreinte", ""), ("source", "formulaire")),
                                    _connector="OR",
                                ),
                                name="journal_fichier_selon_la_source",
                                violation_error_message="Un import par fichier garde son fichier, et lui seul.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["en_attente", "en_cours"]), ("termine_le", None)),
                                    models.Q(
                                        ("statut__in", ["termine", "echoue"]),
                                        ("termine_le__gte", models.F("recu_le")),
                                        ("termine_le__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="journal_clos_a_une_date",
                                violation_error_message="Un import se termine après avoir été reçu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "echoue"), _negated=True),
                                    models.Q(("issue", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="journal_echoue_dit_pourquoi",
                                violation_error_message="Un import échoué dit pourquoi.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="JournalTransmis",
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
                                    ("transmis", "Transmis"),
                                    ("en_verification", "En vérification par l’ANS"),
                                    ("a_confirmer", "Non-conformité à confirmer"),
                                    ("valide", "Validé après vérification"),
                                    ("non_conforme", "Non conforme"),
                                ],
                                default="transmis",
                                max_length=16,
                            ),
                        ),
                        ("transmis_le", models.DateTimeField(verbose_name="transmis le")),
                        ("periode_du", models.DateField()),
                        ("periode_au", models.DateField()),
                        ("dt", models.PositiveBigIntegerField(verbose_name="Dt")),
                        ("dm", models.PositiveBigIntegerField(verbose_name="Dm")),
                        ("perf", models.DecimalField(decimal_places=2, max_digits=3, verbose_name="PERF")),
                        ("client_informe_le", models.DateField(null=True, verbose_name="niveau adressé au client le")),
                        ("annoncee_le", models.DateTimeField(null=True, verbose_name="vérification annoncée le")),
                        ("demande_de_pieces", models.TextField(blank=True, verbose_name="éléments demandés")),
                        ("motif", models.TextField(blank=True, verbose_name="motif")),
                        ("conclue_le", models.DateTimeField(null=True, verbose_name="conclue le")),
                        (
                            "annoncee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="journaux",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "conclue_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "transmis_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "journal de monitoring transmis",
                        "ordering": ["-transmis_le", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "non_conforme"), _negated=True),
                                fields=("commande",),
                                name="journal_transmis_une_fois",
                                violation_error_message="Le journal de ce client est déjà transmis.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dm__lte", models.F("dt")),
                                    ("perf__gte", 0),
                                    ("perf__lte", 1),
                                    ("periode_du__lt", models.F("periode_au")),
                                ),
                                name="journal_transmis_coherent",
                                violation_error_message="Le journal transmis porte une période, ses totaux et son niveau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("annoncee_le", None), ("annoncee_par", None), ("statut", "transmis")),
                                    models.Q(
                                        models.Q(("statut", "transmis"), _negated=True),
                                        ("annoncee_le__isnull", False),
                                        ("annoncee_par__isnull", False),
                                        ("annoncee_le__gte", models.F("transmis_le")),
                                    ),
                                    _connector="OR",
                                ),
                                name="journal_verifie_apres_annonce",
                                violation_error_message="Une vérification est annoncée, par une personne, après la transmission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut__in", ["a_confirmer", "non_conforme"]), _negated=True),
                                    models.Q(models.Q(("motif", ""), _negated=True), ("proposee_par__isnull", False)),
                                    _connector="OR",
                                ),
                                name="journal_non_conforme_dit_pourquoi",
                                violation_error_message="Une non-conformité dit pourquoi, et qui la propose.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("conclue_le__isnull", False),
                                        ("conclue_par__isnull", False),
                                        ("statut__in", ["valide", "non_conforme"]),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ["valide", "non_conforme"]), _negated=True),
                                        ("conclue_le", None),
                                        ("conclue_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="journal_conclu_par_une_personne",
                                violation_error_message="Une vérification conclue dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "non_conforme"), _negated=True),
                                    models.Q(("conclue_par", models.F("proposee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="journal_non_conforme_par_deux_personnes",
                                violation_error_message="Qui propose et qui confirme une non-conformité sont deux personnes.",
                            ),
                        ],
                    },
                    bases=(financement.models.fournisseur.DuFournisseur, models.Model),
                ),
                migrations.CreateModel(
                    name="MoisDeMonitoring",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mois", models.DateField(verbose_name="mois, par son premier jour")),
                        ("dt", models.PositiveBigIntegerField(verbose_name="Dt")),
                        ("dm", models.PositiveBigIntegerField(verbose_name="Dm")),
                        ("t", models.PositiveBigIntegerField(verbose_name="T")),
                        ("tq", models.PositiveBigIntegerField(verbose_name="Tq")),
                        ("ts", models.PositiveBigIntegerField(verbose_name="Ts")),
                        ("recu_le", models.DateTimeField(verbose_name="reçu le")),
                        ("remplacee_le", models.DateTimeField(null=True)),
                        (
                            "commande",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mois_de_monitoring",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "importation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mois",
                                to="financement.importdejournal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mois de monitoring",
                        "verbose_name_plural": "mois de monitoring",
                        "ordering": ["commande", "mois", "pk"],
                        "indexes": [models.Index(fields=["commande", "mois"], name="mois_et_ses_versions")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remplacee_le", None)),
                                fields=("commande", "mois"),
                                name="mois_de_monitoring_actuel_unique",
                                violation_error_message="Ce mois est déjà enregistré.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dm__lte", models.F("dt")), ("tq__lte", models.F("t")), ("ts__lte", models.F("tq"))
                                ),
                                name="mois_de_monitoring_coherent",
                                violation_error_message="Dm ne dépasse pas Dt, Tq ne dépasse pas T, Ts ne dépasse pas Tq.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mois__day", 1)),
                                name="mois_de_monitoring_premier_jour",
                                violation_error_message="Un mois se dit par son premier jour.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remplacee_le", None), ("remplacee_le__gte", models.F("recu_le")), _connector="OR"
                                ),
                                name="mois_de_monitoring_remplace_apres",
                                violation_error_message="Un mois est remplacé après avoir été reçu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resiliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("resiliee_le", models.DateField(verbose_name="contrat résilié le")),
                        ("declaree_le", models.DateTimeField(verbose_name="déclarée le")),
                        ("hors_delai", models.BooleanField(default=False, verbose_name="dite après le délai")),
                        ("retiree_le", models.DateTimeField(null=True)),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resiliations",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "declaree_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "résiliation par le client",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retiree_le", None)),
                                fields=("commande",),
                                name="resiliation_actuelle_unique",
                                violation_error_message="La résiliation est déjà déclarée pour ce client.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InformationDuClient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "motif",
                            models.CharField(
                                choices=[
                                    ("delai", "Délai de dépôt expiré"),
                                    ("date_2", "Pas de dossier complet à la Date 2"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("ne_le", models.DateField(verbose_name="devoir né le")),
                        ("informe_le", models.DateField(verbose_name="client informé le")),
                        (
                            "moyen",
                            models.CharField(
                                choices=[
                                    ("courriel", "Courriel"),
                                    ("courrier", "Courrier"),
                                    ("recommande", "Lettre recommandée"),
                                    ("espace", "Espace client du fournisseur"),
                                    ("remise", "Remise en main propre"),
                                ],
                                max_length=12,
                                verbose_name="client informé par",
                            ),
                        ),
                        ("envoi", models.CharField(max_length=300, verbose_name="ce qui a été envoyé")),
                        ("confirmee_le", models.DateTimeField(verbose_name="confirmée le")),
                        (
                            "commande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="informations",
                                to="financement.commande",
                            ),
                        ),
                        (
                            "confirmee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "information du client",
                        "verbose_name_plural": "informations des clients",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commande", "motif"),
                                name="information_du_client_unique",
                                violation_error_message="Cette information est déjà confirmée pour cette commande.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("informe_le__gte", models.F("ne_le"))),
                                name="information_du_client_apres_le_fait",
                                violation_error_message="Le client est informé après le fait.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("moyen", ""), _negated=True), models.Q(("envoi", ""), _negated=True)
                                ),
                                name="information_du_client_dit_quoi_et_comment",
                                violation_error_message="Une information dit ce qui a été envoyé, et par quel moyen.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListeDePortabilite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("liste_du", models.DateField(verbose_name="liste en vigueur depuis le")),
                        ("empreinte", models.CharField(max_length=64, verbose_name="SHA-256 de la liste signée")),
                        ("signee_le", models.DateTimeField(verbose_name="signée le")),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listes_de_portabilite",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "fournisseur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listes_de_portabilite",
                                to="financement.fournisseur",
                            ),
                        ),
                        (
                            "signee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "liste de portabilité",
                        "verbose_name_plural": "listes de portabilité",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("fournisseur", "candidature", "liste_du"),
                                name="liste_de_portabilite_signee_une_fois",
                                violation_error_message="Cette liste est déjà signée pour cette solution.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("empreinte", ""), _negated=True),
                                name="liste_de_portabilite_a_son_empreinte",
                                violation_error_message="Une liste signée garde son empreinte.",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(poser, lever),
    ]
