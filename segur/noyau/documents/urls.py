from django.urls import path

from segur.noyau.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:identifiant>/", views.telecharger, name="telecharger"),
    path("<uuid:identifiant>/apercu/", views.apercu, name="apercu"),
]
