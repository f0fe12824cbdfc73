"""Rules of the firm's account: who manages whom, how long an invitation holds, why the last mandataire stays."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta

from segur.noyau.regles import Motif, Reference, Verdict
from segur.noyau.temps import a_temps, ajouter_mois, en_clair, instant_de_paris, jour_de_paris, lendemain

ROLES = Reference("Guide pas à pas du parcours de référencement (juin 2026)", "inscription, rôle dans l’entreprise")
DERNIERE_MINUTE = time(23, 59)
VALIDITE_EN_JOURS = 7
"""How long an invitation holds, in calendar days of Paris. No text says it: our own choice (decision 0021)."""


DEMANDE_EN_JOURS = 30
"""How long a request to join waits for an answer. Our own choice (decision 0024)."""
DEMANDES_PAR_JOUR = 5
"""How many firms one person may ask to join in a day of Paris. Our own choice (decision 0024)."""


def expiration(*, envoyee_le: datetime, jours: int = VALIDITE_EN_JOURS) -> datetime:
    """The last instant at which an invitation may be accepted: 23:59 in Paris, on its seventh day."""
    return instant_de_paris(jour_de_paris(envoyee_le) + timedelta(days=jours), DERNIERE_MINUTE)


def invitation_valable(*, recu_le: datetime, expire_le: datetime) -> Motif:
    """An invitation is accepted at the latest at the instant it announces, that instant included."""
    if a_temps(recu_le=recu_le, limite=expire_le):
        return Motif("expiree", True, f"Invitation valable jusqu’au {en_clair(expire_le)}.")
    return Motif("expiree", False, f"Cette invitation a expiré le {en_clair(expire_le)}.")


def adresse_invitee(*, invitee: str, adresse: str) -> Motif:
    """An invitation is good for the person it was sent to, and for nobody who was shown the link."""
    return Motif("adresse", invitee.lower() == adresse.lower(), "Une invitation vaut pour l’adresse qui l’a reçue.")


def role_gere(*, role: str, libelle: str, geres: Set[str]) -> Motif:
    """A mandataire manages everybody, a représentant the salariés, a salarié nobody (CP-04, CP-05)."""
    if role in geres:
        return Motif("role_gere", True, f"Votre rôle vous permet de gérer : {libelle}.", ROLES)
    return Motif("role_gere", False, f"Votre rôle ne vous permet pas de gérer : {libelle}.", ROLES)


def invitation_possible(*, role: str, libelle: str, geres: Set[str], deja_membre: bool, deja_invitee: bool) -> Verdict:
    """One invites to a role one manages, somebody who is neither a member nor invited yet (CP-04, CP-05)."""
    return Verdict(
        (
            role_gere(role=role, libelle=libelle, geres=geres),
            pas_encore_membre(deja_membre=deja_membre),
            Motif(
                "deja_invitee",
                not deja_invitee,
                "Une invitation attend déjà à cette adresse : renvoyez-la, ou révoquez-la pour en changer le rôle."
                if deja_invitee
                else "Aucune autre invitation n’attend à cette adresse.",
            ),
        )
    )


def pas_encore_membre(*, deja_membre: bool) -> Motif:
    if deja_membre:
        explication = "Cette personne est déjà membre de l’organisation : un mandataire peut changer son rôle."
        return Motif("deja_membre", False, explication)
    return Motif("deja_membre", True, "Cette personne n’est pas encore membre à ce titre.")


def reste_un_mandataire(*, est_mandataire: bool, a_une_releve: bool) -> Motif:
    """An organisation always keeps a mandataire, whose account is open: the last one names a successor first."""
    if est_mandataire and not a_une_releve:
        explication = "C’est le dernier mandataire de l’organisation : nommez d’abord un autre mandataire."
        return Motif("dernier_mandataire", False, explication)
    return Motif("dernier_mandataire", True, "L’organisation garde un mandataire.")


def reste_un_administrateur(*, est_administrateur: bool, a_un_autre: bool) -> Motif:
    if est_administrateur and not a_un_autre:
        explication = "C’est le dernier administrateur : nommez d’abord un autre administrateur."
        return Motif("dernier_administrateur", False, explication)
    return Motif("dernier_administrateur", True, "L’organisation garde un administrateur.")


def est_soi_meme(*, soi: bool) -> Motif:
    return Motif("soi_meme", soi, "Chacun ne quitte l’organisation que pour son propre compte.")


def est_autrui(*, soi: bool) -> Motif:
    return Motif("autrui", not soi, "Pour votre propre compte, utilisez « Quitter l’organisation ».")


def role_nouveau(*, actuel: str, nouveau: str, libelle: str) -> Motif:
    return Motif("role_nouveau", nouveau != actuel, f"Rôle actuel : {libelle}. Choisissez-en un autre.")


def role_libre(*, deja_tenu: bool) -> Motif:
    return Motif("role_libre", not deja_tenu, "Cette personne ne tient pas déjà le nouveau rôle par ailleurs.")


def acteur_en_place(*, en_place: bool) -> Motif:
    """Judged when the lock is obtained: an action that waited behind one's own departure is not run."""
    return Motif("en_place", en_place, "Celui qui agit tient encore son rôle à l’instant où l’action s’exécute.")


def identite_verifiee(*, ancien: str, nouveau: str, par_l_ans: bool) -> Motif:
    """The ANS has verified the firm (CP-03): once known, its SIREN is changed by the ANS alone."""
    possible = par_l_ans or not ancien or nouveau == ancien
    return Motif("siren", possible, "Un SIREN déjà enregistré n’est changé que par l’ANS.", ROLES)


