"""Tables of the rules, just before, at and just after each bound. Ids cite the catalogue."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from financement.regles import coordonnees, enrolement, expirations, fournisseur
from financement.regles.enrolement import NATURES
from financement.regles.noms import NOM_AU_PLUS, nom_admis, nom_conforme
from financement.validateurs import PAYS_SEPA, valider_bic, valider_iban
from segur.noyau.temps import PARIS

SIGNE, FIN = date(2025, 3, 1), date(2026, 2, 28)


@pytest.mark.exigence("ELI-01", "E2-21")
@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
    ids=["la veille", "jour de la signature", "dernier jour", "le lendemain"],
)
def test_un_mandat_vaut_bornes_comprises(jour: date, attendu: bool) -> None:
    assert fournisseur.mandat_en_vigueur(signe_le=SIGNE, fin_le=FIN, jour=jour).satisfait is attendu


@pytest.mark.exigence("ELI-01")
@pytest.mark.parametrize(("signe", "fin"), [(None, FIN), (SIGNE, None)])
def test_un_mandat_sans_ses_dates_ne_vaut_rien(signe: date | None, fin: date | None) -> None:
    assert not fournisseur.mandat_en_vigueur(signe_le=signe, fin_le=fin, jour=SIGNE).satisfait


@pytest.mark.exigence("ELI-01")
def test_un_fournisseur_edite_ou_tient_un_mandat() -> None:
    perime = fournisseur.mandat_en_vigueur(signe_le=SIGNE, fin_le=FIN, jour=date(2026, 3, 1))
    valable = fournisseur.mandat_en_vigueur(signe_le=SIGNE, fin_le=FIN, jour=FIN)

    assert fournisseur.est_fournisseur(est_editeur=True, mandats=[]).satisfait
    assert fournisseur.est_fournisseur(est_editeur=False, mandats=[perime, valable]).satisfait
    assert not fournisseur.est_fournisseur(est_editeur=False, mandats=[perime]).satisfait
    assert not fournisseur.est_fournisseur(est_editeur=False, mandats=[]).satisfait


@pytest.mark.exigence("ELI-02")
@pytest.mark.parametrize(
    ("usage_exclusif", "reservee", "libres", "attendu"),
    [
        (False, False, None, True),
        (True, False, None, False),
        (False, True, False, False),
        (False, True, None, False),
        (False, True, True, True),
        (None, False, None, False),
        (False, None, None, False),
    ],
    ids=["marché", "autoéditée", "membres captifs", "membres, sans réponse", "membres libres", "?", "? membres"],
)
def test_la_solution_est_sur_un_marche(
    usage_exclusif: bool | None, reservee: bool | None, libres: bool | None, attendu: bool
) -> None:
    motif = fournisseur.marche_concurrentiel(
        usage_exclusif=usage_exclusif, reservee_aux_membres=reservee, membres_libres=libres
    )

    assert motif.satisfait is attendu


@pytest.mark.exigence("ELI-03", "B-FIN-12")
@pytest.mark.parametrize(
    ("declaree", "est_editeur", "justifiee", "attendu"),
    [
        ("propre", True, True, True),
        ("propre", True, False, False),
        ("editeur", False, True, True),
        ("editeur", False, False, False),
        ("editeur", True, True, False),
        ("aucune", True, True, False),
        ("", True, True, False),
    ],
)
def test_l_habilitation_est_la_sienne_ou_celle_que_le_mandat_permet(
    declaree: str, est_editeur: bool, justifiee: bool, attendu: bool
) -> None:
    motif = fournisseur.habilitation_edc(declaree=declaree, est_editeur=est_editeur, justifiee=justifiee)

    assert motif.satisfait is attendu


@pytest.mark.exigence("ENR-09")
@pytest.mark.parametrize(
    ("jour", "attendu"), [(date(2026, 9, 30), True), (date(2026, 10, 1), True), (date(2026, 10, 2), False)]
)
def test_la_revue_revient_chaque_annee(jour: date, attendu: bool) -> None:
    assert fournisseur.revue_a_jour(derniere=date(2025, 10, 1), jour=jour).satisfait is attendu
    assert fournisseur.revue_a_jour(derniere=None, jour=jour).satisfait


@pytest.mark.exigence("ENR-08")
@pytest.mark.parametrize(
    ("certificat", "compte", "attendu"),
    [
        (False, False, "anticipe"),
        (True, False, "initial"),
        (False, True, "complementaire"),
        (True, True, "complementaire"),
    ],
)
def test_trois_enrolements(certificat: bool, compte: bool, attendu: str) -> None:
    assert enrolement.nature_demandee(certificat=certificat, compte_vague_1=compte) == attendu


@pytest.mark.exigence("ENR-01", "E1-32", "B-FIN-05")
@pytest.mark.parametrize(
    ("validee", "situation", "obstacles"),
    [
        (True, "en_cours", []),
        (True, "referencee", []),
        (False, "en_cours", ["candidature_validee"]),
        (False, "", ["candidature_validee"]),
        (True, "suspendue", ["situation"]),
        (True, "retiree", ["situation"]),
    ],
)
def test_l_enrolement_s_ouvre_avec_la_candidature_validee(validee: bool, situation: str, obstacles: list[str]) -> None:
    verdict = enrolement.enrolement_demandable(candidature_validee=validee, situation=situation)

    assert [motif.code for motif in verdict.obstacles] == obstacles


REPONSES: dict[str, Any] = {
    "heberge": False,
    "hds_physique": None,
    "hds_infogere": None,
    "depositaire": "representant",
    "assujetti": True,
    "edc": "aucune",
}


@pytest.mark.exigence("ENR-03", "ENR-04", "ENR-05", "HOP-11", "B-FIN-04", "TVA-03", "ELI-03")
@pytest.mark.parametrize(
    ("changements", "attendues"),
    [
        ({}, ["identite_representant", "non_hds"]),
        ({"heberge": None}, ["identite_representant"]),
        ({"heberge": True, "hds_physique": True}, ["identite_representant", "hds_physique"]),
        ({"heberge": True, "hds_infogere": True}, ["identite_representant", "hds_infogere"]),
        (
            {"heberge": True, "hds_physique": True, "hds_infogere": True},
            ["identite_representant", "hds_physique", "hds_infogere"],
        ),
        ({"hds_physique": True}, ["identite_representant", "non_hds"]),
        ({"depositaire": "employe"}, ["identite_representant", "mandat", "identite_depositaire", "non_hds"]),
        ({"depositaire": "tiers"}, ["identite_representant", "contrat", "identite_depositaire", "non_hds"]),
        ({"assujetti": False}, ["identite_representant", "non_hds", "non_assujettissement"]),
        ({"assujetti": None}, ["identite_representant", "non_hds"]),
        ({"edc": "propre"}, ["identite_representant", "non_hds", "habilitation_edc"]),
        ({"edc": "editeur"}, ["identite_representant", "non_hds", "habilitation_edc"]),
    ],
)
def test_les_pieces_suivent_les_reponses(changements: dict[str, Any], attendues: list[str]) -> None:
    dues = enrolement.pieces_dues(**(REPONSES | changements))

    assert [due.nature for due in dues] == attendues
    assert [due.nature for due in dues if due.facultative] == [n for n in attendues if n == "habilitation_edc"]


@pytest.mark.exigence("ENR-04", "ENR-06", "HOP-11")
@pytest.mark.parametrize(
    ("heberge", "physique", "infogere", "attendu"),
    [(True, None, None, False), (True, False, False, False), (True, True, False, True), (True, False, True, True)]
    + [(False, None, None, True), (None, None, None, True)],
)
def test_qui_heberge_tient_l_un_des_deux_certificats(
    heberge: bool | None, physique: bool | None, infogere: bool | None, attendu: bool
) -> None:
    motif = enrolement.activite_hds(heberge=heberge, hds_physique=physique, hds_infogere=infogere)

    assert motif.satisfait is attendu
    assert motif.reference is not None
    assert motif.reference.article == "articles L. 1111-8 et R. 1111-8-8"


@pytest.mark.exigence("ENR-10", "B-FIN-04")
@pytest.mark.parametrize(
    ("nature", "presente", "expire_le", "attendu"),
    [
        ("identite_representant", False, None, False),
        ("identite_representant", True, None, False),
        ("identite_representant", True, date(2025, 10, 5), False),
        ("identite_representant", True, date(2025, 10, 6), True),
        ("identite_representant", True, date(2025, 10, 7), True),
        ("mandat", True, None, True),
        ("mandat", True, date(2025, 10, 5), False),
        ("non_hds", True, None, True),
    ],
    ids=["absente", "sans date", "expirée la veille", "dernier jour", "encore un jour", "sans fin", "mandat fini", "-"],
)
def test_une_piece_vaut_jusqu_a_son_dernier_jour(
    nature: str, presente: bool, expire_le: date | None, attendu: bool
) -> None:
    motif = enrolement.piece_valable(nature=nature, presente=presente, expire_le=expire_le, jour=date(2025, 10, 6))

    assert motif.satisfait is attendu
    assert motif.reference == NATURES[nature].reference


@pytest.mark.exigence("ENR-03")
@pytest.mark.parametrize(("engage", "attendu"), [(True, True), (False, False), (None, False)])
def test_l_engagement_est_exige(engage: bool | None, attendu: bool) -> None:
    assert enrolement.engagement_pris(engage=engage).satisfait is attendu


@pytest.mark.exigence("ENR-02")
def test_un_refus_dit_ce_qui_n_est_pas_rempli() -> None:
    assert not enrolement.refus_fonde(manquements=[]).satisfait
    assert enrolement.refus_fonde(manquements=["Pièce expirée."]).satisfait


@pytest.mark.exigence("ASP-10")
@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("rib.pdf", "rib.pdf"),
        ("RIB LogiPro été 2025.pdf", "RIB_LogiPro_ete_2025.pdf"),
        ("Pièce d’identité (recto).PNG", "Piece_didentite_recto.png"),
        ("œuvre.jpeg", "uvre.jpeg"),
        ("日本.pdf", "piece.pdf"),
        ("../../etc/passwd.pdf", "etc_passwd.pdf"),
        ("a" * 46 + ".pdf", "a" * 46 + ".pdf"),
        ("a" * 47 + ".pdf", "a" * 46 + ".pdf"),
    ],
)
def test_le_nom_transmis_est_celui_que_l_asp_accepte(nom: str, attendu: str) -> None:
    assert nom_conforme(nom) == attendu
    assert nom_admis(nom_conforme(nom))
    assert len(nom_conforme(nom)) <= NOM_AU_PLUS


def instant(jour: int, heure: int, minute: int = 0) -> datetime:
    return datetime(2025, 10, jour, heure, minute, tzinfo=PARIS)


def test_de_premieres_coordonnees_servent_aussitot() -> None:
    assert coordonnees.sert_a_partir_du(approuvees_le=instant(1, 15), remplacent=False) == instant(1, 15)


def test_un_changement_attend_sept_jours_entiers_de_paris() -> None:
    """Across the change to winter time: whole days of Paris, never hours."""
    debut = coordonnees.sert_a_partir_du(approuvees_le=instant(22, 15), remplacent=True)

    assert debut == instant(30, 0)
    assert debut == datetime(2025, 10, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("le", "attendu"),
    [(instant(1, 14, 59), None), (instant(1, 15), 0), (instant(8, 23, 59), 0), (instant(9, 0), 1)],
)
def test_les_anciennes_servent_jusqu_aux_nouvelles(le: datetime, attendu: int | None) -> None:
    assert coordonnees.rang_en_service(debuts=[instant(1, 15), instant(9, 0)], le=le) == attendu


@pytest.mark.parametrize(("le", "attendu"), [(instant(8, 23, 59), True), (instant(9, 0), False)])
def test_on_s_oppose_tant_qu_elles_ne_servent_pas(le: datetime, attendu: bool) -> None:
    assert coordonnees.opposition_possible(sert_le=instant(9, 0), le=le).satisfait is attendu
    assert coordonnees.opposition_possible(sert_le=None, le=le).satisfait


@pytest.mark.parametrize(
    ("demandeur", "verificateur", "acteur", "attendu"), [(1, 2, 3, True), (1, 2, 2, False), (1, 2, 1, False)]
)
def test_trois_personnes(demandeur: int, verificateur: int, acteur: int, attendu: bool) -> None:
    motif = coordonnees.trois_personnes(demandeur=demandeur, verificateur=verificateur, acteur=acteur)

    assert motif.satisfait is attendu


@pytest.mark.parametrize(
    ("fournisseur_", "gestionnaire", "en_charge", "attendu"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (False, False, False, True)],
)
def test_le_gestionnaire_regarde_ce_qu_il_a_en_charge(
    fournisseur_: bool, gestionnaire: bool, en_charge: bool, attendu: bool
) -> None:
    motif = coordonnees.regard_permis(est_fournisseur=fournisseur_, est_gestionnaire=gestionnaire, en_charge=en_charge)

    assert motif.satisfait is attendu


@pytest.mark.exigence("B-FIN-04")
@pytest.mark.parametrize("faux", ["", "FR7", "DE89", "FR7630006000011234567890188", "XX7630006000011234567890189"])
def test_un_iban_faux_est_dit_sans_etre_repete(faux: str) -> None:
    with pytest.raises(ValidationError) as refus:
        valider_iban(faux)
    assert len(faux) < 4 or faux not in str(refus.value)


@pytest.mark.exigence("B-FIN-04")
def test_un_iban_juste_passe_et_un_bic_suit_son_pays() -> None:
    valider_iban("FR7630006000011234567890189")
    valider_bic("AGRIFRPP")
    with pytest.raises(ValidationError):
        valider_bic("AGRI")
    assert coordonnees.bic_du_meme_pays(iban="FR76", bic="AGRIFRPP").satisfait
    assert not coordonnees.bic_du_meme_pays(iban="FR76", bic="DEUTDEFF").satisfait
    assert coordonnees.iban_en_zone_sepa(iban="FR76", pays=PAYS_SEPA).satisfait
    assert not coordonnees.iban_en_zone_sepa(iban="TN59", pays=PAYS_SEPA).satisfait


@pytest.mark.parametrize(
    ("restants", "attendu"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-1, -1), (-400, -1)],
)
def test_les_paliers_d_une_expiration(restants: int, attendu: int | None) -> None:
    dernier = date(2026, 1, 1)

    assert (
        expirations.palier_atteint(expire_le=dernier, jour=date.fromordinal(dernier.toordinal() - restants)) == attendu
    )
