from django.urls import path

from financement.views import coordonnees, enrolement, file, file_des_pilotes, fournisseur, pilotes

app_name = "financement"
urlpatterns = [
    path("", fournisseur.espace, name="espace"),
    path("enrolements/ouvrir/", fournisseur.ouvrir, name="ouvrir"),
    path("enrolements/a-instruire/", file.file, name="file"),
    path("enrolements/<int:pk>/", enrolement.enrolement, name="enrolement"),
    path("enrolements/<int:pk>/confier/", file.confier, name="confier"),
    path("enrolements/<int:pk>/points/", enrolement.pointer, name="pointer"),
    path("enrolements/<int:pk>/pieces/<slug:nature>/", enrolement.joindre, name="joindre"),
    path("enrolements/<int:pk>/modeles/<slug:nature>/", enrolement.modele, name="modele"),
    path("pieces/<int:pk>/", enrolement.consulter, name="consulter"),
    path("fournisseurs/<int:pk>/", fournisseur.fournisseur, name="fournisseur"),
    path("fournisseurs/<int:pk>/habilitations/", fournisseur.habilitations, name="habilitations"),
    path("fournisseurs/<int:pk>/coordonnees/", coordonnees.coordonnees, name="coordonnees"),
    path("coordonnees/<int:pk>/iban/", coordonnees.reveler, name="reveler"),
    path("coordonnees/<int:pk>/rib/", coordonnees.rib, name="rib"),
    path("pilotes/", pilotes.liste, name="pilotes"),
    path("pilotes/ouvrir/", pilotes.ouvrir, name="ouvrir_pilotes"),
    path("pilotes/a-verifier/", file_des_pilotes.file, name="file_pilotes"),
    path("pilotes/confier/", file_des_pilotes.confier, name="confier_pilotes"),
    path("pilotes/<int:pk>/", pilotes.dossier, name="dossier_pilote"),
    path("pilotes/<int:pk>/choisir/", pilotes.choisir, name="choisir_pilote"),
    path("pilotes/<int:pk>/retirer/", pilotes.retirer, name="retirer_pilote"),
    path("pilotes/<int:pk>/pv/<int:pilote>/", pilotes.joindre, name="joindre_pv"),
    path("pilotes/<int:pk>/pv/<int:pilote>/modele/", pilotes.modele, name="modele_pv"),
    path("pilotes/<int:pk>/supports/", pilotes.ajouter_un_support, name="ajouter_support"),
    path("pilotes/<int:pk>/supports/retirer/", pilotes.retirer_un_support, name="retirer_support"),
    path("pilotes/<int:pk>/juger/", pilotes.juger, name="juger_pilotes"),
]
