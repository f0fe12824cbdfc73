from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "segur.noyau.comptes"
    label = "comptes"
    verbose_name = "Comptes"
