"""What a reviewer knows and when they are away: the chapters of nobody go first to whoever knows them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from candidatures.instruction import instructeurs
from preuves import regles
from preuves.competences import chapitres_connaissables, connus_de, enregistrer
from preuves.file import attentes, charges, compter, en_lignes
from preuves.models import Chapitre, Competence
from preuves.partage import proposer
from preuves.transitions.attribution import attribuer, prendre_en_charge
from segur.noyau import horloge
from segur.noyau.comptes.models import Absence, Acteur
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
PAGE = "/instruction/equipe/"
AUJOURD_HUI = jour_de_paris(AVANT_DATE_1)
DEMAIN = AUJOURD_HUI + timedelta(days=1)
HIER = AUJOURD_HUI - timedelta(days=1)


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def soumis(petit_monde: Monde) -> list[Chapitre]:
    """A chapter of three proofs and one of two."""
    scenario = petit_monde.eligible()
    chapitres = scenario.chapitres()
    for chapitre in chapitres:
        scenario.soumettre(chapitre)
    return list(chapitres)


def absenter(acteur: Acteur, debut: date, fin: date) -> Absence:
    return Absence.objects.create(utilisateur=acteur.personne, debut=debut, fin=fin)


def repartition(monde: Monde) -> dict[str, list[str]]:
    collegues = [monde.responsable.personne, monde.verificateur.personne]
    partage = proposer(monde.responsable, AVANT_DATE_1, {}, collegues)
    return {str(part.collegue): [ligne.chapitre for ligne in part.lignes] for part in partage.parts}


def test_un_chapitre_va_d_abord_a_qui_le_connait(petit_monde: Monde, soumis: list[Chapitre]) -> None:
    premier, second = map(str, soumis)
    assert sorted(map(len, repartition(petit_monde).values())) == [1, 1]

    enregistrer(petit_monde.verificateur.personne, [premier, second])
    assert repartition(petit_monde) == {"Louis Moreau": [], "Amina Roux": [premier, second]}

    enregistrer(petit_monde.responsable.personne, [second])
    assert repartition(petit_monde) == {"Louis Moreau": [second], "Amina Roux": [premier]}


def test_l_apercu_dit_combien_sont_connus(
    petit_monde: Monde, soumis: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    enregistrer(petit_monde.verificateur.personne, [str(soumis[0])])
    adresse = f"/instruction/chapitres/repartir/?collegue={petit_monde.verificateur.personne.pk}"

    page = connecter(petit_monde.responsable).get(adresse).content.decode()

    assert "Chapitres connus : 1 sur 2." in page


def test_chacun_coche_les_chapitres_qu_il_connait(
    petit_monde: Monde, soumis: list[Chapitre], connecter: Callable[..., Client]
) -> None:
    amina, titre = petit_monde.verificateur, str(soumis[0])
    Competence.objects.create(personne=amina.personne, chapitre="Chapitre d’un ancien REM")
    client = connecter(amina)

    for chapitres in ([titre, "Chapitre inventé"], [titre]):
        reponse = client.post(PAGE, {"geste": "competences", "chapitre": chapitres}, follow=True)
        assert connus_de([amina.personne])[amina.personne.pk] == {titre, "Chapitre d’un ancien REM"}
    assert [str(m) for m in reponse.context["messages"]] == ["Chapitres connus de Amina Roux : 1."]
    assert [connu for nom, _, connu in reponse.context["chapitres"] if nom == titre] == [True]

    client.post(PAGE, {"geste": "competences"})
    assert connus_de([amina.personne])[amina.personne.pk] == {"Chapitre d’un ancien REM"}


def test_un_titre_de_plusieurs_rem_se_coche_une_fois(petit_monde: Monde) -> None:
    titres = chapitres_connaissables()

    assert list(titres) == sorted(titres)
    assert all(len(lieux) == len(set(lieux)) for lieux in titres.values())


def test_seul_un_responsable_ouvre_la_page_d_un_collegue(petit_monde: Monde, connecter: Callable[..., Client]) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable

    assert connecter(louis).get(f"{PAGE}?personne={amina.personne.pk}").context["personne"] == amina.personne
    assert connecter(louis).get(f"{PAGE}?personne={petit_monde.mandataire.personne.pk}").status_code == 404
    assert connecter(louis).get(f"{PAGE}?personne=abc").status_code == 404
    client = connecter(amina)
    assert client.get(f"{PAGE}?personne={louis.personne.pk}").status_code == 403
    assert client.post(f"{PAGE}?personne={louis.personne.pk}", {"geste": "competences"}).status_code == 403


@pytest.mark.parametrize(
    ("debut", "fin", "present"),
    [(HIER, HIER, True), (DEMAIN, DEMAIN, True), (HIER, AUJOURD_HUI, False), (AUJOURD_HUI, DEMAIN, False)],
)
def test_une_absence_compte_du_premier_jour_au_dernier_compris(
    petit_monde: Monde, debut: date, fin: date, present: bool
) -> None:
    amina = petit_monde.verificateur
    absenter(amina, debut, fin)

    assert instructeurs(AVANT_DATE_1).contains(amina.personne) is present


def test_ce_que_suit_un_absent_est_a_reattribuer_puis_lui_revient(petit_monde: Monde, soumis: list[Chapitre]) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable
    for chapitre in soumis:
        prendre_en_charge(chapitre, petit_monde.demande(amina))
    absenter(amina, AUJOURD_HUI, AUJOURD_HUI)

    assert compter(louis, AVANT_DATE_1) == {"tout": 2, "moi": 0, "personne": 2, "reattribuer": 2}
    assert [c.chapitres for c in charges(louis, [amina.personne], AVANT_DATE_1)] == [0, 2]
    prendre_en_charge(soumis[0], petit_monde.demande(louis))

    le_lendemain = AVANT_DATE_1 + timedelta(days=1)
    assert compter(amina, le_lendemain) == {"tout": 2, "moi": 1, "personne": 0, "reattribuer": 0}
    (ligne,) = en_lignes(attentes(amina, le_lendemain, {"a": "moi"}), le_lendemain)
    assert ligne.pk == soumis[1].pk


def test_rien_ne_s_attribue_a_un_absent(petit_monde: Monde, soumis: list[Chapitre]) -> None:
    absenter(petit_monde.verificateur, AUJOURD_HUI, DEMAIN)

    with pytest.raises(Refus, match="s’attribue à un vérificateur ou à un responsable"):
        attribuer(
            soumis[0], petit_monde.demande(petit_monde.responsable, instructeur=petit_monde.verificateur.personne)
        )


def test_une_absence_s_inscrit_et_se_retire(petit_monde: Monde, connecter: Callable[..., Client]) -> None:
    amina = petit_monde.verificateur
    client = connecter(amina)

    reponse = client.post(
        PAGE, {"geste": "absence", "debut": HIER.isoformat(), "fin": AUJOURD_HUI.isoformat()}, follow=True
    )

    absence = Absence.objects.get()
    assert [str(m) for m in reponse.context["messages"]] == [
        "Absence inscrite : Amina Roux, du 05/10/2025 au 06/10/2025."
    ]
    assert (absence.utilisateur, absence.debut, absence.fin) == (amina.personne, HIER, AUJOURD_HUI)
    client.post(PAGE, {"geste": "retirer", "absence": absence.pk})
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("donnees", "erreurs"),
    [
        (
            {"debut": "", "fin": "demain"},
            {"debut": ["Ce champ est obligatoire."], "fin": ["Saisissez une date valide."]},
        ),
        ({"debut": "2025-10-02", "fin": "2025-10-05"}, {"fin": ["Cette absence est passée."]}),
        ({"debut": "2025-10-08", "fin": "2025-10-07"}, {"fin": ["Le dernier jour d’une absence suit le premier."]}),
    ],
    ids=["illisible", "passee", "a_l_envers"],
)
def test_une_absence_mal_dite_le_dit_et_garde_la_saisie(
    petit_monde: Monde, connecter: Callable[..., Client], donnees: dict[str, str], erreurs: dict[str, list[str]]
) -> None:
    reponse = connecter(petit_monde.verificateur).post(PAGE, {"geste": "absence", **donnees})

    assert (reponse.status_code, Absence.objects.count()) == (422, 0)
    assert reponse.context["formulaire"].errors == erreurs
    assert donnees["fin"] in reponse.content.decode()


def test_nul_ne_retire_l_absence_d_un_collegue(petit_monde: Monde, connecter: Callable[..., Client]) -> None:
    absence = absenter(petit_monde.responsable, AUJOURD_HUI, DEMAIN)

    connecter(petit_monde.verificateur).post(PAGE, {"geste": "retirer", "absence": absence.pk})

    assert Absence.objects.get() == absence


def test_la_base_refuse_une_absence_a_l_envers(petit_monde: Monde) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        absenter(petit_monde.verificateur, DEMAIN, AUJOURD_HUI)


def test_une_absence_finit_au_plus_tot_aujourd_hui() -> None:
    assert not regles.absence_a_venir(fin=HIER, le=AVANT_DATE_1).satisfait
    assert regles.absence_a_venir(fin=AUJOURD_HUI, le=AVANT_DATE_1).satisfait
