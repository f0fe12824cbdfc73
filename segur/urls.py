"""The whole address book. Every name has its line in tests/autorisations.yaml."""

from allauth.account import views as compte
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as cles
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from segur import sante, securite
from segur.noyau.acces import connexion, facteurs, views
from segur.noyau.acces.views import si_comptes_locaux

lu = require_http_methods(["GET", "HEAD"])
lu_ou_envoye = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", include("segur.portail.urls")),
    path("", include("candidatures.urls")),
    path("", include("preuves.urls")),
    path("financement/", include("financement.urls")),
    path("api/", include("segur.portail.api.urls")),
    path("organisation/jetons/", include("segur.noyau.jetons.urls")),
    path("organisation/webhooks/", include("segur.noyau.webhooks.urls")),
    path("organisation/", include("segur.noyau.organisations.urls")),
    path("rem/", include("segur.noyau.referentiel.urls")),
    path("bases/", include("segur.noyau.annuaires.urls")),
    path("documents/", include("segur.noyau.documents.urls")),
    path("connexion/", login_not_required(si_comptes_locaux(compte.login)), name="account_login"),
    path("deconnexion/", compte.logout, name="account_logout"),
    path(
        "mot-de-passe/oubli/",
        login_not_required(si_comptes_locaux(compte.password_reset)),
        name="account_reset_password",
    ),
    path(
        "mot-de-passe/oubli/envoye/",
        login_not_required(si_comptes_locaux(compte.password_reset_done)),
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/oubli/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(si_comptes_locaux(compte.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        login_not_required(si_comptes_locaux(compte.password_reset_from_key_done)),
        name="account_reset_password_from_key_done",
    ),
    path("compte-inactif/", login_not_required(compte.account_inactive), name="account_inactive"),
    path("connexion/second-facteur/", lu_ou_envoye(mfa.authenticate), name="mfa_authenticate"),
    path("connexion/annulee/", connexion.annulee, name="socialaccount_login_cancelled"),
    path("connexion/<slug:provider_id>/", connexion.connexion, name="openid_connect_login"),
    path("connexion/<slug:provider_id>/retour/", connexion.retour, name="openid_connect_callback"),
    path("compte/identites/", connexion.identites, name="identites"),
    path("compte/identite/", lu_ou_envoye(views.avec_un_moyen(compte.reauthenticate)), name="account_reauthenticate"),
    path("compte/mot-de-passe/", si_comptes_locaux(views.mot_de_passe), name="account_change_password"),
    path("compte/sessions/", views.sessions, name="sessions"),
    path("compte/second-facteur/", lu(mfa.index), name="mfa_index"),
    path("compte/identite/code/", lu_ou_envoye(views.avec_un_moyen(mfa.reauthenticate)), name="mfa_reauthenticate"),
    path(
        "compte/identite/cle/",
        lu_ou_envoye(views.avec_un_moyen(cles.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "compte/second-facteur/application/",
        lu_ou_envoye(facteurs.ActiverTotp.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "compte/second-facteur/application/retirer/",
        lu_ou_envoye(facteurs.DesactiverTotp.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "compte/second-facteur/codes/",
        lu(facteurs.VoirLesCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "compte/second-facteur/codes/renouveler/",
        lu_ou_envoye(facteurs.RenouvelerLesCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/second-facteur/cles/",
        lu(cles.list_webauthn),
        name="mfa_list_webauthn",
    ),
    path(
        "compte/second-facteur/cles/ajouter/", lu_ou_envoye(facteurs.AjouterUneCle.as_view()), name="mfa_add_webauthn"
    ),
    path(
        "compte/second-facteur/cles/<int:pk>/retirer/",
        lu_ou_envoye(facteurs.RetirerUneCle.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(".well-known/security.txt", securite.security_txt, name="security_txt"),
    path("healthz", sante.healthz, name="healthz"),
    path("readyz", sante.readyz, name="readyz"),
]
handler400 = "segur.portail.views.incidents.illisible"
handler500 = "segur.portail.views.incidents.incident"
