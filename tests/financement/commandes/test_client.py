"""Client, supplier, form, aids and version of an order. Ids cite the catalogue."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financement.regles.commande.faits import Bon, Client, Contexte, Issue, Prediction, Prestation, Signature
from financement.regles.commande.juger import juger
from segur.noyau.regles import Motif, Reference, Verdict
from tests.financement.commandes.exemples import (
    FINESS,
    PROFILS,
    RPPS,
    bon_d_etablissement,
    bon_de_structure,
    bon_valide,
    constat_de,
    contexte_d_etablissement,
    contexte_de_structure,
    contexte_valide,
    lignes,
)

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
LGC, STRUCTURE, ES = contexte_valide(), contexte_de_structure(), contexte_d_etablissement()
BASE = Reference("annuaire santé, version du 15/11/2026")


def cas(nom: str, bon: Bon, contexte: Contexte, code: str, issue: Issue) -> Any:
    return pytest.param(bon, contexte, code, issue, id=nom, marks=pytest.mark.exigence(nom.split()[0]))


def eligible(code: str, satisfait: bool, reference: Reference | None = BASE) -> dict[str, Any]:
    return {"eligible": Verdict((Motif(code, satisfait, "Explication de la base.", reference),))}


MT = "medecin-traitant-suivi-enfant"
SANS_MT = contexte_valide(referencement={"profils": PROFILS - {MT}})
CLIENT = [
    cas("ELI-04 médecin", bon_valide(), LGC, "genre", OUI),
    cas("ELI-05 structure", bon_de_structure(), STRUCTURE, "genre", OUI),
    cas("ENR-11 établissement au LGC", bon_d_etablissement(), LGC, "genre", NON),
    cas("ELI-04 médecin au DPI", bon_valide(), ES, "genre", NON),
    cas("ENR-11 établissement au DPI", bon_d_etablissement(), ES, "genre", OUI),
    cas("ELI-10 RPPS", bon_valide(cle=f" {RPPS[:5]} {RPPS[5:]}"), LGC, "cle", OUI),
    cas("ELI-10 clé fausse", bon_valide(cle=RPPS[:-1] + str((int(RPPS[-1]) + 1) % 10)), LGC, "cle", NON),
    cas("ELI-10 RPPS de 10 chiffres", bon_valide(cle=RPPS[:-1]), LGC, "cle", NON),
    cas("ELI-10 FINESS d’un médecin", bon_valide(cle=FINESS), LGC, "cle", NON),
    cas("ELI-10 RPPS d’une structure", bon_de_structure(cle=RPPS), STRUCTURE, "cle", NON),
    cas("ELI-10 clé vide", bon_valide(cle=""), LGC, "cle", NON),
    cas("ELI-07 dans la base", bon_valide(), LGC, "present", OUI),
    cas("ELI-07 absent de la base", bon_valide(), contexte_valide(client=eligible("present", False)), "present", NON),
    cas(
        "ELI-07 base sans version", bon_valide(), contexte_valide(client=eligible("present", False, None)),
        "present", A_VOIR,
    ),
    cas(
        "ELI-07 base non interrogée", bon_valide(), contexte_valide(client={"eligible": Verdict()}), "present", A_VOIR,
    ),
    cas(
        "ELI-04 spécialité exclue", bon_valide(), contexte_valide(client=eligible("specialite", False)),
        "specialite", NON,
    ),
    cas("ELI-09 seule commande", bon_valide(), LGC, "unicite", OUI),
    cas(
        "ELI-09 déjà par soi", bon_valide(), contexte_valide(client={"deja_commande_par_soi": "BC-2026-000"}),
        "unicite", NON,
    ),
    cas(
        "ELI-09 déjà ailleurs", bon_valide(), contexte_valide(client={"deja_commande_ailleurs": True}),
        "unicite", A_VOIR,
    ),
    cas(
        "ELI-12 établissement déjà servi", bon_d_etablissement(),
        contexte_d_etablissement(client={"deja_commande_par_soi": "BC-1"}), "unicite", NON,
    ),
    cas("REM-04 9 patients sans profil", bon_valide(patients_mt=9), SANS_MT, "profils", OUI),
    cas("REM-04 10 patients sans profil", bon_valide(patients_mt=10), SANS_MT, "profils", NON),
    cas("REM-04 10 patients avec profil", bon_valide(patients_mt=10), LGC, "profils", OUI),
    cas("REM-04 patients inconnus sans profil", bon_valide(patients_mt=None), SANS_MT, "profils", A_VOIR),
    cas("REM-04 patients inconnus avec profil", bon_valide(patients_mt=None), LGC, "profils", OUI),
    cas("REM-03 structure", bon_de_structure(), STRUCTURE, "profils", OUI),
    cas(
        "REM-03 structure sans profil médecin traitant", bon_de_structure(),
        contexte_de_structure(referencement={"profils": PROFILS - {MT}}), "profils", NON,
    ),
    cas(
        "REM-03 structure sans profil de structure", bon_de_structure(),
        contexte_de_structure(referencement={"profils": frozenset({"general", MT})}), "profils", NON,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), CLIENT)
def test_client(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("ENR-11", "ELI-05", "ELI-06")
@pytest.mark.parametrize(
    ("bon", "contexte", "code", "regle"),
    [
        (bon_d_etablissement(), ES, "present", "ENR-11"),
        (bon_valide(), LGC, "present", "ELI-07"),
        (bon_de_structure(), contexte_de_structure(client=eligible("categorie", False)), "categorie", "ELI-06"),
        (bon_de_structure(), contexte_de_structure(client=eligible("effectif", False)), "effectif", "ELI-05"),
        (bon_d_etablissement(), contexte_d_etablissement(client=eligible("montant", False)), "montant", "HOP-05"),
    ],
)
def test_chaque_raison_de_la_base_cite_sa_regle(bon: Bon, contexte: Contexte, code: str, regle: str) -> None:
    assert constat_de(bon, contexte, code).regle == regle


@pytest.mark.exigence("ELI-09", "ELI-12")
def test_l_unicite_d_un_etablissement_est_par_dispositif() -> None:
    assert constat_de(bon_valide(), LGC, "unicite").regle == "ELI-09"
    assert constat_de(bon_d_etablissement(), ES, "unicite").regle == "ELI-12"


@pytest.mark.exigence("ELI-09")
def test_de_la_commande_d_un_autre_rien_n_est_dit() -> None:
    bloquee = constat_de(bon_valide(), contexte_valide(client={"deja_commande_ailleurs": True}), "unicite")
    assert bloquee.motif.explication.startswith("Une autre commande existe pour ce client")
    assert bloquee.valeurs == (("Autre commande", "oui"),)
    sienne = constat_de(bon_valide(), contexte_valide(client={"deja_commande_par_soi": "BC-7"}), "unicite")
    assert "BC-7" in sienne.motif.explication


@pytest.mark.exigence("ELI-04", "ELI-05")
def test_les_clients_du_dispositif_se_nomment() -> None:
    refus = constat_de(bon_d_etablissement(), LGC, "genre")
    assert refus.remede == "Choisir un client parmi : médecin en cabinet libéral, structure d’exercice coordonné."


# ---- supplier -------------------------------------------------------------------------------------------------------

SIGNE = bon_valide().signe_le
UN_JOUR = timedelta(days=1)


def distributeur(*mandats: tuple[date | None, date | None]) -> Contexte:
    return contexte_valide(fournisseur={"est_editeur": False, "mandats": mandats})


def depot(code: str, satisfait: bool) -> dict[str, Any]:
    return {"depots_ouverts": Verdict((Motif(code, satisfait, "Explication de l’enrôlement."),))}


ENROLE = contexte_valide(fournisseur=depot("enrolement", True))
NON_ENROLE = contexte_valide(fournisseur=depot("enrolement", False))
FOURNISSEUR = [
    cas("ELI-01 éditeur", bon_valide(), LGC, "mandat", OUI),
    cas("ELI-01 mandat de la veille", bon_valide(), distributeur((SIGNE - UN_JOUR, date(2027, 1, 1))), "mandat", OUI),
    cas("ELI-01 mandat du jour", bon_valide(), distributeur((SIGNE, date(2027, 1, 1))), "mandat", OUI),
    cas("ELI-01 mandat du lendemain", bon_valide(), distributeur((SIGNE + UN_JOUR, date(2027, 1, 1))), "mandat", NON),
    cas("ELI-01 dernier jour du mandat", bon_valide(), distributeur((date(2026, 1, 1), SIGNE)), "mandat", OUI),
    cas("ELI-01 mandat fini la veille", bon_valide(), distributeur((date(2026, 1, 1), SIGNE - UN_JOUR)), "mandat", NON),
    cas("ELI-01 mandat sans fin", bon_valide(), distributeur((SIGNE, None)), "mandat", NON),
    cas("ELI-01 sans mandat", bon_valide(), distributeur(), "mandat", NON),
    cas(
        "ELI-01 un mandat sur deux", bon_valide(),
        distributeur((date(2025, 1, 1), date(2025, 12, 31)), (SIGNE, SIGNE)), "mandat", OUI,
    ),
    cas("ENR-07 enrôlé", bon_valide(), ENROLE, "depot:enrolement", OUI),
    cas("ENR-07 non enrôlé", bon_valide(), NON_ENROLE, "depot:enrolement", NON),
    cas("ELI-03 habilitation EDC", bon_valide(), contexte_valide(fournisseur=depot("edc", False)), "depot:edc", NON),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), FOURNISSEUR)
def test_fournisseur(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("ELI-01", "ELI-03")
def test_les_regles_du_fournisseur_sont_citees() -> None:
    edc = constat_de(bon_valide(), contexte_valide(fournisseur=depot("edc", False)), "depot:edc")
    assert edc.regle == "ELI-03"
    tot = constat_de(bon_valide(), distributeur((SIGNE + UN_JOUR, date(2027, 1, 1))), "mandat")
    assert tot.remede.startswith("Signer au plus tôt le 06/10/2026")
    tard = constat_de(bon_valide(), distributeur((date(2026, 1, 1), SIGNE - UN_JOUR)), "mandat")
    assert tard.remede.startswith("Signer au plus tard le 04/10/2026")


@pytest.mark.exigence("AV-01")
def test_le_referencement_n_est_dit_qu_une_fois() -> None:
    jugement = juger(bon_valide(), contexte_valide(fournisseur=depot("certificat", False)))
    assert jugement.prediction == Prediction.ACCEPTE


# ---- what the order says --------------------------------------------------------------------------------------------

OBSOLETES = contexte_valide(referencement={"versions_obsoletes": frozenset({"3.0", "3.1 LTS"})})
FORME = [
    cas("CMD-01 au nom du client", bon_valide(), LGC, "nom", OUI),
    cas("CMD-01 sans nom", bon_valide(nom=" "), LGC, "nom", NON),
    *(cas(f"CMD-32 mention {m}", bon_valide(mention_etat=m), LGC, "mention_etat", i) for m, i in
      ((True, OUI), (False, NON), (None, A_VOIR))),
    *(cas(f"CMD-10 conditionné {c}", bon_valide(conditionne=c), LGC, "sans_condition", i) for c, i in
      ((False, OUI), (True, NON), (None, A_VOIR))),
    *(cas(f"CMD-41 habilité {h}", bon_valide(signataire_habilite=h), LGC, "pouvoir_d_engager", i) for h, i in
      ((True, OUI), (False, NON), (None, A_VOIR))),
    *(cas(f"CMD-40 formalités {f}", bon_de_structure(formalites_organisation=f), STRUCTURE, "formalites", i) for f, i in
      ((True, OUI), (False, NON), (None, A_VOIR))),
    *(cas(f"CMD-41 signature {s}", bon_valide(signature=s), LGC, "signature_admise", NON if s == "aucune" else OUI)
      for s in Signature),
    cas("CMD-41 signataire nommé", bon_valide(), LGC, "signataire", OUI),
    cas("CMD-41 signataire non nommé", bon_valide(signataire="  "), LGC, "signataire", NON),
    cas("CMD-20 sans mise à jour payante", bon_valide(), LGC, "mise_a_jour", OUI),
    cas(
        "CMD-20 payante, version obsolète", bon_valide(mise_a_jour_payante=True, version_installee=" 3.1 lts"),
        OBSOLETES, "mise_a_jour", OUI,
    ),
    cas(
        "CMD-20 payante, version non obsolète", bon_valide(mise_a_jour_payante=True, version_installee="3.2"),
        OBSOLETES, "mise_a_jour", NON,
    ),
    cas(
        "CMD-20 payante, sans version installée", bon_valide(mise_a_jour_payante=True, version_installee=""), OBSOLETES,
        "mise_a_jour", NON,
    ),
]  # fmt: skip


@pytest.mark.exigence("CMD-01", "CMD-10", "CMD-20", "CMD-32", "CMD-40", "CMD-41")
@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), FORME)
def test_forme(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


# ---- version of the prestation, aids --------------------------------------------------------------------------------

DOUBLE: dict[str, Any] = {"lignes": lignes("483.75", "580.50", prestation=Prestation.VAGUES_1_ET_2)}
BENEFICIAIRE = contexte_valide(client={"vague_1": Motif("vague_1", False, "Bénéficiaire de la vague 1.")})
MUETTE = contexte_valide(client={"vague_1": None})
VERSION = [
    cas("ELI-08 double, jamais servi", bon_valide(**DOUBLE), LGC, "vague_1", OUI),
    cas("ELI-08 double, bénéficiaire", bon_valide(**DOUBLE), BENEFICIAIRE, "vague_1", NON),
    cas("ELI-08 double, base muette", bon_valide(**DOUBLE), MUETTE, "vague_1", A_VOIR),
    cas("ELI-08 Vague 2, bénéficiaire", bon_valide(), BENEFICIAIRE, "vague_1", OUI),
    *(cas(f"ELI-08 autofinancée {v}", bon_valide(**DOUBLE, vague_1_autofinancee=v), LGC, "vague_1_autofinancee", i)
      for v, i in ((False, OUI), (True, NON), (None, A_VOIR))),
]  # fmt: skip
RECU = date(2026, 11, 20)


def cumul(declarees: str, versees: str = "0") -> tuple[Bon, Contexte]:
    """The order itself is worth 576.50."""
    bon = bon_valide(aides_de_minimis=Decimal(declarees))
    return bon, contexte_valide(client={"aides_versees": Decimal(versees)})


AIDES = [
    cas("PRIX-03 structure sans déclaration", bon_de_structure(), STRUCTURE, "exemption", OUI),
    cas("PRIX-04 déclarées", bon_valide(), LGC, "declaration", OUI),
    cas("PRIX-04 non déclarées", bon_valide(aides_de_minimis=None), LGC, "declaration", NON),
    cas("PRIX-04 négatives", bon_valide(aides_de_minimis=Decimal(-1)), LGC, "declaration", NON),
    cas("PRIX-04 non datées", bon_valide(aides_declarees_le=None), LGC, "declaration", NON),
    cas("PRIX-04 déclarées le jour de la réception", bon_valide(aides_declarees_le=RECU), LGC, "declaration", OUI),
    cas("PRIX-04 déclarées le lendemain", bon_valide(aides_declarees_le=RECU + UN_JOUR), LGC, "declaration", NON),
    cas("PRIX-04 749 999,99 € en tout", *cumul("749423.49"), "cumul", OUI),
    cas("PRIX-04 750 000 € en tout", *cumul("749423.50"), "cumul", OUI),
    cas("PRIX-04 750 000,01 € en tout", *cumul("749423.51"), "cumul", NON),
    cas("PRIX-04 750 000 € avec les SONS", *cumul("749000.00", "423.50"), "cumul", OUI),
    cas("PRIX-04 750 000,01 € avec les SONS", *cumul("749000.00", "423.51"), "cumul", NON),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), VERSION + AIDES)
def test_version_et_aides(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("PRIX-03", "PRIX-04")
def test_qui_releve_de_quel_regime() -> None:
    codes = {
        client: {constat.motif.code for constat in juger(bon, contexte).constats}
        for client, bon, contexte in (
            (Client.MEDECIN, bon_valide(), LGC),
            (Client.STRUCTURE, bon_de_structure(), STRUCTURE),
            (Client.ETABLISSEMENT, bon_d_etablissement(), ES),
        )
    }
    assert {"declaration", "cumul"} <= codes[Client.MEDECIN]
    assert codes[Client.STRUCTURE] & {"declaration", "cumul", "exemption"} == {"exemption"}
    assert not codes[Client.ETABLISSEMENT] & {"declaration", "cumul", "exemption"}


@pytest.mark.exigence("PRIX-04")
def test_le_remede_des_aides_dit_ce_qui_reste() -> None:
    trop = constat_de(*cumul("749423.51"), "cumul")
    assert trop.remede == "Ramener le total de la commande à 576,49 € au plus."
    assert "2023/2832" in str(trop.motif.reference)
    avec_sons = constat_de(*cumul("749000.00", "423.51"), "cumul")
    assert avec_sons.remede == "Ramener le total de la commande à 576,49 € au plus."
    assert "Aucun montant" in constat_de(*cumul("750000.00"), "cumul").remede
