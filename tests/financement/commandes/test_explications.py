"""What people read of a finding: the sentence, the values used, the smallest change that satisfies the rule."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financement.regles.commande.faits import Bon, Contexte, Issue, Prestation, Signature
from financement.regles.commande.juger import juger
from segur.noyau.regles import Version
from tests.financement.commandes.exemples import (
    INITIAL,
    a,
    bon_d_etablissement,
    bon_de_structure,
    bon_valide,
    constat_de,
    contexte_d_etablissement,
    contexte_de_structure,
    contexte_valide,
    ligne,
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


PRINCIPALE, SECONDE = lignes()
FORMATION = ligne(Prestation.AUTRE, "10.00", "12.00")


@pytest.mark.exigence("CMD-30", "CMD-33")
@pytest.mark.parametrize(
    ("bon", "contexte", "code", "remede"),
    [
        (
            bon_valide(lignes=(SECONDE,)),
            LGC,
            "ligne_principale",
            "Ajouter une ligne « Prestation principale Vague 2 » ou",
        ),
        (
            bon_valide(lignes=(PRINCIPALE,) * 2),
            LGC,
            "ligne_principale",
            "Garder une seule ligne « Prestation principale",
        ),
        (bon_valide(lignes=(PRINCIPALE,)), LGC, "ligne_secondaire", "Ajouter la ligne « Prestation secondaire »."),
        (
            bon_valide(lignes=(SECONDE,) * 2),
            LGC,
            "ligne_secondaire",
            "Garder une seule ligne « Prestation secondaire ».",
        ),
        (
            bon_d_etablissement(lignes=(PRINCIPALE, SECONDE)),
            contexte_d_etablissement(),
            "ligne_secondaire",
            "Retirer la ligne « Prestation secondaire »",
        ),
        (bon_valide(lignes=(*lignes(), FORMATION)), LGC, "autre_prestation", "Retirer du bon : « Autre prestation »."),
    ],
    ids=["sans principale", "deux principales", "sans secondaire", "deux secondaires", "secondaire en trop", "autre"],
)
def test_le_remede_nomme_la_ligne(bon: Bon, contexte: Contexte, code: str, remede: str) -> None:
    assert constat_de(bon, contexte, code).remede.startswith(remede)


@pytest.mark.exigence("CMD-33")
def test_les_autres_prestations_se_nomment() -> None:
    assert constat_de(bon_valide(), LGC, "autre_prestation").valeurs == (("Autres prestations", "aucune"),)
    avec = constat_de(bon_valide(lignes=(*lignes(), FORMATION)), LGC, "autre_prestation")
    assert avec.valeurs == (("Autres prestations", "« Autre prestation »"),)
    assert avec.champ == "lignes[2].prestation"


@pytest.mark.exigence("CMD-34")
@pytest.mark.parametrize(
    ("ht", "ttc", "phrase"),
    [
        ("0", "0", "Ligne 1 : le montant est nul."),
        ("-1.00", "-1.20", "Ligne 1 : le montant est négatif."),
        ("376.255", "451.51", "Ligne 1 : le montant a plus de deux décimales."),
    ],
)
def test_un_montant_impossible_se_dit(ht: str, ttc: str, phrase: str) -> None:
    assert constat_de(bon_valide(lignes=lignes(ht, ttc)), LGC, "montant:0").motif.explication == phrase


@pytest.mark.exigence("CMD-34")
def test_le_total_se_dit() -> None:
    nul = constat_de(bon_valide(lignes=lignes("0", "0", "0", "0")), LGC, "total_non_nul")
    assert nul.motif.explication == "Total hors taxes du bon : 0,00 €, alors qu’il ne peut pas être nul."
    assert constat_de(bon_valide(), LGC, "total_non_nul").motif.explication == "Total hors taxes du bon : 480,42 €."


REGLES = {
    "mandat": "ELI-01", "depot:enrole": "ENR-07", "referencement": "AV-01", "emission": "CMD-02",
    "emission_avant_signature": "CMD-01", "signature_avant_reception": "AV-01", "signature": "CMD-03",
    "reception": "AV-02", "delai_120_jours": "CMD-04", "mention_conditionnelle": "CMD-06", "genre": "ELI-04",
    "cle": "ELI-10", "present": "ELI-07", "unicite": "ELI-09", "profils": "REM-04", "vague_1": "ELI-08",
    "ligne_principale": "CMD-30", "ligne_secondaire": "CMD-30", "denomination": "CMD-30",
    "autre_prestation": "CMD-33", "autre_somme": "PRIX-02", "total_non_nul": "CMD-34", "assujettissement": "TVA-01",
    "taux_precise": "CMD-35", "taux_admis": "TVA-02", "coherence:0": "TVA-04", "coherence:1": "TVA-04",
    "plafond:0": "PRIX-01", "plafond:1": "CMD-31", "perf": "CMD-31", "nom": "CMD-01", "mention_etat": "CMD-32",
    "sans_condition": "CMD-10", "mise_a_jour": "CMD-20", "signature_admise": "CMD-41", "signataire": "CMD-41",
    "pouvoir_d_engager": "CMD-41", "declaration": "PRIX-04", "cumul": "PRIX-04",
}  # fmt: skip


def test_chaque_constat_cite_sa_regle() -> None:
    """All that the engine says of a doctor's order, in its order of reading."""
    dits = {constat.motif.code: constat.regle for constat in juger(bon_valide(), LGC).constats}
    assert dits == REGLES
    assert list(dits) == list(REGLES)


