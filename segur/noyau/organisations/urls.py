from django.urls import path

from segur.noyau.organisations.views import adhesion, ans, delegations, droits, invitation, organisation, visite

app_name = "comptes"
urlpatterns = [
    path("", organisation.la_mienne, name="organisation"),
    path("liste/", ans.liste, name="liste"),
    path("rejoindre/", adhesion.rejoindre, name="rejoindre"),
    path("ouvrir/", ans.ouvrir, name="ouvrir"),
    path("invitations/<str:jeton>/", invitation.accepter, name="accepter"),
    path("droits/", droits.les_miens, name="droits"),
    path("revues/", droits.en_retard, name="revues"),
    path("delegations/", delegations.liste, name="delegations"),
    path("delegations/accorder/", delegations.accorder, name="deleguer"),
    path("membres/<int:pk>/voir-comme/", visite.ouvrir, name="voir_comme"),
    path("visite/fin/", visite.fermer, name="fin_de_visite"),
    path("visites/", visite.liste, name="visites"),
    path("visites/<int:pk>/", visite.pages, name="visite"),
    path("<int:pk>/", organisation.fiche, name="fiche"),
    path("<int:pk>/modifier/", organisation.modifier, name="modifier"),
    path("<int:pk>/inviter/", invitation.inviter, name="inviter"),
    path("<int:pk>/droits/", droits.droits_de, name="droits_de"),
    path("<int:pk>/droits/confirmer/", droits.confirmer_les_droits, name="confirmer_droits"),
]
