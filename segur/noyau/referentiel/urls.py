from django.urls import path

from segur.noyau.referentiel import views

app_name = "referentiel"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("importer/", views.importer, name="importer"),
    path("versions/<int:pk>/", views.version, name="version"),
]
