"""Official PDFs: convention, attestation de référencement, rapport de conformité (E4-02, E4-08); their JSON twins.

And the convention that its vendor signed, countersigned for the direction (E4-06)."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.conf import settings
from django.urls import reverse

from candidatures.models import Candidature, Convention, DocumentOfficiel, TexteDeConvention
from candidatures.texte import DEMONSTRATION, articles, valeurs_de
from preuves.models import Chapitre, Preuve
from segur.noyau.documents.pdf import en_pdf, en_pdf_a_garder
from segur.noyau.documents.signature import certificat, contresigner, signer
from segur.noyau.temps import en_clair

Nature = DocumentOfficiel.Nature
GABARITS = {
    Nature.CONVENTION: "pdf/convention.html",
    Nature.ATTESTATION: "pdf/attestation.html",
    Nature.RAPPORT: "pdf/rapport.html",
}
SCHEMA = "1"


def produire(officiel: DocumentOfficiel, texte: TexteDeConvention | None = None) -> bytes:
    """The PDF's bytes, signed when the portal signs that kind. `texte`: the convention's, None for the demonstration's.

    Reads nothing outside the database, the stored files and the key; asks the time stamp authority, if any.
    Raises PdfNonSignable for a convention whose copy bears no further signature, HorodatageIndisponible.
    """
    if officiel.nature == Nature.CONTRESIGNEE:
        return _contresignee(officiel)
    gabarit, donnees = GABARITS[Nature(officiel.nature)], contexte(officiel, texte)
    if not officiel.se_verifie:
        return en_pdf(gabarit, donnees)
    donnees |= {
        "adresse": adresse_publique(officiel),
        "qr": _qr(officiel),
        "de_test": certificat().de_test,
        "service": settings.NOM_DU_SERVICE,
    }
    pdf = en_pdf_a_garder(gabarit, donnees, jumeau=officiel.jumeau or jumeau(officiel))
    return signer(pdf, raison=f"{officiel.get_nature_display()} {officiel.candidature.nru}")


def _contresignee(officiel: DocumentOfficiel) -> bytes:
    """E4-06: the very bytes that the ANS validated, with the signature that the direction decided."""
    convention = Convention._default_manager.select_related("decidee_par", "exemplaire_signe__fichier").get(
        candidature=officiel.candidature_id
    )
    exemplaire, le = convention.exemplaire_signe, convention.decidee_le
    if exemplaire is None or le is None:
        raise ValueError(f"La convention du document {officiel.pk} n’est ni signée ni décidée.")
    octets = exemplaire.lire()
    if sha256(octets).hexdigest() != exemplaire.fichier.empreinte:
        raise ValueError(f"Le fichier {exemplaire.fichier.empreinte} n’est plus celui qui a été validé.")
    raison = (
        f"Signée pour la direction générale de l’ANS par {convention.decidee_par}, qui a prononcé le référencement "
        f"{officiel.candidature.nru} le {en_clair(le)}"
    )
    return contresigner(octets, raison=raison, lieu=adresse_publique(officiel))


def adresse_publique(officiel: DocumentOfficiel) -> str:
    """Where anyone checks that the document is genuine."""
    return f"{settings.URL_PUBLIQUE}{reverse('portail:verifier_code', args=[officiel.code])}"


def _qr(officiel: DocumentOfficiel) -> str:
    import segno  # for the workers only

    dessin = BytesIO()
    segno.make(adresse_publique(officiel), error="m").save(dessin, kind="svg", scale=3, xmldecl=False)
    return f"data:image/svg+xml;base64,{b64encode(dessin.getvalue()).decode()}"


def contexte(officiel: DocumentOfficiel, texte: TexteDeConvention | None = None) -> dict[str, Any]:
    candidature = Candidature.objects.pour_dossier().get(pk=officiel.candidature_id)
    donnees: dict[str, Any] = {
        "officiel": officiel,
        "candidature": candidature,
        "administrative": candidature.administrative,
        "eligibilite": candidature.eligibilite,
        "convention": candidature.convention,
        "profils": candidature.eligibilite.profils.all(),
    }
    if officiel.nature == Nature.CONVENTION:
        donnees["texte"] = texte
        donnees["articles"] = articles(texte.texte if texte else DEMONSTRATION, valeurs_de(candidature))
    if officiel.nature == Nature.RAPPORT:
        donnees["chapitres"] = _chapitres(candidature)
    return donnees


def _chapitres(candidature: Candidature) -> list[tuple[Chapitre, Any]]:
    return [
        (chapitre, Preuve.objects.filter(chapitre=chapitre).pour_liste())
        for chapitre in Chapitre.objects.filter(candidature=candidature).avec_compteurs()
    ]


def jumeau(officiel: DocumentOfficiel) -> dict[str, Any]:
    """What the document says, for a machine: no person's name, no link, nothing of the files but their SHA-256."""
    candidature = Candidature.objects.pour_dossier().get(pk=officiel.candidature_id)
    administrative, convention = candidature.administrative, candidature.convention
    faits: dict[str, Any] = {
        "schema": SCHEMA,
        "nature": officiel.nature,
        "code": officiel.code,
        "version": officiel.version,
        "nru": candidature.nru,
        "referencee_le": _iso(candidature.referencee_le),
        "solution": {
            "denomination": administrative.denomination_commerciale,
            "version": administrative.version_technique,
        },
        "editeur": {"denomination": administrative.denomination, "siret": administrative.siret},
        "dispositif": {"code": candidature.dispositif.code, "libelle": candidature.dispositif.libelle},
        "profils": sorted(profil.libelle for profil in candidature.eligibilite.profils.all()),
        "convention": {"signee_le": _iso(convention.signee_le), "avis_du_college_le": _iso(convention.avis_le)},
    }
    if officiel.nature == Nature.CONTRESIGNEE and convention.exemplaire_signe:
        faits["exemplaire_de_l_editeur"] = {"sha256": convention.exemplaire_signe.fichier.empreinte}
    if officiel.nature == Nature.RAPPORT:
        faits |= {"rem": candidature.rem and candidature.rem.numero, "chapitres": _chapitres_du_jumeau(candidature)}
    return faits


def _chapitres_du_jumeau(candidature: Candidature) -> list[dict[str, Any]]:
    return [
        {
            "titre": str(chapitre),
            "preuves": [
                {"preuve": str(preuve), "etat": preuve.etat, "sha256": _empreintes(preuve)} for preuve in preuves
            ],
        }
        for chapitre, preuves in _chapitres(candidature)
    ]


def _empreintes(preuve: Any) -> list[str]:
    return [depot.document.fichier.empreinte for depot in preuve.depots_actuels if depot.document]


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
