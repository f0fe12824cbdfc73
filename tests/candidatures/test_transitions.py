"""Steps 1, 2 and 4: who may do what, in which order, until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from candidatures.instruction import attentes
from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite
from candidatures.transitions import administrative, college, convention, eligibilite
from candidatures.transitions.saisie import ENREGISTRER, RETIRER_PIECE
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.messagerie.tasks import balayer
from segur.noyau.transitions import REGISTRE, Demande, Refus
from tests.monde import fichier

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)
AUX_ABORDS = [
    pytest.param(DATE_1 - SECONDE, None, id="11:59:59"),
    pytest.param(DATE_1, None, id="12:00:00"),
    pytest.param(DATE_1 + SECONDE, "15/10/2025 à 12:00:01", id="12:00:01"),
    pytest.param(DATE_1.replace(year=2026), "15/10/2026 à 12:00", id="un an après"),
]


def etape_1(scenario) -> CandidatureAdministrative:
    return CandidatureAdministrative.objects.get(candidature=scenario.candidature)


def etape_2(scenario) -> Eligibilite:
    return Eligibilite.objects.get(candidature=scenario.candidature)


def etape_4(scenario) -> Convention:
    return Convention.objects.get(candidature=scenario.candidature)


def refus_de(geste, objet, demande) -> list[str]:
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    return [motif.explication for motif in refus.value.verdict.obstacles]


def juger_aux_abords(geste, objet, demande, objet_de_la_date: str, recu: str | None) -> None:
    if recu is None:
        assert geste(objet, demande).premiere_soumission_le == demande.recu_le
        return
    assert refus_de(geste, objet, demande) == [
        f"{objet_de_la_date} : date limite le 15/10/2025 à 12:00 (heure de Paris). "
        f"Votre envoi a été reçu le {recu} (heure de Paris), après cette date."
    ]
    with pytest.raises(Refus) as refus:
        geste(objet, demande)
    (motif,) = refus.value.verdict.obstacles
    assert str(motif.reference).startswith("arrêté du 30 avril 2025")


@pytest.mark.exigence("E1-30", "CAL-01")
@pytest.mark.parametrize(("le", "recu"), AUX_ABORDS)
def test_l_etape_1_se_soumet_jusqu_a_la_date_1(monde, le, recu):
    scenario = monde.brouillon()
    scenario.remplir_etape_1()

    juger_aux_abords(
        administrative.soumettre,
        etape_1(scenario),
        monde.demande(monde.mandataire, le),
        "Première soumission de la candidature administrative (Date 1)",
        recu,
    )


def prete_en_etape_2(monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(etape_1(scenario), scenario.demande(monde.mandataire))
    scenario.remplir_etape_2()
    return scenario


@pytest.mark.exigence("E1-30", "E2-30", "CAL-01")
@pytest.mark.parametrize(("le", "recu"), AUX_ABORDS)
def test_l_etape_2_se_soumet_jusqu_a_la_date_1(monde, le, recu):
    scenario = prete_en_etape_2(monde)

    juger_aux_abords(
        eligibilite.soumettre,
        etape_2(scenario),
        monde.demande(monde.mandataire, le),
        "Première soumission de l’éligibilité (Date 1)",
        recu,
    )


@pytest.mark.exigence("E1-30")
def test_l_etape_2_attend_la_soumission_de_l_etape_1(monde):
    scenario = monde.brouillon()
    saisie = {"valeurs": {"": {"nie": "212121212"}}}

    assert refus_de(ENREGISTRER[2], etape_2(scenario), monde.demande(monde.mandataire, **saisie)) == [
        "Soumettez d’abord l’étape 1."
    ]
    assert "Soumettez d’abord l’étape 1." in refus_de(
        eligibilite.soumettre, etape_2(scenario), monde.demande(monde.mandataire)
    )


@pytest.mark.exigence("E1-30")
def test_l_etape_2_n_attend_pas_la_validation_de_l_etape_1(monde):
    scenario = prete_en_etape_2(monde)

    eligibilite.soumettre(etape_2(scenario), monde.demande(monde.mandataire, DATE_1))

    assert (etape_1(scenario).statut, etape_2(scenario).statut) == ("soumise", "soumise")


@pytest.mark.exigence("E1-29")
def test_l_etape_1_incomplete_dit_ce_qui_manque(monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1(siret="", publication_autorisee=None)

    assert refus_de(administrative.soumettre, etape_1(scenario), monde.demande(monde.mandataire)) == [
        "Questions sans réponse : Numéro SIRET, J’autorise l’ANS à publier mes dates prévisionnelles."
    ]


def test_l_etape_2_incomplete_dit_ce_qui_manque(monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(etape_1(scenario), scenario.demande(monde.mandataire))

    assert refus_de(eligibilite.soumettre, etape_2(scenario), monde.demande(monde.mandataire)) == [
        "Questions sans réponse : NIE, NIL, Votre logiciel candidat a-t-il d’autres noms commerciaux ?, "
        "Documentation attestant que la solution répond aux fonctionnalités minimales du DSR, "
        "Liste des versions techniques dont l’arrêt de maintenance ou de commercialisation a été rendu public, "
        "Êtes-vous le représentant d’un groupement d’éditeurs ?, Votre logiciel est-il commercialisé via des "
        "distributeurs mandatés ?, Votre logiciel dispose-t-il de composants additionnels ?."
    ]


@pytest.mark.exigence("E2-17")
def test_le_profil_general_s_applique_meme_sans_etre_coche(monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(etape_1(scenario), scenario.demande(monde.mandataire))
    conditionnel = scenario.dispositif.profils.get(code="structures-exercice-coordonne")
    saisie = {"valeurs": {"": {"profils": [conditionnel]}}}

    ENREGISTRER[2](etape_2(scenario), scenario.demande(monde.mandataire, **saisie))

    assert {profil.code for profil in etape_2(scenario).profils.all()} == {"general", conditionnel.code}


def signaler(monde, etape, cle, motif="Précisez.", **options):
    """The ANS remarks one field, then sends its request for changes."""
    nom = etape._meta.model_name
    REGISTRE[f"{nom}.poser_remarque"](etape, Demande(monde.verificateur, DATE_1, {"cle": cle, "motif": motif}))
    REGISTRE[f"{nom}.demander_modifications"](etape, monde.demande(monde.verificateur, DATE_1, **options))


@pytest.mark.parametrize(("cle", "etape"), [("siret", etape_1), ("nie", etape_2)], ids=["étape 1", "étape 2"])
def test_des_modifications_demandees_puis_une_nouvelle_soumission_apres_la_date_1(monde, cle, etape):
    """Date 1 bears on the first filing only."""
    scenario = monde.soumise()
    premiere = etape(scenario).premiere_soumission_le
    tard = DATE_1 + timedelta(days=30)

    signaler(monde, etape(scenario), cle)
    demandee = etape(scenario)
    nom = f"{demandee._meta.model_name}.resoumettre"
    REGISTRE[nom](etape(scenario), monde.demande(monde.mandataire, tard))

    resoumise = etape(scenario)
    assert (demandee.statut, resoumise.statut) == ("a_modifier", "soumise")
    assert (resoumise.premiere_soumission_le, resoumise.soumise_le) == (premiere, tard)


@pytest.mark.parametrize(
    ("donnees", "raison"),
    [
        ({"cle": "siret", "motif": " \n"}, "Indiquez ce qui doit être modifié, et pourquoi."),
        ({"cle": "inconnu", "motif": "Précisez."}, "Ce champ n’est pas demandé dans cette étape."),
        ({"cle": "precedents", "motif": "Précisez."}, "Ce champ n’est pas demandé dans cette étape."),
    ],
)
def test_une_remarque_nomme_un_champ_et_un_motif(monde, donnees, raison):
    scenario = monde.soumise()
    poser = REGISTRE["candidatureadministrative.poser_remarque"]

    assert refus_de(poser, etape_1(scenario), demande_de(monde, donnees)) == [raison]


def demande_de(monde, donnees):
    return Demande(monde.verificateur, DATE_1, donnees)


@pytest.mark.parametrize(("ecart", "recu"), [(-1, False), (0, True), (1, True)])
def test_une_date_de_retour_n_est_pas_passee(monde, ecart, recu):
    scenario = monde.soumise()
    rendre = DATE_1.date() + timedelta(days=ecart)

    if recu:
        signaler(monde, etape_1(scenario), "siret", a_rendre_le=rendre)
    else:
        with pytest.raises(Refus, match="La date de retour est déjà passée"):
            signaler(monde, etape_1(scenario), "siret", a_rendre_le=rendre)

    assert (etape_1(scenario).statut == "a_modifier") is recu


def test_la_demande_de_modifications_part_aux_membres_de_l_entreprise_avec_ses_remarques(monde):
    scenario = monde.soumise()
    Notification.objects.all().delete()

    signaler(monde, etape_1(scenario), "siret", "Autre site.")

    messages = Notification.objects.order_by("adresse")
    assert [message.adresse for message in messages] == [
        "mandataire@logipro.example",
        "representant@logipro.example",
        "salarie@logipro.example",
    ]
    assert {message.corps for message in messages} == {
        "L’ANS demande 1 modification(s) :\n\n- Numéro SIRET : Autre site."
    }


@pytest.mark.parametrize("etape", [etape_1, etape_2], ids=["étape 1", "étape 2"])
def test_un_refus_est_definitif_et_motive(monde, etape):
    scenario = monde.soumise()
    refuser = REGISTRE[f"{etape(scenario)._meta.model_name}.refuser"]

    assert refus_de(refuser, etape(scenario), demande_du_responsable(monde, "  ")) == [
        "Donnez le motif de la décision."
    ]
    refuser(etape(scenario), demande_du_responsable(monde, "Hors périmètre."))

    assert (etape(scenario).statut, etape(scenario).motif) == ("refusee", "Hors périmètre.")
    assert Candidature.objects.get().statut == "refusee"
    entrees = EntreeJournal.objects.filter(action="candidature.clore")
    assert [(entree.de, entree.vers, entree.acteur) for entree in entrees] == [("en_cours", "refusee", None)]


def test_dans_une_candidature_refusee_plus_rien_ne_se_remplit_ni_ne_s_instruit(monde):
    scenario = monde.soumise()
    REGISTRE["eligibilite.refuser"](etape_2(scenario), demande_du_responsable(monde, "Hors périmètre."))
    editeur, ans = monde.demande(monde.mandataire, valeurs={}), monde.demande(monde.responsable, motif="Autre.")

    refuses = {
        geste.nom: refus_de(geste, etape_1(scenario), demande)
        for geste, demande in (
            (administrative.valider, ans),
            (REGISTRE["candidatureadministrative.refuser"], ans),
            (REGISTRE["candidatureadministrative.demander_modifications"], ans),
        )
    }
    assert {nom: refus[0] for nom, refus in refuses.items()} == dict.fromkeys(refuses, "La candidature est refusée.")
    assert attentes(monde.verificateur, DATE_1, {}).count() == 0

    CandidatureAdministrative.objects.update(statut="a_modifier")
    for geste in (ENREGISTRER[1], REGISTRE["candidatureadministrative.resoumettre"]):
        assert refus_de(geste, etape_1(scenario), editeur)[0] == "La candidature est refusée."


def test_une_candidature_refusee_n_attend_plus_son_editeur(monde, connecter):
    scenario = monde.soumise()
    client = connecter(monde.mandataire)
    REGISTRE["candidatureadministrative.refuser"](etape_1(scenario), demande_du_responsable(monde, "Non."))

    accueil, dossier = client.get("/"), client.get(scenario.candidature.get_absolute_url())

    (suivi,) = accueil.context["suivis"]
    assert (suivi.a_faire, suivi.echeance) == (None, None)
    assert "Candidature refusée" in dossier.content.decode()
    assert ">Démarrer<" not in dossier.content.decode()
    assert client.get("/candidatures/?filtre=refusees").context["page"].paginator.count == 1


def demande_du_responsable(monde, motif):
    return Demande(monde.responsable, DATE_1, {"motif": motif})


def test_un_document_retire_reste_dans_l_archive(monde):
    scenario = prete_en_etape_2(monde)
    piece = etape_2(scenario).pieces.get(zone="documentation_dsr")

    RETIRER_PIECE(etape_2(scenario), scenario.demande(monde.mandataire, piece=piece.pk))

    piece.refresh_from_db()
    assert piece.retiree_le is not None
    assert Document.objects.filter(pk=piece.document_id).exists()
    entree = EntreeJournal.objects.get(action="eligibilite.retirer_piece")
    assert entree.details == {"document": str(piece), "empreinte": piece.document.fichier.empreinte}


def test_on_ne_retire_pas_le_document_d_un_autre_dossier(monde):
    scenario, autre = prete_en_etape_2(monde), monde.soumise(produit="Autre")
    piece = etape_2(autre).pieces.get(zone="documentation_dsr")

    assert refus_de(RETIRER_PIECE, etape_2(scenario), scenario.demande(monde.mandataire, piece=piece.pk)) == [
        "Ce fichier n’est plus joint à l’étape, ou ne peut pas être retiré."
    ]
    assert etape_2(autre).pieces.filter(retiree_le=None).count() == 2


# ---- step 4 ---------------------------------------------------------------------------------------------------------


def test_la_convention_ne_part_pas_avant_d_etre_prete(monde):
    scenario = monde.convention()

    assert refus_de(convention.envoyer, etape_4(scenario), scenario.demande(monde.responsable)) == [
        "La convention est en cours de préparation : réessayez."
    ]


@pytest.mark.exigence("E4-02", "E4-03")
def test_la_convention_part_au_responsable_legal_en_piece_jointe(monde):
    scenario = monde.convention()
    scenario.signer_la_convention()
    balayer()

    (courriel,) = [m for m in mail.outbox if m.subject.startswith("Convention de référencement à signer")]
    ((nom, contenu, type_mime),) = courriel.attachments
    assert courriel.to == [etape_1(scenario).legal_email]
    assert (contenu[:5], type_mime) == (b"%PDF-", "application/pdf")
    assert nom.startswith("ANS Segur_Convention de referencement_LogiMed_LGC Vague 2_")


def test_une_convention_mal_signee_se_redemande_et_l_ancienne_reste_en_archive(monde):
    scenario = monde.convention()
    scenario.produire_les_documents()
    convention.envoyer(etape_4(scenario), scenario.demande(monde.responsable))
    convention.signer(etape_4(scenario), scenario.demande(monde.mandataire, exemplaire=[fichier("v1.pdf")]))

    convention.demander_signature(etape_4(scenario), scenario.demande(monde.responsable, motif="Illisible."))
    redemandee = etape_4(scenario)
    convention.signer(etape_4(scenario), scenario.demande(monde.mandataire, exemplaire=[fichier("v2.pdf")]))

    assert (redemandee.statut, redemandee.motif, redemandee.signee_le) == ("envoyee", "Illisible.", None)
    assert (etape_4(scenario).statut, etape_4(scenario).motif) == ("signee", "")
    assert etape_4(scenario).exemplaire_signe.nom == "v2.pdf"
    assert Document.objects.filter(nom="v1.pdf").exists()


@pytest.mark.exigence("E4-02")
@pytest.mark.parametrize(("modele", "rouvert"), [(CandidatureAdministrative, "a_modifier"), (Eligibilite, "soumise")])
def test_la_convention_attend_une_etape_rouverte(monde, modele, rouvert):
    scenario = monde.convention()
    modele.objects.filter(candidature=scenario.candidature).update(statut=rouvert)

    refus = refus_de(convention.envoyer, etape_4(scenario), scenario.demande(monde.responsable))

    assert refus[-1] == "L’étape 1 ou 2 a été rouverte à l’éditeur : elle doit être validée de nouveau."


@pytest.mark.exigence("E4-05", "E4-06", "E4-07")
def test_avis_du_college_puis_direction_font_le_referencement(monde):
    scenario = monde.convention()
    scenario.signer_la_convention()
    trop_tot = refus_de(college.referencer, etape_4(scenario), scenario.demande(monde.direction))

    scenario.referencer()

    candidature = Candidature.objects.get(pk=scenario.candidature.pk)
    assert [refus.split(" par ")[0] for refus in trop_tot] == [
        "Statut actuel : « Convention signée validée ». Convention signée validée"
    ]
    assert (etape_4(scenario).statut, candidature.statut) == ("referencee", "referencee")
    assert candidature.nru.startswith("LGCV2")
    assert candidature.referencee_le == EntreeJournal.objects.get(action=college.prononcer.nom).recu_le
    assert sorted(candidature.officiels.values_list("nature", "statut")) == [
        ("attestation", "produit"),
        ("contresignee", "produit"),
        ("convention", "produit"),
        ("rapport", "produit"),
    ]
