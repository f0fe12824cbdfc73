"""The dossier of the pilots, from the first client chosen to the acceptance of the ANS."""

import pytest

from candidatures.models import Candidature
from financement.models import DossierPilote, ProcesVerbal
from financement.pilotes import acquittement, faits
from financement.transitions import pilotes as gestes
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import CODES, DossierDePilotes, sans_nombre, validees


def refus(essai: object) -> set[str]:
    """The codes of what refuses."""
    with pytest.raises(Refus) as refuse:
        essai()  # type: ignore[operator]
    return {motif.code for motif in refuse.value.verdict.obstacles}


@pytest.mark.exigence("PIL-F01", "PIL-F02", "PIL-F03", "PIL-F04", "SOL-01")
def test_du_premier_choix_a_la_publication(pret: DossierDePilotes) -> None:
    avant = acquittement(pret.fournisseur, pret.candidature, pret.instant)

    pret.accepte()

    dossier = pret.dossier
    apres = acquittement(pret.fournisseur, pret.candidature, pret.instant)
    assert (avant.verdict.favorable, avant.acquittes_le) == (False, None)
    assert (apres.verdict.favorable, apres.acquittes_le) == (True, dossier.accepte_le)
    assert dossier.statut == "accepte"
    assert Candidature.objects.get(pk=pret.candidature.pk).premieres_installations_le == dossier.accepte_le
    sujets = Notification.objects.filter(sujet__startswith="Pilotes de LogiMed").values_list("sujet", flat=True)
    assert {sujet.rpartition(" : ")[2] for sujet in sujets} == {"à vérifier", "acceptés", "acceptés par l’ANS"}
    assert list(anomalies()) == []


@pytest.mark.exigence("PIL-F04", "MSG-09")
def test_l_acceptation_est_dite_au_fournisseur_et_a_l_asp(pret: DossierDePilotes) -> None:
    pret.accepte()

    lus = Notification.objects.filter(sujet__contains="acceptés").values_list("destinataire__email", flat=True)

    assert "mandataire@logipro.example" in lus
    assert {"gestionnaire@asp.example", "valideur@asp.example"} <= set(lus)
    assert not [email for email in lus if email.endswith("@ans.example")]


@pytest.mark.exigence("PIL-F02")
def test_un_pilote_se_choisit_parmi_les_commandes_validees_de_la_solution(
    pret: DossierDePilotes, piloter: Piloter
) -> None:
    ailleurs = piloter("MédiSoft", "MédiCab", commandes=0)
    autre_solution = piloter("LogiPro", "LogiPlus", commandes=0)
    de_l_autre = validees(ailleurs.fournisseur, ailleurs.candidature, pret.signe_le, 1, depuis=50)[0]
    de_la_meme_firme = validees(pret.fournisseur, autre_solution.candidature, pret.signe_le, 1, depuis=60)[0]
    deposee = {"statut": "deposee", "financement": None, "avance": None, "solde": None}
    attend = validees(pret.fournisseur, pret.candidature, pret.signe_le, 1, depuis=70, **deposee)[0]
    pret.ouvrir().choisir(pret.commandes[0])

    assert refus(lambda: pret.choisir(de_l_autre)) == {"du_fournisseur", "de_la_solution", "avance"}
    assert refus(lambda: pret.choisir(de_la_meme_firme)) == {"de_la_solution"}
    assert refus(lambda: pret.choisir(attend)) == {"avance"}
    assert refus(lambda: pret.choisir(pret.commandes[0])) == {"nouveau"}
    assert len(pret.pilotes) == 1


@pytest.mark.exigence("PIL-F02")
def test_un_sixieme_client_n_est_pas_un_pilote(piloter: Piloter) -> None:
    dossier = piloter(commandes=6)
    dossier.ouvrir().choisir(*dossier.commandes[:5])

    assert refus(lambda: dossier.choisir(dossier.commandes[5])) == {"place"}
    gestes.retirer(dossier.dossier, dossier.demande(dossier.mandataire, pilote=dossier.pilotes[0].pk))
    dossier.choisir(dossier.commandes[5])
    assert [pilote.commande.reference for pilote in dossier.pilotes] == [f"BC-{rang}" for rang in (2, 3, 4, 5, 6)]


