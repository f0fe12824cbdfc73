"""The models of pieces that the portal fills in from the dossier (ENR-05, ENR-09, PIL-F03)."""

from typing import Any

from financement.models import DossierPilote, Enrolement, Pilote
from financement.regles.enrolement import NATURES

GABARITS = {"non_hds": "pdf/modele_non_hds.html", "mandat": "pdf/modele_mandat_delegation.html"}
MODELES = {code: nature.modele for code, nature in NATURES.items() if nature.modele}


def contexte_du_modele(enrolement: Enrolement) -> dict[str, Any]:
    """What the dossier already says; the template leaves a line to fill for the rest."""
    return {"enrolement": enrolement, "organisation": enrolement.fournisseur.organisation, "vide": "…" * 20}


def contexte_du_pv(dossier: DossierPilote, pilote: Pilote) -> dict[str, Any]:
    """What the order and the dossier say; the client fills in and signs the rest."""
    return {
        "dossier": dossier,
        "organisation": dossier.fournisseur.organisation,
        "commande": pilote.commande,
        "bon": pilote.commande.bon,
        "vide": "…" * 20,
    }
