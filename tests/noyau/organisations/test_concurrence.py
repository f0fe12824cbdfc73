"""Real threads against a real PostgreSQL: one link lets one person in, and two departures leave one mandataire."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from segur.noyau.comptes.models import (
    Adhesion,
    Appartenance,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
    VisiteDuSupport,
    acteur_pour,
)
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.organisations import visites
from segur.noyau.organisations.demandes import demander_a_rejoindre, transmettre
from segur.noyau.organisations.ouverture import NouveauCompte, inviter, ouvrir_un_compte, rejoindre
from segur.noyau.organisations.regles import DEMANDES_PAR_JOUR
from segur.noyau.organisations.transitions import adhesion, appartenance
from segur.noyau.organisations.transitions.delegation import revoquer
from segur.noyau.transitions import Demande, Refus, Transition
from tests.monde import AVANT_DATE_1, Monde, charger
from tests.noyau.organisations.membres import preter

pytestmark = pytest.mark.django_db(transaction=True)
ATTENTE = 20  # seconds before a deadlock is called so
COMPTE = NouveauCompte("Zoé", "Nouvelle", "une phrase bien longue")


@pytest.fixture
def monde(transactional_db: None) -> Monde:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    return Monde()


def ensemble(*gestes: Callable[[], Any]) -> list[str]:
    """Runs every gesture in its own thread and connection, all starting together. « fait » or the refusal's codes."""
    depart = Barrier(len(gestes), timeout=ATTENTE)
    issues: list[str] = []

    def courir(geste: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            depart.wait()
            geste()
            issues.append("fait")
        except Refus as refus:
            issues.append(", ".join(motif.code for motif in refus.verdict.obstacles))
        except Exception as erreur:
            issues.append(repr(erreur))
        finally:
            connections.close_all()

    fils = [Thread(target=courir, args=(geste,), daemon=True) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(ATTENTE)
    assert not any(fil.is_alive() for fil in fils), "interblocage"
    return sorted(issues)


def deux_mandataires(monde: Monde) -> list[Appartenance]:
    personne = Utilisateur.objects.create_user("second@logipro.example", nom="Second", prenom="Ali")
    logipro = Organisation.objects.get(nom="LogiPro")
    Appartenance.objects.create(utilisateur=personne, organisation=logipro, role=Role.MANDATAIRE)
    return list(logipro.appartenances.mandataires())


def departs(monde: Monde, lignes: list[Appartenance]) -> list[Callable[[], Any]]:
    return [partial(appartenance.quitter, ligne, monde.demande(acteur_pour(ligne.utilisateur))) for ligne in lignes]


def test_deux_mandataires_partent_ensemble_et_un_reste(monde: Monde) -> None:
    lignes = deux_mandataires(monde)

    issues = ensemble(*departs(monde, lignes))

    assert issues == ["dernier_mandataire", "fait"]
    assert Organisation.objects.get(nom="LogiPro").appartenances.mandataires().count() == 1
    assert list(anomalies()) == []


def test_temoin_sans_verrou_l_organisation_perd_ses_mandataires(monde: Monde, monkeypatch: Any) -> None:
    """Negative control: the same race, the lock removed. Without it, everybody reads before anybody writes."""
    lignes = deux_mandataires(monde)
    tous_ont_lu = Barrier(2, timeout=ATTENTE)
    garder = Transition.verdict

    def relire_sans_verrou(self: Transition, objet: Any, acteur: Any) -> Any:
        return type(objet)._default_manager.visibles_par(acteur).get(pk=objet.pk)

    def juger_ensemble(self: Transition, objet: Any, demande: Any) -> Any:
        verdict = garder(self, objet, demande)
        tous_ont_lu.wait()
        return verdict

    monkeypatch.setattr(Transition, "_relire", relire_sans_verrou)
    monkeypatch.setattr(Transition, "verdict", juger_ensemble)
    issues = ensemble(*departs(monde, lignes))

    assert issues == ["fait", "fait"]
    assert Organisation.objects.get(nom="LogiPro").appartenances.mandataires().count() == 0


def test_deux_mandataires_se_retirent_l_un_l_autre_et_un_reste(monde: Monde) -> None:
    premier, second = deux_mandataires(monde)
    par_premier, par_second = (monde.demande(acteur_pour(ligne.utilisateur)) for ligne in (premier, second))

    issues = ensemble(
        lambda: appartenance.terminer(second, par_premier), lambda: appartenance.terminer(premier, par_second)
    )

    assert issues == ["dernier_mandataire", "fait"]
    assert Organisation.objects.get(nom="LogiPro").appartenances.mandataires().count() == 1


def test_un_lien_ouvert_deux_fois_n_ouvre_qu_un_compte(monde: Monde) -> None:
    envoyee, _ = monde.inviter()
    demande = monde.demande(monde.mandataire, envoyee.envoyee_le)
    copies = [Invitation.objects.select_related("organisation").get(pk=envoyee.pk) for _ in range(2)]

    issues = ensemble(*[partial(ouvrir_un_compte, copie, COMPTE, demande) for copie in copies])

    assert issues == ["fait", "statut"]
    assert Appartenance.objects.filter(utilisateur__email=envoyee.email).count() == 1
    assert EntreeJournal.objects.filter(action="invitation.accepter").count() == 1
    assert list(anomalies()) == []


def test_un_compte_existant_n_entre_qu_une_fois(monde: Monde) -> None:
    paul = monde.autre_editeur.personne
    envoyee, _ = monde.inviter(paul.email)
    demande = monde.demande(monde.mandataire, envoyee.envoyee_le)

    issues = ensemble(*[lambda: rejoindre(envoyee, paul, demande)] * 2)

    assert issues == ["fait", "statut"]
    assert paul.appartenances.actives().count() == 2  # MédiSoft, and now LogiPro


def test_deux_invitations_de_deux_entreprises_n_ouvrent_qu_un_compte(monde: Monde) -> None:
    """Two organisations, two locks: the unique address decides."""
    chez_logipro, _ = monde.inviter()
    medisoft = Organisation.objects.get(nom="MédiSoft")
    demande = monde.demande(monde.autre_editeur, chez_logipro.envoyee_le)
    chez_medisoft = inviter(medisoft, chez_logipro.email, "salarie", demande)

    issues = ensemble(
        lambda: ouvrir_un_compte(chez_logipro, COMPTE, demande),
        lambda: ouvrir_un_compte(chez_medisoft, COMPTE, demande),
    )

    assert issues == ["compte", "fait"]
    assert Invitation.objects.filter(statut="envoyee").count() == 1


@pytest.mark.parametrize("cles", [("une-page", "une-page"), ("une-page", "une-autre")], ids=["même page", "deux pages"])
def test_deux_invitations_simultanees_n_en_font_qu_une(monde: Monde, cles: tuple[str, str]) -> None:
    logipro = Organisation.objects.get(nom="LogiPro")
    demandes = [monde.demande(monde.mandataire, cle=cle) for cle in cles]

    issues = ensemble(*[partial(inviter, logipro, "zoe@logipro.example", "salarie", demande) for demande in demandes])

    assert issues == (["fait", "fait"] if cles[0] == cles[1] else ["deja_invitee", "fait"])
    assert Invitation.objects.count() == Notification.objects.count() == 1


def _candidate(monde: Monde) -> Any:
    personne = Utilisateur.objects.create_user("ana@libre.example", nom="Candidate", prenom="Ana")
    return monde.demande(acteur_pour(personne))


def test_la_meme_demande_envoyee_deux_fois_n_en_fait_qu_une(monde: Monde) -> None:
    demande = _candidate(monde)

    issues = ensemble(*[partial(demander_a_rejoindre, "732829320", "salarie", demande)] * 2)

    assert (issues, Adhesion.objects.count()) == (["fait", "fait"], 1)


def test_la_limite_du_jour_tient_a_plusieurs_onglets(monde: Monde) -> None:
    demande = _candidate(monde)
    for rang in range(DEMANDES_PAR_JOUR - 1):
        demander_a_rejoindre(f"00000000{rang}", "salarie", demande)

    issues = ensemble(*[partial(demander_a_rejoindre, n, "salarie", demande) for n in ("404833048", "552100554")])

    assert (issues, Adhesion.objects.count()) == (["fait", "par_jour"], DEMANDES_PAR_JOUR)


def test_une_demande_remise_par_deux_ouvriers_ne_previent_qu_une_fois(monde: Monde) -> None:
    demande = _candidate(monde)
    demandee = demander_a_rejoindre("732829320", "representant", demande)

    ensemble(*[partial(transmettre, demandee.pk, demande.recu_le)] * 2)

    assert EntreeJournal.objects.filter(action="adhesion.demander").count() == 1
    assert Notification.objects.count() == 1


def test_deux_reponses_simultanees_n_en_font_qu_une(monde: Monde) -> None:
    demandee = monde.demander_a_rejoindre()
    acteurs = (monde.mandataire, monde.representant)
    demandes = [monde.demande(qui, demandee.demandee_le, motif="Inconnue.") for qui in acteurs]

    issues = ensemble(
        partial(adhesion.accepter, demandee, demandes[0]), partial(adhesion.refuser, demandee, demandes[1])
    )

    assert issues == ["fait", "statut"]
    assert list(anomalies()) == []


def test_une_delegation_revoquee_par_les_deux_a_la_fois_ne_l_est_qu_une_fois(monde: Monde) -> None:
    """And the right that a request still under way had read is gone at the next one."""
    le = AVANT_DATE_1
    pretee = preter(monde.representant, monde.salarie, debut=le, fin=le + timedelta(days=1))
    logipro = pretee.organisation_id
    delegataire = acteur_pour(monde.salarie.personne, logipro, le)
    assert delegataire.tient(Role.REPRESENTANT)

    issues = ensemble(
        partial(revoquer, pretee, Demande(monde.representant, le)), partial(revoquer, pretee, Demande(delegataire, le))
    )

    assert issues == ["fait", "statut"]
    assert EntreeJournal.objects.filter(action=revoquer.nom).count() == 1
    assert not acteur_pour(monde.salarie.personne, logipro, le).tient(Role.REPRESENTANT)
    assert list(anomalies()) == []


def test_deux_visites_ouvertes_a_la_fois_n_en_laissent_qu_une(monde: Monde) -> None:
    """Of two firms, hence under two locks of organisations."""
    support = Demande(monde.administrateur, AVANT_DATE_1)
    vus = [Appartenance.objects.get(utilisateur__email=f"mandataire@{f}.example") for f in ("logipro", "medisoft")]

    issues = ensemble(*[partial(visites.ouvrir, vu, "Assistance", support) for vu in vus])

    assert issues == ["fait", "fait"]
    assert VisiteDuSupport.objects.filter(fermee_le=None).count() == 1
    assert VisiteDuSupport.objects.count() == 2