def test_sans_commande_validee_ou_sans_nombre_rien_ne_commence(piloter: Piloter) -> None:
    sans = piloter(commandes=0)
    assert refus(sans.ouvrir) == {"validee"}

    avec = piloter("MédiSoft", "MédiCab", commandes=1)
    sans_nombre(avec.candidature)
    avec.candidature.dispositif.refresh_from_db()
    assert refus(avec.ouvrir) == {"nombre_publie"}
    assert not DossierPilote.objects.exists()


def test_ouvrir_deux_fois_rend_le_meme_dossier(pret: DossierDePilotes) -> None:
    premier = pret.ouvrir().pk
    assert pret.ouvrir().pk == premier
    assert EntreeJournal.objects.filter(action="dossierpilote.ouvrir").count() == 1


@pytest.mark.exigence("PIL-F04")
def test_un_dossier_incomplet_ne_part_pas_et_dit_tout_ce_qui_manque(pret: DossierDePilotes) -> None:
    pret.ouvrir().choisir(*pret.commandes[:4]).joindre(pret.pilotes[0]).former(*CODES[1:])

    assert refus(pret.transmettre) == {"nombre", "pv", "contenus"}
    assert pret.dossier.premiere_transmission_le is None


@pytest.mark.exigence("PIL-F04", "PR-15")
def test_les_contenus_des_structures_sont_dus_des_qu_un_pilote_en_est_une(pret: DossierDePilotes) -> None:
    structure = validees(pret.fournisseur, pret.candidature, pret.signe_le, 1, depuis=80, structure=True)[0]
    pret.candidature.eligibilite.profils.clear()
    pret.ouvrir().choisir(*pret.commandes[:4])
    avant = len(faits(pret.dossier).contenus_dus(pret.instant.date()))

    pret.choisir(structure)

    assert (avant, len(faits(pret.dossier).contenus_dus(pret.instant.date()))) == (17, 22)


@pytest.mark.exigence("PIL-F03")
def test_un_pv_remplace_est_garde(pret: DossierDePilotes) -> None:
    pret.ouvrir().choisir(pret.commandes[0]).joindre().joindre(signataire="Dr Autre")

    assert [pv.remplace_le is None for pv in ProcesVerbal.objects.all()] == [False, True]
    assert [pv.signataire for pv in ProcesVerbal.objects.actuels()] == ["Dr Autre"]


@pytest.mark.exigence("PIL-F04")
def test_seul_le_point_demande_se_corrige_et_se_relit(pret: DossierDePilotes) -> None:
    pret.complet().transmettre().tout_juger_conforme()
    fautif, autre = pret.pilotes[0], pret.pilotes[1]
    pret.juger(fautif.cle, motif="La signature manque.").demander()

    assert refus(lambda: pret.joindre(autre)) == {"ouvert"}
    assert refus(lambda: pret.former("psc")) == {"saisie:contenus"}
    support = faits(pret.dossier).supports[0].pk
    retrait = pret.demande(pret.mandataire, support=support)
    assert refus(lambda: gestes.retirer_un_support(pret.dossier, retrait)) == {"ouvert"}
    retrait_du_pilote = pret.demande(pret.mandataire, pilote=autre.pk)
    assert refus(lambda: gestes.retirer(pret.dossier, retrait_du_pilote)) == {"ouvert"}

    pret.joindre(fautif, signataire="Dr Signe").completer()

    leve = pret.dossier.points.get(leve_le__isnull=False)
    assert (leve.motif, leve.change, "Dr Signe" in leve.valeur_apres) == ("La signature manque.", True, True)
    assert refus(pret.accepter) == {"avis"}
    pret.juger(fautif.cle).accepter()
    assert pret.dossier.statut == "accepte"


