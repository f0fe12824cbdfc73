"""What people read of a finding: the sentence, the values used, the smallest change that satisfies the rule."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from financement.regles.commande.faits import Bon, Contexte, Issue, Signature
from segur.noyau.regles import Version
from tests.financement.commandes.exemples import (
    INITIAL,
    a,
    bon_valide,
    constat_de,
    contexte_valide,
    lignes,
)

LGC = contexte_valide()
SANS_DOSSIER = contexte_valide(referencement={"reference_le": None, "dossier_complet_le": None})
DATE_0 = contexte_valide(calendrier={"date_0": Version(date(2025, 4, 30), a(2025, 5, 6), INITIAL)})
OBSOLETES = contexte_valide(referencement={"versions_obsoletes": frozenset({"3.0"})})


def signe(jour: date) -> Bon:
    return bon_valide(emis_le=jour, signe_le=jour, mention_conditionnelle=True)


@pytest.mark.parametrize(
    ("bon", "contexte", "code", "remede"),
    [
        (bon_valide(emis_le=date(2025, 5, 6)), DATE_0, "emission", "Émettre le bon au plus tôt le 07/05/2025."),
        (
            signe(date(2026, 7, 22)),
            SANS_DOSSIER,
            "delai_120_jours",
            "Faire signer un nouveau bon, au plus tôt le 23/07/2026, et déposer le dossier complet.",
        ),
        (
            signe(date(2026, 7, 23)),
            SANS_DOSSIER,
            "delai_120_jours",
            "Déposer le dossier complet au plus tard le 20/11/2026.",
        ),
        (
            bon_valide(emis_le=date(2026, 10, 6)),
            LGC,
            "emission_avant_signature",
            "Corriger la date erronée : signature au plus tôt le 06/10/2026.",
        ),
    ],
    ids=["Date 0", "120 jours expirés", "120 jours courants", "ordre des dates"],
)
def test_le_remede_donne_le_jour(bon: Bon, contexte: Contexte, code: str, remede: str) -> None:
    assert constat_de(bon, contexte, code).remede == remede


@pytest.mark.exigence("CMD-04")
@pytest.mark.parametrize(
    ("jour", "phrase"),
    [
        (date(2026, 9, 11), "2 jours calendaires avant le dossier complet (13/09/2026), pour 120 jours au plus"),
        (date(2026, 9, 12), "1 jour calendaire avant le dossier complet (13/09/2026)"),
        (date(2026, 9, 13), "le jour du dossier complet (13/09/2026)"),
        (date(2026, 9, 14), "après le dépôt du dossier complet (13/09/2026)"),
    ],
)
def test_le_delai_dit_son_compte(jour: date, phrase: str) -> None:
    contexte = contexte_valide(referencement={"reference_le": a(2026, 10, 20), "dossier_complet_le": a(2026, 9, 13)})
    assert phrase in constat_de(signe(jour), contexte, "delai_120_jours").motif.explication


@pytest.mark.exigence("CMD-20")
@pytest.mark.parametrize(
    ("payante", "installee", "phrase", "valeurs"),
    [
        (False, "3.2", "Aucune mise à jour payante n’est imposée", ("3.2", "non")),
        (True, "3.0", "déclarée obsolète : elle est permise", ("3.0", "oui")),
        (True, "3.2", "qui n’est pas déclarée obsolète", ("3.2", "oui")),
        (True, " ", "sans version installée", ("aucune", "oui")),
    ],
)
def test_la_mise_a_jour_se_raconte(payante: bool, installee: str, phrase: str, valeurs: tuple[str, str]) -> None:
    bon = bon_valide(mise_a_jour_payante=payante, version_installee=installee)
    constat = constat_de(bon, OBSOLETES, "mise_a_jour")
    assert phrase in constat.motif.explication
    assert tuple(valeur for _, valeur in constat.valeurs) == valeurs


@pytest.mark.exigence("CMD-41")
def test_la_signature_se_nomme() -> None:
    admise = constat_de(bon_valide(signature=Signature.CPX), LGC, "signature_admise")
    assert admise.valeurs == (("Signature", "électronique, avec un certificat CPx"),)
    absente = constat_de(bon_valide(signature=Signature.AUCUNE), LGC, "signature_admise")
    assert absente.valeurs == (("Signature", "aucune"),)
    assert "Pro Santé Connect" in absente.remede


@pytest.mark.exigence("ELI-01")
def test_les_mandats_se_lisent() -> None:
    signe_le, un_jour = bon_valide().signe_le, timedelta(days=1)
    du_lendemain = (signe_le + un_jour, signe_le + un_jour)
    contexte = contexte_valide(fournisseur={"est_editeur": False, "mandats": (du_lendemain, (signe_le, None))})
    constat = constat_de(bon_valide(), contexte, "mandat")
    assert dict(constat.valeurs)["Mandats"] == "du 06/10/2026 au 06/10/2026"
    assert constat.remede == "Signer au plus tôt le 06/10/2026, ou obtenir un mandat qui couvre le 05/10/2026."
    loin = (date(2025, 1, 1), date(2025, 12, 31))
    deux = contexte_valide(fournisseur={"est_editeur": False, "mandats": (loin, du_lendemain)})
    assert "au plus tôt le 06/10/2026" in constat_de(bon_valide(), deux, "mandat").remede
    sans = constat_de(bon_valide(), contexte_valide(fournisseur={"est_editeur": False}), "mandat")
    assert dict(sans.valeurs)["Mandats"] == "aucun"
    assert sans.remede.startswith("Obtenir de l’éditeur un mandat")


@pytest.mark.parametrize("satisfait", [True, False])
def test_un_constat_satisfait_n_a_ni_champ_ni_remede(satisfait: bool) -> None:
    constat = constat_de(bon_valide(mention_etat=satisfait), LGC, "mention_etat")
    assert (constat.champ, bool(constat.remede)) == (("", False) if satisfait else ("mention_etat", True))
    assert constat.issue == (Issue.CONFORME if satisfait else Issue.NON_CONFORME)


def test_les_champs_nomment_la_ligne_en_cause() -> None:
    assert constat_de(bon_valide(lignes=lignes(secondaire_ttc="125.01")), LGC, "coherence:1").champ == (
        "lignes[1].montant_ttc"
    )
    autre = bon_valide(lignes=lignes("376.25", "451.49"), taux_tva=Decimal(20))
    assert constat_de(autre, LGC, "coherence:0").champ == "lignes[0].montant_ttc"
