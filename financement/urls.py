from django.urls import path

from financement.views import (
    arbitrages,
    bureau,
    bureau_commande,
    bureau_lot,
    coordonnees,
    enrolement,
    file,
    fournisseur,
)

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
    path("commandes/a-instruire/", bureau.file, name="bureau"),
    path("commandes/filtres/", bureau.filtres, name="bureau_filtres"),
    path("commandes/prendre/", bureau.prendre, name="bureau_prendre"),
    path("commandes/suivante/", bureau.prochaine, name="bureau_suivante"),
    path("commandes/lot/", bureau_lot.lot, name="bureau_lot"),
    path("commandes/signaux/", arbitrages.signaux, name="bureau_signaux"),
    path("commandes/<int:pk>/instruction/", bureau_commande.commande, name="bureau_commande"),
    path("commandes/<int:pk>/arbitrage/", arbitrages.proposer, name="bureau_arbitrer"),
    path("demandes/<int:pk>/instruction/", bureau_commande.dossier, name="bureau_demande"),
    path("arbitrages/<int:pk>/", arbitrages.arbitrage, name="arbitrage"),
    path("demandes/<int:pk>/", bureau_commande.dossier, name="demande"),
    path("commandes/<int:pk>/", bureau_commande.commande, name="commande"),
    path("avances/", bureau.avances, name="avances"),
]
