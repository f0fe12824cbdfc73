"""A claim of the secondary service that may be paid at PERF 0,5, to change one thing at a time; then in the database.

`declaration_valide(surcout=True)`, `contexte_favorable(recu_le=…)` and `journal_a(dm=…)` touch no database.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from financement.models import Commande, Creance, DemandeDeFinancement, Enrolement, JournalTransmis, PieceDeCreance
from financement.regles.commande.faits import Constat
from financement.regles.demande_secondaire.donnees import en_donnees
from financement.regles.demande_secondaire.faits import (
    ContexteDeLaSecondaire,
    Declaration,
    JournalRecu,
    NiveauFacture,
)
from financement.regles.demande_secondaire.juger import juger
from financement.regles.secondaire.faits import Mois
from segur.noyau.comptes.models import Role, Utilisateur
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.temps import ajouter_mois
from tests.financement.commandes.exemples import LGC, RPPS, a, bon_valide
from tests.financement.secondaire.exemples import DEBUT, VA, mandataire, noter
from tests.monde import PDF

FIN = date(2028, 3, 31)
TRANSMIS_LE = a(2028, 4, 5, 9)
RECU_LE = a(2028, 4, 20, 10)
DEFINITIF_LE = a(2028, 11, 2, 10)
"""Past the six months that follow April 2028."""
MOITIE = Decimal("62.50")


# ---- plain values ---------------------------------------------------------------------------------------------------


def journal_a(dt: int = 20, dm: int = 10, **changements: Any) -> JournalRecu:
    """Six months alike: 60 documents of 120, unless told."""
    mois = tuple(Mois(ajouter_mois(DEBUT, rang), dt, dm, 50, 40, 3) for rang in range(6))
    journal = JournalRecu(TRANSMIS_LE, DEBUT, FIN, 6 * dt, 6 * dm, mois, client_informe_le=date(2028, 4, 5))
    return replace(journal, **changements)


def declaration_valide(**changements: Any) -> Declaration:
    declaration = Declaration(
        reference="BC-2026-001",
        cle=RPPS,
        periode_du=DEBUT,
        periode_au=FIN,
        facture_numero="FS-2028-001",
        facture_du=date(2028, 4, 10),
        facture_client="Cabinet du docteur Durand",
        facture_niveau=NiveauFacture.PARTIEL,
        facture_ht=Decimal("52.08"),
        facture_ttc=MOITIE,
        taux_tva=Decimal(20),
        surcout=False,
    )
    return replace(declaration, **changements)


def contexte_favorable(**changements: Any) -> ContexteDeLaSecondaire:
    """Received on 20/04/2028 at 10:00, for a service that started on 01/10/2027."""
    contexte = ContexteDeLaSecondaire(
        dispositif=LGC,
        recu_le=RECU_LE,
        bon=bon_valide(),
        va_signee_le=VA,
        solde_valide_le=a(2027, 11, 5),
        journal=journal_a(),
        assujetti=True,
    )
    return replace(contexte, **changements)


def constat_de(declaration: Declaration, contexte: ContexteDeLaSecondaire, code: str) -> Constat:
    """The only finding of this code."""
    (trouve,) = (constat for constat in juger(declaration, contexte).constats if constat.motif.code == code)
    return trouve


# ---- in the database ------------------------------------------------------------------------------------------------


def solde_valide(commande: Commande, le: datetime | None = None) -> Creance:
    """Its balance, checked and validated by two persons."""
    creance = Creance.objects.get(commande=commande, part="solde")
    deux = list(Utilisateur.objects.ayant_role(Role.GESTIONNAIRE, Role.VALIDEUR)[:2])
    le = le or creance.deposee_le
    Creance.objects.filter(pk=creance.pk).update(
        statut="validee",
        proposition="valider",
        empreinte_controlee=creance.empreinte,
        controlee_le=le,
        controlee_par=deux[0],
        decidee_le=le,
        decidee_par=deux[1],
        montant=commande.solde,
    )
    return Creance.objects.get(pk=creance.pk)


def journal_transmis(commande: Commande, dt: int = 20, dm: int = 10, **changements: Any) -> JournalTransmis:
    """Six months noted and sent at PERF 0,5, the client told."""
    noter(commande, dict.fromkeys(range(6), (dt, dm)))
    valeurs: dict[str, Any] = {
        "transmis_le": TRANSMIS_LE,
        "transmis_par": commande.demande.recue_de,
        "periode_du": DEBUT,
        "periode_au": FIN,
        "dt": 6 * dt,
        "dm": 6 * dm,
        "perf": Decimal("0.5"),
        "client_informe_le": date(2028, 4, 5),
    }
    return JournalTransmis.objects.create(commande=commande, **valeurs | changements)


def assujettir(commande: Commande) -> None:
    """Its supplier is subject to VAT, as its enrolment says."""
    avance = commande.demande
    lus = Enrolement.objects.filter(fournisseur=avance.fournisseur, dispositif=avance.dispositif)
    if not lus.update(assujetti=True):
        Enrolement.objects.create(fournisseur=avance.fournisseur, dispositif=avance.dispositif, assujetti=True)


def payable(commande: Commande) -> Commande:
    """Everything that its secondary service needs but the claim."""
    solde_valide(commande)
    journal_transmis(commande)
    assujettir(commande)
    return commande


def declaration_pour(commande: Commande, **changements: Any) -> Declaration:
    bon = commande.bon
    propres = {"reference": bon.reference, "cle": bon.cle, "facture_client": bon.nom}
    return declaration_valide(**propres | changements)


def secondaire_de(commande: Commande, le: datetime = RECU_LE, **changements: Any) -> Creance:
    """The claim deposited at `le` with its invoice; `changements`: of its declaration."""
    avance = commande.demande
    demande = DemandeDeFinancement.objects.create(
        fournisseur=avance.fournisseur,
        dispositif=avance.dispositif,
        candidature=avance.candidature,
        nature="secondaire",
        source="formulaire",
        statut="deposee",
        recue_le=le,
        recue_de=avance.recue_de,
        premier_depot_le=le,
    )
    creance = Creance(demande=demande, commande=commande, dispositif=avance.dispositif, part="secondaire", rang=1)
    creance.contenu = en_donnees(declaration_pour(commande, **changements))
    creance.statut, creance.deposee_le, creance.empreinte = Creance.Statut.DEPOSEE, le, "e"
    creance.save()
    par = mandataire(commande)
    document = deposer_octets(PDF + b"facture", nom="facture.pdf", zone="piece_de_creance", acteur=par, le=le)
    PieceDeCreance.objects.create(creance=creance, nature="facture", document=document, deposee_le=le)
    Creance.objects.filter(pk=creance.pk).update(empreinte=creance.calculer_l_empreinte())
    return Creance.objects.get(pk=creance.pk)
