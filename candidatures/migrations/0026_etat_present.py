"""The candidatures as the migrations up to 0025 left them.

What a new base starts from (decision 0076).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import candidatures.codes
import candidatures.models.candidature
import candidatures.models.produit
import candidatures.validateurs
import segur.noyau.comptes.validateurs
from segur.noyau.tables import CreerLesTables


class Migration(migrations.Migration):
    replaces = [
        ("candidatures", "0001_initial"),
        ("candidatures", "0002_initial"),
        ("candidatures", "0003_catalogue"),
        ("candidatures", "0004_etapes_entieres"),
        ("candidatures", "0005_reprise_des_reponses"),
        ("candidatures", "0006_anciens_champs"),
        ("candidatures", "0007_versions_obsoletes"),
        ("candidatures", "0008_instructeur"),
        ("candidatures", "0009_pieces_non_lues"),
        ("candidatures", "0010_candidature_refusee"),
        ("candidatures", "0011_documents_verifiables"),
        ("candidatures", "0012_situations"),
        ("candidatures", "0013_college_et_mesures"),
        ("candidatures", "0014_signature"),
        ("candidatures", "0015_registre"),
        ("candidatures", "0016_abonnements"),
        ("candidatures", "0017_signatures_de_la_convention"),
        ("candidatures", "0018_textes_de_la_convention"),
        ("candidatures", "0019_index_du_registre"),
        ("candidatures", "0020_derogations_de_delai"),
        ("candidatures", "0021_reprise_des_envois"),
        ("candidatures", "0022_rappels"),
        ("candidatures", "0023_conversation"),
        ("candidatures", "0024_contreseing"),
        ("candidatures", "0025_premieres_installations"),
    ]

    initial = True

    dependencies = [
        ("comptes", "0004_absences"),
        ("dispositifs", "0002_amendements"),
        ("documents", "0001_initial"),
        ("journal", "0002_declencheurs"),
        ("referentiel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreerLesTables(
            [
                migrations.CreateModel(
                    name="Produit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                default=candidatures.models.produit.nouvelle_reference,
                                editable=False,
                                max_length=8,
                                unique=True,
                                verbose_name="réf. produit",
                            ),
                        ),
                        ("nom", models.CharField(max_length=120, verbose_name="nom du produit")),
                        ("version", models.CharField(max_length=40)),
                        (
                            "nil",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="N° d’identification (NIL délivré par le CNDA)",
                            ),
                        ),
                        ("description", models.TextField(max_length=4000, verbose_name="description du produit")),
                        ("certifications", models.TextField(blank=True, max_length=2000)),
                        (
                            "editeur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="produits",
                                to="comptes.organisation",
                            ),
                        ),
                        (
                            "responsable",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="produits",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recherche", models.CharField(default="", editable=False, max_length=400)),
                        ("recherche_publique", models.CharField(default="", editable=False, max_length=200)),
                    ],
                    options={
                        "ordering": ["nom", "version", "pk"],
                        "indexes": [models.Index(fields=["recherche_publique"], name="produit_recherche_publique")],
                    },
                ),
                migrations.CreateModel(
                    name="Candidature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "numero",
                            models.CharField(
                                default=candidatures.models.candidature.nouveau_numero,
                                editable=False,
                                max_length=9,
                                unique=True,
                                verbose_name="numéro",
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("en_cours", "En cours"),
                                    ("refusee", "Candidature refusée"),
                                    ("referencee", "Candidature référencée"),
                                    ("suspendue", "Référencement suspendu"),
                                    ("retiree", "Référencement retiré"),
                                ],
                                default="en_cours",
                                max_length=20,
                            ),
                        ),
                        ("charte_version", models.CharField(max_length=20)),
                        ("charte_empreinte", models.CharField(max_length=64)),
                        ("charte_acceptee_le", models.DateTimeField()),
                        (
                            "nru",
                            models.CharField(
                                max_length=20, null=True, unique=True, verbose_name="numéro unique de référencement"
                            ),
                        ),
                        ("referencee_le", models.DateTimeField(null=True)),
                        (
                            "charte_acceptee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "dispositif",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidatures",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "rem",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidatures",
                                to="referentiel.versionrem",
                            ),
                        ),
                        (
                            "produit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidatures",
                                to="candidatures.produit",
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
                        ("instruite_depuis", models.DateTimeField(null=True)),
                        (
                            "situation_depuis",
                            models.DateTimeField(null=True, verbose_name="dans cette situation depuis"),
                        ),
                        (
                            "premieres_installations_le",
                            models.DateTimeField(null=True, verbose_name="premières installations réussies le"),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("nru__isnull", False)),
                                fields=["produit"],
                                name="candidature_du_registre",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("produit", "dispositif"),
                                name="candidature_unique_par_demarche",
                                violation_error_message="Ce produit a déjà une candidature à ce dispositif.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructeur", None), ("instruite_depuis", None)),
                                    models.Q(("instructeur__isnull", False), ("instruite_depuis__isnull", False)),
                                    _connector="OR",
                                ),
                                name="candidature_instruite_depuis_une_date",
                                violation_error_message="Une candidature prise en charge dit par qui et depuis quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("nru__isnull", False),
                                        ("referencee_le__isnull", False),
                                        ("statut__in", ("referencee", "suspendue", "retiree")),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ("referencee", "suspendue", "retiree")), _negated=True),
                                        ("nru", None),
                                        ("referencee_le", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="candidature_referencee_a_un_nru",
                                violation_error_message="Une candidature qui fut référencée, et elle seule, porte un NRU et une date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("premieres_installations_le", None),
                                    models.Q(
                                        ("premieres_installations_le__gte", models.F("referencee_le")),
                                        ("referencee_le__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="candidature_installee_fut_referencee",
                                violation_error_message="Les premières installations suivent le référencement.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CandidatureAdministrative",
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
                                    ("soumise", "Soumise"),
                                    ("a_modifier", "A modifier"),
                                    ("validee", "Validée"),
                                    ("refusee", "Refusée"),
                                ],
                                default="a_completer",
                                max_length=20,
                            ),
                        ),
                        ("premiere_soumission_le", models.DateTimeField(null=True)),
                        ("soumise_le", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True, verbose_name="modification demandée")),
                        ("legal_nom", models.CharField(blank=True, max_length=100, verbose_name="Nom")),
                        ("legal_prenom", models.CharField(blank=True, max_length=100, verbose_name="Prénom")),
                        ("legal_email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                        (
                            "legal_telephone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[candidatures.validateurs.valider_telephone],
                                verbose_name="N° de téléphone",
                            ),
                        ),
                        (
                            "legal_fonction",
                            models.CharField(
                                blank=True,
                                help_text="CEO, Président, DG, etc.",
                                max_length=100,
                                verbose_name="Fonction",
                            ),
                        ),
                        ("contact_nom", models.CharField(blank=True, max_length=100, verbose_name="Nom")),
                        ("contact_prenom", models.CharField(blank=True, max_length=100, verbose_name="Prénom")),
                        ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                        (
                            "contact_telephone",
                            models.CharField(
                                blank=True,
                                max_length=20,
                                validators=[candidatures.validateurs.valider_telephone],
                                verbose_name="Téléphone",
                            ),
                        ),
                        (
                            "denomination",
                            models.CharField(blank=True, max_length=200, verbose_name="Dénomination sociale"),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[segur.noyau.comptes.validateurs.valider_siret],
                                verbose_name="Numéro SIRET",
                            ),
                        ),
                        (
                            "forme_juridique",
                            models.CharField(
                                blank=True, help_text="SAS, Sarl etc.", max_length=60, verbose_name="Forme juridique"
                            ),
                        ),
                        (
                            "adresse_siege",
                            models.CharField(blank=True, max_length=300, verbose_name="Adresse du siège social"),
                        ),
                        (
                            "denomination_commerciale",
                            models.CharField(blank=True, max_length=120, verbose_name="Dénomination commerciale"),
                        ),
                        (
                            "version_technique",
                            models.CharField(
                                blank=True,
                                max_length=40,
                                verbose_name="Numéro de version technique soumise au référencement",
                            ),
                        ),
                        (
                            "est_reference_precedemment",
                            models.BooleanField(
                                null=True,
                                verbose_name="Votre logiciel candidat a-t-il été référencé précédemment en vague 1 ou vague 2 ?",
                            ),
                        ),
                        (
                            "est_en_cours_ailleurs",
                            models.BooleanField(
                                null=True,
                                verbose_name="Votre logiciel candidat est-il en cours de référencement sur un autre dispositif vague 2 ?",
                            ),
                        ),
                        (
                            "premier_depot_prevu_le",
                            models.DateField(
                                null=True, verbose_name="Date prévisionnelle de premier dépôt des preuves"
                            ),
                        ),
                        (
                            "publication_autorisee",
                            models.BooleanField(
                                null=True, verbose_name="J’autorise l’ANS à publier mes dates prévisionnelles"
                            ),
                        ),
                        (
                            "candidature",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="administrative",
                                to="candidatures.candidature",
                            ),
                        ),
                        ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                        ("modifiee_le", models.DateTimeField(null=True)),
                        (
                            "modifiee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "candidature administrative",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut", "a_completer"),
                                    ("premiere_soumission_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="administrative_soumise_a_une_date",
                                violation_error_message="Une étape soumise porte l’instant de sa première soumission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("soumise_le", None),
                                    ("soumise_le__gte", models.F("premiere_soumission_le")),
                                    _connector="OR",
                                ),
                                name="administrative_dates_en_ordre",
                                violation_error_message="La dernière soumission suit la première.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeanceDuCollege",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("le", models.DateTimeField(verbose_name="date et heure")),
                        (
                            "lieu",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="lieu ou adresse de la visioconférence"
                            ),
                        ),
                        ("convoquee_le", models.DateTimeField()),
                        (
                            "convoquee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "séance du collège",
                        "ordering": ["-le", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("le",),
                                name="seance_unique",
                                violation_error_message="Une séance est déjà convoquée à cette heure.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Convention",
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
                                    ("fermee", "-"),
                                    ("a_venir", "Convention à venir"),
                                    ("envoyee", "Convention envoyée"),
                                    ("signee", "Convention signée par l’éditeur"),
                                    ("validee", "Convention signée validée"),
                                    ("avis_favorable", "Avis favorable du collège"),
                                    ("avis_defavorable", "Avis défavorable du collège"),
                                    ("refusee", "Référencement refusé"),
                                    ("referencee", "Candidature référencée"),
                                ],
                                default="fermee",
                                max_length=20,
                            ),
                        ),
                        ("envoyee_le", models.DateTimeField(null=True)),
                        ("signee_le", models.DateTimeField(null=True)),
                        ("validee_le", models.DateTimeField(null=True)),
                        ("avis_le", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True, verbose_name="nouvelle signature demandée")),
                        (
                            "candidature",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="convention",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "exemplaire_signe",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conventions",
                                to="documents.document",
                            ),
                        ),
                        (
                            "avis_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decidee_le", models.DateTimeField(null=True)),
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
                            "motif_de_l_avis",
                            models.TextField(blank=True, verbose_name="motif de l’avis ou de l’ajournement"),
                        ),
                        ("motif_du_refus", models.TextField(blank=True)),
                        (
                            "seance",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conventions",
                                to="candidatures.seanceducollege",
                            ),
                        ),
                        (
                            "signatures",
                            models.JSONField(
                                blank=True, default=list, verbose_name="signatures lues dans l’exemplaire"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "convention",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signee_le", None), ("signee_le__gte", models.F("envoyee_le")), _connector="OR"
                                ),
                                name="convention_dates_en_ordre",
                                violation_error_message="La signature suit l’envoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "statut__in",
                                            (
                                                "signee",
                                                "validee",
                                                "avis_favorable",
                                                "avis_defavorable",
                                                "refusee",
                                                "referencee",
                                            ),
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(("exemplaire_signe__isnull", False), ("signee_le__isnull", False)),
                                    _connector="OR",
                                ),
                                name="convention_signee_a_un_exemplaire",
                                violation_error_message="Une convention signée porte son exemplaire et sa date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("avis_par", None),
                                    ("decidee_par", None),
                                    models.Q(("avis_par", models.F("decidee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="convention_a_deux_personnes",
                                violation_error_message="Qui a rendu l’avis du collège ne prononce pas la décision.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "refusee"), _negated=True),
                                    models.Q(("motif_du_refus", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="convention_refusee_a_un_motif",
                                violation_error_message="Un refus a un motif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TexteDeConvention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(unique=True)),
                        ("texte", models.TextField()),
                        ("publie_le", models.DateTimeField()),
                        (
                            "publie_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "texte de la convention",
                        "ordering": ["-version"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="texte_de_convention_non_vide",
                                violation_error_message="Le texte de la convention n’est pas vide.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentOfficiel",
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
                                    ("convention", "Convention de référencement"),
                                    ("attestation", "Attestation de référencement"),
                                    ("rapport", "Rapport de conformité"),
                                    ("contresignee", "Convention signée par les deux parties"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("demande", "En préparation"),
                                    ("produit", "Disponible"),
                                    ("impossible", "Impossible à produire"),
                                ],
                                default="demande",
                                max_length=20,
                            ),
                        ),
                        ("demande_le", models.DateTimeField()),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="officiels",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="officiels",
                                to="documents.document",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        (
                            "jumeau",
                            models.JSONField(blank=True, default=dict, verbose_name="mêmes faits, pour une machine"),
                        ),
                        (
                            "code",
                            models.CharField(
                                default=candidatures.codes.nouveau_code,
                                editable=False,
                                max_length=10,
                                unique=True,
                                verbose_name="code de vérification",
                            ),
                        ),
                        (
                            "texte",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="officiels",
                                to="candidatures.textedeconvention",
                            ),
                        ),
                        ("empechement", models.TextField(blank=True, verbose_name="ce qui a empêché sa production")),
                    ],
                    options={
                        "verbose_name": "document officiel",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("candidature", "nature", "version"), name="document_officiel_unique"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("document", None), ("statut__in", ["demande", "impossible"])),
                                    models.Q(("document__isnull", False), ("statut", "produit")),
                                    _connector="OR",
                                ),
                                name="document_officiel_produit_existe",
                                violation_error_message="Un document disponible existe ; un document en préparation n’existe pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "impossible"), _negated=True),
                                    models.Q(("empechement", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="document_officiel_impossible_dit_pourquoi",
                                violation_error_message="Un document impossible à produire dit pourquoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Eligibilite",
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
                                    ("soumise", "Soumise"),
                                    ("a_modifier", "A modifier"),
                                    ("eligible", "Déclarée éligible"),
                                    ("refusee", "Refusée"),
                                ],
                                default="a_completer",
                                max_length=20,
                            ),
                        ),
                        ("premiere_soumission_le", models.DateTimeField(null=True)),
                        ("soumise_le", models.DateTimeField(null=True)),
                        ("motif", models.TextField(blank=True, verbose_name="modification demandée")),
                        (
                            "nie",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="NIE",
                            ),
                        ),
                        (
                            "nil",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="NIL",
                            ),
                        ),
                        (
                            "candidature",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="eligibilite",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "profils",
                            models.ManyToManyField(
                                blank=True, to="dispositifs.profil", verbose_name="Profils du logiciel candidat"
                            ),
                        ),
                        (
                            "a_d_autres_noms",
                            models.BooleanField(
                                null=True, verbose_name="Votre logiciel candidat a-t-il d’autres noms commerciaux ?"
                            ),
                        ),
                        (
                            "a_de_nouveaux_composants",
                            models.BooleanField(
                                null=True,
                                verbose_name="Y a-t-il de nouveaux composants additionnels depuis ce référencement ?",
                            ),
                        ),
                        (
                            "a_des_composants",
                            models.BooleanField(
                                null=True, verbose_name="Votre logiciel dispose-t-il de composants additionnels ?"
                            ),
                        ),
                        (
                            "a_des_distributeurs",
                            models.BooleanField(
                                null=True,
                                verbose_name="Votre logiciel est-il commercialisé via des distributeurs mandatés ?",
                            ),
                        ),
                        ("a_rendre_le", models.DateField(null=True, verbose_name="à rendre le")),
                        (
                            "a_un_nouveau_proxy",
                            models.BooleanField(
                                null=True,
                                verbose_name="Y a-t-il un nouveau composant Proxy e-santé depuis ce référencement ?",
                            ),
                        ),
                        ("modifiee_le", models.DateTimeField(null=True)),
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
                            "nru_edc_lps",
                            models.CharField(blank=True, max_length=20, verbose_name="NRU du guichet EDC PSC (LPS)"),
                        ),
                        (
                            "nru_edc_proxy",
                            models.CharField(
                                blank=True,
                                help_text="Il peut être le même que celui de votre LPS.",
                                max_length=20,
                                verbose_name="NRU du guichet EDC PSC (Proxy e-santé)",
                            ),
                        ),
                        (
                            "represente_un_groupement",
                            models.BooleanField(
                                null=True, verbose_name="Êtes-vous le représentant d’un groupement d’éditeurs ?"
                            ),
                        ),
                        (
                            "souhaite_l_equivalence",
                            models.BooleanField(
                                null=True,
                                verbose_name="Souhaitez-vous l’équivalence des preuves du référencement vague 2 déjà obtenu ?",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "éligibilité",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut", "a_completer"),
                                    ("premiere_soumission_le__isnull", False),
                                    _connector="OR",
                                ),
                                name="eligibilite_soumise_a_une_date",
                                violation_error_message="Une étape soumise porte l’instant de sa première soumission.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("soumise_le", None),
                                    ("soumise_le__gte", models.F("premiere_soumission_le")),
                                    _connector="OR",
                                ),
                                name="eligibilite_dates_en_ordre",
                                violation_error_message="La dernière soumission suit la première.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "programme",
                            models.CharField(
                                choices=[
                                    ("mes", "Catalogue de services de Mon espace santé"),
                                    ("dmn", "Certification de conformité des DMN"),
                                    ("segur", "Ségur du Numérique en Santé"),
                                    ("bsp", "Référencement du Bouquet de Services Professionnels (à venir)"),
                                    (
                                        "teleconsultation",
                                        "Certification de conformité des solutions de Téléconsultations",
                                    ),
                                    ("edc_psc", "Espace de Confiance ProSantéConnect"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "produit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="interets",
                                to="candidatures.produit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("produit", "programme"), name="interet_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Collaborateur",
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
                                    ("lecture", "Lecture : consulter le produit et ses candidatures"),
                                    ("saisie", "Saisie : remplir les brouillons et déposer les preuves"),
                                    ("soumission", "Soumission : tout ce qui précède, et soumettre à l’ANS"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("ajoute_le", models.DateTimeField()),
                        ("retire_le", models.DateTimeField(null=True)),
                        (
                            "produit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collaborateurs",
                                to="candidatures.produit",
                            ),
                        ),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collaborations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retire_le", None)),
                                fields=("produit", "utilisateur"),
                                name="collaborateur_un_seul_droit",
                                violation_error_message="Cette personne a déjà accès à ce produit.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retire_le", None), ("retire_le__gte", models.F("ajoute_le")), _connector="OR"
                                ),
                                name="collaborateur_dates_en_ordre",
                                violation_error_message="Le retrait suit l’ajout.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("droit__in", ["lecture", "saisie", "soumission"])),
                                name="collaborateur_droit_connu",
                                violation_error_message="Le droit est lecture, saisie ou soumission.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ComposantAdditionnel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "editeur",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="Nom de l’éditeur du composant additionnel"
                            ),
                        ),
                        (
                            "denomination",
                            models.CharField(blank=True, max_length=120, verbose_name="Dénomination commerciale"),
                        ),
                        ("version", models.CharField(blank=True, max_length=40, verbose_name="Version")),
                        (
                            "nil",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="NIL (facultatif)",
                            ),
                        ),
                        (
                            "chapitres",
                            models.TextField(
                                blank=True,
                                help_text="Un chapitre par ligne.",
                                verbose_name="Chapitre(s) du REM concerné(s)",
                            ),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="composants",
                                to="candidatures.eligibilite",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "composant additionnel",
                        "ordering": ["pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MembreDuGroupement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "denomination",
                            models.CharField(blank=True, max_length=200, verbose_name="Dénomination sociale"),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[segur.noyau.comptes.validateurs.valider_siret],
                                verbose_name="N° de SIRET",
                            ),
                        ),
                        (
                            "adresse",
                            models.CharField(blank=True, max_length=300, verbose_name="Adresse du siège social"),
                        ),
                        (
                            "nie",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="NIE",
                            ),
                        ),
                        (
                            "representant",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="Nom et prénom du représentant légal"
                            ),
                        ),
                        (
                            "fonction",
                            models.CharField(blank=True, max_length=100, verbose_name="Fonction du représentant légal"),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="membres_du_groupement",
                                to="candidatures.eligibilite",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "éditeur du groupement",
                        "ordering": ["pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NomCommercial",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nom", models.CharField(blank=True, max_length=120, verbose_name="Nom commercial")),
                        (
                            "nil",
                            models.CharField(
                                blank=True,
                                max_length=9,
                                validators=[candidatures.validateurs.valider_numero_cnda],
                                verbose_name="NIL",
                            ),
                        ),
                        (
                            "version_technique",
                            models.CharField(blank=True, max_length=40, verbose_name="Numéro de version technique"),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="noms_commerciaux",
                                to="candidatures.eligibilite",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "autre nom commercial",
                        "ordering": ["pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReferencementEnCours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nru",
                            models.CharField(blank=True, max_length=20, verbose_name="Numéro unique de candidature"),
                        ),
                        (
                            "dispositif",
                            models.CharField(
                                blank=True,
                                help_text="Par exemple : DUI vague 2",
                                max_length=60,
                                verbose_name="DSR vague 2",
                            ),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="en_cours",
                                to="candidatures.candidatureadministrative",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "référencement en cours",
                        "ordering": ["pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Distributeur",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "denomination",
                            models.CharField(blank=True, max_length=200, verbose_name="Dénomination sociale"),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[segur.noyau.comptes.validateurs.valider_siret],
                                verbose_name="N° de SIRET",
                            ),
                        ),
                        (
                            "mandat_signe_le",
                            models.DateField(null=True, verbose_name="Date de signature du mandat de distribution"),
                        ),
                        (
                            "mandat_fin_le",
                            models.DateField(null=True, verbose_name="Date de fin du mandat de distribution"),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="distributeurs",
                                to="candidatures.eligibilite",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "éditeur distributeur",
                        "ordering": ["pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mandat_fin_le", None),
                                    ("mandat_signe_le", None),
                                    ("mandat_fin_le__gte", models.F("mandat_signe_le")),
                                    _connector="OR",
                                ),
                                name="mandat_de_distribution_en_ordre",
                                violation_error_message="Le mandat de distribution finit après sa signature.",
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
                        ("zone", models.CharField(max_length=40)),
                        ("retiree_le", models.DateTimeField(null=True)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="documents.document",
                            ),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="candidatures.eligibilite",
                            ),
                        ),
                        ("non_lu", models.TextField(blank=True, verbose_name="ce que le portail n’a pas lu")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["etape", "zone"], name="candidature_etape_i_2f6408_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="PrecedentReferencement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "vague",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Vague 1"), (2, "Vague 2")], null=True, verbose_name="Vague"
                            ),
                        ),
                        (
                            "nru",
                            models.CharField(blank=True, max_length=20, verbose_name="Numéro unique de référencement"),
                        ),
                        (
                            "dispositif",
                            models.CharField(
                                blank=True, help_text="Par exemple : LGC vague 2", max_length=60, verbose_name="DSR"
                            ),
                        ),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="precedents",
                                to="candidatures.candidatureadministrative",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "précédent référencement",
                        "ordering": ["pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("vague", 2)),
                                fields=("etape",),
                                name="un_seul_precedent_de_vague_2",
                                violation_error_message="Un seul NRU de vague 2 peut être indiqué.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("page", models.CharField(max_length=80)),
                        ("onglet", models.CharField(max_length=40)),
                        ("vue_le", models.DateTimeField()),
                        (
                            "utilisateur",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["page", "vue_le"], name="candidature_page_a13d82_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("page", "onglet", "utilisateur"), name="presence_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remarque",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "etape",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Candidature administrative"), (2, "Éligibilité")]
                            ),
                        ),
                        ("cle", models.CharField(max_length=80)),
                        ("libelle", models.CharField(max_length=300, verbose_name="libellé")),
                        ("motif", models.TextField()),
                        ("posee_le", models.DateTimeField()),
                        ("envoyee_le", models.DateTimeField(null=True)),
                        ("levee_le", models.DateTimeField(null=True)),
                        ("valeur_avant", models.TextField(blank=True)),
                        ("valeur_apres", models.TextField(blank=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remarques",
                                to="candidatures.candidature",
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
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("levee_le", None)),
                                fields=("candidature", "etape", "cle"),
                                name="remarque_ouverte_unique",
                                violation_error_message="Ce champ porte déjà une remarque.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("levee_le", None), ("envoyee_le__isnull", False), _connector="OR"),
                                name="remarque_levee_fut_envoyee",
                                violation_error_message="Une remarque levée a d’abord été envoyée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VersionObsolete",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nom", models.CharField(max_length=120, verbose_name="nom commercial")),
                        ("version", models.CharField(max_length=60, verbose_name="version technique")),
                        ("nature", models.CharField(max_length=20, verbose_name="nature de l’arrêt")),
                        ("publiee_le", models.DateField(verbose_name="information publique du")),
                        ("source", models.CharField(max_length=500)),
                        (
                            "etape",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions_obsoletes",
                                to="candidatures.eligibilite",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["etape__candidature__produit__editeur__nom", "nom", "version", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("etape", "nom", "version"), name="version_obsolete_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mesure",
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
                                    ("suspension", "Suspension du référencement"),
                                    ("retablissement", "Fin de la suspension"),
                                    ("retrait", "Retrait du référencement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[("proposee", "Proposée"), ("prononcee", "Prononcée"), ("ecartee", "Écartée")],
                                default="proposee",
                                max_length=20,
                            ),
                        ),
                        ("motif", models.TextField()),
                        ("reponse", models.TextField(blank=True, verbose_name="motif de la décision")),
                        ("proposee_le", models.DateTimeField()),
                        ("decidee_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mesures",
                                to="candidatures.candidature",
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
                            "proposee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mesure",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "proposee")),
                                fields=("candidature",),
                                name="mesure_proposee_une_a_la_fois",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_par", None),
                                    models.Q(("decidee_par", models.F("proposee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="mesure_a_deux_personnes",
                                violation_error_message="Qui a proposé une mesure ne la décide pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decidee_le", None), ("decidee_par", None), ("statut", "proposee")),
                                    models.Q(
                                        models.Q(("statut", "proposee"), _negated=True),
                                        ("decidee_le__isnull", False),
                                        ("decidee_par__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="mesure_decidee_par_une_personne",
                                violation_error_message="Une mesure décidée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="mesure_motivee",
                                violation_error_message="Une mesure a un motif.",
                            ),
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
                migrations.CreateModel(
                    name="DemandeDeSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=60, unique=True)),
                        ("reference", models.CharField(max_length=64, null=True, unique=True)),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("approval", "En attente d’approbation"),
                                    ("rejected", "Rejetée par un approbateur"),
                                    ("ongoing", "En attente de signature"),
                                    ("declined", "Refusée par le signataire"),
                                    ("expired", "Expirée"),
                                    ("deleted", "Supprimée"),
                                    ("canceled", "Annulée"),
                                    ("done", "Signée"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("signataire", models.CharField(max_length=201)),
                        ("envoi_le", models.DateTimeField()),
                        ("creee_le", models.DateTimeField()),
                        ("expire_le", models.DateTimeField(null=True)),
                        ("verifiee_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="candidatures.candidature",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "demande de signature",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("candidature", "envoi_le"), name="signature_unique_par_envoi"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("statut__in", ["draft", "approval", "ongoing"])),
                                fields=("candidature",),
                                name="signature_une_seule_ouverte",
                                violation_error_message="Une demande de signature est déjà ouverte pour cette convention.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut__in", ["draft", "canceled"]), ("reference__isnull", False), _connector="OR"
                                ),
                                name="signature_adressee_a_une_reference",
                                violation_error_message="Une demande adressée porte la référence du prestataire.",
                            ),
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
                migrations.CreateModel(
                    name="EvenementYousign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identifiant", models.CharField(max_length=100, unique=True)),
                        ("nom", models.CharField(max_length=100)),
                        ("recu_le", models.DateTimeField()),
                        ("traite_le", models.DateTimeField(null=True)),
                        (
                            "demande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evenements",
                                to="candidatures.demandedesignature",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Annonce",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("faite_le", models.DateTimeField()),
                        (
                            "changement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="annonce",
                                to="journal.entreejournal",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Abonnement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "adresse",
                            models.EmailField(max_length=254, unique=True, verbose_name="adresse électronique"),
                        ),
                        ("demande_le", models.DateTimeField(verbose_name="dernier lien de confirmation envoyé le")),
                        ("confirme_le", models.DateTimeField(null=True, verbose_name="confirmé le")),
                        (
                            "dispositif",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.dispositif",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dispositif", None), ("confirme_le__isnull", False), _connector="OR"
                                ),
                                name="abonnement_a_un_dispositif_est_confirme",
                                violation_error_message="Le choix d’un abonnement vient de sa confirmation.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DerogationDeDelai",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("numero", models.PositiveSmallIntegerField(verbose_name="numéro de la Date")),
                        (
                            "portee",
                            models.CharField(
                                choices=[
                                    ("depots", "Dépôts et soumissions que règle cette Date"),
                                    ("pieces", "Pièces provisoires (CNDA, EDC PSC) admises jusqu’à cette Date"),
                                ],
                                default="depots",
                                max_length=10,
                                verbose_name="portée",
                            ),
                        ),
                        ("rouvre", models.PositiveSmallIntegerField(null=True, verbose_name="étape refusée à rouvrir")),
                        ("jusqu_au", models.DateTimeField(verbose_name="jusqu’au")),
                        ("motif", models.TextField()),
                        ("fondement", models.CharField(blank=True, max_length=300, verbose_name="texte qui la fonde")),
                        (
                            "statut",
                            models.CharField(
                                choices=[
                                    ("brouillon", "En préparation"),
                                    ("proposee", "Proposée"),
                                    ("accordee", "Accordée"),
                                    ("ecartee", "Écartée"),
                                    ("revoquee", "Révoquée"),
                                ],
                                default="brouillon",
                                max_length=10,
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                blank=True,
                                choices=[("derogation", "Dérogation"), ("reouverture", "Réouverture")],
                                max_length=12,
                            ),
                        ),
                        ("proposee_le", models.DateTimeField()),
                        ("decidee_le", models.DateTimeField(null=True)),
                        ("reponse", models.TextField(blank=True, verbose_name="motif de la décision")),
                        ("revoquee_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="derogations_de_delai",
                                to="candidatures.candidature",
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
                                related_name="derogations_de_delai",
                                to="dispositifs.dispositif",
                            ),
                        ),
                        (
                            "pieces",
                            models.ManyToManyField(related_name="derogations_de_delai", to="documents.document"),
                        ),
                        (
                            "proposee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "revoquee_par",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.versionecheance",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dérogation de délai",
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["dispositif", "numero"], name="derogation_par_date")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("numero__gte", 1), ("numero__lte", 6)),
                                name="derogation_date_1_a_6",
                                violation_error_message="Une dérogation porte sur la Date 1 à 6.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("motif", ""), _negated=True),
                                name="derogation_motivee",
                                violation_error_message="Une dérogation a un motif.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_par", None),
                                    models.Q(("decidee_par", models.F("proposee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="derogation_a_deux_personnes",
                                violation_error_message="Qui a proposé une dérogation ne la décide pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decidee_le", None),
                                        ("decidee_par", None),
                                        ("statut__in", ("brouillon", "proposee")),
                                    ),
                                    models.Q(
                                        models.Q(("statut__in", ("brouillon", "proposee")), _negated=True),
                                        ("decidee_le__isnull", False),
                                        ("decidee_par__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="derogation_decidee_par_une_personne",
                                violation_error_message="Une dérogation décidée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("statut__in", ("accordee", "revoquee")),
                                        ("version__isnull", False),
                                        models.Q(("nature", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("nature", ""),
                                        ("statut__in", ("brouillon", "proposee", "ecartee")),
                                        ("version", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="derogation_accordee_a_une_nature",
                                violation_error_message="Une dérogation accordée, et elle seule, dit sa nature et ce qu’elle reporte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statut__in", ("brouillon", "proposee", "ecartee")),
                                    ("jusqu_au__gt", models.F("decidee_le")),
                                    _connector="OR",
                                ),
                                name="derogation_accordee_pour_plus_tard",
                                violation_error_message="Une dérogation s’accorde pour un instant à venir.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("revoquee_le__gte", models.F("decidee_le")),
                                        ("revoquee_par__isnull", False),
                                        ("statut", "revoquee"),
                                    ),
                                    models.Q(
                                        models.Q(("statut", "revoquee"), _negated=True),
                                        ("revoquee_le", None),
                                        ("revoquee_par", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="derogation_revoquee_par_une_personne",
                                violation_error_message="Une dérogation révoquée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_le", None), ("decidee_le__gte", models.F("proposee_le")), _connector="OR"
                                ),
                                name="derogation_dates_en_ordre",
                                violation_error_message="Une dérogation se décide après avoir été proposée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rouvre", None),
                                    models.Q(
                                        ("candidature__isnull", False),
                                        ("numero", 1),
                                        ("portee", "depots"),
                                        ("rouvre__in", (1, 2)),
                                        models.Q(("statut", "revoquee"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="derogation_rouvre_une_etape",
                                violation_error_message="Seule l’étape 1 ou 2 d’une candidature se rouvre, au titre de la Date 1.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "proposee")),
                                fields=("candidature", "numero", "portee"),
                                name="derogation_proposee_une_a_la_fois",
                                violation_error_message="Une proposition attend déjà une décision pour ce dossier et cette Date.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("candidature", None), ("statut", "proposee")),
                                fields=("dispositif", "numero", "portee"),
                                name="derogation_collective_une_a_la_fois",
                                violation_error_message="Une proposition attend déjà une décision pour ce dispositif et cette Date.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnvoiRecu",
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
                                    ("ouverture", "Ouverture de la candidature"),
                                    ("etape1", "Candidature administrative"),
                                    ("etape2", "Éligibilité"),
                                    ("chapitre", "Chapitre de preuves"),
                                    ("preuve", "Dépôt d’une preuve"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("recu_le", models.DateTimeField(verbose_name="reçu le")),
                        ("numero", models.PositiveSmallIntegerField(null=True, verbose_name="numéro de la Date")),
                        ("limite", models.DateTimeField(null=True, verbose_name="date limite appliquée")),
                        ("cle", models.CharField(blank=True, max_length=64, verbose_name="clé d’idempotence")),
                        ("repris", models.BooleanField(default=False, verbose_name="repris de l’historique")),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envois",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "derogation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envois",
                                to="candidatures.derogationdedelai",
                            ),
                        ),
                        (
                            "entree",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envoi",
                                to="journal.entreejournal",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dispositifs.versionecheance",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "envoi reçu",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["candidature", "nature", "recu_le"], name="envoi_par_nature")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limite", None), ("recu_le__lte", models.F("limite")), _connector="OR"
                                ),
                                name="envoi_recu_a_temps",
                                violation_error_message="Un envoi est reçu au plus tard à sa date limite.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("derogation", None), ("limite", None), ("numero", None), ("version", None)
                                    ),
                                    models.Q(("numero__isnull", False), ("version__isnull", False)),
                                    _connector="OR",
                                ),
                                name="envoi_regle_par_une_version",
                                violation_error_message="Une date limite vient de la version d’un texte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("derogation", None), ("limite__isnull", False), _connector="OR"),
                                name="envoi_deroge_a_une_limite",
                                violation_error_message="Une dérogation fixe une limite.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("obligation", models.CharField(max_length=30)),
                        ("libelle", models.CharField(max_length=200, verbose_name="échéance, en clair")),
                        ("echeance", models.DateTimeField()),
                        ("palier", models.CharField(max_length=10)),
                        ("prevue_le", models.DateTimeField(verbose_name="prévue le")),
                        ("reference", models.TextField(blank=True, verbose_name="texte de l’échéance")),
                        (
                            "issue",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("envoyee", "Envoyé"),
                                    ("rien_a_faire", "Pas envoyé : l’éditeur n’a rien à faire"),
                                    ("depassee", "Pas envoyé : un palier plus proche, ou l’échéance, était venu"),
                                    ("close", "Pas envoyé : la candidature n’est plus en cours"),
                                    ("sans_destinataire", "Pas envoyé : personne à prévenir"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("traitee_le", models.DateTimeField(null=True, verbose_name="traitée le")),
                        ("manque", models.TextField(blank=True, verbose_name="ce qui manquait")),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relances",
                                to="candidatures.candidature",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["prevue_le", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("issue", "")), fields=["prevue_le"], name="relance_a_traiter"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("candidature", "obligation", "echeance", "palier"),
                                name="relance_unique",
                                violation_error_message="Ce palier de cette échéance est déjà traité pour cette candidature.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("prevue_le__lt", models.F("echeance"))),
                                name="relance_avant_l_echeance",
                                violation_error_message="Un rappel précède son échéance.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issue", ""), ("traitee_le", None)),
                                    models.Q(models.Q(("issue", ""), _negated=True), ("traitee_le__isnull", False)),
                                    _connector="OR",
                                ),
                                name="relance_traitee_a_une_date",
                                violation_error_message="Un rappel traité porte l’instant où il le fut.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issue", "envoyee"), _negated=True),
                                    models.Q(("manque", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="relance_envoyee_dit_ce_qui_manque",
                                violation_error_message="Un rappel envoyé dit ce qui manque.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rappel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pour_l_ans", models.BooleanField(default=False)),
                        ("annonce_le", models.DateTimeField(null=True, verbose_name="annoncé le")),
                        (
                            "destinataire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "relance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rappels",
                                to="candidatures.relance",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("annonce_le", None)),
                                fields=["destinataire"],
                                name="rappel_a_annoncer",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("relance", "destinataire"),
                                name="rappel_unique",
                                violation_error_message="Cette personne a déjà ce rappel.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pour_l_ans", True), ("annonce_le__isnull", False), _connector="OR"
                                ),
                                name="rappel_de_l_editeur_part_aussitot",
                                violation_error_message="Le rappel d’un éditeur part avec sa relance.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sujet", models.CharField(max_length=120)),
                        ("objet", models.CharField(max_length=40, verbose_name="ce dont le fil parle")),
                        ("objet_libelle", models.CharField(max_length=300)),
                        (
                            "statut",
                            models.CharField(
                                choices=[("ouvert", "Ouvert"), ("clos", "Clos")], default="ouvert", max_length=10
                            ),
                        ),
                        ("recherche", models.CharField(default="", editable=False, max_length=500)),
                        ("ouvert_le", models.DateTimeField()),
                        ("dernier_message_le", models.DateTimeField()),
                        (
                            "attend_depuis",
                            models.DateTimeField(null=True, verbose_name="l’éditeur attend une réponse depuis"),
                        ),
                        ("clos_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fils",
                                to="candidatures.candidature",
                            ),
                        ),
                        (
                            "clos_par",
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
                    ],
                    options={
                        "verbose_name": "fil",
                        "ordering": ["-dernier_message_le", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("attend_depuis__isnull", False)),
                                fields=["attend_depuis"],
                                name="fil_en_attente",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sujet", ""), _negated=True),
                                    models.Q(("objet", ""), _negated=True),
                                    models.Q(("objet_libelle", ""), _negated=True),
                                ),
                                name="fil_a_un_sujet",
                                violation_error_message="Un fil a un sujet et dit de quoi il parle.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("clos_le", None), ("clos_par", None), ("statut", "ouvert")),
                                    models.Q(
                                        ("attend_depuis", None),
                                        ("clos_le__isnull", False),
                                        ("clos_par__isnull", False),
                                        ("statut", "clos"),
                                    ),
                                    _connector="OR",
                                ),
                                name="fil_clos_par_une_personne",
                                violation_error_message="Un fil clos, et lui seul, dit par qui et quand ; il n’attend rien.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("dernier_message_le__gte", models.F("ouvert_le"))),
                                name="fil_dates_en_ordre",
                                violation_error_message="Un message suit l’ouverture de son fil.",
                            ),
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
                migrations.CreateModel(
                    name="DemandeDeModification",
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
                                choices=[("formulaire", "Modifier le formulaire"), ("nru", "Ajouter un NRU")],
                                max_length=20,
                            ),
                        ),
                        (
                            "etape",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Candidature administrative"), (2, "Éligibilité")]
                            ),
                        ),
                        (
                            "statut",
                            models.CharField(
                                choices=[("posee", "Posée"), ("acceptee", "Acceptée"), ("refusee", "Refusée")],
                                default="posee",
                                max_length=10,
                            ),
                        ),
                        ("motif", models.TextField()),
                        ("posee_le", models.DateTimeField()),
                        ("reponse", models.TextField(blank=True, verbose_name="réponse de l’ANS")),
                        ("decidee_le", models.DateTimeField(null=True)),
                        (
                            "candidature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demandes",
                                to="candidatures.candidature",
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
                            "posee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fil",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demande",
                                to="candidatures.fil",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "demande de modification",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "posee")),
                                fields=("candidature", "etape"),
                                name="demande_une_a_la_fois_par_etape",
                                violation_error_message="Une demande de modification de cette étape attend déjà une réponse.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decidee_le", None), ("decidee_par", None), ("statut", "posee")),
                                    models.Q(
                                        models.Q(("statut", "posee"), _negated=True),
                                        ("decidee_le__isnull", False),
                                        ("decidee_par__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="demande_decidee_par_une_personne",
                                violation_error_message="Une demande décidée, et elle seule, dit par qui et quand.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decidee_par", None),
                                    models.Q(("decidee_par", models.F("posee_par")), _negated=True),
                                    _connector="OR",
                                ),
                                name="demande_decidee_par_une_autre_personne",
                                violation_error_message="Qui a posé une demande ne la décide pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statut", "refusee"), _negated=True),
                                    models.Q(("reponse", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="demande_refusee_a_une_raison",
                                violation_error_message="Une demande refusée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("nature", "nru"), _negated=True), ("etape", 1), _connector="OR"
                                ),
                                name="demande_de_nru_sur_l_etape_1",
                                violation_error_message="Les précédents référencements se déclarent à l’étape 1.",
                            ),
                        ],
                    },
                    bases=(candidatures.models.candidature.DuProduit, models.Model),
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cote", models.CharField(choices=[("editeur", "éditeur"), ("ans", "ANS")], max_length=10)),
                        ("texte", models.TextField()),
                        ("recherche", models.TextField(editable=False)),
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
                            "fil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="candidatures.fil",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comptes.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="message_a_un_texte",
                                violation_error_message="Un message a un texte.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cote__in", ["editeur", "ans"])),
                                name="message_d_un_cote_connu",
                                violation_error_message="Un message vient de l’éditeur ou de l’ANS.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lecture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cote", models.CharField(choices=[("editeur", "éditeur"), ("ans", "ANS")], max_length=10)),
                        ("lu_le", models.DateTimeField()),
                        (
                            "fil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lectures",
                                to="candidatures.fil",
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
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lectures",
                                to="candidatures.message",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["fil", "personne", "message"], name="lecture_du_fil")],
                        "constraints": [models.UniqueConstraint(fields=("personne", "message"), name="lecture_unique")],
                    },
                ),
                migrations.CreateModel(
                    name="NoteDuFil",
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
                            "ecrite_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fil",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="candidatures.fil"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("texte", ""), _negated=True),
                                name="note_du_fil_a_un_texte",
                                violation_error_message="Une note a un texte.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PieceJointe",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="candidatures.message",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "document"), name="piece_jointe_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReponseType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("titre", models.CharField(max_length=120)),
                        ("texte", models.TextField()),
                        (
                            "statut",
                            models.CharField(
                                choices=[("proposee", "Proposée"), ("archivee", "Archivée")],
                                default="proposee",
                                max_length=10,
                            ),
                        ),
                        ("modifiee_le", models.DateTimeField()),
                        (
                            "modifiee_par",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "réponse type",
                        "ordering": ["titre", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("statut", "proposee")),
                                fields=("titre",),
                                name="reponse_type_titre_unique",
                                violation_error_message="Une réponse type porte déjà ce titre.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("titre", ""), _negated=True), models.Q(("texte", ""), _negated=True)
                                ),
                                name="reponse_type_entiere",
                                violation_error_message="Une réponse type a un titre et un texte.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChampDemande",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cle", models.CharField(max_length=80)),
                        ("libelle", models.CharField(max_length=300, verbose_name="libellé")),
                        ("valeur_actuelle", models.TextField(blank=True)),
                        ("valeur_proposee", models.TextField(blank=True)),
                        (
                            "demande",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="champs",
                                to="candidatures.demandedemodification",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("demande", "cle"), name="champ_demande_unique")
                        ],
                    },
                ),
            ]
        ),
    ]
