"""The journal that the claim rests on: sent in time, complete, its level, its client told (AF 3.3, 4.5)."""

from datetime import date, datetime

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat, en_instant, en_jour
from financement.regles.commande.faits import Constat
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, Declaration, JournalRecu
from financement.regles.secondaire import calendrier, perf
from financement.regles.secondaire.faits import Fenetre
from financement.regles.secondaire.parametres import Regime
from financement.regles.textes import SECONDAIRE, SECONDAIRE_RECUE
from segur.noyau.regles import Motif, Reference
from segur.noyau.temps import ajouter_mois, jour_de_paris


def conditions(contexte: ContexteDeLaSecondaire, regime: Regime) -> tuple[Constat, ...]:
    """SEC-01…09: those that no field of the declaration changes."""
    journal = contexte.journal
    if journal is None:
        return (delai(contexte, regime), sans_journal(regime))
    texte = regime.reference(SECONDAIRE_RECUE)
    return (
        delai(contexte, regime),
        conforme(journal=journal, texte=texte),
        complet(journal=journal, va_signee_le=contexte.va_signee_le, regime=regime),
        niveau(journal=journal, regime=regime),
        inchange(journal=journal, texte=texte),
        verification(journal=journal, regime=regime),
        client_informe(le=journal.client_informe_le, texte=texte),
    )


def delai(contexte: ContexteDeLaSecondaire, regime: Regime) -> Constat:
    """SEC-01, SEC-02: from the first day of the month after the VA; the last day is included, in Paris."""
    if contexte.va_signee_le is None:
        explication = "La VA de cette commande n’est pas connue : la prestation secondaire n’a pas démarré."
        remede = "Demander le solde de la commande, qui porte la date de la VA."
        return constat("SEC-01", "delai", NON_CONFORME, explication, regime.calendrier.reference, remede=remede)
    debut = calendrier.demarrage(contexte.va_signee_le)
    motif = calendrier.demande_a_temps(debut=debut, recu_le=contexte.recu_le, regime=regime)
    limite = calendrier.limite_de_la_demande(debut=debut, regime=regime)
    return constat(
        "SEC-02",
        "delai",
        CONFORME if motif.satisfait else NON_CONFORME,
        motif.explication,
        motif.reference,
        valeurs=(
            ("VA signée", en_jour(contexte.va_signee_le)),
            ("Démarrage", en_jour(debut)),
            ("Dernier jour de la demande", en_jour(limite)),
            ("Reçue", en_instant(contexte.recu_le)),
        ),
        remede=f"Aucun changement n’y supplée : la demande devait être reçue au plus tard le {en_jour(limite)}.",
    )


def sans_journal(regime: Regime) -> Constat:
    """SEC-09, SEC-13: nothing is paid on a journal that was never sent."""
    return constat(
        "SEC-13",
        "journal",
        NON_CONFORME,
        "Aucun journal de monitoring n’est transmis pour ce client : aucun financement n’est attribué.",
        regime.reference(SECONDAIRE_RECUE),
        champ="reference",
        remede="Transmettre le journal, une fois le niveau atteint, depuis la page de suivi du client.",
    )


def conforme(*, journal: JournalRecu, texte: Reference) -> Constat:
    """SEC-09: a journal found non-conform pays nothing."""
    etat = f"Journal transmis le {en_instant(journal.transmis_le)}"
    if not journal.non_conforme:
        return constat("SEC-13", "journal", CONFORME, f"{etat}.", texte)
    return constat(
        "SEC-09",
        "journal",
        NON_CONFORME,
        f"{etat}, jugé non conforme par l’ANS : {journal.non_conforme} Aucun financement n’est attribué.",
        texte,
        champ="reference",
        remede="Transmettre un autre journal, conforme, avant la fin du délai de demande.",
    )


def complet(*, journal: JournalRecu, va_signee_le: date | None, regime: Regime) -> Constat:
    """SEC-02, SEC-09: every month of a continuous observation, within those observed."""
    debut = calendrier.demarrage(va_signee_le) if va_signee_le else journal.debut
    observes = set(calendrier.mois_observes(debut=debut, regime=regime))
    periode = [ajouter_mois(journal.debut, rang) for rang in range(regime.seuils.mois)]
    tenus = {mois.mois for mois in journal.mois}
    manquants = [mois for mois in periode if mois not in tenus or mois not in observes]
    entier = not manquants and perf.dernier_jour(periode[-1]) == journal.fin
    dits = f" Il manque : {', '.join(map(calendrier.en_mois, manquants))}." if manquants else ""
    return constat(
        "SEC-09",
        "complet",
        CONFORME if entier else NON_CONFORME,
        f"Journal de {len(periode) - len(manquants)} mois observés sur {len(periode)}, du {en_jour(journal.debut)} au "
        f"{en_jour(journal.fin)}.{dits}",
        regime.reference(SECONDAIRE_RECUE),
        champ="reference",
        remede="Transmettre un journal complet sur une période continue : des données incomplètes ne sont pas payées.",
    )


