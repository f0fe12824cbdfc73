"""The invoice: after the journal, in the client's name, at the real level, never null, nothing left to pay (AF 4.5)."""

from decimal import Decimal

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat
from financement.regles.commande.faits import CENTIME, Constat
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, Declaration, JournalRecu, NiveauFacture
from financement.regles.demande_secondaire.montant import UN, Du
from financement.regles.monnaie import en_euros, ttc
from financement.regles.secondaire.parametres import Regime
from financement.regles.secondaire.perf import en_perf
from financement.regles.solde import facture
from financement.regles.solde.dates import dans_l_ordre
from financement.regles.textes import BAREMES, SECONDAIRE_FACTUREE, SECONDAIRE_SANS_RESTE, TVA
from segur.noyau.regles import Reference
from segur.noyau.temps import jour_de_paris

REGLE = "SEC-11"


def constats(
    declaration: Declaration, contexte: ContexteDeLaSecondaire, regime: Regime, du: Du | None
) -> tuple[Constat, ...]:
    texte, sans_reste = regime.reference(SECONDAIRE_FACTUREE), regime.reference(SECONDAIRE_SANS_RESTE)
    return (
        facture.numerotee(numero=declaration.facture_numero, texte=texte, regle=REGLE),
        facture.au_nom_du_client(facture=declaration.facture_client, bon=contexte.bon.nom, texte=texte, regle=REGLE),
        *_dates(declaration, contexte, texte),
        facture.non_nulle(montant=declaration.facture_ht, texte=texte, regle=REGLE),
        facture.meme_taux(facture=declaration.taux_tva, bon=contexte.bon.taux_tva, texte=regime.reference(TVA)),
        *_montants(declaration, contexte, regime, du),
        facture.sans_surcout(demande=declaration.surcout, texte=sans_reste, regle="SEC-10"),
    )


def _dates(declaration: Declaration, contexte: ContexteDeLaSecondaire, texte: Reference) -> tuple[Constat, ...]:
    """After the journal was sent, before the claim is received; the same day will do."""
    du = ("Date de la facture", declaration.facture_du)
    recue = ("Jour de réception", jour_de_paris(contexte.contenu_recu_le))
    avant = dans_l_ordre(REGLE, "facture_avant_reception", du, recue, texte, champ="facture_du")
    return (*_apres_le_journal(declaration, contexte.journal, texte), avant)


def _apres_le_journal(declaration: Declaration, journal: JournalRecu | None, texte: Reference) -> tuple[Constat, ...]:
    if journal is None:
        return ()
    envoi = ("Journal transmis", jour_de_paris(journal.transmis_le))
    du = ("Date de la facture", declaration.facture_du)
    return (dans_l_ordre(REGLE, "facture_apres_journal", envoi, du, texte, champ="facture_du"),)


def _montants(
    declaration: Declaration, contexte: ContexteDeLaSecondaire, regime: Regime, du: Du | None
) -> tuple[Constat, ...]:
    if du is None:
        return (sans_montant(regime.reference(BAREMES)),)
    texte, facturee = regime.reference(SECONDAIRE_FACTUREE), a_payer(declaration, du, contexte.bon.taux_tva)
    return (
        niveau_reel(facture=declaration.facture_niveau, perf=du.perf, texte=texte),
        au_montant_du(facturee=facturee, du=du, texte=texte),
        hors_taxe(declaration=declaration, du=du, taux=contexte.bon.taux_tva, texte=texte),
        sans_reste_a_charge(facturee=facturee, du=du, texte=regime.reference(SECONDAIRE_SANS_RESTE)),
    )


def a_payer(declaration: Declaration, du: Du, taux: Decimal | None) -> Decimal:
    """What the client would pay: the total that the invoice shows, found again when it shows none."""
    return _avec_taxe(declaration, du, taux) if declaration.facture_ttc is None else declaration.facture_ttc


def _avec_taxe(declaration: Declaration, du: Du, taux: Decimal | None) -> Decimal:
    """The amount without tax at the rate of the financing: itself for a supplier outside VAT (TVA-03)."""
    return ttc(declaration.facture_ht, (taux or Decimal(0)) if du.taxe else Decimal(0))


def sans_montant(texte: Reference) -> Constat:
    """The amount cannot be said: a person looks, and nothing is paid meanwhile."""
    return constat(
        "CALC-03",
        "montant",
        A_VERIFIER,
        "Le montant dû ne se calcule pas : ligne secondaire, taux de TVA, tranche ou journal inconnus.",
        texte,
        champ="facture_ht",
        remede="Demander à l’ASP ce qui manque pour calculer le montant.",
    )


def niveau_reel(*, facture: NiveauFacture, perf: Decimal, texte: Reference) -> Constat:
    """SEC-11: the invoice repeats the level found in the journal."""
    reel = NiveauFacture.ENTIER if perf == UN else NiveauFacture.PARTIEL
    return constat(
        REGLE,
        "facture_niveau",
        CONFORME if facture == reel and perf > 0 else NON_CONFORME,
        f"Facture au niveau {facture.value}, journal à PERF = {en_perf(perf)}.",
        texte,
        champ="facture_niveau",
        remede=f"Établir la facture au niveau réel du journal : PERF = {en_perf(perf)}.",
    )


def au_montant_du(*, facturee: Decimal, du: Du, texte: Reference) -> Constat:
    """SEC-11: the amount of that level, to the cent."""
    juste = facturee == du.verse and du.verse > 0
    return constat(
        REGLE,
        "facture_montant",
        CONFORME if juste else NON_CONFORME,
        f"Facture de {en_euros(facturee)}, pour {en_euros(du.verse)} dus à PERF = {en_perf(du.perf)}.",
        texte,
        champ="facture_ttc" if du.taxe else "facture_ht",
        valeurs=(("Montant facturé", en_euros(facturee)), ("Montant dû", en_euros(du.verse))),
        remede=f"Établir la facture à {en_euros(du.verse)}{' TTC' if du.taxe else ' hors taxes'}.",
    )


def hors_taxe(*, declaration: Declaration, du: Du, taux: Decimal | None, texte: Reference) -> Constat:
    """SEC-11: both amounts of one invoice; each is rounded apart, so that a cent may differ (CALC-03)."""
    ecart = abs(_avec_taxe(declaration, du, taux) - a_payer(declaration, du, taux))
    permis = CENTIME if du.taxe else Decimal(0)
    return constat(
        REGLE,
        "facture_ht",
        CONFORME if ecart <= permis else NON_CONFORME,
        f"Facture de {en_euros(declaration.facture_ht)} hors taxes.",
        texte,
        champ="facture_ht",
        valeurs=(("Montant hors taxes dû", en_euros(du.ht)),),
        remede=f"Écrire le montant hors taxes de la facture : {en_euros(du.ht)}.",
    )


def sans_reste_a_charge(*, facturee: Decimal, du: Du, texte: Reference) -> Constat:
    """SEC-10: what is invoiced is what is financed; the client pays nothing of it."""
    reste = facturee - du.verse
    return constat(
        "SEC-10",
        "reste_a_charge",
        NON_CONFORME if reste > 0 else CONFORME,
        f"Facture de {en_euros(facturee)}, pour {en_euros(du.verse)} financés.",
        texte,
        champ="facture_ttc" if du.taxe else "facture_ht",
        valeurs=(("Montant facturé", en_euros(facturee)), ("Montant financé", en_euros(du.verse))),
        remede=f"Ramener la facture au montant financé : {en_euros(du.verse)}.",
    )