def test_une_structure_et_un_etablissement_ont_leurs_regles() -> None:
    structure = {c.motif.code: c.regle for c in juger(bon_de_structure(), contexte_de_structure()).constats}
    assert structure.items() - REGLES.items() == {
        ("genre", "ELI-05"), ("profils", "REM-03"), ("formalites", "CMD-40"), ("exemption", "PRIX-03"),
    }  # fmt: skip
    hopital = {c.motif.code: c.regle for c in juger(bon_d_etablissement(), contexte_d_etablissement()).constats}
    assert hopital.items() - REGLES.items() == {
        ("genre", "ENR-11"), ("present", "ENR-11"), ("unicite", "ELI-12"), ("plafond:0", "HOP-05"),
        ("prestation_identifiable", "CMD-43"),
    }  # fmt: skip


SANS_PROFIL: dict[str, Any] = {"referencement": {"profils": frozenset({"general"})}}
MT = "« Médecin traitant et Suivi de l’enfant »"


@pytest.mark.exigence("REM-04")
@pytest.mark.parametrize(
    ("patients", "contexte", "phrase", "valeurs"),
    [
        (1, LGC, "1 patient déclaré, moins de 10 : aucun profil particulier n’est exigé.", ("1", "10 patients")),
        (9, LGC, "9 patients déclarés, moins de 10 : aucun profil", ("9", "10 patients")),
        (10, LGC, f"10 patients déclarés, 10 au moins : profil {MT}, que", ("10", "10 patients", "aucun")),
        (None, LGC, f"Nombre de patients non déclaré : profil {MT}, que", ("non déclarés", "10 patients", "aucun")),
        (
            10, contexte_valide(**SANS_PROFIL), f"10 patients déclarés, 10 au moins : profil {MT} ; il manque",
            ("10", "10 patients", MT),
        ),
        (
            None, contexte_valide(**SANS_PROFIL), "Le nombre de patients déclarés n’est pas connu : à partir de 10",
            ("non déclarés", "10 patients"),
        ),
    ],
)  # fmt: skip
def test_les_profils_se_racontent(
    patients: int | None, contexte: Contexte, phrase: str, valeurs: tuple[str, ...]
) -> None:
    constat = constat_de(bon_valide(patients_mt=patients), contexte, "profils")
    assert constat.motif.explication.startswith(phrase)
    assert tuple(valeur for _, valeur in constat.valeurs) == valeurs


@pytest.mark.exigence("REM-03", "REM-04")
def test_les_profils_nomment_le_champ_qui_les_exige() -> None:
    medecin = constat_de(bon_valide(), contexte_valide(**SANS_PROFIL), "profils")
    assert (medecin.champ, medecin.remede) == ("patients_mt", f"Faire référencer la solution avec {MT}.")
    structure = constat_de(bon_de_structure(), contexte_de_structure(**SANS_PROFIL), "profils")
    assert structure.champ == "client"
    assert "« Structures d’exercice coordonné » et « Médecin traitant" in structure.motif.explication


@pytest.mark.exigence("TVA-03")
def test_hors_tva_le_bon_dit_ce_qu_il_porte() -> None:
    hors = contexte_valide(fournisseur={"assujetti": False})
    sans = constat_de(bon_valide(taux_tva=None, lignes=lignes("376.25", None, "104.17", None)), hors, "hors_tva")
    assert sans.motif.explication == "Le bon porte des montants hors taxes, sans taux de TVA."
    assert sans.valeurs == (("Taux de TVA", "aucun"),)
    avec = constat_de(bon_valide(), hors, "hors_tva")
    assert avec.motif.explication.startswith("Le bon compte de la TVA")
    assert (avec.champ, avec.valeurs) == ("lignes[0].montant_ttc", (("Taux de TVA", "20 %"),))
