from django.urls import path

from segur.noyau.annuaires.views import bases, consultation

app_name = "annuaires"

urlpatterns = [
    path("", bases.bases, name="bases"),
    path("importer/", bases.importer, name="importer"),
    path("imports/<int:pk>/", bases.suivre, name="import"),
    path("imports/<int:pk>/mouvements.csv", bases.mouvements, name="mouvements"),
    path("clients/", consultation.consulter, name="consulter"),
    path("consultations/", consultation.registre, name="registre"),
]
