"""The facts that the rules of the enrolment ask for, and the verdicts that pages, buttons and guards share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from candidatures.models.blocs import Distributeur
from financement.models import CoordonneesBancaires, Enrolement, Fournisseur, Piece, Point
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

    def a_la_solution(self, candidature: Candidature) -> "Rattachements":
        """What ties the firm to that one alone."""
        return Rattachements(
            tuple(editee for editee in self.editees if editee.pk == candidature.pk),
            tuple(ligne for ligne in self.distribuees if ligne.etape.candidature_id == candidature.pk),
        )

    def est_referencee(self, jour: date) -> bool:
        return _situation(self.candidatures(jour)) == Situation.REFERENCEE


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


def rattachements(organisation: Organisation) -> dict[Dispositif, Rattachements]:
    """By dispositif, in the order of their names; nothing where the firm edits and distributes nothing."""
    editees, distribuees = list(candidatures_editees(organisation)), list(declarations(organisation))
    dispositifs = {c.dispositif for c in editees} | {d.etape.candidature.dispositif for d in distribuees}
    return {
        dispositif: Rattachements(
            tuple(c for c in editees if c.dispositif == dispositif),
            tuple(d for d in distribuees if d.etape.candidature.dispositif == dispositif),
        )
        for dispositif in sorted(dispositifs, key=str)
    }


AUCUN = Rattachements((), ())


class Faits:
    """What the rules ask of one enrolment, each read once."""

    def __init__(self, enrolement: Enrolement) -> None:
        self.enrolement = enrolement

    @cached_property
    def liens(self) -> Rattachements:
        tous = rattachements(self.enrolement.fournisseur.organisation)
        return tous.get(self.enrolement.dispositif, AUCUN)

    @cached_property
    def jointes(self) -> dict[str, Piece]:
        """By nature, the pieces that stand today."""
        pieces = self.enrolement.pieces.actuelles().select_related("document__fichier")
        return {piece.nature: piece for piece in pieces}

    @cached_property
    def coordonnees(self) -> list[CoordonneesBancaires]:
        """Those that were not set aside, the last one first."""
        return list(self.enrolement.fournisseur.coordonnees.exclude(statut__in=CoordonneesBancaires.CLOSES))

    @property
    def coordonnees_approuvees(self) -> list[CoordonneesBancaires]:
        return [c for c in self.coordonnees if c.statut == CoordonneesBancaires.Statut.APPROUVEES]

    @cached_property
    def points(self) -> list[Point]:
        """Those that stand today."""
        return list(self.enrolement.points.actuels())

    @property
    def points_ouverts(self) -> list[Point]:
        """Sent to the supplier and not answered yet: these items, and no others, may change."""
        return [point for point in self.points if point.envoye_le]

    @property
    def points_en_preparation(self) -> list[Point]:
        return [point for point in self.points if not point.conforme and not point.envoye_le]

    def est_referencee(self, jour: date) -> bool:
        return self.liens.est_referencee(jour)


def faits(enrolement: Enrolement) -> Faits:
    """Kept with the instance: a transition judges one read under its lock, a page shows the one it has read."""
    connus = vars(enrolement)
    if "_faits" not in connus:
        connus["_faits"] = Faits(enrolement)
    resultat: Faits = connus["_faits"]
    return resultat


def oublier(enrolement: Enrolement) -> None:
    """After an effect that changes them."""
    vars(enrolement).pop("_faits", None)


def _situation(candidatures: Iterable[Candidature]) -> str:
    """The best one: a supplier of two solutions is not held back by the one that was withdrawn."""
    ordre = (Situation.REFERENCEE, Situation.EN_COURS, Situation.SUSPENDUE, Situation.RETIREE)
    statuts = {candidature.statut for candidature in candidatures}
    return next((statut.value for statut in ordre if statut in statuts), "")


def demandable(liens: Rattachements, le: datetime) -> Verdict:
    """Whether the firm may ask for its enrolment in the dispositif to which these tie it (ELI-01, ENR-01)."""
    return _demandable(liens, jour_de_paris(le))


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


def motif_de_la_piece(due: PieceDue, jointes: dict[str, Piece], jour: date) -> Motif:
    piece = jointes.get(due.nature)
    return regles.piece_valable(
        nature=due.nature, presente=piece is not None, expire_le=piece.expire_le if piece else None, jour=jour
    )


def restantes(enrolement: Enrolement) -> list[str]:
    """Labels of the mandatory questions without an answer."""
    questions = [q.champ for q in questions_de(enrolement) if q.obligatoire]
    return [libelle_de(champ) for champ in questions if getattr(enrolement, champ) in (None, "")]


def conformite(enrolement: Enrolement, le: datetime) -> Verdict:
    """Everything the enrolment asks for, satisfied or not, on that day (AF 4.1 and 6.1)."""
    jour = jour_de_paris(le)
    connus = faits(enrolement)
    liens, jointes = connus.liens, connus.jointes
    pieces = [motif_de_la_piece(due, jointes, jour) for due in pieces_dues(enrolement) if not due.facultative]
    initial = enrolement.nature == Enrolement.Nature.INITIAL
    certificat = [regles.initial_demandable(certificat=connus.est_referencee(jour))] if initial else []
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
            regles.coordonnees_presentes(declarees=bool(connus.coordonnees)),
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


def depots_ouverts(
    enrolement: Enrolement, le: datetime, *, en_attente: bool = False, solution: Candidature | None = None
) -> Verdict:
    """Whether a request for financing may be deposited that day, and what an expired piece blocks (ENR-07, ELI-03).

    `solution`: its own référencement and mandate are asked; another solution of the supplier does not make up for them.
    `en_attente`: the certificate is late and the exception of RET-01 is asked; the early enrolment then serves, and the
    rules of the order say whether the exception applies.
    """
    jour = jour_de_paris(le)
    connus = faits(enrolement)
    liens = connus.liens.a_la_solution(solution) if solution else connus.liens
    jointes = connus.jointes
    accepte = enrolement.accepte_le if en_attente else enrolement.initial_le
    certificat = [] if en_attente else [regles.initial_demandable(certificat=liens.est_referencee(jour))]
    fournisseur = regles_du_fournisseur.est_fournisseur(est_editeur=liens.est_editeur, mandats=liens.mandats(jour))
    pieces = [motif_de_la_piece(due, jointes, jour) for due in pieces_dues(enrolement) if not due.facultative]
    edc = regles_du_fournisseur.habilitation_edc(
        declaree=enrolement.edc, est_editeur=connus.liens.est_editeur, justifiee=_edc_justifiee(jointes, jour)
    )
    servies = any(c.sert_le and c.sert_le <= le for c in connus.coordonnees_approuvees)
    return Verdict(
        (
            regles.enrolement_accepte(accepte=accepte is not None),
            *certificat,
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
