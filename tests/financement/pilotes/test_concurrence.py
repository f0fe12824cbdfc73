"""Real threads against a real PostgreSQL: two reviewers decide at once, two colleagues choose the same place."""

from functools import partial

import pytest

from candidatures.models import Candidature
from financement.models import DossierPilote, Pilote
from financement.transitions import pilotes as gestes
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from tests.financement.pilotes.conftest import pilotable
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.monde import Monde
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier(monde: Monde) -> DossierDePilotes:  # noqa: F811
    return pilotable(monde, commandes=6)


def second_responsable() -> Utilisateur:
    personne = Utilisateur.objects.create_user("second-responsable@ans.example", nom="Second", prenom="Léo")
    ans = Organisation.objects.get(nature=Organisation.Nature.ANS)
    Appartenance.objects.create(utilisateur=personne, organisation=ans, role=Role.RESPONSABLE)
    return personne


def transmis(dossier: DossierDePilotes) -> DossierDePilotes:
    dossier.ouvrir().choisir(*dossier.commandes[:5]).joindre().former()
    return dossier.transmettre().tout_juger_conforme()


def test_deux_responsables_acceptent_ensemble_et_un_seul_l_emporte(dossier: DossierDePilotes) -> None:
    objet, second = transmis(dossier).dossier, acteur_pour(second_responsable())

    issues = ensemble(
        partial(revue.accepter, objet, dossier.demande(dossier.ans(Role.RESPONSABLE))),
        partial(revue.accepter, objet, dossier.demande(second)),
    )

    assert issues == ["fait", "statut"]
    assert EntreeJournal.objects.filter(action="dossierpilote.accepter").count() == 1
    assert EntreeJournal.objects.filter(action="candidature.publier_les_premieres_installations").count() == 1
    acceptes = Notification.objects.filter(destinataire=dossier.mandataire.personne, sujet__endswith="acceptés")
    assert acceptes.count() == 1
    assert list(anomalies()) == []


def test_une_acceptation_et_une_demande_ensemble_ne_se_melangent_pas(dossier: DossierDePilotes) -> None:
    """Whoever comes second is refused: an accepted dossier is not sent back, one sent back is not accepted."""
    objet = transmis(dossier).dossier
    a_rendre_le = jour_de_paris(dossier.instant).replace(year=2028)
    point = {"cles": [dossier.pilotes[0].cle], "conforme": False, "motif": "Illisible.", "controles": []}

    def demander() -> None:
        revue.pointer(objet, dossier.demande(dossier.ans(), **point))
        donnees = {"motif": "", "a_rendre_le": a_rendre_le}
        revue.demander_des_complements(objet, dossier.demande(dossier.ans(), **donnees))

    issues = ensemble(partial(revue.accepter, objet, dossier.demande(dossier.ans(Role.RESPONSABLE))), demander)

    final = DossierPilote.objects.get(pk=objet.pk)
    publiee = Candidature.objects.get(pk=dossier.candidature.pk).premieres_installations_le
    assert issues.count("fait") == 1
    assert (final.statut == "accepte") is (publiee is not None)


def test_deux_collegues_prennent_ensemble_la_derniere_place(dossier: DossierDePilotes) -> None:
    dossier.ouvrir().choisir(*dossier.commandes[:4])
    objet = dossier.dossier

    issues = ensemble(
        *(
            partial(gestes.choisir, objet, dossier.demande(dossier.mandataire, commande=commande.pk))
            for commande in dossier.commandes[4:]
        )
    )

    assert issues == ["fait", "place"]
    assert Pilote.objects.actuels().count() == 5


def test_deux_ouvertures_ensemble_font_un_dossier(dossier: DossierDePilotes) -> None:
    essais = [dossier.demande(dossier.mandataire) for _ in range(2)]

    issues = ensemble(*(partial(gestes.ouvrir, dossier.fournisseur, dossier.candidature, essai) for essai in essais))

    assert issues == ["fait", "fait"]
    assert DossierPilote.objects.count() == 1
