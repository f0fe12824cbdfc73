"""The one way to change a status: guard → effect → journal → notification, all or nothing."""

from datetime import UTC, datetime

import pytest
from django.db import transaction as db

from candidatures.models import CandidatureAdministrative, Convention
from candidatures.transitions import administrative, college, convention
from candidatures.transitions.saisie import ENREGISTRER
from preuves.transitions import preuve as transitions_preuve
from segur.noyau import transitions
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import REGISTRE, Demande, Refus, actions, transition

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)


@pytest.fixture
def prete(monde):
    """A dossier whose step 1 is complete and not submitted."""
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    return scenario


def etape_de(scenario) -> CandidatureAdministrative:
    return CandidatureAdministrative.objects.get(candidature=scenario.candidature)


def journal_de(scenario):
    return EntreeJournal.objects.filter(dossier=scenario.candidature.cle_dossier)


def traces(scenario) -> tuple[str, int, int]:
    return etape_de(scenario).statut, journal_de(scenario).count(), Notification.objects.count()


# ---- success and refusal --------------------------------------------------------------------------------------------


@pytest.mark.exigence("E1-29")
def test_un_succes_ecrit_le_statut_le_journal_et_les_messages(monde, prete):
    avant = journal_de(prete).count()

    rendue = administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1))

    etape = etape_de(prete)
    entree = journal_de(prete).latest("rang")
    assert (rendue.pk, rendue.statut) == (etape.pk, "soumise")
    assert (etape.statut, etape.premiere_soumission_le, etape.soumise_le) == ("soumise", DATE_1, DATE_1)
    assert journal_de(prete).count() == avant + 1
    assert (entree.action, entree.de, entree.vers) == (administrative.soumettre.nom, "a_completer", "soumise")
    assert (entree.acteur, entree.organisation) == (monde.mandataire.utilisateur, monde.mandataire.organisation)
    assert (entree.recu_le, entree.objet, entree.recit) == (DATE_1, etape, "Candidature administrative soumise")
    assert [(motif["code"], motif["satisfait"]) for motif in entree.motifs] == [
        ("role", True),
        ("statut", True),
        ("complete", True),
        ("echeance", True),
    ]
    deposees = {reponse["cle"]: reponse["valeur"] for reponse in entree.details["reponses"]}
    assert deposees["siret"] == "73282932000074"
    assert sorted(Notification.objects.values_list("adresse", flat=True)) == [
        "responsable@ans.example",
        "verificateur@ans.example",
    ]


def test_un_refus_ne_laisse_aucune_trace(monde, prete):
    avant = traces(prete)

    with pytest.raises(Refus) as refus:
        administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1.replace(second=1)))

    assert [motif.code for motif in refus.value.verdict.obstacles] == ["echeance"]
    assert traces(prete) == avant


def test_un_refus_dit_tout_ce_qui_manque_a_la_fois(monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1(siret="")

    with pytest.raises(Refus) as refus:
        administrative.soumettre(etape_de(scenario), monde.demande(monde.mandataire, DATE_1.replace(second=1)))

    assert [motif.code for motif in refus.value.verdict.obstacles] == ["complete", "echeance"]
    assert str(refus.value) == " ".join(motif.explication for motif in refus.value.verdict.obstacles)


@pytest.mark.parametrize("piece", ["journal", "message"])
def test_si_le_journal_ou_le_message_casse_rien_n_a_lieu(monde, prete, monkeypatch, piece):
    avant = traces(prete)

    def casser(*args, **options):
        raise RuntimeError("panne")

    if piece == "journal":
        monkeypatch.setattr(transitions, "inscrire", casser)
    else:
        monkeypatch.setattr(Notification.objects.__class__, "bulk_create", casser)
    with pytest.raises(RuntimeError, match="panne"):
        administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1))

    assert traces(prete) == avant
    assert list(anomalies()) == []


def test_une_transition_suit_le_sort_de_la_transaction_qui_l_appelle(monde, prete):
    avant = traces(prete)

    with db.atomic():
        administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1))
        db.set_rollback(True)

    assert traces(prete) == avant


# ---- copies and keys ------------------------------------------------------------------------------------------------


def test_une_copie_perimee_est_relue(monde, prete):
    perimee = etape_de(prete)
    administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1))
    avant = traces(prete)

    assert administrative.soumettre.verdict(perimee, monde.demande(monde.mandataire, DATE_1)).favorable
    with pytest.raises(Refus) as refus:
        administrative.soumettre(perimee, monde.demande(monde.mandataire, DATE_1))

    assert [motif.explication for motif in refus.value.verdict.obstacles] == [
        "Statut actuel : « Soumise ». "
        "Candidature administrative soumise par vous-même le 15/10/2025 à 12:00 (heure de Paris)."
    ]
    assert traces(prete) == avant


