"""Who manages whom, until when an invitation holds, why the last mandataire stays."""

from datetime import UTC, datetime, timedelta

import pytest

from segur.noyau.comptes.models import ROLES_GERES, Role
from segur.noyau.organisations import regles

LIMITE = datetime(2025, 10, 13, 21, 59, tzinfo=UTC)  # 23:59 in Paris, summer time
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("envoyee_le", "limite"),
    [
        (datetime(2025, 10, 6, 8, tzinfo=UTC), LIMITE),
        (datetime(2025, 10, 5, 22, tzinfo=UTC), LIMITE),  # already the 6th in Paris
        (datetime(2025, 10, 5, 21, 59, tzinfo=UTC), LIMITE - timedelta(days=1)),
        (datetime(2025, 10, 21, 8, tzinfo=UTC), datetime(2025, 10, 28, 22, 59, tzinfo=UTC)),  # clocks go back
    ],
    ids=["le matin", "après minuit à Paris", "avant minuit à Paris", "heure d’hiver"],
)
def test_une_invitation_dure_sept_jours_de_paris(envoyee_le: datetime, limite: datetime) -> None:
    assert regles.expiration(envoyee_le=envoyee_le) == limite


@pytest.mark.parametrize(
    ("recu_le", "valable"),
    [(LIMITE - INSTANT, True), (LIMITE, True), (LIMITE + INSTANT, False)],
    ids=["juste avant", "à l’instant", "juste après"],
)
def test_une_invitation_vaut_jusqu_a_son_instant_compris(recu_le: datetime, valable: bool) -> None:
    motif = regles.invitation_valable(recu_le=recu_le, expire_le=LIMITE)

    assert motif.satisfait is valable
    assert "13/10/2025 à 23:59 (heure de Paris)" in motif.explication


@pytest.mark.exigence("CP-04", "CP-05", "ROL-02", "ROL-03")
@pytest.mark.parametrize(
    ("qui", "geres"),
    [
        ("mandataire", {"mandataire", "representant", "salarie"}),
        ("representant", {"salarie"}),
        ("salarie", set()),
        ("responsable", {"mandataire"}),
        ("administrateur", {"mandataire"}),
        ("verificateur", set()),
        ("payeur", set()),
    ],
)
def test_chacun_gere_ce_que_son_role_lui_donne(qui: str, geres: set[str]) -> None:
    siens = frozenset(role.value for role in ROLES_GERES.get(qui, ()))

    permis = {r.value for r in Role if regles.role_gere(role=r, libelle=r.label, geres=siens).satisfait}

    assert permis == geres


@pytest.mark.parametrize(
    ("est_mandataire", "a_une_releve", "possible"),
    [(True, True, True), (True, False, False), (False, False, True), (False, True, True)],
)
def test_le_dernier_mandataire_reste(est_mandataire: bool, a_une_releve: bool, possible: bool) -> None:
    motif = regles.reste_un_mandataire(est_mandataire=est_mandataire, a_une_releve=a_une_releve)

    assert motif.satisfait is possible


@pytest.mark.parametrize(
    ("deja_membre", "deja_invitee", "obstacles"),
    [
        (False, False, []),
        (True, False, ["deja_membre"]),
        (False, True, ["deja_invitee"]),
        (True, True, ["deja_membre", "deja_invitee"]),
    ],
)
def test_une_invitation_dit_tout_ce_qui_l_empeche(deja_membre: bool, deja_invitee: bool, obstacles: list[str]) -> None:
    verdict = regles.invitation_possible(
        role="salarie",
        libelle="salarié",
        geres={"salarie"},
        deja_membre=deja_membre,
        deja_invitee=deja_invitee,
    )

    assert [motif.code for motif in verdict.obstacles] == obstacles


@pytest.mark.parametrize(
    ("ancien", "nouveau", "par_l_ans", "possible"),
    [
        ("", "732829320", False, True),
        ("732829320", "732829320", False, True),
        ("732829320", "552100554", False, False),
        ("732829320", "", False, False),
        ("732829320", "552100554", True, True),
    ],
    ids=["vide", "inchangé", "autre", "effacé", "par l’ANS"],
)
def test_un_siren_verifie_ne_change_que_par_l_ans(ancien: str, nouveau: str, par_l_ans: bool, possible: bool) -> None:
    assert regles.identite_verifiee(ancien=ancien, nouveau=nouveau, par_l_ans=par_l_ans).satisfait is possible


@pytest.mark.exigence("CP-03", "ROL-01")
@pytest.mark.parametrize(
    ("autorisee", "verifiee", "obstacles"),
    [(True, True, []), (True, False, ["verifiee"]), (False, True, ["role"])],
)
def test_une_organisation_s_ouvre_apres_verification(autorisee: bool, verifiee: bool, obstacles: list[str]) -> None:
    verdict = regles.ouverture_possible(autorisee=autorisee, verifiee=verifiee)

    assert [motif.code for motif in verdict.obstacles] == obstacles


def test_une_adresse_se_compare_sans_la_casse() -> None:
    assert regles.adresse_invitee(invitee="a@exemple.fr", adresse="A@Exemple.fr").satisfait
    assert not regles.adresse_invitee(invitee="a@exemple.fr", adresse="b@exemple.fr").satisfait
