from django.urls import path

from candidatures.views import collaborateurs, demarches, etapes, produits

app_name = "candidatures"
urlpatterns = [
    path("produits/", produits.liste, name="produits"),
    path("produits/ajouter/", produits.ajouter, name="produit_ajouter"),
    path("produits/<slug:reference>/", produits.fiche, name="produit"),
    path("produits/<slug:reference>/modifier/", produits.modifier, name="produit_modifier"),
    path("produits/<slug:reference>/fiche.pdf", produits.fiche_pdf, name="produit_pdf"),
    path("produits/<slug:reference>/commencer/", produits.commencer, name="produit_commencer"),
    path("produits/<slug:reference>/collaborateurs/", collaborateurs.liste, name="collaborateurs"),
    path(
        "produits/<slug:reference>/collaborateurs/<int:pk>/retirer/",
        collaborateurs.retirer,
        name="collaborateur_retirer",
    ),
    path("parcours/", demarches.parcours, name="parcours"),
    path("parcours/segur-vague-2/", demarches.segur, name="segur"),
    path("demarches/", demarches.demarches, name="demarches"),
    path("demarches/<slug:code>/", demarches.demarche, name="demarche"),
    path("demarches/<slug:code>/<slug:reference>/charte/", demarches.charte, name="charte"),
    path("candidatures/<slug:numero>/etape-1/", etapes.etape1, name="etape1"),
    path("candidatures/<slug:numero>/etape-1/recapitulatif/", etapes.etape1_recapitulatif, name="etape1_recapitulatif"),
    path("candidatures/<slug:numero>/etape-2/", etapes.etape2, name="etape2"),
    path("candidatures/<slug:numero>/etape-2/recapitulatif/", etapes.etape2_recapitulatif, name="etape2_recapitulatif"),
    path(
        "candidatures/<slug:numero>/etape-2/documents/<int:document>/", etapes.retirer_document, name="retirer_document"
    ),
    path("candidatures/<slug:numero>/etape-4/", etapes.etape4, name="etape4"),
]
