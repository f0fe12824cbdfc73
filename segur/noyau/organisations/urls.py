from django.urls import path

from segur.noyau.organisations.views import adhesion, ans, invitation, organisation

app_name = "comptes"
urlpatterns = [
    path("", organisation.la_mienne, name="organisation"),
    path("liste/", ans.liste, name="liste"),
    path("rejoindre/", adhesion.rejoindre, name="rejoindre"),
    path("ouvrir/", ans.ouvrir, name="ouvrir"),
    path("invitations/<str:jeton>/", invitation.accepter, name="accepter"),
    path("<int:pk>/", organisation.fiche, name="fiche"),
    path("<int:pk>/modifier/", organisation.modifier, name="modifier"),
    path("<int:pk>/inviter/", invitation.inviter, name="inviter"),
]
