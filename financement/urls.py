from django.urls import path

from financement.views import coordonnees, enrolement, file, fournisseur, paiements, retours

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
    path("paiements/", paiements.lots, name="paiements"),
    path("paiements/a-payer/", paiements.a_payer, name="a_payer"),
    path("paiements/preparer/", paiements.preparer, name="preparer"),
    path("paiements/<int:pk>/", paiements.lot, name="lot"),
    path("paiements/<int:pk>/fichier/", paiements.fichier, name="fichier_du_lot"),
    path("paiements/retours/", retours.retours, name="retours"),
    path("paiements/retours/<int:pk>/", retours.retour, name="retour"),
    path("versements/", paiements.versements, name="versements"),
    path("coordonnees/<int:pk>/iban/", coordonnees.reveler, name="reveler"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
]
