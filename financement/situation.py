"""The facts that the rules of the enrolment ask for, and the verdicts that pages, buttons and guards share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from candidatures.models.blocs import Distributeur
from financement.models import CoordonneesBancaires, Enrolement, Fournisseur, Piece
from financement.models.coordonnees import en_service
from financement.questionnaire import libelle_de, questions_de
from financement.regles import enrolement as regles
from financement.regles import fournisseur as regles_du_fournisseur
from financement.regles.enrolement import NATURES, PieceDue
from segur.noyau.comptes.models import Organisation
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris

VALIDEE = CandidatureAdministrative.Statut.VALIDEE
Situation = Candidature.Statut


@dataclass(frozen=True)
class Rattachements:
    """What ties a firm to a dispositif: candidatures of its own, and those whose éditeur declared it."""

    editees: tuple[Candidature, ...]
    distribuees: tuple[Distributeur, ...]

    @property
    def est_editeur(self) -> bool:
        return bool(self.editees)

    def mandats(self, jour: date) -> list[Motif]:
        return [
            regles_du_fournisseur.mandat_en_vigueur(signe_le=d.mandat_signe_le, fin_le=d.mandat_fin_le, jour=jour)
            for d in self.distribuees
        ]

    def candidatures(self, jour: date) -> list[Candidature]:
        """Its own, and those it may distribute that day."""
        mandats = zip(self.distribuees, self.mandats(jour), strict=True)
        return [*self.editees, *(d.etape.candidature for d, mandat in mandats if mandat.satisfait)]


def candidatures_editees(organisation: Organisation) -> QuerySet[Candidature]:
    candidatures = Candidature.objects.filter(produit__editeur=organisation).exclude(statut=Situation.REFUSEE)
    return candidatures.select_related("administrative", "dispositif")


def declarations(organisation: Organisation) -> QuerySet[Distributeur]:
    """The rows of step 2, once it was filed, that name this firm by its SIREN (E2-21)."""
    lignes = Distributeur.objects.filter(
        etape__a_des_distributeurs=True,
        etape__premiere_soumission_le__isnull=False,
        siret__startswith=organisation.siren or "aucun",
    ).exclude(etape__candidature__statut=Situation.REFUSEE)
    return lignes.select_related(
        "etape__candidature__administrative", "etape__candidature__dispositif", "etape__candidature__produit__editeur"
    ).order_by("pk")


def rattachements(organisation: Organisation, dispositif: Dispositif) -> Rattachements:
    return Rattachements(
        tuple(candidatures_editees(organisation).filter(dispositif=dispositif)),
        tuple(declarations(organisation).filter(etape__candidature__dispositif=dispositif)),
    )


def dispositifs_de(organisation: Organisation) -> list[Dispositif]:
    """Those where the firm edits or distributes something."""
    editees = candidatures_editees(organisation).values("dispositif")
    distribuees = declarations(organisation).values("etape__candidature__dispositif")
    return list(Dispositif.objects.filter(Q(pk__in=editees) | Q(pk__in=distribuees)).order_by("libelle"))


def _situation(candidatures: Iterable[Candidature]) -> str:
    """The best one: a supplier of two solutions is not held back by the one that was withdrawn."""
    ordre = (Situation.REFERENCEE, Situation.EN_COURS, Situation.SUSPENDUE, Situation.RETIREE)
    statuts = {candidature.statut for candidature in candidatures}
    return next((statut.value for statut in ordre if statut in statuts), "")


def _situation_de(liens: Rattachements, jour: date) -> str:
    return _situation(liens.candidatures(jour))


def est_referencee(liens: Rattachements, jour: date) -> bool:
    return _situation_de(liens, jour) == Situation.REFERENCEE


def demandable(organisation: Organisation, dispositif: Dispositif, le: datetime) -> Verdict:
    """Whether the firm may ask for its enrolment in that dispositif (ELI-01, ENR-01)."""
    return _demandable(rattachements(organisation, dispositif), jour_de_paris(le))


def _demandable(liens: Rattachements, jour: date) -> Verdict:
    candidatures = liens.candidatures(jour)
    fournisseur = regles_du_fournisseur.est_fournisseur(est_editeur=liens.est_editeur, mandats=liens.mandats(jour))
    validee = any(c.administrative.statut == VALIDEE for c in candidatures)
    ouverture = regles.enrolement_demandable(candidature_validee=validee, situation=_situation(candidatures))
    return Verdict((fournisseur,)) + ouverture


def pieces_dues(enrolement: Enrolement) -> tuple[PieceDue, ...]:
    return regles.pieces_dues(
        heberge=enrolement.heberge,
        hds_physique=enrolement.hds_physique,
        hds_infogere=enrolement.hds_infogere,
        depositaire=enrolement.depositaire,
        assujetti=enrolement.assujetti,
        edc=enrolement.edc,
    )


def pieces_jointes(enrolement: Enrolement) -> dict[str, Piece]:
    """By nature, the pieces that stand today."""
    pieces = enrolement.pieces.actuelles().select_related("document__fichier")
    return {piece.nature: piece for piece in pieces}


def motif_de_la_piece(due: PieceDue, jointes: dict[str, Piece], jour: date) -> Motif:
    piece = jointes.get(due.nature)
    return regles.piece_valable(
        nature=due.nature, presente=piece is not None, expire_le=piece.expire_le if piece else None, jour=jour
    )


def restantes(enrolement: Enrolement) -> list[str]:
    """Labels of the mandatory questions without an answer."""
    questions = [q.champ for q in questions_de(enrolement) if q.obligatoire]
    return [libelle_de(champ) for champ in questions if getattr(enrolement, champ) in (None, "")]


def coordonnees_de(fournisseur: Fournisseur) -> CoordonneesBancaires | None:
    """The last ones that were not set aside."""
    return fournisseur.coordonnees.exclude(statut__in=CoordonneesBancaires.CLOSES).first()


def conformite(enrolement: Enrolement, le: datetime) -> Verdict:
    """Everything the enrolment asks for, satisfied or not, on that day (AF 4.1 and 6.1)."""
    jour = jour_de_paris(le)
    liens = rattachements(enrolement.fournisseur.organisation, enrolement.dispositif)
    jointes = pieces_jointes(enrolement)
    pieces = [motif_de_la_piece(due, jointes, jour) for due in pieces_dues(enrolement) if not due.facultative]
    initial = enrolement.nature == Enrolement.Nature.INITIAL
    certificat = [regles.initial_demandable(certificat=est_referencee(liens, jour))] if initial else []
    return _demandable(liens, jour) + Verdict(
        (
            *certificat,
            regles.formulaire_complet(restantes=restantes(enrolement)),
            _marche(enrolement),
            regles.activite_hds(
                heberge=enrolement.heberge,
                hds_physique=enrolement.hds_physique,
                hds_infogere=enrolement.hds_infogere,
            ),
            *pieces,
            regles.engagement_pris(engage=enrolement.engagement),
            regles.coordonnees_presentes(declarees=coordonnees_de(enrolement.fournisseur) is not None),
        )
    )


def _marche(enrolement: Enrolement) -> Motif:
    return regles_du_fournisseur.marche_concurrentiel(
        usage_exclusif=enrolement.usage_exclusif,
        reservee_aux_membres=enrolement.reservee_aux_membres,
        membres_libres=enrolement.membres_libres,
    )


def modeles_ouverts(enrolement: Enrolement) -> Verdict:
    """Simulator and models of documents (ENR-08)."""
    return Verdict((regles.modeles_ouverts(accepte=enrolement.accepte_le is not None),))


def depots_ouverts(enrolement: Enrolement, le: datetime) -> Verdict:
    """Whether a request for financing may be deposited that day, and what an expired piece blocks (ENR-07, ELI-03)."""
    jour = jour_de_paris(le)
    liens = rattachements(enrolement.fournisseur.organisation, enrolement.dispositif)
    jointes = pieces_jointes(enrolement)
    fournisseur = regles_du_fournisseur.est_fournisseur(est_editeur=liens.est_editeur, mandats=liens.mandats(jour))
    pieces = [motif_de_la_piece(due, jointes, jour) for due in pieces_dues(enrolement) if not due.facultative]
    edc = regles_du_fournisseur.habilitation_edc(
        declaree=enrolement.edc, est_editeur=liens.est_editeur, justifiee=_edc_justifiee(jointes, jour)
    )
    servies = en_service(enrolement.fournisseur, le) is not None
    return Verdict(
        (
            regles.enrolement_accepte(accepte=enrolement.initial_le is not None),
            regles.initial_demandable(certificat=est_referencee(liens, jour)),
            fournisseur,
            edc,
            *pieces,
            regles.coordonnees_acceptees(approuvees=servies),
        )
    )


def _edc_justifiee(jointes: dict[str, Piece], jour: date) -> bool:
    due = PieceDue("habilitation_edc", "")
    return motif_de_la_piece(due, jointes, jour).satisfait


@dataclass(frozen=True)
class Expiration:
    """Something of a supplier that has a last day. `cle` names it for ever; `bloque`: what it blocks afterwards."""

    cle: str
    fournisseur: Fournisseur
    quoi: str
    expire_le: date
    bloque: str
    lien: str


BLOQUE = "les demandes de financement attendent une pièce en cours de validité."
BLOQUE_LE_DISTRIBUTEUR = "le distributeur ne dépose plus de demande de financement sans nouveau mandat."


def expirations(fournisseurs: QuerySet[Fournisseur]) -> list[Expiration]:
    """Of the pieces of enrolments in progress or accepted, and of the mandates of distributors."""
    pieces = Piece.objects.actuelles().filter(
        enrolement__fournisseur__in=fournisseurs,
        expire_le__isnull=False,
    )
    pieces = pieces.exclude(enrolement__statut__in=(Enrolement.Statut.BROUILLON, Enrolement.Statut.REFUSE))
    lues = pieces.select_related("enrolement__fournisseur__organisation", "enrolement__dispositif").order_by(
        "expire_le"
    )
    return [_expiration(piece) for piece in lues if _est_due(piece)]


def _est_due(piece: Piece) -> bool:
    return piece.nature in {due.nature for due in pieces_dues(piece.enrolement)}


def _expiration(piece: Piece) -> Expiration:
    enrolement: Any = piece.enrolement
    quoi = f"{NATURES[piece.nature].libelle} ({enrolement.dispositif.libelle})"
    dernier_jour: Any = piece.expire_le
    cle, lien = f"piece:{piece.pk}", enrolement.get_absolute_url()
    return Expiration(cle, enrolement.fournisseur, quoi, dernier_jour, BLOQUE, lien)


def mandats_declares() -> QuerySet[Distributeur]:
    """Every distributor of every step 2 that was filed, with the two firms."""
    deposees = Eligibilite.objects.filter(premiere_soumission_le__isnull=False, a_des_distributeurs=True)
    lignes = Distributeur.objects.filter(etape__in=deposees, mandat_fin_le__isnull=False)
    return lignes.select_related("etape__candidature__produit__editeur", "etape__candidature__dispositif").order_by(
        "pk"
    )
