"""From draft to publication: four eyes, refusals, what publication writes and what it never edits."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from segur.noyau.comptes.models import Acteur, Appartenance, Role, acteur_pour
from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif, VersionEcheance, VersionSeuil
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus
from segur.portail.calendriers.transitions import abandonner, proposer, publier, reprendre, saisir
from tests.monde import AVANT_DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
NOUVELLE = datetime(2026, 9, 30, 10, tzinfo=UTC)
JOUR = timedelta(days=1)


@pytest.fixture
def lgc(monde: Monde) -> Dispositif:
    return Dispositif.objects.get(code=LGC)


def _date(dispositif: Dispositif, numero: int) -> DateAmendee:
    return DateAmendee(dispositif=dispositif, numero=numero, instant=NOUVELLE)


def _obstacles(geste: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste()
    return [motif.code for motif in refus.value.verdict.obstacles]


def test_un_texte_publie_ajoute_des_versions_et_n_en_modifie_aucune(monde: Monde, lgc: Dispositif) -> None:
    avant = list(VersionEcheance.objects.order_by("pk").values())
    texte = monde.amender(lgc, {2: NOUVELLE}, seuils={"intrusion.ko_moyens": Decimal(5)}, url="https://exemple.fr/t")

    monde.publier(texte)

    ajoutee = VersionEcheance.objects.get(amendement=texte)
    seuil = VersionSeuil.objects.get(amendement=texte)
    assert list(VersionEcheance.objects.exclude(pk=ajoutee.pk).order_by("pk").values()) == avant
    assert (ajoutee.numero, ajoutee.instant, ajoutee.depuis) == (2, NOUVELLE, date(2025, 10, 13))
    assert (ajoutee.texte, ajoutee.url) == ("arrêté d’essai", "https://exemple.fr/t")
    assert (seuil.code, seuil.valeur, seuil.texte) == ("intrusion.ko_moyens", Decimal(5), "arrêté d’essai")


def test_la_publication_est_au_journal_de_l_amendement_avec_son_texte(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.publier(monde.amender(lgc, {2: NOUVELLE}))

    entrees = list(EntreeJournal.objects.filter(dossier=f"amendement:{texte.pk}").order_by("rang"))
    assert [entree.action for entree in entrees] == ["amendement.ouvrir", "amendement.proposer", "amendement.publier"]
    assert entrees[-1].details["texte"] == "arrêté d’essai"
    assert entrees[-1].details["changements"] == [
        {
            "dispositif": LGC,
            "valeur": "Date 2",
            "article": "",
            "avant": "22/07/2026 à 12:00 (heure de Paris)",
            "apres": "30/09/2026 à 12:00 (heure de Paris)",
            "depuis": "2025-10-13",
        }
    ]
    assert list(anomalies()) == []


@pytest.mark.parametrize(
    "instant",
    [
        pytest.param(datetime(2026, 3, 29, 0, tzinfo=PARIS), id="jour du passage à l’heure d’été"),
        pytest.param(datetime(2025, 10, 26, 0, tzinfo=PARIS), id="jour du passage à l’heure d’hiver"),
        pytest.param(datetime(2025, 12, 31, 0, tzinfo=PARIS), id="31 décembre"),
        pytest.param(datetime(2026, 2, 28, 0, tzinfo=PARIS), id="28 février"),
    ],
)
def test_le_texte_s_applique_a_minuit_heure_de_paris(monde: Monde, lgc: Dispositif, instant: datetime) -> None:
    monde.publier(monde.amender(lgc, {2: NOUVELLE}, effet=instant.date()))
    relu = Dispositif.objects.get(code=LGC)

    minuit = instant.astimezone(UTC)
    lues = [relu.echeance(2, au=minuit + ecart).valeur for ecart in (-timedelta(seconds=1), 0 * JOUR, JOUR)]

    assert [valeur == NOUVELLE for valeur in lues] == [False, True, True]


@pytest.mark.parametrize("qui", ["mandataire", "verificateur", "college", "direction", "gestionnaire"])
def test_seuls_un_responsable_ou_un_administrateur_saisissent(monde: Monde, lgc: Dispositif, qui: str) -> None:
    assert _obstacles(lambda: monde.amender(lgc, {2: NOUVELLE}, par=getattr(monde, qui))) == ["role"]
    assert Amendement.objects.filter(origine="saisie").count() == 0


def _aussi(acteur: Acteur, role: str) -> Acteur:
    """The same person, with one more role."""
    personne = acteur.personne
    Appartenance.objects.create(utilisateur=personne, organisation=acteur.entreprise, role=role)
    return acteur_pour(personne)


def test_qui_a_saisi_ne_publie_pas_meme_sous_un_autre_role(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE})
    proposer(texte, monde.demande(monde.administrateur))
    double = _aussi(monde.responsable, Role.DIRECTION)

    assert _obstacles(lambda: publier(texte, monde.demande(double))) == ["deux_personnes"]
    assert _obstacles(lambda: publier(texte, monde.demande(monde.administrateur))) == ["deux_personnes"]
    assert publier(texte, monde.demande(monde.direction)).statut == "publie"


def test_qui_a_change_la_saisie_en_dernier_ne_publie_pas(monde: Monde, lgc: Dispositif) -> None:
    """The administrator edits what a responsable entered: what is published is then theirs."""
    texte = monde.amender(lgc, {2: NOUVELLE})
    donnees: dict[str, Any] = {
        "valeurs": {"titre": "autre titre"},
        "lignes": [DateAmendee(dispositif=lgc, numero=3, instant=NOUVELLE)],
    }
    saisir(texte, monde.demande(monde.administrateur, **donnees))
    proposer(texte, monde.demande(monde.responsable))

    assert _obstacles(lambda: publier(texte, monde.demande(monde.administrateur))) == ["deux_personnes"]
    assert [str(ligne) for ligne in Amendement.objects.get(pk=texte.pk).lignes] == ["Date 3"]


def test_deux_administrateurs_sont_deux_personnes(monde: Monde, lgc: Dispositif, agent: Callable[..., Acteur]) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE}, par=monde.administrateur)
    proposer(texte, monde.demande(monde.administrateur))

    publier(texte, monde.demande(agent("Zoé", "Autre", Role.ADMINISTRATEUR)))

    assert Amendement.objects.get(pk=texte.pk).statut == "publie"


def test_un_texte_publie_ne_bouge_plus(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.publier(monde.amender(lgc, {2: NOUVELLE}))
    donnees: dict[str, Any] = {"valeurs": {}, "lignes": [], "motif": "x"}

    for transition in (saisir, proposer, reprendre, abandonner):
        geste = partial(transition, texte, monde.demande(monde.responsable, **donnees))
        assert _obstacles(geste) == ["statut"]
    assert _obstacles(lambda: publier(texte, monde.demande(monde.direction))) == ["statut"]


def test_un_texte_propose_ne_se_modifie_pas_mais_se_reprend(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE})
    proposer(texte, monde.demande(monde.responsable))
    donnees: dict[str, Any] = {
        "valeurs": {"titre": "nouveau"},
        "lignes": [DateAmendee(dispositif=lgc, numero=2, instant=NOUVELLE)],
    }

    assert _obstacles(lambda: saisir(texte, monde.demande(monde.responsable, **donnees))) == ["statut"]
    assert _obstacles(lambda: reprendre(texte, monde.demande(monde.direction, motif=" "))) == ["motif"]
    repris = reprendre(texte, monde.demande(monde.direction, motif="L’article manque."))

    assert (repris.statut, repris.propose_par) == ("brouillon", None)
    assert saisir(texte, monde.demande(monde.responsable, **donnees)).titre == "nouveau"


def test_un_texte_abandonne_ne_change_rien(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE})

    abandonner(texte, monde.demande(monde.responsable, motif="Saisi deux fois."))

    assert not VersionEcheance.objects.filter(amendement=texte).exists()
    assert _obstacles(lambda: proposer(texte, monde.demande(monde.responsable))) == ["statut"]


def test_tout_ce_qui_ne_va_pas_est_dit_ensemble(monde: Monde, lgc: Dispositif) -> None:
    actuelle = lgc.echeance(3, au=AVANT_DATE_1).valeur
    inutile_et_en_desordre = {3: actuelle, 4: actuelle - JOUR if actuelle else None}

    obstacles = _obstacles(lambda: monde.amender(lgc, inutile_et_en_desordre, ordre_confirme=False))

    assert obstacles == ["valeur", "ordre"]


def test_deux_versions_d_une_date_ne_commencent_pas_le_meme_jour(monde: Monde, lgc: Dispositif) -> None:
    """The day of the arrêté of 8 June 2026 is taken; the day before and the day after are free."""
    parution = date(2026, 6, 11)

    assert _obstacles(lambda: monde.amender(lgc, {2: NOUVELLE}, effet=parution)) == ["jour"]
    for ecart in (-JOUR, JOUR):
        monde.publier(monde.amender(lgc, {2: NOUVELLE + ecart}, effet=parution + ecart))


def test_un_texte_devenu_impossible_depuis_sa_proposition_n_est_pas_publie(monde: Monde, lgc: Dispositif) -> None:
    premier, second = (monde.amender(lgc, {2: NOUVELLE + ecart}) for ecart in (0 * JOUR, JOUR))
    proposer(second, monde.demande(monde.responsable))
    monde.publier(premier)

    assert _obstacles(lambda: publier(second, monde.demande(monde.direction))) == ["jour"]
    assert VersionEcheance.objects.filter(amendement=second).count() == 0


def test_une_date_peut_redevenir_non_publiee_et_l_etre_deja_est_inutile(monde: Monde, lgc: Dispositif) -> None:
    monde.publier(monde.amender(lgc, {6: None}))

    assert Dispositif.objects.get(code=LGC).echeance(6, au=AVANT_DATE_1 + 8 * JOUR).valeur is None
    assert _obstacles(lambda: monde.amender(lgc, {0: None})) == ["valeur"]


def test_proposer_previent_qui_peut_publier_et_personne_d_autre(monde: Monde, lgc: Dispositif) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE}, par=monde.administrateur)

    proposer(texte, monde.demande(monde.administrateur))

    assert [n.adresse for n in Notification.objects.filter(sujet__startswith="Amendement à publier")] == [
        "direction@ans.example"
    ]
