"""Asking for an archive, making it once, and telling how far it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidatures.catalogue import ouvrir_acces
from candidatures.models import Candidature, Collaborateur
from preuves import tasks
from preuves.models import ExportDossier
from preuves.models.archive import SILENCE
from preuves.tasks import balayer_archives, produire_archive
from preuves.transitions import preuve as transitions_preuve
from preuves.transitions.archive import TACHE, demander_une_archive, publier
from segur.celery import app
from segur.noyau.documents.models import Document
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from segur.noyau.transitions import Refus
from tests.preuves.archive.conftest import lire_json


def test_qui_lit_seulement_le_produit_peut_demander_son_archive(petit_monde):
    scenario = petit_monde.brouillon()
    Collaborateur.objects.all().delete()
    salarie = petit_monde.salarie
    ouvrir_acces(scenario.produit, salarie.personne, Collaborateur.Droit.LECTURE, scenario.instant)

    demander_une_archive(scenario.candidature, scenario.demande(salarie))

    export = ExportDossier.objects.get()
    assert (export.demande_par, export.statut, export.dossier) == (salarie.personne, "demande", scenario.candidature)


@pytest.mark.parametrize("qui", ["verificateur", "responsable", "direction", "gestionnaire"])
def test_personne_d_autre_ne_demande_l_archive_d_un_editeur(candidature, scenario, petit_monde, qui):
    with pytest.raises((Refus, Candidature.DoesNotExist)):
        demander_une_archive(candidature, scenario.demande(getattr(petit_monde, qui)))

    assert ExportDossier.objects.count() == 0


def test_une_archive_a_la_fois(candidature, scenario, demander):
    demander()

    with pytest.raises(Refus, match="déjà en préparation"):
        demander()
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportDossier.objects.create(
            candidature=candidature, demande_le=scenario.instant, demande_par=scenario.mandataire
        )


def test_sans_cle_rien_ne_se_demande(demander, settings):
    settings.CLE_ARCHIVES = ""

    with pytest.raises(Refus, match="pas encore de clé"):
        demander()


def test_la_demande_est_confiee_aux_ouvriers(demander, monkeypatch, django_capture_on_commit_callbacks):
    """Under the name that they know the task by."""

    def recevoir(nom, args, *reste, **options):
        return app.tasks[nom](*args) if nom == TACHE else None

    monkeypatch.setattr(app, "send_task", recevoir)

    with django_capture_on_commit_callbacks(execute=True):
        export = demander()

    export.refresh_from_db()
    assert (export.statut, export.version) == ("produit", 1)


def test_une_tache_perdue_est_retrouvee_par_le_balayage(demander, candidature):
    demander()

    assert [balayer_archives() for _ in range(2)] == [1, 0]
    assert candidature.exports.get().document.nom == f"dossier-{candidature.numero}-version-1.zip"


def test_la_tache_deux_fois_ne_produit_qu_une_fois(demander):
    export = demander()

    assert [produire_archive(export.pk) for _ in range(2)] == [True, False]
    assert EntreeJournal.objects.filter(action="exportdossier.publier", id_objet=export.pk).count() == 1


def test_un_ouvrier_vivant_garde_son_archive_un_ouvrier_muet_la_perd(demander):
    export = demander()
    vivant, muet = timezone.now() - SILENCE + timedelta(seconds=30), timezone.now() - SILENCE - timedelta(seconds=1)

    ExportDossier.objects.update(signe_de_vie_le=vivant)
    pendant = (produire_archive(export.pk), balayer_archives())
    ExportDossier.objects.update(signe_de_vie_le=muet)

    assert (pendant, balayer_archives()) == ((False, 0), 1)


def test_celui_qui_se_reveille_trop_tard_ne_change_rien(demander, monkeypatch):
    """Another worker published while this one was still writing."""
    export = demander()
    ordinaire = tasks.archive.ecrire

    def ecrire_pendant_qu_un_autre_publie(*reste):
        monkeypatch.setattr(tasks.archive, "ecrire", ordinaire)
        ExportDossier.objects.update(signe_de_vie_le=None)
        assert produire_archive(export.pk) is True
        return ordinaire(*reste)

    monkeypatch.setattr(tasks.archive, "ecrire", ecrire_pendant_qu_un_autre_publie)

    assert produire_archive(export.pk) is False
    assert list(Document.objects.filter(zone="archive")) == [ExportDossier.objects.get().document]


def test_une_archive_en_panne_n_arrete_pas_les_autres_et_sera_refaite(demander, petit_monde, monkeypatch):
    en_panne = demander()
    autre = petit_monde.brouillon(produit="Autre")
    demander_une_archive(autre.candidature, autre.demande(autre.editeur))
    ordinaire = tasks.archive.ecrire

    def en_panne_pour_l_une(contenu, *reste):
        if contenu.candidature.pk == en_panne.candidature_id:
            raise OSError("panne")
        ordinaire(contenu, *reste)

    monkeypatch.setattr(tasks.archive, "ecrire", en_panne_pour_l_une)

    assert balayer_archives() == 1
    en_panne.refresh_from_db()
    assert (en_panne.statut, en_panne.signe_de_vie_le is None) == ("demande", False)


def test_l_avancement_compte_chaque_fichier(demander, monkeypatch):
    export = demander()
    vus = []
    ordinaire = ExportDossier.avancer

    def avancer(self, copies, en_tout):
        ordinaire(self, copies, en_tout)
        vus.append(ExportDossier.objects.values_list("fichiers_copies", "fichiers_en_tout").get(pk=self.pk))

    monkeypatch.setattr(ExportDossier, "avancer", avancer)
    produire_archive(export.pk)

    en_tout = vus[0][1]
    assert en_tout >= 6
    assert vus == [(copies, en_tout) for copies in range(en_tout + 1)]


def test_redemandee_sans_changement_c_est_la_meme_archive(exporter):
    premiere, seconde = exporter(), exporter()

    assert premiere.pk != seconde.pk
    assert (seconde.version, seconde.document) == (1, premiere.document)
    assert Document.objects.filter(zone="archive").count() == 1


def test_redemandee_apres_un_changement_c_est_une_nouvelle_version(petit_monde):
    scenario = petit_monde.eligible()
    preuve = scenario.chapitres()[0].preuves.demandees().first()
    for _ in range(2):
        demander_une_archive(scenario.candidature, scenario.demande(scenario.editeur))
        balayer_archives()
        transitions_preuve.commenter(preuve, scenario.demande(scenario.editeur, commentaire="Voir la page 3."))

    archives = [export.document.lire() for export in scenario.candidature.exports.order_by("pk")]
    commentaires = [
        lire_json(archive, "dossier.json")["etape_3"]["chapitres"][0]["preuves"][0]["commentaire"]
        for archive in archives
    ]
    assert list(scenario.candidature.exports.order_by("pk").values_list("version", flat=True)) == [1, 2]
    assert commentaires == ["", "Voir la page 3."]


def test_une_reponse_de_brouillon_changee_fait_une_nouvelle_version(petit_monde):
    """A draft leaves no line in the journal, and counts all the same."""
    scenario = petit_monde.brouillon()
    for nom in ("LogiPro", "LogiPro SAS"):
        scenario.remplir_etape_1(denomination=nom)
        demander_une_archive(scenario.candidature, scenario.demande(scenario.editeur))
        balayer_archives()

    assert list(scenario.candidature.exports.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_qui_a_demande_est_prevenu_s_il_est_encore_la(demander, candidature, scenario):
    Notification.objects.all().delete()
    produire_archive(demander().pk)
    prevenus = list(Notification.objects.values_list("adresse", "lien"))
    Notification.objects.all().delete()

    export = ExportDossier.objects.create(
        candidature=candidature, demande_le=scenario.instant, demande_par=scenario.ans("pilotage").personne
    )
    produire_archive(export.pk)

    assert prevenus == [(scenario.mandataire.email, f"/candidatures/{candidature.numero}/export/")]
    assert Notification.objects.count() == 0


def test_seul_le_portail_publie(demander, scenario):
    export = demander()

    with pytest.raises(Refus):
        publier(export, scenario.demande(scenario.editeur))

    export.refresh_from_db()
    assert export.statut == "demande"
