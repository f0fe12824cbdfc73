from django.urls import path

from segur.noyau.jetons import views

app_name = "jetons"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouveau/", views.nouveau, name="nouveau"),
]
