"""What the bank sends back, read without trust: `pain.002` (status), `camt.053` and `camt.054` (movements)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

LIGNES_MAX = 20_000
FORMATS = {"pain.002": "CstmrPmtStsRpt", "camt.053": "BkToCstmrStmt", "camt.054": "BkToCstmrDbtCdtNtfctn"}
ESPACE = re.compile(r"^\{urn:iso:std:iso:20022:tech:xsd:((?:pain|camt)\.\d{3})\.\d{3}\.\d{2}\}Document$")
REGLES = ("ACSC", "ACCC")
"""Settled on the account of the payer, or of the payee. Other positive codes say that the order is on its way."""
PAYE, REJETE = "paye", "rejete"


class RetourIllisible(ValueError):
    """The file is not one that a bank sends back; the message says what was expected, in French."""


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """One transfer as the bank tells it. `reference` empty: the whole message `message` was rejected."""

    message: str
    reference: str
    montant: Decimal | None
    constat: str
    code: str = ""
    retour_de_fonds: bool = False


@dataclass(frozen=True, slots=True)
class Lecture:
    format: str
    lignes: tuple[CompteRendu, ...]


def lire_le_retour(contenu: bytes) -> Lecture:
    """Raises RetourIllisible. No entity, no DTD, no external resource; a bounded number of lines."""
    try:
        racine = fromstring(contenu, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise RetourIllisible("Ce fichier n’est pas un XML que le portail accepte de lire.") from None
    nom = ESPACE.match(racine.tag)
    if nom is None or nom[1] not in FORMATS:
        raise RetourIllisible("Ce fichier n’est ni un pain.002, ni un camt.053, ni un camt.054 (ISO 20022).")
    _sans_espace(racine)
    lignes = tuple(_lire(nom[1], racine))
    if len(lignes) > LIGNES_MAX:
        raise RetourIllisible(f"Ce fichier dit plus de {LIGNES_MAX} mouvements : découpez-le.")
    return Lecture(nom[1], lignes)


def _lire(nom: str, racine: Any) -> Iterator[CompteRendu]:
    corps = racine.find(FORMATS[nom])
    if corps is None:
        raise RetourIllisible(f"Ce {nom} est vide.")
    yield from (_des_statuts(corps) if nom == "pain.002" else _des_mouvements(corps))


def _sans_espace(racine: Any) -> None:
    for element in racine.iter():
        element.tag = element.tag.partition("}")[2] or element.tag


def _des_statuts(corps: Any) -> Iterator[CompteRendu]:
    groupe = corps.find("OrgnlGrpInfAndSts")
    message = _texte(groupe, "OrgnlMsgId")
    transactions = list(corps.iterfind("OrgnlPmtInfAndSts/TxInfAndSts"))
    if not transactions:
        yield from _de_l_ensemble(message, groupe, corps)
    for transaction in transactions:
        yield from _du_statut(message, transaction)


def _de_l_ensemble(message: str, groupe: Any, corps: Any) -> Iterator[CompteRendu]:
    """The whole message is rejected, by itself or by its payment block: our files have one."""
    blocs = [bloc for bloc in corps.iterfind("OrgnlPmtInfAndSts") if _texte(bloc, "PmtInfSts") == "RJCT"]
    rejetes = [groupe] if _texte(groupe, "GrpSts") == "RJCT" else blocs[:1]
    for rejete in rejetes:
        yield CompteRendu(message, "", None, REJETE, _code(rejete, "StsRsnInf/Rsn/Cd"))


def _du_statut(message: str, transaction: Any) -> Iterator[CompteRendu]:
    """Without its reference it tells of no transfer that is known, and never of its whole message."""
    statut, reference = _texte(transaction, "TxSts"), _texte(transaction, "OrgnlEndToEndId")
    montant = _montant(transaction.find("OrgnlTxRef/Amt/InstdAmt"))
    message = message if reference else ""
    if statut == "RJCT":
        yield CompteRendu(message, reference, montant, REJETE, _code(transaction, "StsRsnInf/Rsn/Cd"))
    elif statut in REGLES:
        yield CompteRendu(message, reference, montant, PAYE)


def _des_mouvements(corps: Any) -> Iterator[CompteRendu]:
    for mouvement in corps.iter("Ntry"):
        statut = _texte(mouvement, "Sts/Cd") or _texte(mouvement, "Sts")  # depends on the version of the message
        if statut not in ("BOOK", ""):
            continue
        for detail in mouvement.iterfind("NtryDtls/TxDtls"):
            yield from _du_mouvement(mouvement, detail)


def _du_mouvement(mouvement: Any, detail: Any) -> Iterator[CompteRendu]:
    """A debit is a transfer paid; a credit that has a reason of return, or undoes a debit, is one that came back."""
    sens = _texte(detail, "CdtDbtInd") or _texte(mouvement, "CdtDbtInd")
    reference = _texte(detail, "Refs/EndToEndId")
    montant = _montant(detail.find("Amt"), detail.find("AmtDtls/TxAmt/Amt"), mouvement.find("Amt"))
    retour = detail.find("RtrInf")
    inverse = _texte(mouvement, "RvslInd") in ("true", "1")
    if sens == "DBIT" and reference and not inverse:
        yield CompteRendu("", reference, montant, PAYE)
    elif sens == "CRDT" and (retour is not None or (inverse and reference)):
        yield CompteRendu("", reference, montant, REJETE, _code(retour, "Rsn/Cd"), retour_de_fonds=True)


def _texte(element: Any, chemin: str) -> str:
    trouve = element.find(chemin) if element is not None else None
    return (trouve.text or "").strip()[:70] if trouve is not None else ""


def _code(element: Any, chemin: str) -> str:
    return _texte(element, chemin).upper()[:4]


def _montant(*elements: Any) -> Decimal | None:
    """In euros, from the first that is there."""
    for element in elements:
        if element is None:
            continue
        if element.get("Ccy", "EUR") != "EUR":
            raise RetourIllisible("Un mouvement n’est pas en euros.")
        return _lire_le_montant(element.text or "")
    return None


def _lire_le_montant(texte: str) -> Decimal:
    try:
        montant = Decimal(texte.strip())
    except InvalidOperation:
        raise RetourIllisible("Un montant du fichier n’est pas un nombre.") from None
    if not montant.is_finite() or abs(montant) >= Decimal(10) ** 12:
        raise RetourIllisible("Un montant du fichier n’est pas un nombre.")
    return montant
