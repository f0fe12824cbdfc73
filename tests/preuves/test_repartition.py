"""Sharing chapters: what holds whatever they are."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from preuves.repartition import AJuger, empreinte, repartir

CHAPITRES = st.lists(
    st.builds(AJuger, st.integers(1, 10_000), st.integers(0, 130), st.integers(0, 4)),
    max_size=60,
    unique_by=lambda chapitre: chapitre.cle,
)
CHARGES = st.dictionaries(st.integers(1, 50), st.integers(0, 400), min_size=1, max_size=8)


def totaux(charges: dict[int, int], parts: dict[int, tuple[AJuger, ...]]) -> dict[int, int]:
    return {cle: charge + sum(chapitre.poids for chapitre in parts[cle]) for cle, charge in charges.items()}


@given(CHAPITRES, CHARGES)
def test_tout_est_donne_une_fois_et_jamais_a_deux(chapitres: list[AJuger], charges: dict[int, int]) -> None:
    parts = repartir(chapitres, charges)

    donnes = Counter(chapitre for part in parts.values() for chapitre in part)
    assert donnes == Counter(chapitres)
    assert set(parts) == set(charges)


@given(CHAPITRES, CHARGES)
def test_sans_son_dernier_chapitre_nul_n_a_plus_qu_un_autre(chapitres: list[AJuger], charges: dict[int, int]) -> None:
    parts = repartir(chapitres, charges)

    apres = totaux(charges, parts)
    for cle, part in parts.items():
        if part:
            assert apres[cle] - part[-1].poids <= min(apres.values())


@given(CHAPITRES, st.sets(st.integers(1, 50), min_size=2, max_size=8))
def test_a_charges_egales_l_ecart_tient_dans_un_chapitre(chapitres: list[AJuger], collegues: set[int]) -> None:
    charges = dict.fromkeys(collegues, 0)

    apres = totaux(charges, repartir(chapitres, charges)).values()

    assert max(apres) - min(apres) <= max((chapitre.poids for chapitre in chapitres), default=0)


@given(CHAPITRES, CHARGES)
def test_chacun_recoit_le_plus_urgent_d_abord(chapitres: list[AJuger], charges: dict[int, int]) -> None:
    parts = repartir(chapitres, charges)

    for part in parts.values():
        assert [chapitre.risque for chapitre in part] == sorted(chapitre.risque for chapitre in part)


@given(CHAPITRES, CHARGES, st.randoms())
def test_l_ordre_de_lecture_ne_change_rien(chapitres: list[AJuger], charges: dict[int, int], hasard) -> None:
    melanges, autres = list(chapitres), list(charges.items())
    hasard.shuffle(melanges)
    hasard.shuffle(autres)

    assert repartir(melanges, dict(autres)) == repartir(chapitres, charges)


def test_le_plus_libre_recoit_jusqu_a_rejoindre_les_autres() -> None:
    un, deux, trois = AJuger(1, 10, 3), AJuger(2, 4, 3), AJuger(3, 3, 0)

    assert repartir([un, deux, trois], {7: 0, 8: 12}) == {7: (trois, un), 8: (deux,)}


def test_des_chapitres_deja_juges_se_partagent_aussi() -> None:
    juges = [AJuger(cle, 0, 0) for cle in range(1, 5)]

    assert [len(part) for part in repartir(juges, {7: 0, 8: 0}).values()] == [2, 2]


def test_sans_collegue_rien_n_est_donne() -> None:
    assert repartir([AJuger(1, 3, 0)], {}) == {}


def test_l_empreinte_dit_qui_recoit_quoi_et_rien_d_autre() -> None:
    un, deux = AJuger(1, 3, 0), AJuger(2, 3, 0)
    lu = empreinte({7: (un,), 8: (deux,)})

    assert lu == empreinte({8: (AJuger(2, 1, 4),), 7: (AJuger(1, 3, 0),)})
    assert lu != empreinte({7: (deux,), 8: (un,)})
    assert lu != empreinte({7: (un,)})


@given(CHAPITRES, CHARGES, st.data())
def test_qui_connait_recoit_et_les_autres_le_reste(
    chapitres: list[AJuger], charges: dict[int, int], tirage: st.DataObject
) -> None:
    savoirs = st.frozensets(st.integers(1, 50))
    connus = [replace(chapitre, connu_de=tirage.draw(savoirs)) for chapitre in chapitres]

    parts = repartir(connus, charges)

    assert Counter(c for part in parts.values() for c in part) == Counter(connus)
    for cle, part in parts.items():
        assert all(cle in c.connu_de for c in part if c.connu_de & charges.keys())


def test_entre_ceux_qui_connaissent_le_plus_libre_recoit() -> None:
    un = AJuger(1, 10, 0, frozenset({7, 8}))

    assert repartir([un], {7: 30, 8: 20, 9: 0}) == {7: (), 8: (un,), 9: ()}
