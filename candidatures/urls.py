from django.urls import path

from candidatures.views import etapes, produits

app_name = "candidatures"
urlpatterns = [
    path("produits/", produits.liste, name="produits"),
    path("produits/ajouter/", produits.ajouter, name="produit_ajouter"),
    path("produits/<slug:reference>/", produits.fiche, name="produit"),
    path("produits/<slug:reference>/commencer/", produits.commencer, name="produit_commencer"),
    path("demarches/", produits.demarches, name="demarches"),
    path("demarches/<slug:code>/", produits.demarche, name="demarche"),
    path("demarches/<slug:code>/<slug:reference>/charte/", produits.charte, name="charte"),
    path("candidatures/<slug:numero>/etape-1/", etapes.etape1, name="etape1"),
    path("candidatures/<slug:numero>/etape-1/recapitulatif/", etapes.etape1_recapitulatif, name="etape1_recapitulatif"),
    path("candidatures/<slug:numero>/etape-2/", etapes.etape2, name="etape2"),
    path("candidatures/<slug:numero>/etape-2/recapitulatif/", etapes.etape2_recapitulatif, name="etape2_recapitulatif"),
    path(
        "candidatures/<slug:numero>/etape-2/documents/<int:document>/", etapes.retirer_document, name="retirer_document"
    ),
    path("candidatures/<slug:numero>/etape-4/", etapes.etape4, name="etape4"),
]
