from django.urls import path

from segur.noyau.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouveau/", views.nouveau, name="nouveau"),
    path("<int:pk>/", views.webhook, name="webhook"),
    path("<int:pk>/modifier/", views.modification, name="modifier"),
    path("<int:pk>/secret/", views.secret, name="secret"),
    path("evenements/<int:pk>/", views.evenement, name="evenement"),
]
