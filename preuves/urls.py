from django.urls import path

from preuves.views import archive, chapitres, equipe, file, gazelle, lots, partage, plan, preuve, provenance

app_name = "preuves"
urlpatterns = [
    path("instruction/chapitres/", file.file, name="file"),
    path("instruction/chapitres/confier/", file.confier, name="confier"),
    path("instruction/chapitres/repartir/", partage.repartir, name="repartir"),
    path("instruction/equipe/", equipe.equipe, name="equipe"),
    path("instruction/chapitres/suivant/", file.prochain, name="suivant"),
    path("candidatures/<slug:numero>/etape-3/", chapitres.chapitres, name="chapitres"),
    path("candidatures/<slug:numero>/etape-3/provenance/", provenance.provenance, name="provenance"),
    path("candidatures/<slug:numero>/etape-3/lot/", lots.lot, name="lot"),
    path("candidatures/<slug:numero>/etape-3/lot/confirmer/", lots.confirmer, name="lot_confirmer"),
    path("candidatures/<slug:numero>/etape-3/lot/abandonner/", lots.abandonner, name="lot_abandonner"),
    path("candidatures/<slug:numero>/etape-3/plan/", plan.plan, name="plan"),
    path("candidatures/<slug:numero>/etape-3/<int:pk>/", chapitres.chapitre, name="chapitre"),
    path("candidatures/<slug:numero>/export/", archive.export, name="export"),
    path("cles/archives.pem", archive.cle_publique, name="cle_des_archives"),
    path("cles/verifier_dossier.py", archive.verificateur, name="verificateur"),
    path("preuves/<int:pk>/", preuve.preuve, name="preuve"),
    path("preuves/<int:pk>/deposer/", preuve.deposer, name="deposer"),
    path("preuves/<int:pk>/archiver/", preuve.archiver, name="archiver"),
    path("preuves/<int:pk>/commenter/", preuve.commenter, name="commenter"),
    path("preuves/<int:pk>/gazelle/", gazelle.choisir, name="gazelle"),
    path("preuves/<int:pk>/annoter/", preuve.annoter, name="annoter"),
    path("preuves/<int:pk>/deposer-provisoire/", preuve.deposer_provisoire, name="deposer_provisoire"),
    path("preuves/<int:pk>/deposer-definitive/", preuve.deposer_la_definitive, name="deposer_la_definitive"),
    path("preuves/<int:pk>/test-intrusion/", preuve.relever_le_test, name="relever_le_test"),
    path("preuves/<int:pk>/declarer/", preuve.declarer, name="declarer"),
    path("preuves/<int:pk>/decider/", preuve.decider, name="decider"),
]