def fenetre_de(journal: JournalRecu, regime: Regime) -> Fenetre:
    """What was sent, its level found again from its totals."""
    niveau = perf.perf(dt=journal.dt, dm=journal.dm, seuils=regime.seuils)
    return Fenetre(journal.debut, journal.fin, journal.dt, journal.dm, niveau)


def niveau(*, journal: JournalRecu, regime: Regime) -> Constat:
    """SEC-12: a level that pays something."""
    motif = perf.niveau_atteint(fenetre=fenetre_de(journal, regime), regime=regime)
    return constat(
        "SEC-12",
        "niveau",
        CONFORME if motif.satisfait else NON_CONFORME,
        motif.explication,
        motif.reference,
        champ="reference",
        valeurs=(("Dt", str(journal.dt)), ("Dm", str(journal.dm))),
        remede="Aucun changement de la demande n’y supplée : le niveau se constate dans le journal.",
    )


def inchange(*, journal: JournalRecu, texte: Reference) -> Constat:
    """SEC-08: months corrected since the sending are another journal; a person looks."""
    tenus = (sum(mois.dt for mois in journal.mois), sum(mois.dm for mois in journal.mois))
    meme = tenus == (journal.dt, journal.dm) and not journal.corriges
    lesquels = f" ({', '.join(f'{mois:%m/%Y}' for mois in journal.corriges)})" if journal.corriges else ""
    return constat(
        "SEC-08",
        "inchange",
        CONFORME if meme else A_VERIFIER,
        "Les mois du journal sont ceux qui ont été transmis."
        if meme
        else f"Des mois ont été corrigés depuis la transmission{lesquels} : {tenus[1]} documents sur {tenus[0]}, pour "
        f"{journal.dm} sur {journal.dt} transmis. Le niveau transmis est retenu.",
        texte,
        remede="Justifier la correction, ou rétablir les valeurs transmises.",
    )


def verification(*, journal: JournalRecu, regime: Regime) -> Constat:
    """SEC-07: data that the ANS verifies are not definitive yet."""
    limite = calendrier.limite_de_verification(transmis_le=journal.transmis_le, regime=regime)
    etat = (
        f"À défaut de vérification annoncée au {en_jour(limite)}, les données sont définitives : l’ASP décide ensuite."
    )
    if journal.verifie:
        etat = "L’ANS a vérifié les données : elles sont définitives."
    if journal.en_verification:
        etat = "L’ANS vérifie les données : l’ASP attend sa conclusion."
    return constat(
        "SEC-07",
        "verification",
        A_VERIFIER if journal.en_verification else CONFORME,
        etat,
        regime.verification.reference,
        remede="Fournir à l’ANS les éléments qu’elle demande.",
    )


def donnees_definitives(*, journal: JournalRecu | None, le: datetime, regime: Regime) -> Motif:
    """SEC-07: nothing is decided to be paid on data that may still be verified."""
    reference = regime.verification.reference
    if journal is None or journal.non_conforme:
        return Motif("definitif", False, "Aucun journal conforme n’est transmis.", reference)
    if journal.en_verification:
        return Motif(
            "definitif", False, "L’ANS vérifie les données du journal : sa conclusion est attendue.", reference
        )
    limite = calendrier.limite_de_verification(transmis_le=journal.transmis_le, regime=regime)
    if journal.verifie or jour_de_paris(le) > limite:
        return Motif("definitif", True, "Les données du journal sont définitives.", reference)
    explication = (
        f"Les données du journal ne sont définitives qu’après le {en_jour(limite)} : l’ANS peut encore les vérifier."
    )
    return Motif("definitif", False, explication, reference)


def client_informe(*, le: date | None, texte: Reference) -> Constat:
    """SEC-06: the levels were sent to the client too."""
    return constat(
        "SEC-06",
        "client_informe",
        CONFORME if le else NON_CONFORME,
        f"Niveau de performance adressé au client le {en_jour(le)}."
        if le
        else "L’envoi du niveau de performance au client n’est pas confirmé.",
        texte,
        champ="reference",
        remede="Adresser le niveau atteint au client, puis le confirmer sur la page du journal transmis.",
    )


def periode(*, declaration: Declaration, journal: JournalRecu, regime: Regime) -> Constat:
    """SEC-13: the claim is that of the period of the journal."""
    meme = (declaration.periode_du, declaration.periode_au) == (journal.debut, journal.fin)
    transmise = f"du {en_jour(journal.debut)} au {en_jour(journal.fin)}"
    return constat(
        "SEC-13",
        "periode",
        CONFORME if meme else NON_CONFORME,
        f"Période demandée : du {en_jour(declaration.periode_du)} au {en_jour(declaration.periode_au)} ; journal : "
        f"{transmise}.",
        regime.reference(SECONDAIRE),
        champ="periode_du" if declaration.periode_du != journal.debut else "periode_au",
        remede=f"Demander la période du journal transmis : {transmise}.",
    )
