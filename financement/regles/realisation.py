"""The end of the main service, or the impossibility of it, declared at Date 5 at the latest (AF 4.4, 6.4)."""

from datetime import date, datetime
from decimal import Decimal

from financement.regles.monnaie import en_euros
from financement.regles.textes import AF
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair

REALISATION = Reference(AF, "section 4.4")
SOLDE = Reference(AF, "section 6.4")
ATTESTATION = Reference(
    AF,
    "section 6.4",
    hypothese="Le modèle de l’ASP n’est pas publié : la déclaration vaut seule, sa copie signée peut y être jointe.",
)
ZERO = Decimal(0)


def avant_la_date_5(*, recu_le: datetime, date_5: Version[datetime | None] | None) -> Motif:
    """The instant of reception judges, the Date itself included (REA-02, REA-03). Unpublished, it holds nobody back."""
    limite = date_5.valeur if date_5 else None
    if date_5 is None or limite is None:
        return Motif("date_5", True, "La Date 5 n’est pas publiée pour ce dispositif.", REALISATION)
    dans_le_temps = a_temps(recu_le=recu_le, limite=limite)
    explication = f"À déclarer au plus tard à la Date 5, le {en_clair(limite)}."
    if not dans_le_temps:
        explication = (
            f"La Date 5 est passée le {en_clair(limite)} ; reçu le {en_clair(recu_le)}. Une prestation qui n’a ni "
            "solde demandé ni attestation de fin à cette date n’est plus payée."
        )
    return Motif("date_5", dans_le_temps, explication, date_5.reference)


def attestable(
    *, recu_le: datetime, date_5: Version[datetime | None] | None, incapacite_le: datetime | None
) -> Verdict:
    """Whether the end of the work may be declared now, for an order whose advance is validated (REA-02, SOL-02)."""
    explication = "Aucune incapacité n’est déclarée pour cette commande."
    if incapacite_le:
        explication = f"L’incapacité à réaliser est déclarée depuis le {en_clair(incapacite_le)} : retirez-la d’abord."
    return Verdict(
        (
            avant_la_date_5(recu_le=recu_le, date_5=date_5),
            Motif("incapacite", incapacite_le is None, explication, REALISATION),
        )
    )


def achevement_date(*, achevee_le: date, signe_le: date, jour: date) -> Verdict:
    """The day declared: neither before the order, nor still to come."""
    return Verdict(
        (
            Motif(
                "saisie:achevee_le",
                achevee_le >= signe_le,
                f"La prestation s’achève à partir de la signature du bon de commande, le {signe_le:%d/%m/%Y}.",
                REALISATION,
            ),
            Motif(
                "saisie:achevee_le",
                achevee_le <= jour,
                f"Une attestation constate ce qui est fait : au plus tard ce jour, le {jour:%d/%m/%Y}.",
                ATTESTATION,
            ),
        )
    )


def incapacite_declarable(
    *,
    recu_le: datetime,
    date_5: Version[datetime | None] | None,
    deja_le: datetime | None,
    solde_demande: bool,
) -> Verdict:
    """Told at Date 5 at the latest, and not once the balance is asked for: both cannot be true (REA-03)."""
    deja = "Aucune incapacité n’est déclarée pour cette commande."
    if deja_le:
        deja = f"L’incapacité est déjà déclarée, le {en_clair(deja_le)}."
    solde = "Aucune demande de solde ne compte pour cette commande."
    if solde_demande:
        solde = "Le solde de cette commande est demandé : retirez d’abord cette demande."
    return Verdict(
        (
            avant_la_date_5(recu_le=recu_le, date_5=date_5),
            Motif("deja", deja_le is None, deja, REALISATION),
            Motif("solde", not solde_demande, solde, SOLDE),
        )
    )


def client_informe(*, le: date | None, moyen: str, declaration_le: date) -> Verdict:
    """When and how the client was told go together; neither is to come. Left empty, the supplier still owes it."""
    return Verdict(
        (
            Motif(
                "saisie:client_informe_le",
                le is None or le <= declaration_le,
                "Le client est informé au plus tard ce jour : confirmez plus tard ce qui n’est pas encore fait.",
                REALISATION,
            ),
            Motif("saisie:client_informe_par", le is None or bool(moyen), "Dites par quel moyen.", REALISATION),
            Motif("saisie:client_informe_le", le is not None or not moyen, "Dites quel jour.", REALISATION),
        )
    )


def client_a_informer(*, declaree_le: datetime | None, informe_le: date | None) -> Verdict:
    """An incapacity stands, and nobody said yet that the client knows (MSG-10)."""
    existe = f"Incapacité déclarée le {en_clair(declaree_le)}." if declaree_le else "Aucune incapacité n’est déclarée."
    deja = f"Le client est informé depuis le {informe_le:%d/%m/%Y}." if informe_le else "Le client reste à informer."
    return Verdict(
        (
            Motif("declaree", declaree_le is not None, existe, REALISATION),
            Motif("informe", informe_le is None, deja, REALISATION),
        )
    )


def incapacite_retirable(
    *,
    recu_le: datetime,
    date_5: Version[datetime | None] | None,
    declaree_le: datetime | None,
    recouvrement: bool,
) -> Verdict:
    """Until Date 5, as long as nobody began to ask the advance back."""
    existe = "Aucune incapacité n’est déclarée pour cette commande."
    if declaree_le:
        existe = f"Incapacité déclarée le {en_clair(declaree_le)}."
    repris = "L’avance n’est pas en recouvrement."
    if recouvrement:
        repris = "L’avance est en recouvrement : écrivez à l’ASP."
    return Verdict(
        (
            Motif("declaree", declaree_le is not None, existe, REALISATION),
            avant_la_date_5(recu_le=recu_le, date_5=date_5),
            Motif("recouvrement", not recouvrement, repris, REALISATION),
        )
    )


def consequences_de_l_incapacite(*, avance: Decimal | None, versee: Decimal, attestee: bool) -> tuple[str, ...]:
    """What is said before it is confirmed."""
    due = en_euros(avance or ZERO)
    suite = (
        f"L’avance versée ({en_euros(versee)}) vous sera redemandée."
        if versee > 0
        else f"L’avance ({due}) n’est pas versée : elle n’est plus due, et vous sera redemandée si elle part."
    )
    retiree = ("L’attestation de fin de cette commande cessera de compter.",) if attestee else ()
    return (
        "Aucun solde ne pourra être demandé pour cette commande.",
        suite,
        "Aucune compensation financière ne peut être mise à la charge du client ; les pénalités éventuelles de votre "
        "contrat avec lui restent possibles.",
        "L’ASP est prévenue à l’instant. Le client doit l’être sans délai, au plus tard à la Date 5.",
        *retiree,
    )
