"""The verdict that a page shows is what execution decides, for every transition, person and stage."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction as db

from candidatures.models import SeanceDuCollege
from preuves.models import Preuve
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus, transitions_de
from tests.monde import fichier, vue
from tests.preuves.petit_rem import importer_petit_rem

DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)
DONNEES = {
    "candidatureadministrative.enregistrer": {"valeurs": {"": {"legal_nom": "Martin"}}},
    "candidatureadministrative.ajouter_ligne": {"bloc": "precedents"},
    "candidatureadministrative.refuser": {"motif": "Hors périmètre."},
    "candidatureadministrative.poser_remarque": {"cle": "siret", "motif": "Précisez."},
    "candidatureadministrative.retirer_remarque": {"cle": "siret"},
    "eligibilite.enregistrer": {"valeurs": {"": {"nie": "212121212"}}},
    "eligibilite.refuser": {"motif": "Hors périmètre."},
    "eligibilite.poser_remarque": {"cle": "nie", "motif": "Précisez."},
    "eligibilite.retirer_remarque": {"cle": "nie"},
    "preuve.deposer": {"lien": "https://exemple.fr"},
    "preuve.commenter": {"commentaire": "Voir la page 3."},
    "preuve.demander_modification": {"motif": "Précisez."},
    "preuve.interrompre_la_demande": {"motif": "Relu."},
    "preuve.annoter": {"texte": "À relire."},
    "chapitre.annuler_la_validation": {"motif": "Relu."},
    "convention.demander_signature": {"motif": "Illisible."},
}
# Judged on data of their own, in tests/candidatures/.
SANS_SUITE = {
    "candidature.ouvrir_un_fil",
    "candidature.demander_une_modification",
    "candidature.rouvrir",
    "candidatureadministrative.rouvrir_l_etape",
    "candidatureadministrative.rouvrir_les_champs",
    "eligibilite.rouvrir_l_etape",
    "eligibilite.rouvrir_les_champs",
    "candidature.reclamer_des_preuves",
    "candidature.recalculer_les_preuves",
    "candidature.attribuer",
    "candidature.annoncer_la_visite_ins",
    "preuve.deposer_provisoire",
    "preuve.deposer_la_definitive",
    "preuve.declarer",
    "preuve.relever_le_test",
    "chapitre.attribuer",
    "chapitre.repartir",
    "documentofficiel.publier",
    "candidatureadministrative.ajouter_ligne",
    "candidatureadministrative.retirer_ligne",
    "eligibilite.ajouter_ligne",
    "eligibilite.retirer_ligne",
    "eligibilite.retirer_piece",
    "preuve.archiver",
    "preuve.vider",
}
ACTEURS = ("mandataire", "salarie", "autre_editeur", "verificateur", "responsable", "college", "direction")


class Defaire(Exception):
    pass


def decision(geste, objet, demande) -> tuple[Motif, ...] | str:
    """What running it decides, undone at once."""
    try:
        with db.atomic():
            geste(objet, demande)
            raise Defaire
    except Defaire:
        return "fait"
    except Refus as refus:
        return refus.verdict.motifs
    except ObjectDoesNotExist:
        return "introuvable"


def attendue(geste, objet, demande) -> tuple[Motif, ...] | str:
    if not type(objet).objects.visibles_par(demande.acteur).filter(pk=objet.pk).exists():
        return "introuvable"
    verdict: Verdict = geste.verdict(objet, demande)
    return "fait" if verdict.favorable else verdict.motifs


def objets_de(scenario) -> list:
    candidature = type(scenario.candidature).objects.get(pk=scenario.candidature.pk)
    etapes = [candidature, candidature.administrative, candidature.eligibilite, candidature.convention]
    chapitres = scenario.chapitres()
    return [*etapes, *chapitres[:2], *Preuve.objects.filter(chapitre__in=chapitres[:2])[:4]]


def en_etape_3(monde):
    scenario = monde.eligible()
    scenario.soumettre(scenario.chapitres()[0])
    return scenario


def convention_signee(monde):
    scenario = monde.convention()
    scenario.signer_la_convention()
    return scenario


@pytest.mark.parametrize(
    "stade",
    [
        lambda monde: monde.brouillon(),
        lambda monde: monde.soumise(),
        en_etape_3,
        lambda monde: monde.convention(),
        convention_signee,
    ],
    ids=["brouillon", "soumise", "étape 3", "convention", "convention signée"],
)
@pytest.mark.parametrize("le", [DATE_1, datetime(2027, 1, 20, 11, 0, 1, tzinfo=UTC)], ids=["Date 1", "après Date 2"])
def test_le_verdict_montre_est_celui_qui_s_execute(monde, stade, le):
    importer_petit_rem()
    scenario = stade(monde)
    acteurs = {nom: getattr(monde, nom) for nom in ACTEURS}
    seance = SeanceDuCollege.objects.create(le=le, convoquee_le=le, convoquee_par=monde.responsable.personne)
    compares = 0

    for objet in objets_de(scenario):
        for geste in transitions_de(objet):
            if geste.nom in SANS_SUITE:
                continue
            for nom, acteur in acteurs.items():
                donnees = DONNEES.get(geste.nom, {})
                if geste.nom == "convention.signer":
                    donnees = {"exemplaire": [fichier("convention.pdf")]}
                if geste.nom == "convention.inscrire":
                    donnees = {"seance": seance}
                if isinstance(objet, Preuve):
                    donnees = {**donnees, "vu": vue(objet)}
                demande = Demande(acteur, le, donnees)
                assert decision(geste, objet, demande) == attendue(geste, objet, demande), (geste.nom, nom)
                compares += 1

    assert compares >= 100  # nothing was skipped by mistake