def test_le_second_verificateur_apprend_qui_a_decide_quoi_et_quand(monde):
    scenario = monde.soumise()
    perimee = etape_de(scenario)
    REGISTRE["candidatureadministrative.refuser"](
        etape_de(scenario), monde.demande(monde.responsable, DATE_1, motif="Hors périmètre.")
    )
    avant = traces(scenario)

    with pytest.raises(Refus) as refus:
        administrative.valider(perimee, monde.demande(monde.verificateur, DATE_1.replace(minute=5)))

    assert str(refus.value) == (
        "Statut actuel : « Refusée ». "
        "Refus de la candidature administrative par Louis Moreau le 15/10/2025 à 12:00 (heure de Paris)."
    )
    assert traces(scenario) == avant


def test_ce_que_le_portail_a_fait_se_dit_aussi(monde):
    scenario = monde.convention()
    etape = Convention.objects.get(candidature=scenario.candidature)

    verdict = college.referencer.verdict(etape, monde.demande(monde.direction))

    assert verdict.obstacles[0].explication.startswith(
        "Statut actuel : « Convention à venir ». "
        "Toutes les preuves sont validées : l’étape Convention est ouverte par le portail le "
    )


def test_une_copie_trafiquee_en_memoire_n_est_pas_enregistree(monde, prete):
    copie = etape_de(prete)
    copie.denomination, copie.statut = "Autre société", "validee"

    administrative.soumettre(copie, monde.demande(monde.mandataire, DATE_1))

    assert (etape_de(prete).denomination, etape_de(prete).statut) == ("LogiPro", "soumise")


def test_la_meme_cle_deux_fois_agit_une_fois_et_repond_pareil(monde, prete):
    demande = monde.demande(monde.mandataire, DATE_1, cle="une-page")

    premiere = administrative.soumettre(etape_de(prete), demande)
    avant = traces(prete)
    seconde = administrative.soumettre(etape_de(prete), demande)

    assert (seconde.pk, seconde.statut, seconde.soumise_le) == (premiere.pk, premiere.statut, premiere.soumise_le)
    assert traces(prete) == avant
    assert journal_de(prete).filter(cle="une-page").count() == 1


def test_un_renvoi_apres_l_echeance_garde_le_premier_instant(monde, prete):
    administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1, cle="une-page"))

    renvoi = monde.demande(monde.mandataire, DATE_1.replace(minute=5), cle="une-page")
    rendue = administrative.soumettre(etape_de(prete), renvoi)

    assert rendue.premiere_soumission_le == DATE_1


def test_une_cle_refusee_peut_resservir(monde, prete):
    tard = monde.demande(monde.mandataire, DATE_1.replace(second=1), cle="une-page")
    with pytest.raises(Refus):
        administrative.soumettre(etape_de(prete), tard)

    administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1, cle="une-page"))

    assert etape_de(prete).statut == "soumise"


def test_une_cle_n_acquitte_pas_une_autre_action(monde, prete):
    administrative.soumettre(etape_de(prete), monde.demande(monde.mandataire, DATE_1, cle="une-page"))
    avant = traces(prete)

    with pytest.raises(Refus, match="a déjà servi à une autre action"):
        administrative.valider(etape_de(prete), monde.demande(monde.verificateur, DATE_1, cle="une-page"))

    assert traces(prete) == avant


def test_une_cle_n_acquitte_pas_un_autre_objet(monde):
    scenario = monde.eligible()
    premiere, seconde, *_ = scenario.chapitres()[0].preuves.all()
    demande = monde.demande(monde.mandataire, cle="une-page", lien="https://exemple.fr")
    transitions_preuve.deposer(premiere, demande)

    with pytest.raises(Refus, match="a déjà servi à une autre action"):
        transitions_preuve.deposer(seconde, demande)

    assert [preuve.depots.count() for preuve in (premiere, seconde)] == [1, 0]


def test_deux_dossiers_peuvent_porter_la_meme_cle(monde, prete):
    autre = monde.brouillon(produit="Autre")
    autre.remplir_etape_1()

    for scenario in (prete, autre):
        administrative.soumettre(etape_de(scenario), monde.demande(monde.mandataire, DATE_1, cle="une-page"))

    assert [etape_de(scenario).statut for scenario in (prete, autre)] == ["soumise", "soumise"]


# ---- who ------------------------------------------------------------------------------------------------------------


def test_le_dossier_d_une_autre_organisation_n_existe_pas(monde, prete):
    avant = traces(prete)

    with pytest.raises(CandidatureAdministrative.DoesNotExist):
        administrative.soumettre(etape_de(prete), monde.demande(monde.autre_editeur, DATE_1))

    assert traces(prete) == avant


