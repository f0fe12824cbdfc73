"""Electronic signature of official PDFs (PAdES, by pyHanko), and what a signed PDF is worth when it comes back.

The library is heavy and few processes need it: it is imported where it is used.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

CHAMP = "SignaturePortail"
MARQUE = b"/ByteRange"
Rendu = TypeVar("Rendu")


@dataclass(frozen=True)
class Certificat:
    """Where the signing key is (PKCS#12) and which roots are trusted (PEM). `de_test`: worth nothing outside."""

    p12: Path
    mot_de_passe: str
    racines: Path
    de_test: bool


@dataclass(frozen=True)
class Signature:
    """What a signature found in a PDF says. `intacte`: not a byte changed or added since; `reconnue`: trusted root."""

    signataire: str
    le: datetime | None
    intacte: bool
    reconnue: bool


class PdfIllisible(ValueError):
    """The bytes are not a PDF whose signatures can be read."""


def certificat() -> Certificat:
    """The operator's; without one, a local test authority that says what it is."""
    if settings.SIGNATURE_P12:
        p12, racines = Path(settings.SIGNATURE_P12), Path(settings.SIGNATURE_RACINES)
        return Certificat(p12, settings.SIGNATURE_MOT_DE_PASSE, racines, de_test=False)
    from segur.noyau.documents.autorite_de_test import autorite_de_test

    return Certificat(*autorite_de_test(settings.VAR_DIR / "signature-de-test"), de_test=True)


def signer(pdf: bytes, *, raison: str) -> bytes:
    """The same PDF with a PAdES signature added. Raises OSError or ValueError when the key cannot be read."""
    return _hors_de_la_boucle(lambda: _signer(pdf, raison))


def _signer(pdf: bytes, raison: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    cle = certificat()
    signataire = signers.SimpleSigner.load_pkcs12(str(cle.p12), passphrase=cle.mot_de_passe.encode())
    if signataire is None:
        raise ValueError("La clé de signature ne se lit pas : vérifiez SIGNATURE_P12 et son mot de passe.")
    metadonnees = signers.PdfSignatureMetadata(
        field_name=CHAMP,
        reason=raison,
        name=settings.NOM_DU_SERVICE,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signe: Any = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadonnees, signer=signataire)
    return bytes(signe.getvalue())


def signatures(pdf: bytes) -> list[Signature]:
    """Each signature of the PDF, in the order they were put. Raises PdfIllisible."""
    return _hors_de_la_boucle(lambda: _signatures(pdf))


def signatures_de(pdf: bytes) -> list[Signature]:
    """The same for any file: one that claims to be signed and cannot be read has a broken signature."""
    try:
        return signatures(pdf)
    except PdfIllisible:
        return [Signature("signature illisible", None, intacte=False, reconnue=False)] if MARQUE in pdf else []


def _signatures(pdf: bytes) -> list[Signature]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        trouvees = PdfFileReader(BytesIO(pdf)).embedded_signatures
        return [_lue(signature, derniere=signature is trouvees[-1]) for signature in trouvees]
    except Exception as cause:  # any library error on a foreign file is a defect of that file
        raise PdfIllisible from cause


def _lue(signature: Any, *, derniere: bool) -> Signature:
    """The last one must cover the whole file; what came after an earlier one must be what a signature adds."""
    from pyhanko.keys import load_certs_from_pemder
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Couverture
    from pyhanko_certvalidator import ValidationContext

    racines = list(load_certs_from_pemder([str(certificat().racines)]))
    contexte = ValidationContext(trust_roots=racines, allow_fetching=False)
    attendue = Couverture.ENTIRE_FILE if derniere else Couverture.ENTIRE_REVISION
    etat = validate_pdf_signature(signature, contexte)
    return Signature(
        signataire=str(etat.signing_cert.subject.native.get("common_name") or etat.signing_cert.subject.human_friendly),
        le=etat.signer_reported_dt,
        intacte=bool(etat.intact and etat.valid and etat.docmdp_ok and etat.coverage >= attendue),
        reconnue=bool(etat.trusted),
    )


def _hors_de_la_boucle(calcul: Callable[[], Rendu]) -> Rendu:
    """The library runs an event loop of its own: in a thread that has none."""
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(calcul).result()
