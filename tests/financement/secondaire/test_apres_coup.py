"""What comes late, twice or after the sending: the last value known stays, and each page tells what happened."""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from financement.formats.journal import en_csv, lire_mois
from financement.journaux import executer, recevoir, saisir
from financement.models import Commande, Habilitation, ImportDeJournal, JournalTransmis, MoisDeMonitoring, Resiliation
from financement.models.fournisseur import Droit
from financement.plafonds import JOURNAL
from financement.suivi_secondaire import fenetres_en_sql
from financement.transitions import secondaire as gestes
from segur.noyau import horloge
from segur.noyau.comptes.models import Role, Utilisateur, acteur_pour
from segur.noyau.transitions import Demande, Refus
from tests.financement.secondaire.exemples import LE, demande, importer, ligne, mandataire, noter
from tests.monde import Monde

pytestmark = pytest.mark.django_db
IMPORTER = "/financement/secondaire/importer/"


@pytest.fixture
def editeur(commande: Commande, settings: Any) -> Client:
    settings.DEMO = True
    horloge.regler(LE + timedelta(days=2))
    client = Client()
    client.force_login(mandataire(commande).personne)
    return client


@pytest.fixture
def transmis(commande: Commande) -> JournalTransmis:
    importer(commande, [ligne(commande, rang) for rang in range(6)])
    gestes.transmettre_le_journal(commande, demande(commande))
    return JournalTransmis.objects.get()


def de_l_ans(role: str, **donnees: Any) -> Demande:
    return Demande(acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk")), LE, donnees)


def actuel(commande: Commande) -> int:
    return MoisDeMonitoring.objects.actuels().get(commande=commande, mois="2027-10-01").dm


def recu(commande: Commande, dm: int, minutes: int) -> ImportDeJournal:
    """A file received, that no worker has taken yet."""
    octets = File(BytesIO(en_csv([ligne(commande, 0, dm=dm)])), name="journal.csv")
    importation, _ = recevoir(commande.demande.fournisseur, octets, demande(commande, LE + timedelta(minutes=minutes)))
    return importation


# ---- imports --------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("SEC-03", "SEC-05")
def test_un_fichier_lu_en_retard_ne_remplace_pas_une_valeur_recue_apres_lui(
    commande: Commande, editeur: Client
) -> None:
    premier, correction = recu(commande, 5, 0), recu(commande, 15, 1)

    executer(correction.pk)
    executer(premier.pk)

    premier.refresh_from_db()
    assert actuel(commande) == 15
    assert (premier.gardees, premier.ecartees, premier.anomalies[0]["chemin"]) == (0, 1, "mois")
    assert "est gardée" in premier.anomalies[0]["attendu"]
    renvoye = recu(commande, 5, 2)
    executer(renvoye.pk)
    assert (renvoye.pk == premier.pk, actuel(commande)) == (False, 5)


@pytest.mark.exigence("SEC-05", "SEC-08")
def test_un_fichier_deja_importe_dit_qu_il_ne_retablit_pas_ses_valeurs(commande: Commande, editeur: Client) -> None:
    octets = en_csv([ligne(commande, 0)])
    importer(commande, octets)

    def renvoyer() -> str:
        fichier = SimpleUploadedFile("journal.csv", octets, content_type="text/csv")
        return editeur.post(IMPORTER, {"fichier": fichier}, follow=True).content.decode()

    assert ("déjà importé" in (page := renvoyer()), "ne les rétablit pas" in page) == (True, False)
    importer(commande, [ligne(commande, 0, dm=3)], le=LE + timedelta(days=1))
    assert ("déjà importé" in (page := renvoyer()), "ne les rétablit pas" in page) == (True, True)


@pytest.mark.exigence("SEC-03")
def test_un_champ_ecrit_deux_fois_ne_se_devine_pas(commande: Commande) -> None:
    entete = {"format": "journal-de-monitoring", "version": "1.0", "dispositif": "MDV-LGC-Va2"}
    entete |= {"siren": commande.demande.fournisseur.organisation.siren}
    texte = json.dumps(entete | {"lignes": [ligne(commande, 0)]}).replace('"dm": 12', '"dm": 2, "dm": 12')

    importation = importer(commande, texte.encode(), nom="journal.json")

    assert (importation.gardees, importation.ecartees) == (0, 1)
    assert (importation.anomalies[0]["chemin"], importation.anomalies[0]["trouve"]) == ("dm", "plusieurs fois ce champ")


@pytest.mark.exigence("SEC-05")
def test_un_fichier_illisible_a_mi_chemin_dit_ce_qui_est_enregistre(commande: Commande) -> None:
    """Rows are written lot by lot: those of a lot that was read whole are there."""
    fautive = f"BC-INCONNU;{commande.cle};2027-10;1;1;1;1;1\r\n".encode()
    remplies = en_csv([ligne(commande, 0)]) + fautive * (JOURNAL.lot_de_lignes + 400) + b"\xff;"

    importation = importer(commande, remplies)

    assert (importation.statut, "UTF-8" in importation.issue) == ("echoue", True)
    assert MoisDeMonitoring.objects.count() == 1
    assert "1 mois lu avant est enregistré" in importation.issue


@pytest.mark.exigence("ROL-11")
def test_un_salarie_saisit_les_mois_avec_le_droit_de_saisir(commande: Commande, monde: Monde) -> None:
    salarie, lue = monde.salarie, lire_mois(ligne(commande, 0))
    fournisseur = commande.demande.fournisseur
    commun: dict[str, Any] = {"fournisseur": fournisseur, "utilisateur": salarie.personne, "accordee_le": LE}
    commun |= {"accordee_par": mandataire(commande).personne}
    Habilitation.objects.create(droit=Droit.DEMANDER, **commun)

    with pytest.raises(Refus, match="droit"):
        saisir(fournisseur, lue, Demande(salarie, LE))
    with pytest.raises(Refus, match="droit"):
        recevoir(fournisseur, File(BytesIO(b"x"), name="j.csv"), Demande(salarie, LE))
    assert not ImportDeJournal.objects.exists()

    Habilitation.objects.create(droit=Droit.SAISIR, **commun)
    assert saisir(fournisseur, lue, Demande(salarie, LE)).gardees == 1


# ---- the journal once sent ------------------------------------------------------------------------------------------


@pytest.mark.exigence("SEC-05", "SEC-07", "SEC-08")
def test_le_journal_transmis_montre_les_mois_transmis_et_leurs_corrections(transmis: JournalTransmis) -> None:
    importer(transmis.commande, [ligne(transmis.commande, 0, t=777)], le=LE + timedelta(days=1))
    ans = Client()
    ans.force_login(de_l_ans(Role.VERIFICATEUR).acteur.personne)

    reponse = ans.get(transmis.get_absolute_url())

    assert [(m.mois, m.t) for m in reponse.context["mois"]][0] == (date(2027, 10, 1), 50)
    assert [(m.mois, m.t) for m in reponse.context["corriges"]] == [(date(2027, 10, 1), 777)]
    assert "Corrigés depuis la transmission" in reponse.content.decode()


@pytest.mark.exigence("SEC-09")
def test_une_non_conformite_proposee_n_est_pas_montree_au_fournisseur(
    transmis: JournalTransmis, editeur: Client
) -> None:
    gestes.annoncer_la_verification(transmis, de_l_ans(Role.VERIFICATEUR, demande_de_pieces="Les traces."))
    gestes.proposer_la_non_conformite(transmis, de_l_ans(Role.VERIFICATEUR, motif="Données inventées."))

    suivi = f"/financement/secondaire/{transmis.commande_id}/"
    adresses = ("/financement/secondaire/", suivi, transmis.get_absolute_url())
    lues = [editeur.get(adresse).content.decode().lower() for adresse in adresses]

    assert [("à confirmer" in page, "en vérification par l’ans" in page) for page in lues] == [(False, True)] * 3
    ans = Client()
    ans.force_login(de_l_ans(Role.RESPONSABLE).acteur.personne)
    assert "Non-conformité à confirmer" in ans.get(transmis.get_absolute_url()).content.decode()


@pytest.mark.exigence("SEC-06", "ROL-11")
def test_l_information_du_client_se_confirme_avec_le_droit_de_demander(transmis: JournalTransmis, monde: Monde) -> None:
    salarie = monde.salarie
    commun: dict[str, Any] = {"fournisseur": transmis.commande.demande.fournisseur, "utilisateur": salarie.personne}
    commun |= {"accordee_le": LE, "accordee_par": mandataire(transmis.commande).personne}
    dite = Demande(salarie, LE, {"client_informe_le": LE.date()})
    Habilitation.objects.create(droit=Droit.SAISIR, **commun)
    with pytest.raises(Refus, match="droit"):
        gestes.informer_le_client(transmis, dite)

    Habilitation.objects.create(droit=Droit.DEMANDER, **commun)
    gestes.informer_le_client(transmis, dite)

    assert JournalTransmis.objects.get().client_informe_le == LE.date()


def test_un_refus_dit_ce_qui_est_et_non_son_contraire(transmis: JournalTransmis) -> None:
    commande = transmis.commande
    with pytest.raises(Refus, match="^Le journal de ce client est déjà transmis"):
        gestes.transmettre_le_journal(commande, demande(commande))
    with pytest.raises(Refus, match="^Un journal est transmis"):
        gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=LE.date()))


