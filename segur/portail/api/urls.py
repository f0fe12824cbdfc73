from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from segur.noyau.documents.televersement import recoit
from segur.portail.api import candidatures, financement, publiques
from segur.portail.api.documentation import documentation, webhooks
from segur.portail.api.vues import Inconnue

app_name = "api"
urlpatterns = [
    path("", documentation, name="documentation"),
    path("webhooks/", webhooks, name="webhooks"),
    path("v1/openapi.json", login_not_required(SpectacularJSONAPIView.as_view()), name="schema"),
    path("v1/registre/", publiques.Registre.as_view(), name="registre"),
    path("v1/calendrier/", publiques.Calendrier.as_view(), name="calendrier"),
    path("v1/candidatures/", candidatures.Candidatures.as_view(), name="candidatures"),
    path("v1/candidatures/<slug:numero>/", candidatures.UneCandidature.as_view(), name="candidature"),
    path("v1/candidatures/<slug:numero>/chapitres/", candidatures.Chapitres.as_view(), name="chapitres"),
    path("v1/candidatures/<slug:numero>/preuves/", candidatures.Preuves.as_view(), name="preuves"),
    path("v1/preuves/<int:pk>/", candidatures.UnePreuve.as_view(), name="preuve"),
    path("v1/preuves/<int:pk>/depots/", candidatures.Depots.as_view(), name="depots"),
    path("v1/simulations/", recoit("demande_d_avance")(financement.Simulations.as_view()), name="simulations"),
    path("v1/simulations/<int:pk>/", financement.UneSimulation.as_view(), name="simulation"),
    path("v1/simulations/<int:pk>/commandes/", financement.LignesSimulees.as_view(), name="commandes_simulees"),
    path("v1/demandes/", recoit("archive_de_commandes")(financement.Demandes.as_view()), name="demandes"),
    path("v1/demandes/<int:pk>/", financement.UneDemande.as_view(), name="demande"),
    path("v1/demandes/<int:pk>/pieces/", recoit("archive_de_commandes")(financement.Pieces.as_view()), name="pieces"),
    path("v1/commandes/", financement.Commandes.as_view(), name="commandes"),
    path("v1/commandes/<int:pk>/", financement.UneCommande.as_view(), name="commande"),
    re_path(r"^v1/(?P<reste>[\s\S]+)\Z", Inconnue.as_view(), name="inconnue"),
]
