from django.apps import AppConfig


class AccesConfig(AppConfig):
    name = "segur.noyau.acces"
    label = "acces"
    verbose_name = "Accès"
