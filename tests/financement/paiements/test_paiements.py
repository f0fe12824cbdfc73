"""A batch from its preparation to what the bank says of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from financement.models import (
    Commande,
    CoordonneesBancaires,
    Ecriture,
    LotDePaiement,
    Position,
    Virement,
)
from financement.paiements import situation_de_paiement
from financement.tasks import verifier_l_equilibre
from financement.transitions import ecritures, paiement
from financement.verification import ecarts, rejouer, totaux_des_ecritures
from segur.noyau.comptes.models import Appartenance, Delegation, Role, acteur_pour
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.financement.paiements.caisse import Caisse, collegue, compte_rendu, message_rejete, releve
from tests.noyau.organisations.membres import preter

pytestmark = pytest.mark.django_db


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


def natures() -> list[str]:
    return list(Ecriture.objects.order_by("pk").values_list("nature", flat=True))


def test_un_lot_va_de_la_preparation_au_paiement(a_deux: Caisse) -> None:
    une, deux = a_deux.commande("1204.55"), a_deux.commande("0.03")
    ailleurs = a_deux.commande("999.99", a_deux.dossiers[1])

    lot = a_deux.exporte()
    premier, second = lot.virements.all()
    assert [v.montant for v in (premier, second)] == [Decimal("481.83"), Decimal("400.00")]
    assert lot.montant == Decimal("881.83")
    assert str(situation_de_paiement(une)) == "Avance envoyée à la banque"

    retour = a_deux.appliquer(releve((premier.reference, premier.montant)))
    a_deux.appliquer(compte_rendu(lot.message, {second.reference: "AC04"}))

    assert [ligne.anomalie for ligne in retour.lignes.all()] == [""]
    assert {str(situation_de_paiement(c)) for c in (une, deux)} == {"Décidée et payée"}
    rejetee = situation_de_paiement(ailleurs)
    assert (rejetee.code, rejetee.detail) == ("rejetee", "AC04 : le compte est clos.")
    assert LotDePaiement.objects.get().statut == "clos"
    assert list(Position.objects.a_payer().values_list("commande", flat=True)) == [ailleurs.pk]
    assert ecarts() == []
    assert rejouer() == totaux_des_ecritures()
    assert list(anomalies()) == []
    sujets = set(Notification.objects.filter(cle__startswith="virement").values_list("sujet", flat=True))
    assert sujets == {"LogiPro : virement payé", "MédiSoft : virement rejeté par la banque"}


def test_une_avance_rejetee_se_paie_de_nouveau_une_seule_fois(caisse: Caisse) -> None:
    commande = caisse.commande()
    premier = caisse.exporte()
    caisse.appliquer(message_rejete(premier.message, "FF01"))

    second = caisse.exporte()
    virement = second.virements.get()
    caisse.appliquer(releve((virement.reference, virement.montant)))

    assert natures() == ["engagement", "engagement", "avance", "rejet", "avance", "reglement"]
    assert situation_de_paiement(commande).code == "payee"
    assert Position.objects.get(part="avance").regle == commande.avance
    with pytest.raises(Refus) as refus:
        caisse.preparer()
    assert codes(refus) == ["vide"]


def test_des_fonds_qui_reviennent_apres_le_reglement_rouvrent_l_avance(caisse: Caisse) -> None:
    commande = caisse.commande()
    virement = caisse.exporte().virements.get()
    caisse.appliquer(releve((virement.reference, virement.montant)))
    caisse.appliquer(releve(rejets={virement.reference: "AC06"}, montant=virement.montant))

    assert natures()[-2:] == ["reglement", "retour"]
    assert situation_de_paiement(commande).code == "rejetee"
    assert ecarts() == []
    assert caisse.preparer().montant == commande.avance


@pytest.mark.parametrize("fois", [1, 3])
def test_exporter_plusieurs_fois_ne_fait_qu_un_fichier(caisse: Caisse, fois: int) -> None:
    caisse.commande()
    lot = caisse.exporte()
    octets = lot.fichier.lire() if lot.fichier else b""

    for _ in range(fois):
        lot = caisse.exporter(lot)

    assert lot.fichier is not None
    assert (lot.fichier.lire(), paiement.ordre_de(lot)) == (octets, octets)
    assert b"<MsgId>SEGUR-LOT-" in octets
    assert b"IBAN" not in lot.fichier.fichier.chemin.encode()
    assert lot.fichier.fichier.cle != ""
    assert natures().count("avance") == 1


def test_le_meme_retour_deux_fois_reste_sans_effet(caisse: Caisse) -> None:
    caisse.commande()
    virement = caisse.exporte().virements.get()
    contenu = releve((virement.reference, virement.montant))
    premier = caisse.appliquer(contenu)

    assert caisse.importer(contenu) == premier
    with pytest.raises(Refus) as refus:
        caisse.appliquer(contenu)
    assert codes(refus) == ["statut"]
    autre_fichier = caisse.appliquer(contenu.replace(b"<Ntfctn>", b"<Ntfctn> "))

    assert [ligne.anomalie for ligne in autre_fichier.lignes.all()] == ["Déjà payé : sans effet."]
    assert natures().count("reglement") == 1


def test_ce_que_la_banque_dit_de_travers_se_nomme_et_ne_fait_rien(caisse: Caisse) -> None:
    caisse.commande()
    virement = caisse.exporte().virements.get()
    retour = caisse.appliquer(
        releve((virement.reference, virement.montant + Decimal("0.01")), ("SEGUR-999999-0001", Decimal(1)))
    )

    montant, inconnue = (ligne.anomalie for ligne in retour.lignes.all())
    assert montant.startswith("Montant différent")
    assert inconnue.startswith("Référence inconnue")
    assert Virement.objects.get().statut == "exporte"
    assert natures() == ["engagement", "engagement", "avance"]


def test_qui_prepare_ou_controle_n_approuve_pas(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.preparer()
    gestionnaire = collegue(Role.VALIDEUR, "autre")
    Commande.objects.update(controlee_par=gestionnaire.personne)
    for acteur in (caisse.payeur, gestionnaire):
        with pytest.raises(Refus) as refus:
            caisse.approuver(lot, acteur)
        assert codes(refus) == ["personnes"]
    assert caisse.approuver(lot).statut == "approuve"


def test_qui_a_controle_ne_prepare_pas(caisse: Caisse) -> None:
    caisse.commande(controlee_par=caisse.payeur.personne)
    with pytest.raises(Refus) as refus:
        caisse.preparer()
    assert "Vous avez contrôlé cette commande" in str(refus.value)


def test_l_approbation_tombe_si_le_contenu_change(caisse: Caisse) -> None:
    caisse.commande()
    lot = caisse.approuver(caisse.preparer())
    Virement.objects.update(montant=Decimal("9999.00"))
    with pytest.raises(Refus) as refus:
        caisse.exporter(lot)
    assert set(codes(refus)) == {"contenu", "total", "equilibre"}


def test_un_iban_change_pendant_le_lot_bloque_puis_sort_du_lot(a_deux: Caisse) -> None:
    a_deux.commande()
    a_deux.commande("500", a_deux.dossiers[1])
    lot = a_deux.approuver(a_deux.preparer())
    dossier = a_deux.dossiers[0]
    dossier.instant = a_deux.instant
    dossier.declarer("FR7610278060000002034567806", "CMCIFR2A").verifier().approuver()
    a_deux.instant = dossier.instant

    with pytest.raises(Refus) as refus:
        a_deux.exporter(lot)
    assert codes(refus) == ["coordonnees"]
    assert "LogiPro" in str(refus.value)

    lot = paiement.actualiser(lot, a_deux.demande(a_deux.payeur))
    assert (lot.statut, lot.nombre, lot.montant) == ("prepare", 1, Decimal("200.00"))
    ecarte = lot.virements.get(statut="ecarte")
    assert "délai de sécurité" in ecarte.motif
    ancien = CoordonneesBancaires.objects.get(fournisseur=ecarte.fournisseur, iban_masque__startswith="FR76 •••• 2682")
    exporte = a_deux.exporter(a_deux.approuver(lot))
    assert exporte.fichier is not None
    assert ancien.iban().encode() not in exporte.fichier.lire()
    assert ecarts() == []


def test_un_meme_iban_chez_deux_fournisseurs_demande_un_motif(a_deux: Caisse) -> None:
    a_deux.commande()
    empreinte = CoordonneesBancaires.objects.earliest("pk").iban_empreinte
    CoordonneesBancaires.objects.update(iban_empreinte=empreinte)
    with pytest.raises(Refus) as refus:
        a_deux.preparer()
    assert "Le même IBAN est déclaré par MédiSoft" in str(refus.value)
    lot = a_deux.preparer(motif_signaux="Filiale : vérifié par téléphone.")
    assert "MédiSoft" in lot.virements.get().signal


def test_sans_coordonnees_rien_ne_se_prepare(caisse: Caisse) -> None:
    caisse.commande()
    CoordonneesBancaires.objects.update(sert_le=caisse.instant + timedelta(days=30))
    with pytest.raises(Refus) as refus:
        caisse.preparer()
    assert "Aucune coordonnée bancaire en service" in str(refus.value)


def test_un_role_retire_pendant_la_requete_ne_donne_rien(caisse: Caisse) -> None:
    caisse.commande()
    lot, acteur = caisse.preparer(), caisse.valideur
    Appartenance.objects.filter(utilisateur=acteur.personne).update(active=False)
    with pytest.raises(Refus) as refus:
        caisse.approuver(lot, acteur)
    assert codes(refus) == ["role_tenu"]


@pytest.mark.parametrize("revoquee", [False, True])
def test_un_payeur_par_delegation_prepare_tant_qu_elle_tient(
    caisse: Caisse, monkeypatch: pytest.MonkeyPatch, revoquee: bool
) -> None:
    """Revoked during the request, it gives nothing more."""
    monkeypatch.setattr("segur.noyau.horloge.maintenant", lambda: caisse.instant)
    adjoint, commande = collegue(Role.GESTIONNAIRE, "adjoint"), caisse.commande()
    delegation = preter(caisse.payeur, adjoint, debut=caisse.instant - timedelta(hours=1))
    acteur = acteur_pour(adjoint.personne)
    if not revoquee:
        assert caisse.preparer(acteur=acteur).montant == commande.avance
        return
    revocation = {"statut": "revoquee", "revoquee_le": caisse.instant, "revoquee_par": caisse.payeur.personne}
    Delegation.objects.filter(pk=delegation.pk).update(**revocation)
    with pytest.raises(Refus) as refus:
        caisse.preparer(acteur=acteur)
    assert codes(refus) == ["role_tenu"]


def test_un_lot_annule_libere_ses_commandes(caisse: Caisse) -> None:
    commande = caisse.commande()
    lot = caisse.approuver(caisse.preparer())
    lot = paiement.annuler(lot, caisse.demande(caisse.payeur, motif="Mauvaise date."))
    assert (lot.statut, lot.virements.get().statut) == ("annule", "ecarte")
    assert situation_de_paiement(commande).code == "a_payer"
    assert caisse.preparer().montant == commande.avance


def test_engager_deux_fois_n_engage_qu_une(caisse: Caisse) -> None:
    commande = caisse.commande("100", avance=Decimal(100), solde=Decimal(0))
    ecritures.engager(commande, caisse.demande(caisse.valideur))
    assert natures() == ["engagement"]


def test_la_verification_nomme_chaque_ecart(caisse: Caisse) -> None:
    caisse.commande()
    call_command("verifier_ecritures")
    caisse.non_engagee("100", caisse.dossiers[0])
    with pytest.raises(CommandError, match="1 écart"):
        call_command("verifier_ecritures")


def test_un_desequilibre_est_dit_aux_payeurs_une_fois_par_jour(caisse: Caisse) -> None:
    commande = caisse.commande()
    assert verifier_l_equilibre() == 0
    Commande.objects.filter(pk=commande.pk).update(avance=F("avance") + 1, solde=F("solde") - 1)
    assert [verifier_l_equilibre(), verifier_l_equilibre()] == [2, 2]
    dits = Notification.objects.filter(sujet="Écritures : un écart est à comprendre")
    assert sorted(dits.values_list("destinataire__email", flat=True)) == ["payeur@asp.example", "valideur@asp.example"]
