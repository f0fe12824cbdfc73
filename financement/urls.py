from django.urls import path

from financement.views import coordonnees, enrolement, file, formats, fournisseur, simulateur, simulation

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
    path("simulations/", simulateur.simulations, name="simulations"),
    path("simulations/nouvelle/", simulateur.nouvelle, name="simulation_nouvelle"),
    path("simulations/commande/", simulateur.saisie, name="simulation_saisie"),
    path("simulations/<int:pk>/", simulation.simulation, name="simulation"),
    path("simulations/<int:pk>/commandes/<int:rang>/", simulation.ligne, name="ligne_simulee"),
    path("simulations/<int:pk>/relancer/", simulation.relancer, name="simulation_relancer"),
    path("simulations/<int:pk>/supprimer/", simulation.supprimer, name="simulation_supprimer"),
    path("simulations/<int:pk>/corrige.json", simulation.corrige, name="simulation_corrigee"),
    path("simulations/<int:pk>/resultat.xlsx", simulation.classeur, name="simulation_classeur"),
    path("modeles-de-json/", formats.modeles_de_json, name="modeles_de_json"),
    path("modeles-de-json/<slug:quoi>/", formats.modele_de_json, name="modele_de_json"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
]
