"""A dossier of undue sums as the database holds it: enough to ask who may see it."""

from datetime import timedelta

from financement.models import Commande, Indu, LigneDIndu
from segur.noyau.comptes.models import Role, Utilisateur


def un_indu(commande: Commande, *, mis_en_demeure: bool) -> Indu:
    le = commande.deposee_le or commande.demande.recue_le
    options = {"mis_en_demeure_le": le, "repondre_jusqu_au": le + timedelta(days=30)} if mis_en_demeure else {}
    indu = Indu.objects.create(
        fournisseur=commande.demande.fournisseur,
        cause=Indu.Cause.MANQUEMENT,
        statut=Indu.Statut.MIS_EN_DEMEURE if mis_en_demeure else Indu.Statut.CONSTATE,
        constat="Secret",
        constate_le=le,
        constate_par=Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).earliest("pk"),
        **options,
    )
    part = "solde" if mis_en_demeure else "avance"
    LigneDIndu.objects.create(indu=indu, commande=commande, part=part, montant=100)
    return indu
