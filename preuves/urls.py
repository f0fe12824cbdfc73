from django.urls import path

from preuves import views

app_name = "preuves"
urlpatterns = [
    path("candidatures/<slug:numero>/etape-3/", views.chapitres, name="chapitres"),
    path("candidatures/<slug:numero>/etape-3/provenance/", views.provenance, name="provenance"),
    path("candidatures/<slug:numero>/etape-3/<int:pk>/", views.chapitre, name="chapitre"),
    path("preuves/<int:pk>/deposer/", views.deposer, name="deposer"),
    path("preuves/<int:pk>/decider/", views.decider, name="decider"),
]
