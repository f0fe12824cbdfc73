"""A balance that may be paid and what surrounds it, to change one thing at a time; then the same in the database.

`declaration_valide(surcout=True)` and `contexte_favorable(recu_le=…)` change a field and touch no database.
`commande_validee(…)` is an order whose advance is validated, whose pilots are accepted and whose présérie is recorded;
`creance_de(commande)` the request of its balance, which every rule accepts.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from candidatures.models import Candidature
from financement.models import (
    AttestationDeFin,
    Commande,
    Creance,
    DemandeDeFinancement,
    DossierPilote,
    Fournisseur,
    PreserieValidee,
)
from financement.regles.commande.faits import Bon, Constat, Signature
from financement.regles.solde.donnees import en_donnees
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from financement.regles.solde.juger import juger
from financement.regles.solde.parametres import fonctions_connues
from financement.transitions import ecritures
from segur.noyau.annuaires.identifiants import avec_cle
from segur.noyau.comptes.models import Acteur, Role, Utilisateur, acteur_pour
from segur.noyau.regles import Motif, Verdict, Version
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from tests.financement.commandes.exemples import LGC, MODIFIE, RPPS, a, bon_d_etablissement, bon_valide
from tests.financement.pilotes.dossier import validees

FINANCE, AVANCE, SOLDE = Decimal("451.50"), Decimal("180.60"), Decimal("270.90")
FONCTIONS = frozenset(fonctions_connues())
DATE_5, DATE_6 = a(2028, 1, 20), a(2028, 4, 13)
UN_JOUR = timedelta(days=1)
PILOTES = 10 * UN_JOUR
"""From the validation of the advance to that of the pilots; then the work, the VA, the invoice and the request."""
ACHEVEMENT, VA, FACTURE, DEPOT = 20 * UN_JOUR, 21 * UN_JOUR, 22 * UN_JOUR, 30 * UN_JOUR


# ---- plain values ---------------------------------------------------------------------------------------------------


def declaration_valide(**changements: Any) -> Declaration:
    """Of `bon_valide()`: finished, attested, then invoiced, all after the pilots."""
    declaration = Declaration(
        reference="BC-2026-001",
        cle=RPPS,
        achevee_le=date(2027, 9, 10),
        va_signee_le=date(2027, 9, 14),
        va_signature=Signature.PSC,
        va_signataire="Camille Durand",
        va_signataire_habilite=True,
        fonctions=FONCTIONS,
        conforme_au_bon=True,
        facture_numero="F-2027-001",
        facture_du=date(2027, 9, 15),
        facture_client="Cabinet du docteur Durand",
        facture_ht=Decimal("376.25"),
        facture_ttc=FINANCE,
        taux_tva=Decimal(20),
        facture_unique=True,
        surcout=False,
    )
    return replace(declaration, **changements)


def limite(instant: datetime | None) -> Version[datetime | None]:
    return Version(date(2026, 6, 11), instant, MODIFIE)


def contexte_favorable(bon: Bon | None = None, **changements: Any) -> ContexteDuSolde:
    """Received on 01/10/2027 at 10:00, for an order whose advance was validated on 05/01/2027."""
    contexte = ContexteDuSolde(
        dispositif=LGC,
        recu_le=a(2027, 10, 1, 10),
        bon=bon or bon_valide(),
        avance_validee_le=a(2027, 1, 5, 15),
        solde=SOLDE,
        date_5=limite(DATE_5),
        date_6=limite(DATE_6),
        pilotes=Verdict((Motif("pilotes", True, "L’ANS a validé les premières installations."),)),
        pilotes_acquittes_le=a(2027, 6, 1, 16),
        preserie_validee_le=date(2027, 5, 20),
        reference_le=a(2026, 9, 15, 16),
        finance=FINANCE,
        avance=AVANCE,
    )
    return replace(contexte, **changements)


def solde_d_etablissement(**changements: Any) -> tuple[Declaration, ContexteDuSolde]:
    """Of a hospital (DPI): a « VA Ségur », whose functions no text lists."""
    bon = bon_d_etablissement()
    finance, avance = Decimal("120000.00"), Decimal("48000.00")
    declaration = declaration_valide(
        cle=bon.cle,
        facture_client=bon.nom,
        facture_ht=Decimal("100000.00"),
        facture_ttc=finance,
        fonctions=frozenset(),
    )
    contexte = contexte_favorable(
        bon, dispositif="HOP-DPI-Va2", finance=finance, avance=avance, solde=finance - avance, preserie_validee_le=None
    )
    return replace(declaration, **changements), contexte


def constat_de(declaration: Declaration, contexte: ContexteDuSolde, code: str) -> Constat:
    """The only finding of this code."""
    (trouve,) = (constat for constat in juger(declaration, contexte).constats if constat.motif.code == code)
    return trouve


# ---- in the database ------------------------------------------------------------------------------------------------


def commande_validee(
    fournisseur: Fournisseur,
    candidature: Candidature,
    le: datetime,
    *,
    rang: int = 1,
    pilotes: bool = True,
    preserie: bool = True,
    engagee: bool = True,
    **valeurs: Any,
) -> Commande:
    """Deposited and validated at `le`, 451,50 € financed; again with another `rang` for another client.

    `pilotes`, `preserie`: recorded so many days later, once for the solution. `engagee`: in the ledger.
    """
    referencee_le = candidature.referencee_le or le
    montants = {"financement": FINANCE, "avance": AVANCE, "solde": SOLDE}
    (commande,) = validees(fournisseur, candidature, max(le, referencee_le), 1, depuis=rang, **montants | valeurs)
    commande.ecrire(_bon_de_rang(rang, jour_de_paris(max(le, referencee_le))))
    commande.save()
    if pilotes:
        accepter_les_pilotes(fournisseur, candidature, le + PILOTES)
    if preserie:
        constater_la_preserie(candidature, le + PILOTES)
    if engagee:
        ecritures.engager(commande, Demande(_acteur(Role.VALIDEUR), commande.decidee_le or le))
    return commande


def _bon_de_rang(rang: int, jour: date) -> Bon:
    nom = f"Cabinet du docteur Client {rang}"
    return bon_valide(
        reference=f"BC-{rang}",
        cle=avec_cle(f"10007{rang:05}"),
        nom=nom,
        emis_le=jour,
        signe_le=jour,
        lignes=bon_valide().lignes,
    )


def _acteur(role: str) -> Acteur:
    return acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk"))


def accepter_les_pilotes(fournisseur: Fournisseur, candidature: Candidature, le: datetime) -> DossierPilote:
    """As the database holds it: without its PV nor its supports."""
    ans = _acteur(Role.RESPONSABLE).personne
    valeurs = {
        "statut": DossierPilote.Statut.ACCEPTE,
        "ouvert_le": le,
        "ouvert_par": ans,
        "premiere_transmission_le": le,
        "transmis_le": le,
        "transmis_par": ans,
        "accepte_le": le,
        "accepte_par": ans,
    }
    return DossierPilote.objects.get_or_create(fournisseur=fournisseur, candidature=candidature, defaults=valeurs)[0]


def constater_la_preserie(candidature: Candidature, le: datetime) -> PreserieValidee:
    valeurs = {
        "validee_le": jour_de_paris(le),
        "reference": "Ordonnance-1",
        "constatee_le": le,
        "constatee_par": _acteur(Role.RESPONSABLE).personne,
    }
    return PreserieValidee.objects.get_or_create(candidature=candidature, retiree_le=None, defaults=valeurs)[0]


def declaration_pour(commande: Commande, **changements: Any) -> Declaration:
    """Of this order: nothing in it is to be said against, deposited `DEPOT` after its validation."""
    bon, depuis = commande.bon, jour_de_paris(commande.decidee_le or commande.demande.recue_le)
    ligne = bon.principale
    montants = {"facture_ht": ligne.montant_ht, "facture_ttc": ligne.montant_ttc} if ligne else {}
    propres = {
        "reference": bon.reference,
        "cle": bon.cle,
        "achevee_le": depuis + ACHEVEMENT,
        "va_signee_le": depuis + VA,
        "facture_numero": f"F-{bon.reference}",
        "facture_du": depuis + FACTURE,
        "facture_client": bon.nom,
        "taux_tva": bon.taux_tva,
    }
    return declaration_valide(**propres | montants | changements)


def creance_de(commande: Commande, deposee: bool = True, **changements: Any) -> Creance:
    """The request of its balance, in a request of its own; `changements`: of its declaration."""
    le = (commande.decidee_le or commande.demande.recue_le) + DEPOT
    avance = commande.demande
    demande = DemandeDeFinancement.objects.create(
        fournisseur=avance.fournisseur,
        dispositif=avance.dispositif,
        candidature=avance.candidature,
        nature=DemandeDeFinancement.Nature.SOLDE,
        source=DemandeDeFinancement.Source.FORMULAIRE,
        statut="deposee" if deposee else "incomplete",
        recue_le=le,
        recue_de=avance.recue_de,
        premier_depot_le=le if deposee else None,
    )
    creance = Creance(demande=demande, commande=commande, dispositif=avance.dispositif, part="solde", rang=1)
    creance.contenu = en_donnees(declaration_pour(commande, **changements))
    creance.empreinte = creance.calculer_l_empreinte([])
    if deposee:
        creance.statut, creance.deposee_le = Creance.Statut.DEPOSEE, le
    creance.save()
    return creance


def attester(commande: Commande, le: datetime) -> AttestationDeFin:
    """The end of the work, declared at `le`."""
    jour, par = jour_de_paris(le), commande.demande.recue_de
    return AttestationDeFin.objects.create(commande=commande, achevee_le=jour, declaree_le=le, declaree_par=par)
