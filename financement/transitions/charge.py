"""Who has an order in charge, and what is said of it point by point; nothing leaves before a decision."""

from typing import Any

from candidatures.regles import prise_en_charge_libre, restitution_possible
from financement.examen import examiner
from financement.models import Commande
from financement.regles import bureau as regles
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Commande.Statut
SUIVIES = (Statut.DEPOSEE, Statut.CONTROLEE, Statut.A_MODIFIER)


def cette_ligne(ligne: Any) -> str:
    return f"cette {ligne._meta.verbose_name}"


def _libre(commande: Commande, demande: Demande) -> Verdict:
    en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=commande.instructeur_id or 0).first()
    libre = prise_en_charge_libre(
        objet=cette_ligne(commande), instructeur=str(en_place or ""), depuis=commande.instruit_depuis
    )
    return Verdict((libre,))


@transition(
    Commande,
    de=SUIVIES,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    garde=_libre,
    libelle="Prendre en charge",
    recit="{objet.reference} : prise en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(commande: Commande, demande: Demande) -> dict[str, Any]:
    """For oneself, when nobody in place has it."""
    return _confier(commande, demande.acteur.personne, demande)


def _rendable(commande: Commande, demande: Demande) -> Verdict:
    rendable = restitution_possible(
        objet=cette_ligne(commande),
        pris=commande.instructeur_id is not None,
        par_lui=commande.instructeur_id == demande.acteur.personne.pk,
        est_responsable=demande.acteur.tient(Role.VALIDEUR),
    )
    return Verdict((rendable,))


@transition(
    Commande,
    de=SUIVIES,
    vers=None,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    garde=_rendable,
    libelle="Rendre",
    recit="{objet.reference} : rendue à la file",
    a_sa_page=False,
    interne=True,
)
def rendre(commande: Commande, demande: Demande) -> dict[str, Any]:
    """Back to everybody: by who has it, or by a valideur for an absent colleague."""
    return _confier(commande, None, demande)


def _confier(commande: Commande, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, commande.instructeur = commande.instructeur, personne
    commande.instruit_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}


def _point_utile(commande: Commande, demande: Demande) -> Verdict:
    donnees, examen = demande.donnees, examiner(commande)
    doutes = examen.libelles_des_doutes()
    connu = donnees["cle"] in examen.libelles() or (donnees["conforme"] and donnees["cle"] in doutes)
    motif = donnees.get("motif", "")
    remarque = donnees["cle"] not in doutes or bool(motif.strip())
    return regles.point_utile(connu=connu, conforme=donnees["conforme"] and remarque, motif=motif)


@transition(
    Commande,
    de=Statut.DEPOSEE,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    controle=_point_utile,
    libelle="Relever un point",
    recit="{objet.reference} : point relevé",
    a_sa_page=False,
    interne=True,
)
def relever(commande: Commande, demande: Demande) -> dict[str, Any]:
    """In order, or to be corrected and why. The same point again replaces what was said."""
    donnees = demande.donnees
    point = poser(commande, donnees["cle"], donnees.get("motif", ""), demande, conforme=donnees["conforme"])
    return {"point": str(point)}


def poser(ligne: Any, cle: str, motif: str, demande: Demande, *, conforme: bool) -> Any:
    """A conforming point keeps a remark only when it answers a finding of the engine."""
    examen = examiner(ligne)
    libelles = examen.libelles() | examen.libelles_des_doutes()
    garde = not conforme or cle.startswith("constat:")
    point, _ = ligne.points.update_or_create(
        cle=cle,
        leve_le=None,
        defaults={
            "libelle": libelles[cle][:200],
            "conforme": conforme,
            "motif": motif.strip()[:4000] if garde else "",
            "vu": examen.vu(cle),
            "releve_le": demande.recu_le,
            "envoye_le": None,
        },
    )
    examen.points[cle] = point
    return point
