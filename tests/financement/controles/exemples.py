"""A campaign and a control as the database holds them: enough to ask who may see them."""

from datetime import timedelta

from financement.models import CampagneDeControle, Commande, ControleAPosteriori
from segur.noyau.comptes.models import Role, Utilisateur


def un_controle(commande: Commande) -> ControleAPosteriori:
    le = commande.deposee_le or commande.demande.recue_le
    campagne = CampagneDeControle.objects.create(
        dispositif=commande.dispositif,
        part="avance",
        du=le.date(),
        au=le.date(),
        graine="g",
        taille=1,
        population={str(commande.demande.fournisseur_id): [commande.pk]},
        lancee_le=le,
        lancee_par=Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).earliest("pk"),
    )
    return ControleAPosteriori.objects.create(
        campagne=campagne, commande=commande, demande_le=le, preuves_jusqu_au=le + timedelta(days=30)
    )