@pytest.mark.exigence("SEC-14")
def test_une_resiliation_deja_dite_le_dit(commande: Commande) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 10)))
    gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=LE.date()))

    with pytest.raises(Refus, match="^La résiliation est déjà déclarée"):
        gestes.declarer_la_resiliation(commande, demande(commande, resiliee_le=LE.date()))
    with pytest.raises(Refus, match="^Le client a résilié son contrat"):
        gestes.transmettre_le_journal(commande, demande(commande))


@pytest.mark.exigence("SEC-14")
@pytest.mark.parametrize("avant", [1, 0])
def test_une_resiliation_ne_precede_pas_le_bon_de_commande(commande: Commande, avant: int) -> None:
    dite = demande(commande, resiliee_le=commande.bon.signe_le - timedelta(days=avant))
    if avant:
        with pytest.raises(Refus, match="signé le"):
            gestes.declarer_la_resiliation(commande, dite)
    else:
        gestes.declarer_la_resiliation(commande, dite)
    assert Resiliation.objects.count() == 1 - avant


@pytest.mark.exigence("SEC-12")
def test_des_mois_corriges_entre_la_garde_et_l_effet_ne_transmettent_pas_un_niveau_nul(commande: Commande) -> None:
    noter(commande, dict.fromkeys(range(6), (20, 1)))
    assert not fenetres_en_sql(LE.date())[commande.pk].perf

    with pytest.raises(Refus, match="PERF = 0"):
        gestes.transmettre_le_journal.effet(commande, demande(commande))
    assert not JournalTransmis.objects.exists()
