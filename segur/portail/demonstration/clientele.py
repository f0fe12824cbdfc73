"""Orders whose advance the ASP has validated and paid: what the rest of the financing begins with."""

from datetime import datetime, timedelta

from candidatures.models import Candidature
from financement.models import Commande, Enrolement
from financement.transitions.decision_des_commandes import valider
from segur.portail.demonstration.bureau import Bureau
from segur.portail.demonstration.commandes import DepotDeCommandes, medecins
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.paiements import payer

UN_JOUR = timedelta(days=1)


def dossier_de(firme: str, le: datetime) -> DossierDEnrolement:
    """The enrolment accepted of that firm, whose next gestures are made at `le`."""
    dossier = DossierDEnrolement(firme, le)
    dossier.pk = Enrolement.objects.get(fournisseur__organisation__nom=firme, accepte_le__isnull=False).pk
    return dossier


def clients_connus(dossier: DossierDEnrolement) -> bool:
    """Reference bases are there, with doctors who may receive the service."""
    return bool(medecins(1, dossier.instant, dossier.dispositif.code))


def avances_validees(firme: str, candidature: Candidature, le: datetime, nombre: int, *, depuis: int) -> list[Commande]:
    """Deposited at `le`, checked and validated the day after. `depuis`: how many clients are left to others."""
    depot = DepotDeCommandes(dossier_de(firme, le), candidature)
    demande = depot.deposer(nombre, depuis=depuis)
    bureau = Bureau(le + UN_JOUR)
    for commande in demande.commandes.select_related(*Commande.lus_avec).order_by("rang"):
        bureau.proposer(commande)
        valider(commande, bureau.demande(bureau.valideur))
    return list(demande.commandes.select_related(*Commande.lus_avec).order_by("rang"))


def avances_payees(firme: str, candidature: Candidature, le: datetime, nombre: int, *, depuis: int) -> list[Commande]:
    """Then paid two days later."""
    commandes = avances_validees(firme, candidature, le, nombre, depuis=depuis)
    payer(commandes, "avance", le + 2 * UN_JOUR)
    return commandes
