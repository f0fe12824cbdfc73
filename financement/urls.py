from django.urls import path

from financement.views import aide, coordonnees, enrolement, file, file_modeles, fournisseur, modeles, questions

app_name = "financement"
urlpatterns = [
    path("", fournisseur.espace, name="espace"),
    path("enrolements/ouvrir/", fournisseur.ouvrir, name="ouvrir"),
    path("enrolements/a-instruire/", file.file, name="file"),
    path("enrolements/<int:pk>/", enrolement.enrolement, name="enrolement"),
    path("enrolements/<int:pk>/confier/", file.confier, name="confier"),
    path("enrolements/<int:pk>/points/", enrolement.pointer, name="pointer"),
    path("enrolements/<int:pk>/pieces/<slug:nature>/", enrolement.joindre, name="joindre"),
    path("enrolements/<int:pk>/modeles/<slug:nature>/", enrolement.modele, name="modele"),
    path("modeles/", modeles.modeles, name="modeles"),
    path("modeles/import/", modeles.importer, name="importer_modeles"),
    path("modeles/import/valider/", modeles.valider_l_import, name="valider_import"),
    path("modeles/a-controler/", file_modeles.file, name="file_modeles"),
    path("modeles/<int:pk>/", modeles.modele, name="modele_de_document"),
    path("modeles/<int:pk>/supprimer/", modeles.supprimer, name="supprimer_modele"),
    path("modeles/<int:pk>/confier/", file_modeles.confier, name="confier_modele"),
    path("modeles/<int:pk>/controle/", file_modeles.controler, name="controler_modele"),
    path("aide/", aide.aide, name="aide"),
    path("questions/", questions.questions, name="questions"),
    path("questions/poser/", questions.poser, name="poser_question"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("pieces/<int:pk>/", enrolement.consulter, name="consulter"),
    path("fournisseurs/<int:pk>/", fournisseur.fournisseur, name="fournisseur"),
    path("fournisseurs/<int:pk>/habilitations/", fournisseur.habilitations, name="habilitations"),
    path("fournisseurs/<int:pk>/coordonnees/", coordonnees.coordonnees, name="coordonnees"),
    path("coordonnees/<int:pk>/iban/", coordonnees.reveler, name="reveler"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
]
