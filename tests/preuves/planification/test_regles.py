"""Milestone, pace, forecast and « réputé complet », at their boundaries."""

from datetime import UTC, datetime, timedelta

import pytest

from preuves.planification import regles
from segur.noyau.dispositifs import preuves as donnees
from segur.noyau.regles import Reference
from segur.noyau.temps import en_clair

JALON = datetime(2026, 7, 22, 10, tzinfo=UTC)
TEXTE = Reference("Arrêté")
SECONDE = timedelta(seconds=1)


@pytest.mark.exigence("CAL-06")
def test_le_jalon_du_lgc_vient_du_rectificatif(dispositifs):
    lgc = dispositifs["MDV-LGC-Va2"]
    avant = donnees.jalon(lgc, au=datetime(2026, 6, 10, 21, 59, tzinfo=UTC))
    version = donnees.jalon(lgc, au=datetime(2026, 6, 10, 22, tzinfo=UTC))

    assert avant is None
    assert version is not None
    assert (version.valeur.limite, version.valeur.minima) == (JALON, {"vague2": 25, "vague1": 50})
    assert en_clair(version.valeur.limite) == "22/07/2026 à 12:00 (heure de Paris)"
    assert donnees.jalon(dispositifs["MS-DUI-Va2"], au=JALON) is None


@pytest.mark.exigence("CAL-06")
@pytest.mark.parametrize(
    ("deposees", "attendues", "tenu"),
    [(24, 40, False), (25, 40, True), (26, 40, True), (9, 10, False), (10, 10, True), (0, 0, True)],
)
def test_vingt_cinq_preuves_ou_toutes_s_il_y_en_a_moins(deposees, attendues, tenu):
    motif = regles.jalon_tenu(libelle="Vague 2", deposees=deposees, minimum=25, attendues=attendues, reference=TEXTE)

    assert motif.satisfait is tenu


def prevoir(le, *, requis=28, faits=0, recentes=28, limite=JALON):
    objectif = regles.Objectif("jalon", "Jalon", limite, requis, faits, recentes, "n’a été déposée")
    return regles.prevoir(objectif, le=le)


@pytest.mark.exigence("CAL-06")
@pytest.mark.parametrize(
    ("jours", "tenue", "texte"),
    [
        (29, True, "À ce rythme, atteint vers le 21/07/2026, 1 jour avant la date limite."),
        (28, True, "À ce rythme, atteint vers le 22/07/2026, le jour même de la date limite."),
        (26, False, "À ce rythme, atteint vers le 24/07/2026, 2 jours après la date limite."),
    ],
)
def test_la_prevision_prolonge_le_rythme_observe(jours, tenue, texte):
    prevision = prevoir(JALON - timedelta(days=jours))

    assert (prevision.tenue, prevision.texte, prevision.jours) == (tenue, texte, jours)
    assert prevision.observe == 7.0
    assert prevision.necessaire == pytest.approx(28 * 7 / jours)


@pytest.mark.exigence("CAL-06")
@pytest.mark.parametrize(
    ("ecart", "texte"),
    [
        (-SECONDE, "À ce rythme, atteint vers le 19/08/2026, 28 jours après la date limite."),
        (0 * SECONDE, "À ce rythme, atteint vers le 19/08/2026, 28 jours après la date limite."),
        (SECONDE, "La date est passée : il manque 28 preuves."),
    ],
)
def test_la_date_est_passee_une_seconde_apres(ecart, texte):
    assert prevoir(JALON + ecart).texte == texte


def test_sans_depot_recent_la_prevision_le_dit():
    prevision = prevoir(JALON - timedelta(days=3), requis=25, faits=24, recentes=0)

    assert prevision.texte == (
        "Aucune preuve n’a été déposée ces 28 derniers jours : à ce rythme, la date sera manquée de 1 preuve."
    )
    assert prevoir(JALON + SECONDE, requis=25, faits=25).texte == "Atteint."
    assert prevoir(JALON, limite=None).texte == "Cette date n’est pas publiée."


def test_le_chapitre_le_plus_proche_d_etre_complet_vient_d_abord():
    chapitres = [
        regles.AFaire(1, "Loin", 12, renvoye=False),
        regles.AFaire(2, "Renvoyé", 1, renvoye=True),
        regles.AFaire(3, "Prêt", 0, renvoye=False),
    ]

    assert [(c.titre, c.raison) for c in regles.par_ou_commencer(chapitres)] == [
        ("Prêt", "Complet : il ne reste qu’à le soumettre."),
        ("Renvoyé", "Il y manque 1 preuve que l’ANS a demandé de modifier."),
        ("Loin", "Il y manque 12 preuves pour le soumettre."),
    ]


def test_un_delai_se_mesure_a_partir_de_cinq_cas():
    assert regles.delai_median([1, 2, 3, 40]) is None
    assert regles.delai_median([1, 2, 3, 4, 40]) == 3.0


@pytest.mark.exigence("E3-36", "E3-37", "E3-44", "DER-09")
def test_le_dossier_repute_complet_s_explique_motif_par_motif():
    rien = regles.Manques((), (), (), ())
    tout = regles.Manques(["Identité"], ["A.01"], ["B.01", "B.02"], ["C.01"])

    assert regles.repute_complet(ouvert=True, manques=rien).favorable
    assert [m.explication for m in regles.repute_complet(ouvert=True, manques=tout).obstacles] == [
        "Chapitres à soumettre une première fois : Identité.",
        "Homologations CNDA sans attestation ni pièce provisoire : A.01.",
        "Habilitations EDC PSC sans attestation ni pièce provisoire : B.01, B.02.",
        "Test d’intrusion à déposer une première fois : C.01.",
    ]
    assert [m.code for m in regles.repute_complet(ouvert=False, manques=rien).obstacles] == ["depot_ouvert"]


def test_le_bilan_se_fait_a_l_instant_de_la_date_des_qu_elle_est_passee():
    assert regles.instant_du_bilan(le=JALON, limite=JALON) == (JALON, "à ce jour")
    assert regles.instant_du_bilan(le=JALON + SECONDE, limite=JALON)[0] == JALON
    assert regles.instant_du_bilan(le=JALON, limite=None) == (JALON, "à ce jour")
