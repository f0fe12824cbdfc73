"""Properties of the whole engine: what no table of cases can tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from financement.regles.baremes import plafond
from financement.regles.commande.faits import Bon, Client, Contexte, Issue, Ligne, Prediction, Prestation, Signature
from financement.regles.commande.juger import arithmetique, juger
from financement.regles.monnaie import au_centime, sans_taxe, ttc
from segur.noyau.regles import Motif, Verdict
from tests.financement.commandes.exemples import (
    FINESS,
    LIBELLES,
    PROFILS,
    RPPS,
    a,
    bon_d_etablissement,
    bon_de_structure,
    bon_valide,
    calendrier_initial,
    calendrier_modifie,
    constat_de,
    contexte_d_etablissement,
    contexte_de_structure,
    contexte_valide,
    lignes,
)

CENTIMES = st.integers(-1_00, 20_000_00).map(lambda centimes: Decimal(centimes) / 100)
TAUX = st.sampled_from([Decimal(20), Decimal("8.5"), Decimal(0)])
DEPARTEMENTS = {Decimal(20): "75", Decimal("8.5"): "974", Decimal(0): "973"}
OUI_NON = st.none() | st.booleans()
JOURS = st.dates(date(2025, 4, 1), date(2027, 8, 1))
INSTANTS = st.datetimes(a(2025, 4, 1).replace(tzinfo=None), a(2027, 8, 1).replace(tzinfo=None)).map(
    lambda naif: naif.replace(tzinfo=a(2026, 1, 1).tzinfo)
)
LIGNES = st.lists(
    st.builds(
        Ligne, st.sampled_from(Prestation), st.sampled_from(list(LIBELLES.values())), CENTIMES, st.none() | CENTIMES
    ),
    max_size=4,
).map(tuple)
BONS = st.builds(
    bon_valide,
    client=st.sampled_from(Client),
    cle=st.sampled_from([RPPS, FINESS, "", "12"]),
    nom=st.sampled_from(["Cabinet", " "]),
    emis_le=JOURS,
    signe_le=JOURS,
    taux_tva=st.none() | TAUX | st.just(Decimal("19.6")),
    lignes=st.just(lignes()) | LIGNES,
    signature=st.sampled_from(Signature),
    signataire=st.sampled_from(["Camille Durand", ""]),
    signataire_habilite=OUI_NON,
    version_installee=st.sampled_from(["", "3.0", "4.2"]),
    mise_a_jour_payante=st.booleans(),
    mention_etat=OUI_NON,
    mention_conditionnelle=OUI_NON,
    conditionne=OUI_NON,
    vague_1_autofinancee=OUI_NON,
    patients_mt=st.none() | st.integers(0, 20),
    formalites_organisation=OUI_NON,
    aides_de_minimis=st.none() | st.sampled_from([Decimal(0), Decimal(749_900), Decimal(800_000), Decimal(-1)]),
    aides_declarees_le=st.none() | JOURS,
)
CONTEXTES = st.builds(
    contexte_valide,
    dispositif=st.sampled_from(["MDV-LGC-Va2", "HOP-DPI-Va2", "MS-DUI-Va2"]),
    recu_le=INSTANTS,
    calendrier=st.sampled_from([calendrier_initial(), calendrier_modifie()]),
    fournisseur=st.fixed_dictionaries(
        {
            "est_editeur": st.booleans(),
            "mandats": st.lists(st.tuples(st.none() | JOURS, st.none() | JOURS), max_size=2).map(tuple),
            "assujetti": OUI_NON,
            "depots_ouverts": st.booleans().map(lambda oui: Verdict((Motif("enrolement", oui, "Enrôlement."),))),
        }
    ),
    referencement=st.fixed_dictionaries(
        {
            "reference_le": st.none() | INSTANTS,
            "dossier_complet_le": st.none() | INSTANTS,
            "refuse_le": st.none() | INSTANTS,
            "retire": st.booleans(),
            "profils": st.sampled_from([PROFILS, frozenset()]),
            "versions_obsoletes": st.just(frozenset({"3.0"})),
        }
    ),
    client=st.fixed_dictionaries(
        {
            "eligible": st.booleans().map(lambda oui: Verdict((Motif("present", oui, "Base."),))),
            "vague_1": st.none() | st.booleans().map(lambda oui: Motif("vague_1", oui, "Vague 1.")),
            "tranche": st.sampled_from(["", "A", "E"]),
            "plafond": st.none() | CENTIMES,
            "departement": st.sampled_from(["", "75", "973", "974", "975"]),
            "deja_commande_par_soi": st.sampled_from(["", "BC-1"]),
            "deja_commande_ailleurs": st.booleans(),
        }
    ),
)


@settings(max_examples=300, deadline=None)
@given(BONS, CONTEXTES)
def test_chaque_constat_repond_a_pourquoi(bon: Bon, contexte: Contexte) -> None:
    """Whatever the order, the engine answers; each obstacle has a text, a remedy, and each rule speaks once."""
    jugement = juger(bon, contexte)
    codes = [constat.motif.code for constat in jugement.constats]

    assert jugement.constats
    assert len(codes) == len(set(codes))
    for constat in jugement.constats:
        assert constat.motif.explication
        assert constat.motif.reference or constat.motif.code == "texte"
        assert constat.motif.satisfait is (constat.issue in (Issue.CONFORME, Issue.RESERVE))
        assert bool(constat.remede) is (constat.issue != Issue.CONFORME)
    assert jugement.verdict.favorable is (jugement.prediction == Prediction.ACCEPTE)
    assert bool(arithmetique(bon, contexte)) is bool(jugement.montants)


@settings(max_examples=200, deadline=None)
@given(BONS, CONTEXTES)
def test_ce_que_les_textes_ne_regardent_pas_ne_change_rien(bon: Bon, contexte: Contexte) -> None:
    autre = replace(
        bon,
        reference=bon.reference + "-bis",
        nom=bon.nom and bon.nom + " x" if bon.nom.strip() else bon.nom,
        signataire=bon.signataire and bon.signataire + " x",
        version=bon.version + ".1",
    )
    avant, apres = juger(bon, contexte), juger(autre, contexte)
    assert [(c.motif.code, c.issue) for c in avant.constats] == [(c.motif.code, c.issue) for c in apres.constats]
    assert avant.montants == apres.montants


def au_prix(ht: Decimal, taux: Decimal) -> tuple[Bon, Contexte]:
    """The order of a doctor whose main line is at this price, where this rate applies."""
    principale = Ligne(Prestation.VAGUE_2, LIBELLES[Prestation.VAGUE_2], ht, ttc(ht, taux))
    seconde = Ligne(Prestation.SECONDAIRE, LIBELLES[Prestation.SECONDAIRE], Decimal(100), ttc(Decimal(100), taux))
    bon = bon_valide(taux_tva=taux, lignes=(principale, seconde))
    return bon, contexte_valide(client={"departement": DEPARTEMENTS[taux]})


PRIX = st.integers(1, 500_00).map(lambda centimes: Decimal(centimes) / 100)


@given(PRIX, PRIX, TAUX)
def test_un_prix_plus_haut_n_est_jamais_mieux_juge(un: Decimal, deux: Decimal, taux: Decimal) -> None:
    bas, haut = (juger(*au_prix(prix, taux)).prediction for prix in sorted((un, deux)))
    assert (bas, haut) != (Prediction.REJETE, Prediction.ACCEPTE)
    assert haut != Prediction.ACCEPTE or bas == Prediction.ACCEPTE


@pytest.mark.exigence("CALC-04", "AV-04", "SOL-05")
@given(PRIX, TAUX)
def test_ce_qui_est_paye_fait_le_montant_au_centime(prix: Decimal, taux: Decimal) -> None:
    montants = juger(*au_prix(prix, taux)).montants
    if "finance" not in montants:
        assert prix > Decimal("376.25")
        return
    assert montants["avance"] + montants["solde"] == montants["finance"] == ttc(prix, taux)
    assert all(montant == au_centime(montant) for montant in montants.values())


@pytest.mark.exigence("PRIX-01")
@given(PRIX, TAUX)
def test_ramener_la_ligne_au_plafond_leve_le_constat(prix: Decimal, taux: Decimal) -> None:
    """The numeric remedy, applied, satisfies the rule; one cent more does not."""
    bon, contexte = au_prix(prix + 400, taux)
    avant = constat_de(bon, contexte, "plafond:0")
    limite = plafond(
        dispositif=contexte.dispositif, prestation=Prestation.VAGUE_2, client=Client.MEDECIN, tranche="", taux=taux,
        assujetti=True, jour=date(2026, 11, 20),
    )  # fmt: skip
    assert limite
    assert avant.issue == Issue.NON_CONFORME
    assert dict(avant.valeurs)["Plafond"] in avant.remede

    assert juger(_au_ttc(bon, limite.montant), contexte).prediction == Prediction.ACCEPTE
    depasse = constat_de(_au_ttc(bon, limite.montant + Decimal("0.01")), contexte, "plafond:0")
    assert depasse.issue == Issue.NON_CONFORME


def _au_ttc(bon: Bon, montant: Decimal) -> Bon:
    assert bon.taux_tva is not None
    ht = au_centime(sans_taxe(montant, bon.taux_tva))
    return replace(bon, lignes=(replace(bon.lignes[0], montant_ht=ht, montant_ttc=montant), *bon.lignes[1:]))


ANTICIPEE: dict[str, Any] = {"reference_le": a(2026, 10, 20), "dossier_complet_le": a(2026, 9, 13)}


def signe(jour: date) -> Bon:
    return bon_valide(emis_le=jour, signe_le=jour, mention_conditionnelle=True)


def remede_de_signature(bon: Bon, contexte: Contexte, code: str) -> Callable[[str], date]:
    """The only day that the remedy names."""
    remede = constat_de(bon, contexte, code).remede

    def lire(avant: str) -> date:
        jour = remede.split(avant)[1][:10]
        return date(int(jour[6:]), int(jour[3:5]), int(jour[:2]))

    return lire


@pytest.mark.exigence("CMD-04")
@given(st.dates(date(2026, 4, 15), date(2026, 5, 15)))
def test_signer_au_jour_du_remede_leve_le_delai(jour: date) -> None:
    contexte = contexte_valide(referencement=ANTICIPEE)
    corrige = remede_de_signature(signe(jour), contexte, "delai_120_jours")("au plus tôt le ")
    assert constat_de(signe(corrige), contexte, "delai_120_jours").issue == Issue.CONFORME
    veille = corrige - timedelta(days=1)
    assert constat_de(signe(veille), contexte, "delai_120_jours").issue == Issue.NON_CONFORME


@pytest.mark.exigence("CMD-03")
@given(st.dates(date(2027, 7, 17), date(2030, 1, 1)))
def test_signer_au_jour_du_remede_respecte_la_date_4(jour: date) -> None:
    corrige = remede_de_signature(signe(jour), contexte_valide(), "signature")("au plus tard le ")
    assert constat_de(signe(corrige), contexte_valide(), "signature").issue == Issue.CONFORME
    lendemain = corrige + timedelta(days=1)
    assert constat_de(signe(lendemain), contexte_valide(), "signature").issue == Issue.NON_CONFORME


@given(st.integers(0, 200), st.integers(0, 200))
def test_une_signature_plus_tardive_ne_sort_pas_du_delai(un: int, deux: int) -> None:
    """The later the signature, the fewer days before the complete file."""
    tot, tard = (date(2026, 4, 15) + timedelta(days=ecart) for ecart in sorted((un, deux)))
    contexte = contexte_valide(referencement=ANTICIPEE)
    issues = [constat_de(signe(jour), contexte, "delai_120_jours").issue for jour in (tot, tard)]
    assert issues != [Issue.CONFORME, Issue.NON_CONFORME]


@pytest.mark.parametrize(
    ("bon", "contexte"),
    [
        (bon_valide(), contexte_valide()),
        (bon_de_structure(), contexte_de_structure()),
        (bon_d_etablissement(), contexte_d_etablissement()),
    ],
    ids=["médecin", "structure", "établissement"],
)
def test_l_exemple_valable_satisfait_chaque_regle(bon: Bon, contexte: Contexte) -> None:
    jugement = juger(bon, contexte)
    assert jugement.obstacles == ()
    assert jugement.prediction == Prediction.ACCEPTE
    assert not jugement.sous_reserve


def test_tout_est_dit_d_un_coup() -> None:
    fautif = bon_valide(
        taux_tva=None, mention_etat=False, signature=Signature.AUCUNE, lignes=lignes("400.00", "480.00")
    )
    refus = {c.regle for c in juger(fautif, contexte_valide()).constats if c.issue == Issue.NON_CONFORME}
    assert {"CMD-35", "CMD-32", "CMD-41"} <= refus


@pytest.mark.exigence("PR-01", "CMD-30")
@pytest.mark.parametrize("seule", [0, 1], ids=["principale seule", "secondaire seule"])
def test_les_deux_prestations_sont_indissociables(seule: int) -> None:
    jugement = juger(bon_valide(lignes=(lignes()[seule],)), contexte_valide())
    assert jugement.prediction == Prediction.REJETE


@pytest.mark.exigence("B-FIN-10", "CMD-32", "CMD-34")
def test_un_montant_reel_et_la_mention_de_l_etat() -> None:
    muet = juger(bon_valide(mention_etat=False, lignes=lignes("0", "0", "0", "0")), contexte_valide())
    refus = {constat.motif.code for constat in muet.constats if constat.issue == Issue.NON_CONFORME}
    assert refus == {"mention_etat", "total_non_nul"}


@pytest.mark.exigence("HOP-03", "PR-02", "PR-03")
@pytest.mark.parametrize(("bon", "contexte"), [
    (bon_valide(lignes=lignes("376.25", "451.50", prestation=Prestation.VAGUES_1_ET_2)), contexte_valide()),
    (
        bon_d_etablissement(lignes=lignes("100000", "120000", prestation=Prestation.VAGUES_1_ET_2)[:1]),
        contexte_d_etablissement(),
    ),
], ids=["médecin", "établissement"])  # fmt: skip
def test_qui_a_eu_la_vague_1_commande_la_vague_2(bon: Bon, contexte: Contexte) -> None:
    """The remedy applied: the same price, as « Vague 2 »."""
    servi = replace(contexte, client=replace(contexte.client, vague_1=Motif("vague_1", False, "Bénéficiaire.")))
    assert juger(bon, contexte).prediction == Prediction.ACCEPTE
    assert [constat.regle for constat in juger(bon, servi).obstacles] == ["ELI-08"]

    vague_2 = Ligne(
        Prestation.VAGUE_2, LIBELLES[Prestation.VAGUE_2], bon.lignes[0].montant_ht, bon.lignes[0].montant_ttc
    )
    assert juger(replace(bon, lignes=(vague_2, *bon.lignes[1:])), servi).prediction == Prediction.ACCEPTE


@pytest.mark.exigence("ELI-09", "B-FIN-08")
def test_la_premiere_commande_retiree_la_suivante_passe() -> None:
    engagee = contexte_valide(client={"deja_commande_par_soi": "BC-2026-000"})
    (obstacle,) = juger(bon_valide(), engagee).obstacles
    assert obstacle.remede.startswith("Retirer d’abord la commande BC-2026-000")
    assert juger(bon_valide(), contexte_valide()).prediction == Prediction.ACCEPTE
