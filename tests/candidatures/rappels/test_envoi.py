"""Who is reminded of Date 1, when, of what; and who is not."""

from datetime import timedelta

import pytest

from candidatures.models import Collaborateur, Rappel, Relance
from candidatures.rappels.destinataires import DROITS, de_l_editeur
from candidatures.rappels.envoi import envoyer
from candidatures.rappels.regles import PALIERS
from candidatures.transitions import administrative, cloture
from candidatures.transitions.instruction import prendre_en_charge
from segur.noyau.comptes.models import SYSTEME, Absence, Appartenance, acteur_pour
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Demande
from tests.candidatures.rappels.gestes import DATE_1, SECONDE, a_l_heure, issues, recus, sujets
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.mark.exigence("E1-03")
@pytest.mark.parametrize("palier", [palier.code for palier in PALIERS])
def test_chaque_palier_part_a_son_heure_et_une_fois(monde: Monde, palier: str) -> None:
    scenario, heure = monde.brouillon(), a_l_heure(DATE_1, palier)
    avant = envoyer(heure - SECONDE)
    deja = len(recus(monde.mandataire))

    envoyer(heure)
    envoyer(heure)
    envoyer(heure + SECONDE)

    nouveaux = recus(monde.mandataire)[deja:]
    assert [n.sujet.split(" : ")[0] for n in nouveaux] == ["LogiMed - 1.0"]
    assert issues(scenario.candidature)[-1] == (palier, "envoyee")
    assert avant == len(issues(scenario.candidature)) - 1


