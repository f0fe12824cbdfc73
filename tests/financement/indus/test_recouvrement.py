"""A dossier from the observation to the last euro back, and everything that must not happen on the way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import Candidature
from financement.models import Ecriture, Indu, LettreDIndu, LigneDIndu, Position, Retenue, Virement
from financement.realisation import recouvrement_commence
from financement.transitions import indus as gestes
from financement.transitions import paiement, recouvrement
from financement.verification import ecarts
from segur.noyau.comptes.models import Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import collegue, compte_rendu, releve
from tests.monde import PDF

pytestmark = pytest.mark.django_db


def lettres(dossier: Recouvrement) -> list[str]:
    return list(dossier.indu.lettres.values_list("nature", flat=True))


@pytest.mark.exigence("IND-01")
def test_d_un_constat_au_dernier_euro(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure()
    piece = SimpleUploadedFile("pv.pdf", PDF)
    recouvrement.observer("La prestation est faite.", fichier=piece).proposer("300").ordonner()
    assert lettres(recouvrement) == ["mise_en_demeure", "decision", "ordre"]
    assert all(lettre.document.lire().startswith(b"%PDF") for lettre in LettreDIndu.objects.all())
    assert {lettre.version for lettre in LettreDIndu.objects.all()} == {"v1"}

    recouvrement.rembourser("100.10")
    assert recouvrement.etat == ("ordonne", Decimal("100.10"), 0, 0)
    recouvrement.rembourser("199.90", "VIR-2")
    assert recouvrement.etat == ("solde", Decimal(300), 0, 0)
    assert recouvrement.position().repris == Decimal(300)
    assert list(Ecriture.objects.filter(nature="reprise").values_list("montant", flat=True)) == [
        Decimal("-100.10"),
        Decimal("-199.90"),
    ]
    assert (ecarts(), list(anomalies())) == ([], [])


@pytest.mark.exigence("IND-01")
def test_le_fournisseur_ne_voit_rien_avant_la_mise_en_demeure(recouvrement: Recouvrement) -> None:
    mandataire = recouvrement.caisse.dossiers[0].mandataire
    recouvrement.constater()
    assert not Indu.objects.visibles_par(mandataire).exists()
    recouvrement.mettre_en_demeure()
    assert Indu.objects.visibles_par(mandataire).exists()
    sujet = f"{recouvrement.indu} : mise en demeure"
    assert Notification.objects.filter(destinataire=mandataire.personne, sujet=sujet).count() == 1


@pytest.mark.exigence("REA-03", "IND-01")
def test_une_incapacite_ne_se_retire_plus_une_fois_le_reversement_ordonne(recouvrement: Recouvrement) -> None:
    """A notice asks to remedy, and withdrawing it does; once the order is given, the ledger still says nothing."""
    avant = [recouvrement_commence(recouvrement.constater().mettre_en_demeure().commande)]
    avant.append(recouvrement_commence(recouvrement.proposer().commande))

    assert avant == [False, False]
    assert recouvrement_commence(recouvrement.ordonner().commande)
    assert not Ecriture.objects.filter(nature="reprise").exists()


@pytest.mark.exigence("IND-01")
def test_les_delais_a_la_microseconde(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure()
    indu, mandataire = recouvrement.indu, recouvrement.caisse.dossiers[0].mandataire
    limite = indu.repondre_jusqu_au
    assert limite is not None
    demande = recouvrement.caisse.demande(mandataire, texte="À l’heure.")
    a_l_heure, trop_tard = (
        demande.__class__(mandataire, limite + timedelta(microseconds=n), {"texte": "Voici."}) for n in (0, 1)
    )
    gestes.observer(indu, a_l_heure)
    with pytest.raises(Refus, match="s’est achevé"):
        gestes.observer(indu, trop_tard)
    assert indu.observations.get().deposee_le == limite
    gestes.observer(indu, replace(trop_tard, premier_recu_le=limite))  # the portal had failed to answer it
    assert [observation.deposee_le for observation in indu.observations.all()] == [limite, limite]
    proposition = {"montants": {recouvrement.ligne.pk: Decimal(400)}, "motivation": "Rien ne le montre."}
    gestionnaire = recouvrement.caisse.asp(Role.GESTIONNAIRE)
    with pytest.raises(Refus, match="remédier ou présenter"):
        gestes.proposer(indu, demande.__class__(gestionnaire, limite, proposition))
    gestes.proposer(indu, demande.__class__(gestionnaire, trop_tard.recu_le, proposition))


@pytest.mark.exigence("IND-01")
def test_qui_propose_ne_decide_pas_ni_dans_la_base(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure().proposer()
    gestionnaire = recouvrement.caisse.asp(Role.GESTIONNAIRE)
    aux_deux_roles = collegue(Role.VALIDEUR, gestionnaire.personne.email.partition("@")[0])
    with pytest.raises(Refus, match="deux personnes"):
        recouvrement.ordonner(aux_deux_roles)
    with pytest.raises(IntegrityError, match="indu_decide_par_autrui"), db.atomic():
        Indu.objects.filter(pk=recouvrement.indu.pk).update(decide_par=gestionnaire.personne)
    autre = collegue(Role.VALIDEUR, "autre-valideur")
    assert recouvrement.ordonner(autre).indu.decide_par == autre.personne


def test_rien_a_reverser_se_classe_et_ne_s_ordonne_pas(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure().proposer("0")
    with pytest.raises(Refus, match="Rien n’est proposé"):
        recouvrement.ordonner()
    gestes.classer(recouvrement.indu, recouvrement.caisse.demande(recouvrement.caisse.valideur))
    assert lettres(recouvrement) == ["mise_en_demeure", "decision"]
    assert recouvrement.constater().indu.statut == "constate"


def test_une_proposition_renvoyee_se_refait_et_un_constat_s_abandonne(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure().proposer()
    valideur, gestionnaire = recouvrement.caisse.valideur, recouvrement.caisse.asp(Role.GESTIONNAIRE)
    gestes.renvoyer(recouvrement.indu, recouvrement.caisse.demande(valideur, motif="À motiver."))
    assert recouvrement.ligne.propose is None
    recouvrement.proposer("10").ordonner()
    autre = Recouvrement(recouvrement.caisse).constater()
    gestes.renoncer(autre.indu, recouvrement.caisse.demande(gestionnaire, motif="Erreur."))
    assert not LigneDIndu.objects.get(indu=autre.indu).vive


@pytest.mark.exigence("IND-06", "E4-14")
def test_le_retrait_se_lit_dans_le_registre(recouvrement: Recouvrement) -> None:
    with pytest.raises(Refus, match="n’est pas retiré"):
        recouvrement.constater("retrait")
    Candidature.objects.filter(pk=recouvrement.commande.demande.candidature_id).update(statut="retiree")
    assert recouvrement.constater("retrait").indu.cause == "retrait"
    with pytest.raises(Refus, match="un dossier d’indu est ouvert"):
        recouvrement.constater("retrait")


@pytest.mark.exigence("IND-01")
def test_jamais_plus_que_ce_qui_est_du_jamais_deux_fois(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne("300")
    with pytest.raises(Refus, match="reste 300"):
        recouvrement.rembourser("300.01")
    recouvrement.rembourser("100")
    with pytest.raises(Refus, match="déjà enregistrée"):
        recouvrement.rembourser("100")
    with pytest.raises(IntegrityError, match="ligne_d_indu_reprise_dans_l_ordonne"), db.atomic():
        LigneDIndu.objects.filter(indu=recouvrement.indu).update(rembourse=Decimal("300.01"))
    assert recouvrement.position().repris == Decimal(100)


@pytest.mark.exigence("IND-01")
def test_la_reference_prise_a_l_instant_se_dit_comme_une_reference_connue(
    recouvrement: Recouvrement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two agents type it together on two dossiers: the second one looked before the first was recorded."""
    recouvrement.ordonne().rembourser("100")
    monkeypatch.setattr("financement.transitions.recouvrement._deja_enregistree", lambda reference: False)

    with pytest.raises(Refus, match="déjà enregistrée"):
        recouvrement.rembourser("100")

    assert recouvrement.position().repris == Decimal(100)


