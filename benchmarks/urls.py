"""The portal's address book, and the bare pages beside it."""

from django.urls import include, path

from benchmarks import nu

urlpatterns = [
    path("nu/liste/", nu.liste),
    path("nu/registre/", nu.registre),
    path("nu/amendement/", nu.amendement),
    path("nu/chapitre/<int:pk>/", nu.chapitre),
    path("nu/soumettre/<int:pk>/", nu.soumettre),
    path("", include("segur.urls")),
]