def test_un_brouillon_n_existe_pas_pour_l_ans(monde, prete):
    with pytest.raises(CandidatureAdministrative.DoesNotExist):
        administrative.valider(etape_de(prete), monde.demande(monde.verificateur))


def test_un_role_sans_ce_droit_est_refuse(monde):
    scenario = monde.soumise()
    avant = traces(scenario)

    with pytest.raises(Refus) as refus:
        administrative.valider(etape_de(scenario), monde.demande(monde.mandataire))

    assert [motif.explication for motif in refus.value.verdict.obstacles] == [
        "Cette action revient à : vérificateur ANS, responsable ANS."
    ]
    assert traces(scenario) == avant


@pytest.mark.parametrize("qui", ["college", "direction"])
def test_l_ans_qui_n_instruit_pas_ne_valide_pas(monde, qui):
    scenario = monde.soumise()

    with pytest.raises(Refus, match="Cette action revient à"):
        administrative.valider(etape_de(scenario), monde.demande(getattr(monde, qui)))


def test_le_role_seul_est_dit_quand_la_place_est_mauvaise(monde):
    """A person without the right is not told the rest of the dossier's state."""
    scenario = monde.soumise()

    verdict = administrative.soumettre.verdict(etape_de(scenario), monde.demande(monde.verificateur))

    assert [motif.code for motif in verdict.motifs] == ["role", "statut"]
    assert verdict.motifs[1].explication == "Statut actuel : « Soumise »."


def test_hors_periode_est_explique(monde, prete):
    avant_tout_texte = monde.demande(monde.mandataire, datetime(2025, 4, 1, tzinfo=UTC))

    verdict = administrative.soumettre.verdict(etape_de(prete), avant_tout_texte)

    assert [motif.explication for motif in verdict.obstacles] == [
        "« Date 1 — LGC vague 2 » n’est défini par aucun texte au 01/04/2025."
    ]
    with pytest.raises(Refus, match="n’est défini par aucun texte"):
        administrative.soumettre(etape_de(prete), avant_tout_texte)


def test_une_transition_du_portail_n_appartient_a_personne(monde):
    scenario = monde.soumise()

    for acteur in (monde.mandataire, monde.responsable, monde.direction):
        with pytest.raises(Refus, match="Cette action revient à : portail"):
            convention.ouvrir(Convention.objects.get(candidature=scenario.candidature), Demande(acteur, DATE_1))


def test_le_portail_agit_sans_personne(monde):
    scenario = monde.soumise()
    etape = Convention.objects.get(candidature=scenario.candidature)

    convention.ouvrir(etape, Demande(SYSTEME, DATE_1))

    entree = journal_de(scenario).latest("rang")
    assert (entree.acteur, entree.organisation, entree.vers) == (None, None, "a_venir")
    assert SYSTEME.roles == {Role.SYSTEME.value}


# ---- discrete, declarations, screen --------------------------------------------------------------------------------


def test_une_transition_discrete_enregistre_sans_entree(monde):
    scenario = monde.brouillon()
    avant = journal_de(scenario).count()

    ENREGISTRER[1](etape_de(scenario), monde.demande(monde.salarie, valeurs={"": {"legal_nom": "Martin"}}))

    assert (etape_de(scenario).legal_nom, etape_de(scenario).statut) == ("Martin", "a_completer")
    assert (journal_de(scenario).count(), Notification.objects.count()) == (avant, 0)


def test_une_transition_discrete_juge_comme_les_autres(monde):
    scenario = monde.soumise()

    with pytest.raises(Refus, match="Statut actuel : « Soumise »"):
        ENREGISTRER[1](etape_de(scenario), monde.demande(monde.mandataire, valeurs={"": {"legal_nom": "Autre"}}))

    assert etape_de(scenario).legal_nom == "Martin"


def test_deux_transitions_du_meme_nom_sont_refusees():
    avant = dict(REGISTRE)

    def soumettre(objet, demande):
        return None

    with pytest.raises(ValueError, match=f"{administrative.soumettre.nom} est déclarée deux fois"):
        transition(
            CandidatureAdministrative, de="a_completer", vers="soumise", roles=(Role.SALARIE,), libelle="", recit=""
        )(soumettre)

    assert avant == REGISTRE


def test_l_ecran_ne_montre_que_les_gestes_du_role_et_du_statut(monde):
    scenario = monde.soumise()
    etape = etape_de(scenario)

    def noms(acteur):
        return [action.transition.nom for action in actions(etape, monde.demande(acteur))]

    assert noms(monde.verificateur) == [administrative.valider.nom, "candidatureadministrative.demander_modifications"]
    assert (noms(monde.mandataire), noms(monde.college)) == ([], [])