def ouverture_possible(*, autorisee: bool, verifiee: bool) -> Verdict:
    """The firm and its mandataire are verified by the ANS, with Kbis and identity document (CP-03)."""
    return Verdict(
        (
            Motif("role", autorisee, "Une organisation est ouverte par un responsable ANS ou l’administrateur."),
            Motif("verifiee", verifiee, "L’entreprise et l’identité du mandataire ont été vérifiées.", ROLES),
        )
    )


def pas_de_l_etat(*, de_l_etat: bool) -> Motif:
    """Nobody examines or pays, at the ANS or the ASP, a firm that they belong to; by whichever way they would enter."""
    return Motif("de_l_etat", not de_l_etat, "Un membre de l’ANS ou de l’ASP ne rejoint pas une entreprise.")


def demande_possible(*, de_l_etat: bool, deja_membre: bool, deja_demandee: bool, du_jour: int) -> Verdict:
    """Who asks to join: nobody of the ANS or the ASP, once per number, so many a day. Says nothing of the number."""
    return Verdict(
        (
            pas_de_l_etat(de_l_etat=de_l_etat),
            Motif("deja_membre", not deja_membre, "Vous êtes déjà membre de cette entreprise."),
            Motif("deja_demandee", not deja_demandee, "Une demande attend déjà une réponse pour ce numéro."),
            Motif(
                "par_jour",
                du_jour < DEMANDES_PAR_JOUR,
                f"{DEMANDES_PAR_JOUR} demandes par jour au plus : réessayez demain.",
            ),
        )
    )


def demande_recevable(*, active: bool, a_un_mandataire: bool) -> Verdict:
    """A request reaches a firm that is registered and whose mandataire is too (CP-04, CP-05)."""
    return Verdict(
        (
            Motif("active", active, "L’entreprise est enregistrée.", ROLES),
            Motif("mandataire", a_un_mandataire, "Le mandataire de l’entreprise est enregistré.", ROLES),
        )
    )


def demande_valable(*, recu_le: datetime, expire_le: datetime) -> Motif:
    """A request is accepted at the latest at the instant it expires, that instant included."""
    if a_temps(recu_le=recu_le, limite=expire_le):
        return Motif("expiree", True, f"Demande valable jusqu’au {en_clair(expire_le)}.")
    return Motif("expiree", False, f"Cette demande a expiré le {en_clair(expire_le)} : elle peut être faite à nouveau.")


def refus_motive(*, motif: str) -> Motif:
    return Motif("motif", bool(motif.strip()), "Donnez le motif du refus : la personne le lira tel quel.")


MINUTE = timedelta(minutes=1)
MOIS_ENTRE_DEUX_REVUES = 12  # « chaque année » (ENR-09): from the entry, or from the last confirmation
REVUE = Reference("Webinaire éditeurs du 5 juillet 2024", "revue des habilitations")


def delegation_possible(
    *, soi: bool, delegable: bool, est_membre: bool, deja_tenu: bool, debut: datetime, fin: datetime, le: datetime
) -> Verdict:
    """One lends a role of one's own to another member, from now at the earliest. No text sets a longest time."""
    return Verdict(
        (
            Motif("delegable", delegable, "Ce rôle se délègue, par la personne qui le tient elle-même."),
            Motif("autrui", not soi, "Une délégation se donne à une autre personne."),
            Motif("membre", est_membre, "La délégation se donne à un membre de la même organisation."),
            Motif("deja_tenu", not deja_tenu, "Cette personne ne tient pas déjà ce rôle."),
            Motif("debut", debut + MINUTE > le, f"Le début ({en_clair(debut)}) n’est pas passé."),
            Motif("fin", debut < fin, f"La fin ({en_clair(fin)}) suit le début."),
        )
    )


def delegation_revocable(*, partie: bool, dirige: bool, fin: datetime, le: datetime) -> Verdict:
    """By who lent, who received, or who manages the members; what has ended by itself is not revoked."""
    explication = "Une délégation est révoquée par l’une de ses deux personnes, ou par qui gère les membres."
    terminee = f"La délégation court jusqu’au {en_clair(fin)}."
    return Verdict((Motif("partie", partie or dirige, explication), Motif("fin", le <= fin, terminee)))


def prochaine_revue(derniere: date) -> date:
    """The last day to confirm who may do what (ENR-09)."""
    return ajouter_mois(derniere, MOIS_ENTRE_DEUX_REVUES)


def a_revoir_avant(jour: date) -> date:
    """What was last reviewed before that day is overdue on `jour`: `prochaine_revue`, read backwards."""
    seuil = ajouter_mois(jour, -MOIS_ENTRE_DEUX_REVUES)
    return seuil if prochaine_revue(seuil) >= jour else lendemain(seuil)


def revue_par_autrui(*, soi: bool, seul: bool) -> Motif:
    """One confirms one's own rights only when nobody else may."""
    explication = "Vos propres droits sont confirmés par une autre personne qui fait la revue."
    return Motif("autrui", not soi or seul, explication, REVUE)


def visite_possible(*, de_l_etat: bool, ferme: bool, soi: bool, motif: str) -> Verdict:
    """The support sees as a member of a firm, with a reason; never as a colleague, nor as another agent."""
    return Verdict(
        (
            Motif("de_l_etat", not de_l_etat, "Seul un membre d’une entreprise, sans rôle à l’ANS ni à l’ASP, est vu."),
            Motif("compte", not ferme, "Le compte de cette personne est ouvert."),
            Motif("soi", not soi, "On ne se voit pas soi-même par le support."),
            Motif("motif", bool(motif.strip()), "Donnez le motif : la personne le lira tel quel."),
        )
    )


VISITE_EN_MINUTES = 30
"""How long « voir comme » lasts. Our own choice (decision 0074)."""


def fin_de_visite(ouverte_le: datetime) -> datetime:
    return ouverte_le + VISITE_EN_MINUTES * MINUTE
