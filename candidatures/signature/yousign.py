"""Yousign v3 (B-YS-01, B-YS-02). What its documentation leaves open is assumed in docs/decisions/0034."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import AwareDatetime, BaseModel, StringConstraints, ValidationError

from candidatures.models import DemandeDeSignature
from candidatures.signature.http import Corps, appeler, formulaire
from candidatures.signature.interface import Etat, FournisseurIndisponible, Introuvable, Signataire
from segur.noyau.dispositifs.zones import ZONES

Statut = DemandeDeSignature.Statut
OCTETS_D_UNE_REPONSE = 1_000_000
OCTETS_DU_PDF = ZONES["convention_signee"].taille_max
EMPLACEMENT = {"x": 77, "y": 650}
"""Of the signature on the last page, in points from the top left."""

ANNULABLES = (Statut.APPROVAL, Statut.ONGOING)
NOTE_D_ANNULATION = "La convention n’attend plus cette signature."

Identifiant = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
"""Goes into addresses: nothing else than what an identifier holds."""


class DocumentLu(BaseModel):
    id: Identifiant
    nature: str = "signable_document"
    total_pages: int | None = None


class SignataireLu(BaseModel):
    id: Identifiant


class DemandeLue(BaseModel):
    id: Identifiant
    status: Statut
    external_id: str | None = None
    expiration_date: AwareDatetime | None = None
    documents: list[DocumentLu] = []
    signers: list[SignataireLu] = []


class ListeLue(BaseModel):
    data: list[DemandeLue]


Lu = TypeVar("Lu", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Yousign:
    base: str
    cle_d_acces: str
    electronique = True

    def ouvrir(self, cle: str, intitule: str, pdf: bytes, signataire: Signataire) -> str:
        """Goes on from where an earlier try stopped: what Yousign already has is never sent a second time."""
        demande = self._retrouver(cle) or self._creer(cle, intitule)
        if demande.status == Statut.DRAFT:
            document = _a_signer(demande) or self._joindre(demande, pdf)
            if not demande.signers:
                self._ajouter(demande, document, signataire)
            self._demander("POST", f"/signature_requests/{demande.id}/activate", DemandeLue)
        return demande.id

    def etat(self, reference: str) -> Etat:
        demande = self._lire(reference)
        return Etat(demande.status, demande.expiration_date)

    def retrouver(self, cle: str) -> str | None:
        demande = self._retrouver(cle)
        return demande.id if demande else None

    def annuler(self, reference: str) -> Etat:
        try:
            demande = self._lire(reference)
            if demande.status == Statut.DRAFT:
                self._appeler("DELETE", f"/signature_requests/{reference}", octets_au_plus=OCTETS_D_UNE_REPONSE)
                return Etat(Statut.DELETED, None)
            if demande.status in ANNULABLES:
                corps = _en_json({"reason": "other", "custom_note": NOTE_D_ANNULATION})
                self._demander("POST", f"/signature_requests/{reference}/cancel", DemandeLue, corps)
            return self.etat(reference)
        except Introuvable:  # deleted by an earlier try, or by hand
            return Etat(Statut.DELETED, None)

    def exemplaire(self, reference: str) -> bytes:
        document = _a_signer(self._lire(reference))
        if document is None:
            raise FournisseurIndisponible(f"La demande {reference} n’a pas de document à signer.")
        chemin = f"/signature_requests/{reference}/documents/{document.id}/download"
        return self._appeler("GET", chemin, octets_au_plus=OCTETS_DU_PDF)

    def _lire(self, reference: str) -> DemandeLue:
        return self._demander("GET", f"/signature_requests/{reference}", DemandeLue)

    def _retrouver(self, cle: str) -> DemandeLue | None:
        """A lost answer opens no second request: Yousign knows ours by its `external_id`."""
        critere = urlencode({"external_id[eq]": cle})
        liste = self._demander("GET", f"/signature_requests?{critere}", ListeLue)
        trouvee = next((demande for demande in liste.data if demande.external_id == cle), None)
        return trouvee and self._lire(trouvee.id)

    def _creer(self, cle: str, intitule: str) -> DemandeLue:
        donnees = {"name": intitule, "delivery_mode": "email", "timezone": "Europe/Paris", "external_id": cle}
        return self._demander("POST", "/signature_requests", DemandeLue, _en_json(donnees))

    def _joindre(self, demande: DemandeLue, pdf: bytes) -> DocumentLu:
        corps = formulaire({"nature": "signable_document"}, "convention.pdf", pdf)
        return self._demander("POST", f"/signature_requests/{demande.id}/documents", DocumentLu, corps)

    def _ajouter(self, demande: DemandeLue, document: DocumentLu, signataire: Signataire) -> None:
        champ = {"type": "signature", "document_id": document.id, "page": document.total_pages or 1, **EMPLACEMENT}
        info = {"first_name": signataire.prenom, "last_name": signataire.nom, "email": signataire.email, "locale": "fr"}
        donnees = {
            "info": info,
            "signature_level": "electronic_signature",
            "signature_authentication_mode": "otp_email",
            "fields": [champ],
        }
        self._demander("POST", f"/signature_requests/{demande.id}/signers", SignataireLu, _en_json(donnees))

    def _demander(self, methode: str, chemin: str, modele: type[Lu], corps: Corps | None = None) -> Lu:
        lus = self._appeler(methode, chemin, corps, octets_au_plus=OCTETS_D_UNE_REPONSE)
        try:
            return modele.model_validate_json(lus)
        except ValidationError as cause:
            raise FournisseurIndisponible(f"{methode} {chemin} : réponse inattendue") from cause

    def _appeler(self, methode: str, chemin: str, corps: Corps | None = None, *, octets_au_plus: int) -> bytes:
        adresse = f"{self.base}{chemin}"
        return appeler(methode, adresse, self.cle_d_acces, corps=corps, octets_au_plus=octets_au_plus)


def _a_signer(demande: DemandeLue) -> DocumentLu | None:
    return next((document for document in demande.documents if document.nature == "signable_document"), None)


def _en_json(donnees: dict[str, Any]) -> Corps:
    return Corps(json.dumps(donnees).encode(), "application/json")
