"""What the bank gave back while a sum was ordered back: left in anomaly, then applied again by a person."""

import pytest
from django.urls import reverse

from financement.models import Ecriture, Indu, Position, RetourBancaire, Virement
from financement.transitions import recouvrement as gestes
from financement.transitions import retour as retours
from financement.verification import ecarts
from segur.noyau.comptes.models import Acteur, Appartenance, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.transitions import Refus
from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse, collegue, releve
from tests.financement.paiements.test_pages import client_de
from tests.portail.test_requetes import BUDGET, cout

pytestmark = pytest.mark.django_db
TITRE = "Appliquer de nouveau les fonds retournés"


def rendre(caisse: Caisse, virement: Virement, fois: int = 1) -> RetourBancaire:
    """The bank gives its funds back, told so many times in one file."""
    contenu = releve(rejets={virement.reference: "AC04"}, montant=virement.montant)
    mouvement = contenu.partition(b"<Ntfctn>")[2].partition(b"</Ntfctn>")[0]
    return caisse.appliquer(contenu.replace(mouvement, mouvement * fois))


def lever(dossier: Recouvrement) -> None:
    """After a recourse, by somebody else than who ordered."""
    autre = collegue(Role.VALIDEUR, "autre-valideur")
    dossier.indu = gestes.lever(dossier.indu, dossier.caisse.demande(autre, motif="Recours."))


def reprendre(dossier: Recouvrement, objet: RetourBancaire, acteur: Acteur | None = None) -> RetourBancaire:
    fait: RetourBancaire = retours.appliquer_de_nouveau(objet, dossier.caisse.demande(acteur or dossier.caisse.payeur))
    return fait


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("IND-01")
def test_l_ordre_leve_les_fonds_retournes_s_appliquent_une_fois(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne()
    objet = rendre(recouvrement.caisse, Virement.objects.get(), fois=2)
    assert ["à traiter par une personne" in ligne.anomalie for ligne in objet.lignes.all()] == [True, True]
    with pytest.raises(Refus, match="à traiter par une personne") as refus:
        reprendre(recouvrement, objet)
    assert codes(refus) == ["indu"]

    lever(recouvrement)
    reprendre(recouvrement, objet)

    assert [ligne.anomalie for ligne in objet.lignes.all()] == ["", "Déjà rejeté : sans effet."]
    assert (Virement.objects.get().statut, recouvrement.position().regle) == ("rejete", 0)
    assert Ecriture.objects.filter(nature="retour").count() == 1
    assert Position.objects.a_payer().count() == 1
    entree = EntreeJournal.objects.get(action="retourbancaire.appliquer_de_nouveau")
    assert (entree.acteur, entree.details) == (
        recouvrement.caisse.payeur.personne,
        {"appliquees": 1, "anomalies": 1},
    )
    with pytest.raises(Refus) as refus:
        reprendre(recouvrement, objet)
    assert codes(refus) == ["lignes"]
    assert (ecarts(), list(anomalies())) == ([], [])


def test_rien_d_autre_ne_se_reprend(recouvrement: Recouvrement) -> None:
    """A line read of a transfer not sent yet, another amount, an unknown reference: nothing, even when times change."""
    caisse, paye = recouvrement.caisse, Virement.objects.get()
    lot = caisse.preparer(caisse.commande("2000"))
    a_venir = lot.virements.get()
    avant = rendre(caisse, a_venir)
    autres = caisse.appliquer(releve((paye.reference, paye.montant), ("SEGUR-1", "3.00")))
    trop = caisse.appliquer(releve(rejets={paye.reference: "AC04"}, montant="399.99"))
    recouvrement.regler(caisse.exporter(caisse.approuver(lot)))

    for objet in (avant, autres, trop):
        with pytest.raises(Refus) as refus:
            reprendre(recouvrement, objet)
        assert codes(refus) == ["lignes"]
    assert not Ecriture.objects.filter(nature="retour").exists()


def test_ce_qui_est_deja_rembourse_ne_revient_pas_deux_fois(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne().rembourser("100")
    objet = rendre(recouvrement.caisse, Virement.objects.get())
    lever(recouvrement)

    with pytest.raises(Refus, match="à traiter par une personne"):
        reprendre(recouvrement, objet)
    assert (recouvrement.position().regle, ecarts()) == (400, [])


def test_une_compensation_tombe_quand_l_autre_dossier_est_clos(recouvrement: Recouvrement) -> None:
    """Settled by set-off, then a second dossier on what is left: the first cannot open again meanwhile."""
    recouvrement.ordonne("100").compenser()
    caisse, premier = recouvrement.caisse, recouvrement.indu
    lot = caisse.exporte(caisse.commande("2000"))
    recouvrement.regler(lot)
    recouvrement.constater(montant="300").mettre_en_demeure().proposer("300").ordonner()
    objet = rendre(caisse, lot.virements.get())
    with pytest.raises(Refus, match="Un autre dossier d’indu") as refus:
        reprendre(recouvrement, objet)
    assert codes(refus) == ["anomalie"]

    lever(recouvrement)
    reprendre(recouvrement, objet)

    assert Indu.objects.get(pk=premier.pk).statut == "ordonne"
    assert (recouvrement.position().repris, ecarts(), list(anomalies())) == (0, [], [])


@pytest.mark.parametrize("qui", ["valideur", "retiré"])
def test_un_payeur_et_qui_l_est_encore(recouvrement: Recouvrement, qui: str) -> None:
    recouvrement.ordonne()
    objet = rendre(recouvrement.caisse, Virement.objects.get())
    lever(recouvrement)
    acteur = recouvrement.caisse.valideur if qui == "valideur" else recouvrement.caisse.payeur
    Appartenance.objects.filter(utilisateur=acteur.personne).update(active=False)

    with pytest.raises(Refus) as refus:
        reprendre(recouvrement, objet, acteur)
    assert codes(refus) == ["role" if qui == "valideur" else "role_tenu"]
    assert recouvrement.position().regle == 400


def test_la_page_dit_ce_qui_tient_encore_puis_offre_le_geste(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne()
    client, liste = client_de(recouvrement.caisse.payeur), reverse("financement:retours")
    objet = rendre(recouvrement.caisse, Virement.objects.get())
    adresse, geste = objet.get_absolute_url(), f"/actions/retourbancaire.appliquer_de_nouveau/{objet.pk}/"
    page = client.get(adresse).content.decode()
    assert (TITRE in page, geste in page) == (True, False)
    assert "Des fonds retournés restent en anomalie" in client.get(liste).content.decode()
    une = cout(recouvrement.caisse.payeur, adresse)

    lever(recouvrement)
    assert geste in client.get(adresse).content.decode()
    assert cout(recouvrement.caisse.payeur, adresse) == une <= BUDGET
    assert client.post(geste).status_code == 302

    page = client.get(adresse).content.decode()
    assert (TITRE in page, "Appliquée" in page) == (False, True)
    assert "restent en anomalie" not in client.get(liste).content.decode()


def test_avant_d_appliquer_la_page_dit_ce_que_l_indu_retiendra(recouvrement: Recouvrement) -> None:
    recouvrement.ordonne()
    virement = Virement.objects.get()
    objet = recouvrement.caisse.importer(releve(rejets={virement.reference: "AC04"}, montant=virement.montant))

    page = client_de(recouvrement.caisse.payeur).get(objet.get_absolute_url()).content.decode()

    assert "dont <strong>1 sans effet</strong>" in page
    assert f"L’indu n° {recouvrement.indu.pk} porte sur ce virement" in page
