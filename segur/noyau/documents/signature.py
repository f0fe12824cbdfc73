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

from segur.noyau.documents.solidite import cle_trop_faible, nature_et_taille

CHAMP = "SignaturePortail"
MARQUE = b"/ByteRange"
CHIFFRE = "Le fichier est protégé par un mot de passe : rien ne peut y être ajouté."
ABIME = "Le fichier est abîmé : il s’affiche peut-être, mais sa structure ne permet pas d’y ajouter une signature."
VERROUILLE = "Une signature de ce fichier interdit toute signature après elle : l’ajouter la romprait."
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
    horodatee_le: datetime | None = None
    """The instant that a time stamp authority vouches for; None without a sound time stamp of a trusted root."""


class PdfIllisible(ValueError):
    """The bytes are not a PDF whose signatures can be read."""


class HorodatageIndisponible(OSError):
    """The authority does not answer, or not with a time stamp: to be tried again. Nothing is signed without it."""


class PdfNonSignable(ValueError):
    """A foreign PDF to which no signature can be added; the message says why, in French."""


def certificat() -> Certificat:
    """The operator's; without one, a local test authority that says what it is."""
    if settings.SIGNATURE_P12:
        p12, racines = Path(settings.SIGNATURE_P12), Path(settings.SIGNATURE_RACINES)
        return Certificat(p12, settings.SIGNATURE_MOT_DE_PASSE, racines, de_test=False)
    from segur.noyau.documents.autorite_de_test import autorite_de_test

    return Certificat(*autorite_de_test(settings.VAR_DIR / "signature-de-test"), de_test=True)


def signer(pdf: bytes, *, raison: str) -> bytes:
    """The same PDF certified by the portal: nothing may be added to it. The signature is PAdES, B-T with an authority.

    Raises HorodatageIndisponible, or OSError or ValueError when the key cannot be read or is too weak.
    """
    from pyhanko.sign.fields import MDPPerm

    certification = {"certify": True, "docmdp_permissions": MDPPerm.NO_CHANGES}
    return _hors_de_la_boucle(lambda: _signer(pdf, cle_de_signature(), CHAMP, reason=raison, **certification))


def contresigner(pdf: bytes, *, raison: str, lieu: str) -> bytes:
    """A signature added after those that a foreign PDF has, by an incremental update: its bytes all stay.

    Raises as `signer`, and PdfNonSignable when the file bears no further signature.
    """
    return _hors_de_la_boucle(lambda: _contresigner(pdf, raison, lieu))


def _contresigner(pdf: bytes, raison: str, lieu: str) -> bytes:
    from pyhanko.sign.general import SigningError

    cle, deja = cle_de_signature(), _champs_de_signature(pdf)
    champ = next(nom for nom in (CHAMP, *(f"{CHAMP}{rang}" for rang in range(2, 100))) if nom not in deja)
    try:
        signe = _signer(pdf, cle, champ, reason=raison, location=lieu)
        rompues = [lue for lue in _signatures(signe) if not lue.intacte]
    except OSError:  # the time stamp authority: not the file
        raise
    except SigningError as cause:
        raise PdfNonSignable(VERROUILLE) from cause
    except Exception as cause:  # any other library error on a foreign file is a defect of that file
        raise PdfNonSignable(ABIME) from cause
    if rompues:
        raise PdfNonSignable(VERROUILLE)
    return signe


def _champs_de_signature(pdf: bytes) -> set[str]:
    """The names of the fields of signature, signed or not."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    try:
        lecteur = PdfFileReader(BytesIO(pdf), strict=False)
        if lecteur.encrypted:
            raise PdfNonSignable(CHIFFRE)
        return {nom for nom, _, _ in enumerate_sig_fields(lecteur)}
    except PdfNonSignable:
        raise
    except Exception as cause:
        raise PdfNonSignable(ABIME) from cause


def cle_de_signature() -> Any:
    """The signer of pyHanko. Raises OSError or ValueError when its key cannot be read, or is too weak to be used."""
    from pyhanko.sign.signers import SimpleSigner

    cle = certificat()
    signataire = SimpleSigner.load_pkcs12(str(cle.p12), passphrase=cle.mot_de_passe.encode())
    if signataire is None:
        raise ValueError("La clé de signature ne se lit pas : vérifiez SIGNATURE_P12 et son mot de passe.")
    nature, taille = nature_et_taille(signataire.signing_key.dump())
    if faiblesse := cle_trop_faible(nature=nature, taille=taille):
        raise ValueError(faiblesse)
    return signataire


def _signer(pdf: bytes, cle: Any, champ: str, **mentions: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from segur.noyau.documents.horodatage import horodateur

    metadonnees = signers.PdfSignatureMetadata(
        field_name=champ,
        name=settings.NOM_DU_SERVICE,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        **mentions,
    )
    ecrit = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    url = settings.SIGNATURE_HORODATAGE_URL
    signe: Any = signers.sign_pdf(ecrit, metadonnees, signer=cle, timestamper=horodateur(url) if url else None)
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
    horodatage = etat.timestamp_validity
    if horodatage and not (horodatage.intact and horodatage.valid and horodatage.trusted):
        horodatage = None
    return Signature(
        signataire=str(etat.signing_cert.subject.native.get("common_name") or etat.signing_cert.subject.human_friendly),
        le=etat.signer_reported_dt,
        intacte=bool(etat.intact and etat.valid and etat.docmdp_ok and etat.coverage >= attendue),
        reconnue=bool(etat.trusted),
        horodatee_le=horodatage.timestamp if horodatage else None,
    )


def _hors_de_la_boucle(calcul: Callable[[], Rendu]) -> Rendu:
    """The library runs an event loop of its own: in a thread that has none."""
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(calcul).result()
