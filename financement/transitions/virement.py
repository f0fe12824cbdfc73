"""What the bank says of one transfer, applied by the portal once a person has confirmed the file."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F

from financement.models import Ecriture, LigneDePaiement, Virement
from financement.regles.monnaie import en_euros
from financement.sepa.motifs import dire_le_motif
from financement.transitions import ecritures, retenues
from financement.transitions.annonces import prevenir_du_virement
from segur.noyau.comptes.models import Role
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, sans_garde, transition

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
    retenues.imputer(virement, demande)
    corps = f"La banque a réglé {en_euros(virement.montant)}. Ses lignes sont décidées et payées."
    if virement.retenu:
        corps += f"\n\n{en_euros(virement.retenu)} ont été retenus sur ce que vous devez reverser."
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
        if nature == Ecriture.Nature.REJET:
            retenues.liberer(virement)
        else:
            retenues.annuler(virement, demande)
        virement.lignes.update(vive=False)
        corps = (
            f"Le virement de {en_euros(virement.montant)} n’a pas abouti.\n\n{virement.motif}\n\n"
            "Les sommes concernées seront payées de nouveau, si elles sont toujours dues. Vérifiez vos coordonnées "
            "bancaires."
        )
        prevenir_du_virement(virement, "virement rejeté par la banque", corps)
        return {"code": virement.code, "motif": virement.motif, "montant": virement.montant}

    return rejeter


def indus_sur(virements: Iterable[Virement]) -> dict[int, str]:
    """By transfer that cannot come back, why: a sum that it paid is ordered back."""
    lignes = LigneDePaiement.objects.filter(
        virement__in=[virement.pk for virement in virements],
        vive=True,
        commande__indus__part=F("part"),
        commande__indus__ordonne__gt=0,
    )
    trouves: dict[int, str] = {}
    for pk, indu in lignes.order_by("commande__indus__pk").values_list("virement", "commande__indus__indu"):
        trouves.setdefault(pk, f"L’indu n° {indu} porte sur ce virement : à traiter par une personne.")
    return trouves


def _sans_indu(virement: Virement, demande: Demande) -> Verdict:
    """What came back cannot be asked back: the dossier is settled first, by people."""
    dit = indus_sur([virement]).get(virement.pk, "")
    return Verdict((Motif("indu", not dit, dit),))


def _declarer(nom: str, de: str, nature: str, libelle: str, recit: str) -> Any:
    effet = _rejet(nature)
    effet.__name__ = nom
    garde = _sans_indu if nature == Ecriture.Nature.RETOUR else sans_garde
    options = {"libelle": libelle, "recit": recit, "garde": garde, "a_sa_page": False}
    return transition(Virement, de=de, vers=Statut.REJETE, roles=(Role.SYSTEME,), **options)(effet)


rejeter = _declarer(
    "rejeter", Statut.EXPORTE, Ecriture.Nature.REJET, "Constater le rejet", "{objet} rejeté par la banque"
)
retourner = _declarer(
    "retourner", Statut.PAYE, Ecriture.Nature.RETOUR, "Constater le retour des fonds", "{objet} : fonds retournés"
)
