from django.urls import path

from financement.views import coordonnees, enrolement, file, fournisseur

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
    path("pieces/<int:pk>/", enrolement.consulter, name="consulter"),
    path("fournisseurs/<int:pk>/", fournisseur.fournisseur, name="fournisseur"),
    path("fournisseurs/<int:pk>/habilitations/", fournisseur.habilitations, name="habilitations"),
    path("fournisseurs/<int:pk>/coordonnees/", coordonnees.coordonnees, name="coordonnees"),
    path("coordonnees/<int:pk>/iban/", coordonnees.reveler, name="reveler"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
]
