"""The report on the satisfaction of clients is deposited to the ANS (PIL-15)."""

from datetime import date
from typing import Any

from django.urls import reverse

from financement.models import BilanDeSatisfaction, Enrolement
from financement.models.fournisseur import Droit
from financement.regles.satisfaction import depot_possible
from financement.satisfaction import suivi_de
from segur.noyau.comptes.models import EDITEUR, Role, Utilisateur
from segur.noyau.documents.depot import deposer
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

ZONE = "message"


def _derniere_va(enrolement: Enrolement, demande: Demande) -> date | None:
    suivi = suivi_de(enrolement, demande.recu_le)
    return suivi.derniere_va if suivi else None


def _attendu(enrolement: Enrolement, demande: Demande) -> Verdict:
    return Verdict((depot_possible(derniere_va=_derniere_va(enrolement, demande)),))


@transition(
    Enrolement,
    de=Enrolement.Statut.ACCEPTE,
    vers=None,
    roles=EDITEUR,
    droit=Droit.DEMANDER,
    garde=_attendu,
    libelle="Déposer le bilan de satisfaction",
    recit="Bilan de satisfaction déposé",
    a_sa_page=False,
)
def deposer_le_bilan(enrolement: Enrolement, demande: Demande) -> dict[str, Any]:
    """`fichier`: the report. Late or not, it is kept; the former ones too."""
    derniere_va = _derniere_va(enrolement, demande)
    fichier = demande.donnees["fichier"]
    document = deposer(fichier, nom=fichier.name, zone=ZONE, acteur=demande.acteur, le=demande.recu_le)
    bilan = BilanDeSatisfaction.objects.create(
        enrolement=enrolement,
        document=document,
        derniere_va_le=derniere_va or jour_de_paris(demande.recu_le),
        depose_le=demande.recu_le,
        depose_par=demande.acteur.personne,
    )
    notifier(
        Utilisateur.objects.ayant_role(Role.RESPONSABLE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"bilan:{bilan.pk}",
        sujet=f"{enrolement.fournisseur} : bilan de satisfaction déposé",
        corps=f"{enrolement.dispositif.libelle}, dernière VA du {bilan.derniere_va_le:%d/%m/%Y}.",
        lien=reverse("financement:satisfaction"),
    )
    return {"empreinte": document.fichier.empreinte, "derniere_va": bilan.derniere_va_le}
