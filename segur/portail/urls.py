from django.urls import path

from segur.portail.demonstration import gazelle
from segur.portail.views import (
    abonnement,
    accueil,
    actions,
    candidatures,
    divers,
    donnees_ouvertes,
    dossier,
    jalon,
    publications,
    registre,
    verification,
)

app_name = "portail"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("compte/", divers.compte, name="compte"),
    path("compte/organisation/", divers.changer_organisation, name="changer_organisation"),
    path("candidatures/", candidatures.liste, name="candidatures"),
    path("candidatures/<slug:numero>/", dossier.tableau_de_bord, name="dossier"),
    path("candidatures/<slug:numero>/historique/", dossier.historique, name="historique"),
    path("actions/<str:nom>/<int:pk>/", actions.action, name="action"),
    path("pilotage/jalon/", jalon.jalon, name="jalon"),
    path("calendrier/", divers.calendrier, name="calendrier"),
    path("verifier/", verification.verifier, name="verifier"),
    path("verifier/<slug:code>/", verification.verifier_code, name="verifier_code"),
    path("verifier/<slug:code>.json", verification.verifier_json, name="verifier_json"),
    path("versions-obsoletes/", publications.versions_obsoletes, name="versions_obsoletes"),
    path("registre/", registre.liste, name="registre"),
    path("registre/solutions.csv", donnees_ouvertes.solutions_csv, name="registre_csv"),
    path("registre/solutions.json", donnees_ouvertes.solutions_json, name="registre_json"),
    path("registre/schema.json", donnees_ouvertes.schema, name="registre_schema"),
    path("registre/flux.atom", donnees_ouvertes.flux, name="registre_flux"),
    path("registre/comparer/", registre.comparer, name="registre_comparer"),
    path("registre/editeurs/", registre.editeurs, name="registre_editeurs"),
    path("registre/abonnement/", abonnement.demander, name="abonnement"),
    path("registre/abonnement/confirmer/<str:jeton>/", abonnement.confirmer, name="abonnement_confirmer"),
    path("registre/abonnement/arreter/<str:jeton>/", abonnement.arreter, name="abonnement_arreter"),
    path("registre/<str:numero_unique>/", registre.solution, name="registre_solution"),
    path("notifications/", divers.notifications, name="notifications"),
    path("composants/", divers.composants, name="composants"),
    path("horloge/", divers.horloge, name="horloge"),
    path("demonstration/gazelle/rest/rapports", gazelle.rapports, name="gazelle_rapports"),
    path("demonstration/gazelle/rapport", gazelle.rapport, name="gazelle_rapport"),
]
