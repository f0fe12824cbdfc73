"""A simulation as it stands once over, without the time that it takes to run one."""

from candidatures.models import Candidature
from financement.formats import en_commande
from financement.models import LigneSimulee, Simulation
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.exemples import bon_valide


def simulation_terminee(dossier: DossierDEnrolement, nombre: int = 1) -> Simulation:
    """Of `nombre` orders that nothing was said against."""
    fournisseur = dossier.enrolement.fournisseur
    candidatures = Candidature.objects.filter(produit__editeur=fournisseur.organisation, dispositif=dossier.dispositif)
    simulation = Simulation.objects.create(
        fournisseur=fournisseur,
        candidature=candidatures.earliest("pk"),
        source=Simulation.Source.FORMULAIRE,
        statut=Simulation.Statut.TERMINEE,
        demandee_le=dossier.instant,
        demandee_par=dossier.mandataire.personne,
        au=dossier.instant,
        terminee_le=dossier.instant,
        lue=True,
        nombre=nombre,
        acceptees=nombre,
    )
    for rang in range(1, nombre + 1):
        bon = bon_valide(reference=f"BC-{rang}")
        LigneSimulee.objects.create(
            simulation=simulation,
            rang=rang,
            reference=bon.reference,
            cle=bon.cle,
            nom=bon.nom,
            contenu=en_commande(bon),
            jugement={"prediction": "accepte", "constats": [], "montants": {}, "sous_reserve": False},
            prediction="accepte",
        )
    return simulation
