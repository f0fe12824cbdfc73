"""Every day, each supplier is told once how many of its clients it still has to inform (MSG-10, decision 0070)."""

from collections import Counter
from datetime import datetime

from django.urls import reverse

from financement.devoirs import Devoirs
from financement.models import Commande, Fournisseur
from financement.regles.devoirs import A_INFORMER, MOTIFS
from financement.transitions.annonces import qui_engage
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.temps import jour_de_paris


def rappeler_les_devoirs(le: datetime) -> int:
    """Returns how many messages were written; a second run the same day writes none."""
    avant, lus = Notification.objects.count(), Devoirs(Commande.objects.all(), le)
    par_fournisseur: dict[int, Counter[str]] = {}
    for motif in MOTIFS:
        restantes = lus.lignes(motif=motif, etat=A_INFORMER).order_by()
        for pk in restantes.values_list("demande__fournisseur", flat=True):
            par_fournisseur.setdefault(pk, Counter())[motif] += 1
    for fournisseur in Fournisseur.objects.select_related("organisation").filter(pk__in=par_fournisseur):
        _rappeler(fournisseur, par_fournisseur[fournisseur.pk], le)
    return Notification.objects.count() - avant


def _rappeler(fournisseur: Fournisseur, comptes: Counter[str], le: datetime) -> None:
    lignes = [f"– {MOTIFS[motif]} : {comptes[motif]} commande(s)" for motif in MOTIFS if comptes[motif]]
    notifier(
        qui_engage(fournisseur),
        categorie=Categorie.RAPPEL,
        evenement=f"devoirs:{fournisseur.pk}:{jour_de_paris(le).isoformat()}",
        sujet=f"{fournisseur} : {comptes.total()} information(s) à donner à vos clients",
        corps="Des clients restent à informer :\n\n{}\n\nConfirmez chaque envoi : quand, par quel moyen.".format(
            "\n".join(lignes)
        ),
        lien=f"{reverse('financement:devoirs')}?etat={A_INFORMER}",
    )
