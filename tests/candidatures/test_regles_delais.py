"""Which instant binds: the text's, or the latest of the derogations that count when the filing is received."""

from datetime import UTC, date, datetime, timedelta

import pytest

from candidatures.regles import delais as regles
from candidatures.regles import echeance_respectee
from segur.noyau.regles import Reference, Version

TEXTE = Reference("arrêté du 8 juin 2026", "Date 2", "https://legifrance.example", "12h00 supposé")
LIMITE = datetime(2027, 1, 20, 11, tzinfo=UTC)
ACCORD = datetime(2027, 1, 20, 15, tzinfo=UTC)
JUSQU_AU = datetime(2027, 1, 27, 11, tzinfo=UTC)
INSTANT = timedelta(milliseconds=1)


def accord(**champs):
    valeurs = {"pk": 7, "cite": "réouverture n° 7", "accorde_le": ACCORD, "revoque_le": None, "jusqu_au": JUSQU_AU}
    return regles.Accord(**valeurs | champs)


def qui_lie(au, *accords, limite=LIMITE):
    return regles.date_qui_lie(texte=Version(date(2026, 6, 11), limite, TEXTE), accords=accords, au=au)


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize(
    ("au", "attendue"),
    [
        pytest.param(ACCORD - INSTANT, LIMITE, id="juste avant l’accord"),
        pytest.param(ACCORD, JUSQU_AU, id="à l’instant de l’accord"),
        pytest.param(ACCORD + INSTANT, JUSQU_AU, id="juste après"),
        pytest.param(JUSQU_AU + INSTANT, JUSQU_AU, id="après son terme, qui reste la limite"),
    ],
)
def test_une_derogation_compte_a_partir_de_son_accord(au, attendue):
    assert qui_lie(au, accord())[0].valeur == attendue


@pytest.mark.parametrize(("ecart", "attendue"), [(-INSTANT, JUSQU_AU), (timedelta(), LIMITE), (INSTANT, LIMITE)])
def test_une_derogation_revoquee_ne_compte_plus_a_cet_instant(ecart, attendue):
    revoquee = datetime(2027, 1, 22, 9, tzinfo=UTC)

    assert qui_lie(revoquee + ecart, accord(revoque_le=revoquee))[0].valeur == attendue


def test_la_plus_longue_l_emporte_et_le_texte_s_il_va_plus_loin():
    courte = accord(pk=1, jusqu_au=LIMITE - timedelta(days=1))

    assert qui_lie(ACCORD, courte, accord())[1] == accord()
    assert qui_lie(ACCORD, courte) == (Version(date(2026, 6, 11), LIMITE, TEXTE), None)
    assert qui_lie(ACCORD, accord(jusqu_au=LIMITE))[1] is None


def test_une_date_non_publiee_ne_bloque_personne_meme_avec_une_derogation():
    assert qui_lie(ACCORD, accord(), limite=None) == (Version(date(2026, 6, 11), None, TEXTE), None)


def test_la_reference_cite_le_texte_et_la_decision():
    reference = qui_lie(ACCORD, accord())[0].reference

    assert str(reference) == "arrêté du 8 juin 2026, Date 2, réouverture n° 7"
    assert (reference.url, reference.hypothese) == (TEXTE.url, TEXTE.hypothese)


@pytest.mark.parametrize(("ecart", "a_temps"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_le_terme_de_la_derogation_est_compris(ecart, a_temps):
    recu_le = JUSQU_AU + ecart

    motif = echeance_respectee(objet="Chapitre", recu_le=recu_le, echeance=qui_lie(recu_le, accord())[0])

    assert motif.satisfait is a_temps


@pytest.mark.parametrize(
    ("jusqu_au", "codes"),
    [
        (LIMITE - INSTANT, ["plus_tard"]),
        (LIMITE, ["plus_tard"]),
        (LIMITE + INSTANT, []),
    ],
)
def test_un_report_va_plus_loin_que_la_date_qui_lie(jusqu_au, codes):
    verdict = regles.report_utile(objet="Date 2", limite=LIMITE, jusqu_au=jusqu_au)

    assert [motif.code for motif in verdict.obstacles] == codes


def test_une_date_non_publiee_ne_se_reporte_pas():
    verdict = regles.report_utile(objet="Date 4", limite=None, jusqu_au=JUSQU_AU)

    assert str(verdict.obstacles[0].explication) == (
        "Date 4 : aucune date limite n’est publiée, il n’y a rien à reporter."
    )


@pytest.mark.parametrize(("ecart", "a_venir"), [(-INSTANT, True), (timedelta(), False), (INSTANT, False)])
def test_rien_ne_s_accorde_pour_un_instant_passe(ecart, a_venir):
    assert regles.delai_a_venir(jusqu_au=JUSQU_AU, recu_le=JUSQU_AU + ecart).satisfait is a_venir


def test_une_proposition_dit_tout_ce_qui_lui_manque():
    verdict = regles.derogation_motivee(motif="  ", pieces=0, en_attente=True)

    assert [motif.code for motif in verdict.obstacles] == ["motif", "pieces", "unique"]
    assert regles.derogation_motivee(motif="Panne.", pieces=1, en_attente=False).favorable


@pytest.mark.parametrize(
    ("utilisee", "rouvre", "revocable"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_une_derogation_se_revoque_avant_d_avoir_servi(utilisee, rouvre, revocable):
    assert regles.derogation_revocable(utilisee=utilisee, rouvre=rouvre).satisfait is revocable


@pytest.mark.parametrize(
    ("refusee", "rouverte", "satisfait"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_ce_qui_se_rouvre_est_une_etape_refusee_ou_deja_rouverte(refusee, rouverte, satisfait):
    assert regles.etape_reouvrable(refusee=refusee, rouverte=rouverte).satisfait is satisfait


def test_deux_personnes():
    assert [regles.deux_personnes(meme=meme).satisfait for meme in (True, False)] == [False, True]
