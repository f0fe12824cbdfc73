"""A valid order and what surrounds it, to change one thing at a time.

`bon_valide(signe_le=…)` changes a field. `contexte_valide(client={"departement": "974"}, recu_le=…)` changes a field of
the context, or some fields of one of its parts. Nothing here touches the database.
"""

from dataclasses import is_dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from financement.regles.commande.faits import (
    Bon,
    Client,
    Constat,
    Contexte,
    DuCalendrier,
    DuClient,
    DuFournisseur,
    DuReferencement,
    Ligne,
    Prestation,
    Signature,
)
from financement.regles.commande.juger import juger
from segur.noyau.annuaires.identifiants import avec_cle
from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import instant_de_paris

LGC, DPI, PFI = "MDV-LGC-Va2", "HOP-DPI-Va2", "HOP-PFI-Va2"
RPPS = avec_cle("1000312345")
FINESS = avec_cle("75000001")
PROFILS = frozenset({"general", "structures-exercice-coordonne", "medecin-traitant-suivi-enfant"})

INITIAL = Reference("arrêté du 30 avril 2025", "AF-MDV-LGC-Va2, calendrier")
MODIFIE = Reference("arrêté du 8 juin 2026 modifiant l’arrêté du 30 avril 2025", "calendrier")


def a(annee: int, mois: int, jour: int, heure: int = 12, minute: int = 0) -> datetime:
    """An instant told in the time of Paris."""
    return instant_de_paris(date(annee, mois, jour), time(heure, minute))


def _date(depuis: date, valeur: datetime | None, reference: Reference) -> Version[datetime | None]:
    return Version(depuis, valeur, reference)


def calendrier_initial() -> DuCalendrier:
    """Of the LGC, as the text of 2025 set it: Date 0 was never published."""
    jour = date(2025, 4, 30)
    return DuCalendrier(
        _date(jour, None, INITIAL),
        _date(jour, a(2026, 7, 22), INITIAL),
        _date(jour, a(2026, 12, 16), INITIAL),
        _date(jour, a(2027, 7, 13), INITIAL),
    )


def calendrier_modifie() -> DuCalendrier:
    """Of the LGC, from 11/06/2026 on."""
    jour = date(2026, 6, 11)
    return DuCalendrier(
        _date(date(2025, 4, 30), None, INITIAL),
        _date(jour, a(2027, 1, 20), MODIFIE),
        _date(jour, a(2027, 7, 16), MODIFIE),
        _date(jour, a(2028, 1, 20), MODIFIE),
    )


def lignes(
    principale: str = "376.25",
    principale_ttc: str | None = "451.50",
    secondaire: str = "104.17",
    secondaire_ttc: str | None = "125.00",
    prestation: Prestation = Prestation.VAGUE_2,
) -> tuple[Ligne, ...]:
    """The two lines of an order of the LGC; the amounts are those of a doctor at 20 %."""
    return (
        ligne(prestation, principale, principale_ttc),
        ligne(Prestation.SECONDAIRE, secondaire, secondaire_ttc),
    )


LIBELLES = {
    Prestation.VAGUE_2: "Prestation principale Vague 2",
    Prestation.VAGUES_1_ET_2: "Prestation principale Vague 1 + Vague 2",
    Prestation.SECONDAIRE: "Prestation secondaire",
    Prestation.AUTRE: "Autre prestation",
}


def ligne(prestation: Prestation, ht: str, ttc: str | None = None) -> Ligne:
    return Ligne(prestation, LIBELLES[prestation], Decimal(ht), None if ttc is None else Decimal(ttc))


def bon_valide(**changements: Any) -> Bon:
    """Of a doctor of Paris, at 20 % and at the ceilings, signed after the référencement."""
    bon = Bon(
        reference="BC-2026-001",
        client=Client.MEDECIN,
        cle=RPPS,
        nom="Cabinet du docteur Durand",
        emis_le=date(2026, 10, 1),
        signe_le=date(2026, 10, 5),
        taux_tva=Decimal(20),
        lignes=lignes(),
        signature=Signature.PSC,
        signataire="Camille Durand",
        signataire_habilite=True,
        version="5.0",
        version_installee="4.2",
        mention_etat=True,
        mention_conditionnelle=False,
        conditionne=False,
        vague_1_autofinancee=False,
        patients_mt=320,
        aides_de_minimis=Decimal(0),
        aides_declarees_le=date(2026, 10, 5),
    )
    return replace(bon, **changements)


def bon_de_structure(**changements: Any) -> Bon:
    """Of a structure of tranche A, at 20 % and at the ceilings."""
    structure: dict[str, Any] = {
        "client": Client.STRUCTURE,
        "cle": FINESS,
        "nom": "Maison de santé des Lilas",
        "lignes": lignes("2633.75", "3160.50", "729.17", "875.00"),
        "formalites_organisation": True,
        "patients_mt": None,
        "aides_de_minimis": None,
        "aides_declarees_le": None,
    }
    return bon_valide(**structure | changements)


def bon_d_etablissement(**changements: Any) -> Bon:
    """Of a hospital (DPI or PFI): one line only, below the maximum of the base."""
    etablissement: dict[str, Any] = {
        "client": Client.ETABLISSEMENT,
        "cle": FINESS,
        "nom": "Centre hospitalier de Paris",
        "lignes": (ligne(Prestation.VAGUE_2, "100000.00", "120000.00"),),
        "patients_mt": None,
        "aides_de_minimis": None,
        "aides_declarees_le": None,
    }
    return bon_valide(**etablissement | changements)


def contexte_valide(**changements: Any) -> Contexte:
    """Received on 20/11/2026 at 10:00, from an éditeur whose solution is referenced since 15/09/2026."""
    contexte = Contexte(
        dispositif=LGC,
        recu_le=a(2026, 11, 20, 10),
        fournisseur=DuFournisseur(
            depots_ouverts=Verdict((Motif("enrole", True, "L’enrôlement est accordé."),)),
            est_editeur=True,
            assujetti=True,
        ),
        referencement=DuReferencement(
            reference_le=a(2026, 9, 15, 16), dossier_complet_le=a(2026, 6, 30, 17), profils=PROFILS
        ),
        calendrier=calendrier_modifie(),
        client=DuClient(
            eligible=Verdict((Motif("present", True, "Le client est dans la base du 15/11/2026."),)),
            vague_1=Motif("vague_1", True, "Absent des bénéficiaires de la vague 1."),
            departement="75",
        ),
    )
    return _change(contexte, changements)


def contexte_de_structure(tranche: str = "A", **changements: Any) -> Contexte:
    return _change(contexte_valide(client={"tranche": tranche}), changements)


def contexte_d_etablissement(plafond: str | None = "150000.00", **changements: Any) -> Contexte:
    montant = None if plafond is None else Decimal(plafond)
    return _change(contexte_valide(dispositif=DPI, client={"plafond": montant}), changements)


def _change(contexte: Contexte, changements: dict[str, Any]) -> Contexte:
    """A dict changes some fields of a part; anything else replaces the field."""
    nouveaux = {nom: _partie(getattr(contexte, nom), valeur) for nom, valeur in changements.items()}
    return replace(contexte, **nouveaux)


def _partie(actuelle: Any, valeur: Any) -> Any:
    if isinstance(valeur, dict) and is_dataclass(actuelle) and not isinstance(actuelle, type):
        return replace(actuelle, **valeur)
    return valeur


def constat_de(bon: Bon, contexte: Contexte, code: str) -> Constat:
    """The only finding of this code."""
    (trouve,) = (constat for constat in juger(bon, contexte).constats if constat.motif.code == code)
    return trouve
