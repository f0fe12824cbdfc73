"""The whole address book. Every name has its line in tests/autorisations.yaml."""

from allauth.account import views as compte
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from segur import sante

urlpatterns = [
    path("", include("segur.portail.urls")),
    path("", include("candidatures.urls")),
    path("", include("preuves.urls")),
    path("financement/", include("financement.urls")),
    path("api/", include("segur.portail.api.urls")),
    path("organisation/jetons/", include("segur.noyau.jetons.urls")),
    path("organisation/", include("segur.noyau.organisations.urls")),
    path("rem/", include("segur.noyau.referentiel.urls")),
    path("bases/", include("segur.noyau.annuaires.urls")),
    path("documents/", include("segur.noyau.documents.urls")),
    path("connexion/", login_not_required(compte.login), name="account_login"),
    path("deconnexion/", compte.logout, name="account_logout"),
    path("mot-de-passe/oubli/", login_not_required(compte.password_reset), name="account_reset_password"),
    path(
        "mot-de-passe/oubli/envoye/",
        login_not_required(compte.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/oubli/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(compte.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        login_not_required(compte.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("compte-inactif/", login_not_required(compte.account_inactive), name="account_inactive"),
    path("healthz", sante.healthz, name="healthz"),
    path("readyz", sante.readyz, name="readyz"),
]
