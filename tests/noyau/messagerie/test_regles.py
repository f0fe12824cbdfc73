"""The bounds: just before, at, just after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie, Rythme

MIDI = datetime(2026, 9, 14, 10, tzinfo=UTC)
UN_INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("depuis", "attendu"),
    [
        (None, MIDI),
        (timedelta(0), MIDI + regles.FENETRE),
        (regles.FENETRE - UN_INSTANT, MIDI + UN_INSTANT),
        (regles.FENETRE, MIDI),
        (regles.FENETRE + UN_INSTANT, MIDI),
        (-regles.FENETRE, MIDI + 2 * regles.FENETRE),
        (-regles.FENETRE - UN_INSTANT, MIDI),
    ],
    ids=["rien reçu", "à l’instant", "fin de fenêtre", "fenêtre close", "après", "horloge reculée", "trop reculée"],
)
def test_le_premier_part_aussitot_et_la_suite_a_la_fin_de_la_fenetre(depuis, attendu):
    dernier = None if depuis is None else MIDI - depuis

    assert regles.depart_groupe(le=MIDI, dernier=dernier) == attendu


@pytest.mark.parametrize(
    ("cree_le", "jour", "instant"),
    [
        (datetime(2026, 10, 24, 5, 59, 59, tzinfo=UTC), date(2026, 10, 24), datetime(2026, 10, 24, 6, tzinfo=UTC)),
        (datetime(2026, 10, 24, 6, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        (datetime(2026, 10, 25, 7, tzinfo=UTC), date(2026, 10, 26), datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (datetime(2027, 3, 27, 7, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        (datetime(2027, 3, 28, 6, tzinfo=UTC), date(2027, 3, 29), datetime(2027, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1), datetime(2027, 1, 1, 7, tzinfo=UTC)),
    ],
    ids=["avant 8 h", "8 h juste", "2 h 30 d’été", "2 h 30 d’hiver", "8 h d’hiver", "veille", "8 h d’été", "réveillon"],
)
def test_le_resume_part_a_huit_heures_de_paris(cree_le, jour, instant):
    trouve = regles.jour_du_resume(cree_le=cree_le, pris=())

    assert (trouve, regles.instant_du_resume(trouve)) == (jour, instant)


def test_un_resume_deja_parti_renvoie_au_lendemain():
    matin = datetime(2026, 9, 14, 5, tzinfo=UTC)

    assert regles.jour_du_resume(cree_le=matin, pris={date(2026, 9, 14), date(2026, 9, 15)}) == date(2026, 9, 16)


@pytest.mark.parametrize("categorie", Categorie)
@pytest.mark.parametrize("prefere", Rythme)
def test_une_preference_ne_tait_jamais_l_obligatoire_ni_l_urgent(categorie, prefere):
    retenu = regles.rythme_retenu(categorie=categorie, prefere=prefere, urgente=False)

    assert retenu == (prefere if prefere in regles.rythmes_permis(categorie) else "immediat")
    assert regles.rythme_retenu(categorie=categorie, prefere=prefere, urgente=True) == "immediat"


def test_ce_qui_se_choisit():
    permis = {categorie.value: regles.rythmes_permis(categorie) for categorie in Categorie}

    assert {c for c, rythmes in permis.items() if "aucun" not in rythmes} == {
        "decision",
        "officiel",
        "calendrier",
        "information",
        "compte",
    }
    assert {c for c, rythmes in permis.items() if rythmes == ("immediat",)} == {"officiel", "compte"}


def test_les_essais_s_espacent():
    minutes = [regles.delai_avant_essai(essais).total_seconds() / 60 for essais in range(1, 9)]

    assert minutes == [1, 2, 5, 10, 30, 60, 60, 60]


@pytest.mark.parametrize(("code", "definitif"), [(None, False), (421, False), (499, False), (500, True), (550, True)])
def test_seul_un_refus_definitif_arrete(code, definitif):
    assert regles.est_definitif(code) is definitif


@pytest.mark.parametrize(("apres", "abandonne"), [(-UN_INSTANT, False), (timedelta(0), True), (UN_INSTANT, True)])
def test_trois_jours_puis_l_abandon(apres, abandonne):
    assert regles.est_abandonne(depuis=MIDI, le=MIDI + regles.ABANDON + apres) is abandonne


@pytest.mark.parametrize(("nombre", "deux"), [(19, False), (20, False), (21, True)])
def test_deux_personnes_au_dela_du_seuil(nombre, deux):
    assert regles.demande_deux_personnes(nombre) is deux


@pytest.mark.parametrize(
    ("deux", "auteur", "apres", "permis"),
    [
        (True, True, timedelta(0), False),
        (True, False, timedelta(0), True),
        (False, True, timedelta(0), True),
        (False, True, -UN_INSTANT, False),
    ],
)
def test_l_auteur_ne_confirme_pas_seul_un_grand_envoi(deux, auteur, apres, permis):
    verdict = regles.confirmable(deux_personnes=deux, par_son_auteur=auteur, ecrite_le=MIDI, le=MIDI + apres)

    assert verdict.favorable is permis


def test_un_seul_message_garde_son_sujet():
    noms = {"tous_des_dossiers": True, "service": "Portail Ségur"}

    assert regles.sujet(["Étape 1 validée"], **noms) == "Étape 1 validée"
    assert regles.sujet(["a"] * 200, **noms) == "200 nouveautés sur vos candidatures"
    assert regles.sujet(["a"] * 2, **noms | {"tous_des_dossiers": False}) == "2 nouveautés — Portail Ségur"
