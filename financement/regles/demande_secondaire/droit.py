"""Whether the secondary service may be claimed at all: balance, contract, nothing that stands against it (AF 6.5)."""

from datetime import datetime

from financement.regles.commande.constats import CONFORME, NON_CONFORME, constat, en_instant, en_jour
from financement.regles.commande.faits import Constat
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, Fin
from financement.regles.secondaire.calendrier import resiliation_dite_a_temps
from financement.regles.secondaire.parametres import Regime
from financement.regles.solde import droit
from financement.regles.textes import REALISATION, SECONDAIRE
from segur.noyau.regles import Reference


def conditions(contexte: ContexteDeLaSecondaire, regime: Regime) -> tuple[Constat, ...]:
    """SEC-12, SEC-14: those that no field of the declaration changes."""
    texte = regime.reference(SECONDAIRE)
    return (
        solde_valide(valide_le=contexte.solde_valide_le, recu_le=contexte.recu_le, texte=texte),
        droit.non_retire(motif=contexte.financement_retire, texte=texte, regle="SEC-12"),
        droit.sans_incapacite(declaree_le=contexte.incapacite_le, texte=regime.reference(REALISATION)),
        sans_resiliation(fin=contexte.resiliation, regime=regime),
        droit.jamais_demande(
            deja=contexte.deja_demande, texte=texte, regle="SEC-12", quoi="La prestation secondaire de cette commande"
        ),
    )


def solde_valide(*, valide_le: datetime | None, recu_le: datetime, texte: Reference) -> Constat:
    """SEC-12: the ASP has validated the claim of the balance when the secondary service is asked."""
    valide = valide_le is not None and valide_le <= recu_le
    etat = f"est validé depuis le {en_instant(valide_le)}" if valide and valide_le else "n’est pas validé"
    return constat(
        "SEC-12",
        "solde",
        CONFORME if valide else NON_CONFORME,
        f"Le solde de cette commande {etat}.",
        texte,
        champ="reference",
        valeurs=(("Solde validé", en_instant(valide_le) if valide_le else "non"),),
        remede="Attendre que l’ASP valide le solde, puis demander la prestation secondaire.",
    )


def sans_resiliation(*, fin: Fin | None, regime: Regime) -> Constat:
    """SEC-14: a contract ended before the level was found pays nothing, told in time or not."""
    texte = regime.resiliation.reference
    if fin is None:
        return constat("SEC-14", "resiliation", CONFORME, "Le client n’a pas résilié son contrat.", texte)
    dite = resiliation_dite_a_temps(resiliee_le=fin.resiliee_le, le=fin.declaree_le, regime=regime)
    return constat(
        "SEC-14",
        "resiliation",
        NON_CONFORME,
        f"{dite.explication} La prestation secondaire n’est pas versée.",
        texte,
        champ="reference",
        valeurs=(
            ("Contrat résilié", en_jour(fin.resiliee_le)),
            ("Résiliation dite à l’ASP", en_instant(fin.declaree_le)),
        ),
        remede="Aucun changement n’y supplée : le niveau n’a pas été constaté avant la résiliation.",
    )
