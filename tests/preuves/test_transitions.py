"""Step 3: what is expected, deposited, filed, judged."""

from datetime import UTC, datetime, timedelta

import pytest

from candidatures.models import CandidatureAdministrative, Convention, DocumentOfficiel, Message
from preuves.models import Chapitre, Depot, Preuve
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Refus
from tests.monde import fichier, vue
from tests.preuves.gestes import refus_de, relu, renvoyer, statuts

DATE_2_INITIALE = datetime(2026, 7, 22, 10, tzinfo=UTC)
PARUTION = datetime(2026, 6, 10, 22, tzinfo=UTC)  # 11/06/2026 00:00 in Paris: the arrêté of 8 June applies
DATE_2 = datetime(2027, 1, 20, 11, tzinfo=UTC)
DATE_3 = datetime(2027, 4, 6, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


@pytest.fixture
def scenario(petit_monde):
    return petit_monde.eligible()


@pytest.fixture
def premier(scenario) -> Chapitre:
    return scenario.chapitres()[0]


@pytest.mark.exigence("E3-17")
def test_une_preuve_est_un_fichier_ou_un_lien(monde, scenario, premier):
    une, deux, *_ = premier.preuves.all()

    preuves.deposer(une, scenario.demande(monde.mandataire, fichiers=[fichier("rapport.pdf")], lien=""))
    preuves.deposer(deux, scenario.demande(monde.salarie, lien="https://gazelle.exemple.fr/1"))

    assert [(str(depot), depot.depose_par) for depot in Depot.objects.order_by("pk")] == [
        ("rapport.pdf", monde.mandataire.utilisateur),
        ("https://gazelle.exemple.fr/1", monde.salarie.utilisateur),
    ]
    assert [relu(preuve).statut for preuve in (une, deux)] == ["chargee", "chargee"]


def test_l_ans_ne_depose_pas(monde, scenario, premier):
    with pytest.raises(Refus, match="Cette action revient à : mandataire"):
        preuves.deposer(premier.preuves.first(), scenario.demande(monde.verificateur, lien="https://x.fr"))


# ---- deadlines ------------------------------------------------------------------------------------------------------

PREMIERE_FOIS = [
    pytest.param(PARUTION - SECONDE, None, id="veille de la parution"),
    pytest.param(DATE_2_INITIALE, None, id="Date 2 initiale"),
    pytest.param(DATE_2_INITIALE + SECONDE, None, id="Date 2 initiale plus une seconde : le texte l’a repoussée"),
    pytest.param(DATE_2 - SECONDE, None, id="20/01/2027 11:59:59"),
    pytest.param(DATE_2, None, id="20/01/2027 12:00:00"),
    pytest.param(DATE_2 + SECONDE, "20/01/2027 à 12:00:01", id="20/01/2027 12:00:01"),
    pytest.param(DATE_3, "06/04/2027 à 12:00", id="Date 3"),
]


@pytest.mark.exigence("E3-23", "CAL-02", "CAL-05")
@pytest.mark.parametrize(("le", "recu"), PREMIERE_FOIS)
def test_la_premiere_soumission_va_jusqu_a_la_date_2_en_vigueur(monde, scenario, premier, le, recu):
    scenario.charger(premier)
    demande = monde.demande(monde.mandataire, le)

    if recu is None:
        assert chapitres.soumettre(premier, demande).premiere_soumission_le == le
    else:
        assert refus_de(chapitres.soumettre, premier, demande) == [
            "Première soumission des preuves (Date 2) : date limite le 20/01/2027 à 12:00 (heure de Paris). "
            f"Votre envoi a été reçu le {recu} (heure de Paris), après cette date."
        ]
        assert relu(premier).statut == "a_completer"


@pytest.mark.parametrize(
    ("le", "date_2", "texte"),
    [
        pytest.param(PARUTION - SECONDE, en_clair(DATE_2_INITIALE), "arrêté du 30 avril 2025", id="avant la parution"),
        pytest.param(PARUTION, en_clair(DATE_2), "arrêté du 8 juin 2026", id="jour de la parution"),
    ],
)
@pytest.mark.exigence("CAL-02")
def test_le_verdict_cite_le_calendrier_du_jour(monde, scenario, premier, le, date_2, texte):
    verdict = chapitres.soumettre.verdict(premier, monde.demande(monde.mandataire, le))

    (echeance,) = [motif for motif in verdict.motifs if motif.code == "echeance"]
    assert echeance.explication == f"Première soumission des preuves (Date 2) : date limite le {date_2}."
    assert str(echeance.reference).startswith(texte)


@pytest.mark.parametrize(("le", "ouvert"), [(DATE_2, True), (DATE_2 + SECONDE, False)], ids=["12:00:00", "12:00:01"])
def test_un_depot_va_jusqu_a_la_date_2(monde, premier, le, ouvert):
    demande = monde.demande(monde.mandataire, le, lien="https://exemple.fr")

    if ouvert:
        assert preuves.deposer(premier.preuves.first(), demande).statut == "chargee"
    else:
        assert len(refus_de(preuves.deposer, premier.preuves.first(), demande)) == 1
        assert Depot.objects.count() == 0


@pytest.mark.exigence("E3-38", "E3-26", "CAL-05")
@pytest.mark.parametrize(
    ("le", "recu"),
    [
        pytest.param(DATE_2 + SECONDE, None, id="après la Date 2"),
        pytest.param(DATE_3 - SECONDE, None, id="06/04/2027 11:59:59"),
        pytest.param(DATE_3, None, id="06/04/2027 12:00:00"),
        pytest.param(DATE_3 + SECONDE, "06/04/2027 à 12:00:01", id="06/04/2027 12:00:01"),
    ],
)
def test_une_nouvelle_soumission_va_jusqu_a_la_date_3(monde, scenario, premier, le, recu):
    a_modifier, _ = renvoyer(monde, scenario, premier)
    premiere = relu(premier).premiere_soumission_le
    preuves.deposer(a_modifier, monde.demande(monde.mandataire, DATE_2 + SECONDE, lien="https://exemple.fr/2"))
    demande = monde.demande(monde.mandataire, le)

    if recu is None:
        chapitres.resoumettre(premier, demande)
        assert (relu(premier).statut, relu(premier).soumis_le) == ("soumis", le)
        assert relu(premier).premiere_soumission_le == premiere
    else:
        assert refus_de(chapitres.resoumettre, premier, demande) == [
            "Fin des échanges avec l’ANS (Date 3) : date limite le 06/04/2027 à 12:00 (heure de Paris). "
            f"Votre envoi a été reçu le {recu} (heure de Paris), après cette date."
        ]


# ---- filing and judging ---------------------------------------------------------------------------------------------


@pytest.mark.exigence("E3-21")
def test_un_chapitre_incomplet_ne_se_soumet_pas(monde, scenario, premier):
    nombre = premier.preuves.count()
    for charges, preuve in enumerate(premier.preuves.all()):
        assert refus_de(chapitres.soumettre, premier, scenario.demande(monde.mandataire)) == [
            f"Preuves à charger : {nombre - charges}."
        ]
        preuves.deposer(preuve, scenario.demande(monde.mandataire, lien="https://exemple.fr"))

    chapitres.soumettre(premier, scenario.demande(monde.mandataire))

    assert statuts(premier) == {"soumise": nombre}


def test_soumettre_un_chapitre_ne_touche_pas_les_autres(monde, scenario, premier):
    autre = scenario.chapitres()[1]
    scenario.charger(autre)

    scenario.soumettre(premier)

    assert (relu(premier).statut, relu(autre).statut, set(statuts(autre))) == ("soumis", "a_completer", {"chargee"})


@pytest.mark.parametrize("geste", ["déposer", "soumettre"])
def test_un_chapitre_soumis_ne_bouge_plus(monde, scenario, premier, geste):
    scenario.soumettre(premier)
    demande = scenario.demande(monde.mandataire, lien="https://exemple.fr/2")

    if geste == "déposer":
        assert refus_de(preuves.deposer, premier.preuves.first(), demande) == ["Statut actuel : « soumise »."]
    else:
        (refus,) = refus_de(chapitres.soumettre, premier, demande)
        assert refus.startswith("Statut actuel : « Soumis ». Chapitre « Identité » soumis par vous-même le ")


@pytest.mark.exigence("E3-03")
def test_une_preuve_ne_se_juge_pas_avant_la_soumission(monde, scenario, premier):
    scenario.charger(premier)

    (refus,) = refus_de(preuves.declarer_conforme, premier.preuves.first(), scenario.demande(monde.verificateur))

    assert refus.startswith("Statut actuel : « chargée ».")


@pytest.mark.exigence("E3-24")
def test_un_chapitre_ne_se_valide_que_tout_conforme(monde, scenario, premier):
    scenario.soumettre(premier)
    nombre = premier.preuves.count()
    for jugees, preuve in enumerate(premier.preuves.all()):
        assert refus_de(chapitres.valider, premier, scenario.demande(monde.verificateur)) == [
            f"Preuves non conformes : {nombre - jugees}."
        ]
        preuves.declarer_conforme(preuve, scenario.demande(monde.verificateur, vu=vue(preuve)))

    le = scenario.demande(monde.verificateur)
    chapitres.valider(premier, le)

    assert (relu(premier).statut, relu(premier).valide_le) == ("valide", le.recu_le)


@pytest.mark.exigence("E3-25")
def test_un_chapitre_ne_se_renvoie_que_tout_juge(monde, scenario, premier):
    scenario.soumettre(premier)
    une, *autres = premier.preuves.all()
    preuves.demander_modification(une, scenario.demande(monde.verificateur, motif="Illisible.", vu=vue(une)))

    assert refus_de(chapitres.demander_modifications, premier, scenario.demande(monde.verificateur)) == [
        f"Preuves à vérifier : {len(autres)}."
    ]


@pytest.mark.parametrize("motif", ["", "  "])
def test_une_preuve_a_modifier_porte_son_motif(monde, scenario, premier, motif):
    scenario.soumettre(premier)

    assert refus_de(
        preuves.demander_modification,
        premier.preuves.first(),
        scenario.demande(monde.verificateur, motif=motif, vu=vue(premier.preuves.first())),
    ) == ["Indiquez ce qui doit être modifié, et pourquoi."]


@pytest.mark.exigence("E3-25")
def test_les_preuves_conformes_restent_fermees_quand_le_chapitre_revient(monde, scenario, premier):
    a_modifier, conformes = renvoyer(monde, scenario, premier)
    demande = scenario.demande(monde.mandataire, lien="https://exemple.fr/2")

    for preuve in conformes:
        (refus,) = refus_de(preuves.deposer, preuve, demande)
        assert refus.startswith("Statut actuel : « conforme ».")
    preuves.deposer(a_modifier, demande)

    assert statuts(premier) == {"chargee": 1, "conforme": len(conformes)}
    assert {preuve.depots.count() for preuve in conformes} == {1}


@pytest.mark.exigence("E3-25", "E3-29")
def test_resoumettre_ne_fait_juger_que_ce_qui_a_change(monde, scenario, premier):
    a_modifier, conformes = renvoyer(monde, scenario, premier)
    sans_depot = refus_de(chapitres.resoumettre, premier, scenario.demande(monde.mandataire))
    preuves.deposer(a_modifier, scenario.demande(monde.mandataire, lien="https://exemple.fr/2"))

    chapitres.resoumettre(premier, scenario.demande(monde.mandataire))

    assert sans_depot == ["Preuves à charger : 1."]
    assert statuts(premier) == {"soumise": 1, "conforme": len(conformes)}
    assert relu(a_modifier).motif == ""
    motifs = EntreeJournal.objects.filter(action=preuves.demander_modification.nom).values_list("details", flat=True)
    assert [details["motif"] for details in motifs] == ["Illisible."]


@pytest.mark.exigence("E3-29", "MSG-02")
def test_le_renvoi_dit_chaque_preuve_et_son_motif(monde, scenario, premier):
    a_modifier, _ = renvoyer(monde, scenario, premier)

    messages = Notification.objects.filter(sujet__endswith="à modifier")
    assert sorted(messages.values_list("adresse", flat=True)) == [
        "mandataire@logipro.example",
        "representant@logipro.example",
        "salarie@logipro.example",
    ]
    assert {message.corps for message in messages} == {
        f"Chapitre « {premier} » : 1 preuve(s) à modifier. Un message dans la conversation du dossier dit, preuve par "
        "preuve, ce qui est demandé."
    }
    message = Message.objects.get(fil__objet=f"chapitre:{premier.pk}")
    assert message.texte == f"Chapitre « {premier} » : 1 preuve(s) à modifier.\n\n- {a_modifier} : Illisible."
    assert not Notification.objects.filter(categorie="message").exists()


@pytest.mark.parametrize("geste", ["conforme", "à modifier"])
def test_la_decision_dit_ce_qui_a_ete_juge(monde, scenario, premier, geste):
    preuve, *autres = premier.preuves.all()
    preuves.deposer(preuve, scenario.demande(monde.mandataire, fichiers=[fichier("rapport.pdf")]))
    for autre in autres:
        preuves.deposer(autre, scenario.demande(monde.mandataire, lien="https://exemple.fr"))
    chapitres.soumettre(premier, scenario.demande(monde.mandataire))
    decision = preuves.declarer_conforme if geste == "conforme" else preuves.demander_modification

    decision(preuve, scenario.demande(monde.verificateur, motif="Précisez.", vu=vue(preuve)))

    details = EntreeJournal.objects.get(action=decision.nom).details
    jugement = preuve.jugements.get()
    assert details["depots"] == [preuve.depots.get().document.fichier.empreinte]
    assert (list(jugement.depots.all()), jugement.juge_par) == (list(preuve.depots.all()), monde.verificateur.personne)


def test_un_verificateur_peut_se_reprendre_avant_le_renvoi(monde, scenario, premier):
    scenario.soumettre(premier)
    preuve = premier.preuves.first()

    preuves.demander_modification(preuve, scenario.demande(monde.verificateur, motif="Illisible.", vu=vue(preuve)))
    preuves.declarer_conforme(preuve, scenario.demande(monde.verificateur, vu=vue(preuve)))

    assert (relu(preuve).statut, relu(preuve).motif) == ("conforme", "")


@pytest.mark.exigence("E4-02")
def test_le_dernier_chapitre_valide_ouvre_l_etape_4(monde, scenario):
    *avant, dernier = scenario.chapitres()

    def convention() -> str:
        return Convention.objects.get(candidature=scenario.candidature).statut

    for chapitre in avant:
        scenario.soumettre(chapitre)
        scenario.valider(chapitre)
        assert convention() == "fermee"
    scenario.soumettre(dernier)
    assert convention() == "fermee"
    scenario.valider(dernier)

    officiel = DocumentOfficiel.objects.get(candidature=scenario.candidature)
    assert (convention(), officiel.nature, officiel.statut) == ("a_venir", "convention", "demande")
    entree = EntreeJournal.objects.get(action="convention.ouvrir")
    assert (entree.acteur, entree.de, entree.vers) == (None, "fermee", "a_venir")


def test_le_dossier_d_une_autre_organisation_n_existe_pas(monde, scenario, premier):
    demande = scenario.demande(monde.autre_editeur, lien="https://exemple.fr")

    with pytest.raises(Preuve.DoesNotExist):
        preuves.deposer(premier.preuves.first(), demande)
    with pytest.raises(Chapitre.DoesNotExist):
        chapitres.soumettre(premier, demande)
    assert CandidatureAdministrative.objects.visibles_par(monde.autre_editeur).count() == 0
