"""The shapes of the answers. Instants are ISO 8601 with their offset; amounts are euros, written as strings."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from financement.models import Commande, DemandeDeFinancement
from preuves.models import Chapitre, Preuve


class Lecture(serializers.Serializer[Any]):
    """Read only: nothing is written through a shape, transitions do."""


class StatutSerializer(Lecture):
    code = serializers.CharField(help_text="Code stable du statut.")
    libelle = serializers.CharField(help_text="Statut en clair.")


def _statut(objet: Any, etat: str = "") -> dict[str, str]:
    return {"code": objet.statut, "libelle": etat or objet.get_statut_display()}


class CandidatureSerializer(Lecture):
    numero = serializers.CharField(help_text="Numéro de la candidature.")
    produit = serializers.CharField(source="produit.nom", help_text="Nom du produit.")
    dispositif = serializers.CharField(source="dispositif.code", help_text="Code du dispositif.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel.")
    nru = serializers.CharField(allow_null=True, help_text="Numéro unique de référencement, quand il existe.")
    referencee_le = serializers.DateTimeField(allow_null=True, help_text="Instant du référencement.")

    @extend_schema_field(StatutSerializer)
    def get_statut(self, objet: Any) -> dict[str, str]:
        return _statut(objet)


class ChapitreSerializer(Lecture):
    id = serializers.IntegerField(source="pk", help_text="Identifiant du chapitre.")
    titre = serializers.SerializerMethodField(help_text="Titre dans le REM.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel.")
    soumis_le = serializers.DateTimeField(allow_null=True, help_text="Instant de la dernière soumission.")
    valide_le = serializers.DateTimeField(allow_null=True, help_text="Instant de la validation.")
    preuves = serializers.IntegerField(source="nb_preuves", help_text="Preuves demandées.")
    a_charger = serializers.IntegerField(source="nb_a_charger", help_text="Preuves sans dépôt.")
    conformes = serializers.IntegerField(source="nb_conformes", help_text="Preuves conformes.")
    a_modifier = serializers.IntegerField(source="nb_a_modifier", help_text="Preuves à modifier.")

    def get_titre(self, chapitre: Chapitre) -> str:
        return str(chapitre)

    @extend_schema_field(StatutSerializer)
    def get_statut(self, chapitre: Chapitre) -> dict[str, str]:
        return _statut(chapitre)


class DepotSerializer(Lecture):
    nom = serializers.SerializerMethodField(help_text="Nom du fichier, ou lien.")
    empreinte = serializers.SerializerMethodField(help_text="SHA-256 du fichier, ou lien.")
    depose_le = serializers.DateTimeField(help_text="Instant du dépôt.")

    def get_nom(self, depot: Any) -> str:
        return str(depot)

    def get_empreinte(self, depot: Any) -> str:
        return str(depot.contenu)


class PreuveSerializer(Lecture):
    id = serializers.IntegerField(source="pk", help_text="Identifiant de la preuve.")
    identifiant = serializers.SerializerMethodField(help_text="Identifiant dans le REM, ou intitulé.")
    chapitre = serializers.IntegerField(source="chapitre_id", help_text="Identifiant du chapitre.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel : le verdict de l’ANS, quand il est rendu.")
    motif = serializers.CharField(allow_blank=True, help_text="Modification demandée.")
    demandee = serializers.SerializerMethodField(help_text="Faux quand aucun dépôt n’est attendu.")
    depots = DepotSerializer(source="depots_actuels", many=True, help_text="Ce sur quoi elle repose aujourd’hui.")

    def get_identifiant(self, preuve: Preuve) -> str:
        return str(preuve)

    @extend_schema_field(StatutSerializer)
    def get_statut(self, preuve: Preuve) -> dict[str, str]:
        return _statut(preuve, preuve.etat)

    def get_demandee(self, preuve: Preuve) -> bool:
        return not preuve.est_dispensee


class ConstatSerializer(Lecture):
    regle = serializers.CharField(help_text="Identifiant de la règle, par exemple CMD-04.")
    issue = serializers.CharField(help_text="conforme, a_verifier, reserve ou non_conforme.")
    champ = serializers.CharField(allow_blank=True, help_text="Champ du format en cause.")
    explication = serializers.CharField(help_text="Ce que la règle constate.")
    remede = serializers.CharField(allow_blank=True, help_text="Plus petit changement qui la satisfait.")


def _constats(jugement: dict[str, Any]) -> list[dict[str, str]]:
    champs = ("regle", "issue", "champ", "explication", "remede")
    return [{nom: str(lu.get(nom) or "") for nom in champs} for lu in jugement.get("constats", ())]


class CommandeSerializer(Lecture):
    id = serializers.IntegerField(source="pk", help_text="Identifiant de la commande.")
    demande = serializers.IntegerField(source="demande_id", help_text="Identifiant de la demande.")
    reference = serializers.CharField(help_text="Numéro du bon de commande.")
    cle = serializers.CharField(help_text="RPPS ou FINESS du client.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel.")
    bloquee = serializers.BooleanField(help_text="Une autre commande tient la place du client.")
    motif = serializers.CharField(allow_blank=True, help_text="Motif d’un rejet ou d’une demande de modification.")
    deposee_le = serializers.DateTimeField(allow_null=True, help_text="Instant du dépôt complet.")
    avance = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, help_text="Euros.")
    solde = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, help_text="Euros.")
    constats = serializers.SerializerMethodField(help_text="Ce que le portail constate de la commande.")

    @extend_schema_field(StatutSerializer)
    def get_statut(self, commande: Commande) -> dict[str, str]:
        return _statut(commande)

    @extend_schema_field(ConstatSerializer(many=True))
    def get_constats(self, commande: Commande) -> list[dict[str, str]]:
        return _constats(commande.jugement)


class DemandeSerializer(Lecture):
    id = serializers.IntegerField(source="pk", help_text="Identifiant de la demande.")
    dispositif = serializers.CharField(source="dispositif.code", help_text="Code du dispositif.")
    candidature = serializers.CharField(source="candidature.numero", help_text="Numéro de la candidature.")
    nature = serializers.CharField(help_text="avance, solde ou secondaire.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel.")
    recue_le = serializers.DateTimeField(help_text="Instant de réception du fichier.")
    premier_depot_le = serializers.DateTimeField(allow_null=True, help_text="Instant du premier dépôt complet.")
    empreinte = serializers.CharField(allow_blank=True, help_text="SHA-256 du fichier reçu.")
    lues = serializers.IntegerField(help_text="Commandes lues dans le fichier.")
    ecartees = serializers.IntegerField(help_text="Commandes écartées.")
    anomalies = serializers.JSONField(help_text="Anomalies par ligne, les premières.")
    issue = serializers.CharField(allow_blank=True, help_text="Raison d’un refus du fichier.")

    @extend_schema_field(StatutSerializer)
    def get_statut(self, demande: DemandeDeFinancement) -> dict[str, str]:
        return _statut(demande)


class LigneSimuleeSerializer(Lecture):
    rang = serializers.IntegerField(help_text="Rang dans le fichier.")
    reference = serializers.CharField(allow_blank=True, help_text="Numéro du bon de commande.")
    prediction = serializers.CharField(help_text="accepte, a_verifier ou rejete.")
    erreurs = serializers.JSONField(help_text="Erreurs de format.")
    constats = serializers.SerializerMethodField(help_text="Ce que les règles constatent.")

    @extend_schema_field(ConstatSerializer(many=True))
    def get_constats(self, ligne: Any) -> list[dict[str, str]]:
        return _constats(ligne.jugement or {})


class SimulationSerializer(Lecture):
    id = serializers.IntegerField(source="pk", help_text="Identifiant de la simulation.")
    statut = serializers.SerializerMethodField(help_text="Statut actuel.")
    commandes = serializers.IntegerField(source="nombre", help_text="Commandes lues.")
    acceptees = serializers.IntegerField(help_text="Commandes qui seraient acceptées.")
    a_verifier = serializers.IntegerField(help_text="Commandes qu’un agent devrait vérifier.")
    rejetees = serializers.IntegerField(help_text="Commandes qui seraient rejetées.")
    issue = serializers.CharField(allow_blank=True, help_text="Raison d’un échec.")
    au = serializers.DateTimeField(help_text="Instant auquel le fichier est jugé.")
    demandee_le = serializers.DateTimeField(help_text="Instant de la demande.")

    @extend_schema_field(StatutSerializer)
    def get_statut(self, simulation: Any) -> dict[str, str]:
        return _statut(simulation)


class SolutionSerializer(Lecture):
    nru = serializers.CharField(help_text="Numéro unique de référencement.")
    produit = serializers.CharField(help_text="Nom du produit.")
    editeur = serializers.CharField(help_text="Dénomination sociale de l’éditeur.")
    dispositif = serializers.CharField(help_text="Code du dispositif.")
    statut = serializers.CharField(help_text="Code du statut actuel.")
    version_technique = serializers.CharField(allow_blank=True, help_text="Version technique référencée.")
    profils = serializers.ListField(child=serializers.CharField(), help_text="Profils du logiciel.")
    referencee_le = serializers.DateField(allow_null=True, help_text="Jour du référencement, à Paris.")
    premieres_installations_le = serializers.DateField(
        allow_null=True, help_text="Jour où l’ANS a validé de premières installations réussies."
    )
    adresse = serializers.CharField(help_text="Page permanente de la solution.")


class EcheanceSerializer(Lecture):
    code = serializers.CharField(source="cle", help_text="date-0 … date-6, ou code du seuil.")
    libelle = serializers.CharField(help_text="Nom de la Date ou du seuil.")
    valeur = serializers.CharField(source="dite", help_text="Valeur en vigueur, en clair.")
    texte = serializers.SerializerMethodField(help_text="Texte qui la fixe.")

    def get_texte(self, case: Any) -> str:
        return str(case.version.reference) if case.version else ""


class CalendrierSerializer(Lecture):
    dispositif = serializers.CharField(help_text="Code du dispositif.")
    libelle = serializers.CharField(help_text="Nom du dispositif.")
    echeances = EcheanceSerializer(many=True, help_text="Dates et seuils en vigueur le jour demandé.")
