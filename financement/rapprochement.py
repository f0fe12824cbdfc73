"""A row of a file of claims meets its order: one of the supplier's own, for the same solution, validated."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from financement.creances import MOTEURS
from financement.formats import Erreur, LigneLue
from financement.models import Commande, Creance, DemandeDeFinancement, Part

Trouvees = dict[str, list[Commande]]


def inserer_les_creances(objet: DemandeDeFinancement, lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """A row that is there already stays: read twice, a file makes no double. The others come back with their reason."""
    siennes = _siennes(objet, [ligne.objet.reference for ligne in lignes if ligne.objet])
    rapprochees = [_rapprocher(ligne, siennes) for ligne in lignes]
    creances = [_creance(objet, ligne, commande) for ligne, commande in rapprochees if commande]
    Creance.objects.bulk_create(creances, ignore_conflicts=True)
    return [ligne for ligne, _ in rapprochees]


def _siennes(objet: DemandeDeFinancement, references: Iterable[str]) -> Trouvees:
    """Of another supplier, or of another solution, nothing is known."""
    lues = Commande.objects.filter(
        demande__fournisseur=objet.fournisseur_id,
        demande__candidature=objet.candidature_id,
        reference__in=list(references),
        deposee_le__isnull=False,
    )
    trouvees: Trouvees = defaultdict(list)
    for commande in lues.order_by("pk"):
        trouvees[commande.reference].append(commande)
    return trouvees


def _rapprocher(ligne: LigneLue, siennes: Trouvees) -> tuple[LigneLue, Commande | None]:
    declaration = ligne.objet
    if declaration is None:
        return ligne, None
    du_numero = siennes.get(declaration.reference, [])
    du_client = [commande for commande in du_numero if commande.cle == declaration.cle]
    validee = next((c for c in du_client if c.statut == Commande.Statut.VALIDEE), None)
    if validee:
        return ligne, validee
    return replace(ligne, objet=None, erreurs=(_erreur(declaration, du_numero, du_client),)), None


def _erreur(declaration: Any, du_numero: Sequence[Commande], du_client: Sequence[Commande]) -> Erreur:
    if not du_numero:
        remede = "Commande inconnue pour cette solution : vérifiez le numéro du bon de commande."
        return Erreur("reference", declaration.reference, "le numéro d’une de vos commandes déposées", remede)
    if not du_client:
        remede = "Vérifiez le numéro du bon et la clé du client."
        return Erreur("cle", declaration.cle, "le RPPS ou le FINESS du client de cette commande", remede)
    trouve = f"{declaration.reference}, « {du_client[-1].get_statut_display()} »"
    remede = "Attendez que l’ASP valide l’avance, puis déposez à nouveau cette demande."
    return Erreur("reference", trouve, "une commande dont l’avance est validée", remede)


def _creance(objet: DemandeDeFinancement, ligne: LigneLue, commande: Commande) -> Creance:
    """The part asked is the nature of the request."""
    creance = Creance(demande=objet, commande=commande, dispositif=objet.dispositif, part=Part(objet.nature).value)
    creance.rang, creance.fichiers = ligne.rang, ligne.pieces
    creance.contenu = MOTEURS[creance.part].en_donnees(ligne.objet)
    creance.empreinte = creance.calculer_l_empreinte([])
    return creance
