"""The ANS's side of the pilots: who has a dossier, each PV and content judged, what is asked again, the acceptance.

A vérificateur or a responsable examines; a responsable accepts, since it is published and opens the balance (PIL-F01).
"""

from collections.abc import Iterator
from typing import Any

from candidatures import regles as regles_de_l_instruction
from candidatures.transitions.installations import publier_les_premieres_installations
from financement.models import DossierPilote, PointDePilote
from financement.pilotes import cles_de, conformite, faits, oublier, restant_a_juger, valeur_de
from financement.regles import pilotes as regles
from financement.regles.pilotes import CONTROLES
from financement.transitions.annonces import dire_des_pilotes, qui_engage
from financement.transitions.formulaires import DemandeDeCorrectionsForm
from segur.noyau.comptes.models import ANS_INSTRUIT, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut = DossierPilote.Statut
EN_COURS = (Statut.TRANSMIS, Statut.A_COMPLETER)
CE_DOSSIER = "ce dossier"


def _instruit(personne: Utilisateur | None, demande: Demande) -> bool:
    return personne is not None and Utilisateur.objects.instruisant(demande.recu_le).contains(personne)


def _libre(dossier: DossierPilote, demande: Demande) -> Verdict:
    nom = str(dossier.instructeur) if _instruit(dossier.instructeur, demande) else ""
    libre = regles_de_l_instruction.prise_en_charge_libre(
        objet=CE_DOSSIER, instructeur=nom, depuis=dossier.instruit_depuis
    )
    return Verdict((libre,))