@pytest.mark.exigence("PIL-F02")
def test_un_client_demande_peut_etre_remplace_par_un_autre(piloter: Piloter) -> None:
    dossier = piloter(commandes=6)
    dossier.ouvrir().choisir(*dossier.commandes[:5]).joindre().former().transmettre().tout_juger_conforme()
    parti = dossier.pilotes[0]
    dossier.juger(parti.cle, motif="Le client n’est pas équipé.").demander()

    gestes.retirer(dossier.dossier, dossier.demande(dossier.mandataire, pilote=parti.pk))
    dossier.choisir(dossier.commandes[5]).joindre(dossier.pilotes[-1]).completer()

    assert refus(dossier.accepter) == {"avis"}
    dossier.juger(dossier.pilotes[-1].cle).accepter()
    assert dossier.dossier.points.get(leve_le__isnull=False).valeur_apres == ""


@pytest.mark.exigence("PIL-F04")
def test_un_contenu_demande_s_ajoute_seul(pret: DossierDePilotes) -> None:
    pret.complet().transmettre().tout_juger_conforme().juger("contenu:psc", motif="Non abordé.").demander()

    pret.former("psc", titre="Vidéo PSC", lien="https://formation.example/psc").completer()

    assert refus(pret.accepter) == {"avis"}
    pret.juger("contenu:psc").accepter()


def test_ce_qui_manque_a_un_avis_est_dit(pret: DossierDePilotes) -> None:
    pret.complet().transmettre()
    cle = pret.pilotes[0].cle

    def avis(**changements: object) -> set[str]:
        donnees = {"cles": [cle], "conforme": True, "motif": "", "controles": ["modele"]} | changements
        return refus(lambda: revue.pointer(pret.dossier, pret.demande(pret.ans(), **donnees)))

    assert avis() == {"controles"}
    assert avis(conforme=False, motif=" ") == {"motif"}
    assert avis(cles=["contenu:inconnu"]) == {"cle"}
    assert avis(cles=[]) == {"cle"}
    assert refus(pret.demander) == {"points"}


def test_une_date_de_retour_passee_est_refusee(pret: DossierDePilotes) -> None:
    pret.complet().transmettre().juger(pret.pilotes[0].cle, motif="Illisible.")
    donnees = {"motif": "", "a_rendre_le": pret.signe_le.date()}
    essai = pret.demande(pret.ans(), **donnees)
    assert refus(lambda: revue.demander_des_complements(pret.dossier, essai)) == {"a_rendre_le"}


def test_un_referencement_suspendu_arrete_tout(pret: DossierDePilotes) -> None:
    pret.complet().transmettre().tout_juger_conforme()
    Candidature.objects.filter(pk=pret.candidature.pk).update(statut="suspendue")
    assert refus(pret.accepter) == {"referencement"}


def test_un_verificateur_examine_et_un_responsable_accepte(pret: DossierDePilotes) -> None:
    pret.complet().transmettre().tout_juger_conforme()
    assert refus(lambda: revue.accepter(pret.dossier, pret.demande(pret.ans(Role.VERIFICATEUR)))) == {"role"}


def test_une_seconde_decision_est_refusee(pret: DossierDePilotes) -> None:
    pret.accepte()
    assert refus(pret.accepter) == {"statut"}
    assert refus(lambda: pret.juger(pret.pilotes[0].cle)) == {"statut"}


def test_la_premiere_date_publiee_reste(pret: DossierDePilotes, piloter: Piloter) -> None:
    """A distributor's pilots come after: the solution was published already."""
    publiee = pret.accepte().dossier.accepte_le
    second = DossierDePilotes("DistriSanté", pret.candidature, pret.instant, commandes=0)
    second.commandes = validees(second.fournisseur, second.candidature, pret.signe_le, 5, depuis=20)
    second.candidature = Candidature.objects.select_related("dispositif").get(pk=pret.candidature.pk)
    second.accepte()
    assert Candidature.objects.get(pk=pret.candidature.pk).premieres_installations_le == publiee
