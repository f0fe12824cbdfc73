from django.urls import path

from financement.views import commandes, coordonnees, demandes, depot, enrolement, file, fournisseur

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
    path("demandes/", demandes.demandes, name="demandes"),
    path("demandes/incompletes/", demandes.incompletes, name="incompletes"),
    path("demandes/deposer/", depot.deposer, name="deposer"),
    path("demandes/saisir/", depot.saisir, name="saisir"),
    path("demandes/<int:pk>/", demandes.fiche, name="demande"),
    path("demandes/<int:pk>/pieces/", depot.completer, name="completer"),
    path("demandes/<int:pk>/commandes/", depot.grouper, name="grouper"),
    path("demandes/<int:pk>/recepisse/", demandes.recepisse, name="recepisse"),
    path("commandes/<int:pk>/", commandes.commande, name="commande"),
    path("commandes/<int:pk>/corriger/", commandes.corriger, name="corriger"),
    path("commandes/<int:pk>/pieces/<slug:nature>/", commandes.joindre, name="joindre_a_la_commande"),
    path("pieces/<int:pk>/", enrolement.consulter, name="consulter"),
    path("fournisseurs/<int:pk>/", fournisseur.fournisseur, name="fournisseur"),
    path("fournisseurs/<int:pk>/habilitations/", fournisseur.habilitations, name="habilitations"),
    path("fournisseurs/<int:pk>/coordonnees/", coordonnees.coordonnees, name="coordonnees"),
    path("coordonnees/<int:pk>/iban/", coordonnees.reveler, name="reveler"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
]