@pytest.mark.exigence("IND-01", "IND-02")
def test_une_compensation_baisse_le_virement_et_se_lit_des_deux_cotes(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne()
    with pytest.raises(Refus, match="pour reverser"):
        gestes_compenser(recouvrement)
    recouvrement.compenser()
    nouvelle = recouvrement.caisse.commande("2000")
    lot = recouvrement.caisse.exporte(nouvelle)
    virement = lot.virements.get()
    assert (virement.montant, virement.retenu, lot.montant) == (Decimal(400), Decimal(400), Decimal(400))
    assert recouvrement.etat == ("ordonne", 0, Decimal(400), 0)
    assert lot.fichier is not None
    assert b'<InstdAmt Ccy="EUR">400.00</InstdAmt>' in lot.fichier.lire()
    assert ecarts() == []

    recouvrement.regler(lot)
    assert recouvrement.etat == ("solde", 0, 0, Decimal(400))
    assert (recouvrement.position(nouvelle).regle, recouvrement.position().repris) == (Decimal(800), Decimal(400))
    assert (ecarts(), list(anomalies())) == ([], [])
    assert Notification.objects.filter(corps__contains="400,00 € ont été retenus").exists()


def gestes_compenser(dossier: Recouvrement) -> None:
    recouvrement.compenser(dossier.indu, dossier.caisse.demande(dossier.caisse.valideur))


def test_une_dette_plus_grande_que_le_paiement_se_retient_en_plusieurs_fois(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    for attendu in ("199.99", "399.98", "400"):
        recouvrement.regler(recouvrement.caisse.exporte(recouvrement.caisse.commande("500")))
        assert recouvrement.ligne.compense == Decimal(attendu)
    assert list(Virement.objects.order_by("pk").values_list("montant", flat=True))[1:] == [
        Decimal("0.01"),
        Decimal("0.01"),
        Decimal("199.98"),
    ]
    assert (recouvrement.etat[0], ecarts()) == ("solde", [])


@pytest.mark.parametrize("issue", ["annule", "rejete"])
def test_un_virement_qui_ne_part_pas_ne_retient_rien(recouvrement: Recouvrement, issue: str) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    lot = caisse.preparer(caisse.commande("2000"))
    if issue == "annule":
        paiement.annuler(lot, caisse.demande(caisse.payeur, motif="Erreur."))
    else:
        caisse.exporter(caisse.approuver(lot))
        caisse.appliquer(compte_rendu(lot.message, {lot.virements.get().reference: "AC04"}))
    assert recouvrement.etat == ("ordonne", 0, 0, 0)
    assert not Retenue.objects.filter(vive=True).exists()
    assert ecarts() == []
    recouvrement.regler(caisse.exporte())
    assert (recouvrement.etat[0], ecarts()) == ("solde", [])


def test_des_fonds_retournes_font_tomber_la_compensation(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    lot = caisse.exporte(caisse.commande("2000"))
    recouvrement.regler(lot)
    virement = lot.virements.get()
    caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    assert recouvrement.etat == ("ordonne", 0, 0, 0)
    assert recouvrement.position().repris == 0
    assert ecarts() == []
    recouvrement.regler(caisse.exporte())
    assert (recouvrement.etat[0], ecarts(), list(anomalies())) == ("solde", [], [])


def test_une_somme_non_ordonnee_ne_se_rouvre_pas_avec_les_autres(recouvrement: Recouvrement) -> None:
    """Two sums claimed, one ordered: the other is free, in another dossier, and nothing of it holds the funds back."""
    caisse, autre = recouvrement.caisse, recouvrement.payee("1000")
    sommes = {recouvrement.position().pk: Decimal(400), recouvrement.position(autre).pk: Decimal(400)}
    recouvrement.indu = recouvrement.constat("manquement", sommes)
    recouvrement.mettre_en_demeure().laisser_passer(recouvrement.indu.repondre_jusqu_au)
    montants = {li.pk: Decimal(0 if li.commande == autre else 400) for li in recouvrement.indu.lignes.all()}
    donnees = {"montants": montants, "motivation": "Une seule est due."}
    recouvrement.indu = gestes.proposer(recouvrement.indu, caisse.demande(caisse.asp(Role.GESTIONNAIRE), **donnees))
    recouvrement.ordonner().compenser()
    lot = caisse.exporte(caisse.commande("2000"))
    recouvrement.regler(lot)
    recouvrement.constat("manquement", {recouvrement.position(autre).pk: Decimal(400)})

    virement = lot.virements.get()
    retour = caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    assert retour.lignes.get().anomalie == ""
    assert Indu.objects.get(pk=recouvrement.indu.pk).statut == "ordonne"
    assert (ecarts(), list(anomalies())) == ([], [])


def test_ce_qui_est_repris_ne_peut_plus_revenir_de_la_banque(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().rembourser("400")
    virement = Virement.objects.get()
    retour = recouvrement.caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    assert "à traiter par une personne" in retour.lignes.get().anomalie
    assert (recouvrement.position().regle, ecarts()) == (Decimal(400), [])


def test_ce_que_la_banque_a_rendu_ne_s_ordonne_plus(recouvrement: Recouvrement) -> None:
    recouvrement.constater().mettre_en_demeure().proposer()
    virement = Virement.objects.get()
    recouvrement.caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))
    with pytest.raises(Refus, match="sur 0,00 € reçus"):
        recouvrement.ordonner()
    assert (recouvrement.position().regle, ecarts()) == (0, [])


def test_suspendre_puis_lever_apres_un_recours(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    suspendu = recouvrement.indu = _lever_ou_suspendre("suspendre", recouvrement)
    assert not suspendu.par_compensation
    assert caisse.preparer(caisse.commande("2000")).virements.get().retenu == 0
    with pytest.raises(Refus, match="deux personnes"):
        _lever_ou_suspendre("lever", recouvrement)
    second = collegue(Role.VALIDEUR, "autre-valideur")
    leve = recouvrement.indu = _lever_ou_suspendre("lever", recouvrement, second)
    assert (leve.statut, recouvrement.ligne.ordonne) == ("classe", 0)


def test_un_ordre_leve_ne_redevient_pas_du_quand_la_compensation_tombe(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().compenser()
    caisse = recouvrement.caisse
    lot = caisse.exporte(caisse.commande("500"))
    recouvrement.regler(lot)
    _lever_ou_suspendre("lever", recouvrement, collegue(Role.VALIDEUR, "autre-valideur"))
    assert recouvrement.ligne.ordonne == Decimal("199.99")

    virement = lot.virements.get()
    caisse.appliquer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    assert recouvrement.etat == ("classe", 0, 0, 0)
    assert (recouvrement.ligne.ordonne, recouvrement.ligne.reste) == (0, 0)
    assert (recouvrement.position().repris, ecarts(), list(anomalies())) == (0, [], [])


def _lever_ou_suspendre(nom: str, dossier: Recouvrement, acteur: object = None) -> Indu:
    qui = acteur or dossier.caisse.valideur
    fait: Indu = getattr(recouvrement, nom)(dossier.indu, dossier.caisse.demande(qui, motif="Recours."))  # type: ignore[arg-type]
    return fait


def test_temoin_la_verification_voit_une_retenue_perdue(recouvrement: Recouvrement) -> None:
    """Negative control: each sum touched by hand is named."""
    recouvrement.ordonne().compenser()
    recouvrement.caisse.exporte(recouvrement.caisse.commande("2000"))
    for champ in ("retenu", "rembourse"):
        with db.atomic():
            LigneDIndu.objects.filter(indu=recouvrement.indu).update(**{"retenu": 0} | {champ: Decimal(1)})
            assert ecarts() != []
            db.set_rollback(True)
    with db.atomic():
        Retenue.objects.update(vive=False)
        assert any("oubliée ou perdue" in ecart.explication for ecart in ecarts())
        db.set_rollback(True)
    assert ecarts() == []
    assert Position.objects.filter(repris__gt=0).count() == 0
    assert EntreeJournal.objects.filter(action="indu.ordonner").count() == 1