@transition(
    DossierPilote,
    de=EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_libre,
    libelle="Prendre en charge",
    recit="Pris en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """For oneself, when nobody in place has it."""
    return _confier(dossier, demande.acteur.personne, demande)


def _attribuable(dossier: DossierPilote, demande: Demande) -> Verdict:
    personne = demande.donnees.get("instructeur")
    return regles_de_l_instruction.attribution_possible(
        objet="le dossier",
        instruit=_instruit(personne, demande),
        suivi_deja=personne is not None and dossier.instructeur_id == personne.pk,
    )


@transition(
    DossierPilote,
    de=EN_COURS,
    vers=None,
    roles=(Role.RESPONSABLE,),
    controle=_attribuable,
    libelle="Attribuer",
    recit="Attribué à {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def attribuer(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """To a colleague, who is told."""
    personne = demande.donnees["instructeur"]
    a_prevenir = Utilisateur.objects.filter(pk=personne.pk).exclude(pk=demande.acteur.personne.pk)
    corps = f"{demande.acteur} vous attribue : {dossier} ({dossier.fournisseur})."
    dire_des_pilotes(a_prevenir, dossier, demande, Categorie.ATTRIBUTION, "dossier attribué", corps)
    return _confier(dossier, personne, demande)


def _rendable(dossier: DossierPilote, demande: Demande) -> Verdict:
    rendable = regles_de_l_instruction.restitution_possible(
        objet=CE_DOSSIER,
        pris=dossier.instructeur_id is not None,
        par_lui=dossier.instructeur_id == demande.acteur.personne.pk,
        est_responsable=demande.acteur.tient(Role.RESPONSABLE),
    )
    return Verdict((rendable,))


@transition(
    DossierPilote,
    de=EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_rendable,
    libelle="Rendre",
    recit="Rendu à la file",
    a_sa_page=False,
    interne=True,
)
def rendre(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Back to everybody: by who has it, or by a responsable for an absent colleague."""
    return _confier(dossier, None, demande)


def _confier(dossier: DossierPilote, personne: Utilisateur | None, demande: Demande) -> dict[str, Any]:
    avant, dossier.instructeur = dossier.instructeur, personne
    dossier.instruit_depuis = demande.recu_le if personne else None
    return {"avant": str(avant or ""), "apres": str(personne or "")}


def _avis_utile(dossier: DossierPilote, demande: Demande) -> Verdict:
    donnees, jour = demande.donnees, jour_de_paris(demande.recu_le)
    connues = cles_de(dossier, jour)
    sur_un_pv = any(cle.startswith("pilote:") for cle in donnees["cles"])
    manquants = [libelle for code, libelle in CONTROLES.items() if code not in donnees["controles"]]
    return regles.avis_utile(
        connus=bool(donnees["cles"]) and all(cle in connues for cle in donnees["cles"]),
        conforme=donnees["conforme"],
        motif=donnees["motif"],
        controles_manquants=manquants if sur_un_pv else (),
    )


@transition(
    DossierPilote,
    de=Statut.TRANSMIS,
    vers=None,
    roles=ANS_INSTRUIT,
    controle=_avis_utile,
    libelle="Juger un PV ou un contenu de formation",
    recit="Point jugé",
    a_sa_page=False,
    interne=True,
)
def pointer(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """One PV, or the contents that one support covers. The same item again replaces the judgment; nothing is sent."""
    libelles, conforme = cles_de(dossier, jour_de_paris(demande.recu_le)), demande.donnees["conforme"]
    for cle in demande.donnees["cles"]:
        PointDePilote.objects.update_or_create(
            dossier_pilote=dossier,
            cle=cle,
            leve_le=None,
            defaults={
                "libelle": libelles[cle],
                "conforme": conforme,
                "motif": "" if conforme else demande.donnees["motif"].strip(),
                "vu": valeur_de(dossier, cle),
                "pose_par": demande.acteur.personne,
                "pose_le": demande.recu_le,
            },
        )
    oublier(dossier)
    return {
        "points": [libelles[cle] for cle in demande.donnees["cles"]],
        "conforme": conforme,
        "motif": demande.donnees["motif"].strip(),
    }


def _points_poses(dossier: DossierPilote, demande: Demande) -> Verdict:
    return Verdict((regles.points_a_demander(nombre=len(faits(dossier).points_en_preparation)),))


def _date_a_venir(dossier: DossierPilote, demande: Demande) -> Verdict:
    a_venir = regles_de_l_instruction.retour_a_venir(
        a_rendre_le=demande.donnees["a_rendre_le"], recu_le=demande.recu_le
    )
    return Verdict((a_venir,))


def _points_a_envoyer(dossier: DossierPilote) -> Iterator[str]:
    yield from (str(point) for point in faits(dossier).points_en_preparation)


@transition(
    DossierPilote,
    de=Statut.TRANSMIS,
    vers=Statut.A_COMPLETER,
    roles=ANS_INSTRUIT,
    garde=_points_poses,
    controle=_date_a_venir,
    formulaire=DemandeDeCorrectionsForm,
    consequences=_points_a_envoyer,
    libelle="Demander des compléments",
    recit="Compléments demandés",
    question="Le fournisseur recevra ces points ; eux seuls lui seront ouverts.",
    bouton="Envoyer la demande",
)
def demander_des_complements(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Only the named PV and contents open to the supplier; the others keep their judgment."""
    dossier.motif, dossier.a_rendre_le = demande.donnees["motif"].strip(), demande.donnees["a_rendre_le"]
    points = faits(dossier).points_en_preparation
    for point in points:
        point.envoye_le = demande.recu_le
    PointDePilote.objects.bulk_update(points, ["envoye_le"])
    lignes = "\n".join(f"- {point}" for point in points)
    corps = f"L’ANS demande {len(points)} complément(s), à rendre le {dossier.a_rendre_le:%d/%m/%Y} :\n\n{lignes}"
    corps = f"{corps}\n\n{dossier.motif}".strip()
    dire_des_pilotes(qui_engage(dossier.fournisseur), dossier, demande, Categorie.DECISION, "à compléter", corps)
    return {"points": [str(point) for point in points], "a_rendre_le": dossier.a_rendre_le}


def _acceptable(dossier: DossierPilote, demande: Demande) -> Verdict:
    restants = restant_a_juger(dossier, jour_de_paris(demande.recu_le))
    return conformite(dossier, demande.recu_le) + Verdict((regles.tout_est_accepte(restants=restants),))


@transition(
    DossierPilote,
    de=Statut.TRANSMIS,
    vers=Statut.ACCEPTE,
    roles=(Role.RESPONSABLE,),
    garde=_acceptable,
    libelle="Accepter les pilotes",
    recit="Premières installations acceptées par l’ANS",
    question="Le registre publiera que la solution a fait l’objet de premières installations réussies. Le fournisseur "
    "pourra faire signer les VA et demander le solde.",
    bouton="Accepter",
)
def accepter(dossier: DossierPilote, demande: Demande) -> dict[str, Any]:
    """Published in the registry, told to the supplier and to the ASP (PIL-F04). The VA come after it (PIL-F09)."""
    dossier.accepte_le, dossier.accepte_par = demande.recu_le, demande.acteur.personne
    if dossier.candidature.premieres_installations_le is None:
        publier_les_premieres_installations(dossier.candidature, demande)
    corps = (
        "L’ANS a vérifié les PV d’installation pilote et les supports de formation : ils sont conformes. Le registre "
        "publie les premières installations réussies. Les VA se signent à compter de cette validation."
    )
    dire_des_pilotes(qui_engage(dossier.fournisseur), dossier, demande, Categorie.DECISION, "acceptés", corps)
    asp = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE, Role.VALIDEUR)
    pour_l_asp = f"{dossier.fournisseur} : {corps}"
    dire_des_pilotes(asp, dossier, demande, Categorie.DECISION, "acceptés par l’ANS", pour_l_asp)
    return {"pilotes": [str(pilote) for pilote in faits(dossier).pilotes]}
