from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from candidatures.views import (
    collaborateurs,
    college,
    convention,
    delais,
    demarches,
    etapes,
    fils,
    instruction,
    messagerie,
    modeles,
    produits,
    rappels,
    reponses_types,
    responsable,
    texte,
    yousign,
)


class EtapeASaisir(IntConverter):
    """Steps 1 and 2, the ones that are filled."""

    regex = "[12]"


class NatureDeDemande(StringConverter):
    """What a vendor may ask to change."""

    regex = "formulaire|nru"


register_converter(EtapeASaisir, "saisie")
register_converter(NatureDeDemande, "nature")

app_name = "candidatures"
urlpatterns = [
    path("college/", college.college, name="college"),
    path("convention/texte/", texte.texte, name="texte"),
    path("college/<int:pk>/", college.seance, name="seance"),
    path("produits/", produits.liste, name="produits"),
    path("produits/ajouter/", produits.ajouter, name="produit_ajouter"),
    path("produits/<slug:reference>/", produits.fiche, name="produit"),
    path("produits/<slug:reference>/modifier/", produits.modifier, name="produit_modifier"),
    path("produits/<slug:reference>/fiche.pdf", produits.fiche_pdf, name="produit_pdf"),
    path("produits/<slug:reference>/commencer/", produits.commencer, name="produit_commencer"),
    path("produits/<slug:reference>/responsable/", responsable.confier, name="responsable"),
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
    path("instruction/", instruction.file, name="file"),
    path("instruction/confier/", instruction.confier, name="confier"),
    path("derogations/", delais.liste, name="derogations"),
    path("derogations/proposer/", delais.proposer, name="derogation_proposer"),
    path("derogations/<int:pk>/", delais.fiche, name="derogation"),
    path("pilotage/rappels/", rappels.rappels, name="rappels"),
    path("modeles/versions-obsoletes.xlsx", etapes.modele_versions_obsoletes, name="modele_versions_obsoletes"),
    path("candidatures/<slug:numero>/etape-4/", convention.etape4, name="etape4"),
    path("candidatures/<slug:numero>/etape-<saisie:etape>/", etapes.etape, name="etape"),
    path("candidatures/<slug:numero>/etape-<saisie:etape>/recapitulatif/", etapes.recapitulatif, name="recapitulatif"),
    path("candidatures/<slug:numero>/etape-<saisie:etape>/recepisse/", etapes.recepisse, name="recepisse"),
    path("candidatures/<slug:numero>/etape-<saisie:etape>/remarquer/", etapes.remarquer, name="remarquer"),
    path("candidatures/<slug:numero>/etape-<saisie:etape>/presence/<uuid:onglet>/", etapes.presence, name="presence"),
    path(
        "candidatures/<slug:numero>/etape-<saisie:etape>/lignes/<slug:bloc>/",
        etapes.ajouter_ligne,
        name="ajouter_ligne",
    ),
    path(
        "candidatures/<slug:numero>/etape-<saisie:etape>/lignes/<slug:bloc>/<int:ligne>/retirer/",
        etapes.retirer_ligne,
        name="retirer_ligne",
    ),
    path(
        "candidatures/<slug:numero>/pieces/<int:piece>/retirer/",
        etapes.retirer_piece,
        name="retirer_piece",
    ),
    path("messagerie/", messagerie.messagerie, name="messagerie"),
    path("messagerie/reponses-types/", reponses_types.liste, name="reponses_types"),
    path("messagerie/reponses-types/<int:pk>/", reponses_types.reponse, name="reponse_type"),
    path("candidatures/<slug:numero>/messagerie/", messagerie.conversation, name="conversation"),
    path("candidatures/<slug:numero>/messagerie/nouveau/", messagerie.nouveau, name="fil_nouveau"),
    path(
        "candidatures/<slug:numero>/messagerie/demande/<nature:nature>/<saisie:etape>/", fils.demander, name="demander"
    ),
    path("candidatures/<slug:numero>/messagerie/<int:pk>/", fils.fil, name="fil"),
    path("candidatures/<slug:numero>/messagerie/<int:pk>/note/", fils.note, name="fil_note"),
    path("candidatures/<slug:numero>/messagerie/<int:pk>/lu/", fils.lu, name="fil_lu"),
    path("candidatures/<slug:numero>/messagerie/<int:pk>/inserer/", fils.inserer, name="fil_inserer"),
    path("candidatures/<slug:numero>/modeles/<slug:zone>/", modeles.modele, name="modele"),
    path("candidatures/<slug:numero>/completer/<slug:source>/", etapes.completer, name="completer"),
    path("webhooks/yousign/", yousign.recevoir, name="yousign"),
]
