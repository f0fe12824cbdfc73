"""Who may do what for the firm: granted, withdrawn, and confirmed once a year by a mandataire (ENR-09, ROL-11)."""

from collections.abc import Iterator
from typing import Any

from financement.models import Fournisseur, Habilitation
from financement.regles import fournisseur as regles
from financement.transitions.annonces import prevenir_le_fournisseur
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Appartenance, Role, Utilisateur
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

OUVERT = Fournisseur.Statut.OUVERT


def salaries(fournisseur: Fournisseur) -> Any:
    return Utilisateur.objects.ayant_role(Role.SALARIE, organisation=fournisseur.organisation)


def _accordable(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    personne, droit = demande.donnees["utilisateur"], demande.donnees["droit"]
    deja = Habilitation.objects.filter(fournisseur=fournisseur, utilisateur=personne, droit=droit, retiree_le=None)
    return regles.droit_a_accorder(est_salarie=salaries(fournisseur).contains(personne), deja=deja.exists())


@transition(
    Fournisseur,
    de=OUVERT,
    vers=None,
    roles=(Role.MANDATAIRE,),
    controle=_accordable,
    sensible=True,
    libelle="Accorder un droit",
    recit="Droit accordé sur le financement",
    a_sa_page=False,
)
def accorder(fournisseur: Fournisseur, demande: Demande) -> dict[str, str]:
    """To a salarié; mandataires and représentants hold every right."""
    habilitation = Habilitation.objects.create(
        fournisseur=fournisseur,
        utilisateur=demande.donnees["utilisateur"],
        droit=demande.donnees["droit"],
        accordee_le=demande.recu_le,
        accordee_par=demande.acteur.personne,
    )
    return {"habilitation": str(habilitation)}


def _retirable(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    tenue = fournisseur.habilitations.filter(pk=demande.donnees["habilitation"], retiree_le=None).exists()
    return Verdict((Motif("habilitation", tenue, "Ce droit n’est plus accordé."),))


@transition(
    Fournisseur,
    de=OUVERT,
    vers=None,
    roles=(Role.MANDATAIRE,),
    controle=_retirable,
    libelle="Retirer un droit",
    recit="Droit retiré sur le financement",
    a_sa_page=False,
)
def retirer(fournisseur: Fournisseur, demande: Demande) -> dict[str, str]:
    """At once: the next page that the person opens knows it."""
    habilitation = fournisseur.habilitations.get(pk=demande.donnees["habilitation"])
    habilitation.retiree_le = demande.recu_le
    habilitation.save(update_fields=["retiree_le"])
    return {"habilitation": str(habilitation)}


def qui_a_tous_les_droits(fournisseur: Fournisseur) -> list[str]:
    appartenances = Appartenance.objects.actives().filter(
        organisation=fournisseur.organisation_id, role__in=ENGAGE_L_EDITEUR, utilisateur__is_active=True
    )
    lues = appartenances.select_related("utilisateur").order_by("role", "pk")
    return [f"{a.utilisateur} : {a.get_role_display()}, tous les droits" for a in lues]


def droits_de_la_firme(fournisseur: Fournisseur) -> Iterator[str]:
    """What the yearly review confirms, person by person."""
    yield from qui_a_tous_les_droits(fournisseur)
    tenues = fournisseur.habilitations.actuelles().select_related("utilisateur")
    yield from (str(habilitation) for habilitation in tenues)


@transition(
    Fournisseur,
    de=OUVERT,
    vers=None,
    roles=(Role.MANDATAIRE,),
    consequences=droits_de_la_firme,
    libelle="Confirmer les habilitations",
    recit="Revue annuelle des habilitations faite",
    question="Vous confirmez que ces personnes, et elles seules, agissent pour l’entreprise auprès de l’ASP. Sinon, "
    "retirez d’abord les droits de trop, et mettez fin aux appartenances terminées.",
    bouton="Je confirme",
)
def confirmer_les_droits(fournisseur: Fournisseur, demande: Demande) -> dict[str, Any]:
    """The year starts again; the journal keeps who was confirmed."""
    fournisseur.revue_le, fournisseur.revue_par = demande.recu_le, demande.acteur.personne
    droits = list(droits_de_la_firme(fournisseur))
    corps = "Personnes confirmées :\n\n" + "\n".join(f"- {droit}" for droit in droits)
    prevenir_le_fournisseur(fournisseur, demande, "revue des habilitations faite", corps, Role.MANDATAIRE)
    return {"droits": droits}
