"""Rules of the desk, at each bound. No database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from financement.regles import bureau as regles
from financement.regles.commande.faits import Constat, Issue, Jugement
from segur.noyau.regles import Motif, Reference
from tests.financement.commandes.exemples import a, bon_d_etablissement, bon_valide

TEXTE = Reference("AF-MDV-LGC-Va2", "section 4.3")


def constat(regle: str, issue: Issue) -> Constat:
    return Constat(Motif(regle, issue == Issue.CONFORME, f"Ce que dit {regle}.", TEXTE), regle, issue)


def cles(**faits: object) -> set[str]:
    return {controle.cle for controle in regles.controles_dus(**faits)}  # type: ignore[arg-type]


@pytest.mark.exigence("CMD-06")
@pytest.mark.parametrize(
    ("signe_le", "attendue"),
    [(date(2026, 9, 14), True), (date(2026, 9, 15), False), (date(2026, 9, 16), False)],
    ids=["CMD-06 la veille", "CMD-06 le jour même", "CMD-06 le lendemain"],
)
def test_la_mention_conditionnelle_est_due_avant_le_referencement(signe_le: date, attendue: bool) -> None:
    bon = bon_valide(signe_le=signe_le)
    assert ("conditionnelle" in cles(bon=bon, reference_le=a(2026, 9, 15, 0, 30))) is attendue
    assert "conditionnelle" in cles(bon=bon, reference_le=None)


@pytest.mark.exigence("CMD-01", "CMD-30", "CMD-31", "CMD-32", "CMD-33", "CMD-34", "CMD-35", "CMD-41")
def test_chaque_controle_a_sa_reference_et_ses_motifs() -> None:
    exigences = [controle.exigence for controle in regles.controles()]
    attendues = ["CMD-01", "CMD-06", "CMD-30", "CMD-31", "CMD-32", "CMD-33", "CMD-34", "CMD-35", "CMD-41"]
    assert exigences == attendues
    assert all(controle.motifs and controle.reference.article for controle in regles.controles())


@pytest.mark.exigence("CMD-31")
def test_perf_ne_se_controle_que_s_il_y_a_une_prestation_secondaire() -> None:
    assert "perf" in cles(bon=bon_valide(), reference_le=None)
    assert "perf" not in cles(bon=bon_d_etablissement(), reference_le=None)


@pytest.mark.exigence("PIL-F07")
def test_le_delai_se_compte_en_jours_de_paris() -> None:
    tard = a(2026, 11, 1, 23, 59)
    assert regles.Age(tard, tard + timedelta(minutes=1)).jours == 1
    assert regles.Age(tard, a(2026, 11, 11, 23, 59)).en_retard is False
    assert regles.Age(tard, a(2026, 11, 12, 0, 0)).en_retard is True
    assert regles.Age(tard, tard).avant_le == "11/11/2026"
    assert "sans engagement" in str(regles.delai()[1])


@pytest.mark.exigence("AV-05")
@pytest.mark.parametrize(
    ("issues", "favorable", "motifs"),
    [
        ((Issue.CONFORME,), True, 1),
        ((Issue.A_VERIFIER, Issue.RESERVE), True, 1),
        ((Issue.NON_CONFORME, Issue.CONFORME, Issue.NON_CONFORME), False, 3),
        ((), True, 1),
    ],
)
def test_le_moteur_ne_refuse_que_sur_une_regle_contraire(
    issues: tuple[Issue, ...], favorable: bool, motifs: int
) -> None:
    jugement = Jugement(tuple(constat(f"R-{rang}", issue) for rang, issue in enumerate(issues)))
    verdict = regles.moteur_favorable(jugement)
    assert (verdict.favorable, len(verdict.motifs)) == (favorable, motifs)


@pytest.mark.exigence("ELI-09")
@pytest.mark.parametrize(("occupe", "disputee"), [(True, False), (True, True), (False, False), (False, True)])
def test_la_place_se_tient_sans_dispute(occupe: bool, disputee: bool) -> None:
    verdict = regles.place_tenue(occupe=occupe, disputee=disputee)
    assert verdict.favorable is (occupe and not disputee)


def test_les_montants_doivent_etre_entiers() -> None:
    entiers = {"finance": Decimal(10), "avance": Decimal(4), "solde": Decimal(6)}
    assert regles.montants_connus(Jugement((), entiers)).satisfait
    for absent in entiers:
        partiels = {nom: montant for nom, montant in entiers.items() if nom != absent}
        assert not regles.montants_connus(Jugement((), partiels)).satisfait


@pytest.mark.parametrize(("controleur", "acteur", "permis"), [(1, 2, True), (1, 1, False), (None, 1, True)])
def test_deux_personnes_distinctes(controleur: int | None, acteur: int, permis: bool) -> None:
    assert regles.deux_personnes(controleur=controleur, acteur=acteur).satisfait is permis


def test_un_rejet_cite_ses_constats_et_leur_texte() -> None:
    texte = regles.noms_des_constats([constat("CMD-10", Issue.NON_CONFORME)])
    assert texte == "- Ce que dit CMD-10. (AF-MDV-LGC-Va2, section 4.3)"
    assert not regles.rejet_fonde(motif=" \n").satisfait
    assert regles.rejet_fonde(motif=texte).satisfait
