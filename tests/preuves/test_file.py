"""The queue of step 3: one line per chapter submitted, what each filter keeps, the load of each reviewer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from candidatures.models import Candidature, EnvoiRecu
from candidatures.regles import RISQUES
from candidatures.transitions import instruction as candidature
from preuves.file import ChapitreQuiAttend, attentes, charges, compter, en_lignes, suivant
from preuves.models import Chapitre, Jugement, Preuve
from preuves.transitions import chapitre as transitions
from preuves.transitions import preuve as decisions
from preuves.transitions.attribution import attribuer, prendre_en_charge
from segur.noyau.comptes.models import Acteur, Appartenance
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.temps import instant_de_paris
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, vue

LUNDI = datetime(2025, 10, 6, 8, tzinfo=UTC)
ARRETE_MODIFIE = datetime(2026, 6, 11, 12, tzinfo=UTC)  # the amended calendar is in force
pytestmark = pytest.mark.django_db
Agent = Callable[..., Acteur]


def lues(acteur: Acteur, le: datetime = LUNDI, **choix: str) -> list[ChapitreQuiAttend]:
    return en_lignes(attentes(acteur, le, choix).order_by("pk"), le)


def noms(acteur: Acteur, le: datetime = LUNDI, **choix: str) -> list[tuple[str, str]]:
    return [(ligne.produit, ligne.chapitre) for ligne in lues(acteur, le, **choix)]


def un_chapitre(monde: Monde, produit: str = "LogiMed", **options: str) -> Chapitre:
    """The first chapter of a new candidature, submitted; the other one is with the vendor."""
    scenario = monde.eligible(produit=produit, **options)
    chapitre = scenario.chapitres()[0]
    scenario.soumettre(chapitre)
    return chapitre


def tout(monde: Monde, produit: str = "LogiMed") -> Scenario:
    """Both chapters submitted."""
    scenario = monde.eligible(produit=produit)
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)
    return scenario


def juger(monde: Monde, chapitre: Chapitre, *, refusees: int = 0, nombre: int = 99, par: Acteur | None = None) -> None:
    for rang, preuve in enumerate(chapitre.preuves.filter(statut="soumise")[:nombre]):
        geste = decisions.demander_modification if rang < refusees else decisions.declarer_conforme
        geste(preuve, monde.demande(par or monde.verificateur, LUNDI, vu=vue(preuve), motif="Illisible."))


@pytest.mark.exigence("E3-02", "E3-03")
def test_un_chapitre_entre_dans_la_file_des_qu_il_est_soumis_sans_attendre_les_autres(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    avant = lues(petit_monde.verificateur)

    scenario.soumettre(scenario.chapitres()[0])

    (ligne,) = lues(petit_monde.verificateur)
    assert avant == []
    assert (ligne.produit, ligne.version_du_produit, ligne.editeur, ligne.dispositif, ligne.numero) == (
        "LogiMed",
        "1.0",
        "LogiPro",
        "LGC vague 2",
        scenario.candidature.numero,
    )
    assert (ligne.chapitre, ligne.demandees, ligne.a_juger, ligne.jugees, ligne.depots) == ("Identité", 3, 3, 0, 1)


@pytest.mark.exigence("E3-23", "E3-26")
def test_la_date_2_regle_tant_qu_un_chapitre_n_a_pas_ete_soumis_puis_la_date_3(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    premier, second = scenario.chapitres()
    scenario.soumettre(premier)
    avant = [ligne.date for ligne in lues(petit_monde.verificateur)]
    scenario.soumettre(second)
    lignes = lues(petit_monde.verificateur)

    juger(petit_monde, second, refusees=1)
    transitions.demander_modifications(second, petit_monde.demande(petit_monde.verificateur))

    lgc = Dispositif.objects.avec_calendrier().get(pk=scenario.candidature.dispositif_id)
    assert (avant, [ligne.date for ligne in lignes]) == ([2], [3, 3])
    assert {ligne.echeance for ligne in lignes} == {lgc.echeance(3, au=LUNDI).valeur}
    assert [ligne.date for ligne in lues(petit_monde.verificateur)] == [3]


def test_une_preuve_jugee_se_compte_et_la_suivante_ouvre_la_salle(petit_monde: Monde) -> None:
    chapitre = un_chapitre(petit_monde)
    une, deux, _ = chapitre.preuves.all()
    (avant,) = lues(petit_monde.verificateur)

    juger(petit_monde, chapitre, nombre=1)
    (pendant,) = lues(petit_monde.verificateur)
    juger(petit_monde, chapitre)
    (apres,) = lues(petit_monde.verificateur)

    assert [(ligne.a_juger, ligne.jugees) for ligne in (avant, pendant, apres)] == [(3, 0), (2, 1), (0, 3)]
    assert [ligne.adresse_pour_commencer for ligne in (avant, pendant, apres)] == [
        une.adresse_de_la_salle,
        deux.adresse_de_la_salle,
        chapitre.get_absolute_url(),
    ]


def test_une_preuve_dispensee_ne_compte_pas(petit_monde: Monde) -> None:
    chapitre = un_chapitre(petit_monde)
    dispensee = chapitre.preuves.all()[0].pk
    Preuve.objects.filter(pk=dispensee).update(provenance="heritee", raison="Vague 1.")

    (ligne,) = lues(petit_monde.verificateur)

    assert (ligne.demandees, ligne.a_juger) == (2, 2)
    assert ligne.premiere != dispensee
    assert charges(petit_monde.verificateur, [], LUNDI)[0].preuves == 2


@pytest.mark.exigence("E3-25")
def test_un_chapitre_resoumis_revient_avec_son_rang_et_son_age_repart(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    chapitre = scenario.chapitres()[0]
    scenario.soumettre(chapitre)
    (premiere,) = lues(petit_monde.verificateur)
    juger(petit_monde, chapitre, refusees=1)
    transitions.demander_modifications(chapitre, petit_monde.demande(petit_monde.verificateur))
    renvoye = lues(petit_monde.verificateur)

    reprise = chapitre.preuves.get(statut="a_modifier")
    decisions.deposer(reprise, petit_monde.demande(scenario.editeur, LUNDI, lien="https://preuves.example/2"))
    transitions.resoumettre(chapitre, petit_monde.demande(scenario.editeur, LUNDI))

    (seconde,) = lues(petit_monde.verificateur)
    assert (premiere.depots, premiere.age > 0, renvoye) == (1, True, [])
    assert (seconde.depots, seconde.age, seconde.a_juger, seconde.jugees) == (2, 0, 1, 2)
    assert [len(lues(petit_monde.verificateur, depots=n)) for n in "123"] == [0, 1, 0]


def test_l_age_compte_les_jours_de_paris(petit_monde: Monde) -> None:
    chapitre = un_chapitre(petit_monde)
    Chapitre.objects.filter(pk=chapitre.pk).update(soumis_le=datetime(2025, 10, 3, 21, 59, tzinfo=UTC))

    ages = [lues(petit_monde.verificateur, datetime(2025, 10, 3, heure, tzinfo=UTC))[0].age for heure in (21, 22)]

    assert (ages, lues(petit_monde.verificateur)[0].age) == ([0, 1], 3)


@pytest.mark.parametrize(
    ("avance", "risque"),
    [
        pytest.param(timedelta(seconds=-1), "depassee", id="une seconde après"),
        pytest.param(timedelta(), "urgente", id="à l’instant même"),
        pytest.param(timedelta(days=8), "proche", id="huit jours avant"),
        pytest.param(timedelta(days=31), "lointaine", id="31 jours avant"),
    ],
)
def test_le_filtre_du_risque_garde_ce_que_la_ligne_affiche(petit_monde: Monde, avance: timedelta, risque: str) -> None:
    un_chapitre(petit_monde)
    limite = lues(petit_monde.verificateur, ARRETE_MODIFIE)[0].echeance
    assert limite is not None
    le = limite - avance

    gardees = {code for code in RISQUES if lues(petit_monde.verificateur, le, risque=code)}

    assert ({ligne.risque for ligne in lues(petit_monde.verificateur, le)}, gardees) == ({risque}, {risque})


def test_une_date_qu_aucun_texte_ne_definit_n_arrete_pas_la_file(petit_monde: Monde) -> None:
    un_chapitre(petit_monde)
    EnvoiRecu.objects.all().delete()
    VersionEcheance.objects.all().delete()

    assert [ligne.risque for ligne in lues(petit_monde.verificateur, risque="inconnue")] == ["inconnue"]


def test_le_chapitre_a_sa_personne_sinon_celle_de_sa_candidature(petit_monde: Monde, agent: Agent) -> None:
    scenario = tout(petit_monde)
    un_chapitre(petit_monde, "Libre")
    nora, amina = agent("Nora", "Henry"), petit_monde.verificateur
    candidature.prendre_en_charge(scenario.candidature, petit_monde.demande(amina))
    prendre_en_charge(scenario.chapitres()[1], petit_monde.demande(nora))
    identite, messagerie, libre = ("LogiMed", "Identité"), ("LogiMed", "Messagerie"), ("Libre", "Identité")

    def par_personne() -> list[list[tuple[str, str]]]:
        return [noms(amina, a=a) for a in ("moi", str(nora.personne.pk), "personne", "reattribuer")]

    avant = par_personne()
    Appartenance.objects.filter(utilisateur=nora.utilisateur).update(active=False)
    apres = par_personne()

    assert avant == [[identite], [messagerie], [libre], []]
    assert apres == [[identite], [], [messagerie, libre], [messagerie]]
    assert [(ligne.a_qui, ligne.en_propre) for ligne in lues(amina)] == [
        ("Amina Roux", False),
        ("à réattribuer", True),
        ("", False),
    ]
    assert compter(amina, LUNDI) == {"tout": 3, "moi": 1, "personne": 2, "reattribuer": 1}


def test_le_dispositif_et_la_recherche_filtrent(petit_monde: Monde) -> None:
    un_chapitre(petit_monde, "Cabinet Élan")
    autre = un_chapitre(petit_monde, "Autre", editeur="MédiSoft").candidature
    Candidature.objects.filter(pk=autre.pk).update(dispositif=Dispositif.objects.get(code="MS-DUI-Va2"))

    assert noms(petit_monde.verificateur, q="elan") == [("Cabinet Élan", "Identité")]
    assert noms(petit_monde.verificateur, dispositif="MS-DUI-Va2") == [("Autre", "Identité")]
    assert noms(petit_monde.verificateur, q=autre.numero) == noms(petit_monde.verificateur, q="médisoft")


def test_un_chapitre_hors_rem_porte_son_titre(petit_monde: Monde) -> None:
    chapitre = un_chapitre(petit_monde)
    Chapitre.objects.filter(pk=chapitre.pk).update(chapitre_rem=None, titre=Chapitre.COMPLEMENTAIRE)

    assert noms(petit_monde.verificateur) == [("LogiMed", "Preuves complémentaires")]


def test_la_charge_de_chacun_compte_chapitres_preuves_age_et_travail_recent(petit_monde: Monde) -> None:
    amina, louis = petit_monde.verificateur, petit_monde.responsable
    scenario = tout(petit_monde)
    un_chapitre(petit_monde, "Libre")
    identite, messagerie = scenario.chapitres()
    Chapitre.objects.filter(pk=identite.pk).update(soumis_le=LUNDI - timedelta(days=4))
    Chapitre.objects.filter(pk=messagerie.pk).update(soumis_le=LUNDI)
    prendre_en_charge(identite, petit_monde.demande(amina))
    candidature.prendre_en_charge(scenario.candidature, petit_monde.demande(amina))
    attribuer(messagerie, petit_monde.demande(louis, instructeur=amina.personne))
    juger(petit_monde, identite, nombre=1)

    lues_par = charges(louis, [amina.personne, louis.personne], LUNDI)

    assert [(c.personne, c.chapitres, c.preuves, c.jugees) for c in lues_par] == [
        (amina.utilisateur, 2, 4, 1),
        (louis.utilisateur, 0, 0, 0),
        (None, 1, 3, 0),
    ]
    assert [c.age for c in lues_par[:2]] == [4, None]


def test_le_travail_recent_va_de_minuit_il_y_a_six_jours_a_maintenant(petit_monde: Monde) -> None:
    chapitre = un_chapitre(petit_monde)
    minuit = instant_de_paris(datetime(2025, 9, 30).date(), datetime.min.time())
    juger(petit_monde, chapitre)
    instants = (minuit - timedelta(seconds=1), minuit, LUNDI)
    for jugement, instant in zip(Jugement.objects.order_by("pk"), instants, strict=True):
        Jugement.objects.filter(pk=jugement.pk).update(juge_le=instant)
    Jugement.objects.filter(juge_le=LUNDI).update(verdict="interrompue")

    (charge, _) = charges(petit_monde.responsable, [petit_monde.verificateur.personne], LUNDI)

    assert charge.jugees == 1


def test_le_suivant_est_a_moi_le_plus_menace_d_abord(petit_monde: Monde) -> None:
    amina = petit_monde.verificateur
    a_la_date_3, a_la_date_2 = tout(petit_monde, "Date 3"), un_chapitre(petit_monde, "Date 2")
    un_chapitre(petit_monde, "À personne")
    rien = suivant(amina, LUNDI, sauf=0)
    for chapitre in (*a_la_date_3.chapitres(), a_la_date_2):
        prendre_en_charge(chapitre, petit_monde.demande(amina))

    premier = suivant(amina, LUNDI, sauf=0)
    assert rien is None
    assert premier is not None
    assert (premier.produit, premier.pk) == ("Date 2", a_la_date_2.pk)
    apres = suivant(amina, LUNDI, sauf=premier.pk)
    assert apres is not None
    assert (apres.produit, apres.chapitre) == ("Date 3", "Identité")


def test_la_file_est_vide_pour_qui_ne_voit_aucune_candidature(petit_monde: Monde) -> None:
    un_chapitre(petit_monde)

    assert lues(petit_monde.autre_editeur) == lues(petit_monde.gestionnaire) == []