@pytest.mark.exigence("E1-03")
def test_le_rappel_dit_l_heure_le_texte_et_ce_qui_manque(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1(siret="", legal_fonction="")

    envoyer(a_l_heure(DATE_1, "J-7"))

    (message,) = recus(monde.mandataire)
    assert message.sujet == "LogiMed - 1.0 : Date 1 dans 7 jours"
    assert message.lien == scenario.candidature.administrative.get_absolute_url()
    assert message.corps.split("\n") == [
        f"LogiMed - 1.0, {scenario.dispositif.libelle}, candidature n° {scenario.candidature.numero}.",
        "",
        "Date 1 — première soumission de la candidature administrative et de l’éligibilité : "
        "15/10/2025 à 12:00 (heure de Paris), dans 7 jours.",
        "arrêté du 30 avril 2025, AF-MDV-LGC-Va2, calendrier",
        "",
        "L’étape 1 (candidature administrative) n’est pas soumise : il y manque 2 réponses ou pièces. "
        "L’étape 2 (éligibilité) se remplit et se soumet ensuite, pour la même date.",
        "- Fonction",
        "- Numéro SIRET",
        "",
        "Ce rappel va à qui peut agir sur ce produit. Il n’y en a plus dès que rien ne manque.",
    ]


@pytest.mark.exigence("E1-03")
def test_l_etape_2_est_rappelee_quand_l_etape_1_est_soumise(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    scenario.remplir_etape_2(nil="")

    envoyer(a_l_heure(DATE_1, "J-2"))

    (message,) = recus(monde.mandataire)
    assert "L’étape 2 (éligibilité) n’est pas soumise : il y manque 1 réponse ou pièce.\n- NIL\n" in message.corps
    assert message.lien == scenario.candidature.eligibilite.get_absolute_url()


def test_une_etape_complete_n_attend_que_d_etre_soumise(monde: Monde) -> None:
    monde.brouillon().remplir_etape_1()

    envoyer(a_l_heure(DATE_1, "H-2"))

    assert "est complète : il ne reste qu’à la soumettre." in recus(monde.mandataire)[0].corps


def _referencee(scenario) -> None:
    referencer(scenario.candidature)


def _refusee(scenario) -> None:
    cloture.clore(scenario.candidature, Demande(SYSTEME, scenario.instant))


def _soumise(scenario) -> None:
    scenario.soumettre_etapes_1_et_2()


@pytest.mark.exigence("E1-03")
@pytest.mark.parametrize("geste", [_soumise, _refusee, _referencee])
def test_qui_n_a_rien_a_faire_ne_recoit_jamais_rien(monde: Monde, geste) -> None:
    geste(monde.brouillon())
    temoin = monde.brouillon(produit="Témoin")

    for palier in PALIERS:
        envoyer(a_l_heure(DATE_1, palier.code))

    assert {sujet.split(" : ")[0] for sujet in sujets(monde.mandataire)} == {"Témoin - 1.0"}
    assert len(sujets(monde.mandataire)) == len(PALIERS)
    assert [issue for _, issue in issues(temoin.candidature)] == ["envoyee"] * len(PALIERS)


def test_la_candidature_close_entre_l_heure_et_l_envoi_n_est_pas_rappelee(monde: Monde) -> None:
    scenario, heure = monde.brouillon(), a_l_heure(DATE_1, "J-7")
    prevue = Relance(
        candidature=scenario.candidature, obligation="date-1", echeance=DATE_1, palier="J-7", prevue_le=heure
    )
    prevue.save()
    _refusee(scenario)

    envoyer(heure)

    assert issues(scenario.candidature) == [("J-7", "close")]
    assert recus(monde.mandataire) == []


def test_qui_soumet_entre_deux_paliers_ne_recoit_plus_rien(monde: Monde) -> None:
    scenario = monde.brouillon()
    envoyer(a_l_heure(DATE_1, "J-30"))
    scenario.soumettre_etapes_1_et_2()

    for palier in PALIERS:
        envoyer(a_l_heure(DATE_1, palier.code))

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 dans 30 jours"]
    assert [issue for _, issue in issues(scenario.candidature)] == ["envoyee", *["rien_a_faire"] * 5]


# ---- to whom --------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("E1-08", "ROL-08")
def test_seuls_ceux_qui_peuvent_agir_sont_prevenus(monde: Monde) -> None:
    scenario = monde.brouillon()
    collaboration = Collaborateur.objects.filter(produit=scenario.produit)
    recoivent = {}
    for heure, droit in zip(("J-30", "J-14", "J-7"), Collaborateur.Droit.values, strict=True):
        collaboration.update(droit=droit)
        deja = len(recus(monde.salarie))
        envoyer(a_l_heure(DATE_1, heure))
        recoivent[droit] = len(recus(monde.salarie)) - deja

    assert recoivent == {"lecture": 0, "saisie": 1, "soumission": 1}
    assert [len(recus(acteur)) for acteur in (monde.mandataire, monde.representant, monde.autre_editeur)] == [3, 3, 0]


def test_ceux_qui_sont_prevenus_sont_ceux_dont_le_droit_tenu_suffit(monde: Monde) -> None:
    scenario = monde.brouillon()
    membres = [monde.mandataire, monde.representant, monde.salarie, monde.autre_editeur]

    prevenus = de_l_editeur([scenario.candidature])[scenario.candidature.pk]

    attendus = [a.utilisateur for a in membres if scenario.produit.droit_tenu(acteur_pour(a.personne)) in DROITS]
    assert sorted(p.pk for p in prevenus) == sorted(p.pk for p in attendus if p)


@pytest.mark.parametrize("champ", ["active", "is_active", "retire_le"])
def test_qui_a_perdu_son_droit_n_est_plus_prevenu(monde: Monde, champ: str) -> None:
    scenario = monde.brouillon()
    envoyer(a_l_heure(DATE_1, "J-30"))
    personne = monde.salarie.personne
    if champ == "active":
        Appartenance.objects.filter(utilisateur=personne).update(active=False)
    elif champ == "is_active":
        type(personne).objects.filter(pk=personne.pk).update(is_active=False)
    else:
        Collaborateur.objects.filter(produit=scenario.produit).update(retire_le=DATE_1)

    envoyer(a_l_heure(DATE_1, "J-7"))

    assert Notification.objects.filter(destinataire=personne, categorie="rappel").count() == 1
    assert len(recus(monde.mandataire)) == 2


def test_qui_arrive_apres_le_palier_attend_le_suivant(monde: Monde) -> None:
    scenario = monde.brouillon()
    Collaborateur.objects.filter(produit=scenario.produit).update(droit="lecture")
    envoyer(a_l_heure(DATE_1, "J-7"))
    Collaborateur.objects.filter(produit=scenario.produit).update(droit="saisie")

    envoyer(a_l_heure(DATE_1, "J-7") + JOUR)

    assert recus(monde.salarie) == []


def test_une_candidature_ouverte_apres_un_palier_attend_le_suivant(monde: Monde) -> None:
    scenario = monde.brouillon(depuis=2)

    envoyer(scenario.instant)
    envoyer(a_l_heure(DATE_1, "J-7"))

    assert sujets(monde.mandataire) == ["LogiMed - 1.0 : Date 1 dans 7 jours"]


def test_sans_personne_chez_l_editeur_la_relance_le_dit(monde: Monde) -> None:
    scenario = monde.brouillon()
    Appartenance.objects.filter(organisation=scenario.produit.editeur).update(active=False)

    envoyer(a_l_heure(DATE_1, "J-30"))

    assert issues(scenario.candidature) == [("J-30", "sans_destinataire")]


# ---- the ANS --------------------------------------------------------------------------------------------------------


def _a_risque(monde: Monde, produit: str):
    """Step 1 filed, step 2 not."""
    scenario = monde.brouillon(produit=produit)
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    return scenario


def test_le_referent_est_prevenu_a_partir_de_j_7_en_un_message(monde: Monde) -> None:
    dossiers = [_a_risque(monde, nom) for nom in ("Un", "Deux", "Trois")]
    for scenario in dossiers:
        prendre_en_charge(scenario.candidature, scenario.demande(monde.verificateur))
    envoyer(a_l_heure(DATE_1, "J-14"))
    a_j_14 = len(recus(monde.verificateur))

    envoyer(a_l_heure(DATE_1, "J-7"))
    envoyer(a_l_heure(DATE_1, "J-7"))

    (message,) = recus(monde.verificateur)
    assert (a_j_14, message.sujet) == (0, "3 dossiers à risque sur une échéance proche")
    assert message.lien == "/instruction/"
    assert message.corps.count("L’étape 2 (éligibilité) n’est pas soumise") == 3
    assert all(f"candidature n° {s.candidature.numero}" in message.corps for s in dossiers)
    assert recus(monde.responsable) == []


def test_sans_referent_en_place_les_responsables_sont_prevenus(monde: Monde) -> None:
    scenario = _a_risque(monde, "Un")
    prendre_en_charge(scenario.candidature, scenario.demande(monde.verificateur))
    heure = a_l_heure(DATE_1, "J-7")
    Absence.objects.create(utilisateur=monde.verificateur.personne, debut=heure.date(), fin=heure.date())

    envoyer(heure)
    envoyer(a_l_heure(DATE_1, "J-2"))

    assert [len(recus(acteur)) for acteur in (monde.responsable, monde.verificateur)] == [1, 1]
    assert recus(monde.responsable)[0].lien == scenario.candidature.get_absolute_url()


def test_un_brouillon_que_l_ans_ne_voit_pas_ne_lui_est_pas_raconte(monde: Monde) -> None:
    monde.brouillon()

    for palier in PALIERS:
        envoyer(a_l_heure(DATE_1, palier.code))

    assert Rappel.objects.filter(pour_l_ans=True).count() == 0
    assert recus(monde.responsable) == []
