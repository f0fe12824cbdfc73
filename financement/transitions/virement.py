"""What the bank says of one transfer, applied by the portal once a person has confirmed the file."""

from collections.abc import Callable
from typing import Any

from financement.models import Ecriture, LigneDePaiement, Virement
from financement.regles.monnaie import en_euros
from financement.sepa.motifs import dire_le_motif
from financement.transitions import ecritures
from financement.transitions.annonces import prevenir_du_virement
from segur.noyau.comptes.models import Role
from segur.noyau.transitions import Demande, transition

Statut = Virement.Statut


def _lignes(virement: Virement) -> list[LigneDePaiement]:
    lignes = virement.lignes.filter(vive=True).select_related("commande__demande")
    return list(lignes.order_by("commande__demande", "commande", "pk"))


@transition(
    Virement,
    de=Statut.EXPORTE,
    vers=Statut.PAYE,
    roles=(Role.SYSTEME,),
    libelle="Constater le paiement",
    recit="{objet} payé",
    a_sa_page=False,
)
def payer(virement: Virement, demande: Demande) -> dict[str, Any]:
    """Its orders are decided and paid."""
    virement.regle_le = demande.recu_le
    for ligne in _lignes(virement):
        ecritures.regler(ligne, demande)
    corps = f"La banque a réglé {en_euros(virement.montant)}. Ses lignes sont décidées et payées."
    prevenir_du_virement(virement, "virement payé", corps)
    return {"montant": virement.montant}


def _rejet(nature: str) -> Callable[[Virement, Demande], dict[str, Any]]:
    def rejeter(virement: Virement, demande: Demande) -> dict[str, Any]:
        """Its orders are to be paid again; the supplier is told why, and what to correct."""
        virement.regle_le, virement.code = demande.recu_le, demande.donnees["code"]
        virement.motif = dire_le_motif(virement.code)
        lignes = _lignes(virement)
        for ligne in lignes:
            ecritures.rejeter(ligne, demande, nature)
        virement.lignes.update(vive=False)
        corps = (
            f"Le virement de {en_euros(virement.montant)} n’a pas abouti.\n\n{virement.motif}\n\n"
            "Les sommes concernées seront payées de nouveau. Vérifiez vos coordonnées bancaires."
        )
        prevenir_du_virement(virement, "virement rejeté par la banque", corps)
        return {"code": virement.code, "motif": virement.motif, "montant": virement.montant}

    return rejeter


def _declarer(nom: str, de: str, nature: str, libelle: str, recit: str) -> Any:
    effet = _rejet(nature)
    effet.__name__ = nom
    return transition(
        Virement, de=de, vers=Statut.REJETE, roles=(Role.SYSTEME,), libelle=libelle, recit=recit, a_sa_page=False
    )(effet)


rejeter = _declarer(
    "rejeter", Statut.EXPORTE, Ecriture.Nature.REJET, "Constater le rejet", "{objet} rejeté par la banque"
)
retourner = _declarer(
    "retourner", Statut.PAYE, Ecriture.Nature.RETOUR, "Constater le retour des fonds", "{objet} : fonds retournés"
)
